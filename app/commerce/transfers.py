"""Goods sent from store to store for a shopper: offered, asked for, followed, called off.

The row and the hold on the goods are one transaction; the till is asked after it, and asked again
by the worker where it did not answer. Nothing is sold here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.commerce.rules import RuleBook
from app.commerce.saga import Probe, no_probe
from app.commerce.transfer_offers import NotTransferable, TransferOffer, TransferOffers
from app.commerce.transfer_work import TransferWork, told
from domain.calls import Call, Clock
from domain.errors import IllegalTransitionError, OutOfStockError, UnavailableError
from domain.ids import CustomerId, HoldId, LocationId, MerchantId, ProductSku
from domain.transfers import TransferState
from storage import audit, customer_merges, holds, merchants, transfers
from storage.engine import Database
from storage.holds import Hold, HoldLine
from storage.results import Listed
from storage.transfers import MadeBy, NewTransfer, StoredTransfer


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTransfer:
    """Somebody said yes to goods being sent."""

    merchant_id: MerchantId
    sku: ProductSku
    quantity: int
    destination_id: LocationId
    caller: str
    """Whom the goods are for, as holds name them."""
    channel: str
    key: str
    source_id: LocationId | None = None
    """None: the nearest store that has enough."""
    customer_id: CustomerId | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferService:
    """Thread-safe; every method may be repeated."""

    database: Database
    offers: TransferOffers
    work: TransferWork
    rules: RuleBook
    clock: Clock
    probe: Probe = field(default=no_probe)

    def offer(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        to: LocationId,
        call: Call,
        quantity: int = 1,
        channel: str | None = None,
        source: LocationId | None = None,
    ) -> TransferOffer | NotTransferable:
        """Who could send it there, and when it would arrive; `source`: that store or none. Raises
        UnknownSkuError, NotFoundError."""
        return self.offers.find(
            merchant_id,
            sku,
            to=to,
            quantity=quantity,
            channel=channel,
            source=source,
            clock=self.clock,
            call=call,
        )

    def ask(self, wish: AskTransfer, call: Call) -> StoredTransfer | NotTransferable:
        """Hold the goods and have them sent; the same key gives the same transfer.

        A till that is away is asked later: the transfer stands all the same. Raises
        UnknownSkuError, NotFoundError (a store, the customer).
        """
        with self.database.read() as tx:
            known = transfers.by_key(tx, wish.merchant_id, wish.key)
            if known is not None:
                return known
            if wish.customer_id is not None:
                person = customer_merges.person(tx, wish.merchant_id, wish.customer_id)
                wish = replace(wish, customer_id=person.id)
        offered = self.offers.find(
            wish.merchant_id,
            wish.sku,
            to=wish.destination_id,
            quantity=wish.quantity,
            channel=wish.channel,
            clock=self.clock,
            call=call,
            source=wish.source_id,
        )
        if isinstance(offered, NotTransferable):
            return offered
        try:
            stored = self.database.transact(lambda tx: self._taken(tx, wish, offered))
        except OutOfStockError as error:  # sold or held in the same moment
            return NotTransferable(reason="nobody-has-it", detail=str(error))
        self.probe("transfer.stored")
        return self.work.write(stored, call)

    def get(self, merchant_id: MerchantId, transfer_id: str) -> StoredTransfer:
        """One transfer. Raises NotFoundError."""
        with self.database.read() as tx:
            return transfers.get(tx, merchant_id, transfer_id)

    def list(
        self,
        merchant_id: MerchantId,
        *,
        state: TransferState | None = None,
        made_by: MadeBy | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[StoredTransfer]:
        """The merchant's transfers, newest first."""
        with self.database.read() as tx:
            return transfers.listed(
                tx, merchant_id, state=state, made_by=made_by, cursor=cursor, limit=limit
            )

    def cancel(
        self, merchant_id: MerchantId, transfer_id: str, *, actor: str, call: Call
    ) -> StoredTransfer:
        """Call it off, in the till as well; one that is canceled is returned unchanged.

        Raises NotFoundError, IllegalTransitionError (the goods are there, or the till will not),
        PlatformError (the till is away: nothing has changed, repeat it).
        """
        stored = self.get(merchant_id, transfer_id)
        if stored.state is TransferState.CANCELED:
            return stored
        if not stored.is_open:
            raise IllegalTransitionError(
                "transfer", stored.state.value, TransferState.CANCELED.value
            )
        ended = self.work.cancel(stored, reason="called-off", call=call)
        self._note(ended, "canceled", actor)
        return ended

    def mark(
        self,
        merchant_id: MerchantId,
        transfer_id: str,
        to: TransferState,
        *,
        actor: str,
        call: Call,
    ) -> StoredTransfer:
        """What staff say of goods they move themselves: sent, or received.

        Raises NotFoundError; IllegalTransitionError where the till tells that, or it cannot follow;
        UnavailableError while the till does not tell its count: the hold stays until it does.
        """
        stored = self.get(merchant_id, transfer_id)
        if stored.state is to:
            return stored
        if stored.made_by is not MadeBy.STAFF or not stored.is_open:
            raise IllegalTransitionError("transfer", stored.state.value, to.value)
        if to is TransferState.SENT:
            moved = self.work.left(stored, call)
        else:
            moved = self.work.arrived(stored, call)
        if moved.state is not to:
            raise self._uncounted(stored)
        self._note(moved, to.value, actor)
        return moved

    def kept_hold(
        self,
        merchant_id: MerchantId,
        caller: str,
        sku: ProductSku,
        quantity: int,
        location_id: LocationId,
    ) -> HoldId | None:
        """The live hold on exactly these goods, if they were sent there for this caller."""
        with self.database.read() as tx:
            found = transfers.kept_for(tx, merchant_id, caller, sku, location_id)
            kept = [
                holds.get(tx, merchant_id, each.kept_hold_id) for each in found if each.kept_hold_id
            ]
        now = self.clock.now()
        return next((each.id for each in kept if _is_for(each, quantity, now)), None)

    def run(self) -> int:
        """Look at transfers that are due; how many there were."""
        return self.work.run()

    # --- steps -------------------------------------------------------------------------------

    def _taken(self, tx: Connection, wish: AskTransfer, offer: TransferOffer) -> StoredTransfer:
        now = self.clock.now()
        unsent_until = now + timedelta(days=offer.policy.unsent_days)
        hold = self._held(tx, wish, offer, now, unsent_until)
        transfer_id = transfers.fresh_id(now)
        new = NewTransfer(
            merchant_id=wish.merchant_id,
            connection_id=offer.destination.connection_id,
            key=wish.key,
            made_by=offer.made_by,
            sku=wish.sku,
            name=offer.variant.speech_name,
            quantity=wish.quantity,
            source_id=offer.source.location_id,
            destination_id=offer.destination.id,
            expected_on=offer.expected_on,
            hold_id=hold.id,
            caller=wish.caller,
            customer_id=wish.customer_id,
            channel=wish.channel,
            locale=wish.locale,
            unsent_until=unsent_until,
        )
        stored = transfers.add(tx, new, transfer_id=transfer_id, now=now, due_at=now)
        if stored.id == transfer_id:
            told(tx, stored, now, is_new=True)
        return stored

    def _held(
        self,
        tx: Connection,
        wish: AskTransfer,
        offer: TransferOffer,
        now: datetime,
        until: datetime,
    ) -> Hold:
        """Under the wish's own key: two that ask at once share one claim."""
        source = offer.source.location_id
        rule = self.rules.of(wish.merchant_id).stock(wish.sku, source, wish.channel)
        return holds.place(
            tx,
            wish.merchant_id,
            caller=wish.caller,
            lines=[HoldLine(sku=wish.sku, location_id=source, quantity=wish.quantity)],
            now=now,
            ttl=until - now,
            key=f"transfer:{wish.key}",
            keep_back={} if rule is None else {(wish.sku, source): rule.keep_back},
        )

    def _uncounted(self, stored: StoredTransfer) -> UnavailableError:
        with self.database.read() as tx:
            platform = merchants.connection(tx, stored.connection_id).platform
        return UnavailableError(
            "the till does not tell its count", platform=platform, operation="transfers.mark"
        )

    def _note(self, transfer: StoredTransfer, what: str, actor: str) -> None:
        with self.database.write() as tx:
            audit.record(
                tx,
                merchant_id=transfer.merchant_id,
                actor=actor,
                action=f"transfer.{what}",
                subject=transfer.id,
                at=self.clock.now(),
            )


def _is_for(hold: Hold, quantity: int, now: datetime) -> bool:
    return hold.is_live(now) and sum(line.quantity for line in hold.lines) == quantity
