"""A shop in memory that implements the commerce ports: stateful, typed, several merchants.

Stock really goes down, holds really end, orders really exist. Outcomes that depend on the outside
(a declined card, a POS that is down) are put in by `shop.next_…`: they are given once, then the
shop works on by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from app.commerce.captures import CaptureOrder, LeftOut
from app.commerce.facets import Facets, Names, Understood, facets_of
from app.commerce.model import (
    WISH_TAKEN,
    AuthorizedPayment,
    AuthorizeOutcome,
    Availability,
    Canceled,
    CanceledSince,
    CancelOutcome,
    CancelRefused,
    Elsewhere,
    HistoryEntry,
    HoldExpired,
    HoldView,
    NotOrderable,
    OrderLineView,
    OrderView,
    OutOfStock,
    Placed,
    PlaceOrder,
    PlaceOutcome,
    Prepared,
    PreparedLine,
    PrepareOrder,
    PrepareOutcome,
    PriceChanged,
    ProductMatch,
    Receipt,
    StockAt,
    VariantView,
    Wish,
)
from app.commerce.order_views import OrderEvent
from app.commerce.words import title_words_of
from domain.calls import Call, Clock
from domain.catalog import Location, Modifier, ModifierList, WeeklyHours
from domain.errors import NotFoundError, OutOfStockError, UnknownSkuError
from domain.ids import (
    ConnectionId,
    CustomerId,
    HoldId,
    IdempotencyKey,
    LocationId,
    MerchantId,
    OrderId,
    PlatformId,
    ProductSku,
)
from domain.menus import asked_lists, check_choices, choice_names
from domain.money import Money, total
from domain.orders import OrderState, PaymentState, Quote, QuoteLine, Tracking
from storage.order_list import OrdersWanted
from storage.refused_orders import RefusedOrder
from storage.results import Listed

HOLD_TTL = timedelta(minutes=10)


@dataclass(slots=True)
class _Hold:
    view: HoldView
    merchant_id: MerchantId


@dataclass(slots=True)
class _Order:
    command: PrepareOrder
    prepared: Prepared
    payment: PaymentState = PaymentState.UNPAID
    state: OrderState = OrderState.PENDING
    receipt: Receipt | None = None
    made_at: datetime | None = None
    """When it was made; None: at whatever moment it is looked at."""
    steps: tuple[str, ...] = ()
    """What its history tells; its till had it once anything does."""


@dataclass(slots=True)
class FakeShop:
    """Everything the ports share. Build it up with `add_store` and `add_variant`."""

    clock: Clock
    stores: dict[MerchantId, dict[LocationId, Location]] = field(default_factory=dict)
    variants: dict[MerchantId, dict[ProductSku, VariantView]] = field(default_factory=dict)
    counts: dict[tuple[MerchantId, ProductSku, LocationId], int | None] = field(
        default_factory=dict
    )
    holds: dict[HoldId, _Hold] = field(default_factory=dict)
    orders: dict[OrderId, _Order] = field(default_factory=dict)
    refused: list[RefusedOrder] = field(default_factory=list)
    """By the merchant's rules, the oldest first."""
    by_key: dict[tuple[MerchantId, IdempotencyKey], HoldId | OrderId] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    """Every call context the ports were given."""
    next_prepare: deque[PrepareOutcome] = field(default_factory=deque)
    next_authorize: deque[AuthorizeOutcome] = field(default_factory=deque)
    next_place: deque[PlaceOutcome] = field(default_factory=deque)
    placed: list[PlaceOrder] = field(default_factory=list)
    """Every command to place an order."""
    next_cancel: deque[CancelOutcome] = field(default_factory=deque)
    next_error: deque[Exception] = field(default_factory=deque)
    """Raised by the next use of stock, checkout or the order book."""
    next_live_order_error: deque[Exception] = field(default_factory=deque)
    """Raised by the next reading of an order from the POS."""
    tracking: dict[OrderId, tuple[Tracking, ...]] = field(default_factory=dict)
    """Parcels by order."""
    withdrawn: set[ProductSku] = field(default_factory=set)
    """Known, but not on sale any more."""
    off: Money = field(default_factory=lambda: Money.zero("USD"))
    """What a promotion takes off every order."""
    is_slow: bool = False
    """The POS does not answer in time: availability comes with a disclaimer."""
    effects: int = 0
    """How many holds, orders, sales and cancellations were really done."""

    def add_store(self, merchant_id: MerchantId, location_id: str, name: str) -> LocationId:
        """A store without stock."""
        place = LocationId(location_id)
        location = Location(platform_id=PlatformId(f"pos-{location_id}"), name=name)
        self.stores.setdefault(merchant_id, {})[place] = location
        return place

    def add_variant(
        self,
        merchant_id: MerchantId,
        sku: str,
        title: str,
        *,
        price: int | None = 1000,
        options: Mapping[str, str] | None = None,
        stock: Mapping[str, int | None] | None = None,
        modifier_lists: tuple[ModifierList, ...] = (),
        hours: tuple[WeeklyHours, ...] = (),
    ) -> VariantView:
        """A variant with its stock per store (None: unknown); one title is one product."""
        view = VariantView(
            sku=ProductSku(sku),
            product_id="prod_" + title.lower().replace(" ", "_"),
            title=title,
            options=dict(options or {}),
            price=None if price is None else Money(price, "USD"),
            modifiers_required=any(each.minimum for each in modifier_lists),
            modifier_lists=modifier_lists,
            hours=hours,
        )
        self.variants.setdefault(merchant_id, {})[view.sku] = view
        for place, count in (stock or {}).items():
            self.counts[merchant_id, view.sku, LocationId(place)] = count
        return view

    def available(
        self, merchant_id: MerchantId, sku: ProductSku, place: LocationId
    ) -> Decimal | None:
        """Stock less live holds; None when unknown."""
        count = self.counts.get((merchant_id, sku, place), 0)
        if count is None:
            return None
        held = sum(
            quantity
            for hold in self.holds.values()
            if hold.merchant_id == merchant_id and self.is_live(hold.view)
            for held_sku, held_at, quantity in hold.view.lines
            if (held_sku, held_at) == (sku, place)
        )
        return Decimal(count - held)

    def is_live(self, hold: HoldView) -> bool:
        """Whether the hold still claims its stock."""
        return hold.state == "live" and hold.expires_at > self.clock.now()

    def trouble(self) -> None:
        """Raise what was put into `next_error`."""
        if self.next_error:
            raise self.next_error.popleft()

    @property
    def discovery(self) -> FakeDiscovery:
        """The finding port."""
        return FakeDiscovery(self)

    @property
    def stock(self) -> FakeStock:
        """The stock port."""
        return FakeStock(self)

    @property
    def checkout(self) -> FakeCheckout:
        """The checkout port."""
        return FakeCheckout(self)

    @property
    def order_book(self) -> FakeOrderBook:
        """The order book port."""
        return FakeOrderBook(self)


