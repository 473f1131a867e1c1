"""Links to pay by: the platform's own page, sent to the phone or address on file.

The order exists at the POS, unpaid, with its stock held; the hold is extended once, when the first
link is sent. The reconciler asks whether it was paid, and goes on or undoes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from app.commerce.model import (
    AuthorizedPayment,
    AuthorizeOutcome,
    HoldExpired,
    PayElsewhere,
    PlaceOrder,
    StillWorking,
)
from app.commerce.news import News, spread
from app.commerce.ports import Checkout
from app.commerce.reconciler import LOOK_AGAIN
from app.commerce.records import CheckoutContext, load_context
from app.commerce.saga import Saga, not_yet
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import NotFoundError, UnsupportedError
from domain.ids import MerchantId, OrderId
from domain.ports.pos import PosDirectory
from storage import journal
from storage.engine import Database

HELD_FOR = timedelta(minutes=30)
"""How long goods are held for a shopper who was sent a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSent:
    """The shopper can pay."""

    order_id: OrderId
    url: str
    hold_expires_at: datetime
    told: bool
    """Whether there is a phone number or an address on file to send it to."""


class PaymentLinks:
    """Sends links; safe to repeat: the same page, and no longer hold."""

    def __init__(
        self, *, database: Database, pos: PosDirectory, checkout: Checkout, saga: Saga, clock: Clock
    ) -> None:
        self._db = database
        self._pos = pos
        self._checkout = checkout
        self._saga = saga
        self._clock = clock

    def send(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call
    ) -> LinkSent | AuthorizeOutcome:
        """Create the order, unpaid, and send its page; or the outcome that stands in the way.

        Raises: NotFoundError, UnsupportedError (the platform has no page for an order that
        exists), other PlatformErrors.
        """
        context = self._context(merchant_id, order_id)
        if context.payment_connection is not None or not self._has_page(context, call):
            raise self._unsupported(context, call)
        wish = PlaceOrder(
            merchant_id=merchant_id, order_id=order_id, payment_token=None, agreed_total=None
        )
        outcome = self._checkout.authorize(wish, call)
        if not isinstance(outcome, PayElsewhere):
            return outcome
        return self._sent(merchant_id, order_id, outcome.url)

    def _sent(
        self, merchant_id: MerchantId, order_id: OrderId, url: str
    ) -> LinkSent | AuthorizedPayment | StillWorking | HoldExpired:
        mine = self._saga.take(merchant_id, order_id, not_yet)
        if mine is None:
            return StillWorking(order_id=order_id)
        context = self._saga.await_payment(
            mine,
            ttl=HELD_FOR,
            look_at=self._clock.now() + LOOK_AGAIN,
            telling=partial(_tell, url),
        )
        if context is None:
            return HoldExpired(order_id=order_id)
        recipient = context.recipient
        return LinkSent(
            order_id=order_id,
            url=url,
            hold_expires_at=context.hold_expires_at,
            told=bool(recipient.phone or recipient.email),
        )

    def _context(self, merchant_id: MerchantId, order_id: OrderId) -> CheckoutContext:
        with self._db.read() as tx:
            known = journal.load(tx, merchant_id, order_id)
        if known is None:
            raise NotFoundError("order", order_id)
        return load_context(known.context)

    def _has_page(self, context: CheckoutContext, call: Call) -> bool:
        known = self._pos.open(context.record_connection, call).capabilities
        return known[Capability.PAYMENT_LINK].support is not Support.NONE

    def _unsupported(self, context: CheckoutContext, call: Call) -> UnsupportedError:
        record = self._pos.open(context.record_connection, call)
        why = record.capabilities[Capability.PAYMENT_LINK].note or "it is paid by a token"
        return UnsupportedError(
            f"this order has no page to pay on: {why}",
            platform=record.platform,
            operation="payment_link",
        )


def _tell(url: str, tx: Connection, context: CheckoutContext, now: datetime) -> None:
    spread(tx, context, News.PAYMENT_LINK, now, url=url)
