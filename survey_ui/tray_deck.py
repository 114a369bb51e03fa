"""A list for the stage as slides for a hall: in its order, with its titles and notes, and what a hall may see of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import pandas as pd

from survey_exports import talk
from survey_exports.pages import ChartPage, Page, Photo, PhotosPage, QuotesPage, quotes_of
from survey_exports.slide_cards import MOST_PHOTOS
from survey_insights import chart_list
from survey_insights.chart_list import Asked
from survey_insights.charts import Chart, footer
from survey_insights.themes import theme_names
from survey_loader.access import FEWEST_PEOPLE, Audience
from survey_loader.acts import browsing, handing_out
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.store.trays import Tray, TrayItem
from survey_ui import badge, leaving, preparing, recent, slides_view, taking
from survey_ui.room import Room, known_or_none

MOST_QUOTES = 4
OLD_THEME = N_("このテーマは、いまの分け方にはありません。リストから外してください。")


def offer(here: Room, tray: Tray, items: Sequence[TrayItem]) -> None:
    """Offer the list as a deck; what a hall may not see stays out, and the page says how much that was."""
    say = here.say
    template = slides_view.template(here, f"tray_template_{tray.id}")
    preparing.offer(
        here, "tray_deck", (say("このリストのスライドを作る"), say("スライドを保存（PPTX）")),
        lambda told: slides_view.deck(here, "list", partial(pages, here, items), template, told), "slideshow",
        wanted=(tray.id, tray.touched_at, template), disabled=leaving.few(here),
    )  # fmt: skip


def chart_of(here: Room, item: TrayItem, hall: bool = False) -> Chart:
    """Return the chart of a thing on a list, made from the voices of now; `hall` as one shows it to outside.

    Raises SurveyError for an unknown one.
    """
    if item.kind == "theme" and item.key not in theme_names(here.everything, here.say):
        raise SurveyError(OLD_THEME)
    asked = Asked("theme_trend", themes=(item.key,)) if item.kind == "theme" else Asked.parse(item.key)
    filters = replace(taking.filters_of(item.parameters.get("filters", {})), public=hall)
    voices = recent.selected(here.everything, filters)
    if hall and voices.people < FEWEST_PEOPLE:
        name = item.title or chart_list.name_of(asked, here.everything, here.say)
        raise SurveyError(
            N_("「{name}」は、あてはまる人が{n}人より少ないので入れませんでした。"), name=name, n=FEWEST_PEOPLE
        )
    return recent.result(
        here.everything,
        ("tray chart", asked, filters, here.language, hall),
        lambda: badge.with_badge(here, chart_list.made(asked, voices, here.say, hall=hall)),
    )


def theme_of(here: Room, item: TrayItem) -> str:
    """Return the name of the theme that was put on the list, "" for another thing; its chart does not name it."""
    return theme_names(here.everything, here.say).get(item.key, "") if item.kind == "theme" else ""


def named(here: Room, item: TrayItem, finding: str) -> str:
    """Return the finding of a thing's chart under the name of its theme."""
    theme = theme_of(here, item)
    return here.say("{theme}：{finding}", theme=theme, finding=finding) if theme else finding


def number_of(here: Room, comment: str) -> int | None:
    """Return the row number of a comment of the survey, None for one that is gone."""
    where = browsing.whereabouts(here.settings, comment)
    return where[1] if where and where[0] == here.survey.slug else None


def pages(here: Room, items: Sequence[TrayItem]) -> tuple[list[Page], str]:
    """Return the pages of a list for a hall, the method last; and in words what stayed out and why."""
    numbers = {item.key: number_of(here, item.key) for item in items if item.kind == "comment"}
    asked = handing_out.Asked(
        "slides",
        Audience.PUBLIC_HALL,
        [number for number in numbers.values() if number is not None],
        [item.key for item in items if item.kind == "photo"],
    )
    cleared = handing_out.check(here.settings, here.actor, here.survey.slug, asked)
    left_out = handing_out.told(cleared.held, here.say)
    if gone := sum(number is None for number in numbers.values()):
        left_out += handing_out.told([handing_out.Held("comment", "", "gone")] * gone, here.say)
    quotes = known_or_none(cleared.comments).set_index("comment_id", drop=False)
    files = dict(zip(cleared.photos, cleared.files, strict=True))
    found: list[Page] = []
    for (kind, _), together in groupby(items, _side_by_side):
        some = list(together)
        if kind == "comment":
            found += _quotes(here, some, quotes)
        elif kind == "photo":
            found += _photos(here, some, files)
        else:
            found += _charts(here, some, left_out)
    remark = here.say("入れなかったもの：{told}", told=here.say("、").join(left_out)) if left_out else ""
    method = talk.method_page(here.voices, here.say, slides_view.accuracy(here))
    return [*found, method], remark


def _side_by_side(item: TrayItem) -> tuple[str, int]:
    """Return what is alike for things that share a page: voices or photos without words of their own."""
    return item.kind, item.number if item.title or item.note else 0


def _charts(here: Room, items: Sequence[TrayItem], left_out: list[str]) -> list[Page]:
    found: list[Page] = []
    for item in items:
        try:
            chart = chart_of(here, item, hall=True)
        except SurveyError as error:
            left_out.append(error.render(here.say))
            continue
        if chart.empty:
            left_out.append(chart.title)
        else:
            found.append(ChartPage(chart, theme_of(here, item), item.title, item.note))
    return found


def _quotes(here: Room, items: Sequence[TrayItem], read: pd.DataFrame) -> list[Page]:
    """Return voices that stand side by side on the list, four to a page."""
    known = [item for item in items if item.key in read.index]
    shown = quotes_of(read.loc[[item.key for item in known]], here.say) if known else ()
    return [
        QuotesPage(
            known[start].title or here.say("みなさんの声"), shown[start : start + MOST_QUOTES],
            footer(here.voices, here.say), note=known[start].note,
        )
        for start in range(0, len(shown), MOST_QUOTES)
    ]  # fmt: skip


def _photos(here: Room, items: Sequence[TrayItem], files: Mapping[str, Path]) -> list[Page]:
    """Return photos that stand side by side on the list, as walls."""
    alt = here.say("聞き取りの写真")
    shown = [(item, Photo(files[item.key], alt, id=item.key)) for item in items if item.key in files]
    return [
        PhotosPage(
            shown[start][0].title or here.say("街で聞いたみなさん"),
            tuple(photo for _, photo in shown[start : start + MOST_PHOTOS]),
            footer(here.voices, here.say), note=shown[start][0].note,
        )
        for start in range(0, len(shown), MOST_PHOTOS)
    ]  # fmt: skip
