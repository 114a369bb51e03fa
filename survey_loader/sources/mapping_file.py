"""The TOML form of a mapping: checked key by key on the way in, written back on the way out."""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import MISSING, asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import tomli_w

from survey_loader.errors import UnusableMapping
from survey_loader.language import N_
from survey_loader.models import (
    AXES,
    RELATIONS,
    TONES,
    AfterRetention,
    PhotoConsent,
    Question,
    QuestionKind,
    Survey,
    Wave,
)
from survey_loader.sources.columns import Columns, QuestionColumn
from survey_loader.sources.dates import ORDERS
from survey_loader.sources.meanings import PUBLIC_PHOTO

if TYPE_CHECKING:
    from survey_loader.sources.mapping import Mapping

_TOP = ("survey", "question", "columns", "values", "wave", "consent", "mapping")
_SURVEY = tuple(field.name for field in fields(Survey) if field.name not in {"questions", "engine"})
_NO_TEXTS = ("sample", "timezone", "retention_months", "after_retention", "guardian_age", "public_check")
_QUESTION_OWN = tuple(field.name for field in fields(Question))
_QUESTION = (*_QUESTION_OWN, "column", "said", "separator")
_COLUMNS = tuple(field.name for field in fields(Columns))
_LISTS = ("photo", "photo_board")
_WAVE = tuple(field.name for field in fields(Wave))
_KINDS = get_args(QuestionKind)
# The value tables there can be, and the meanings they may give; () allows any text.
_VALUES: Values[str, tuple[str, ...]] = {
    "relation": RELATIONS,
    "said": (*AXES, ""),
    "consent_quote": ("yes", "no"),
    "consent_photo_committee": get_args(PhotoConsent),
    "consent_photo_public": tuple(PUBLIC_PHOTO),
    **dict.fromkeys(("age", "language", "place", "group", "wave", "interviewer"), ()),
}

_UNKNOWN_KEY = N_(
    "対応表 {name} の「{key}」は知らないキーです。つづりを直すか、消してください。使えるのは {allowed} です。"
)
_BOOLEAN = N_("対応表 {name} の「{key}」には、true か false を書いてください。")
_DAY = N_("対応表 {name} の「{key}」には、日付を 2026-05-03 のように引用符なしで書いてください。")
_MONTHS = N_("対応表 {name} の「{key}」には、月数を整数で書いてください。")
_YEARS = N_("対応表 {name} の「{key}」には、年齢を整数で書いてください。")
_PEOPLE = N_("対応表 {name} の「{key}」には、人数を整数で書いてください。")


class _Checked:
    """One table of the TOML document, read key by key; every complaint names file and key."""

    def __init__(self, name: str, where: str, table: Any, allowed: tuple[str, ...]) -> None:
        self.name, self.where = name, where
        if not isinstance(table, dict):
            raise self.wrong("", N_("対応表 {name} の「{key}」には、表([{key}] と キー = 値)を書いてください。"))
        self.table = table
        for key in table:
            if key not in allowed:
                raise self.wrong(key, _UNKNOWN_KEY, allowed="、".join(allowed))

    def wrong(self, key: str, message: str, **values: Any) -> UnusableMapping:
        path = ".".join(part for part in (self.where, key) if part)
        return UnusableMapping(message, name=self.name, key=path, **values)

    def text(self, key: str, required: bool = False, among: tuple[str, ...] = ()) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, N_('対応表 {name} の「{key}」には、文字列("…")を書いてください。'))
        if required and not value.strip():
            raise self.wrong(key, N_("対応表 {name} に「{key}」がありません。書き足してください。"))
        if among and value and value not in among:
            message = N_("対応表 {name} の「{key}」には、次のどれかを書いてください: {choices}")
            raise self.wrong(key, message, choices=" / ".join(filter(None, among)))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, N_('対応表 {name} の「{key}」には、文字列の並び(["…", "…"])を書いてください。'))
        return tuple(item for item in value if item)

    def typed(self, key: str, kind: type, message: str) -> Any:
        value = self.table.get(key)
        if value is not None and type(value) is not kind:
            raise self.wrong(key, message)
        return value


def read_document(document: Values[str, Any], name: str) -> dict[str, Any]:
    """Return the fields of a Mapping from a parsed TOML document. Raises UnusableMapping."""
    top = _Checked(name, "", document, _TOP)
    questions = _questions(top)
    return {
        "survey": _survey(top, tuple(asked.question for asked in questions)),
        "questions": questions,
        "columns": _columns(top),
        "date_order": _of_mapping(top).text("date_order", among=ORDERS),
        "values": _values(top, tuple(asked.question.key for asked in questions)),
        "waves": tuple(_wave(part) for part in _each(top, "wave", _WAVE)),
        "basis": _Checked(name, "consent", document.get("consent", {}), ("basis",)).text("basis"),
        "optional": _of_mapping(top).texts("optional"),
    }


def _of_mapping(top: _Checked) -> _Checked:
    return _Checked(top.name, "mapping", top.table.get("mapping", {}), ("optional", "date_order"))


