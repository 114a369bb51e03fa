"""Which computer a request comes from and which it asks for: this one, another, or one behind a proxy."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from survey_loader.settings import Settings

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# A proxy in front means people elsewhere; without accounts nobody elsewhere is served.
FORWARDING_HEADERS = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip"})
FORWARDING_PREFIX = "x-forwarded"
REFUSED = (
    "この画面は、動かしているパソコンからだけ開けます。http://localhost でお開きください。\n"
    "This server answers only its own computer. Please open it at http://localhost.\n"
)


def is_local(authority: str) -> bool:
    """Whether a `host[:port]` names this computer."""
    try:
        parts = urlsplit(f"//{authority}")
        parts.port  # noqa: B018 (raises ValueError on a port that is no number)
    except ValueError:
        return False
    bare = parts.username is None and not (parts.path or parts.query or parts.fragment)
    return bare and parts.hostname in LOCAL_HOSTS


def refused(headers: Headers) -> bool:
    """Whether a request comes from elsewhere: foreign or missing Host, foreign Origin, or a proxy."""
    proxied = any(name in FORWARDING_HEADERS or name.startswith(FORWARDING_PREFIX) for name in headers)
    return proxied or foreign(headers)


def foreign(headers: Headers, public: str = "") -> bool:
    """Whether a request names another host than this computer or `public`, or was sent by another site's page."""

    def is_ours(authority: str) -> bool:
        return is_local(authority) or (bool(public) and authority.lower() == public)

    named = headers.getlist("host")
    if not named or not all(is_ours(host) for host in named):
        return True
    return any(not is_ours(sent_from(origin)) for origin in headers.getlist("origin"))


def sent_from(origin: str) -> str:
    """Return all that stands behind the scheme of an Origin: of a whole one the `host[:port]`, "" of `null`."""
    return origin.partition("://")[2]


def public_host(here: Settings) -> str:
    """Return the `host[:port]` of the public address in small letters, "" where there is none."""
    return sent_from(here.address).rstrip("/").lower()
