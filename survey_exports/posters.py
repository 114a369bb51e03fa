"""Posters on A1: one theme with its numbers and voices, and the wall of people who may be shown."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A1
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from survey_exports.paper import MUTED, Paper, lines_of, text_width
from survey_exports.print_parts import balanced, draw_photo, fitted, lines, on, printed, readable, theme_colour
from survey_insights.balance import ORDER as AXIS_ORDER
from survey_insights.charts import footer
from survey_insights.counts import label_counts, theme_people
from survey_insights.labels import (
    axis_label,
    interval,
    percent,
    question_label,
    relation_label,
    survey_name,
    theme_label,
)
from survey_insights.palette import AXIS_INK, RULE
from survey_insights.selection import Filters, select
from survey_insights.statistics import LEAST_COMMENTS
from survey_loader.acts.printing import Person, Printable
from survey_loader.language import Say
from survey_loader.voices import Voices

EDGE, GAP = 32 * mm, 12 * mm
TITLE, HEAD, BODY, SMALL, FOOT_SIZE = 130.0, 44.0, 34.0, 22.0, 18.0
LEADING = 1.4
BAND = 114 * mm
QUOTE_LARGEST, QUOTE_SMALLEST = 46.0, 30.0
PHOTO_HIGH = 150 * mm
MOST_PHOTOS = 5
# Most photos are upright, about so much wider than high.
UPRIGHT = 0.8
MOST_ON_WALL, MOST_COLUMNS = 60, 10
WALL_GAP = 8 * mm
# Three lines below a photo, as large as they fit there.
WORDS_HIGH, WORDS_LARGEST, WORDS_SMALLEST = 26 * mm, 26.0, 15.0


@dataclass(frozen=True)
class _Poster:
    """A page being drawn, its column, and what it speaks in."""

    canvas: Any
    buffer: io.BytesIO
    paper: Paper
    say: Say

    def pdf(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()


def _begun(voices: Voices, title: str, colour: str, say: Say) -> _Poster:
    """Begin a page: the band with its title above, the method below."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor(voices.survey.holder)
    canvas.setFillColor(colour)
    canvas.rect(0, A1[1] - BAND, A1[0], BAND, stroke=0, fill=1)
    paper = Paper(canvas, EDGE, A1[0] - EDGE, A1[1] - EDGE * 0.7)
    name = survey_name(voices.survey, say)
    if voices.survey.sample and say("見本") not in name:
        name = say("{name}（見本）", name=name)
    lines(paper, lines_of(printed(name), BODY, paper.width)[:1], BODY, LEADING, on(colour))
    size, rows = fitted(printed(title), paper.width, BAND - EDGE * 0.7 - BODY * LEADING - GAP, TITLE, 40, 1.2)
    lines(paper, rows, size, 1.2, on(colour), bold=True)
    _foot(paper, voices, say)
    paper.y = A1[1] - BAND - GAP
    return _Poster(canvas, buffer, paper, say)


def _foot(paper: Paper, voices: Voices, say: Say) -> None:
    held = say(
        "管理者：{holder} ｜ 連絡先：{contact}",
        holder=voices.survey.holder or "—",
        contact=voices.survey.contact or "—",
    )
    rows = [row for text in (footer(voices, say), held) for row in lines_of(printed(text), FOOT_SIZE, paper.width)]
    top = EDGE * 0.7 + len(rows) * FOOT_SIZE * LEADING
    paper.y = top
    paper.canvas.setStrokeColor(RULE)
    paper.canvas.setLineWidth(1.5)
    paper.canvas.line(paper.left, top + 4 * mm, paper.right, top + 4 * mm)
    lines(paper, rows, FOOT_SIZE, LEADING, MUTED)
    paper.bottom = top + 4 * mm + GAP


