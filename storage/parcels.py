"""Accounts with carriers, sealed, and parcels as carriers told of them last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import orjson
from sqlalchemy import Connection, Text, and_, func, not_, or_, select, type_coerce, update

from domain.errors import NotFoundError
from domain.happenings import Happening, News
from domain.ids import MerchantId, OrderId
from domain.parcels import Parcel, ParcelState
from domain.return_labels import Label
from storage import tables, webhook_events
from storage.ids import lowest_id, new_id
from storage.keyring import KeyProvider
from storage.return_labels import StoredLabel
from storage.sealing import seal, unseal
from storage.statements import AnyRow, upsert

_ACCOUNTS: Final = tables.carrier_accounts
_PARCELS: Final = tables.parcels
_ORDERS: Final = tables.orders
_NUMBER: Final = '"number":"'
"""Stands in an order's fulfillments once for every parcel that has a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A merchant's account with a carrier."""

    id: str
    merchant_id: MerchantId
    kind: str
    base_url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    """Signs the carrier's events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One parcel of an order, or of a return of it."""

    id: str
    merchant_id: MerchantId
    account_id: str
    order_id: OrderId
    number: str
    tracker_id: str | None
    """None: the carrier was not asked yet."""
    carrier: str | None
    state: ParcelState
    shipped_at: datetime | None
    expected_on: date | None
    delivered_at: datetime | None
    url: str | None
    told_at: datetime | None
    last_error: str | None
    return_id: str | None = None
    """Of goods that come back in it; None: it goes to the shopper."""


class Accounts:
    """Accounts with carriers; stateless but for its keyring."""

    def __init__(self, keyring: KeyProvider) -> None:
        self._keyring = keyring

    def put(
        self,
        tx: Connection,
        merchant_id: str,
        kind: str,
        *,
        base_url: str,
        key: str,
        secret: str,
        now: datetime,
    ) -> Account:
        """Keep an account, in place of the one so far."""
        account_id = tx.execute(
            select(_ACCOUNTS.c.id).where(
                _ACCOUNTS.c.merchant_id == merchant_id, _ACCOUNTS.c.kind == kind
            )
        ).scalar_one_or_none() or new_id("car", now)
        sealed = seal(self._keyring, orjson.dumps({"key": key, "secret": secret}), about=account_id)
        told = {"base_url": base_url, "sealed": sealed}
        row = tx.execute(
            upsert(tx, _ACCOUNTS)
            .values(id=account_id, merchant_id=merchant_id, kind=kind, created_at=now, **told)
            .on_conflict_do_update(index_elements=["merchant_id", "kind"], set_=told)
            .returning(_ACCOUNTS)
        ).one()
        return self._account(row)

    def get(self, tx: Connection, account_id: str) -> Account:
        """One of them. Raises NotFoundError."""
        row = tx.execute(select(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id)).one_or_none()
        if row is None:
            raise NotFoundError("carrier account", account_id)
        return self._account(row)

    def of_merchant(self, tx: Connection, merchant_id: str, kind: str) -> Account | None:
        """A merchant's account with a kind of carrier, if there is one."""
        row = tx.execute(
            select(_ACCOUNTS).where(
                _ACCOUNTS.c.merchant_id == merchant_id, _ACCOUNTS.c.kind == kind
            )
        ).one_or_none()
        return None if row is None else self._account(row)

    def all(self, tx: Connection) -> list[Account]:
        """Every merchant's."""
        return [self._account(row) for row in tx.execute(select(_ACCOUNTS)).all()]

    def _account(self, row: AnyRow) -> Account:
        told = orjson.loads(unseal(self._keyring, row.sealed, about=row.id))
        return Account(
            id=row.id,
            merchant_id=MerchantId(row.merchant_id),
            kind=row.kind,
            base_url=row.base_url,
            key=told["key"],
            secret=told["secret"],
        )


