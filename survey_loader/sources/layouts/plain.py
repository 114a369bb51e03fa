"""Any table with a header: columns are known by their words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import Reject
from survey_loader.sources.columns import Known
from survey_loader.sources.contents import VOICE, are_voices
from survey_loader.sources.headers import guess_columns
from survey_loader.sources.layouts.layout import DIFFERENT_TABLES, Shaped, Source, others_told
from survey_loader.sources.meanings import compared
from survey_loader.sources.tables import Row

NAME = "plain"
LABEL = N_("表（CSV・Excelなど）")

TOTALS = re.compile(
    r"((合計|小計|総計|計|平均(年齢|点|値)?|total|subtotal|sum|average)[\s:]*([\d.,]+\s*[件名人枚歳点%]?)?"
    r"|[(【]?以上[)】]?([\s、]*[\d,]+\s*[件名人])?)"
)
# A hashtag may be all a person wrote; "# " before words is a remark of a program.
REMARK_SIGNS = ("※", "＊", "注）", "注:", "注：", "# ")


def shape(sources: Sequence[Source]) -> Shaped:
    """Take the only table, or the first sheet of a workbook with voices; that there are others is said.

    Raises UnusableFile for several files with different columns: nobody can say which one is meant.
    """
    if len({source.file for source in sources}) > 1:
        raise UnusableFile(DIFFERENT_TABLES, names="、".join(source.name for source in sources))
    chosen = next((source for source in sources if _has_voices(source)), sources[0])
    return Shaped(
        chosen.table,
        Known(spoken=_unnamed_voices(chosen)),
        partial(_no_interview, tuple(cell.strip() for cell in chosen.table.written)),
        assumptions=others_told(sources, chosen),
    )


def _no_interview(header: tuple[str, ...], row: Row) -> Reject | None:
    """Say what a row is that is none: the header, come again between two files put together, or a line below."""
    number, cells = row
    if header and tuple(cell.strip() for cell in cells) == header:
        return Reject(number, N_("見出しと同じ行なので、聞き取りとして数えません。"), {}, _filled(cells))
    return _below_the_interviews(row, max(len(header), len(cells)))


def _filled(cells: Sequence[str]) -> dict[str, str]:
    """Return the cells that hold something, by their place."""
    return {f"列{place}": cell for place, cell in enumerate(cells, start=1) if cell.strip()}


def _below_the_interviews(row: Row, width: int) -> Reject | None:
    """Say of a line of totals or a remark that a person wrote below a table what it is."""
    number, cells = row
    filled = [cell.strip() for cell in cells if cell.strip()]
    totals = TOTALS.fullmatch(compared(filled[0]))
    remark = width > 1 and len(filled) == 1 and filled[0].startswith(REMARK_SIGNS)
    if totals or remark:
        return Reject(
            number,
            N_("合計や注釈の行とみなしました。聞き取りの行なら、先頭の「合計」や「※」を消してください。"),
            {},
            _filled(cells),
        )
    return None


def _unnamed_voices(source: Source) -> dict[str, str]:
    """Return the columns nobody named that hold voices, under the header they would have."""
    return {
        name: VOICE
        for place, (name, written) in enumerate(zip(source.table.header, source.table.written, strict=False))
        if not written.strip() and are_voices(source.filled(place))
    }


def _has_voices(source: Source) -> bool:
    guess = guess_columns(source.table.header, source.samples)
    return any(asked.question.kind == "text" for asked in guess.questions)
