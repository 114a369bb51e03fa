"""What the street form's routes answer: JSON that nobody keeps, and errors with a code, a sentence and the field."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from survey_loader.acts.street_photos import TooLarge
from survey_loader.errors import (
    Busy,
    ErasedInterview,
    ForeignInterview,
    NoSpace,
    NotInvited,
    SurveyError,
    UnusableDatabase,
)
from survey_loader.language import japanese, speaker

Handler = Callable[[Request], Awaitable[Response]]
NO_STORE = {"Cache-Control": "no-store"}
NO_HEADERS: Mapping[str, str] = {}
BUSY_SECONDS, FULL_SECONDS = 5, 60

_english = speaker("en")


class Refused(SurveyError):
    """What no act refuses but the routes do: too often, too large, of another kind, at another place."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] = NO_HEADERS, **values: Any):
        super().__init__(message, **values)
        self.status, self.code, self.headers = status, code, headers


def told(content: Any, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """Return an answer that neither a browser nor a proxy keeps."""
    return JSONResponse(content, status, {**NO_STORE, **headers})


def empty(status: int, headers: Mapping[str, str]) -> Response:
    """Return an answer without a body."""
    return Response(None, status, {**NO_STORE, **headers})


def telling_errors(handler: Handler) -> Handler:
    """Let a route answer what a person can mend with its status, code and sentence."""

    @functools.wraps(handler)
    async def answering(request: Request) -> Response:
        try:
            return await handler(request)
        except SurveyError as error:
            return refusal(error)

    return answering


def refusal(error: SurveyError, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """Return the answer to what cannot be done, in both languages of the form."""
    status, code, more = _kind(error)
    content = {
        "error": code,
        "message": error.render(japanese),
        "message_en": error.render(_english),
        "field": getattr(error, "field", ""),
    }
    return told(content, status, {**more, **headers})


def _kind(error: SurveyError) -> tuple[int, str, Mapping[str, str]]:
    match error:
        case Refused():
            return error.status, error.code, error.headers
        case NotInvited():
            return 401, error.code, {"WWW-Authenticate": "Bearer"}
        case ErasedInterview():
            return 409, "erased", NO_HEADERS
        case ForeignInterview():
            return 409, "foreign", NO_HEADERS
        case TooLarge():
            return 413, "large", NO_HEADERS
        case NoSpace():
            return 503, "full", {"Retry-After": str(FULL_SECONDS)}
        case Busy() | UnusableDatabase():
            return 503, "busy", {"Retry-After": str(BUSY_SECONDS)}
    return 422, "unusable", NO_HEADERS
