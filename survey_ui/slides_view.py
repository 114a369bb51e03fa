"""Slides and pictures on 発表: the ready talk or charts of one's choice, made beside the page, for a hall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from survey_exports import pictures, slides, talk
from survey_exports.pages import ChartPage, Page, Photo, charts_in, comments_in, photos_in
from survey_exports.pictures import KINDS, Kind
from survey_exports.slide_cards import MOST_PHOTOS
from survey_insights import accuracy_charts
from survey_insights.accuracy import Field
from survey_insights.chart_list import CHARTS, Asked, made, name_of, usual
from survey_insights.charts import Chart
from survey_loader.access import FEWEST_PEOPLE, Audience
from survey_loader.acts import showing
from survey_loader.language import N_
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import open_photo
from survey_loader.voices import Voices
from survey_ui import badge, charts, choosing, leaving, markup, preparing, recent
from survey_ui.preparing import Made, Told
from survey_ui.room import Room, known_or_none

Content = Literal["talk", "chosen"]
CONTENTS: dict[Content, str] = {"talk": N_("発表のスライド一式"), "chosen": N_("えらんだ図")}
PPTX_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP_TYPE = "application/zip"
# As the people who need them know these kinds.
KIND_NAMES: dict[Kind, str] = {
    "png": N_("PNG画像（1920×1080）"),
    "png_2x": N_("PNG画像（3840×2160）"),
    "svg": N_("SVG（拡大してもぼやけない）"),
    "pdf": N_("PDF（印刷用）"),
}
KIND_TYPES: dict[Kind, str] = {
    "png": charts.PNG_TYPE,
    "png_2x": charts.PNG_TYPE,
    "svg": "image/svg+xml",
    "pdf": charts.PDF_TYPE,
}
FIELDS: tuple[Field, ...] = ("themes", "axis", "tone")
TEMPLATE_MEGABYTES = 50


def offered(room: Room) -> dict[str, Asked]:
    """Return the charts one can choose, by the text that asks for them; each of the question that is filtered for."""
    found = [_for_question(asked, room.question) for asked in usual(room.voices)]
    return {str(asked): asked for asked in found}


def _for_question(asked: Asked, question: str) -> Asked:
    return replace(asked, question=asked.question or question) if "question" in CHARTS[asked.key].takes else asked


def for_a_hall(room: Room) -> Voices:
    """Return the voices without the words of so few people that one of them could be known by them."""
    return recent.selected(room.everything, replace(room.filters, public=True))


def hall_chart(room: Room, asked: Asked) -> Chart:
    """Return a chart with as many rows as a hall reads, and how right its coding is; shared by all sessions."""

    def make() -> Chart:
        return badge.with_badge(room, made(asked, for_a_hall(room), room.say, hall=True))

    return recent.result(room.everything, ("hall_chart", asked, room.filters, room.language), make)


def offer_slides(room: Room) -> None:
    """Offer a deck: what is in it, the town's template, and the making of it."""
    say = room.say
    content: Content = choosing.one_of(say("スライドの中身"), CONTENTS, "talk", "deck", say)
    chosen = _choose(room, "deck_charts") if content == "chosen" else []
    own = template(room, "deck_template")
    pages = partial(talk_pages, room) if content == "talk" else partial(_chosen_pages, room, chosen)
    preparing.offer(
        room, "deck", (say("スライドを作る"), say("スライドを保存（PPTX）")),
        lambda told: deck(room, content, pages, own, told), "slideshow", wanted=(content, *chosen, own),
        disabled=leaving.few(room) or (content == "chosen" and not chosen),
    )  # fmt: skip


def template(room: Room, key: str) -> bytes | None:
    """Draw where the town's own template is put in, and return it."""
    say = room.say
    with st.expander(say("まちのひな形を使う"), icon=":material/wallpaper:", type="compact"):
        file = st.file_uploader(
            say("PowerPointのひな形（.pptx か .potx）"), type=["pptx", "potx"], key=key,
            max_upload_size=TEMPLATE_MEGABYTES,
        )  # fmt: skip
    return file.getvalue() if file is not None else None


def _choose(room: Room, key: str) -> list[Asked]:
    known = offered(room)
    chosen = st.multiselect(
        room.say("図"),
        list(known),
        format_func=lambda text: name_of(known[text], room.voices, room.say),
        key=key,
        placeholder=room.say("図をえらぶ"),
    )
    return [known[text] for text in chosen if text in known]


def deck(room: Room, name: str, pages: Callable[[], tuple[list[Page], str]], own: bytes | None, told: Told) -> Made:
    """Return a deck for a hall; what is on it passes the gate once more and is written down, under this name."""
    found, remark = pages()
    content = slides.pptx(found, room.survey, room.say, own, told)
    leaving.whole(
        room, "slides", Audience.PUBLIC_HALL, name=name, comments=comments_in(found), photos=photos_in(found),
        tables=[chart.key for chart in charts_in(found)],
    )  # fmt: skip
    return Made(content, f"{room.survey.slug}.pptx", PPTX_TYPE, remark)


