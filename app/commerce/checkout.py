"""The checkout as channels use it: prepare, authorize, place, cancel; each safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import structlog
from sqlalchemy import Connection

from app.commerce.cancellation import Cancellation
from app.commerce.captures import CaptureOrder
from app.commerce.capturing import Capturing
from app.commerce.cards_on_file import lacks_card
from app.commerce.endings import ended, standing
from app.commerce.logbook import Taken
from app.commerce.model import (
    AuthorizedPayment,
    AuthorizeOutcome,
    CancelOutcome,
    CardUnread,
    Elsewhere,
    OutOfStock,
    Placed,
    PlaceOrder,
    PlaceOutcome,
    PrepareOrder,
    PrepareOutcome,
    PriceChanged,
    StillWorking,
    Wish,
)
from app.commerce.one_wish import OneWish
from app.commerce.parking import ends_at, parked_of
from app.commerce.prepare import Preparer
from app.commerce.records import CheckoutContext
from app.commerce.recount import Recount
from app.commerce.saga import Outcome, Recheck, Saga, not_yet
from app.commerce.steps import Step, perhaps_run
from app.commerce.stock import StockService
from app.commerce.tenders import alone, authorized, is_other_card, reserved_already, with_gift
from domain.calls import Call, Clock
from domain.cards import holds_card_number
from domain.catalog import Source
from domain.errors import CardNumberRefusedError, DomainError
from domain.ids import CustomerId, MerchantId, OrderId
from domain.money import Money
from storage import journal
from storage import stock as levels
from storage.engine import Database
from storage.levels import Level

log = structlog.get_logger(__name__)

_SELLING: Mapping[bool, frozenset[str]] = {
    True: frozenset({Step.CAPTURE, Step.CONFIRM}),
    False: frozenset({Step.CREATE, Step.CAPTURE, Step.CONFIRM}),
}
"""By `order_first`: the steps from which on the POS may have lowered its stock."""


class CheckoutService:
    """Implements `app.commerce.ports.Checkout`; thread-safe."""

    def __init__(
        self,
        *,
        database: Database,
        preparer: Preparer,
        saga: Saga,
        stock: StockService,
        cancellation: Cancellation,
        capturing: Capturing,
        clock: Clock,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._db = database
        self._preparer = preparer
        self._saga = saga
        self._stock = stock
        self._cancellation = cancellation
        self._capturing = capturing
        self._clock = clock
        self._pool = pool

    def prepare(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        """Quote and hold; same key, same prepared order."""
        return self._preparer.prepare(command, call)

    def authorize(self, command: PlaceOrder, call: Call) -> AuthorizeOutcome:
        """Run the steps up to the authorization and stop there."""
        outcome = self._run(command, call, until=Step.AUTHORIZE)
        if isinstance(outcome, Placed):
            paid = outcome.receipt
            return AuthorizedPayment(
                order_id=paid.order_id,
                payment_id=paid.payment_id or "",
                amount=paid.due,
                card_brand=paid.card_brand,
                card_last4=paid.card_last4,
                gift=paid.gift,
            )
        return outcome

    def place(self, command: PlaceOrder, call: Call) -> PlaceOutcome:
        """Run the steps to the end; a placed order gives its receipt again, or `CanceledSince`."""
        return _without_authorization(self._run(command, call, until=Step.CONFIRM))

    def capture(self, command: CaptureOrder, call: Call) -> PlaceOutcome:
        """Take the money of an authorized order, of all of it or of what is delivered.

        Capturing a placed order gives its receipt again. Raises InvalidInputError for lines that
        are none of the order's, NotFoundError.
        """
        asked = PlaceOrder(merchant_id=command.merchant_id, order_id=command.order_id)
        mine = self._saga.take(command.merchant_id, command.order_id, not_yet)
        if mine is None:
            return _without_authorization(self._not_mine(asked))
        if mine.context.undo_reason is not None or mine.context.is_parked:
            return _without_authorization(self._without_going_on(mine, asked, call))
        try:
            wanted = self._capturing.wanted(mine, command, call)
        except DomainError:
            self._saga.leave(mine, until=mine.context.hold_expires_at)
            raise
        if not isinstance(wanted, CheckoutContext):
            until = mine.context.hold_expires_at if mine.begun is None else self._clock.now()
            self._saga.leave(mine, until=until)
            return wanted
        return _without_authorization(self._saga.forward(replace(mine, context=wanted), call))

    def void(self, merchant_id: MerchantId, order_id: OrderId, *, call: Call) -> CancelOutcome:
        """Let an authorization go with its order and its goods; money that is taken stays taken."""
        return self._cancellation.void(merchant_id, order_id, call=call)

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        """Undo: release, void or refund, cancel in the POS."""
        return self._cancellation.cancel(merchant_id, order_id, reason=reason, call=call)

    def elsewhere(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        wish: str,
        *,
        besides: OrderId | None = None,
    ) -> Elsewhere | None:
        """Where a wish has gone on, `besides` the attempt of who asks; None: nowhere."""
        wishes = OneWish(self._db, self._clock)
        return wishes.elsewhere(merchant_id, customer_id, wish, besides=besides)

    # --- placing -----------------------------------------------------------------------------

    def _run(self, command: PlaceOrder, call: Call, *, until: Step) -> Outcome:
        for field in ("payment_token", "gift_card_token"):
            token = getattr(command, field)
            if token is not None and holds_card_number(token):
                raise CardNumberRefusedError(field)

        keep_until = None if command.keep is None else self._clock.now() + command.keep

        def as_asked(taken: Taken) -> Taken | None:
            if _looks_first(taken, command, until):
                return None
            return _as_asked(taken, command, until, keep_until)

        mine = self._saga.take(command.merchant_id, command.order_id, as_asked)
        if mine is None:
            return self._not_mine(command)
        if _looks_first(mine, command, until):
            return self._without_going_on(mine, command, call, until=until, keep=keep_until)
        return self._saga.forward(mine, call, recheck=self.recheck(mine, call))

    def _without_going_on(
        self,
        mine: Taken,
        command: PlaceOrder,
        call: Call,
        *,
        until: Step = Step.CONFIRM,
        keep: datetime | None = None,
    ) -> Outcome:
        """Undone or being undone, another total than agreed, authorized already, or a card that
        was not read yet."""
        if mine.context.undo_reason is not None:
            outcome = ended(mine.context, mine.context.undo_reason)
            return self._saga.back(mine, call, outcome)
        if mine.context.is_parked:
            now = self._clock.now()
            self._saga.leave(mine, until=ends_at(mine.context, now))
            return parked_of(self._db, mine.context, now)
        agreed = command.agreed_total
        if agreed not in (None, mine.context.total, mine.context.agreed):
            return self._other_total(mine, agreed)
        if _has_odd_gift(mine, command):
            self._saga.leave(mine, until=mine.context.hold_expires_at)
            return alone(mine.context)
        if mine.begun is None and is_other_card(mine.context, command.payment_token):
            self._saga.leave(mine, until=mine.context.hold_expires_at)
            return reserved_already(mine.context)
        if _lacks_card(mine, command):
            return self._with_card(_as_asked(mine, command, until, keep), call)
        return self._already_authorized(mine)

    def _with_card(self, mine: Taken, call: Call) -> Outcome:
        """Go on once the card on file is read; what is held stays where it cannot be."""
        context = self._preparer.with_card(mine.context, call)
        if isinstance(context, CheckoutContext):
            mine = replace(mine, context=context)
        elif not context.till_away:
            self._saga.leave(mine, until=mine.context.hold_expires_at)
            return CardUnread(order_id=mine.context.order_id)
        return self._saga.forward(mine, call, recheck=self.recheck(mine, call))

    def _other_total(self, mine: Taken, agreed: Money) -> Outcome:
        """Not what was priced; while an earlier yes is being carried out, that one is finished."""
        context = mine.context
        if mine.begun is not None:
            self._saga.leave(mine, until=self._clock.now())
            return StillWorking(order_id=context.order_id)
        self._saga.leave(mine, until=context.hold_expires_at)
        return PriceChanged(order_id=context.order_id, agreed=agreed, now=context.total)

    def _already_authorized(self, mine: Taken) -> AuthorizedPayment:
        context = mine.context
        until = context.hold_expires_at if mine.begun is None else self._clock.now()
        self._saga.leave(mine, until=until)
        return authorized(context)

    def _not_mine(self, command: PlaceOrder) -> Outcome:
        return standing(self._db, command.merchant_id, command.order_id)

    def recheck(self, mine: Taken, call: Call) -> Recheck | None:
        """Start reading the POS's stock now; the answer is looked at after the first step.

        It is written down only where goods are scarce: while there is plenty, nobody waits for it.
        """
        context = mine.context
        waited = context.parked_at is not None
        if (context.done and not waited) or mine.begun is not None:
            return None
        if context.order_first and context.pos_claims_stock:
            return None  # the first step lowers the POS's figure: it would look like a shortage
        skus = [line.variant.sku for line in context.lines]
        wanted = [Wish(sku=line.variant.sku, quantity=line.quantity) for line in context.lines]
        if self._stock.is_surely_there(
            context.merchant_id, wanted, context.location_id, context.channel
        ):
            return None
        reading: Future[Recount | None] = self._pool.submit(
            self._stock.live.recount, context.merchant_id, skus, context.location_id, call
        )

        def recheck(now: CheckoutContext, _call: Call) -> OutOfStock | None:
            counted = reading.result()
            if counted is None or self._stock.live.is_plenty(counted):
                return None
            self._stock.live.keep(counted)
            return self._shortage(now, counted)

        return recheck

    def _shortage(self, context: CheckoutContext, counted: Recount) -> OutOfStock | None:
        """A line the POS cannot serve any more, our own claim counted as ours."""
        with self._db.snapshot() as tx:
            for line in context.lines:
                short = self._missing(tx, context, line.variant.sku, counted)
                if short > 0:
                    return OutOfStock(
                        variant=line.variant,
                        wanted=line.quantity,
                        left=max(Decimal(0), line.quantity - short),
                        location_name=context.location_name,
                    )
        return None

    def _missing(
        self, tx: Connection, context: CheckoutContext, sku: str, counted: Recount
    ) -> Decimal:
        """How many more are held than the POS has and than may come later.

        Checkouts whose sale the POS may count already are left out. Both are of one moment: a
        count with a sale in it is never seen without the checkout that made it.
        """
        booked = journal.claims_in_payment(
            tx,
            context.merchant_id,
            sku,
            context.location_id,
            steps=_SELLING[context.order_first],
            besides=context.order_id,
        )
        level = levels.level(
            tx, context.merchant_id, sku, context.location_id, now=self._clock.now()
        )
        if level is None or level.is_unlimited or level.pos_available is None:
            return Decimal(0)
        beyond = self._stock.beyond(
            context.merchant_id, level.sku, context.location_id, context.channel
        )
        there = _there(level, context, counted, level.pos_available)
        return level.held - booked - there - beyond


def _there(level: Level, context: CheckoutContext, counted: Recount, known: Decimal) -> Decimal:
    """What the POS has, by what is stored. Where that is our own arithmetic for a sale, by what it
    counted just now, if that is more: the sale may have been in the count it was taken off."""
    told = counted.available(level.sku) if level.sku in counted.named else None
    if level.source is not Source.ORDER or told is None:
        return known
    return max(known, told + level.held if context.native_hold else told)


def _without_authorization(outcome: Outcome) -> PlaceOutcome:
    """What became of an order that was to be placed: its last step is never the authorization."""
    if isinstance(outcome, AuthorizedPayment):
        return StillWorking(order_id=outcome.order_id)
    return outcome


def _looks_first(mine: Taken, command: PlaceOrder, until: Step) -> bool:
    """Whether something stands in the way of simply going on."""
    return (
        mine.context.undo_reason is not None
        or mine.context.is_parked
        or _agreed_to_another_total(mine, command)
        or _has_odd_gift(mine, command)
        or (mine.begun is None and is_other_card(mine.context, command.payment_token))
        or (until is Step.AUTHORIZE and Step.AUTHORIZE.value in mine.context.done)
        or _lacks_card(mine, command)
    )


def _lacks_card(mine: Taken, command: PlaceOrder) -> bool:
    """Whether the card on file is to be read once more before anything is begun."""
    told = command.payment_token is not None or command.gift_card_token is not None
    return not told and mine.begun is None and not mine.context.done and lacks_card(mine.context)


def _agreed_to_another_total(mine: Taken, command: PlaceOrder) -> bool:
    return command.agreed_total not in (None, mine.context.total)


def _has_odd_gift(mine: Taken, command: PlaceOrder) -> bool:
    """Whether a gift card is named that cannot pay beside a card, and nothing was begun."""
    named = command.gift_card_token is not None
    return named and not mine.context.takes_tenders and mine.begun is None


def _as_asked(mine: Taken, command: PlaceOrder, until: Step, keep_until: datetime | None) -> Taken:
    """The checkout with this request's card and aim.

    While an authorization is outstanding its card stays, because its key stands for that card;
    while a whole order is outstanding, asking for less does not stop it.
    """
    context = mine.context
    token, run = command.payment_token, perhaps_run(context, mine.begun)
    if token is not None and Step.AUTHORIZE not in run:
        context = replace(context, payment_token=token)
    if mine.begun is None and Step.AUTHORIZE not in run and Step.GIFT not in run:
        context = with_gift(context, command.gift_card_token)
    if until is Step.CONFIRM or mine.begun is None:
        context = replace(context, until=until.value)
    if until is Step.AUTHORIZE and keep_until is not None:
        context = replace(context, hold_expires_at=max(context.hold_expires_at, keep_until))
    return replace(mine, context=context)
