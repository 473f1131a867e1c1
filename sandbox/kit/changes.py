"""Whole answers that say something else: JSON that ends early, a page again, a spoiled field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from sandbox.kit.faults import Fault
from sandbox.kit.web import Answer, JsonObject

_HUGE = "x" * 1_000_000


def changed(answer: Answer, fault: Fault, before: Answer | None) -> Answer:
    """What the caller gets instead of `answer`; `before` is the last answer on the same route.

    `cut` ends the body in the middle, its length told right. `repeat` gives the answer before
    once more. `spoil` sets the field at `body.path` (`objects.0.name`, `*` for each element) to
    `body.value`, removes it where there is none, or fills it with a megabyte for `body.huge`.
    """
    if fault.kind == "repeat":
        return before or answer
    if not 200 <= answer.status < 300:
        return answer
    if fault.kind == "cut":
        return replace(answer, body=answer.body[: len(answer.body) // 2])
    order = fault.body if isinstance(fault.body, dict) else {}
    content = orjson.loads(answer.body)
    _spoil(content, str(order.get("path", "")).split("."), order)
    return replace(answer, body=orjson.dumps(content))


def _spoil(content: Any, path: list[str], order: JsonObject) -> None:
    first, *rest = path
    if isinstance(content, list):
        chosen = content if first == "*" else content[int(first) : int(first) + 1]
        for each in chosen:
            _spoil(each, rest, order)
    elif isinstance(content, dict) and first in content:
        if rest:
            _spoil(content[first], rest, order)
        elif order.get("huge"):
            content[first] = _HUGE
        elif "value" in order:
            content[first] = order["value"]
        else:
            del content[first]
