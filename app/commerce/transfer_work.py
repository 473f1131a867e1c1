"""Transfers in the till: written there, followed there, called off there; by staff where it must.

The hold at the sending store ends only after the till has said that the goods left and their count
was read anew: until then they are counted twice against the shelf, never twice for sale.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from app.commerce.saga import Probe, no_probe
from app.commerce.stock import StockService
from app.commerce.transfer_news import tell_shopper
from domain.calls import Call, Clock
from domain.errors import (
    ConfigurationError,
    IllegalTransitionError,
    NotAuthorizedError,
    NotFoundError,
    OutOfStockError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.happenings import Happening, News
from domain.ids import HoldId, IdempotencyKey, LocationId, PlatformId
from domain.ports.pos import PosDirectory
from domain.transfers import TransferPolicy, TransferState, TransferWish
from storage import holds, locations, merchants, notifications, transfers, webhook_events
from storage.alert_rules import Severity
from storage.counting import counted_items
from storage.engine import Database
from storage.holds import HoldLine
from storage.transfers import MadeBy, StoredTransfer

log = structlog.get_logger(__name__)

FOR_STAFF: Final = "transfer-for-staff"
"""What channels of alerts are told; also the name of its runbook."""
_LOOK: Final = timedelta(minutes=5)
"""How often an open transfer is looked at in the till."""
_LEASE: Final = timedelta(minutes=1)
_FIRST_PAUSE: Final = timedelta(seconds=15)
_LONGEST_PAUSE: Final = timedelta(minutes=15)
_CALL_S: Final = 20.0
_REFUSALS: Final = (UnsupportedError, RejectedError, NotAuthorizedError, ConfigurationError)
"""What asking again does not mend: staff move the goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferWork:
    """What is done about stored transfers; thread-safe, every step safe to repeat."""

    database: Database
    pos: PosDirectory
    stock: StockService
    clock: Clock
    probe: Probe = field(default=no_probe)

    def run(self) -> int:
        """Look at transfers that are due; how many there were."""
        with self.database.write() as tx:
            due = transfers.claim_due(tx, now=self.clock.now(), lease=_LEASE)
        for each in due:
            self._attend(each, Call.within(_CALL_S, correlation_id=f"transfer-{each.id}"))
        return len(due)

    def write(self, stored: StoredTransfer, call: Call) -> StoredTransfer:
        """Have it stand in the till; staff are told where it cannot, a silent till is asked again
        later."""
        if stored.made_by is MadeBy.STAFF or stored.platform_id or not stored.is_open:
            return stored
        try:
            return self._made(stored, call)
        except _REFUSALS as error:
            return self._to_staff(stored, f"{type(error).__name__}: {error}"[:300])
        except PlatformError as error:
            return self._put_off(stored, error)

    def cancel(self, stored: StoredTransfer, *, reason: str, call: Call) -> StoredTransfer:
        """Call an open one off. Raises IllegalTransitionError where the till will not any more,
        PlatformError where it cannot be asked."""
        if stored.made_by is MadeBy.TILL:
            standing = stored if stored.platform_id else self._made(stored, call)
            self._called_off(standing, call)
        if stored.state is TransferState.SENT:
            self._count(stored, stored.source_id, call)
        return self._moved(stored, TransferState.CANCELED, reason=reason)

    def left(self, stored: StoredTransfer, call: Call) -> StoredTransfer:
        """The goods are on their way: read what is left, then let their hold go."""
        if not self._count(stored, stored.source_id, call):
            return self._soon(stored)
        return self._moved(stored, TransferState.SENT, due_at=self.clock.now() + _LOOK)

    def arrived(self, stored: StoredTransfer, call: Call) -> StoredTransfer:
        """The goods are there: hold them for whoever asked, and say so."""
        was_here = stored.state is TransferState.REQUESTED  # nobody saw them leave
        if was_here and not self._count(stored, stored.source_id, call):
            return self._soon(stored)
        if not self._count(stored, stored.destination_id, call):
            return self._soon(stored)
        kept = self._kept(stored)
        self.probe("transfer.kept")
        return self._moved(stored, TransferState.RECEIVED, kept_hold_id=kept)

    # --- looking -----------------------------------------------------------------------------

    def _attend(self, stored: StoredTransfer, call: Call) -> None:
        if stored.state is TransferState.REQUESTED and stored.unsent_until <= self.clock.now():
            self._never_sent(stored, call)
        elif stored.platform_id is None:
            self.write(stored, call)
        else:
            self._follow(stored, stored.platform_id, call)

    def _never_sent(self, stored: StoredTransfer, call: Call) -> None:
        try:
            self.cancel(stored, reason="never-sent", call=call)
        except IllegalTransitionError:  # the till has moved on meanwhile
            if stored.platform_id is not None:
                self._follow(stored, stored.platform_id, call)
        except (PlatformError, ConfigurationError) as error:
            self._put_off(stored, error)

    def _follow(self, stored: StoredTransfer, platform_id: PlatformId, call: Call) -> None:
        try:
            found = self.pos.open(stored.connection_id, call).transfer(platform_id)
        except (PlatformError, ConfigurationError) as error:
            self._put_off(stored, error)
            return
        state = TransferState.CANCELED if found is None else found.state
        if state is TransferState.RECEIVED:
            self.arrived(stored, call)
        elif state is TransferState.CANCELED:
            self._moved(stored, state, reason="canceled-at-till")
        elif state is TransferState.SENT and stored.state is TransferState.REQUESTED:
            self.left(stored, call)
        else:
            self._change(stored, attempts=0, due_at=self.clock.now() + _LOOK)

    # --- the till ----------------------------------------------------------------------------

    def _made(self, stored: StoredTransfer, call: Call) -> StoredTransfer:
        """The transfer with its id over there; the till finds what it made for the same key."""
        wish = self._wish(stored)
        made = self.pos.open(stored.connection_id, call).create_transfer(
            wish, key=IdempotencyKey(stored.id)
        )
        self.probe("transfer.made")
        return self._change(
            stored,
            platform_id=made.platform_id,
            attempts=0,
            due_at=self.clock.now() + _LOOK,
        )

    def _wish(self, stored: StoredTransfer) -> TransferWish:
        """In the platform's ids. Raises ConfigurationError where it has none for the goods."""
        named = counted_items(
            self.database, stored.merchant_id, [stored.sku], stored.source_id
        ).get(stored.sku)
        with self.database.read() as tx:
            to = locations.location(tx, stored.merchant_id, stored.destination_id)
        if named is None or named.inventory_platform_id is None:
            raise ConfigurationError("the till counts these goods no longer")
        return TransferWish(
            reference=stored.id,
            source_id=named.location_platform_id,
            destination_id=to.platform_id,
            inventory_id=named.inventory_platform_id,
            quantity=stored.quantity,
            expected_on=stored.expected_on,
            note=f"{stored.quantity} × {stored.name}, for a shopper",
        )

    def _called_off(self, stored: StoredTransfer, call: Call) -> None:
        assert stored.platform_id is not None  # noqa: S101 - made just now, or before
        try:
            self.pos.open(stored.connection_id, call).cancel_transfer(
                stored.platform_id, key=IdempotencyKey(f"{stored.id}-cancel")
            )
        except RejectedError as error:
            raise IllegalTransitionError(
                "transfer", stored.state.value, TransferState.CANCELED.value
            ) from error
        self.probe("transfer.called_off")

    def _count(self, stored: StoredTransfer, location_id: LocationId, call: Call) -> bool:
        """Whether the till told what is on the shelf there now."""
        try:
            return self.stock.refresh(stored.merchant_id, [stored.sku], location_id, call)
        except NotFoundError:  # a store that was closed meanwhile has no count to be wrong
            return True

    def _kept(self, stored: StoredTransfer) -> HoldId | None:
        """The hold on what arrived; None by policy, or where somebody has bought it already."""
        with self.database.read() as tx:
            told = merchants.merchant(tx, stored.merchant_id).settings.get("transfers") or {}
        days = TransferPolicy.from_settings(told).kept_days
        if not days:
            return None

        def place(tx: Connection) -> HoldId:
            line = HoldLine(
                sku=stored.sku, location_id=stored.destination_id, quantity=stored.quantity
            )
            hold = holds.place(
                tx,
                stored.merchant_id,
                caller=stored.caller,
                lines=[line],
                now=self.clock.now(),
                ttl=timedelta(days=days),
                key=f"transferred:{stored.id}",
            )
            return hold.id

        try:
            return self.database.transact(place)
        except OutOfStockError:
            return None

    # --- writing down ------------------------------------------------------------------------

    def _moved(self, stored: StoredTransfer, to: TransferState, **facts: Any) -> StoredTransfer:
        """Take it to a state and let the hold at the sending store go, once."""
        now = self.clock.now()

        def work(tx: Connection) -> StoredTransfer:
            facts_now = {"attempts": 0, **facts}
            if not transfers.change(
                tx, stored, out_of=(stored.state,), now=now, state=to.value, **facts_now
            ):
                return transfers.get(tx, stored.merchant_id, stored.id)
            holds.release(
                tx, stored.merchant_id, stored.hold_id, reason=f"transfer-{to.value}", now=now
            )
            moved = transfers.get(tx, stored.merchant_id, stored.id)
            told(tx, moved, now)
            tell_shopper(tx, moved, now)
            return moved

        moved = self.database.transact(work)
        self.probe(f"transfer.{to.value}")
        log.info("transfer.moved", transfer_id=stored.id, state=to.value)
        return moved

    def _to_staff(self, stored: StoredTransfer, reason: str) -> StoredTransfer:
        """The till will not: staff move the goods, and are told so."""
        now = self.clock.now()

        def work(tx: Connection) -> StoredTransfer:
            if transfers.change(
                tx,
                stored,
                now=now,
                made_by=MadeBy.STAFF.value,
                reason=reason,
                due_at=stored.unsent_until,
            ):
                told(tx, replace(stored, made_by=MadeBy.STAFF), now)
            return transfers.get(tx, stored.merchant_id, stored.id)

        log.warning("transfer.left_to_staff", transfer_id=stored.id, reason=reason)
        return self.database.transact(work)

    def _put_off(self, stored: StoredTransfer, error: Exception) -> StoredTransfer:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(stored.attempts, 10))
        log.info("transfer.put_off", transfer_id=stored.id, error=type(error).__name__)
        return self._change(stored, attempts=stored.attempts + 1, due_at=self.clock.now() + pause)

    def _soon(self, stored: StoredTransfer) -> StoredTransfer:
        """The count could not be read: the hold stays until it can."""
        return self._change(stored, due_at=self.clock.now() + _LEASE)

    def _change(self, stored: StoredTransfer, **facts: Any) -> StoredTransfer:
        with self.database.write() as tx:
            transfers.change(tx, stored, now=self.clock.now(), **facts)
            return transfers.get(tx, stored.merchant_id, stored.id)


def told(tx: Connection, transfer: StoredTransfer, now: datetime, *, is_new: bool = False) -> None:
    """Tell programs outside; and staff, of what no till shows them."""
    kind = Happening.TRANSFER_REQUESTED if is_new else Happening.TRANSFER_UPDATED
    facts = {
        "transfer_id": transfer.id,
        "state": transfer.state.value,
        "made_by": transfer.made_by.value,
        "sku": transfer.sku,
        "quantity": transfer.quantity,
        "source_id": transfer.source_id,
        "destination_id": transfer.destination_id,
        "expected_on": transfer.expected_on.isoformat(),
    }
    news = News(merchant_id=transfer.merchant_id, kind=kind, data=facts, at=now)
    webhook_events.emit(tx, [news])
    if transfer.made_by is MadeBy.STAFF and transfer.state is TransferState.REQUESTED:
        notifications.tell(
            tx,
            transfer.merchant_id,
            kind=FOR_STAFF,
            key=transfer.id,
            severity=Severity.WARNING,
            message=f"transfer {transfer.id}: {transfer.quantity} × {transfer.name} "
            "are to be sent to another store by hand",
            now=now,
        )
