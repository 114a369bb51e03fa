"""Paper for a workshop: cards of comments, and posters of a theme and of the people who may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from survey_exports import posters, workshop
from survey_insights.dealt import dealt, of_theme
from survey_insights.labels import theme_label
from survey_loader.acts import printing
from survey_loader.acts.printing import Person, Printable
from survey_loader.language import N_
from survey_ui import charts, leaving, markup, preparing
from survey_ui.preparing import Made
from survey_ui.room import Room

USUAL_CARDS, FEWEST_CARDS, MOST_CARDS = 40, 4, 300
# Of a poster; what does not fit stays out.
MOST_QUOTES = 24
NOBODY = N_("紹介してよいと答えた人の声が、まだありません。")


def offer(room: Room) -> None:
    """Offer cards and posters of what passes the filters; only what may be shown in a hall is on them."""
    if not room.reads:
        return
    quotable = int(room.voices.comments["quotable"].sum())
    if not quotable:
        st.text(room.say(NOBODY))
        return
    _offer_cards(room, quotable)
    if not leaving.few(room):
        _offer_posters(room)


def _offer_cards(room: Room, quotable: int) -> None:
    say = room.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        most = min(MOST_CARDS, quotable)
        count = st.number_input(
            say("カードの枚数"),
            min_value=min(FEWEST_CARDS, most),
            max_value=most,
            value=min(USUAL_CARDS, most),
            step=4,
            key="card_count",
            width=160,
        )
        with_photos = st.toggle(say("写真も入れる"), value=True, key="card_photos")
    preparing.offer(
        room, "cards", (say("カードを作る（PDF）"), say("カードを保存（PDF）")),
        lambda told: _pdf(cards_pdf(room, int(count), with_photos, told), f"{room.survey.slug}-cards.pdf"), "style",
        wanted=(int(count), with_photos),
    )  # fmt: skip
    told = [
        say("A4に4枚、切る印つきです。「実際のサイズ」（100%）で印刷してください。"),
        say("テーマごとに順番に、新しい声から選びます。紹介してよいと答えた人の声だけです。"),
        say("番号を「声と写真」で探すと、もとの声に戻れます。"),
    ]
    if room.settings.address:
        told.append(say("QRは、サインインした委員だけが開けます。"))
    st.html(markup.listed(told))


def _pdf(content: bytes, name: str) -> Made:
    return Made(content, name, charts.PDF_TYPE)


def cards_pdf(
    room: Room, count: int, with_photos: bool, told: Callable[[int, int], None] = lambda done, total: None
) -> bytes:
    """Return so many cards of the voices on the screen, and write down that they left; `told` as for cards.pdf."""
    chosen = dealt(room.voices, count)
    read = printing.printable(room.settings, room.survey.slug, chosen["number"].tolist(), with_photos)
    content = workshop.cards_pdf(room.voices, chosen, read, room.settings.address, room.say, told)
    _left(room, "cards", read)
    return content


def _left(
    room: Room, name: str, read: Mapping[int, Printable], people: Sequence[Person] = (), tables: Sequence[str] = ()
) -> None:
    """Write down that paper leaves with these voices, people and figures on it."""
    photos = [comment.photo_id for comment in read.values() if comment.photo_id] + [one.photo_id for one in people]
    numbers = [*read, *(number for one in people for number in one.numbers)]
    leaving.whole(room, "cards", printing.AUDIENCE, name=name, comments=numbers, photos=photos, tables=tables)


def _offer_posters(room: Room) -> None:
    say = room.say
    names = {theme.key: theme_label(theme, say) for theme in room.everything.theme_list}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        theme = st.selectbox(
            say("ポスターのテーマ"), list(names), format_func=names.__getitem__, key="poster_theme", width=260
        )
        if theme:
            preparing.offer(
                room, "poster", (say("テーマのポスターを作る（A1）"), say("テーマのポスターを保存（A1）")),
                lambda told: _pdf(theme_poster(room, theme), f"{room.survey.slug}-poster-{theme}.pdf"), "image",
                wanted=theme,
            )  # fmt: skip
        preparing.offer(
            room, "wall", (say("写真のポスターを作る（A1）"), say("写真のポスターを保存（A1）")),
            lambda told: _pdf(wall_poster(room), f"{room.survey.slug}-wall.pdf"), "grid_view",
        )  # fmt: skip


def theme_poster(room: Room, theme: str) -> bytes:
    """Return the poster of a theme, from the voices on the screen, and write down that it left."""
    chosen = of_theme(room.voices, theme, MOST_QUOTES)["number"].tolist()
    quotes = printing.printable(room.settings, room.survey.slug, chosen)
    people = printing.people(room.settings, room.survey.slug, workshop.writers(room.voices, theme), posters.MOST_PHOTOS)
    content = posters.theme_poster(room.voices, theme, list(quotes.values()), people, room.say)
    # Of its people a theme's poster shows the faces alone.
    name = f"poster {theme}"
    _left(room, name, quotes, [replace(person, numbers=()) for person in people], [name])
    return content


def wall_poster(room: Room) -> bytes:
    """Return the poster of the people on the screen who may be shown, and write down that it left."""
    shown = room.voices.interviews
    chosen = [int(number) for number in shown.loc[shown["photographed"], "number"]]
    people = printing.people(room.settings, room.survey.slug, chosen, posters.MOST_ON_WALL)
    content = posters.wall_poster(room.voices, people, room.say)
    # It says of how many these are.
    _left(room, "wall poster", {}, people, ["wall poster"])
    return content
