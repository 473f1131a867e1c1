"""What every platform's `sim` fixture needs around its stand-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import urllib3


def control_at(url: str) -> Callable[..., Any]:
    """A stand-in's control surface over HTTP: `control("POST sell", {...})`."""
    pool = urllib3.PoolManager()

    def control(name: str, body: dict[str, Any] | None = None) -> Any:
        method, _, noun = name.partition(" ")
        sent = {"json": body} if body is not None else {}
        answer = pool.request(method, f"{url}/_sandbox/{noun}", **sent)
        assert answer.status == 200, answer.data
        return answer.json()

    return control
