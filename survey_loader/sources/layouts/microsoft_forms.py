"""Microsoft Forms: the workbook of its answers, with who answered and when before the questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Columns, Known, plain
from survey_loader.sources.layouts.layout import PERSONAL, Shaped, Source, only, only_columns, others_told

NAME = "microsoft_forms"
LABEL = N_("Microsoft Forms")

# How its workbooks begin, in Japanese and in English.
_FIRST = (("id", "開始時刻", "完了時刻"), ("id", "start time", "completion time"))
# What stands after that and before the questions, as far as the form keeps it.
_PERSONAL = frozenset(("メール", "名前", "email", "name"))
_FACTS = frozenset((
    "最終変更時刻", "last modified time", "言語", "language", "合計点", "total points",
    "クイズのフィードバック", "quiz feedback", "成績の投稿時間", "grade posted time",
))  # fmt: skip
# Beside each question of a quiz.
_MARKS = re.compile(r"(ポイント|フィードバック|points|feedback) - .+")
# Every answer to a choice of several is closed by it, the last one too.
CLOSES = ";"


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take a table that begins as its workbooks do; who answered and how many points they got is left out."""
    source = only(sources, _is_of_forms)
    if source is None:
        return None
    header = source.table.header
    words = [plain(name) for name in header]
    asked = next(
        (place for place, word in enumerate(words) if place > 2 and word not in _PERSONAL | _FACTS), len(words)
    )
    personal = [name for name, word in zip(header[:asked], words, strict=False) if word in _PERSONAL]
    dropped = {*personal, *(name for name, word in zip(header, words, strict=True) if _MARKS.fullmatch(word))}
    several = {name: CLOSES for place, name in enumerate(header) if place >= asked and _closed(source.filled(place))}
    known = Known(Columns(date=header[1]), own=frozenset((header[0], *header[2:asked])), separators=several)
    told = [Assumption(PERSONAL, {"column": name}) for name in personal]
    table = only_columns(source.table, [name for name in header if name not in dropped])
    return Shaped(table, known, assumptions=(*others_told(sources, source), *told))


def _is_of_forms(source: Source) -> bool:
    return tuple(plain(name) for name in source.table.header[:3]) in _FIRST


def _closed(cells: Sequence[str]) -> bool:
    return bool(cells) and all(cell.endswith(CLOSES) for cell in cells)
