"""From a wish to a priced and held order: quote by the POS, live stock and card, then the hold.

The three questions to the POS are asked side by side, so preparing takes as long as the slowest
of them. The hold, the journal's first line and the order row are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from time import perf_counter
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from app.commerce import credit
from app.commerce.back_orders import Owed, owed
from app.commerce.cards_on_file import Unread, card_on_file, with_card
from app.commerce.entry import Entry, NotTakenError
from app.commerce.estimate import estimate
from app.commerce.journaled import dump
from app.commerce.loyalty import with_loyalty
from app.commerce.model import (
    WISH_TAKEN,
    NotOrderable,
    OutOfStock,
    Prepared,
    PrepareOrder,
    PrepareOutcome,
)
from app.commerce.native import NativeHolds
from app.commerce.one_wish import OneWish, TakenError
from app.commerce.ports import Discovery
from app.commerce.reading import StockPolicy
from app.commerce.records import CheckoutContext, CheckoutLine, find_context
from app.commerce.routing import Plan, Router
from app.commerce.sale import open_order
from app.commerce.stock import StockService
from app.commerce.wanted import refused_total, require_covers
from domain.calls import Call, Clock
from domain.customers import StoredCard
from domain.errors import (
    ConfigurationError,
    NotFoundError,
    OutOfStockError,
    PlatformError,
    RejectedError,
    ReservationExpiredError,
    UnavailableError,
    UnsupportedError,
)
from domain.ids import OrderId, PlatformId
from domain.orders import Cart, CartLine, Quote
from domain.ports.pos import PosDirectory
from storage import holds, journal
from storage.engine import Database
from storage.holds import Hold, HoldLine
from storage.ids import new_id
from storage.locations import Store
from storage.order_intakes import Waiting
from storage.prepared import Writes, together

log = structlog.get_logger(__name__)

T = TypeVar("T")


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
        native: NativeHolds,
    ) -> None:
        self._router = Router(database, pos, discovery, stock, clock)
        self._entry = Entry(database, clock)
        self._wishes = OneWish(database, clock)
        self._db = database
        self._pos = pos
        self._discovery = discovery
        self._stock = stock
        self._clock = clock
        self._policy = policy
        self._pool = pool
        self._native = native

    def prepare(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        """Quote and hold; the same key gives the same prepared order. Where there are too few, a
        shopper's own earlier attempt that waits for a yes gives way to this one.

        Raises UnknownSkuError, NotFoundError (location, customer), ReservationExpiredError (the
        hold named in the command has ended).
        """
        outcome = self._prepared(command, call)
        if not isinstance(outcome, Prepared) and self._wishes.is_taken(command):
            return WISH_TAKEN
        if not isinstance(outcome, OutOfStock):
            return outcome
        ended = self._entry.own_gives_way(command, self._router.asked_store(command))
        if not ended:
            return outcome
        self._native.give_back(command.merchant_id, [each.context for each in ended], call)
        return self._prepared(command, call)

    def _prepared(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        known = self._known(command)
        if known is not None:
            return known
        refused = self._router.counter_only(command)
        if refused is not None:
            return refused
        store = self._router.store_for(command)
        if isinstance(store, (OutOfStock, NotOrderable)):
            # the last unit may be held for this very key, prepared by another thread meanwhile
            return self._known(command) or store
        try:
            plan = self._plan(command, store, call)
        except ConfigurationError as error:  # a connection is paused
            log.warning("checkout.no_connection", error=str(error))
            return self._router.pos_down(command, store)
        if isinstance(plan, NotOrderable):
            return plan
        return self._ask_and_hold(plan.asked_by(command), plan, call)

    def _known(self, command: PrepareOrder) -> Prepared | NotOrderable | None:
        """What was prepared under this key already."""
        with self._db.look() as tx:
            known = journal.by_key(tx, command.merchant_id, command.key)
        return None if known is None else _again(known)

    def _plan(self, command: PrepareOrder, store: Store, call: Call) -> Plan | NotOrderable:
        """Who does what; a wish that nobody can be paid for ends here."""
        plan = self._router.plan(command, store, call)
        if isinstance(plan, NotOrderable):
            return plan
        refused = self._router.unpayable(plan, call)
        return refused or with_loyalty(self._pos, plan, command.reward_id, call)

    # --- asking the POS ----------------------------------------------------------------------

    def _ask_and_hold(self, command: PrepareOrder, plan: Plan, call: Call) -> PrepareOutcome:
        wanted = command.merchant_id, command.lines, plan.store.id, command.channel
        is_there = self._stock.is_surely_there(*wanted)
        live = None if is_there else self._beside(lambda: self._stock.recount_for(*wanted, call))
        nobody = plan.payment_customer is None
        card = None if nobody else self._beside(lambda: self._card(plan, call))
        try:
            quote = self._pos.open(plan.store.connection_id, call).quote(_cart(command, plan))
        except (RejectedError, UnsupportedError) as error:
            why = str(error) if isinstance(error, UnsupportedError) else error.platform_code
            if command.discount_codes and isinstance(error, RejectedError):
                why = f"{why}: {error}"  # it names the code that was not applied
            return NotOrderable(reason="refused-by-pos", detail=f"the till refused it ({why})")
        except (PlatformError, ConfigurationError) as error:
            log.warning("checkout.quote_failed", error=type(error).__name__)
            reckoned = self._reckoned(command, plan, error)
            if reckoned is None:
                return self._router.pos_down(command, plan.store)
            quote = reckoned
        if live is not None:
            live.result()
        known = None if card is None else card.result()
        if isinstance(known, Unread):
            plan, known = replace(plan, card_unread=True), None
        return self._hold(command, plan, quote, known, call)

    def _reckoned(self, command: PrepareOrder, plan: Plan, error: Exception) -> Quote | None:
        """What it will cost as far as we know, where the order may wait for a till that is away."""
        if not isinstance(error, UnavailableError) or plan.reward or command.discount_codes:
            return None
        with self._db.read() as tx:
            return estimate(tx, command, plan)

    def _beside(self, work: Callable[[], T]) -> Future[T]:
        return self._pool.submit(work)

    def _card(self, plan: Plan, call: Call) -> StoredCard | Unread | None:
        """The card on file; without one the shopper must give a token."""
        if plan.payment_connection is None or plan.payment_customer is None:
            return None
        return card_on_file(self._pos, plan.payment_connection, plan.payment_customer, call)

    def with_card(self, context: CheckoutContext, call: Call) -> CheckoutContext | Unread:
        """A prepared checkout with the card on file that could not be read while it was priced."""
        return with_card(context, self._pos, call)

    # --- holding -----------------------------------------------------------------------------

    def _hold(
        self,
        command: PrepareOrder,
        plan: Plan,
        quote: Quote,
        card: StoredCard | None,
        call: Call,
    ) -> PrepareOutcome:
        total = quote.total
        refused = refused_total(plan, total) or self._entry.judged(command, plan, total, card)
        if refused is not None:
            return refused
        aside = self._native.can_keep(command, plan, call)
        till = credit.till_for(self._pos, command, plan, call)
        started = perf_counter()
        order_id = OrderId(new_id("ord", self._clock.now()))
        wanted = [(line.sku, plan.store.id) for line in command.lines]
        kept = self._stock.kept_back(command.merchant_id, wanted, command.channel)
        rules = self._stock.rules_of(command.merchant_id)
        later = owed(self._db, rules, command, plan.store.id, now=self._clock.now())
        ended: list[Waiting] = []

        def work(tx: Connection) -> CheckoutContext:
            self._entry.alone(tx, command, plan, card)
            self._wishes.alone(tx, command)
            with together(tx) as writes:
                hold = self._claim(tx, command, plan, kept, writes)
                ended[:] = self._wishes.taken_over(tx, command, hold.id)
                self._entry.recount(tx, command, plan, quote.total, card, hold.id)
                context = self._context(command, plan, quote, card, hold, order_id, later)
                context = replace(
                    context, held_ms=round((perf_counter() - started) * 1000, 2), native_hold=aside
                )
                now = self._clock.now()
                context = credit.claimed(tx, context, command.goods_back, till, now)
                open_order(writes, context, now)
                self._entry.accept(writes, command, plan, quote.total, card, order_id)
                _journal(writes, command, context, now)
            self._native.promise(tx, context, now)
            return context

        try:
            context = self._db.transact(work)
        except credit.RefusedError as error:
            return error.outcome
        except TakenError:
            return WISH_TAKEN
        except NotTakenError as error:
            return self._entry.reject(command, plan, quote.total, card, error.rejections)
        except OutOfStockError as error:
            line = next(each for each in command.lines if each.sku == error.sku)
            return self._router.out_of_stock(command, line, plan.store, left=error)
        except journal.KeyTakenError:  # somebody else's transaction won while this one waited
            return self._won(command)
        self._native.give_back(command.merchant_id, [each.context for each in ended], call)
        return self._native.beside(context, call) or prepared_of(context)

    def _won(self, command: PrepareOrder) -> Prepared | NotOrderable:
        """What the other transaction prepared under this key."""
        winner = self._known(command)
        if winner is None:
            raise NotFoundError("order", command.key)
        return winner

    def _claim(
        self,
        tx: Connection,
        command: PrepareOrder,
        plan: Plan,
        kept: Mapping[tuple[str, str], Decimal],
        writes: Writes,
    ) -> Hold:
        """The hold named, or one under the order's own key: twice the same key is one claim."""
        now = self._clock.now()
        if command.hold_id is not None:
            hold = holds.get(tx, command.merchant_id, command.hold_id)
            if not hold.is_live(now):
                raise ReservationExpiredError(command.hold_id)
            require_covers(hold, command, plan.store.id)
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
            keep_back=kept,
            writes=writes,
        )

    def _context(
        self,
        command: PrepareOrder,
        plan: Plan,
        quote: Quote,
        card: StoredCard | None,
        hold: Hold,
        order_id: OrderId,
        later: Sequence[Owed],
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
            lines=self._lines(command, plan, quote, later),
            quote=quote,
            hold_id=hold.id,
            fencing_token=hold.fencing_token,
            hold_expires_at=hold.expires_at,
            held_ms=0.0,
            recipient=plan.recipient,
            customer_id=command.shopper.customer_id,
            locale=command.shopper.locale or plan.merchant.locale,
            payment_customer_id=plan.payment_customer,
            payment_location_id=plan.payment_location,
            card_token=None if card is None else card.token,
            card_brand=None if card is None else card.brand,
            card_last4=None if card is None else card.last4,
            card_unread=plan.card_unread,
            note=command.note,
            reward=plan.reward,
            earns_points=plan.earns_points,
            discount_codes=command.discount_codes,
            takes_tenders=plan.takes_tenders,
        )

    def _lines(
        self, command: PrepareOrder, plan: Plan, quote: Quote, later: Sequence[Owed]
    ) -> tuple[CheckoutLine, ...]:
        return tuple(
            CheckoutLine(
                variant=self._discovery.variant(command.merchant_id, wish.sku),
                variant_platform_id=variant,
                quantity=wish.quantity,
                unit_price=priced.unit_price,
                total=priced.total,
                modifiers=wish.modifiers,
                choices=choices,
                back_ordered=short.units,
                backorder_days=short.days,
            )
            for wish, variant, choices, priced, short in zip(
                command.lines, plan.variants, plan.choices, quote.lines, later, strict=True
            )
        )


def _cart(command: PrepareOrder, plan: Plan) -> Cart:
    return Cart(
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
        reward=plan.reward,
        discount_codes=command.discount_codes,
    )


def _journal(tx: Writes, command: PrepareOrder, context: CheckoutContext, now: datetime) -> None:
    """The journal's first line. Raises KeyTakenError: the same key was prepared meanwhile."""
    asked = {"channel": command.channel}
    if command.wish is not None:
        asked |= {"wish": command.wish, "part_of": command.part_of or command.key}
    journal.open_checkout(
        tx,
        command.merchant_id,
        order_id=context.order_id,
        key=command.key,
        command=asked,
        context=dump(context),
        hold_id=context.hold_id,
        until=context.hold_expires_at,
        now=now,
    )


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
        credit=context.credit,
    )


def _again(known: journal.Checkout) -> Prepared | NotOrderable:
    context = find_context(known.context)
    if context is None:
        raise NotFoundError("order", known.order_id)
    if context.undo_reason == OutOfStock.__name__:
        return NotOrderable(reason="sold-out", detail="the store sold it meanwhile")
    return prepared_of(context)
