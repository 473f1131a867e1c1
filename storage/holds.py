"""Time-limited claims on stock: the ledger that sells the last unit once.

A hold is all or nothing. It ends by its own clock: an ended hold claims nothing, whether or not
`sweep` has been by. `fencing_token` changes with each extension; who presents an old one has
lost the hold. Nothing here waits for a platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, bindparam, literal_column, or_, select, update

from domain.errors import (
    InvalidInputError,
    NotFoundError,
    ReservationExpiredError,
)
from domain.ids import HoldId, MerchantId
from storage import tables
from storage.bundle_claims import Claim, Share, Wish, claims_of, shares_of
from storage.hold_ledger import (
    HOLD_IS_LIVE,
    LINE_IS_LIVE,
    Item,
    Place,
    claim,
    end_holds,
    end_lines,
    ensure_level,
    expire_at,
    find_items,
    give_back,
    lapsed,
    left_at,
    lock_of_holds,
)
from storage.hold_records import Hold, HoldLine, HoldState, load_holds
from storage.hold_sales import Selling, book_sale
from storage.ids import new_id
from storage.prepared import Prepared, Writes, insert_of
from storage.statements import upsert

__all__ = [
    "Hold",
    "HoldLine",
    "HoldState",
    "commit",
    "extend",
    "get",
    "give_up",
    "place",
    "release",
    "sweep",
]

NOTHING_KEPT: Final[Mapping[Wish, Decimal]] = MappingProxyType({})
_HOLDS = tables.holds
_LINES = tables.hold_lines


def place(
    tx: Connection,
    merchant_id: str,
    *,
    caller: str,
    lines: Sequence[HoldLine],
    now: datetime,
    ttl: timedelta,
    key: str,
    keep_back: Mapping[Wish, Decimal] = NOTHING_KEPT,
    writes: Writes | None = None,
) -> Hold:
    """Claim every line or nothing. The key of a live or committed hold returns that hold. The
    lines are written with the other `writes`, if there are any.

    `keep_back` is what this caller may not touch, by SKU and location; below zero, how many may
    be promised beyond what is there.
    Raises OutOfStockError (with what is left; None where stock is unknown), UnknownSkuError,
    NotFoundError for a location, InvalidInputError. After an error the transaction must be
    rolled back: earlier lines may be claimed already.
    """
    demand = _demand(lines)
    new = Hold(
        id=HoldId(new_id("hold", now)),
        merchant_id=MerchantId(merchant_id),
        key=key,
        caller=caller,
        state=HoldState.LIVE,
        fencing_token=1,
        created_at=now,
        expires_at=now + ttl,
        lines=tuple(lines),
    )
    while not _insert_hold(tx, new):
        existing = _holding(tx, merchant_id, key)
        if existing is not None and (
            existing.state is HoldState.COMMITTED or existing.is_live(now)
        ):
            return existing
        if existing is not None:
            _end(tx, [existing.id], state=HoldState.EXPIRED, reason="expired", now=now)
    items = find_items(tx, merchant_id, demand)
    shares = shares_of(tx, items, demand, now)
    for each in claims_of(shares, keep_back):
        _claim(tx, merchant_id, each, now)
    _insert_lines(writes or tx, new, items, [share for share in shares if share.is_part])
    return new


def extend(
    tx: Connection,
    merchant_id: str,
    hold_id: str,
    *,
    fencing_token: int,
    now: datetime,
    ttl: timedelta,
) -> int:
    """Let a live hold end `ttl` from now; gives its new fencing token.

    Raises ReservationExpiredError if it has ended or the token is old, NotFoundError.
    """
    changed = _EXTEND.run(
        tx,
        its_id=hold_id,
        its_merchant=merchant_id,
        token=fencing_token,
        new_token=fencing_token + 1,
        now=now,
        until=now + ttl,
    )
    if not changed:
        get(tx, merchant_id, hold_id)
        raise ReservationExpiredError(hold_id)
    return fencing_token + 1


def release(tx: Connection, merchant_id: str, hold_id: str, *, reason: str, now: datetime) -> Hold:
    """End a live hold and give its stock back; one that has ended is returned unchanged.

    Raises NotFoundError.
    """
    hold = get(tx, merchant_id, hold_id)
    if hold.state is not HoldState.LIVE:
        return hold
    if not _end(tx, [hold_id], state=HoldState.RELEASED, reason=reason, now=now):
        return get(tx, merchant_id, hold_id)
    return replace(hold, state=HoldState.RELEASED, reason=reason)


def give_up(
    tx: Connection, merchant_id: str, hold_id: str, *, fencing_token: int, now: datetime
) -> bool:
    """End a hold for another of its caller's; False if somebody extended it meanwhile.

    Raises NotFoundError.
    """
    lock_of_holds(tx, [hold_id])
    ours = select(_HOLDS.c.fencing_token).where(_HOLDS.c.id == hold_id).with_for_update()
    if tx.execute(ours).scalar_one_or_none() != fencing_token:
        return False
    release(tx, merchant_id, hold_id, reason="given-up", now=now)
    return True


def commit(
    tx: Connection,
    merchant_id: str,
    hold_id: str,
    *,
    fencing_token: int,
    now: datetime,
    as_of: datetime,
    revision: int,
    writes: Writes | None = None,
) -> None:
    """Turn a live hold's claims into sales; committing again with the same token changes nothing.
    What that does to stock is written with the other `writes`, if there are any.

    `as_of` and `revision` are the POS's time of the sale (in the scale of its stock revisions):
    a count the POS took before it can no longer raise the number again, and where a count taken
    after it is here already, the sale is in that number and only the claim is dropped. A count of
    the very same moment may have been taken before the sale, and so may the count under a later
    sale that was booked first: rather one too few until the POS is asked again than one too many.
    Raises ReservationExpiredError if the hold has ended or the token is old, NotFoundError.
    """
    lock_of_holds(tx, [hold_id])
    ours = {"its_id": hold_id, "its_merchant": merchant_id, "token": fencing_token, "now": now}
    sold = _COMMIT.run(tx, hold_id, ours)
    if sold is None:
        hold = get(tx, merchant_id, hold_id)
        if hold.state is HoldState.COMMITTED and hold.fencing_token == fencing_token:
            return
        raise ReservationExpiredError(hold_id)
    book_sale(writes or tx, merchant_id, sold, now=now, as_of=as_of, revision=revision)


def has_ended(tx: Connection, *, now: datetime) -> bool:
    """Whether `sweep` would find something; a look that locks nothing."""
    return bool(_HAS_ENDED.rows(tx, now=now))


_HAS_ENDED = Prepared(
    select(_LINES.c.hold_id)
    .join(_HOLDS, _HOLDS.c.id == _LINES.c.hold_id)
    .where(LINE_IS_LIVE, lapsed(bindparam("now", type_=_HOLDS.c.expires_at.type)))
    .limit(literal_column("1"))
)


def sweep(tx: Connection, *, now: datetime, limit: int = 100) -> list[Hold]:
    """Free the stock of up to `limit` holds that have ended; returns those that just did."""
    rows = tx.execute(
        select(_LINES.c.hold_id)
        .join(_HOLDS, _HOLDS.c.id == _LINES.c.hold_id)
        .where(LINE_IS_LIVE, lapsed(now))
        .distinct()
        .limit(limit)
    )
    ended = _end(
        tx, [row.hold_id for row in rows], state=HoldState.EXPIRED, reason="expired", now=now
    )
    return load_holds(tx, ended)


def get(tx: Connection, merchant_id: str, hold_id: str) -> Hold:
    """The hold as stored. Raises NotFoundError."""
    for hold in load_holds(tx, [hold_id]):
        if hold.merchant_id == merchant_id:
            return hold
    raise NotFoundError("hold", hold_id)


def _demand(lines: Iterable[HoldLine]) -> dict[Wish, int]:
    """What is wanted of each (sku, location), summed: two lines of one item are one claim."""
    demand: dict[Wish, int] = {}
    for line in lines:
        if line.quantity < 1:
            raise InvalidInputError("quantity", line.quantity, "ask for at least one")
        item = (line.sku, line.location_id)
        demand[item] = demand.get(item, 0) + line.quantity
    if not demand:
        raise InvalidInputError("lines", [], "name at least one item")
    return demand


def _claim(tx: Connection, merchant_id: str, wanted: Claim, now: datetime) -> None:
    """Claim one item; what ended holds still block is freed only when it is needed."""
    item = wanted.item
    if item.pos_available is None:
        ensure_level(tx, merchant_id, item.place, now)
    if claim(tx, item, wanted.quantity, now):
        return
    if expire_at(tx, item.place, now) and claim(tx, item, wanted.quantity, now):
        return
    raise wanted.refused(left_at(tx, item))


def _insert_hold(tx: Connection, hold: Hold) -> bool:
    """False if a live or committed hold has the key; waits for one that is being placed."""
    inserted = _INSERT.run(
        tx,
        id=hold.id,
        merchant_id=hold.merchant_id,
        key=hold.key,
        caller=hold.caller,
        state=hold.state,
        fencing_token=hold.fencing_token,
        created_at=hold.created_at,
        expires_at=hold.expires_at,
    )
    return inserted == 1


_INSERT = Prepared(
    lambda tx: (
        upsert(tx, _HOLDS)
        .values(
            {
                name: bindparam(name)
                for name in (
                    *("id", "merchant_id", "key", "caller"),
                    *("state", "fencing_token", "created_at", "expires_at"),
                )
            }
        )
        .on_conflict_do_nothing()
    )
)
_INSERT_LINE = Prepared(insert_of(_LINES))


def _insert_lines(tx: Writes, hold: Hold, items: Sequence[Item], parts: Sequence[Share]) -> None:
    """Lines as they were asked for, and behind them what is claimed for those that are bundles."""
    places = {(item.sku, item.place.location_id): item.place for item in items}
    bundles = {share.wish for share in parts}
    rows = [
        _line_row(
            hold,
            position,
            places[line.sku, line.location_id],
            sku=line.sku,
            quantity=Decimal(line.quantity),
            state="parts" if (line.sku, line.location_id) in bundles else "live",
        )
        for position, line in enumerate(hold.lines)
    ]
    wishes: list[Wish] = [(line.sku, line.location_id) for line in hold.lines]
    rows += [
        _line_row(
            hold,
            position,
            part.item.place,
            sku=part.item.sku,
            quantity=part.quantity,
            part_of=wishes.index(part.wish),
        )
        for position, part in enumerate(parts, start=len(wishes))
    ]
    _INSERT_LINE.run_each(tx, rows)


def _line_row(
    hold: Hold,
    position: int,
    place: Place,
    *,
    sku: str,
    quantity: Decimal,
    state: str = "live",
    part_of: int | None = None,
) -> dict[str, Any]:
    return {
        "hold_id": hold.id,
        "position": position,
        "merchant_id": hold.merchant_id,
        "sku": sku,
        "listing_id": place.listing_id,
        "location_id": place.location_id,
        "quantity": quantity,
        "state": state,
        "part_of": part_of,
    }


def _holding(tx: Connection, merchant_id: str, key: str) -> Hold | None:
    """The live (perhaps past its end) or committed hold of a key."""
    row = tx.execute(
        select(_HOLDS.c.id).where(
            _HOLDS.c.merchant_id == merchant_id,
            _HOLDS.c.key == key,
            or_(HOLD_IS_LIVE, _HOLDS.c.state == literal_column("'committed'")),
        )
    ).one_or_none()
    return None if row is None else get(tx, merchant_id, row.id)


def _end(
    tx: Connection, hold_ids: Sequence[str], *, state: HoldState, reason: str, now: datetime
) -> list[str]:
    """End holds that are live and free every line still live; ids of those ended just now."""
    if not hold_ids:
        return []
    lock_of_holds(tx, hold_ids)
    ended = end_holds(tx, hold_ids, state=state, reason=reason, now=now)
    give_back(tx, end_lines(tx, hold_ids, state=state), now)
    return ended


_OURS = (
    _HOLDS.c.id == bindparam("its_id"),
    _HOLDS.c.merchant_id == bindparam("its_merchant"),
    _HOLDS.c.fencing_token == bindparam("token"),
    _HOLDS.c.expires_at > bindparam("now"),
    HOLD_IS_LIVE,
)
_EXTEND = Prepared(
    update(_HOLDS)
    .where(*_OURS)
    .values(expires_at=bindparam("until"), fencing_token=bindparam("new_token"))
)
_COMMIT = Selling(
    update(_HOLDS)
    .where(*_OURS)
    .values(state=literal_column("'committed'"), closed_at=bindparam("now"))
)
