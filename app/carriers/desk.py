"""Following parcels: found in orders, followed at the carrier, kept up to date.

A carrier tells by events; where they stay away, a parcel is asked for: every hour on its last day,
else every six. One that is delivered is asked for no more, and one that nothing ends (lost, never
handed over, of an account that answers no more) after 45 days; an event still counts then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from app.carriers import notices
from domain.calls import Clock, Deadline
from domain.errors import (
    ConfigurationError,
    NotFoundError,
    PlatformError,
    RejectedError,
    UnknownConnectionError,
)
from domain.ids import MerchantId, OrderId
from domain.parcels import Parcel, ParcelState
from domain.ports.carriers import CarrierPort, CarrierReader
from domain.return_labels import RefundNews
from storage import audit, merchants, parcels
from storage.engine import Database
from storage.parcels import Account, Accounts, Followed

log = structlog.get_logger(__name__)

TOLD = Counter("voicetill_parcels_told_total", "News of parcels, by how it came.", ["by"])
_BACK: Final = timedelta(days=14)
"""How old an order may be whose parcels are still to be followed."""
_LONGEST: Final = timedelta(days=45)
"""How long a parcel is asked for; carriers keep them for less."""
_SOON, _LATER, _AFTER_FAILURE = timedelta(hours=1), timedelta(hours=6), timedelta(minutes=15)
_CALL_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One kind of carrier: how its accounts are opened, and its events read."""

    open: Callable[[Account], CarrierPort]
    reader: CarrierReader
    base_url: str


class ParcelDesk:
    """For the worker, the callback and the command line; thread-safe."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        carriers: Mapping[str, Carrier],
        clock: Clock,
        *,
        told_of_refund: Callable[[Connection, Account, RefundNews], bool],
    ) -> None:
        """`told_of_refund` takes what a carrier tells of a label, in the desk's transaction."""
        self._db = database
        self._accounts = accounts
        self._carriers = carriers
        self._clock = clock
        self._told_of_refund = told_of_refund

    def connect(
        self,
        merchant_id: MerchantId,
        kind: str,
        *,
        key: str,
        secret: str,
        base_url: str | None,
        actor: str,
    ) -> Account:
        """Keep a merchant's account with a carrier. Raises NotFoundError (kind, merchant)."""
        carrier = self._carriers.get(kind)
        if carrier is None:
            raise NotFoundError("carrier", kind)
        now = self._clock.now()
        with self._db.write() as tx:
            merchants.merchant(tx, merchant_id)
            made = self._accounts.put(
                tx,
                merchant_id,
                kind,
                base_url=base_url or carrier.base_url,
                key=key,
                secret=secret,
                now=now,
            )
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="carrier.connected",
                subject=kind,
                at=now,
            )
        return made

    def of_order(self, merchant_id: MerchantId, order_id: OrderId) -> list[Followed]:
        """An order's parcels as they were told of last."""
        with self._db.read() as tx:
            return parcels.of_order(tx, merchant_id, order_id)

    # --- events ------------------------------------------------------------------------------

    def receive(self, kind: str, account_id: str, headers: Mapping[str, str], body: bytes) -> int:
        """Take a carrier's event; for how many parcels or labels it was news.

        Repeated events change nothing, older ones neither. Raises UnknownConnectionError,
        BadSignatureError, MalformedResponseError.
        """
        carrier = self._carriers.get(kind)
        if carrier is None:
            raise UnknownConnectionError(kind)
        try:
            with self._db.read() as tx:
                account = self._accounts.get(tx, account_id)
        except NotFoundError as error:
            raise UnknownConnectionError(account_id) from error
        carrier.reader.verify(headers, body, [account.secret])
        told = carrier.reader.parse(body)
        if told is None:
            return 0
        if isinstance(told, RefundNews):
            with self._db.write() as tx:
                return int(self._told_of_refund(tx, account, told))
        with self._db.write() as tx:
            known = parcels.by_tracker(tx, account.id, told.tracker_id)
            news = [self._apply(tx, each, told) for each in known]
        TOLD.labels("event").inc(sum(news))
        return sum(news)

    # --- asking ------------------------------------------------------------------------------

    def find_new(self) -> int:
        """Begin to follow parcels of orders that have some; how many."""
        now = self._clock.now()
        with self._db.read() as tx:
            accounts = self._accounts.all(tx)
        made = 0
        for account in accounts:
            with self._db.write() as tx:
                made += parcels.find_new(tx, account, since=now - _BACK, now=now)
        return made

    def ask(self) -> int:
        """Ask for what is due; how many parcels."""
        now = self._clock.now()
        with self._db.write() as tx:
            given_up = parcels.give_up(tx, followed_before=now - _LONGEST)
            waiting = parcels.due(tx, now=now)
        if given_up:
            log.info("parcels.given_up", parcels=given_up)
        for each in waiting:
            self._ask_for(each)
        return len(waiting)

    def round(self) -> int:
        """Both, for the leader's clock."""
        return self.find_new() + self.ask()

    def _ask_for(self, known: Followed) -> None:
        try:
            told = self._told(known)
        except (PlatformError, ConfigurationError, NotFoundError) as error:
            again = None if isinstance(error, RejectedError) else self._clock.now() + _AFTER_FAILURE
            log.warning("parcel.unknown", parcel_id=known.id, error=type(error).__name__)
            with self._db.write() as tx:
                parcels.note_failure(tx, known, reason=str(error), again_at=again)
            return
        with self._db.write() as tx:
            is_news = self._apply(tx, known, told)
        TOLD.labels("asking").inc(is_news)

    def _apply(self, tx: Connection, known: Followed, told: Parcel) -> bool:
        """Write what was told, and have the shopper told; whether it was news."""
        now = self._clock.now()
        is_news = parcels.apply(tx, known, told, due_at=_due(told, now), now=now)
        if is_news:
            notices.spread(tx, known, told, now)
        return is_news

    def _told(self, known: Followed) -> Parcel:
        with self._db.read() as tx:
            account = self._accounts.get(tx, known.account_id)
        port = self._carriers[account.kind].open(account)
        deadline = Deadline.after(_CALL_S)
        if known.tracker_id is None:
            return port.track(known.number, known.carrier, deadline)
        return port.parcel(known.tracker_id, deadline)


def _due(told: Parcel, now: datetime) -> datetime | None:
    if told.state.is_final:
        return None
    return now + (_SOON if told.state is ParcelState.OUT_FOR_DELIVERY else _LATER)
