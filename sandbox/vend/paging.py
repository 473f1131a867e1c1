"""The version cursor of every list, and the envelope around it.

Source: x-series-api.lightspeedhq.com/docs/pagination; an empty page has null versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.kit.web import Answer, JsonObject, json_answer
from sandbox.vend.errors import VendError

DEFAULT = 100
HIGHEST = 1000


def whole(query: Mapping[str, Any], name: str, default: int | None) -> int | None:
    """A whole number among the parameters. Raises: VendError 400."""
    value = query.get(name)
    if value is None:
        return default
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise VendError(400, f"{name} must be an integer") from error
    if number < 0 or isinstance(value, bool):
        raise VendError(400, f"{name} must not be negative")
    return number


def flag(query: Mapping[str, str], name: str) -> bool:
    """A boolean among the parameters. Raises: VendError 400."""
    value = query.get(name, "false")
    if value not in ("true", "false", "1", "0"):
        raise VendError(400, f"{name} must be true or false")
    return value in ("true", "1")


def cut(
    rows: Iterable[JsonObject], asked: Mapping[str, Any], *, size: int, descending: bool = False
) -> list[JsonObject]:
    """Records between `after` and `before` in the order of their versions, at most `size`."""
    after, before = whole(asked, "after", 0), whole(asked, "before", None)
    found = [
        row
        for row in rows
        if row["version"] > (after or 0) and (before is None or row["version"] < before)
    ]
    found.sort(key=lambda row: row["version"], reverse=descending)
    return found[:size]


def collection(
    rows: Iterable[JsonObject],
    query: Mapping[str, str],
    show: Callable[[JsonObject], JsonObject] = dict,
) -> Answer:
    """A list in its envelope, tombstones only where asked for."""
    size = whole(query, "page_size", DEFAULT) or DEFAULT
    alive = [row for row in rows if flag(query, "deleted") or not row.get("deleted_at")]
    page = cut(alive, query, size=min(size, HIGHEST))
    versions = [row["version"] for row in page]
    bounds = {"min": min(versions, default=None), "max": max(versions, default=None)}
    return json_answer({"data": [show(row) for row in page], "version": bounds})


def single(row: JsonObject, *, status: int = 200) -> Answer:
    """One record in its envelope."""
    return json_answer({"data": row}, status=status)
