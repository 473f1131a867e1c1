"""A listing that loses records where its own pages meet, without a word: what no cursor shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from sandbox.kit.web import Answer, Request


@dataclass(slots=True)
class Walk:
    """How far a caller has come through a listing."""

    position: int = 0
    first: bytes = b""
    """The record the walk began with: when it comes again, somebody walks anew."""


def lost_at_edges(answer: Answer, order: Any, walks: dict[int, Walk], request: Request) -> Answer:
    """The answer without the records at the edges that `order` names; or several orders, a list.

    `path` leads to the list (`data.customers.nodes`; empty: the answer itself is one); each record
    at a multiple of `edge`, counted from the beginning of the walk, is left out, and cursors go on
    as if it had been told. `only` must stand in the address or the body and `unless` must not, so
    that look-ups and other page sizes are not touched.
    """
    if not 200 <= answer.status < 300:
        return answer
    orders = order if isinstance(order, list) else [order]
    chosen = [(at, one) for at, one in enumerate(orders) if _is_meant(one, request)]
    if not chosen:
        return answer
    content = orjson.loads(answer.body)
    for at, one in chosen:
        _lose(_rows_at(content, str(one.get("path", ""))), one, walks.setdefault(at, Walk()))
    return replace(answer, body=orjson.dumps(content))


def _is_meant(order: Any, request: Request) -> bool:
    if not isinstance(order, Mapping):
        return False
    asked = f"{request.query_string}\n{request.body.decode('utf-8', 'replace')}"
    unless = order.get("unless")
    return str(order.get("only", "")) in asked and not (unless and str(unless) in asked)


def _lose(rows: list[Any], order: Mapping[str, Any], walk: Walk) -> None:
    if not rows:
        return
    first = orjson.dumps(rows[0])
    if walk.first in (b"", first):
        walk.first, walk.position = first, 0
    edge, before = max(1, int(order.get("edge", 1))), walk.position
    walk.position += len(rows)
    rows[:] = [row for at, row in enumerate(rows, start=before + 1) if at % edge]


def _rows_at(content: Any, path: str) -> list[Any]:
    for name in path.split(".") if path else ():
        content = content.get(name) if isinstance(content, dict) else None
    return content if isinstance(content, list) else []
