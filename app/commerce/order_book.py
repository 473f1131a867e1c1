"""The orders of a merchant as channels read them, with a look at the POS where asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from app.commerce.model import HistoryEntry, OrderEvent, OrderLineView, OrderView
from app.commerce.parcel_views import with_news
from app.commerce.stock import StockService
from domain.calls import Call, Clock
from domain.catalog import Source
from domain.errors import ConfigurationError, PlatformError
from domain.ids import ConnectionId, CustomerId, HoldId, LocationId, MerchantId, OrderId, PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState, Tracking
from domain.ports.pos import PosDirectory
from storage import (
    customer_merges,
    journal_reads,
    merchants,
    order_list,
    orders,
    parcels,
    refused_orders,
    store_credit,
)
from storage.browse import Query
from storage.engine import Database
from storage.hold_records import load_holds
from storage.order_list import OrdersWanted
from storage.order_told import POS
from storage.orders import StoredEvent, StoredOrder
from storage.parcels import Followed
from storage.refused_orders import RefusedOrder
from storage.results import Listed

log = structlog.get_logger(__name__)

_LIVE_S = 1.5
_BY_PERSON = frozenset({"entered", "return-received", "return-refused"})
"""What only people do."""
_GAVE_BACK = frozenset({OrderState.CANCELED, OrderState.PARTLY_RETURNED, OrderState.RETURNED})
_SETTLED = frozenset({OrderState.CANCELED, OrderState.RETURNED, OrderState.COMPLETED})


class OrderBookService:
    """Implements `app.commerce.ports.OrderBook`; thread-safe."""

    def __init__(
        self, database: Database, pos: PosDirectory, stock: StockService, clock: Clock
    ) -> None:
        self._db = database
        self._pos = pos
        self._stock = stock
        self._clock = clock
        self._platforms: dict[ConnectionId, str] = {}

    def order(
        self, merchant_id: MerchantId, order_id: OrderId, *, call: Call | None = None
    ) -> OrderView:
        """One order; with a call, its status is read from the POS. Raises NotFoundError."""
        silent = False
        if call is not None:
            with self._db.look() as tx:
                stored = orders.get(tx, merchant_id, order_id)
            if stored.pos_order_id and stored.state not in _SETTLED:
                silent = not self._refresh(stored, call)
        with self._db.read() as tx:
            stored = orders.get(tx, merchant_id, order_id)
            history = orders.events(tx, merchant_id, order_id)
        (view,) = self._views(merchant_id, [stored], {stored.id: history})
        return replace(view, pos_was_silent=silent)

    def history(self, merchant_id: MerchantId, order_id: OrderId) -> tuple[HistoryEntry, ...]:
        """Everything that happened to an order, oldest first. Raises NotFoundError."""
        with self._db.read() as tx:
            orders.get(tx, merchant_id, order_id)
            return tuple(_entry(event) for event in orders.events(tx, merchant_id, order_id))

    def by_number(self, merchant_id: MerchantId, number: str) -> OrderView | None:
        """The order that people call by this number, said with or without Shopify's `#`."""
        with self._db.read() as tx:
            stored = orders.by_number(tx, merchant_id, number)
            if stored is None and not number.startswith("#"):
                stored = orders.by_number(tx, merchant_id, f"#{number}")
        return None if stored is None else self._views(merchant_id, [stored], {})[0]

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, limit: int, cursor: str | None
    ) -> tuple[tuple[OrderView, ...], str | None]:
        """A customer's orders, newest first, and the cursor of the next page."""
        with self._db.read() as tx:
            person = customer_merges.who(tx, merchant_id, customer_id)
            found = orders.orders_of_customer(tx, merchant_id, person, cursor=cursor, limit=limit)
            told = orders.events_of(tx, merchant_id, [stored.id for stored in found.rows])
        return self._views(merchant_id, found.rows, told), found.cursor

    def listed(
        self, merchant_id: MerchantId, wanted: OrdersWanted, *, limit: int, cursor: str | None
    ) -> tuple[tuple[OrderView, ...], str | None]:
        """A merchant's orders, newest first, and the cursor of the next page; also those that were
        prepared and never placed."""
        with self._db.read() as tx:
            found = order_list.listed(tx, merchant_id, wanted, cursor=cursor, limit=limit)
            told = orders.events_of(tx, merchant_id, [stored.id for stored in found.rows])
        return self._views(merchant_id, found.rows, told), found.cursor

    def refused(
        self, merchant_id: MerchantId, *, channel: str | None, limit: int, cursor: str | None
    ) -> Listed[RefusedOrder]:
        """Orders that the merchant's rules did not take, newest first."""
        query = Query(filters={"channel": channel or ""}, limit=limit, cursor=cursor)
        with self._db.read() as tx:
            return refused_orders.listed(tx, merchant_id, query)

    def _refresh(self, stored: StoredOrder, call: Call) -> bool:
        """Ask the POS; False if it does not answer in time."""
        try:
            pos = self._pos.open(stored.connection_id, call.sooner(_LIVE_S))
            told = pos.order(PlatformId(stored.pos_order_id or ""))
        except (PlatformError, ConfigurationError) as error:
            log.info("order.live_read_failed", error=type(error).__name__)
            return False
        if told is None:
            return True
        with self._db.write() as tx:
            connection = merchants.connection(tx, stored.connection_id)
            orders.apply_orders(tx, connection, [told], as_of=self._clock.now(), source=Source.LIVE)
        return True

    def _views(
        self,
        merchant_id: MerchantId,
        stored: Sequence[StoredOrder],
        told: Mapping[OrderId, Sequence[StoredEvent]],
    ) -> tuple[OrderView, ...]:
        """What stands beside the orders is read for all of them at once."""
        sent = [each.id for each in stored if each.tracking]
        over = [each.id for each in stored if each.state in _GAVE_BACK]
        pending = [each.id for each in stored if each.state is OrderState.PENDING]
        held = [hold_id for each in stored if (hold_id := _hold_of(each)) is not None]
        parcels_of: Mapping[str, Sequence[Followed]] = {}
        ends: Mapping[HoldId, datetime] = {}
        under_way: frozenset[OrderId] = frozenset()
        zone = ""
        credited: Mapping[OrderId, Money] = {}
        if sent or held or over or pending:
            now = self._clock.now()
            with self._db.read() as tx:
                if sent:
                    parcels_of = parcels.of_orders(tx, merchant_id, sent)
                    zone = merchants.merchant(tx, merchant_id).timezone
                if over:
                    credited = store_credit.given_for(tx, merchant_id, over)
                if pending:
                    under_way = journal_reads.under_way(tx, merchant_id, pending)
                live = [each for each in load_holds(tx, held) if each.is_live(now)]
            ends = {each.id: each.expires_at for each in live if each.merchant_id == merchant_id}
        return tuple(
            self._view(
                each,
                told.get(each.id, ()),
                tracking=self._tracking(each, parcels_of.get(each.id, ()), zone),
                hold_ends=ends,
                credited=credited.get(each.id),
                is_under_way=each.id in under_way,
            )
            for each in stored
        )

    def _view(
        self,
        stored: StoredOrder,
        history: Sequence[StoredEvent],
        *,
        tracking: tuple[Tracking, ...],
        hold_ends: Mapping[HoldId, datetime],
        credited: Money | None,
        is_under_way: bool,
    ) -> OrderView:
        hold_id = _hold_of(stored)
        return OrderView(
            order_id=stored.id,
            number=stored.number,
            state=stored.state,
            payment_state=stored.payment_state,
            total=stored.total,
            tax=stored.tax,
            created_at=stored.placed_at,
            as_of=max(stored.as_of, stored.updated_at),  # what we did ourselves is known as well
            channel=stored.channel,
            platform=self._platform(stored.connection_id),
            method=stored.method,
            location_id=stored.location_id,
            location_name=self._place(stored.merchant_id, stored.location_id),
            pos_order_id=stored.pos_order_id,
            customer_id=stored.customer_id,
            lines=tuple(
                OrderLineView(
                    name=line.name,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    total=line.total,
                    sku=line.sku,
                    modifiers=line.modifiers,
                )
                for line in stored.lines
            ),
            tracking=tracking,
            history=_steps(history),
            refunded=stored.refunded if stored.refunded.amount else None,
            discount=stored.discount,
            credited=credited,
            hold_id=hold_id,
            hold_expires_at=None if hold_id is None else hold_ends.get(hold_id),
            is_under_way=is_under_way,
        )

    def _tracking(
        self, stored: StoredOrder, found: Sequence[Followed], zone: str
    ) -> tuple[Tracking, ...]:
        """What the POS says of the parcels, with what their carriers say.

        By whose clock a day is a day: the store's, else the merchant's, which is `zone`.
        """
        if not stored.tracking:
            return ()
        told = {each.number: each for each in found}
        places = {place.id: place for place in self._stock.places(stored.merchant_id)}
        place = None if stored.location_id is None else places.get(stored.location_id)
        its_zone = zone if place is None else place.timezone or zone
        return tuple(
            with_news(each, told.get(each.number or ""), its_zone) for each in stored.tracking
        )

    def _platform(self, connection_id: ConnectionId) -> str:
        known = self._platforms.get(connection_id)
        if known is None:
            with self._db.read() as tx:
                known = merchants.connection(tx, connection_id).platform
            self._platforms[connection_id] = known
        return known

    def _place(self, merchant_id: MerchantId, location_id: LocationId | None) -> str | None:
        if location_id is None:
            return None
        places, now = self._stock.places(merchant_id), self._stock.serving(merchant_id, location_id)
        return next((place.name for place in places if place.id == now), None)


def _hold_of(stored: StoredOrder) -> HoldId | None:
    """The hold of an order that no till has yet."""
    if stored.state not in (OrderState.PENDING, OrderState.PARKED):
        return None
    hold_id = stored.detail.get("hold_id")
    return None if hold_id is None else HoldId(hold_id)


def _entry(event: StoredEvent) -> HistoryEntry:
    by_person = event.kind in _BY_PERSON
    return HistoryEntry(
        at=event.at,
        kind=event.kind,
        state=None if event.state is None else OrderState(event.state),
        payment_state=None if event.payment_state is None else PaymentState(event.payment_state),
        by=event.actor,
        source="person" if by_person else "pos" if event.actor == POS else "gateway",
        detail=event.detail or {},
    )


def _steps(history: Sequence[StoredEvent]) -> tuple[OrderEvent, ...]:
    """Each step with what it came to; one that changed no state leaves the order where it was."""
    told, stands = [], PaymentState.UNKNOWN.value
    for event in history:
        stands = event.state or stands
        told.append(OrderEvent(at=event.at, state=stands, detail=event.kind))
    return tuple(told)