def _modifiers(lists: tuple[ModifierList, ...]) -> list[Modifier]:
    found = [one for each in lists for one in each.modifiers]
    return [*found, *(deep for one in found for deep in _modifiers(one.modifier_lists))]


@dataclass(frozen=True, slots=True)
class FakeDiscovery:
    """Finds products by whole words."""

    shop: FakeShop

    def find(
        self,
        merchant_id: MerchantId,
        query: str,
        *,
        attributes: Mapping[str, str],
        limit: int = 5,
        least: Decimal | None = None,
        most: Decimal | None = None,
    ) -> tuple[ProductMatch, ...]:
        words = set(query.lower().split())
        matches = []
        for product_id, known in self._products(merchant_id).items():
            variants = tuple(one for one in known if one.sku not in self.shop.withdrawn)
            if not variants:
                continue
            named = set(variants[0].title.lower().split())
            prices = [each.price.to_decimal() for each in variants if each.price is not None]
            if not words & named or (most is not None and min(prices) > most):
                continue
            if least is not None and max(prices) < least:
                continue
            fitting = tuple(
                variant
                for variant in variants
                if all(
                    variant.options.get(n, "").lower() == v.lower() for n, v in attributes.items()
                )
            )
            score = 100 * len(words & named) / len(words | named)
            matches.append(self._match(product_id, fitting or variants, bool(fitting), score))
        return tuple(sorted(matches, key=lambda match: -match.score)[:limit])

    def best_selling(self, merchant_id: MerchantId, *, limit: int) -> tuple[ProductMatch, ...]:
        return tuple(self.products(merchant_id))[:limit]

    def similar(
        self, merchant_id: MerchantId, product_id: str, *, limit: int = 5
    ) -> tuple[ProductMatch, ...]:
        title = self.variants_of(merchant_id, product_id)[0].title
        found = self.find(merchant_id, title, attributes={}, limit=limit + 1)
        return tuple(each for each in found if each.product_id != product_id)[:limit]

    def facets(self, merchant_id: MerchantId) -> Facets:
        return facets_of(self.page(merchant_id, cursor=None, limit=10_000)[0], {})

    def understood(self, merchant_id: MerchantId, words: str) -> Understood:
        names = Names(categories=(), brands=(), options=self.option_values(merchant_id))
        return names.understood(words)

    def tags(self, merchant_id: MerchantId, product_id: str) -> tuple[str, ...]:
        return ()

    def variant(self, merchant_id: MerchantId, sku: ProductSku) -> VariantView:
        try:
            return self.shop.variants.get(merchant_id, {})[sku]
        except KeyError:
            raise UnknownSkuError(sku) from None

    def products(self, merchant_id: MerchantId) -> Iterator[ProductMatch]:
        return iter(self.page(merchant_id, cursor=None, limit=10_000)[0])

    def is_sold(self, merchant_id: MerchantId, sku: ProductSku) -> bool:
        return sku in self.shop.variants.get(merchant_id, {}) and sku not in self.shop.withdrawn

    def variants_of(self, merchant_id: MerchantId, product_id: str) -> tuple[VariantView, ...]:
        try:
            return self._products(merchant_id)[product_id]
        except KeyError:
            raise NotFoundError("product", product_id) from None

    def with_parts(
        self, merchant_id: MerchantId, variants: Sequence[VariantView]
    ) -> tuple[VariantView, ...]:
        return tuple(variants)

    def edition(self, merchant_id: MerchantId) -> object:
        """Never the same: whoever asks looks everything up again."""
        return object()

    def modifier_lists(
        self, merchant_id: MerchantId, sku: ProductSku, *, at: LocationId | None = None
    ) -> tuple[ModifierList, ...]:
        return self.variant(merchant_id, sku).modifier_lists

    def title_words(self, merchant_id: MerchantId) -> frozenset[str]:
        return frozenset(
            word for each in self.products(merchant_id) for word in title_words_of(each.title)
        )

    def brand_names(self, merchant_id: MerchantId) -> frozenset[str]:
        return frozenset(each.brand for each in self.products(merchant_id) if each.brand)

    def choice_names(self, merchant_id: MerchantId) -> frozenset[str]:
        variants = self.shop.variants.get(merchant_id, {}).values()
        return frozenset(
            one.name for variant in variants for one in _modifiers(variant.modifier_lists)
        )

    def option_values(self, merchant_id: MerchantId) -> Mapping[str, frozenset[str]]:
        values: dict[str, set[str]] = {}
        for variant in self.shop.variants.get(merchant_id, {}).values():
            for name, value in variant.options.items():
                values.setdefault(name, set()).add(value)
        return {name: frozenset(found) for name, found in values.items()}

    def page(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> tuple[tuple[ProductMatch, ...], str | None]:
        """The product listing of the REST surface."""
        start = int(cursor or 0)
        products = list(self._products(merchant_id).items())
        items = tuple(
            self._match(product_id, variants, True, 100.0)
            for product_id, variants in products[start : start + limit]
        )
        return items, str(start + limit) if len(products) > start + limit else None

    def _products(self, merchant_id: MerchantId) -> dict[str, tuple[VariantView, ...]]:
        products: dict[str, tuple[VariantView, ...]] = {}
        for variant in self.shop.variants.get(merchant_id, {}).values():
            products[variant.product_id] = (*products.get(variant.product_id, ()), variant)
        return products

    @staticmethod
    def _match(
        product_id: str, variants: tuple[VariantView, ...], fits: bool, score: float
    ) -> ProductMatch:
        first = variants[0]
        return ProductMatch(
            product_id=product_id,
            title=first.title,
            brand=first.brand,
            category=None,
            variants=variants,
            fits=fits,
            score=score,
        )


@dataclass(frozen=True, slots=True)
class FakeStock:
    """Counts and claims."""

    shop: FakeShop

    def is_as_told(
        self,
        merchant_id: MerchantId,
        told: Availability,
        *,
        quantity: int = 1,
        near: LocationId | None = None,
        channel: str | None = None,
    ) -> bool:
        """Not known here."""
        return False

    def availability(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        quantity: int = 1,
        near: LocationId | None = None,
        call: Call | None = None,
        channel: str | None = None,
    ) -> Availability:
        self.shop.trouble()
        if call is not None:
            self.shop.calls.append(call)
        variant = self.shop.discovery.variant(merchant_id, sku)
        stores = self.stores_with(merchant_id, sku)
        return Availability(
            variant=variant,
            stores=tuple(sorted(stores, key=lambda store: store.location_id != near)),
            live=call is not None and not self.shop.is_slow,
            disclaimer=call is not None and self.shop.is_slow,
        )

    def stock_of(
        self,
        merchant_id: MerchantId,
        skus: Sequence[ProductSku],
        *,
        channel: str | None = None,
    ) -> Mapping[ProductSku, tuple[StockAt, ...]]:
        return {sku: tuple(self.stores_with(merchant_id, sku)) for sku in skus}

    def stores_with(self, merchant_id: MerchantId, sku: ProductSku) -> list[StockAt]:
        """Stock at every store of the merchant."""
        return [
            StockAt(
                location_id=place,
                location_name=location.name,
                connection_id=ConnectionId(f"conn-{merchant_id}"),
                available=self.shop.available(merchant_id, sku, place),
                as_of=self.shop.clock.now() - timedelta(seconds=30),
                source="webhook",
                age_s=30,
            )
            for place, location in self.shop.stores.get(merchant_id, {}).items()
        ]

    def locations(self, merchant_id: MerchantId) -> Sequence[tuple[LocationId, Location]]:
        return tuple(self.shop.stores.get(merchant_id, {}).items())

    def hold(
        self,
        merchant_id: MerchantId,
        lines: Sequence[tuple[Wish, LocationId]],
        *,
        caller: str,
        key: IdempotencyKey,
        ttl: timedelta | None = None,
        channel: str | None = None,
    ) -> HoldView:
        self.shop.trouble()
        known = self.shop.by_key.get((merchant_id, key))
        if known is not None:
            return self.shop.holds[HoldId(known)].view
        for wish, place in lines:
            self.shop.discovery.variant(merchant_id, wish.sku)
            left = self.shop.available(merchant_id, wish.sku, place)
            if left is None or left < wish.quantity:
                raise OutOfStockError(wish.sku, place, wanted=Decimal(wish.quantity), left=left)
        view = HoldView(
            hold_id=HoldId(f"hold_{len(self.shop.holds) + 1}"),
            caller=caller,
            state="live",
            expires_at=self.shop.clock.now() + (ttl or HOLD_TTL),
            lines=tuple((wish.sku, place, wish.quantity) for wish, place in lines),
        )
        self.shop.holds[view.hold_id] = _Hold(view=view, merchant_id=merchant_id)
        self.shop.by_key[merchant_id, key] = view.hold_id
        self.shop.effects += 1
        return view

    def find_hold(self, merchant_id: MerchantId, hold_id: HoldId) -> HoldView:
        hold = self.shop.holds.get(hold_id)
        if hold is None or hold.merchant_id != merchant_id:
            raise NotFoundError("hold", hold_id)
        return hold.view

    def release(self, merchant_id: MerchantId, hold_id: HoldId) -> HoldView:
        view = self.find_hold(merchant_id, hold_id)
        if view.state == "live":
            view = replace(view, state="released")
            self.shop.holds[hold_id].view = view
        return view


def _cut_short(receipt: Receipt, kept: Mapping[ProductSku, int]) -> Receipt:
    """The receipt of what is delivered, untaxed."""
    lines = tuple(
        replace(
            line, quantity=kept[line.variant.sku], total=line.unit_price * kept[line.variant.sku]
        )
        for line in receipt.lines
        if kept.get(line.variant.sku)
    )
    left_out = tuple(
        LeftOut(
            sku=line.variant.sku,
            title=line.variant.speech_name,
            quantity=line.quantity - kept.get(line.variant.sku, 0),
        )
        for line in receipt.lines
        if kept.get(line.variant.sku, 0) < line.quantity
    )
    total = sum((line.total.amount for line in lines), 0)
    return replace(
        receipt,
        lines=lines,
        total=Money(total, receipt.total.currency),
        authorized=receipt.total,
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True)
class FakeCheckout:
    """Orders of this shop, with 10 % tax."""

    shop: FakeShop

    def prepare(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        self.shop.trouble()
        self.shop.calls.append(call)
        if self.shop.next_prepare:
            return self.shop.next_prepare.popleft()
        known = self.shop.by_key.get((command.merchant_id, command.key))
        if known is not None:
            return self.shop.orders[OrderId(known)].prepared
        if self._bought(command.merchant_id, command.wish) is not None:
            return WISH_TAKEN
        for wish in command.lines:
            offers = self.shop.discovery.variant(command.merchant_id, wish.sku).modifier_lists
            fault = check_choices(offers, wish.modifiers)
            if fault is not None:
                return NotOrderable(reason=fault.reason, detail=fault.detail)
        lines = tuple(self._line(command, wish) for wish in command.lines)
        if any(line.variant.price is None for line in lines):
            return NotOrderable(reason="no_price", detail="The price is set at the till.")
        place = command.location_id or self._first_store(command)
        held = self._held(command, place)
        if isinstance(held, OutOfStock):
            return held
        self._take_over(command, held.hold_id)
        prepared = self._prepared(command, lines, held, place)
        self.shop.orders[prepared.order_id] = _Order(command=command, prepared=prepared)
        self.shop.by_key[command.merchant_id, command.key] = prepared.order_id
        self.shop.effects += 1
        return prepared

    def authorize(self, command: PlaceOrder, call: Call) -> AuthorizeOutcome:
        self.shop.trouble()
        self.shop.calls.append(call)
        order = self._order(command.merchant_id, command.order_id)
        if self.shop.next_authorize:
            return self.shop.next_authorize.popleft()
        if order.receipt is not None and order.state is OrderState.CANCELED:
            return CanceledSince(receipt=order.receipt)
        refusal = self._refusal(command, order)
        if refusal is not None:
            return refusal
        order.payment = PaymentState.AUTHORIZED
        return AuthorizedPayment(
            order_id=command.order_id,
            payment_id=f"pay_{command.order_id}",
            amount=order.prepared.total,
            card_brand="VISA",
            card_last4="1111",
            hold_expires_at=order.prepared.expires_at,
        )

    def place(self, command: PlaceOrder, call: Call) -> PlaceOutcome:
        self.shop.trouble()
        self.shop.placed.append(command)
        self.shop.calls.append(call)
        order = self._order(command.merchant_id, command.order_id)
        if self.shop.next_place:
            return self.shop.next_place.popleft()
        if order.receipt is not None:
            if order.state is OrderState.CANCELED:
                return CanceledSince(receipt=order.receipt)
            return Placed(receipt=order.receipt)
        refusal = self._refusal(command, order)
        if refusal is not None:
            return refusal
        order.receipt = self._sell(order)
        return Placed(receipt=order.receipt)

    def capture(self, command: CaptureOrder, call: Call) -> PlaceOutcome:
        order = self._order(command.merchant_id, command.order_id)
        if order.receipt is None and order.payment is not PaymentState.AUTHORIZED:
            return NotOrderable(reason="nothing-authorized", detail="Authorize a payment first.")
        placed = self.place(
            PlaceOrder(merchant_id=command.merchant_id, order_id=command.order_id), call
        )
        if isinstance(placed, Placed) and command.lines is not None:
            kept = {each.sku: each.quantity for each in command.lines}
            placed = Placed(receipt=_cut_short(placed.receipt, kept))
            order.receipt = placed.receipt
        return placed

    def void(self, merchant_id: MerchantId, order_id: OrderId, *, call: Call) -> CancelOutcome:
        order = self._order(merchant_id, order_id)
        if order.receipt is not None:
            view = self.shop.order_book.order(merchant_id, order_id)
            return CancelRefused(order=view, reason="already-captured")
        return self.cancel(merchant_id, order_id, reason="void", call=call)

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        self.shop.trouble()
        self.shop.calls.append(call)
        order = self._order(merchant_id, order_id)
        if self.shop.next_cancel:
            return self.shop.next_cancel.popleft()
        if order.state is OrderState.COMPLETED:
            view = self.shop.order_book.order(merchant_id, order_id)
            return CancelRefused(order=view, reason="completed")
        refunded = order.prepared.total if order.receipt else None
        order.state = OrderState.CANCELED
        order.payment = PaymentState.REFUNDED if refunded else PaymentState.VOIDED
        self.shop.stock.release(merchant_id, order.prepared.hold_id)
        self.shop.effects += 1
        return Canceled(order=self.shop.order_book.order(merchant_id, order_id), refunded=refunded)

    def elsewhere(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        wish: str,
        *,
        besides: OrderId | None = None,
    ) -> Elsewhere | None:
        receipt = self._bought(merchant_id, wish)
        if receipt is not None:
            return Elsewhere(receipt=receipt)
        others = [
            each
            for order_id, each in self.shop.orders.items()
            if each.command.wish == wish and order_id != besides
        ]
        holds = [self.shop.holds[each.prepared.hold_id].view for each in others]
        return Elsewhere() if any(map(self.shop.is_live, holds)) else None

    def _bought(self, merchant_id: MerchantId, wish: str | None) -> Receipt | None:
        """The receipt of a wish that was bought."""
        if wish is None:
            return None
        for each in self.shop.orders.values():
            is_its = each.command.merchant_id == merchant_id and each.command.wish == wish
            if is_its and each.state is not OrderState.CANCELED and each.receipt is not None:
                return each.receipt
        return None

    def _take_over(self, command: PrepareOrder, hold_id: HoldId) -> None:
        """Let go what earlier attempts at this wish hold."""
        for each in self.shop.orders.values():
            is_its = command.wish is not None and each.command.wish == command.wish
            is_part = command.part_of is not None and each.command.part_of == command.part_of
            if is_its and not is_part and each.prepared.hold_id != hold_id:
                self.shop.stock.release(command.merchant_id, each.prepared.hold_id)

    def _order(self, merchant_id: MerchantId, order_id: OrderId) -> _Order:
        order = self.shop.orders.get(order_id)
        if order is None or order.command.merchant_id != merchant_id:
            raise NotFoundError("order", order_id)
        return order

    def _refusal(self, command: PlaceOrder, order: _Order) -> PriceChanged | HoldExpired | None:
        agreed, now = command.agreed_total, order.prepared.total
        if agreed is not None and agreed != now:
            return PriceChanged(order_id=command.order_id, agreed=agreed, now=now)
        hold = self.shop.holds[order.prepared.hold_id].view
        return None if self.shop.is_live(hold) else HoldExpired(order_id=command.order_id)

    def _line(self, command: PrepareOrder, wish: Wish) -> PreparedLine:
        variant = self.shop.discovery.variant(command.merchant_id, wish.sku)
        price = variant.price or Money(0, "USD")
        for asked in asked_lists(variant.modifier_lists, wish.modifiers):
            for one in asked.chosen:
                price += one.price or Money(0, "USD")
        return PreparedLine(
            variant=variant,
            quantity=wish.quantity,
            unit_price=price,
            total=price * wish.quantity,
            choices=choice_names(variant.modifier_lists, wish.modifiers),
        )

    def _first_store(self, command: PrepareOrder) -> LocationId:
        stores = list(self.shop.stores[command.merchant_id])
        for place in stores:
            left = [
                (self.shop.available(command.merchant_id, w.sku, place), w) for w in command.lines
            ]
            if all(count is not None and count >= wish.quantity for count, wish in left):
                return place
        return stores[0]

    def _held(self, command: PrepareOrder, place: LocationId) -> HoldView | OutOfStock:
        stock = self.shop.stock
        if command.hold_id is not None:
            return stock.find_hold(command.merchant_id, command.hold_id)
        key = IdempotencyKey(f"hold-{command.key}")
        try:
            return stock.hold(
                command.merchant_id,
                [(wish, place) for wish in command.lines],
                caller=command.shopper.caller,
                key=key,
            )
        except OutOfStockError as error:
            sku = ProductSku(error.sku)
            return OutOfStock(
                variant=self.shop.variants[command.merchant_id][sku],
                wanted=int(error.wanted),
                left=error.left,
                location_name=self.shop.stores[command.merchant_id][place].name,
                alternatives=tuple(
                    store
                    for store in stock.stores_with(command.merchant_id, sku)
                    if store.location_id != place and store.can_sell(int(error.wanted))
                ),
            )

    def _prepared(
        self,
        command: PrepareOrder,
        lines: tuple[PreparedLine, ...],
        held: HoldView,
        place: LocationId,
    ) -> Prepared:
        zero = Money.zero("USD")
        subtotal = total((line.total for line in lines), "USD")
        tax = Money(subtotal.amount // 10, "USD")
        quote = Quote(
            lines=tuple(
                QuoteLine(
                    variant_platform_id=PlatformId(f"pos-{line.variant.sku}"),
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    tax=zero,
                    discount=zero,
                    total=line.total,
                )
                for line in lines
            ),
            subtotal=subtotal,
            discount=self.shop.off,
            tax=tax,
            shipping=zero,
            total=subtotal - self.shop.off + tax,
        )
        return Prepared(
            order_id=OrderId(f"ord_{len(self.shop.orders) + 1}"),
            hold_id=held.hold_id,
            lines=lines,
            quote=quote,
            location_id=place,
            location_name=self.shop.stores[command.merchant_id][place].name,
            method=command.method,
            expires_at=held.expires_at,
            held_ms=0.1,
        )

    def _sell(self, order: _Order) -> Receipt:
        prepared, merchant_id = order.prepared, order.command.merchant_id
        hold = self.shop.holds[prepared.hold_id]
        for sku, place, quantity in hold.view.lines:
            count = self.shop.counts[merchant_id, sku, place]
            self.shop.counts[merchant_id, sku, place] = None if count is None else count - quantity
        hold.view = replace(hold.view, state="committed")
        order.state, order.payment = OrderState.CONFIRMED, PaymentState.PAID
        self.shop.effects += 1
        return Receipt(
            order_id=prepared.order_id,
            pos_order_id=f"pos-{prepared.order_id}",
            number=prepared.order_id.removeprefix("ord_").rjust(4, "0"),
            platform="fake",
            total=prepared.total,
            tax=prepared.quote.tax,
            discount=prepared.quote.discount,
            lines=prepared.lines,
            location_id=prepared.location_id,
            location_name=prepared.location_name,
            method=prepared.method,
            placed_at=self.shop.clock.now(),
            payment_id=f"pay_{prepared.order_id}",
            card_brand="VISA",
            card_last4="1111",
        )


@dataclass(frozen=True, slots=True)
class FakeOrderBook:
    """The orders of this shop."""

    shop: FakeShop

    def order(
        self, merchant_id: MerchantId, order_id: OrderId, *, call: Call | None = None
    ) -> OrderView:
        self.shop.trouble()
        if call is not None:
            self.shop.calls.append(call)
            if self.shop.next_live_order_error:
                raise self.shop.next_live_order_error.popleft()
        order = self.shop.orders.get(order_id)
        if order is None or order.command.merchant_id != merchant_id:
            raise NotFoundError("order", order_id)
        return self._view(order, self.shop.clock.now())

    def history(self, merchant_id: MerchantId, order_id: OrderId) -> tuple[HistoryEntry, ...]:
        view = self.order(merchant_id, order_id)
        return (
            HistoryEntry(
                at=view.created_at,
                kind="prepared",
                state=OrderState.PENDING,
                payment_state=None,
                by=view.channel,
                source="gateway",
                detail={},
            ),
        )

    def by_number(self, merchant_id: MerchantId, number: str) -> OrderView | None:
        for order in self.shop.orders.values():
            is_ours = order.command.merchant_id == merchant_id
            if is_ours and order.receipt and order.receipt.number == number:
                return self._view(order, self.shop.clock.now())
        return None

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, limit: int, cursor: str | None
    ) -> tuple[tuple[OrderView, ...], str | None]:
        self.shop.trouble()
        start = int(cursor or 0)
        found = [
            self._view(order, self.shop.clock.now())
            for order in reversed(self.shop.orders.values())
            if order.command.merchant_id == merchant_id
            and order.command.shopper.customer_id == customer_id
        ]
        more = len(found) > start + limit
        return tuple(found[start : start + limit]), str(start + limit) if more else None

    def listed(
        self, merchant_id: MerchantId, wanted: OrdersWanted, *, limit: int, cursor: str | None
    ) -> tuple[tuple[OrderView, ...], str | None]:
        self.shop.trouble()
        start = int(cursor or 0)
        views = [
            self._view(order, self.shop.clock.now())
            for order in reversed(self.shop.orders.values())
            if order.command.merchant_id == merchant_id
        ]
        found = [view for view in views if _is_wanted(view, wanted)]
        more = len(found) > start + limit
        return tuple(found[start : start + limit]), str(start + limit) if more else None

    def refused(
        self, merchant_id: MerchantId, *, channel: str | None, limit: int, cursor: str | None
    ) -> Listed[RefusedOrder]:
        self.shop.trouble()
        start = int(cursor or 0)
        found = [
            each
            for each in reversed(self.shop.refused)
            if each.merchant_id == merchant_id and channel in (None, each.channel)
        ]
        more = len(found) > start + limit
        return Listed(
            rows=tuple(found[start : start + limit]), cursor=str(start + limit) if more else None
        )

    def _view(self, order: _Order, now: datetime) -> OrderView:
        prepared, receipt = order.prepared, order.receipt
        return OrderView(
            order_id=prepared.order_id,
            number=receipt.number if receipt else None,
            state=order.state,
            payment_state=order.payment,
            total=prepared.total,
            tax=prepared.quote.tax,
            discount=prepared.quote.discount if prepared.quote.discount.amount else None,
            created_at=order.made_at or now,
            as_of=now,
            channel=order.command.channel,
            platform="fake",
            method=prepared.method,
            location_id=prepared.location_id,
            location_name=prepared.location_name,
            pos_order_id=receipt.pos_order_id if receipt else "pos-1" if order.steps else None,
            history=tuple(
                OrderEvent(at=now, state=order.state.value, detail=each) for each in order.steps
            ),
            customer_id=order.command.shopper.customer_id,
            lines=tuple(
                OrderLineView(
                    name=line.variant.title,
                    quantity=Decimal(line.quantity),
                    unit_price=line.unit_price,
                    total=line.total,
                    sku=line.variant.sku,
                )
                for line in prepared.lines
            ),
            tracking=self.shop.tracking.get(prepared.order_id, ()),
            hold_id=prepared.hold_id,
            hold_expires_at=prepared.expires_at,
        )


def _is_wanted(view: OrderView, wanted: OrdersWanted) -> bool:
    equal = (
        (wanted.state, view.state),
        (wanted.channel, view.channel),
        (wanted.number, view.number),
        (wanted.pos_order_id, view.pos_order_id),
    )
    return (
        all(asked is None or asked == told for asked, told in equal)
        and (wanted.since is None or view.created_at >= wanted.since)
        and (wanted.until is None or view.created_at < wanted.until)
    )
