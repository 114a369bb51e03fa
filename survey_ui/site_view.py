"""The public site on 発表: which charts, words and photos are on it, and the making of it beside the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from survey_exports.site import build
from survey_insights import accuracy_charts
from survey_insights.accuracy import Field
from survey_insights.public_list import Offer, counted, name_of, offers, usual
from survey_insights.themes import theme_names
from survey_loader.access import Audience
from survey_loader.acts import publishing
from survey_loader.acts.publishing import Asked, Handed, Wanted
from survey_loader.language import N_, Say
from survey_ui import badge, choosing, leaving, markup, preparing
from survey_ui.preparing import Made, Told
from survey_ui.room import Room

ZIP_TYPE = "application/zip"
FIELDS: tuple[Field, ...] = ("themes", "axis", "tone")
# Comments shown of each theme, as people choose it.
AMOUNTS = {"0": N_("のせない"), "4": N_("4件まで"), "8": N_("8件まで"), "20": N_("20件まで")}
USUAL_AMOUNT = "8"
# In the session: the comments that were taken off, also while nobody looks at them.
LEFT_OUT = "site_left_out"
STEPS = (
    N_("ZIPを展開すると、フォルダーがひとつできます。"),
    N_("中の index.html を開くと、そのまま見られます。USBメモリーに入れても、インターネットがなくても動きます。"),
    N_("公開するときは、フォルダーの中身をそのまま、市や大学のウェブサーバーに置きます。"),
)


def offer(room: Room) -> None:
    """Offer the site of the whole survey: its charts, its words and photos, and the making of it."""
    say = room.say
    if not room.reads:
        return
    whole = replace(room, voices=room.everything)
    if leaving.few(whole):
        return
    chosen = _charts(room)
    amount = int(choosing.one_of(say("テーマごとにのせる声"), AMOUNTS, USUAL_AMOUNT, "site_voices", say))
    wall = st.toggle(say("写真をのせる"), value=True, key="site_photos")
    left_out = _left_out(room, amount, wall)
    if not room.survey.contact:
        st.html(
            markup.paragraph(
                say("連絡先がまだありません。「同意と保存」で書くと、消してほしい人のためにのります。"), "quiet"
            )
        )
    preparing.offer(
        room, "site", (say("公開サイトを作る"), say("公開サイトを保存（ZIP）")),
        lambda told: made(whole, chosen, amount, wall, left_out, told), "public",
        wanted=(*chosen, amount, wall, left_out), disabled=not chosen,
    )  # fmt: skip
    st.html(markup.listed([say(step) for step in STEPS]))


def _charts(room: Room) -> list[Offer]:
    known = {str(one): one for one in offers(room.everything)}
    first = [str(one) for one in usual(room.everything)]
    chosen = st.multiselect(
        room.say("のせる図"),
        list(known),
        default=first,
        format_func=lambda text: name_of(known[text], room.everything, room.say),
        key="site_charts",
    )
    return [known[text] for text in chosen if text in known]


def _left_out(room: Room, amount: int, wall: bool) -> frozenset[int]:
    """Let the reader look through the words and take some off; return the numbers of those, for this survey.

    What is taken off makes room for others of its theme: they stand in the list at once, so that nothing goes out that
    nobody could read. Whatever was taken off can be put back, also where it would not be shown just now.
    """
    say, key = room.say, f"{LEFT_OUT}_{room.survey.slug}"
    before = frozenset(st.session_state.get(key, ()))
    if not (amount or wall) or not st.toggle(say("のせる声を見て、えらぶ"), key="site_look"):
        return before
    frame = pd.concat([_offered(room, amount, wall, before), _taken_off(room, before)])
    chosen = st.multiselect(
        say("のせない声（書いた人の写真ものせません）"),
        frame.index.tolist(),
        default=[number for number in frame.index if number in before],
        format_func=lambda number: str(frame["text"][number]),
        key=f"site_words_{room.survey.slug}_{amount}_{wall:d}_{len(before)}",
        placeholder=say("声をえらぶ"),
    )
    now = (before - frozenset(frame.index)) | frozenset(chosen)
    if now != before:
        st.session_state[key] = now
        st.rerun()
    with st.container(border=True):
        for theme, own in frame[~frame.index.isin(chosen)].groupby("theme", sort=False):
            st.html(markup.heading(str(theme), 4) + markup.listed(own["text"]))
    return now


def _offered(room: Room, amount: int, wall: bool, left_out: frozenset[int]) -> pd.DataFrame:
    """Return the words that would stand on the site, by their numbers (columns of `listed`)."""
    chosen, asked = _asked(room, amount, wall, left_out)
    handed = publishing.read(room.settings, room.actor, room.survey.slug, asked)
    return listed(room, chosen, handed).set_index("number")


def _taken_off(room: Room, numbers: frozenset[int]) -> pd.DataFrame:
    """Return the words that were taken off, as far as everybody might still see them (as `_offered`)."""
    asked = publishing.ask(room.settings, room.actor, room.survey.slug, Wanted(sorted(numbers)))
    handed = publishing.read(room.settings, room.actor, room.survey.slug, asked)
    return listed(room, {}, handed).set_index("number")


def listed(room: Room, chosen: Mapping[str, Sequence[int]], handed: Handed) -> pd.DataFrame:
    """Return the words that are offered, one row a comment: number, theme (the names of its pages), text."""
    names = theme_names(room.everything, room.say)
    themes: dict[int, list[str]] = {}
    for theme, numbers in chosen.items():
        for number in numbers:
            themes.setdefault(number, []).append(names[theme])
    texts = dict(zip(handed.comments["number"], handed.comments["text"], strict=True))
    rows = [(number, room.say("、").join(found), texts[number]) for number, found in themes.items() if number in texts]
    # The words below the photos of the first page.
    rows += [(number, room.say("顔とことば"), words) for number, words in texts.items() if number not in themes]
    return pd.DataFrame(rows, columns=["number", "theme", "text"])


def _asked(
    room: Room, amount: int, wall: bool, left_out: frozenset[int] = frozenset()
) -> tuple[dict[str, list[int]], Asked]:
    """Return the comments of each theme, and what is to be published; nothing of who is left out."""
    chosen = {
        theme: [number for number in numbers if number not in left_out][:amount]
        for theme, numbers in build.wanted(room.everything, amount + len(left_out)).items()
    }
    people = room.everything.interviews
    faces = people.loc[people["photographed"], "number"].tolist() if wall else []
    wanted = Wanted([number for numbers in chosen.values() for number in numbers], faces, build.WALL_PHOTOS, left_out)
    return chosen, publishing.ask(room.settings, room.actor, room.survey.slug, wanted)


def made(room: Room, charts: Sequence[Offer], amount: int, wall: bool, left_out: frozenset[int], told: Told) -> Made:
    """Return the site as a ZIP, of the whole survey whatever is filtered for, and write down that it left."""
    chosen, asked = _asked(room, amount, wall, left_out)
    handed = publishing.read(room.settings, room.actor, room.survey.slug, asked)
    counts = counted(room.everything, charts)
    site = build.Site(
        counts, handed.comments, handed.files if wall else {}, handed.kinds, chosen, lambda say: accuracy(room, say)
    )
    folder = f"{room.survey.slug}-site"
    content = build.zipped(build.files(room.everything, site, told), folder)
    leaving.whole(
        room, "site", Audience.PUBLIC_WEB, comments=handed.comments["number"].tolist(), photos=list(site.files),
        tables=[str(one.offer) for one in counts if not one.reason],
    )  # fmt: skip
    empty = room.say("、").join(name_of(one.offer, room.everything, room.say) for one in counts if one.reason)
    remark = room.say("人数が少ないなどで、数をのせなかった図：{names}", names=empty) if empty else ""
    return Made(content, f"{folder}.zip", ZIP_TYPE, remark)


def accuracy(room: Room, say: Say) -> tuple[str, ...]:
    """Return how right the coding is, a sentence a field, in the language of a page."""
    return tuple(accuracy_charts.badge(badge.measured(room, field), say) for field in FIELDS)
