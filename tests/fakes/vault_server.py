"""A stand-in for HashiCorp Vault: AppRole and token auth, KV version 2, by its documented API."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, Any]]
DENIED: Answer = (403, {"errors": ["permission denied"]})


@dataclass
class VaultServer:
    """What the server knows; tests change it while it serves. Times in its own seconds."""

    port: int = 0
    now: float = 0.0
    is_sealed: bool = False
    sealed_for: int = 0
    """Answer that many requests as sealed, then no more."""
    role: tuple[str, str] = ("role-1", "secret-1")
    namespace: str | None = None
    token_life: int = 600
    is_renewable: bool = True
    tokens: dict[str, float] = field(default_factory=dict)
    """Living tokens and when they end; `inf` for one without end."""
    readers: set[str] = field(default_factory=set)
    """Tokens whose policy lets them read the secret."""
    secrets: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    """By `mount/path`; None: the newest version is deleted."""
    seen: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def grant(self, token: str, *, life: float = float("inf"), may_read: bool = True) -> str:
        self.tokens[token] = self.now + life
        if may_read:
            self.readers.add(token)
        return token

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        with self.lock:
            self.seen.append(f"{method} {path}")
            if self.is_sealed or self.sealed_for > 0:
                self.sealed_for -= 1
                return 503, {"errors": ["Vault is sealed"]}
            if self.namespace is not None and headers.get("x-vault-namespace") != self.namespace:
                return DENIED
            if (method, path) == ("POST", "/v1/auth/approle/login"):
                return self._log_in(json.loads(body))
            token = headers.get("x-vault-token", "")
            if self.tokens.get(token, 0.0) <= self.now:
                return DENIED
            return self._for_token(method, path, token)

    def _log_in(self, content: dict[str, Any]) -> Answer:
        if (content.get("role_id"), content.get("secret_id")) != self.role:
            return 400, {"errors": ["invalid role or secret ID"]}
        token = self.grant(f"hvs.{len(self.tokens)}", life=self.token_life)
        auth = {
            "client_token": token,
            "lease_duration": self.token_life,
            "renewable": self.is_renewable,
        }
        return 200, {"auth": auth}

    def _for_token(self, method: str, path: str, token: str) -> Answer:
        left = self.tokens[token] - self.now
        if (method, path) == ("GET", "/v1/auth/token/lookup-self"):
            ttl = 0 if left == float("inf") else int(left)
            return 200, {"data": {"ttl": ttl, "renewable": ttl > 0}}
        if (method, path) == ("POST", "/v1/auth/token/renew-self"):
            if not self.is_renewable:
                return 400, {"errors": ["lease is not renewable"]}
            self.tokens[token] = self.now + self.token_life
            return 200, {"auth": {"client_token": token, "lease_duration": self.token_life,
                                  "renewable": True}}  # fmt: skip
        mount, _, name = path.removeprefix("/v1/").partition("/data/")
        if method != "GET" or not name or token not in self.readers:
            return DENIED
        found = self.secrets.get(f"{mount}/{name}", ...)
        if found is ...:
            return 404, {"errors": []}
        metadata = {"version": 1, "destroyed": False, "deletion_time": ""}
        if found is None:
            deleted = {**metadata, "deletion_time": "2026-11-20T10:00:00Z"}
            return 404, {"data": {"data": None, "metadata": deleted}}
        return 200, {"data": {"data": found, "metadata": metadata}, "lease_duration": 0}


@contextmanager
def vault_server() -> Iterator[VaultServer]:
    """A running stand-in on a port of its own."""
    state = VaultServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, content = state.answer(self.command, self.path, headers, body)
            raw = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = _answer  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