def theme_poster(voices: Voices, theme: str, quotes: Sequence[Printable], people: Sequence[Person], say: Say) -> bytes:
    """Return a theme as a poster: how many wrote it, for whom, what they said, and faces.

    `quotes` and `people` come from reads for a hall (acts.printing); what does not fit stays out whole.
    """
    found = next(name for name in voices.theme_list if name.key == theme)
    poster = _begun(voices, theme_label(found, say), theme_colour(found), say)
    _theme_numbers(poster, voices, theme)
    if people:
        poster.paper.bottom += PHOTO_HIGH + GAP
    _quotes(poster, quotes)
    if people:
        poster.paper.bottom -= PHOTO_HIGH + GAP
        _faces(poster, people[:MOST_PHOTOS])
    return poster.pdf()


def _theme_numbers(poster: _Poster, voices: Voices, theme: str) -> None:
    paper, say = poster.paper, poster.say
    sentences = _told_by_question(voices, theme, say)
    # One size for all: which of them is the largest is for the numbers to say.
    sizes = [fitted(text, paper.width, HEAD * LEADING, HEAD, SMALL, LEADING)[0] for text in sentences]
    for text in sentences:
        lines(paper, balanced(text, min(sizes), paper.width), min(sizes), LEADING, bold=True)
    counts = label_counts(select(voices, Filters(theme=theme)), "axis").set_index("label")
    total = int(counts["total"].max()) if len(counts) else 0
    if not total:
        return
    paper.skip(GAP)
    told = say("だれのための声か（このテーマの声{n}件）", n=f"{total:,}")
    lines(paper, [told], SMALL, LEADING, MUTED)
    paper.skip(2 * mm)
    parts = [(label, int(counts.loc[label, "comments"])) for label in AXIS_ORDER]  # type: ignore[arg-type]
    paper.stacked_bar([(AXIS_INK[label].colour, count / total) for label, count in parts], height=26 * mm)
    legend = [
        (
            AXIS_INK[label].colour,
            say("{name} {n}件（{percent}）", name=f"{AXIS_INK[label].glyph} {axis_label(label, say)}", n=f"{count:,}",
                percent=percent(count / total)),
        )
        for label, count in parts
    ]  # fmt: skip
    paper.legend(legend, SMALL)
    paper.skip(GAP * 1.5)


def _told_by_question(voices: Voices, theme: str, say: Say) -> list[str]:
    """Return in how many people's answers to each question a theme is, a sentence each; no share of a handful."""
    told = []
    for question in voices.survey.questions:
        frame = theme_people(voices, (question.key,)) if question.kind == "text" else None
        row = None if frame is None else frame[frame["theme"] == theme].iloc[0]
        if row is None or not row["people"]:
            continue
        values = {"question": question_label(question, say), "k": f"{row['people']:,}", "n": f"{row['asked']:,}"}
        if row["people"] < LEAST_COMMENTS:
            told.append(printed(say("「{question}」で {k}人（聞いた{n}人のうち）", **values)))
            continue
        values |= {"percent": percent(row["share"]), "interval": interval(row["low"], row["high"], say)}
        told.append(printed(say("「{question}」で {k}人（聞いた{n}人の{percent}、95%の幅 {interval}）", **values)))
    return told


def _quotes(poster: _Poster, quotes: Sequence[Printable]) -> None:
    """Write voices in two columns, each whole or not at all, the next one where there is most room."""
    paper, say = poster.paper, poster.say
    lines(paper, [say("声（紹介の同意があるもの）")], BODY, LEADING, bold=True)
    paper.skip(GAP / 2)
    columns = paper.columns(2, GAP * 1.5)
    texts = [(quote, printed(quote.text)) for quote in quotes if readable(printed(quote.text))]
    size = _quote_size([text for _, text in texts], columns, paper.bottom)
    for quote, text in texts:
        column = max(columns, key=lambda each: each.y)
        _quote(column, quote, text, size, say)
    paper.below(columns)


