"""The lines of a checkout's journal: which step was begun, done, failed or undone, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, literal_column, select

from storage import tables
from storage.prepared import Prepared, Writes
from storage.types import JsonValue

_STEPS = tables.checkout_steps


def write_steps(
    tx: Writes,
    merchant_id: str,
    order_id: str,
    lines: Sequence[tuple[str, str]],
    at: datetime,
    detail: JsonValue = None,
) -> None:
    """Lines of (step, status), in this order, as one statement."""
    if not lines:
        return
    shared = {
        "its_id": order_id,
        "order_id": order_id,
        "merchant_id": merchant_id,
        "detail": {} if detail is None else detail,
        "at": at,
    }
    own = {f"step_{place}": step for place, (step, _) in enumerate(lines)}
    own |= {f"status_{place}": status for place, (_, status) in enumerate(lines)}
    _writing(len(lines)).put(tx, **shared, **own)


_LAST_SEQ = (
    select(func.coalesce(func.max(_STEPS.c.seq), literal_column("0")))
    .where(_STEPS.c.order_id == bindparam("its_id"))
    .scalar_subquery()
)


@cache
def _writing(count: int) -> Prepared:
    """An INSERT of so many lines, numbered on."""

    def line(place: int) -> dict[str, ColumnElement[Any]]:
        shared = ("order_id", "merchant_id", "detail", "at")
        names = {name: name for name in shared} | {
            name: f"{name}_{place}" for name in ("step", "status")
        }
        told = {name: bindparam(bind, type_=_STEPS.c[name].type) for name, bind in names.items()}
        return {**told, "seq": _LAST_SEQ + literal_column(str(place + 1))}

    return Prepared(insert(_STEPS).values([line(place) for place in range(count)]))
