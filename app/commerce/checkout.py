"""The checkout as channels use it: prepare, authorize, place, cancel; each safe to repeat."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import structlog

from app.commerce.cancellation import Cancellation
from app.commerce.model import (
    AuthorizedPayment,
    AuthorizeOutcome,
    CancelOutcome,
    HoldExpired,
    NotOrderable,
    OutOfStock,
    Placed,
    PlaceOrder,
    PlaceOutcome,
    PrepareOrder,
    PrepareOutcome,
    PriceChanged,
    StillWorking,
)
from app.commerce.prepare import Preparer
from app.commerce.records import CheckoutContext, load_context, load_receipt
from app.commerce.saga import Outcome, Recheck, Saga, Taken
from app.commerce.steps import Step
from app.commerce.stock import StockService
from domain.calls import Call, Clock
from domain.cards import holds_card_number
from domain.errors import CardNumberRefusedError, NotFoundError
from domain.ids import MerchantId, OrderId
from storage import journal
from storage import stock as levels
from storage.engine import Database

log = structlog.get_logger(__name__)


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
        clock: Clock,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._db = database
        self._preparer = preparer
        self._saga = saga
        self._stock = stock
        self._cancellation = cancellation
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
                amount=paid.total,
                card_brand=paid.card_brand,
                card_last4=paid.card_last4,
            )
        return outcome

    def place(self, command: PlaceOrder, call: Call) -> PlaceOutcome:
        """Run the steps to the end; placing a placed order gives its receipt again."""
        outcome = self._run(command, call, until=Step.CONFIRM)
        if isinstance(outcome, AuthorizedPayment):  # the last step is never the authorization
            return StillWorking(order_id=outcome.order_id)
        return outcome

    def cancel(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> CancelOutcome:
        """Undo: release, void or refund, cancel in the POS."""
        return self._cancellation.cancel(merchant_id, order_id, reason=reason, call=call)

    # --- placing -----------------------------------------------------------------------------

    def _run(self, command: PlaceOrder, call: Call, *, until: Step) -> Outcome:
        if command.payment_token is not None and holds_card_number(command.payment_token):
            raise CardNumberRefusedError("payment_token")
        mine = self._saga.take(command.merchant_id, command.order_id)
        if mine is None:
            return self._not_mine(command)
        context = mine.context
        if command.agreed_total is not None and command.agreed_total != context.total:
            self._saga.leave(mine, context, until=context.hold_expires_at, step=mine.begun)
            return PriceChanged(
                order_id=context.order_id, agreed=command.agreed_total, now=context.total
            )
        if command.payment_token is not None and Step.AUTHORIZE.value not in context.done:
            mine = replace(mine, context=replace(context, payment_token=command.payment_token))
        if until is Step.AUTHORIZE and Step.AUTHORIZE.value in context.done:
            return self._already_authorized(mine)
        return self._saga.forward(mine, call, until=until, recheck=self._recheck(mine, call))

    def _already_authorized(self, mine: Taken) -> AuthorizedPayment:
        context = mine.context
        self._saga.leave(mine, context, until=context.hold_expires_at, step=mine.begun)
        return AuthorizedPayment(
            order_id=context.order_id,
            payment_id=str(context.payment_id),
            amount=context.total,
            card_brand=context.card_brand,
            card_last4=context.card_last4,
        )

    def _not_mine(self, command: PlaceOrder) -> Outcome:
        """Closed already, or another process is at it."""
        with self._db.read() as tx:
            row = journal.load(tx, command.merchant_id, command.order_id)
        if row is None:
            raise NotFoundError("order", command.order_id)
        if row.is_open:
            return StillWorking(order_id=row.order_id)
        if row.outcome["kind"] == "placed":
            return Placed(receipt=load_receipt(row.outcome["receipt"]))
        reason = str(row.outcome.get("reason"))
        if reason == HoldExpired.__name__:
            return HoldExpired(order_id=row.order_id)
        context = load_context(row.context)
        return NotOrderable(
            reason="checkout-undone",
            detail=f"this checkout ended ({reason}); prepare {context.order_id} anew",
        )

    def _recheck(self, mine: Taken, call: Call) -> Recheck | None:
        """Start reading the POS's stock now; the answer is looked at after the first step."""
        context = mine.context
        if context.done or mine.begun is not None:
            return None
        if context.order_first and context.pos_claims_stock:
            return None  # the first step lowers the POS's figure: it would look like a shortage
        skus = [line.variant.sku for line in context.lines]
        reading: Future[bool] = self._pool.submit(
            self._stock.refresh, context.merchant_id, skus, context.location_id, call
        )

        def recheck(now: CheckoutContext, _call: Call) -> OutOfStock | None:
            if not reading.result():
                return None
            return self._shortage(now)

        return recheck

    def _shortage(self, context: CheckoutContext) -> OutOfStock | None:
        """A line the POS cannot serve any more, our own claim counted as ours."""
        with self._db.read() as tx:
            for line in context.lines:
                level = levels.level(
                    tx,
                    context.merchant_id,
                    line.variant.sku,
                    context.location_id,
                    now=self._clock.now(),
                )
                if level is None or level.is_unlimited or level.pos_available is None:
                    continue
                if level.pos_available < level.held:
                    return OutOfStock(
                        variant=line.variant,
                        wanted=line.quantity,
                        left=max(Decimal(0), level.pos_available - level.held + line.quantity),
                        location_name=context.location_name,
                    )
        return None
