"""The sentences that say what a guess took for granted about the columns of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Columns, QuestionColumn
from survey_loader.sources.dates import ORDER_TOLD, is_serial, names_utc, order_of
from survey_loader.sources.header_words import HALL_ONLY, PUBLIC_FOR_COMMITTEE, SAYS, SAYS_QUESTION
from survey_loader.sources.meanings import asks_for_hall_only

_AGAIN = N_("「{column}」も「{first}」と同じ設問の答えとみなしました。")
_SEVERAL = N_("「{column}」は複数選択とみなし、「{separator}」で分けました。")
_LINES = N_("「{column}」は複数選択とみなし、改行で分けました。")
_WHOLE = N_("「{column}」の「{option}」は、分けずに一つの選択肢とみなしました。")
_SERIAL = N_("「{column}」の数字({example} など)は、表計算ソフトの日付(通し番号)とみなしました。")
_UTC = N_("「{column}」は世界時(UTC)の時刻として読みます。")
_NO_KEY = N_("「{column}」には同じ値が2度以上あるため、見分けに使いません。行の内容すべてで見分けます。")
_UNUSED = N_("使わない列: {columns}")


def told(
    header: Sequence[str],
    samples: Mapping[str, Sequence[str]],
    columns: Columns,
    questions: Sequence[QuestionColumn],
    doubtful: Sequence[str],
) -> tuple[Assumption, ...]:
    """Return a sentence for each thing taken for granted; `doubtful` are columns that nearly are a key."""
    named = list(columns.named())
    said = [Assumption(SAYS[what], {"column": column}) for what, column in named]
    said += _of_questions(questions)
    said += _of_dates(columns.date, samples.get(columns.date, ()))
    said += [Assumption(_NO_KEY, {"column": column}) for column in doubtful]
    if asks_for_hall_only(columns.consent_photo_public):
        said.append(Assumption(HALL_ONLY, {"column": columns.consent_photo_public}))
    if columns.consent_photo_public and not columns.consent_photo_committee:
        said.append(Assumption(PUBLIC_FOR_COMMITTEE))
    used = Counter(column for _, column in named) + Counter(
        column for asked in questions for column in (asked.column, asked.said)
    )
    unused = [name for name in header if not used[name]]
    if unused:
        said.append(Assumption(_UNUSED, {"columns": "、".join(unused)}))
    return tuple(said)


def _of_questions(questions: Sequence[QuestionColumn]) -> Iterator[Assumption]:
    firsts: dict[str, str] = {}
    for asked in questions:
        first = firsts.setdefault(asked.question.key, asked.column)
        if first != asked.column:
            yield Assumption(_AGAIN, {"column": asked.column, "first": first})
            continue
        yield Assumption(SAYS_QUESTION[asked.question.kind], {"column": asked.column})
        if asked.separator == "\n":
            yield Assumption(_LINES, {"column": asked.column})
        elif asked.separator:
            yield Assumption(_SEVERAL, {"column": asked.column, "separator": asked.separator.strip()})
            for option in asked.question.choices:
                if asked.separator in option:
                    yield Assumption(_WHOLE, {"column": asked.column, "option": option})


def _of_dates(column: str, dates: Sequence[str]) -> Iterator[Assumption]:
    order, example = order_of(dates)
    if order:
        yield Assumption(ORDER_TOLD[order], {"column": column, "example": example})
    if names_utc(column):
        yield Assumption(_UTC, {"column": column})
    serial = next(filter(is_serial, dates), None)
    if serial:
        yield Assumption(_SERIAL, {"column": column, "example": serial})
