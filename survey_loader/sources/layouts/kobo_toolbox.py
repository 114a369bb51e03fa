"""KoBoToolbox: CSV or XLSX under labels or names, with an HXL row or none, repeats on further sheets.

Columns as written by kobotoolbox/formpack and, in the older comma CSV, by kobocat.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.dates import UnreadableDate, parse_datetime
from survey_loader.sources.layouts.form_columns import Form, Reason, geopoints, in_words
from survey_loader.sources.layouts.forms import FormRepeat, pick, shape_form
from survey_loader.sources.layouts.layout import Shaped, Source
from survey_loader.sources.layouts.selects import Cells, Edit

NAME = "kobo_toolbox"
LABEL = N_("KoBoToolbox の書き出し")

ROOT, UUID, SENT, SENDER = "meta/rootUuid", "_uuid", "_submission_time", "_submitted_by"
_SYSTEM = frozenset((
    ROOT, UUID, SENT, SENDER, "_id", "_validation_status", "_notes", "_status", "__version__", "_version_", "_version",
    "_tags", "_index", "meta/instanceID", "meta/instanceName", "meta/deprecatedID", "formhub/uuid", "_xform_id_string",
    "_xform_id", "_attachments", "_geolocation", "_bamboo_dataset_id", "_duration", "_total_media", "_media_count",
    "_media_all_received", "_parent_index", "_parent_table_name",
))  # fmt: skip
# An export may leave system columns out; so many of them do not stand together by accident.
SURE = 3
_OF_PHONE = frozenset((
    "end", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit", "background-audio",
    "background_audio",
))  # fmt: skip
_GEOPOINT = re.compile(r"(?P<group>.*/)?_(?P<name>.+)_(latitude|longitude|altitude|precision)")
_XML_NAMES = re.compile(r"[\w.-]+(/[\w.-]+)*|[a-z_]\w*([.:][a-z_]\w*)+", re.ASCII | re.IGNORECASE)
# What may stand between a group and a question; whoever exports chooses.
_GROUP_MARKS = "/:>|."
# Whoever exports may choose another sign than the slash.
_MARKS = "/:>|.- "
# Says no more than the name does: what is asked is then told by the answers.
_UNNAMED = "設問"
_METADATA = {"today": "日付", "starttime": "start", "start_time": "start"}
# How a repeat names its interview, and the column of the interview that is meant; the surest first.
_PARENTS = (("_submission__uuid", UUID), ("_submission__id", "_id"), ("_parent_index", "_index"))
# What the older CSV writes for nothing; in newer ones a person may have said so.
_NOTHING = frozenset(("n/a", "{}"))

_NOT_APPROVED = N_(
    "KoBoToolbox で承認されなかった(Not Approved)回答です。取り込むには、承認の状態を変えて書き出し直してください。"
)
_UTC = N_("「{column}」は世界時(UTC)の時刻として読みます。")
_HEADER_OF_TAGS = N_("見出しの下の、#で始まる行(HXLタグ)は読みません。")


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Return the interviews of the main table, the repeats beside them."""
    picked = pick(sources, _is_root, _is_repeat)
    if picked is None:
        return None
    root, repeats, told = picked
    if SENT in root.table.header:
        told = [*told, Assumption(_UTC, {"column": SENT})]
    if any(_is_tags(cells) for cells in root.samples):
        told = [*told, Assumption(_HEADER_OF_TAGS)]
    parent, of_root = next((pair for pair in _PARENTS if _joins(pair, root, repeats)), _PARENTS[-1])
    return shape_form(root, replace(_form(root), joins=of_root), [_repeat(source, parent) for source in repeats], told)


def _is_root(source: Source) -> bool:
    return len(_SYSTEM & set(source.table.header)) >= SURE and not _is_repeat(source)


def _is_repeat(source: Source) -> bool:
    return bool({"_parent_index", "_submission__uuid"} & set(source.table.header))


