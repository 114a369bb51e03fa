"""The OData answer of ODK Central as the tables of its CSV export: the interviews, and each repeat beside them.

Names as in getodk/central-backend, lib/formats/odata.js and lib/data/briefcase.js.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

CONTEXT = "@odata.context"
_LINK = "@odata."
_ID, _SYSTEM = "__id", "__system"
_SYSTEM_NAMES = {
    "submissionDate": "SubmissionDate", "submitterId": "SubmitterID", "submitterName": "SubmitterName",
    "attachmentsPresent": "AttachmentsPresent", "attachmentsExpected": "AttachmentsExpected", "status": "Status",
    "reviewState": "ReviewState", "deviceId": "DeviceID", "edits": "Edits", "formVersion": "FormVersion",
}  # fmt: skip
_PLACES = ("Longitude", "Latitude", "Altitude")

Objects = list[Mapping[str, Any]]


def is_odata(document: Any) -> bool:
    """Say whether a document is a list of submissions as ODK Central answers for it."""
    value = document.get("value") if isinstance(document, dict) and CONTEXT in document else None
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and _ID in item for item in value)


def odata_tables(document: Mapping[str, Any]) -> list[tuple[str, Objects]]:
    """Return the tables by name: the interviews first, named "", each row with its KEY, repeats with PARENT_KEY."""
    repeats: dict[str, Objects] = {}
    interviews: Objects = [dict(_cells(item, str(item[_ID]), "", repeats)) for item in document["value"]]
    return [("", interviews), *repeats.items()]


def _cells(
    item: Mapping[str, Any], key: str, group: str, repeats: dict[str, Objects], parent: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield the columns of one object, its groups joined by "-"; put what repeats in it into `repeats`."""
    for name, value in item.items():
        column = f"{group}{name}"
        if name == _SYSTEM:
            yield from ((_SYSTEM_NAMES.get(own, own), said) for own, said in value.items())
        elif _LINK in name or name == _ID:
            continue
        elif isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
            for number, part in enumerate(value, start=1):
                own = str(part.get(_ID) or f"{key}/{column}[{number}]")
                repeats.setdefault(column, []).append(dict(_cells(part, own, "", repeats, parent or key)))
        elif isinstance(value, dict) and isinstance(value.get("coordinates"), list):
            yield from zip((f"{column}-{place}" for place in _PLACES), value["coordinates"], strict=False)
        elif isinstance(value, dict):
            yield from _cells(value, key, f"{column}-", repeats, parent)
        else:
            yield column, value
    if not group:
        if parent:
            yield "PARENT_KEY", parent
        yield "KEY", key
