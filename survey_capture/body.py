"""Reading what a page sends: JSON of bounded size, or a sentence why not."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from survey_capture.answers import Refused
from survey_loader.errors import UnusableEntry
from survey_loader.language import N_

NO_JSON = N_("送られたものを読めません。ページを新しくしてから、もう一度送ってください。")
TOO_LARGE = N_("送られたものが大きすぎます。ことばを短くしてください。")


async def json_of(request: Request, most_bytes: int) -> Any:
    """Return the JSON of a request.

    Raises Refused for another kind (415) or too much (413), UnusableEntry for what is no JSON.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "kind", NO_JSON)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most_bytes:
            raise Refused(413, "large", TOO_LARGE)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnusableEntry(NO_JSON, field="body") from error
