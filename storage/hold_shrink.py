"""Making a live hold smaller: what will not be sold after all goes back before the rest is sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import Connection, select, update

from domain.errors import InvalidInputError
from storage import tables
from storage.hold_ledger import Place, give_back, lock_of_holds
from storage.hold_records import HoldState
from storage.statements import AnyRow

_LINES = tables.hold_lines
_STANDING: Final = ("live", "parts")
_NOTHING: Final = Decimal(0)


class _Less(NamedTuple):
    """How much less one line claims."""

    line: AnyRow
    freed: Decimal


def shrink(tx: Connection, hold_id: str, kept: Mapping[str, int], now: datetime) -> None:
    """Keep so many of each SKU of a live hold, at most what it has; unnamed ones go back whole.

    Lines give up the last first; of a bundle components go back before finished ones. A hold that
    has ended is left alone. Raises InvalidInputError for more than the hold has.
    """
    lock_of_holds(tx, [hold_id])
    rows = list(
        tx.execute(
            select(_LINES)
            .where(_LINES.c.hold_id == hold_id, _LINES.c.state.in_(_STANDING))
            .order_by(_LINES.c.position)
        )
    )
    lines: dict[str, list[AnyRow]] = defaultdict(list)
    for row in rows:
        if row.part_of is None:
            lines[row.sku].append(row)
    freed: dict[Place, Decimal] = defaultdict(Decimal)
    for sku, of_sku in lines.items():
        for less in _changes(rows, of_sku, kept.get(sku, 0)):
            _write(tx, less)
            if less.line.state == HoldState.LIVE:
                freed[Place(less.line.listing_id, less.line.location_id)] += less.freed
    give_back(tx, freed, now)


def _changes(rows: Sequence[AnyRow], lines: Sequence[AnyRow], kept: int) -> Iterator[_Less]:
    had = sum((line.quantity for line in lines), _NOTHING)
    less = had - kept
    if less < 0:
        raise InvalidInputError("quantity", kept, f"at most {had:f} of {lines[0].sku}")
    if not less:
        return
    yield from _of_parts(rows, lines[0], had, less)
    for line in reversed(lines):
        from_line = min(line.quantity, less)
        if from_line:
            yield _Less(line, from_line)
            less -= from_line


def _of_parts(
    rows: Sequence[AnyRow], bundle: AnyRow, had: Decimal, less: Decimal
) -> Iterator[_Less]:
    """What fewer bundles take of what they are put together from; nothing for other goods."""
    parts = [row for row in rows if row.part_of == bundle.position]
    finished = [row for row in parts if row.listing_id == bundle.listing_id]
    apart = had - sum((row.quantity for row in finished), _NOTHING)
    taken_apart = min(less, apart)
    for row in parts:
        if row in finished:
            freed = less - taken_apart
        else:
            freed = row.quantity * taken_apart / apart if apart else _NOTHING
        if freed:
            yield _Less(row, freed)


def _write(tx: Connection, less: _Less) -> None:
    line = less.line
    left = line.quantity - less.freed
    values = {"quantity": left} if left else {"state": HoldState.RELEASED.value}
    tx.execute(
        update(_LINES)
        .where(_LINES.c.hold_id == line.hold_id, _LINES.c.position == line.position)
        .values(**values)
    )
