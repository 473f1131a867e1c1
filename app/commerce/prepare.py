"""From a wish to a priced and held order: quote by the POS, live stock and card, then the hold.

The three questions to the POS are asked side by side, so preparing takes as long as the slowest
of them. The hold, the journal's first line and the order row are one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from app.commerce.model import (
    NotOrderable,
    OutOfStock,
    PosDown,
    Prepared,
    PrepareOrder,
    PrepareOutcome,
    StockAt,
    Wish,
)
from app.commerce.ports import Discovery
from app.commerce.records import CheckoutContext, CheckoutLine, dump, load_context
from app.commerce.sale import open_order
from app.commerce.stock import StockPolicy, StockService
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.customers import StoredCard
from domain.errors import (
    ConfigurationError,
    InvalidInputError,
    NotFoundError,
    OutOfStockError,
    PlatformError,
    RejectedError,
    ReservationExpiredError,
    UnsupportedError,
)
from domain.ids import ConnectionId, LocationId, MerchantId, OrderId, PlatformId
from domain.orders import Cart, CartLine, FulfillmentMethod, Quote, Recipient
from domain.ports.pos import PosDirectory
from storage import catalog_reads, customers, holds, journal, merchants
from storage.engine import Database
from storage.holds import Hold, HoldLine
from storage.ids import new_id
from storage.locations import Store
from storage.merchants import Merchant

log = structlog.get_logger(__name__)

T = TypeVar("T")


class _PreparedTwiceError(Exception):
    """The same key was prepared by somebody else at the same moment; ours is rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Who fulfills and who takes the money, before anything is asked of a POS."""

    merchant: Merchant
    store: Store
    platform: str
    payment_connection: ConnectionId | None
    order_first: bool
    pos_claims_stock: bool
    variants: tuple[PlatformId, ...]
    recipient: Recipient
    payment_customer: PlatformId | None
    payment_location: PlatformId | None


class Preparer:
    """Prices and holds; thread-safe."""

    def __init__(
        self,
        *,
        database: Database,
        pos: PosDirectory,
        discovery: Discovery,
        stock: StockService,
        clock: Clock,
        policy: StockPolicy,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._db = database
        self._pos = pos
        self._discovery = discovery
        self._stock = stock
        self._clock = clock
        self._policy = policy
        self._pool = pool

    def prepare(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        """Quote and hold; the same key gives the same prepared order.

        Raises UnknownSkuError, NotFoundError (location, customer), ReservationExpiredError (the
        hold named in the command has ended).
        """
        with self._db.read() as tx:
            known = journal.by_key(tx, command.merchant_id, command.key)
        if known is not None:
            return _again(known)
        store = self._store_for(command)
        if isinstance(store, (OutOfStock, NotOrderable)):
            return store
        try:
            plan = self._plan(command, store, call)
        except ConfigurationError as error:  # a connection is paused
            log.warning("checkout.no_connection", error=str(error))
            return self._pos_down(command, store)
        if isinstance(plan, NotOrderable):
            return plan
        return self._ask_and_hold(command, plan, call)

    # --- who and where -----------------------------------------------------------------------

    def _store_for(self, command: PrepareOrder) -> Store | OutOfStock | NotOrderable:
        places = {place.id: place for place in self._stock.places(command.merchant_id)}
        if command.location_id is not None:
            if command.location_id not in places:
                raise NotFoundError("location", command.location_id)
            return places[command.location_id]
        candidates = self._candidates(command, list(places.values()))
        for place in candidates:
            if self._has_all(command, place.id):
                return place
        if not candidates:
            return NotOrderable(reason="no-store", detail="no store can fulfill this order")
        return self._out_of_stock(command, command.lines[0], candidates[0], left=None)

    def _candidates(self, command: PrepareOrder, places: list[Store]) -> list[Store]:
        """Stores in the order they are tried: the home store, then the merchant's default POS."""
        home = self._home_of(command)
        with self._db.read() as tx:
            merchant = merchants.merchant(tx, command.merchant_id)
        shipping = command.method is FulfillmentMethod.SHIPPING
        if not shipping:
            places = [place for place in places if place.offers_pickup]

        def rank(place: Store) -> tuple[bool, bool, str]:
            default = place.connection_id == merchant.shipping_connection_id
            return (place.id != home, shipping and not default, place.name)

        return sorted(places, key=rank)

    def _home_of(self, command: PrepareOrder) -> LocationId | None:
        if command.shopper.customer_id is None:
            return None
        with self._db.read() as tx:
            view = customers.get(tx, command.merchant_id, command.shopper.customer_id)
        return view.home_location_id

    def _has_all(self, command: PrepareOrder, location_id: LocationId) -> bool:
        return all(
            any(
                store.location_id == location_id and store.can_sell(line.quantity)
                for store in self._stock.availability(command.merchant_id, line.sku).stores
            )
            for line in command.lines
        )

    def _plan(self, command: PrepareOrder, store: Store, call: Call) -> _Plan | NotOrderable:
        with self._db.read() as tx:
            merchant = merchants.merchant(tx, command.merchant_id)
            platform = merchants.connection(tx, store.connection_id).platform
            variants = []
            for line in command.lines:
                listing = catalog_reads.listing(
                    tx, command.merchant_id, line.sku, store.connection_id
                )
                if listing is None or not listing.active:
                    self._discovery.variant(command.merchant_id, line.sku)  # or UnknownSkuError
                    return NotOrderable(
                        reason="not-sold-there", detail=f"{store.name} does not sell {line.sku}"
                    )
                variants.append(listing.platform_id)
        payer, order_first = self._payer(merchant, store.connection_id, call)
        return _Plan(
            merchant=merchant,
            store=store,
            platform=platform,
            payment_connection=payer,
            order_first=order_first,
            pos_claims_stock=self._claims_stock(store.connection_id, call),
            variants=tuple(variants),
            recipient=self._recipient(command, store.connection_id),
            payment_customer=(None if payer is None else self._customer_on(command, payer)),
            payment_location=self._payment_location(command.merchant_id, store, payer),
        )

    def _payer(
        self, merchant: Merchant, record: ConnectionId, call: Call
    ) -> tuple[ConnectionId | None, bool]:
        """Who takes the money, and whether the order must exist before it is authorized."""
        for connection in (merchant.payment_connection_id, record):
            if connection is None:
                continue
            capabilities = self._pos.open(connection, call).capabilities
            if capabilities[Capability.CHARGE].support is Support.NONE:
                continue
            own = connection == record
            names_order = capabilities[Capability.ORDER_BEFORE_PAYMENT].support
            return connection, own and names_order is not Support.NONE
        return None, True

    def _claims_stock(self, record: ConnectionId, call: Call) -> bool:
        capabilities = self._pos.open(record, call).capabilities
        return capabilities[Capability.ORDER_CLAIMS_STOCK].support is not Support.NONE

    def _payment_location(
        self, merchant_id: MerchantId, store: Store, payer: ConnectionId | None
    ) -> PlatformId | None:
        if payer is None or payer == store.connection_id:
            return store.platform_id
        places = [p for p in self._stock.places(merchant_id) if p.connection_id == payer]
        return places[0].platform_id if places else None

    def _recipient(self, command: PrepareOrder, record: ConnectionId) -> Recipient:
        shopper = command.shopper
        return Recipient(
            name=shopper.name,
            phone=shopper.phone,
            email=shopper.email,
            customer_platform_id=self._customer_on(command, record),
            address=shopper.address if command.method is FulfillmentMethod.SHIPPING else None,
        )

    def _customer_on(self, command: PrepareOrder, connection_id: ConnectionId) -> PlatformId | None:
        if command.shopper.customer_id is None:
            return None
        with self._db.read() as tx:
            view = customers.get(tx, command.merchant_id, command.shopper.customer_id)
        return next((r.platform_id for r in view.records if r.connection_id == connection_id), None)

    # --- asking the POS ----------------------------------------------------------------------

    def _ask_and_hold(self, command: PrepareOrder, plan: _Plan, call: Call) -> PrepareOutcome:
        cart = Cart(
            location_platform_id=plan.store.platform_id,
            currency=plan.store.currency or plan.merchant.currency,
            lines=tuple(
                CartLine(
                    variant_platform_id=variant,
                    quantity=line.quantity,
                    modifiers=tuple(PlatformId(m) for m in line.modifiers),
                )
                for line, variant in zip(command.lines, plan.variants, strict=True)
            ),
            method=command.method,
            recipient=plan.recipient,
        )
        skus = [line.sku for line in command.lines]
        live = self._beside(
            lambda: self._stock.refresh(command.merchant_id, skus, plan.store.id, call)
        )
        card = self._beside(lambda: self._card(plan, call))
        try:
            quote = self._pos.open(plan.store.connection_id, call).quote(cart)
        except (RejectedError, UnsupportedError) as error:
            code = getattr(error, "platform_code", None)
            return NotOrderable(reason="refused-by-pos", detail=f"the till refused it ({code})")
        except (PlatformError, ConfigurationError) as error:
            log.warning("checkout.quote_failed", error=type(error).__name__)
            return self._pos_down(command, plan.store)
        live.result()
        return self._hold(command, plan, quote, card.result())

    def _beside(self, work: Callable[[], T]) -> Future[T]:
        return self._pool.submit(work)

    def _card(self, plan: _Plan, call: Call) -> StoredCard | None:
        """The card on file; without one the shopper must give a token."""
        if plan.payment_connection is None or plan.payment_customer is None:
            return None
        try:
            pos = self._pos.open(plan.payment_connection, call)
            cards = pos.stored_cards(plan.payment_customer)
        except (PlatformError, ConfigurationError) as error:
            log.info("checkout.card_unknown", error=type(error).__name__)
            return None
        return cards[0] if cards else None

    # --- holding -----------------------------------------------------------------------------

    def _hold(
        self, command: PrepareOrder, plan: _Plan, quote: Quote, card: StoredCard | None
    ) -> PrepareOutcome:
        limit = plan.merchant.order_limit
        if limit is not None and limit < quote.total:
            return NotOrderable(
                reason="over-limit", detail=f"orders are limited to {limit}, this is {quote.total}"
            )
        started = perf_counter()
        order_id = OrderId(new_id("ord", self._clock.now()))

        def work(tx: Connection) -> CheckoutContext:
            hold = self._claim(tx, command, plan)
            context = self._context(command, plan, quote, card, hold, order_id)
            context = replace(context, held_ms=round((perf_counter() - started) * 1000, 2))
            now = self._clock.now()
            open_order(tx, context, now)
            fresh = journal.open_checkout(
                tx,
                command.merchant_id,
                order_id=order_id,
                key=command.key,
                command={"channel": command.channel},
                context=dump(context),
                hold_id=hold.id,
                until=hold.expires_at,
                now=now,
            )
            if not fresh:
                raise _PreparedTwiceError
            return context

        try:
            context = self._db.transact(work)
        except OutOfStockError as error:
            line = next(each for each in command.lines if each.sku == error.sku)
            return self._out_of_stock(command, line, plan.store, left=error)
        except _PreparedTwiceError:  # somebody else's transaction won while this one waited
            with self._db.read() as tx:
                winner = journal.by_key(tx, command.merchant_id, command.key)
            if winner is None:
                raise
            return _again(winner)
        return prepared_of(context)

    def _claim(self, tx: Connection, command: PrepareOrder, plan: _Plan) -> Hold:
        """The hold named, or one under the order's own key: twice the same key is one claim."""
        now = self._clock.now()
        if command.hold_id is not None:
            hold = holds.get(tx, command.merchant_id, command.hold_id)
            if not hold.is_live(now):
                raise ReservationExpiredError(command.hold_id)
            _require_covers(hold, command, plan.store.id)
            return hold
        return holds.place(
            tx,
            command.merchant_id,
            caller=command.shopper.caller,
            lines=[
                HoldLine(sku=line.sku, location_id=plan.store.id, quantity=line.quantity)
                for line in command.lines
            ],
            now=now,
            ttl=self._policy.hold_ttl,
            key=f"order:{command.key}",
        )

    def _context(
        self,
        command: PrepareOrder,
        plan: _Plan,
        quote: Quote,
        card: StoredCard | None,
        hold: Hold,
        order_id: OrderId,
    ) -> CheckoutContext:
        return CheckoutContext(
            order_id=order_id,
            merchant_id=command.merchant_id,
            channel=command.channel,
            caller=command.shopper.caller,
            record_connection=plan.store.connection_id,
            payment_connection=plan.payment_connection,
            order_first=plan.order_first,
            pos_claims_stock=plan.pos_claims_stock,
            platform=plan.platform,
            location_id=plan.store.id,
            location_platform_id=plan.store.platform_id,
            location_name=plan.store.name,
            method=command.method,
            lines=self._lines(command, plan, quote),
            quote=quote,
            hold_id=hold.id,
            fencing_token=hold.fencing_token,
            hold_expires_at=hold.expires_at,
            held_ms=0.0,
            recipient=plan.recipient,
            customer_id=command.shopper.customer_id,
            payment_customer_id=plan.payment_customer,
            payment_location_id=plan.payment_location,
            card_token=None if card is None else card.token,
            card_brand=None if card is None else card.brand,
            card_last4=None if card is None else card.last4,
            note=command.note,
        )

    def _lines(self, command: PrepareOrder, plan: _Plan, quote: Quote) -> tuple[CheckoutLine, ...]:
        return tuple(
            CheckoutLine(
                variant=self._discovery.variant(command.merchant_id, wish.sku),
                variant_platform_id=variant,
                quantity=wish.quantity,
                unit_price=priced.unit_price,
                total=priced.total,
                modifiers=wish.modifiers,
            )
            for wish, variant, priced in zip(command.lines, plan.variants, quote.lines, strict=True)
        )

    # --- what to say instead -----------------------------------------------------------------

    def _out_of_stock(
        self, command: PrepareOrder, line: Wish, store: Store, *, left: OutOfStockError | None
    ) -> OutOfStock:
        found = self._stock.availability(command.merchant_id, line.sku, near=store.id)
        here = next((s for s in found.stores if s.location_id == store.id), None)
        return OutOfStock(
            variant=found.variant,
            wanted=line.quantity,
            left=left.left if left is not None else (here.available if here else None),
            location_name=store.name,
            alternatives=_others(found.stores, store, line.quantity),
        )

    def _pos_down(self, command: PrepareOrder, store: Store) -> PosDown:
        """Only a store of another POS helps when this one cannot be reached."""
        line = command.lines[0]
        found = self._stock.availability(command.merchant_id, line.sku, near=store.id)
        elsewhere = [s for s in found.stores if s.connection_id != store.connection_id]
        return PosDown(
            location_name=store.name, alternatives=_others(elsewhere, store, line.quantity)
        )


def _require_covers(hold: Hold, command: PrepareOrder, location_id: LocationId) -> None:
    """A hold is used for exactly what it holds: less would leave stock claimed by nobody."""
    held = Counter({(line.sku, line.location_id): line.quantity for line in hold.lines})
    wanted: Counter[tuple[str, str]] = Counter()
    for line in command.lines:
        wanted[line.sku, location_id] += line.quantity
    if held != wanted:
        raise InvalidInputError(
            "hold_id", hold.id, "order exactly the variants, quantities and store it holds"
        )


def _others(stores: Sequence[StockAt], store: Store, quantity: int) -> tuple[StockAt, ...]:
    return tuple(s for s in stores if s.location_id != store.id and s.can_sell(quantity))


def prepared_of(context: CheckoutContext) -> Prepared:
    """A prepared checkout as channels show it."""
    return Prepared(
        order_id=context.order_id,
        hold_id=context.hold_id,
        lines=context.prepared_lines(),
        quote=context.quote,
        location_id=context.location_id,
        location_name=context.location_name,
        method=context.method,
        expires_at=context.hold_expires_at,
        held_ms=context.held_ms,
    )


def _again(known: journal.Checkout) -> Prepared:
    return prepared_of(load_context(known.context))
