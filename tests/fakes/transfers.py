"""Transfers in memory: what the REST views ask for, Acme's alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from app.commerce.transfer_offers import NOBODY_HAS_IT, NotTransferable, TransferOffer
from app.commerce.transfers import AskTransfer
from domain.calls import Call
from domain.catalog import Location, Source
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import ConnectionId, HoldId, LocationId, MerchantId, ProductSku
from domain.transfers import TransferPolicy, TransferState
from storage.locations import Store
from storage.results import Listed
from storage.transfers import MadeBy, StoredTransfer
from tests.fakes.clock import FakeClock
from tests.fakes.commerce import FakeShop

OWNER = MerchantId("m_acme")
_TOLD = sorted({each.name for each in fields(Store)} & {each.name for each in fields(Location)})
"""What a store is by itself, whoever's it is."""
_HERE = LocationId("loc_m_acme_1")


@dataclass
class FakeTransfers:
    """One transfer, which staff have to move, stands from the start."""

    clock: FakeClock
    require_variant: Callable[[MerchantId, ProductSku], object]
    """Raises UnknownSkuError."""
    kept: dict[str, StoredTransfer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keep("trf_m_acme", LocationId("loc_m_acme_1"), 1)

    def _keep(self, its_id: str, to: LocationId, quantity: int) -> StoredTransfer:
        now = self.clock.now()
        self.kept[its_id] = StoredTransfer(
            id=its_id,
            merchant_id=OWNER,
            connection_id=ConnectionId("con_m_acme"),
            key=its_id,
            state=TransferState.REQUESTED,
            made_by=MadeBy.STAFF,
            sku=ProductSku("AM90-BLK-10"),
            name="Nike Air Max 90, Black, 10",
            quantity=quantity,
            source_id=LocationId("loc_m_acme_2"),
            destination_id=to,
            expected_on=(now + timedelta(days=2)).date(),
            hold_id=HoldId("hold_m_acme"),
            kept_hold_id=None,
            platform_id=None,
            caller="cus_1",
            customer_id=None,
            channel="api",
            locale=None,
            reason=None,
            attempts=0,
            due_at=now,
            unsent_until=now + timedelta(days=14),
            created_at=now,
            updated_at=now,
        )
        return self.kept[its_id]

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
        self._require(merchant_id, sku, to)
        return NotTransferable(reason="nobody-has-it", detail="no other store has it")

    def ask(self, wish: AskTransfer, call: Call) -> StoredTransfer | NotTransferable:
        self._require(wish.merchant_id, wish.sku, wish.destination_id)
        if wish.quantity > 3:
            return NotTransferable(reason="too-many", detail="at most 3 are sent at once")
        return self._keep(f"trf_{len(self.kept)}", wish.destination_id, wish.quantity)

    def get(self, merchant_id: MerchantId, transfer_id: str) -> StoredTransfer:
        found = self.kept.get(transfer_id)
        if found is None or found.merchant_id != merchant_id:
            raise NotFoundError("transfer", transfer_id)
        return found

    def list(
        self,
        merchant_id: MerchantId,
        *,
        state: TransferState | None,
        made_by: MadeBy | None,
        cursor: str | None,
        limit: int,
    ) -> Listed[StoredTransfer]:
        rows = [
            each
            for each in self.kept.values()
            if each.merchant_id == merchant_id
            and state in (None, each.state)
            and made_by in (None, each.made_by)
        ]
        return Listed(rows=tuple(rows[:limit]))

    def cancel(
        self, merchant_id: MerchantId, transfer_id: str, *, actor: str, call: Call
    ) -> StoredTransfer:
        return self._move(merchant_id, transfer_id, TransferState.CANCELED)

    def mark(
        self,
        merchant_id: MerchantId,
        transfer_id: str,
        to: TransferState,
        *,
        actor: str,
        call: Call,
    ) -> StoredTransfer:
        return self._move(merchant_id, transfer_id, to)

    def _move(self, merchant_id: MerchantId, transfer_id: str, to: TransferState) -> StoredTransfer:
        found = self.get(merchant_id, transfer_id)
        if not found.is_open:
            raise IllegalTransitionError("transfer", found.state.value, to.value)
        self.kept[transfer_id] = replace(found, state=to)
        return self.kept[transfer_id]

    def _require(self, merchant_id: MerchantId, sku: ProductSku, to: LocationId) -> None:
        self.require_variant(merchant_id, sku)
        if merchant_id != OWNER or to != _HERE:
            raise NotFoundError("location", to)


@dataclass
class TalkedTransfers:
    """Sends from the nearest store of a shop in memory that has enough; a key sends once."""

    shop: FakeShop
    clock: FakeClock
    made_by: MadeBy = MadeBy.TILL
    offered: bool = False
    """Most conversations are with a merchant who sends nothing."""
    kept: dict[str, StoredTransfer] = field(default_factory=dict)
    apart: set[LocationId] = field(default_factory=set)
    """Stores on another till, which send nothing to these."""

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
        found = self.shop.stock.availability(merchant_id, sku, near=to)
        having = [
            each
            for each in found.stores
            if each.location_id not in (to, *self.apart)
            and source in (None, each.location_id)
            and each.can_sell(quantity)
        ]
        if not self.offered:
            return NotTransferable(reason="switched-off", detail="nothing is sent")
        if not having:
            return NotTransferable(reason=NOBODY_HAS_IT, detail="no other store has enough of it")
        now = self.clock.now()
        place = dict(self.shop.stock.locations(merchant_id))[to]
        return TransferOffer(
            variant=found.variant,
            quantity=quantity,
            source=having[0],
            destination=Store(
                id=to,
                merchant_id=merchant_id,
                connection_id=having[0].connection_id,
                as_of=now,
                source=Source.POLL,
                **{name: getattr(place, name) for name in _TOLD},
            ),
            expected_on=(now + timedelta(days=2)).date(),
            made_by=self.made_by,
            policy=TransferPolicy(),
        )

    def ask(self, wish: AskTransfer, call: Call) -> StoredTransfer | NotTransferable:
        if wish.key not in self.kept:
            found = self.offer(
                wish.merchant_id,
                wish.sku,
                to=wish.destination_id,
                call=call,
                quantity=wish.quantity,
                source=wish.source_id,
            )
            if isinstance(found, NotTransferable):
                return found
            self.kept[wish.key] = _stored(found, wish, self.clock.now())
        return self.kept[wish.key]

    def kept_hold(
        self,
        merchant_id: MerchantId,
        caller: str,
        sku: ProductSku,
        quantity: int,
        location_id: LocationId,
    ) -> HoldId | None:
        return None


def _stored(offer: TransferOffer, wish: AskTransfer, now: datetime) -> StoredTransfer:
    return StoredTransfer(
        id=f"trf_{wish.key}",
        merchant_id=wish.merchant_id,
        connection_id=offer.source.connection_id,
        key=wish.key,
        state=TransferState.REQUESTED,
        made_by=offer.made_by,
        sku=wish.sku,
        name=offer.variant.speech_name,
        quantity=wish.quantity,
        source_id=offer.source.location_id,
        destination_id=wish.destination_id,
        expected_on=offer.expected_on,
        hold_id=HoldId("hold_x"),
        kept_hold_id=None,
        platform_id=None,
        caller=wish.caller,
        customer_id=wish.customer_id,
        channel=wish.channel,
        locale=wish.locale,
        reason=None,
        attempts=0,
        due_at=now,
        unsent_until=now + timedelta(days=14),
        created_at=now,
        updated_at=now,
    )