def find_new(
    tx: Connection, account: Account, *, since: datetime, now: datetime, limit: int = 200
) -> int:
    """Begin to follow the parcels of orders that changed since; how many are new.

    An order may be sent in several parcels, one after the other; a number that staff corrected at
    the till takes the place of the one before, which is not counted.
    """
    numbers = type_coerce(_ORDERS.c.fulfillments, Text)
    told = (func.length(numbers) - func.length(func.replace(numbers, _NUMBER, ""))) / len(_NUMBER)
    followed = (
        select(func.count())
        .select_from(_PARCELS)
        .where(
            _PARCELS.c.order_id == _ORDERS.c.id,
            _PARCELS.c.return_id.is_(None),
            func.replace(numbers, _NUMBER + _PARCELS.c.number + '"', "") != numbers,
        )
        .scalar_subquery()
    )
    rows = tx.execute(
        select(_ORDERS.c.id, _ORDERS.c.fulfillments)
        .where(
            _ORDERS.c.merchant_id == account.merchant_id,
            _ORDERS.c.updated_at >= since,
            told > followed,
        )
        .order_by(_ORDERS.c.updated_at.desc())
        .limit(limit)
    ).all()
    made = 0
    for row in rows:
        for each in _tracked(row):
            done = tx.execute(
                upsert(tx, _PARCELS)
                .values(
                    id=new_id("pcl", now),
                    merchant_id=account.merchant_id,
                    account_id=account.id,
                    order_id=row.id,
                    number=each["number"],
                    carrier=each["carrier"],
                    url=each["url"],
                    state=ParcelState.UNKNOWN.value,
                    due_at=now,
                )
                .on_conflict_do_nothing()
            )
            made += done.rowcount
    return made


def _tracked(row: AnyRow) -> list[dict[str, str | None]]:
    return [
        each
        for fulfillment in row.fulfillments
        for each in fulfillment["tracking"]
        if each["number"]
    ]


def follow_return(tx: Connection, label: StoredLabel, bought: Label, *, now: datetime) -> None:
    """Begin to follow what comes back under a label, once; nobody does without an account."""
    account_id = tx.execute(
        select(_ACCOUNTS.c.id).where(
            _ACCOUNTS.c.merchant_id == label.merchant_id, _ACCOUNTS.c.kind == label.kind
        )
    ).scalar_one_or_none()
    if account_id is None:
        return
    tx.execute(
        upsert(tx, _PARCELS)
        .values(
            id=new_id("pcl", now),
            merchant_id=label.merchant_id,
            account_id=account_id,
            order_id=label.order_id,
            return_id=label.return_id,
            number=bought.number,
            carrier=bought.carrier,
            tracker_id=bought.tracker_id,
            state=ParcelState.UNKNOWN.value,
            due_at=now,
        )
        .on_conflict_do_nothing()
    )


def due(tx: Connection, *, now: datetime, limit: int = 50) -> list[Followed]:
    """Parcels to be asked for, the longest due first."""
    rows = tx.execute(
        select(_PARCELS)
        .where(_PARCELS.c.due_at <= now)
        .order_by(_PARCELS.c.due_at, _PARCELS.c.id)
        .limit(limit)
    )
    return [_followed(row) for row in rows]


def give_up(tx: Connection, *, followed_before: datetime) -> int:
    """Ask no more for parcels that are followed since before that moment; how many.

    Ids begin with the moment they were made at.
    """
    done = tx.execute(
        update(_PARCELS)
        .where(_PARCELS.c.due_at.is_not(None), _PARCELS.c.id < lowest_id("pcl", followed_before))
        .values(due_at=None)
    )
    return done.rowcount


def of_order(tx: Connection, merchant_id: str, order_id: str) -> list[Followed]:
    """An order's parcels."""
    return of_orders(tx, merchant_id, [order_id]).get(order_id, [])


def of_orders(
    tx: Connection, merchant_id: str, order_ids: Collection[str]
) -> dict[str, list[Followed]]:
    """The parcels of several orders, by the order's id; none are left out."""
    found: dict[str, list[Followed]] = {}
    rows = tx.execute(
        select(_PARCELS)
        .where(_PARCELS.c.order_id.in_(sorted(order_ids)), _PARCELS.c.merchant_id == merchant_id)
        .order_by(_PARCELS.c.id)
    )
    for row in rows:
        found.setdefault(row.order_id, []).append(_followed(row))
    return found


