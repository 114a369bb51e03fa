"""The hall: photos and words for a projector, full-window, only what its owners allowed there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from survey_insights.labels import relation_label
from survey_loader.acts import showing
from survey_loader.acts.showing import Slide
from survey_loader.language import N_
from survey_ui import markup
from survey_ui.room import Room

HERE = Path(__file__).parent
HTML = """
<button type="button" class="open"></button>
<div class="stage" hidden tabindex="-1" role="dialog">
  <img class="photo" alt="">
  <div class="said"><div class="words"></div><div class="who"></div></div>
  <div class="foot"><span class="note"></span><span class="pause" aria-live="polite"></span>
    <span class="hint"></span><span class="place"></span>
    <button type="button" class="close"></button></div>
</div>
"""
NAME = "machi_hall"
SECONDS = (5, 8, 12, 20)
USUAL_SECONDS = 8
# Words of somebody who withdrew leave a running show within this time.
REFRESH_SECONDS = 30
NOBODY = N_("会場で見せてよい写真は、まだありません。写った人が「会場で見せてよい」と答えた写真だけを映します。")
HINT = N_("→ 次へ　← 前へ　スペース 止める・動かす　Esc 終わる")
NOTE = N_("会場で見せてよいと答えた{n}人。足を止めてくれた人の声であり、市民全体の割合ではありません。")


@st.fragment(run_every=REFRESH_SECONDS)
def show(room: Room) -> None:
    """Offer the show for a hall, or say that nobody may be shown there."""
    say = room.say
    slides = showing.hall_slides(room.settings, room.survey.slug, _chosen(room))
    st.html(markup.heading(say("会場で映す"), 3))
    if not slides:
        st.text(say(NOBODY))
        return
    n = f"{len(slides):,}"
    without = sum(1 for slide in slides if not slide.words)
    told = say("会場で見せてよいと答えた{n}人の写真だけを、暗い画面いっぱいに映します。", n=n)
    if without:
        told += say("公開してよい声がない{m}人は、写真だけを映します。", m=f"{without:,}")
    st.html(markup.paragraph(told, "quiet"))
    seconds = st.segmented_control(
        say("1枚を映す時間"),
        SECONDS,
        default=USUAL_SECONDS,
        format_func=lambda length: say("{n}秒", n=length),
        key="hall_seconds",
        required=True,
    )
    labels = {
        "open": say("全画面で始める"),
        "hint": say(HINT),
        "note": say(NOTE, n=n),
        "close": say("終わる"),
        "paused": say("止まっています"),
    }

    def _started() -> None:
        showing.started(room.settings, room.actor, room.survey.slug, _chosen(room))

    _stage()(
        data={
            "slides": [_told(slide, room) for slide in slides],
            "seconds": seconds or USUAL_SECONDS,
            "labels": labels,
        },
        key="hall",
        on_started_change=_started,
    )


def _chosen(room: Room) -> list[int] | None:
    """Return the interviews that pass the filters, None for all."""
    if room.voices is room.everything:
        return None
    people = room.voices.interviews
    return [int(number) for number in people.loc[people["photographed"], "number"]]


def _told(slide: Slide, room: Room) -> dict[str, object]:
    say = room.say
    known = slide.relation and slide.relation != "unknown"
    return {
        "photo": slide.photo,
        "words": list(slide.words),
        "who": relation_label(slide.relation, say) if known else "",
        "alt": say("板を持った人の写真") if slide.kind == "face" else say("板の写真"),
    }


def _stage() -> Callable[..., Any]:
    """Return the component, registered with what this program's files say."""
    made: Callable[..., Any] = st.components.v2.component(
        NAME,
        html=HTML,
        css=(HERE / "hall.css").read_text(encoding="utf-8"),
        js=(HERE / "hall.js").read_text(encoding="utf-8"),
    )
    return made
