"""Tables of broad-listening tools: one comment a row, with attributes beside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from survey_loader.language import N_
from survey_loader.models import CHOICES_JOINED
from survey_loader.sheets import undefused
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Columns, Known
from survey_loader.sources.layouts.layout import Shaped
from survey_loader.sources.tables import Row, Table, distinct_names

ID, BODY, CATEGORY = "comment-id", "comment-body", "category"
# How a tool marks a column that tells of the person or the comment, and not what was said.
ATTRIBUTE = "attribute_"
# What our own export says of a comment; the words are coded anew where they are read.
CODED = frozenset({"axis", "tone", "themes"})
QUESTION = f"{ATTRIBUTE}question"

NO_COLUMNS = Columns()
_RUNNING = re.compile(r"\d{1,7}")
ONE_EACH = N_("声1件を、1人の聞き取りとして数えます。")


def spoken(header: Iterable[str]) -> dict[str, str]:
    """Return the words to guess attributes by: attribute_age is the age."""
    return {name: name.removeprefix(ATTRIBUTE) for name in header if name.startswith(ATTRIBUTE)}


def shaped(
    table: Table, columns: Columns = NO_COLUMNS, own: Collection[str] = (), told: Sequence[Assumption] = ()
) -> Shaped:
    """Return a table of comments with ID and BODY as interviews, each cell as it was before it was made safe."""
    id_place, body_place = table.header.index(ID), table.header.index(BODY)

    def row(numbered: Row) -> Row:
        number, written = numbered
        cells = [undefused(cell) for cell in written] + [""] * (len(table.header) - len(written))
        cells[id_place] = _key(cells[id_place].strip(), cells[body_place])
        return number, tuple(cells)

    table = _by_question(replace(table, rows=map(row, table.rows)))
    bodies = [name for name in table.header if name not in own and (name == BODY or name.startswith(_ASKED))]
    known = Known(
        replace(columns, key=ID),
        own=frozenset(own) | {name for name, word in spoken(table.header).items() if word in CODED},
        spoken=spoken(table.header) | {name: name.removeprefix(_ASKED) for name in bodies},
        kinds=dict.fromkeys(bodies, "text"),
        multiple=frozenset({CATEGORY} & set(table.header)),
    )
    return Shaped(table, known, assumptions=(*told, Assumption(ONE_EACH)))


def _key(identity: str, body: str) -> str:
    """Return what a comment is known by: numbers that begin anew in every file need its words as well."""
    if not _RUNNING.fullmatch(identity):
        return identity
    return f"{identity}-{hashlib.sha256(body.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


_ASKED = f"{BODY}: "


def _by_question(table: Table) -> Table:
    """Give the answers to each question a column of their own, where the table says which one was asked.

    The questions are only known when all rows are read; such a table is an export of ours, and bounded.
    """
    if QUESTION not in table.header:
        return table
    asked, body = table.header.index(QUESTION), table.header.index(BODY)
    rows = list(table.rows)
    questions = list(dict.fromkeys(cells[asked].strip() for _, cells in rows))
    header = list(table.header)
    header[body : body + 1] = [f"{_ASKED}{question}" if question else BODY for question in questions]

    def spread() -> Iterator[Row]:
        for number, cells in rows:
            place = questions.index(cells[asked].strip())
            answers = ["" for _ in questions]
            answers[place] = cells[body]
            yield number, (*cells[:body], *answers, *cells[body + 1 :])

    return replace(table, header=distinct_names(header), rows=spread())


def once_each(table: Table) -> Table:
    """Return the table with one row a comment, in the order met; its categories are joined."""
    places = table.header.index(ID), table.header.index(CATEGORY)

    def rows() -> Iterator[Row]:
        of: dict[str, tuple[int, list[str], list[str]]] = {}
        for number, written in table.rows:
            cells = list(written) + [""] * (len(table.header) - len(written))
            _, _, categories = of.setdefault(cells[places[0]], (number, cells, []))
            categories.append(cells[places[1]].strip())
        for number, cells, categories in of.values():
            cells[places[1]] = CHOICES_JOINED.join(dict.fromkeys(filter(None, categories)))
            yield number, tuple(cells)

    return replace(table, rows=rows(), total=None)
