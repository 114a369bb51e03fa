"""Coming from an identity provider: Streamlit's `/auth/login`, and its signed answer exchanged for a session."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    get_secrets_auth_section,
    validate_auth_credentials,
)
from streamlit.errors import StreamlitAuthError
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from survey_loader.acts import signing_in
from survey_loader.errors import NotSignedIn
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_ui import entrance_page, passport

# Where somebody wanted to go, while they are away at their provider.
TARGET = "machi_to"
# An answer is exchanged right after it was given; later it is worth nothing.
FRESH_DAYS = 10 / (24 * 60)
DEFAULT = "default"
PROVIDER_LABEL = N_("大学・市などのアカウントで入る")


def providers() -> list[str]:
    """Return the providers that `[auth]` in the secrets describes whole."""
    section = get_secrets_auth_section()
    named = [name for name, value in section.items() if hasattr(value, "items")] if section else []
    return [name for name in (DEFAULT, *named) if section and _is_whole(name)]


def login_address(provider: str) -> str:
    """Return the address that `st.login(provider)` would send a browser to."""
    return f"/auth/login?provider={encode_provider_token(provider)}"


def fresh_claims(connection: HTTPConnection) -> dict[str, Any] | None:
    """Return what a provider has just said of the person, as Streamlit verified and signed it, or None."""
    cookies, secret = connection.cookies, get_cookie_secret()

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, ""), FRESH_DAYS)

    answer = get_cookie_with_chunks(one, passport.OIDC) if passport.OIDC in cookies and secret else None
    claims = json.loads(answer) if answer else None
    return claims if isinstance(claims, dict) and claims.get("is_logged_in") is True else None


def arrived(connection: HTTPConnection, here: Settings) -> Response | None:
    """Exchange a provider's fresh answer for a session and send the browser where it wanted to go.

    Whoever has no account gets a plain page that says whom to ask; None where there is no fresh answer.
    """
    claims = fresh_claims(connection)
    if claims is None:
        return None
    try:
        signing_in.exchange(here, passport.oidc_token(connection.cookies), claims)
    except NotSignedIn as error:
        page = entrance_page.not_listed(error, claims, connection.query_params.get("lang", ""))
        passport.take_back(page, connection.cookies)
        return page
    target = passport.inside(connection.cookies.get(TARGET, "/"))
    answer = RedirectResponse(target, 303, {"Cache-Control": "no-store"})
    answer.delete_cookie(TARGET)
    return answer


def _is_whole(provider: str) -> bool:
    try:
        validate_auth_credentials(provider)
    except StreamlitAuthError:
        return False
    return True
