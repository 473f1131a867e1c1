"""A stand-in for an OpenID Connect provider: publishes itself, gives codes, checks PKCE, signs."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "voicetill", "provider's secret"


@cache
def a_key(name: str) -> RSAKey:
    """A signing key; made once per test process, because that takes long."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True)


@dataclass
class OidcServer:
    """What the provider knows; tests change it while it serves."""

    now: datetime
    port: int = 0
    key_name: str = "first"
    signs_with: str | None = None
    """Another key than the published one."""
    claims: dict[str, Any] = field(default_factory=dict)
    """Told besides or instead of the usual ones; None leaves a claim out."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def agree(self, address: str) -> str:
        """The person says yes on the page of that address; where their browser is sent."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        target = urlsplit(asked["redirect_uri"])
        return f"{target.path}?code={code}&state={asked['state']}"

    def answer(self, method: str, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(f"{method} {path}")
        if path == "/.well-known/openid-configuration":
            places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return 200, {
                "issuer": self.issuer,
                **{name: self.issuer + f"/{name}" for name in places},
            }
        if path == "/jwks_uri":
            return 200, {"keys": [a_key(self.key_name).as_dict(private=False)]}
        if (method, path) == ("POST", "/token_endpoint"):
            return self._token(form)
        return 404, {}

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or proof != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
            or form.get("client_secret") != SECRET
        ):
            return 400, {"error": "invalid_grant"}
        second = int(self.now.timestamp())
        usual = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "u1",
            "email": "ada@example.com",
            "name": "Ada",
            "groups": ["till-staff"],
            "iat": second,
            "exp": second + 300,
            "nonce": asked["nonce"],
        }
        told = {name: each for name, each in {**usual, **self.claims}.items() if each is not None}
        signing = a_key(self.signs_with or self.key_name)
        header = {"alg": "RS256", "kid": self.key_name}
        return 200, {"id_token": jwt.encode(header, told, signing), "token_type": "Bearer"}


@contextmanager
def oidc_server(now: datetime) -> Iterator[OidcServer]:
    """Serve one on a port of its own."""
    provider = OidcServer(now=now)

    class Handler(BaseHTTPRequestHandler):
        def _told(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            status, body = provider.answer(self.command, self.path, form)
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = _told  # noqa: N815 - the names that http.server looks for
        do_POST = _told  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield provider
        server.shutdown()
