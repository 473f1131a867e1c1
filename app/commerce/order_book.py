"""The orders of a merchant as channels read them, with a look at the POS where asked."""

from __future__ import annotations

from collections.abc import Sequence
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
from domain.orders import OrderState, PaymentState, Tracking
from domain.ports.pos import PosDirectory
from storage import customer_merges, holds, merchants, orders, parcels
from storage.engine import Database
from storage.order_intake import POS
from storage.orders import StoredEvent, StoredOrder

log = structlog.get_logger(__name__)

_LIVE_S = 1.5
_BY_PERSON = frozenset({"entered", "return-received", "return-refused"})
"""What only people do."""
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
        return replace(self._view(stored, history), pos_was_silent=silent)

    def history(self, merchant_id: MerchantId, order_id: OrderId) -> tuple[HistoryEntry, ...]:
        """Everything that happened to an order, oldest first. Raises NotFoundError."""
        with self._db.read() as tx:
            orders.get(tx, merchant_id, order_id)
            return tuple(_entry(event) for event in orders.events(tx, merchant_id, order_id))

    def by_number(self, merchant_id: MerchantId, number: str) -> OrderView | None:
        """The order that people call by this number."""
        with self._db.read() as tx:
            stored = orders.by_number(tx, merchant_id, number)
        return None if stored is None else self._view(stored, [])

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, limit: int, cursor: str | None
    ) -> tuple[tuple[OrderView, ...], str | None]:
        """A customer's orders, newest first, and the cursor of the next page."""
        with self._db.read() as tx:
            person = customer_merges.who(tx, merchant_id, customer_id)
            listed = orders.orders_of_customer(tx, merchant_id, person, cursor=cursor, limit=limit)
            told = orders.events_of(tx, merchant_id, [stored.id for stored in listed.rows])
        return tuple(self._view(stored, told[stored.id]) for stored in listed.rows), listed.cursor

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

    def _view(self, stored: StoredOrder, history: list[StoredEvent]) -> OrderView:
        pending = stored.state in (OrderState.PENDING, OrderState.PARKED)
        hold = stored.detail.get("hold_id") if pending else None
        return OrderView(
            order_id=stored.id,
            number=stored.number or stored.id,
            state=stored.state,
            payment_state=stored.payment_state,
            total=stored.total,
            tax=stored.tax,
            created_at=stored.placed_at,
            as_of=stored.as_of,
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
            tracking=self._tracking(stored),
            history=_steps(history),
            hold_id=None if hold is None else HoldId(hold),
            hold_expires_at=None if hold is None else self._hold_end(stored.merchant_id, hold),
        )

    def _tracking(self, stored: StoredOrder) -> tuple[Tracking, ...]:
        """What the POS says of the parcels, with what their carriers say."""
        if not stored.tracking:
            return ()
        with self._db.read() as tx:
            found = parcels.of_order(tx, stored.merchant_id, stored.id)
        told = {each.number: each for each in found}
        zone = self._zone(stored)
        return tuple(with_news(each, told.get(each.number or ""), zone) for each in stored.tracking)

    def _zone(self, stored: StoredOrder) -> str:
        """By whose clock a day is a day: the store's, else the merchant's."""
        places = {place.id: place for place in self._stock.places(stored.merchant_id)}
        place = None if stored.location_id is None else places.get(stored.location_id)
        if place is not None and place.timezone:
            return place.timezone
        with self._db.read() as tx:
            return merchants.merchant(tx, stored.merchant_id).timezone

    def _hold_end(self, merchant_id: MerchantId, hold_id: str) -> datetime | None:
        with self._db.read() as tx:
            hold = holds.get(tx, merchant_id, hold_id)
        return hold.expires_at if hold.is_live(self._clock.now()) else None

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
        state = event.state or event.payment_state or stands
        told.append(OrderEvent(at=event.at, state=state, detail=event.kind))
    return tuple(told)