def _each(top: _Checked, key: str, allowed: tuple[str, ...]) -> list[_Checked]:
    tables = top.table.get(key, [])
    if not isinstance(tables, list):
        raise top.wrong(key, N_("対応表 {name} の「{key}」は [[{key}]] と二重のかっこで書いてください。"))
    return [_Checked(top.name, f"{key}[{place}]", table, allowed) for place, table in enumerate(tables, 1)]


def _survey(top: _Checked, questions: tuple[Question, ...]) -> Survey:
    if "survey" not in top.table:
        return Survey(slug="", name="", questions=tuple(dict.fromkeys(questions)))
    part = _Checked(top.name, "survey", top.table["survey"], _SURVEY)
    sample = part.typed("sample", bool, _BOOLEAN) or False
    zone = part.text("timezone") or "Asia/Tokyo"
    told: dict[str, Any] = {key: part.text(key, key in ("slug", "name")) for key in _SURVEY if key not in _NO_TEXTS}
    if (age := part.typed("guardian_age", int, _YEARS)) is not None:
        told["guardian_age"] = max(0, age)
    told["retention_months"] = max(0, part.typed("retention_months", int, _MONTHS) or 0)
    told["after_retention"] = part.text("after_retention", among=get_args(AfterRetention)) or "identity"
    told["public_check"] = part.typed("public_check", bool, _BOOLEAN) or False
    return Survey(**told, sample=sample, timezone=zone, questions=tuple(dict.fromkeys(questions)))


def _questions(top: _Checked) -> tuple[QuestionColumn, ...]:
    asked: list[QuestionColumn] = []
    for part in _each(top, "question", _QUESTION):
        column = part.text("column", required=True)
        question = Question(
            key=part.text("key", required=True),
            label=part.text("label") or column,
            kind=part.text("kind", among=_KINDS) or "text",  # type: ignore[arg-type]
            label_en=part.text("label_en"),
            tone_hint=part.text("tone_hint", among=TONES) or None,  # type: ignore[arg-type]
            axis_hint=part.text("axis_hint", among=AXES) or None,  # type: ignore[arg-type]
            choices=part.texts("choices"),
            multiple=part.typed("multiple", bool, _BOOLEAN) or False,
        )
        first = next((other.question for other in asked if other.question.key == question.key), question)
        _agree(part, question, first)
        asked.append(QuestionColumn(first, column, part.text("said"), part.text("separator")))
    return tuple(asked)


def _agree(part: _Checked, question: Question, first: Question) -> None:
    """Hold a further column of a question against its first block; what it leaves out is as there."""
    for key in _QUESTION_OWN:
        if key in part.table and getattr(question, key) != getattr(first, key):
            raise part.wrong(
                key,
                N_(
                    "対応表 {name} の「{key}」が、同じ key の設問とちがいます。"
                    "同じ設問なら同じに、別の設問なら key を別の名前にしてください。"
                ),
            )


def _columns(top: _Checked) -> Columns:
    part = _Checked(top.name, "columns", top.table.get("columns", {}), _COLUMNS)
    return Columns(**{key: part.texts(key) if key in _LISTS else part.text(key) for key in _COLUMNS})  # type: ignore[arg-type]


def _values(top: _Checked, questions: tuple[str, ...]) -> dict[str, dict[str, str]]:
    tables = _Checked(top.name, "values", top.table.get("values", {}), (*_VALUES, *questions)).table
    read: dict[str, dict[str, str]] = {}
    for what, table in tables.items():
        cells = tuple(table) if isinstance(table, dict) else ()
        part = _Checked(top.name, f"values.{what}", table, cells)
        among = _VALUES.get(what, ())
        read[what] = {cell: part.text(cell, among=among) for cell in cells}
    return read


def _wave(part: _Checked) -> Wave:
    return Wave(
        label=part.text("label", required=True),
        starts=part.typed("starts", date, _DAY),
        ends=part.typed("ends", date, _DAY),
        approached=part.typed("approached", int, _PEOPLE),
        declined=part.typed("declined", int, _PEOPLE),
    )


def write_document(mapping: Mapping) -> str:
    """Return a mapping as TOML text, leaving out what is empty or at its default."""
    document: dict[str, Any] = {}
    if mapping.survey.slug:
        document["survey"] = _told(mapping.survey, leave_out=("questions", "engine"))
    document["mapping"] = ({"optional": list(mapping.optional)} if mapping.optional else {}) | (
        {"date_order": mapping.date_order} if mapping.date_order else {}
    )
    document["columns"] = _told(mapping.columns)
    document["consent"] = {"basis": mapping.basis} if mapping.basis else {}
    document["values"] = {what: dict(table) for what, table in mapping.values.items() if table}
    document["question"] = [
        _told(asked.question)
        | {"column": asked.column}
        | ({"said": asked.said} if asked.said else {})
        | ({"separator": asked.separator} if asked.separator else {})
        for asked in mapping.questions
    ]
    document["wave"] = [_told(wave) for wave in mapping.waves]
    return tomli_w.dumps({key: part for key, part in document.items() if part})


def _told(record: Any, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a record's fields that differ from their defaults, tuples as lists."""
    defaults = {field.name: field.default for field in fields(record) if field.default is not MISSING}
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(record).items()
        if key not in leave_out and value is not None and defaults.get(key, MISSING) != value
    }
