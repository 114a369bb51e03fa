"""A small real identity provider (OpenID Connect) on this computer: it says whom it was told to say."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "machi"


@dataclass
class Provider:
    """Its address, its key, and whom it says is sitting there."""

    address: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}))
    person: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def secrets(self) -> str:
        """Return the secrets of a server that trusts it."""
        return (
            f'[auth]\nredirect_uri = "http://localhost:{{port}}/oauth2callback"\n'
            f'cookie_secret = "{secrets.token_hex(32)}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{secrets.token_hex(8)}"\n'
            f'server_metadata_url = "{self.address}/.well-known/openid-configuration"\n'
        )

    def answer(self, path: str, query: dict[str, str], form: dict[str, str]) -> tuple[int, dict[str, Any] | str]:
        """Return status and body (JSON, or where to go)."""
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/jwks",
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        if path == "/jwks":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if path == "/authorize":
            code = secrets.token_hex(8)
            self.asked[code] = query
            return 302, f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        if path == "/token" and (asked := self.asked.pop(form.get("code", ""), None)):
            return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._signed(asked.get("nonce", ""))}
        return 400, {"error": "invalid_request"}

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)


@contextmanager
def provided() -> Iterator[Provider]:
    """Run a provider on a free port until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    server.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(_fields(self.rfile.read(int(self.headers["content-length"])).decode()))

    def _answer(self, form: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        status, body = self.server.provider.answer(parts.path, _fields(parts.query), form)  # type: ignore[attr-defined]
        self.send_response(status)
        if isinstance(body, str):
            self.send_header("Location", body)
        content = b"" if isinstance(body, str) else json.dumps(body).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