def _chosen_pages(room: Room, chosen: Sequence[Asked]) -> tuple[list[Page], str]:
    """Return a page a chart and the method, and which charts have nothing to show."""
    found = {asked: hall_chart(room, asked) for asked in chosen}
    pages: list[Page] = [ChartPage(chart) for chart in found.values() if not chart.empty]
    return [*pages, talk.method_page(room.voices, room.say, accuracy(room))], _left_out(room, found)


def _left_out(room: Room, found: dict[Asked, Chart]) -> str:
    empty = [name_of(asked, room.voices, room.say) for asked, chart in found.items() if chart.empty]
    names = room.say("、").join(empty)
    return room.say("描けるだけの声がなく、入れなかった図：{names}", names=names) if empty else ""


def talk_pages(room: Room) -> tuple[list[Page], str]:
    """Return the pages of the talk, its voices and photos read for a hall; no remark."""
    voices = room.voices
    material = talk.Material(
        rare=_quotable(room, talk.rare_wanted(voices)),
        wishes=_quotable(room, talk.wishes_wanted(voices)),
        photos=hall_photos(room),
        accuracy=accuracy(room),
        with_accuracy=partial(badge.with_badge, room),
    )
    return talk.twelve(for_a_hall(room), room.say, material), ""


def accuracy(room: Room) -> tuple[str, ...]:
    """Return how right the coding is, a sentence for each thing that is coded."""
    return tuple(accuracy_charts.badge(badge.measured(room, field), room.say) for field in FIELDS)


def _quotable(room: Room, numbers: NDArray[np.int64]) -> pd.DataFrame:
    with opened(room.settings.database) as db:
        return known_or_none(reads.comments(db, numbers, Audience.PUBLIC_HALL))


def hall_photos(room: Room) -> tuple[Photo, ...]:
    """Return the newest photos that may be shown in a hall, with the words of theirs that may be quoted."""
    people = room.voices.interviews
    chosen = people.loc[people["photographed"], "number"].tolist()
    shown = showing.hall_slides(room.settings, room.survey.slug, chosen, MOST_PHOTOS)
    alts = {"face": room.say("板を持った人の写真"), "board": room.say("板の写真")}
    with opened(room.settings.database) as db:
        return tuple(
            Photo(
                open_photo(db, room.settings.photos_dir, slide.photo, Audience.PUBLIC_HALL),
                alts[slide.kind],
                " / ".join(slide.words),
                slide.photo,
                slide.numbers,
            )
            for slide in shown
        )


def offer_pictures(room: Room) -> None:
    """Offer charts as pictures for a hall, all at once."""
    say = room.say
    if pictures.chrome() is None:
        st.html(markup.paragraph(say(charts.NO_BROWSER), "foot"))
        return
    chosen = _choose(room, "picture_charts")
    kinds: list[Kind] = st.pills(
        say("画像の形"), list(KINDS), selection_mode="multi", default=["png"],
        format_func=lambda kind: say(KIND_NAMES[kind]), key="picture_kinds",
    )  # fmt: skip
    preparing.offer(
        room, "pictures", (say("画像を作る"), say("画像をまとめて保存（ZIP）")),
        lambda told: _archive(room, chosen, kinds, told), "photo_library", wanted=(*chosen, *kinds),
        disabled=leaving.few(room) or not chosen or not kinds,
    )  # fmt: skip


def _archive(room: Room, chosen: Sequence[Asked], kinds: Sequence[Kind], told: Told) -> Made:
    makers = [(asked.key, partial(hall_chart, room, asked)) for asked in chosen]
    content = pictures.archive(makers, kinds, told)
    drawn = {asked: hall_chart(room, asked) for asked in chosen}
    leaving.whole(
        room, "picture", Audience.PUBLIC_HALL, tables=[chart.key for chart in drawn.values() if not chart.empty]
    )
    remark = _left_out(room, drawn)
    return Made(content, f"{room.survey.slug}-pictures.zip", ZIP_TYPE, remark)


def _hall_picture(room: Room, asked: Asked, kind: Kind) -> bytes:
    drawn = hall_chart(room, asked)
    leaving.whole(room, "picture", Audience.PUBLIC_HALL, name=drawn.key, tables=[drawn.key])
    return pictures.hall_picture(drawn, kind)


def hall_buttons(room: Room, asked: Asked) -> None:
    """Offer one chart as a picture for a hall, in each kind; drawn only when asked for."""
    say, asked = room.say, _for_question(asked, room.question)
    if pictures.chrome() is None or room.voices.people < FEWEST_PEOPLE:
        return
    with st.popover(say("会場用の画像"), icon=":material/tv:", type="tertiary"):
        for kind, name in KIND_NAMES.items():
            st.download_button(
                say(name),
                data=partial(_hall_picture, room, asked, kind),
                file_name=f"{asked.key}{'@2x' if kind == 'png_2x' else ''}.{KINDS[kind][0]}",
                mime=KIND_TYPES[kind],
                on_click="ignore",
                type="tertiary",
                key=f"hall_{kind}_{asked.key}",
            )
