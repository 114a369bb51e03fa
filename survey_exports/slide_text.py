"""Words on slides: sizes that fit their box and are read from the back, notes for the speaker, alt texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import unescape
from typing import Any

import pandas as pd
from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from survey_insights.labels import speaks_japanese, text_width, wrap
from survey_insights.palette import INK_TEXT
from survey_loader.language import Say

# A soft break within a paragraph, as PowerPoint has it.
BREAK = "\v"
KEPT = f"\n{BREAK}\u3000"
# In points; 12 is 24 pixels of 1920.
LEAST = 12
LINE = 1.25
EMU_OF_POINT = 12_700
# Lines break where a phrase ends, not at the last letter that fits.
SLACK = 0.9
LATIN_WIDER = 0.2
# More rows would not be read out, and the table itself is one click away.
MOST_ROWS_TOLD = 60

Box = tuple[int, int, int, int]


def ink_of(colour: str) -> RGBColor:
    """Return a colour of the palette (#RRGGBB) as slides have it."""
    made: RGBColor = RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]
    return made


def plain(text: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return "".join(letter for letter in text if letter in KEPT or letter.isprintable())


def lines_of(text: str, size: float, width: int) -> int:
    """Return how many lines a text takes at a size (points) in a width (EMU)."""
    columns = max(2 * width * SLACK / EMU_OF_POINT / size, 2)
    return sum(max(1, math.ceil(_columns(line) / columns)) for line in text.replace(BREAK, "\n").split("\n"))


def _columns(line: str) -> float:
    """Return the width of a line in half letters; Latin ones are wider than half in most fonts."""
    return text_width(line) + LATIN_WIDER * sum(letter.isascii() for letter in line)


def height_of(text: str, size: float, width: int) -> int:
    """Return the height of a text in EMU."""
    return round(lines_of(text, size, width) * size * LINE * EMU_OF_POINT)


def fitting(text: str, box: Box, sizes: Sequence[float]) -> float:
    """Return the largest of these sizes at which a text fits a box, else the smallest."""
    return next((size for size in sizes if height_of(text, size, box[2]) <= box[3]), min(sizes))


def write(
    slide: Any, text: str, box: Box, size: float, say: Say, *, colour: str = INK_TEXT, bold: bool = False,
    right: bool = False, low: bool = False,
) -> Any:  # fmt: skip
    """Put a text box on a slide; return its shape. Lines of the text become paragraphs."""
    shape = slide.shapes.add_textbox(*(Emu(part) for part in box))
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if low else MSO_ANCHOR.TOP
    fill(frame, text, size, say, colour=colour, bold=bold)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    return shape


def fill(frame: Any, text: str, size: float | None, say: Say, *, colour: str = "", bold: bool | None = None) -> None:
    """Write a text into a text frame, a paragraph a line."""
    for place, line in enumerate(plain(text).split("\n")):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        for number, part in enumerate(line.split(BREAK)):
            if number:
                paragraph.add_line_break()
            _run(paragraph, part, size, say, colour, bold)


def _run(paragraph: Any, text: str, size: float | None, say: Say, colour: str, bold: bool | None) -> None:
    run = paragraph.add_run()
    run.text = text
    if size is not None:
        run.font.size = Pt(max(size, LEAST))
    if bold is not None:
        run.font.bold = bold
    if colour:
        run.font.color.rgb = ink_of(colour)
    run._r.get_or_add_rPr().set("lang", "ja-JP" if speaks_japanese(say) else "en-US")


def broken(text: str, size: float, width: int) -> str:
    """Return a text with a soft break where its lines end best: between phrases, not inside 「names」."""
    return unescape(wrap(plain(text), int(2 * width * SLACK / EMU_OF_POINT / size)).replace("<br>", BREAK))


def describe(shape: Any, alt: str) -> None:
    """Say for screen readers what is to be seen."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain(alt))


def number_of_page(slide: Any, box: Box, say: Say, colour: str) -> None:
    """Put the number of the slide into a box; it follows where slides are moved."""
    shape = write(slide, "", box, LEAST, say, colour=colour, right=True)
    paragraph = shape.text_frame.paragraphs[0]._p
    for run in paragraph.findall(qn("a:r")):
        paragraph.remove(run)
    field = etree.Element(qn("a:fld"))
    field.set("id", "{C1FF6DA9-008F-8B48-92A6-B652298478BF}")
    field.set("type", "slidenum")
    look = etree.SubElement(field, qn("a:rPr"))
    look.set("lang", "ja-JP")
    look.set("sz", str(Pt(LEAST).centipoints))
    ink = etree.SubElement(etree.SubElement(look, qn("a:solidFill")), qn("a:srgbClr"))
    ink.set("val", colour.removeprefix("#"))
    etree.SubElement(field, qn("a:t")).text = "‹#›"
    paragraph.append(field)


def add_notes(slide: Any, text: str) -> None:
    """Write what only the speaker sees."""
    frame = slide.notes_slide.notes_text_frame
    if frame is not None and text:
        frame.text = plain(text)


def exact(table: pd.DataFrame, say: Say) -> str:
    """Return a table as lines to read out: every number as it is, shares in percent."""
    told = [say("{name}：{value}", name=name, value="{}") for name in table.columns]
    lines = []
    for row in table.head(MOST_ROWS_TOLD).itertuples(index=False, name=None):
        cells = [message.replace("{}", _told(value)) for message, value in zip(told, row, strict=True)]
        lines.append(say("、").join(cells))
    if len(table) > MOST_ROWS_TOLD:
        lines.append(say("ほか{n}行は、表（CSV）にあります。", n=f"{len(table) - MOST_ROWS_TOLD:,}"))
    return "\n".join(lines)


def _told(value: object) -> str:
    if isinstance(value, float):
        return "—" if math.isnan(value) else f"{100 * value:.1f}%" if -1 <= value <= 1 else f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
