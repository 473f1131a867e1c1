"""A REST operation asked from within: the same access, checks, idempotency and answers.

What agents may do is what a REST client with the same key may do, so their surfaces ask the
operations themselves instead of repeating them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import orjson
from flask import current_app, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.api.access import ASKED_BY
from app.ops.correlation import HEADER, current_correlation_id

CHANNEL: Final = "mcp"
"""What orders that come by these tools are counted under."""
_PASSED_ON = ("Authorization", "Traceparent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """What an operation answered."""

    status: int
    body: Mapping[str, Any]

    @property
    def is_done(self) -> bool:
        """Whether it did what was asked."""
        return self.status < 400

    @property
    def words(self) -> str:
        """What a problem says, as one sentence or two."""
        title, detail = str(self.body.get("title", "")), str(self.body.get("detail", ""))
        faults = self.body.get("errors") or ()
        told = "; ".join(f"{each.get('pointer')}: {each.get('detail')}" for each in faults)
        return " ".join(f"{part.rstrip('.')}." for part in (title, detail, told) if part)


def ask(
    method: str,
    path: str,
    *,
    names: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: Any = None,
    key: str | None = None,
) -> Inner:
    """Run the operation with the rights of the request in hand, as asked by the channel `mcp`;
    `names` fill the path's places, `key` is the Idempotency-Key of a write."""
    filled = path.format(**{name: quote(value, safe="") for name, value in (names or {}).items()})
    headers = {HEADER: current_correlation_id()}
    headers |= {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
    if key is not None:
        headers["Idempotency-Key"] = key
    builder = EnvironBuilder(
        path=filled,
        method=method,
        query_string=dict(query or {}),
        headers=list(headers.items()),
        data=None if body is None else orjson.dumps(body),
        content_type=None if body is None else "application/json",
        environ_base={"REMOTE_ADDR": request.remote_addr or "", ASKED_BY: CHANNEL},
    )
    try:
        chunks, status, _ = run_wsgi_app(current_app.wsgi_app, builder.get_environ(), buffered=True)
    finally:
        builder.close()
    raw = b"".join(chunks)
    return Inner(status=int(status.split(" ", 1)[0]), body=orjson.loads(raw) if raw else {})