def _quote_size(texts: Sequence[str], columns: Sequence[Paper], bottom: float) -> float:
    """Return the largest size at which all voices have room, else the smallest."""
    size = QUOTE_LARGEST
    room = sum(column.y - bottom for column in columns) * 0.9
    while size > QUOTE_SMALLEST and sum(_quote_height(text, size, columns[0].width) for text in texts) > room:
        size -= 2
    return size


def _quote_height(text: str, size: float, width: float) -> float:
    return float(len(lines_of(f"「{text}」", size, width)) * size * LEADING + SMALL * LEADING + GAP)


def _quote(column: Paper, quote: Printable, text: str, size: float, say: Say) -> None:
    if column.y - _quote_height(text, size, column.width) + GAP < column.bottom:
        return
    lines(column, balanced(say("「{text}」", text=text), size, column.width), size, LEADING)
    lines(column, lines_of(_who(quote, say), SMALL, column.width)[:1], SMALL, LEADING, MUTED)
    column.skip(GAP)


def _who(quote: Printable, say: Say) -> str:
    relation = relation_label(quote.relation, say) if quote.relation else ""
    return printed(say("、").join(part for part in (relation, quote.age, quote.place, quote.wave) if part))


def _faces(poster: _Poster, people: Sequence[Person]) -> None:
    paper = poster.paper
    width = (paper.width - GAP * (MOST_PHOTOS - 1)) / MOST_PHOTOS
    left = paper.left + (paper.width - len(people) * width - (len(people) - 1) * GAP) / 2
    for person in people:
        draw_photo(poster.canvas, person.photo, left, paper.bottom, width, PHOTO_HIGH)
        left += width + GAP


def wall_poster(voices: Voices, people: Sequence[Person], say: Say) -> bytes:
    """Return the wall of photos as a poster; `people` come from a read for a hall (acts.printing)."""
    shown = people[:MOST_ON_WALL]
    poster = _begun(voices, say("{n}人の顔とことば", n=len(shown)), AXIS_INK["live"].colour, say)
    paper = poster.paper
    columns, width, height = _grid(len(shown), paper.width, paper.y - paper.bottom)
    for place, person in enumerate(shown):
        left = paper.left + place % columns * (width + WALL_GAP)
        top = paper.y - place // columns * (height + WALL_GAP)
        _person(poster, person, left, top, width, height)
    return poster.pdf()


def _grid(people: int, width: float, height: float) -> tuple[int, float, float]:
    """Return in how many columns the photos are largest, and how wide and high a place then is."""
    found = []
    for columns in range(1, MOST_COLUMNS + 1):
        rows = max(1, -(-people // columns))
        wide = (width - WALL_GAP * (columns - 1)) / columns
        high = min((height - WALL_GAP * (rows - 1)) / rows, wide / UPRIGHT + WORDS_HIGH)
        found.append((min(wide, (high - WORDS_HIGH) * UPRIGHT), columns, wide, high))
    return max(found)[1:]


def _person(poster: _Poster, person: Person, left: float, top: float, width: float, height: float) -> None:
    """Draw a photo and below it the first of the person's voices that fits there whole."""
    draw_photo(poster.canvas, person.photo, left, top - height + WORDS_HIGH, width, height - WORDS_HIGH)
    room = WORDS_HIGH - 2 * mm
    for text in map(printed, person.words):
        said = poster.say("「{text}」", text=text)
        size, rows = fitted(said, width, room, WORDS_LARGEST, WORDS_SMALLEST, LEADING)
        if readable(text) and len(rows) * size * LEADING <= room:
            _centred(poster.canvas, rows, size, left, width, top - height + room)
            return


def _centred(canvas: Any, rows: Sequence[str], size: float, left: float, width: float, top: float) -> None:
    for row in rows:
        column = Paper(canvas, left + (width - text_width(row, size)) / 2, left + width, top)
        lines(column, [row], size, LEADING)
        top = column.y
