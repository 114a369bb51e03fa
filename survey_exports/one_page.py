"""一枚まとめ: one printable A4 page with sentences, balance, themes, voices, photos, n and method."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from survey_exports.paper import MUTED, Paper, drawable_text
from survey_insights.balance import ORDER as AXIS_ORDER
from survey_insights.charts import footer
from survey_insights.counts import label_counts, theme_people
from survey_insights.labels import axis_label, interval, percent, question_label, survey_name, theme_label
from survey_insights.overview import overview
from survey_insights.palette import AXIS_INK, PEOPLE
from survey_insights.sentences import questions_of
from survey_loader.language import Say
from survey_loader.voices import Voices

MARGIN = 14 * mm
GAP = 6 * mm
SENTENCES = 7
THEMES = 6
PHOTOS = 4
# Voices on the page: more where no photo needs the room.
QUOTES, QUOTES_ALONE = 4, 9
LONGEST_QUOTE = 60
# Said aloud at the top; the rest of the overview stands behind them.
LEADING_KINDS = ("reach", "liked", "hoped", "balance", "common", "difference", "change", "no_change")


def pdf(voices: Voices, say: Say, quotes: pd.DataFrame, photos: Sequence[Path]) -> bytes:
    """Return the page as PDF bytes.

    `quotes` (columns text, age, place, wave; those that `has_room_for`, at most QUOTES, or QUOTES_ALONE without
    photos) and `photos` (at most PHOTOS) must come from a read for the audience the page is meant for; this function
    only lays them out.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1)
    canvas.setTitle(survey_name(voices.survey, say))
    canvas.setAuthor(voices.survey.holder)
    paper = Paper(canvas, MARGIN, A4[0] - MARGIN, A4[1] - MARGIN)
    # The foot first, so that everything else stays above it.
    _foot(paper, voices, say)
    _heading(paper, voices, say)
    _sentences(paper, voices, say)
    _balance(paper, voices, say)
    _themes(paper, voices, say)
    _quotes(paper, quotes, say)
    _photos(paper, photos, say)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _heading(paper: Paper, voices: Voices, say: Say) -> None:
    name = survey_name(voices.survey, say)
    if voices.survey.sample and say("見本") not in name:
        name = say("{name}（見本）", name=name)
    paper.write(name, 18, leading=24, bold=True)
    if voices.survey.sample:
        paper.write(say("架空のまちの見本です。実在のまちの声ではありません。"), 8.5, leading=13, colour=MUTED)
    paper.rule()


def _sentences(paper: Paper, voices: Voices, say: Say) -> None:
    chosen = [sentence for sentence in overview(voices, say) if sentence.kind in LEADING_KINDS][:SENTENCES]
    if not chosen:
        paper.write(say("声はまだありません。"), 11, leading=16)
    for sentence in chosen:
        paper.write(sentence.text, 10, leading=15, bullet="・")
    paper.skip(GAP / 2)


def _balance(paper: Paper, voices: Voices, say: Say) -> None:
    counts = label_counts(voices, "axis").set_index("label")
    total = int(counts["total"].max()) if len(counts) else 0
    if not total:
        return
    paper.subtitle(say("だれのための声か（声{n}件）", n=f"{total:,}"))
    parts = [(label, int(counts.loc[label, "comments"])) for label in AXIS_ORDER]  # type: ignore[arg-type]
    paper.stacked_bar([(AXIS_INK[label].colour, count / total) for label, count in parts], height=7 * mm)
    legend = []
    for label, count in parts:
        name = f"{AXIS_INK[label].glyph} {axis_label(label, say)}"
        text = say("{name} {n}件（{percent}）", name=name, n=f"{count:,}", percent=percent(count / total))
        legend.append((AXIS_INK[label].colour, text))
    paper.legend(legend, 8.5)
    paper.skip(GAP / 2)


def _themes(paper: Paper, voices: Voices, say: Say) -> None:
    """Draw the leading themes of the likes and of the wishes side by side."""
    asked = [*questions_of(voices, "praise")[:1], *questions_of(voices, "wish")[:1]]
    columns = paper.columns(2, GAP)
    for key, column in zip(asked, columns, strict=False):
        question = voices.survey.question(key)
        frame = theme_people(voices, (key,))
        frame = frame[frame["people"] > 0].sort_values("people", ascending=False, kind="stable").head(THEMES)
        if question is None or frame.empty:
            continue
        names = {theme.key: theme_label(theme, say) for theme in voices.theme_list}
        n = int(frame["asked"].iloc[0])
        column.subtitle(say("{question}（聞いた{n}人）", question=question_label(question, say), n=f"{n:,}"))
        longest = float(frame["high"].max())
        cells = frame[["theme", "people", "share", "low", "high"]].to_numpy(dtype=object)
        for key_of_theme, people, share, low, high in cells:
            text = say("{k}人（{interval}）", k=f"{people:,}", interval=interval(low, high, say))
            column.bar(names[key_of_theme], share, longest, (low, high), text, PEOPLE)
    paper.below(columns)
    if asked:
        paper.write(
            say("細い線は95%の幅です。線が重なるテーマの順番は、確かではありません。"), 7.5, leading=11, colour=MUTED
        )
    paper.skip(GAP / 2)


def _quotes(paper: Paper, quotes: pd.DataFrame, say: Say) -> None:
    if quotes.empty:
        return
    paper.subtitle(say("声（紹介の同意があるもの）"))
    for row in quotes.itertuples():
        who = say("、").join(str(part) for part in (row.age, row.place, row.wave) if part)
        paper.write(say("「{text}」", text=drawable_text(str(row.text))), 10, leading=14)
        paper.write(who, 7.5, leading=11, colour=MUTED)
    paper.skip(GAP / 3)


def has_room_for(text: str) -> bool:
    """Whether a voice fits on the page whole; a voice is never cut short silently."""
    drawn = drawable_text(text)
    return 0 < len(drawn) <= LONGEST_QUOTE and len(drawn) >= len("".join(text.split())) * 0.8


def _photos(paper: Paper, photos: Sequence[Path], say: Say) -> None:
    if not photos:
        return
    paper.subtitle(say("写真（会場と紙に出してよいもの）"))
    paper.pictures(list(photos), GAP / 2)


def _foot(paper: Paper, voices: Voices, say: Say) -> None:
    survey = voices.survey
    held = say("管理者：{holder} ｜ 連絡先：{contact}", holder=survey.holder or "—", contact=survey.contact or "—")
    paper.at_bottom([footer(voices, say), held], 7)
