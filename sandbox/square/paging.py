"""Opaque cursors: bound to the other parameters, good for five minutes."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.square.errors import SquareError

_LIFE_S = 300


def cut(
    rows: list[Any], *, clock: Clock, call: JsonObject, cursor: str | None, limit: int
) -> tuple[list[Any], str | None]:
    """One page of `rows` and the cursor of the next. `call`: the other parameters.

    Raises: SquareError INVALID_CURSOR.
    """
    start = position(clock=clock, call=call, cursor=cursor)
    end = start + limit
    following = issue(clock=clock, call=call, at=end) if end < len(rows) else None
    return rows[start:end], following


def issue(*, clock: Clock, call: JsonObject, at: int) -> str:
    """A cursor that goes on at position `at`."""
    token = [at, int(clock.timestamp()), _mark(call)]
    return base64.urlsafe_b64encode(orjson.dumps(token)).decode().rstrip("=")


def position(*, clock: Clock, call: JsonObject, cursor: str | None) -> int:
    """Where a cursor goes on; 0 without one. Raises: SquareError INVALID_CURSOR."""
    if not cursor:
        return 0
    try:
        at, issued, mark = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error) as error:
        raise _invalid("The cursor is not valid.") from error
    if mark != _mark(call):
        raise _invalid("The cursor belongs to a request with other parameters.")
    if clock.timestamp() - issued > _LIFE_S:
        raise _invalid("The cursor has expired.")
    return int(at)


def _mark(call: JsonObject) -> int:
    others = {key: value for key, value in call.items() if key not in ("cursor", "limit")}
    return binascii.crc32(orjson.dumps(others, option=orjson.OPT_SORT_KEYS))


def _invalid(detail: str) -> SquareError:
    return SquareError("INVALID_CURSOR", detail, field="cursor")
