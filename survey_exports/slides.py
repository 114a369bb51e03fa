"""A deck as PPTX: native charts to edit, voices, photos, facts; n and source on each slide, exact figures in notes."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image
from pptx.util import Emu, Inches

from survey_exports import pictures, slide_cards
from survey_exports.chart_shapes import add_chart
from survey_exports.native_charts import Native, native
from survey_exports.pages import ChartPage, FactsPage, Page, PhotosPage, QuotesPage, TablePage
from survey_exports.pictures import NoPicture
from survey_exports.slide_base import MARGIN, Base, opened
from survey_exports.slide_text import (
    EMU_OF_POINT,
    Box,
    add_notes,
    broken,
    describe,
    exact,
    fill,
    height_of,
    lines_of,
    number_of_page,
    write,
)
from survey_insights.charts import Chart
from survey_insights.hall_poster import NOT_FOR_HALLS
from survey_insights.labels import survey_name
from survey_insights.methods import method
from survey_insights.palette import MUTED_TEXT
from survey_loader.language import Say
from survey_loader.models import Survey

TITLE_SIZES = (28, 26, 24, 22, 20, 18)
SUBTITLE_SIZES = (16, 14, 12)
SOURCE_SIZE = 12
KICKER_SIZE = 14
KICKER_TOP, KICKER_HEIGHT = Inches(0.3), Inches(0.3)
GAP = Inches(0.12)
NUMBER_WIDTH = Inches(0.6)
TOLD_IN_ALT = 5


@dataclass(frozen=True)
class Sheet:
    """A slide being filled: the free area below its title and above its source line (left, top, width, height)."""

    slide: Any
    area: Box


def pptx(
    pages: Sequence[Page],
    survey: Survey,
    say: Say,
    template: bytes | None = None,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """Return a deck of these pages, one slide each, on the town's template where there is one.

    Voices and photos must come from a read for the audience; this function only lays them out. `told` hears how many
    slides are done, of how many; what it raises ends the work. Raises BadTemplate. A chart that only a picture shows
    becomes a table where there is no Chrome.
    """
    base = opened(template)
    known = base.deck.core_properties
    known.title, known.author, known.keywords = survey_name(survey, say), survey.holder, ""
    for number, page in enumerate(pages):
        told(number, len(pages))
        _add(base, page, say)
    told(len(pages), len(pages))
    buffer = io.BytesIO()
    base.deck.save(buffer)
    return buffer.getvalue()


def _add(base: Base, page: Page, say: Say) -> None:
    match page:
        case ChartPage():
            _chart(base, page, say)
        case QuotesPage():
            sheet = _sheet(base, page.title, page.kicker, "", page.source, say)
            slide_cards.add_quotes(sheet.slide, page.quotes, sheet.area, say)
            _notes(sheet, page.note, "\n".join(quote.text for quote in page.quotes), page.source)
        case PhotosPage():
            sheet = _sheet(base, page.title, page.kicker, "", page.source, say)
            slide_cards.add_photos(sheet.slide, page.photos, sheet.area, say)
            _notes(sheet, page.note, page.source)
        case FactsPage():
            sheet = _sheet(base, page.title, page.kicker, "", page.source, say)
            slide_cards.add_facts(sheet.slide, page.facts, sheet.area, say)
            facts = "\n".join(say("{name}：{value}", name=name, value=value) for name, value in page.facts)
            _notes(sheet, page.note, facts, page.source)
        case TablePage():
            sheet = _sheet(base, page.title, page.kicker, "", page.source, say)
            slide_cards.add_table(sheet.slide, page.heads, page.rows, sheet.area, say)
            if page.hidden:
                sheet.slide._element.set("show", "0")
            _notes(sheet, page.note, page.source)


def _chart(base: Base, page: ChartPage, say: Say) -> None:
    chart = page.chart
    sheet = _sheet(base, page.title or chart.title, page.kicker, chart.subtitle, chart.footer, say)
    drawn = native(chart, say)
    shape = _native(sheet, drawn, say) if drawn else _picture(sheet, chart, say)
    describe(shape, _alt(chart, say))
    finding = chart.title if page.title else ""
    _notes(
        sheet, page.note, finding, chart.subtitle, exact(chart.table, say), chart.how_to_read, method(chart, say),
        chart.footer,
    )  # fmt: skip


def _native(sheet: Sheet, drawn: Native, say: Say) -> Any:
    """Put a native chart, and below it what it cannot show itself; return the shape."""
    left, top, width, height = sheet.area
    told = "\n".join(drawn.told)
    below = height_of(told, SOURCE_SIZE, width) if told else 0
    if told:
        write(sheet.slide, told, (left, top + height - below, width, below), SOURCE_SIZE, say)
    return add_chart(sheet.slide, drawn, (left, top, width, height - below), say)


def _alt(chart: Chart, say: Say) -> str:
    return "\n".join([chart.title, chart.subtitle, exact(chart.table.head(TOLD_IN_ALT), say)])


def _notes(sheet: Sheet, *parts: str) -> None:
    add_notes(sheet.slide, "\n\n".join(part for part in parts if part))


def _sheet(base: Base, title: str, kicker: str, subtitle: str, source: str, say: Say) -> Sheet:
    """Return a new slide with its title, measure and source line written, and the area that is left."""
    slide = base.deck.slides.add_slide(base.layout)
    for shape in list(slide.placeholders):
        if shape != slide.shapes.title and shape.placeholder_format.idx != 0:
            shape._element.getparent().remove(shape._element)
    held = slide.shapes.title
    left, width = int(held.left), int(held.width)
    bottom = int(held.top + held.height)
    box = (left, int(held.top), width - Inches(0.2), int(held.height))
    lines, size = _title(title, box)
    fill(held.text_frame, lines, size, say)
    if base.own:
        bottom = int(held.top) + height_of(lines, size, box[2]) + Inches(0.12)
        held.left, held.top, held.width, held.height = left, int(held.top), width, Emu(bottom - int(held.top))
        if kicker:
            write(slide, kicker, (left + Inches(0.1), KICKER_TOP, width, KICKER_HEIGHT), KICKER_SIZE, say,
                  colour=MUTED_TEXT, bold=True)  # fmt: skip
    left, width = (int(MARGIN) + Inches(0.1), base.width - 2 * int(MARGIN) - Inches(0.2)) if base.own else (left, width)
    if subtitle:
        size = next((size for size in SUBTITLE_SIZES if lines_of(subtitle, size, width) <= 2), SUBTITLE_SIZES[-1])
        high = height_of(subtitle, size, width)
        write(slide, subtitle, (left, bottom, width, high), size, say, colour=MUTED_TEXT)
        bottom += high
    top_of_source = _source(base, slide, source, left, width, say)
    return Sheet(slide, (left, bottom + GAP, width, top_of_source - bottom - 2 * GAP))


def _title(title: str, box: Box) -> tuple[str, float]:
    """Return a title in lines that end well, and the size at which they fit."""
    sized = [(broken(title, size, box[2]), size) for size in TITLE_SIZES]
    return next((one for one in sized if height_of(*one, box[2]) <= box[3]), sized[-1])


def _source(base: Base, slide: Any, source: str, left: int, width: int, say: Say) -> int:
    """Write n, dates, places and method at the foot; return where that begins."""
    room = width - NUMBER_WIDTH
    high = height_of(source, SOURCE_SIZE, room)
    top = base.bottom - high - Inches(0.05)
    write(slide, source, (left, top, room, high), SOURCE_SIZE, say, colour=MUTED_TEXT, low=True)
    if base.own:
        line = round(SOURCE_SIZE * 1.4 * EMU_OF_POINT)
        number_of_page(slide, (left + room, top + high - line, NUMBER_WIDTH, line), say, MUTED_TEXT)
    return top


def _picture(sheet: Sheet, chart: Chart, say: Say) -> Any:
    """Put the chart as a picture, or its table where nothing can draw it; return the shape."""
    width, height = sheet.area[2:]
    if chart.key in NOT_FOR_HALLS:
        return slide_cards.add_frame(sheet.slide, chart.table, sheet.area, say)
    if chart.figure.layout.images:
        source = str(chart.figure.layout.images[0].source)
        image = base64.b64decode(source.partition(",")[2])
    else:
        try:
            image = pictures.drawing(chart, width // EMU_OF_POINT, height // EMU_OF_POINT)
        except NoPicture:
            return slide_cards.add_frame(sheet.slide, chart.table, sheet.area, say)
    return slide_cards.add_image(sheet.slide, io.BytesIO(image), Image.open(io.BytesIO(image)).size, sheet.area)
