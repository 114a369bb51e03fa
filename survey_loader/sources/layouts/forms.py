"""What exports of form servers (ODK Central, KoBoToolbox) share: one row an interview, repeats beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import Reject
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Columns, Known
from survey_loader.sources.headers import guess_columns
from survey_loader.sources.layouts.form_columns import Form, Reason, Seen, answers, clean, look, plain_cells
from survey_loader.sources.layouts.layout import DIFFERENT_TABLES, Shaped, Source
from survey_loader.sources.layouts.repeats import WITHOUT_PARENT, Repeat, orphan, widen
from survey_loader.sources.layouts.selects import Cells, Edit
from survey_loader.sources.tables import Row, Table

NOT_OF_FORM = N_("調査票の表ではないため読みません: {others}")


@dataclass(frozen=True, slots=True)
class FormRepeat:
    """A table of repeats, how it is written, and how a row of it names the interview it belongs to."""

    source: Source
    form: Form
    parent: Callable[[Cells], str]


def pick(
    sources: Sequence[Source], is_root: Callable[[Source], bool], is_repeat: Callable[[Source], bool]
) -> tuple[Source, list[Source], list[Assumption]] | None:
    """Return the one root table, its repeats, and what is said of the tables that are neither; None without a root.

    Raises UnusableFile for two forms at once, or for files of other tools beside a form.
    """
    roots = [source for source in sources if is_root(source)]
    if not roots:
        return None
    if len(roots) > 1:
        raise UnusableFile(
            N_("別々の調査票の表がいくつか入っています({names})。一つずつ取り込んでください。"),
            names="、".join(source.name for source in roots),
        )
    (root,) = roots
    repeats = [source for source in sources if is_repeat(source)]
    others = [source for source in sources if source is not root and not is_repeat(source)]
    if any(source.file != root.file for source in others):
        raise UnusableFile(DIFFERENT_TABLES, names="、".join(source.name for source in (root, *others)))
    names = {"others": "、".join(source.name for source in others)}
    told = [Assumption(NOT_OF_FORM, names)] if others else []
    return root, repeats, told


def shape_form(root: Source, form: Form, repeats: Sequence[FormRepeat], told: Sequence[Assumption] = ()) -> Shaped:
    """Return the interviews of a form, with its repeats beside them as further answers to the same questions."""
    seen, header, rows = look(root, form), root.table.header, clean(root, form)
    filled = answers(header, rows)
    date = seen.columns.date or form.sent
    columns = Columns(
        key=form.key,
        date=date,
        interviewer=seen.columns.interviewer or (form.sender if filled.get(form.sender) else ""),
        photo=seen.photos,
        photo_board=seen.boards,
    )
    own = form.own | seen.flags | {form.sent, form.sender}
    certain = {name for _, name in columns.named()}
    known = Known(columns=columns, own=own - certain, spoken=seen.spoken, multiple=frozenset(seen.several))
    edits = {**form.edits, **seen.several}
    if not seen.columns.time or any(":" in cell for cell in filled.get(date, ())):
        # A time of day beside a whole time would be taken for the hour in the zone of that one.
        time = guess_columns(header, rows, None, known).columns.time
        known = replace(known, own=known.own | {time})
        edits |= _date_filled(header, date, form)
    table = _edited(root.table, form, edits)
    looks = [look(repeat.source, repeat.form) for repeat in repeats]
    by_words = bool(seen.texts) or any(of.texts for of in looks)
    if not by_words:
        known = replace(known, kinds=dict.fromkeys(seen.voices, "text"))
    shaped = Shaped(table, known, _refusal(form, table.header, len(table.header)), tuple(told))
    return _with_repeats(shaped, form, repeats, looks, by_words) if repeats else shaped


def _with_repeats(
    shaped: Shaped, form: Form, repeats: Sequence[FormRepeat], looks: Sequence[Seen], by_words: bool
) -> Shaped:
    header, known = shaped.table.header, shaped.known
    joins = form.joins or form.key
    key = header.index(joins) if joins in header else None
    tables = [
        Repeat(repeat.source.name, _edited(repeat.source.table, repeat.form, {}), _asked(repeat, of), repeat.parent)
        for repeat, of in zip(repeats, looks, strict=True)
    ]
    widened = widen(shaped.table, lambda cells: "" if key is None else cells[key], tables)
    told = [*shaped.assumptions, *widened.assumptions]
    for table, of, became in zip(tables, looks, widened.columns, strict=True):
        voices = of.texts if by_words else of.voices
        known = _beside(known, of, became, voices, by_words)
        unused = [name for name in became if name not in {*voices, *of.photos, *of.boards}]
        if unused:
            told.append(
                Assumption(
                    N_("くり返し「{name}」のうち使わない列: {columns}"),
                    {"name": table.name, "columns": "、".join(unused)},
                )
            )
    refuse = _refusal(form, widened.table.header, len(header))
    return Shaped(widened.table, known, refuse, tuple(told))


def _asked(repeat: FormRepeat, seen: Seen) -> tuple[int, ...]:
    """Return the places of the columns of a repeat that somebody was asked for."""
    own = repeat.form.own | seen.flags
    return tuple(place for place, name in enumerate(repeat.source.table.header) if name not in own)


def _beside(
    known: Known, seen: Seen, became: Mapping[str, tuple[str, ...]], voices: Sequence[str], by_words: bool
) -> Known:
    """Return what is known with the columns of a repeat: each of its questions is one, however often it was asked."""
    again, spoken, kinds = dict(known.again), dict(known.spoken), dict(known.kinds)
    photos, boards, own = list(known.columns.photo), list(known.columns.photo_board), set(known.own)
    for name, (first, *further) in ((name, names) for name, names in became.items() if names):
        if name in voices:
            again |= dict.fromkeys(further, first)
            spoken[first] = seen.spoken.get(name, name)
            kinds |= {} if by_words else {first: "text"}
        elif name in seen.photos:
            photos += [first, *further]
        elif name in seen.boards:
            boards += [first, *further]
        else:
            own |= {first, *further}
    columns = replace(known.columns, photo=tuple(photos), photo_board=tuple(boards))
    return replace(known, columns=columns, own=frozenset(own), spoken=spoken, kinds=kinds, again=again)


def _date_filled(header: Sequence[str], date: str, form: Form) -> dict[str, Edit]:
    """Return the edit by which a row without a time of its own has the time it came in."""
    if not date or not form.sent or date == form.sent:
        return {}
    at, came = header.index(date), header.index(form.sent)
    sent = form.edits.get(form.sent)

    def filled(cells: Cells) -> str:
        if cells[at].strip():
            return cells[at]
        return sent(cells) if sent else cells[came]

    return {date: filled}


def _edited(table: Table, form: Form, edits: Mapping[str, Edit]) -> Table:
    """Return the table with its cells as they are meant; choices without a column of their own get one."""
    width = len(table.header)
    at = {name: place for place, name in enumerate(table.header)}
    inside = [(at[name], edit) for name, edit in edits.items() if name in at]
    beside = [(name, edit) for name, edit in edits.items() if name not in at]

    def rows() -> Iterator[Row]:
        for number, cells in table.rows:
            if form.skip(cells):
                continue
            whole = plain_cells(cells, width, form.nothing)
            new = list(whole)
            for place, edit in inside:
                new[place] = edit(whole)
            yield number, (*new, *[edit(whole) for _, edit in beside], *cells[width:])

    return replace(table, header=(*table.header, *[name for name, _ in beside]), rows=rows())


def _refusal(form: Form, header: Sequence[str], width: int) -> Callable[[Row], Reject | None]:
    """Return what refuses the rows the tool holds for invalid, and repeats whose interview is missing."""

    def refuse(row: Row) -> Reject | None:
        number, cells = row
        reason: Reason | None = (WITHOUT_PARENT, {}) if orphan(row, width) else form.refuse(cells)
        if reason is None:
            return None
        return Reject(number, *reason, {name: cell for name, cell in zip(header, cells, strict=False) if cell})

    return refuse
