"""Links to pay by: the platform's own page, sent to the phone or address on file.

The order exists at the POS, unpaid, with its stock held; the hold is extended once, when the first
link is sent. The reconciler asks whether it was paid, and goes on or undoes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from app.commerce.endings import standing
from app.commerce.logbook import LOOK_AGAIN, Taken
from app.commerce.model import HoldExpired, LinkSent, PayElsewhere
from app.commerce.news import News, contacts, spread
from app.commerce.parking import ends_at
from app.commerce.records import CheckoutContext, find_context
from app.commerce.saga import Outcome, Saga, not_yet
from app.commerce.steps import Step, perhaps_run
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import (
    ConfigurationError,
    IllegalTransitionError,
    NotFoundError,
    PlatformError,
    UnsupportedError,
)
from domain.ids import MerchantId, OrderId
from domain.ports.pos import PosDirectory
from storage import journal, shopper_notices
from storage.engine import Database
from storage.shopper_notices import ShopperChannelKind

HELD_FOR = timedelta(minutes=30)
"""How long goods are held for a shopper who was sent a page."""


class PaymentLinks:
    """Sends links; safe to repeat: the same page, and no longer hold."""

    def __init__(self, *, database: Database, pos: PosDirectory, saga: Saga, clock: Clock) -> None:
        self._db = database
        self._pos = pos
        self._saga = saga
        self._clock = clock

    def way(
        self, merchant_id: MerchantId, order_id: OrderId, call: Call
    ) -> ShopperChannelKind | None:
        """By what the shopper could be sent a page to pay this order on; None: there is no such
        page, the merchant opened no such channel, or nothing is on file. Nothing is sent."""
        try:
            context = self._context(merchant_id, order_id)
            self._check_page(context, call)
        except (NotFoundError, PlatformError, ConfigurationError):
            return None
        with self._db.read() as tx:
            return shopper_notices.direct_way(tx, merchant_id, contacts(context))

    def send(self, merchant_id: MerchantId, order_id: OrderId, call: Call) -> LinkSent | Outcome:
        """Create the order, unpaid, and send its page; or the outcome that stands in the way.

        Raises: NotFoundError, IllegalTransitionError (a card may be charged already, or it waits
        for its till), UnsupportedError (the platform has no page for an order that exists), other
        PlatformErrors.
        """
        context = self._context(merchant_id, order_id)
        self._check_page(context, call)
        mine = self._saga.take(merchant_id, order_id, _to_be_paid_there)
        if mine is None:
            return standing(self._db, merchant_id, order_id)
        context = mine.context
        if context.is_parked:
            self._saga.leave(mine, until=ends_at(context, self._clock.now()))
            raise IllegalTransitionError("order", "waiting for its till", "sent a page to pay on")
        if context.payment_connection is not None or context.undo_reason is not None:
            self._saga.leave(mine, until=self._clock.now())
            raise IllegalTransitionError("order", "being paid or undone", "sent a page to pay on")
        outcome = self._saga.forward(mine, call)
        if isinstance(outcome, PayElsewhere):
            return self._sent(merchant_id, order_id, outcome.url)
        return outcome

    def _sent(self, merchant_id: MerchantId, order_id: OrderId, url: str) -> LinkSent | Outcome:
        mine = self._saga.take(merchant_id, order_id, not_yet)
        if mine is None:
            return standing(self._db, merchant_id, order_id)
        context = self._saga.await_payment(
            mine,
            ttl=HELD_FOR,
            look_at=self._clock.now() + LOOK_AGAIN,
            telling=partial(_tell, url),
        )
        if context is None:
            return HoldExpired(order_id=order_id)
        has = contacts(context)
        with self._db.read() as tx:
            ways = shopper_notices.stored_ways(
                tx, merchant_id, about=order_id, news=News.PAYMENT_LINK.value
            )
        return LinkSent(
            order_id=order_id,
            url=url,
            hold_expires_at=context.hold_expires_at,
            by=next((each for each in has if each in ways), None),
            told=bool(has and ways),
        )

    def _context(self, merchant_id: MerchantId, order_id: OrderId) -> CheckoutContext:
        with self._db.read() as tx:
            known = journal.load(tx, merchant_id, order_id)
        context = None if known is None else find_context(known.context)
        if context is None:
            raise NotFoundError("order", order_id)
        return context

    def _check_page(self, context: CheckoutContext, call: Call) -> None:
        """Raises UnsupportedError if the POS of record has no page for an order of its own."""
        record = self._pos.open(context.record_connection, call)
        known = record.capabilities[Capability.PAYMENT_LINK]
        if known.support is Support.NONE:
            raise UnsupportedError(
                f"this order has no page to pay on: {known.note or 'the platform has none'}",
                platform=record.platform,
                operation="payment_link",
            )


def _to_be_paid_there(taken: Taken) -> Taken | None:
    """The checkout with nobody to charge: the order comes first, and the shopper pays it. None
    while a card may be charged already, or it waits for its till or is being undone."""
    context = taken.context
    if context.undo_reason is not None or context.is_parked:
        return None
    if context.payment_connection is None:
        return replace(taken, context=replace(context, until=Step.AUTHORIZE.value))
    if Step.AUTHORIZE in perhaps_run(context, taken.begun):
        return None
    unpaid = replace(
        context,
        payment_connection=None,
        payment_token=None,
        order_first=True,
        until=Step.AUTHORIZE.value,
    )
    return replace(taken, context=unpaid)


def _tell(url: str, tx: Connection, context: CheckoutContext, now: datetime) -> None:
    spread(tx, context, News.PAYMENT_LINK, now, url=url)
