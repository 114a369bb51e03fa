"""Who may be the same person as the one in front, side by side, and photos that wait for somebody like them."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from survey_insights.kept import consent_rows
from survey_loader.acts import joining, merging, reviewing
from survey_loader.acts.reviewing import Looked
from survey_loader.language import N_
from survey_loader.models import PhotoKind
from survey_ui import joining_view, markup, review_card
from survey_ui.review_desk import Desk, named

HOW = N_(
    "一つにまとめると、残すほうに足りないことば・写真・事実が移り、もう一方は外れます（あとで戻せます）。"
    "同意は、二つのうちきびしいほうに合わせます。別の人なら、そのまま確認してください。"
)
# More on one day are no pair but a board number that everybody had.
MOST_TWINS = 5
# As many photos as fit in a row.
MOST_WAITING = 4


def show(desk: Desk, looked: Looked, called: dict[str, str]) -> None:
    """Draw the others that may be the same person, with the two ways to merge."""
    say = desk.say
    if not looked.twins or looked.aside:
        return
    st.html(markup.heading(say("同じ人かもしれない聞き取り"), under=say(HOW)))
    for place, identity in enumerate(looked.twins[:MOST_TWINS]):
        other = reviewing.look(desk.here, desk.actor, desk.survey.slug, identity)
        with st.container(border=True, key=f"review_twin_{identity}"):
            _twin(desk, other, called)
            with st.container(horizontal=True, gap="small"):
                _merge(desk, looked, other, "M" if not place else None)


def _twin(desk: Desk, other: Looked, called: dict[str, str]) -> None:
    say = desk.say
    seen = next((picture for picture in other.pictures if picture.seen), None)
    left, right = st.columns([1, 4])
    with left:
        if seen:
            st.html(f'<div class="koe-pair">{markup.photo(seen.id, say("板を持った人の写真"))}</div>')
        else:
            st.html(markup.paragraph(say("写真なし"), "quiet"))
    with right:
        review_card.answers(other.now, desk.survey, say)
        told = "　".join(f"{name} {value}" for name, value in review_card.known(other.now, desk.survey, say))
        allowed = "　".join(f"{name}：{value}" for name, value in consent_rows(other.now.consents, say))
        by = review_card.brought_by(other.now, desk.survey, called, say)
        st.html("".join(markup.paragraph(line, "quiet") for line in (told, allowed, by)))


def _merge(desk: Desk, looked: Looked, other: Looked, shortcut: str | None) -> None:
    say, mine, theirs = desk.say, looked.waiting, other.waiting
    desk.button(
        say("これを上のものにまとめる"), f"review_merge_{theirs.id}", merging.merge, mine, theirs,
        icon=":material/merge:", shortcut=shortcut, undo=("merge", theirs.id), leaves=mine.id,
        told=say("{what}に、もう一方をまとめました。", what=named(looked, say)),
    )  # fmt: skip
    desk.button(
        say("上のものを、これにまとめる"), f"review_yield_{theirs.id}", merging.merge, theirs, mine,
        icon=":material/merge:", undo=("merge", mine.id), leaves=mine.id,
        told=say("{what}に、もう一方をまとめました。", what=named(other, say)),
    )  # fmt: skip


def waiting_photos(desk: Desk, looked: Looked) -> None:
    """Offer photos that wait for their person to an interview that has none, those nearest in time first."""
    say = desk.say
    if looked.pictures or looked.aside:
        return
    at = datetime.fromisoformat(looked.now.at) if looked.now.at else None
    found = reviewing.near_photos(desk.here, desk.actor, desk.survey, at, MOST_WAITING)
    if found.empty:
        return
    told = say("持ち主をさがしている写真からつなぐ")
    with st.expander(told, icon=":material/link:", key="review_waiting"):
        kind: PhotoKind = st.segmented_control(
            say("写っているもの"), list(joining_view.KINDS), default="face", required=True, key="review_photo_kind",
            format_func=lambda kind: say(joining_view.KINDS[kind]),
        ) or "face"  # fmt: skip
        for column, (_, photo) in zip(st.columns(MOST_WAITING), found.iterrows(), strict=False):
            with column:
                address = f"/photo/{escape(str(photo['photo']), quote=True)}?waiting=1"
                alt = escape(say("持ち主をさがしている写真"), quote=True)
                st.html(
                    f'<a class="koe-waiting" href="{address}" target="_blank"><img src="{address}" alt="{alt}"></a>'
                )
                taken = photo["taken_at"]
                st.html(markup.paragraph(f"{taken:%H:%M}" if taken else say("時刻なし"), "quiet"))
                desk.button(
                    say("この人につなぐ"), f"review_join_{photo['number']}", joining.join, int(photo["number"]),
                    looked.interview_id, kind, told=say("写真をつなぎました。"),
                )  # fmt: skip
