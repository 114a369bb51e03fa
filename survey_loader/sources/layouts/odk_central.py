"""ODK Central: `<form>.csv.zip` with a root table, tables of repeats and media/, or its root table alone.

Columns as written by getodk/central-backend, lib/data/briefcase.js.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import plain
from survey_loader.sources.header_words import ASKS
from survey_loader.sources.layouts.form_columns import Form, Reason, geopoints, in_words
from survey_loader.sources.layouts.forms import NOT_OF_FORM, FormRepeat, pick, shape_form
from survey_loader.sources.layouts.layout import Shaped, Source
from survey_loader.sources.layouts.selects import Cells

NAME = "odk_central"
LABEL = N_("ODK Central の書き出し")

KEY, PARENT, SENT = "KEY", "PARENT_KEY", "SubmissionDate"
_OWN = frozenset((
    KEY, PARENT, SENT, "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status",
    "ReviewState", "DeviceID", "Edits", "FormVersion", "end", "email",
))  # fmt: skip
# What a form asks of the phone and not of a person, in whatever group.
_OF_PHONE = frozenset((
    "deviceid", "subscriberid", "simserial", "phonenumber", "username", "instanceid", "instancename", "audit",
    "rootuuid",
))  # fmt: skip
_GEOPOINT = re.compile(r"(?P<name>.+)-(Latitude|Longitude|Altitude|Accuracy)")
# Names that forms give to metadata, and the words by which their meaning is guessed.
_METADATA = {"today": "日付", "starttime": "start", "start_time": "start"}

# What the phone noted of how a form was filled in stands beside it; it repeats what was written first.
_LOG = frozenset(("instance ID", "event", "node"))

_REJECTED = N_(
    "ODK Central で却下(rejected)とされた回答です。取り込むには、ODK Central で状態を変えて書き出し直してください。"
)
_ENCRYPTED = N_("暗号化されたままの回答です({status})。ODK Central で復号して書き出し直してください。")


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Return the interviews of the root table, the repeats beside them."""
    if sources and all(_is_repeat(source) for source in sources):
        raise UnusableFile(
            N_("{name} には、ODK Central のくり返しの表しかありません。書き出した ZIP をそのまま選んでください。"),
            name="、".join(source.name for source in sources),
        )
    logs = [source.name for source in sources if set(source.table.header) >= _LOG]
    forms = [source for source in sources if source.name not in logs]
    picked = pick(forms, _is_root, _is_repeat)
    if picked is None:
        return None
    root, repeats, told = picked
    if logs:
        told = [*told, Assumption(NOT_OF_FORM, {"others": "、".join(logs)})]
    return shape_form(root, _form(root), [_repeat(source) for source in repeats], told)


def _is_root(source: Source) -> bool:
    return {KEY, SENT} <= set(source.table.header) and not _is_repeat(source)


def _is_repeat(source: Source) -> bool:
    return {KEY, PARENT} <= set(source.table.header)


def _repeat(source: Source) -> FormRepeat:
    place = source.table.header.index(PARENT)
    # A repeat within a repeat names its parent uuid:…/outer[2]; the interview is what comes first.
    return FormRepeat(source, _form(source), lambda cells: cells[place].partition("/")[0])


def _form(source: Source) -> Form:
    header = source.table.header
    at = {name: place for place, name in enumerate(header)}
    groups = Counter(name.rpartition("-")[0] for name in header)
    return Form(
        own=frozenset(name for name in header if _is_own(name)) | geopoints(header, _GEOPOINT),
        spoken={name: _spoken(name, groups) for name in header},
        key=KEY,
        sent=SENT if SENT in at else "",
        sender="SubmitterName" if "SubmitterName" in at else "",
        refuse=lambda cells: _reason_against(cells, at),
    )


def _is_own(name: str) -> bool:
    return name in _OWN or name.startswith(("SET-OF-", "meta-")) or _last(name).casefold() in _OF_PHONE


def _spoken(name: str, groups: Counter[str]) -> str:
    """Return the question's own words: groups stand before them, unless what does is the question itself."""
    group = name.rpartition("-")[0]
    last = name if groups[group] == 1 and re.search(ASKS, plain(group)) else _last(name)
    return _METADATA.get(last.casefold()) or in_words(last)


def _last(name: str) -> str:
    """Return the question's own name: groups stand before it."""
    return name.rpartition("-")[2] or name


def _reason_against(cells: Cells, at: Mapping[str, int]) -> Reason | None:
    state, status = (cells[at[name]].strip() if name in at else "" for name in ("ReviewState", "Status"))
    if state.casefold() == "rejected":
        return _REJECTED, {}
    return (_ENCRYPTED, {"status": status}) if status else None
