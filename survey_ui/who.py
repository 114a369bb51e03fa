"""Who sits before a session, read anew at each rerun."""

from __future__ import annotations

from starlette.requests import Request

from survey_loader.access import LOCAL_ORGANISER, Actor


def current() -> Actor:
    """Return who looks at this session's screens; somebody without any role where nobody signed in."""
    return LOCAL_ORGANISER


def of_request(request: Request) -> Actor:
    """Return who asks for one of our own routes."""
    return LOCAL_ORGANISER
