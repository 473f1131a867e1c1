"""Headers every answer carries, added below Flask where they cost least."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

Headers: TypeAlias = list[tuple[str, str]]
Start: TypeAlias = Callable[..., Any]
Wsgi: TypeAlias = Callable[[dict[str, Any], Start], Iterable[bytes]]

_ALWAYS: Headers = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
_HTTPS: Headers = [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]
_REST: Headers = [("Cache-Control", "no-store")]


class SafeHeaders:
    """WSGI middleware that adds the security headers a response did not set itself."""

    def __init__(self, app: Wsgi, *, is_https: bool) -> None:
        self._app = app
        self._headers = [*_ALWAYS, *(_HTTPS if is_https else [])]

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        added = self._headers
        if environ.get("PATH_INFO", "").startswith("/v1/"):
            added = [*added, *_REST]

        def start(status: str, headers: Headers, *more: Any) -> Any:
            given = {name.lower() for name, _ in headers}
            missing = [pair for pair in added if pair[0].lower() not in given]
            return start_response(status, [*headers, *missing], *more)

        return self._app(environ, start)