def _joins(pair: tuple[str, str], root: Source, repeats: Sequence[Source]) -> bool:
    parent, of_root = pair
    return of_root in root.table.header and all(parent in source.table.header for source in repeats)


def _repeat(source: Source, parent: str) -> FormRepeat:
    place = source.table.header.index(parent) if parent in source.table.header else None
    as_written = _uuid if parent.endswith("uuid") else str.strip
    return FormRepeat(source, _form(source), lambda cells: "" if place is None else as_written(cells[place]))


def _form(source: Source) -> Form:
    header = source.table.header
    at = {name: place for place, name in enumerate(header)}
    groups = Counter(beginning for name in header for beginning in _beginnings(name))
    # An edit changes _uuid but not the root's.
    keys = [name for name in (ROOT, UUID, "meta/instanceID") if name in at]
    edits: dict[str, Edit] = {SENT: _utc(at[SENT])} if SENT in at else {}
    # One column has uuid: before it, another has not; whichever an export holds must be the same identity.
    edits |= {name: _identity([at[name]]) for name in keys}
    if keys:
        edits[keys[0]] = _identity([at[name] for name in keys])
    return Form(
        own=frozenset(name for name in header if _is_own(name, at)) | geopoints(header, _GEOPOINT),
        spoken={name: _spoken(name, groups) for name in header},
        key=keys[0] if keys else "",
        sent=SENT if SENT in at else "",
        sender=SENDER if SENDER in at else "",
        edits=edits,
        refuse=lambda cells: _reason_against(cells, at),
        nothing=_NOTHING if source.table.separator == "," else frozenset(),
        skip=_is_tags,
        marks=_MARKS,
    )


def _is_own(name: str, at: Mapping[str, int]) -> bool:
    last = name.rpartition("/")[2]
    # <question>_URL stands beside the question: the same photo, as a link behind a sign-in.
    link = name.removesuffix("_URL") in at and name.endswith("_URL")
    return name in _SYSTEM or name.startswith(("_submission_", "_version")) or last in _OF_PHONE or link


def _spoken(name: str, groups: Counter[str]) -> str:
    """Return the question's own words: groups stand before them, but a label may hold a slash itself."""
    for mark in _GROUP_MARKS:
        group, _, last = name.rpartition(mark)
        # 1.1 and 1.2 are numbers of questions, no groups.
        numbered = mark != "/" and last.strip(" _")[:1].isdecimal()
        if group and not numbered and (groups[group] > 1 or _XML_NAMES.fullmatch(name)):
            name = last.strip()
            break
    bare = name.strip("_")
    # Kobo names questions _001 whose label has no Latin letter.
    if not bare or bare.isdecimal():
        return f"{_UNNAMED} {bare}".strip()
    return _METADATA.get(bare.casefold()) or in_words(bare)


def _beginnings(name: str) -> list[str]:
    return [name[:place] for place, letter in enumerate(name) if letter in _GROUP_MARKS]


def _uuid(cell: str) -> str:
    bare = cell.strip().removeprefix("uuid:")
    return f"uuid:{bare}" if bare else ""


def _identity(places: Sequence[int]) -> Edit:
    return lambda cells: next((_uuid(cells[place]) for place in places if cells[place].strip()), "")


def _utc(place: int) -> Edit:
    """Return what writes the zone to times that are UTC without a mark."""

    def written(cells: Cells) -> str:
        try:
            moment = parse_datetime(cells[place], UTC)
        except UnreadableDate:
            return cells[place]
        return moment.isoformat() if moment else ""

    return written


def _is_tags(cells: Cells) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


def _reason_against(cells: Cells, at: Mapping[str, int]) -> Reason | None:
    state = cells[at["_validation_status"]].strip().casefold() if "_validation_status" in at else ""
    return (
        (_NOT_APPROVED, {}) if state in ("not approved", "validation_status_not_approved", "不承認", "未承認") else None
    )
