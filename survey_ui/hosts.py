"""Which computer a request comes from: this one, or another, or one behind a proxy."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

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
    hosts = headers.getlist("host")
    if not hosts or not all(is_local(host) for host in hosts):
        return True
    if any(not is_local(urlsplit(origin).netloc) for origin in headers.getlist("origin")):
        return True
    return any(name in FORWARDING_HEADERS or name.startswith(FORWARDING_PREFIX) for name in headers)