def of_returns(
    tx: Connection, merchant_id: str, return_ids: Collection[str]
) -> dict[str, Followed]:
    """The parcels in which goods come back, by the return's id."""
    rows = tx.execute(
        select(_PARCELS).where(
            _PARCELS.c.merchant_id == merchant_id, _PARCELS.c.return_id.in_(sorted(return_ids))
        )
    )
    return {row.return_id: _followed(row) for row in rows}


def zones(tx: Connection, merchant_id: str, order_ids: Collection[str]) -> dict[str, str]:
    """By whose clock the days of some orders' parcels are days: the store's, else the
    merchant's."""
    merchants, places = tables.merchants, tables.locations
    rows = tx.execute(
        select(_ORDERS.c.id, func.coalesce(places.c.timezone, merchants.c.timezone))
        .join(merchants, merchants.c.id == _ORDERS.c.merchant_id)
        .outerjoin(places, places.c.id == _ORDERS.c.location_id)
        .where(_ORDERS.c.merchant_id == merchant_id, _ORDERS.c.id.in_(sorted(order_ids)))
    )
    return {row[0]: row[1] for row in rows}


def by_tracker(tx: Connection, account_id: str, tracker_id: str) -> list[Followed]:
    """The parcels behind an aggregator's id; two orders may travel in one."""
    rows = tx.execute(
        select(_PARCELS).where(
            _PARCELS.c.account_id == account_id, _PARCELS.c.tracker_id == tracker_id
        )
    )
    return [_followed(row) for row in rows]


def apply(
    tx: Connection, known: Followed, told: Parcel, *, due_at: datetime | None, now: datetime
) -> bool:
    """Write what a carrier told, unless it is older than what is known; whether it was news.

    Carriers tell moments by the second: of two words of one second the parcel's end stays.
    """
    mine = _PARCELS.c.id == known.id
    is_over = _PARCELS.c.state.in_([each.value for each in ParcelState if each.is_final])
    of_that_second = _PARCELS.c.told_at == told.updated_at
    is_newest = or_(
        _PARCELS.c.told_at.is_(None),
        _PARCELS.c.told_at < told.updated_at,
        of_that_second if told.state.is_final else and_(of_that_second, not_(is_over)),
    )
    done = tx.execute(
        update(_PARCELS)
        .where(mine, is_newest)
        .values(
            tracker_id=told.tracker_id,
            carrier=told.carrier or known.carrier,
            state=told.state.value,
            shipped_at=told.shipped_at,
            expected_on=None if told.expected_on is None else told.expected_on.isoformat(),
            delivered_at=told.delivered_at,
            url=told.url or known.url,
            told_at=told.updated_at,
            due_at=due_at,
            last_error=None,
        )
    )
    if not done.rowcount:
        if due_at is not None and not known.state.is_final:
            tx.execute(update(_PARCELS).where(mine, _PARCELS.c.due_at <= now).values(due_at=due_at))
        return False
    is_news = (told.state, told.expected_on) != (known.state, known.expected_on)
    if is_news:
        expected = None if told.expected_on is None else told.expected_on.isoformat()
        data = {"order_id": known.order_id, "state": told.state.value, "expected_on": expected}
        if known.return_id is not None:
            data["return_id"] = known.return_id
        news = News(
            merchant_id=known.merchant_id, kind=Happening.TRACKING_UPDATED, data=data, at=now
        )
        webhook_events.emit(tx, [news])
    return is_news


def note_failure(
    tx: Connection, known: Followed, *, reason: str, again_at: datetime | None
) -> None:
    """It could not be asked for; None: and it is not to be asked for again."""
    tx.execute(
        update(_PARCELS)
        .where(_PARCELS.c.id == known.id)
        .values(last_error=reason[:300], due_at=again_at)
    )


def _followed(row: AnyRow) -> Followed:
    return Followed(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        account_id=row.account_id,
        order_id=OrderId(row.order_id),
        number=row.number,
        tracker_id=row.tracker_id,
        carrier=row.carrier,
        state=ParcelState(row.state),
        shipped_at=row.shipped_at,
        expected_on=None if row.expected_on is None else date.fromisoformat(row.expected_on),
        delivered_at=row.delivered_at,
        url=row.url,
        told_at=row.told_at,
        last_error=row.last_error,
        return_id=row.return_id,
    )
