"""What a browser shows at the door: the cookies that hold a session's token, and whom they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from survey_loader.acts import signing_in
from survey_loader.acts.signing_in import Visitor
from survey_loader.settings import Settings
from survey_ui.hosts import is_local

PLAIN = "machi_session"
# Browsers take a cookie of this name only over https and from this very host.
SECURE = f"__Host-{PLAIN}"
# Streamlit's own: who an identity provider says somebody is, signed; long ones come in numbered parts.
OIDC = "_streamlit_user"


def over_https(connection: HTTPConnection) -> bool:
    """Whether the browser came by https: to us, or to a proxy on this computer that says so."""
    if connection.url.scheme in {"https", "wss"}:
        return True
    peer = connection.client.host if connection.client else ""
    told = connection.headers.get("x-forwarded-proto", "").split(",")[-1].strip()
    return is_local(_bracketed(peer)) and told == "https"


def peer_of(connection: HTTPConnection) -> str:
    """Return the address that guesses are counted by; a proxy on this computer says whose it is."""
    peer = connection.client.host if connection.client else ""
    told = connection.headers.get("x-forwarded-for", "").split(",")[-1].strip()
    return told if told and is_local(_bracketed(peer)) else peer


def tokens(cookies: Mapping[str, str], secure: bool = False) -> list[str]:
    """Return the tokens to look up, the strongest first; over https (`secure`) a plain one may be another site's."""
    local = [cookies.get(SECURE, "")] + ([] if secure else [cookies.get(PLAIN, "")])
    return [token for token in (*local, oidc_token(cookies)) if token]


def oidc_token(cookies: Mapping[str, str]) -> str:
    """Return the signed answer of the identity provider with all its parts, "" where there is none."""
    return "\n".join(cookies[name] for name in sorted(cookies) if is_oidc(name))


def is_oidc(name: str) -> bool:
    """Whether a cookie is the signed answer or one of its parts."""
    return name == OIDC or (name.startswith(f"{OIDC}_") and name.removeprefix(f"{OIDC}_").strip("_").isdigit())


def visitor(settings: Settings, connection: HTTPConnection) -> Visitor | None:
    """Return who holds a live session among what a request shows; looked up anew each time."""
    return visitor_among(settings, tokens(connection.cookies, over_https(connection)))


def visitor_among(settings: Settings, shown: Sequence[str]) -> Visitor | None:
    """Return whose live session is the first among these tokens."""
    return next((found for token in shown if (found := signing_in.visitor(settings, token))), None)


def hand_out(answer: Response, token: str, settings: Settings, secure: bool) -> None:
    """Give the browser the token of its new session."""
    answer.set_cookie(
        SECURE if secure else PLAIN,
        token,
        max_age=int(timedelta(hours=settings.session_hours).total_seconds()),
        httponly=True,
        secure=secure,
        samesite="lax",
    )


def take_back(answer: Response, cookies: Mapping[str, str]) -> None:
    """Tell the browser to forget all that it showed."""
    for name in cookies:
        # Streamlit keeps the provider's own tokens beside its answer.
        if name in {PLAIN, SECURE} or name.startswith(OIDC):
            answer.delete_cookie(name, secure=name == SECURE, httponly=True, samesite="lax")


def inside(target: str) -> str:
    """Return a target within this site, path and query alone; the first page where it is none."""
    parts = urlsplit(target) if target.isprintable() and "\\" not in target and len(target) <= 2000 else None
    if parts is None or parts.scheme or parts.netloc or not parts.path.startswith("/") or target.startswith("//"):
        return "/"
    return target


def _bracketed(peer: str) -> str:
    return f"[{peer}]" if ":" in peer else peer
