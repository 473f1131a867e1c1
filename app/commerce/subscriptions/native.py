"""Subscriptions that a platform keeps and bills: begun, managed and followed from here.

The platform is the scheduler then. Our row is written before it is asked, under a key that derives
from the row, so a crash or a lost answer is asked again and begins one subscription. What it bills
is read from its own list: each bill is a period, each period has the one order it made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

import structlog
from sqlalchemy import Connection

from app.commerce.subscriptions import ahead, texts
from app.commerce.subscriptions.ahead import BY_CLOCK, policy_of
from app.commerce.subscriptions.model import (
    Answer,
    Cancel,
    Change,
    NoticeKind,
    Pause,
    Resume,
    Skip,
    Wish,
)
from app.commerce.subscriptions.native_standing import write_down
from app.commerce.token_source import OUR_TOKEN, KnowsCards
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.catalog import Source
from domain.errors import (
    ConfigurationError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    PlatformError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import ConnectionId, IdempotencyKey, OrderId, PlatformId
from domain.native_subscriptions import (
    BillState,
    NativeBill,
    NativePlan,
    NativeState,
    NativeSubscription,
    NativeWish,
)
from domain.ports.pos import PosAdapter, PosDirectory
from domain.subscriptions import Manage, SubscriptionState, require
from storage import (
    catalog_reads,
    customers,
    locations,
    merchants,
    native_plans,
    native_subscriptions,
    orders,
    periods,
    recurring,
)
from storage.engine import Database
from storage.recurring import NativeRef, StoredSubscription

log = structlog.get_logger(__name__)

TAKEOVER: Final = timedelta(minutes=1)
"""One that was written and not begun is begun by the worker after that."""
_PLANS_KEPT = timedelta(hours=1)
_AGAIN = timedelta(minutes=15)
_CALL_S = 15.0
_BATCH = 20


class NoCardError(InvalidInputError):
    """A platform bills cards on file only, and there is none."""

    def __init__(self) -> None:
        super().__init__("card_token", None, "a card on file is needed")


@dataclass(frozen=True, slots=True)
class NativeSubscriptions:
    """Asks the platforms; thread-safe."""

    database: Database
    pos: PosDirectory
    clock: Clock
    cards: KnowsCards

    # --- beginning ---------------------------------------------------------------------------

    def offer(self, wanted: recurring.NewSubscription) -> NativeRef | None:
        """The plan of the store's own platform, where the merchant wants such plans to be used and
        there is one for the goods and the rhythm, and the shopper is a customer there."""
        with self.database.read() as tx:
            if not policy_of(tx, wanted.merchant_id).native:
                return None
            store = locations.location(tx, wanted.merchant_id, wanted.location_id)
            found = catalog_reads.listing(tx, wanted.merchant_id, wanted.sku, store.connection_id)
            known = _customer_there(tx, wanted, store.connection_id)
        if found is None or known is None:
            return None
        cadence = wanted.recurrence.cadence
        for plan in self._plans(store.connection_id):
            if plan.covers(found.product_platform_id, cadence):
                return NativeRef(connection_id=store.connection_id, plan_id=plan.platform_id)
        return None

    def _plans(self, connection_id: ConnectionId) -> tuple[NativePlan, ...]:
        """What was read within the hour, else what the platform says now, else what was known."""
        now = self.clock.now()
        with self.database.read() as tx:
            read_at = native_plans.read_at(tx, connection_id)
            known = native_plans.of_connection(tx, connection_id)
        if read_at is not None and timedelta(0) <= now - read_at < _PLANS_KEPT:
            return known
        try:
            pos = self._open(connection_id, "plans")
            if pos.capabilities[Capability.NATIVE_SUBSCRIPTIONS].support is Support.NONE:
                return ()
            fresh = tuple(pos.subscription_plans())
        except (PlatformError, ConfigurationError) as error:
            log.warning("subscription.plans_unread", error=type(error).__name__)
            return known
        with self.database.write() as tx:
            connection = merchants.connection(tx, connection_id)
            native_plans.keep(tx, connection, fresh, now=now)
        return fresh

    def begin(self, stored: StoredSubscription) -> None:
        """Ask the platform for it; one that gave no answer is asked again by the worker.

        Raises InvalidInputError where it was refused; it is canceled then.
        """
        ref = _ref(stored)
        try:
            pos = self._open(ref.connection_id, stored.id)
            wish = self._wish(pos, stored, ref)
            told = pos.start_subscription(wish, key=IdempotencyKey(f"{stored.id}-native"))
        except NoCardError:
            self._refused(stored, "no-card")
            raise
        except (RejectedError, UnsupportedError) as error:
            code = (error.platform_code or "unsupported").lower()
            self._refused(stored, code)
            raise InvalidInputError("sku", stored.sku, f"the till refused it ({code})") from error
        except (PlatformError, ConfigurationError) as error:
            log.warning("subscription.begun_later", subscription_id=stored.id, error=str(error))
            return
        self._write(stored, told)

    def _wish(self, pos: PosAdapter, stored: StoredSubscription, ref: NativeRef) -> NativeWish:
        with self.database.read() as tx:
            store = locations.location(tx, stored.merchant_id, stored.location_id)
            found = catalog_reads.listing(tx, stored.merchant_id, stored.sku, ref.connection_id)
            customer = _customer_there(tx, stored, ref.connection_id)
        if found is None or customer is None:
            raise RejectedError(
                "the goods or the customer are not known there any more",
                platform=pos.platform,
                operation="subscriptions.create",
                platform_code="GONE",
            )
        return NativeWish(
            plan_id=ref.plan_id,
            customer_id=customer,
            location_id=store.platform_id,
            variant_id=found.platform_id,
            quantity=stored.quantity,
            card_token=self._card(pos, stored, ref, customer),
            start_on=stored.recurrence.anchor,
            timezone=stored.recurrence.zone.key,
            reference=stored.id,
        )

    def _card(
        self, pos: PosAdapter, stored: StoredSubscription, ref: NativeRef, customer: PlatformId
    ) -> str:
        """The platform's own token. Raises NoCardError."""
        token = stored.card_token
        if token is None:
            kept = pos.stored_cards(customer)
            if not kept:
                raise NoCardError
            return kept[0].token
        return self._opened(stored, ref, token)

    def _opened(self, stored: StoredSubscription, ref: NativeRef, token: str) -> str:
        if not token.startswith(OUR_TOKEN):
            return token
        try:
            card = self.cards.open(stored.merchant_id, token)
        except NotFoundError:
            raise NoCardError from None
        if card.connection_id != ref.connection_id:
            raise NoCardError
        return card.token

    def _refused(self, stored: StoredSubscription, why: str) -> None:
        now = self.clock.now()
        with self.database.write() as tx:
            recurring.change(
                tx,
                stored.merchant_id,
                stored.id,
                now=now,
                state=SubscriptionState.CANCELED.value,
                reason="refused-by-pos",
                look_at=None,
            )
            recurring.note(tx, stored, "refused", actor=BY_CLOCK, at=now, detail={"why": why})
        log.warning("subscription.refused", subscription_id=stored.id, why=why)

    # --- managing ----------------------------------------------------------------------------

    def carry_out(
        self, stored: StoredSubscription, wish: Wish
    ) -> tuple[Manage, NativeSubscription]:
        """Do it on the platform, which is safe to repeat.

        Raises InvalidInputError, IllegalTransitionError, PlatformError, ConfigurationError.
        """
        ref = _ref(stored)
        if ref.platform_id is None:
            raise IllegalTransitionError("subscription", "beginning", type(wish).__name__.lower())
        pos = self._open(ref.connection_id, stored.id)
        match wish:
            case Pause():
                require(Manage.PAUSE, stored.state)
                return Manage.PAUSE, pos.pause_subscription(ref.platform_id, until=wish.until)
            case Skip():
                require(Manage.SKIP, stored.state)
                return Manage.SKIP, pos.pause_subscription(ref.platform_id, periods=1)
            case Resume():
                return Manage.RESUME, pos.resume_subscription(ref.platform_id)
            case Cancel():
                return Manage.CANCEL, pos.cancel_subscription(ref.platform_id)
            case Change():
                token = self._opened(stored, ref, _only_card(wish))
                return Manage.CHANGE, pos.charge_subscription_to(ref.platform_id, token)
            case Answer():
                raise IllegalTransitionError("period", "billed by the till", "answered")
            case _:
                assert_never(wish)

    # --- following ---------------------------------------------------------------------------

    def run_once(self) -> int:
        """Look at those that are due; how many there were."""
        now = self.clock.now()
        with self.database.write() as tx:
            due = native_subscriptions.claim(tx, now=now, again=_AGAIN, limit=_BATCH)
        for each in due:
            try:
                self._look(each)
            except InvalidInputError:  # it was refused, and is written down so
                continue
            except (PlatformError, ConfigurationError) as error:
                log.warning(
                    "subscription.not_read", subscription_id=each.id, error=type(error).__name__
                )
        return len(due)

    def _look(self, stored: StoredSubscription) -> None:
        ref = _ref(stored)
        if ref.platform_id is None:
            self.begin(stored)
            return
        pos = self._open(ref.connection_id, stored.id)
        told = pos.native_subscription(ref.platform_id)
        if told is None:
            self._refused(stored, "gone")
            return
        if _goes_on_against(stored, told):
            told = pos.cancel_subscription(ref.platform_id)
        with self.database.read() as tx:
            known = native_subscriptions.billed(tx, stored.id)
        last: NativeBill | None = None
        for number, bill_id in enumerate(told.bill_ids, start=1):
            if number not in known:
                last = pos.subscription_bill(bill_id)
                self._billed(pos, stored, number, last)
        self._write(stored, told, failed=last is not None and last.state is BillState.FAILED)

    def _billed(
        self, pos: PosAdapter, stored: StoredSubscription, number: int, bill: NativeBill | None
    ) -> None:
        """A bill that is paid is the order of its period."""
        if bill is None or bill.state is not BillState.PAID or bill.order_id is None:
            return
        order_id = self._order(pos, stored, bill.order_id)
        if order_id is None:
            return  # it cannot be read back yet
        now = self.clock.now()
        day = bill.due_on or stored.recurrence.day(number - 1)
        with self.database.write() as tx:
            locked = recurring.get(tx, stored.merchant_id, stored.id, lock=True)
            if not native_subscriptions.record_paid(
                tx,
                locked,
                number,
                order_id=order_id,
                due_at=stored.recurrence.moment(day),
                now=now,
            ):
                return
            self._tell(tx, locked, number, order_id, now)
        log.info("subscription.paid", subscription_id=stored.id, number=number, order_id=order_id)

    def _tell(
        self,
        tx: Connection,
        stored: StoredSubscription,
        number: int,
        order_id: OrderId,
        now: datetime,
    ) -> None:
        order = orders.get(tx, stored.merchant_id, order_id)
        detail = {"order_id": order_id, "total_minor": order.total.amount}
        recurring.note(
            tx, stored, "period-paid", actor=BY_CLOCK, at=now, number=number, detail=detail
        )
        goods = [(stored.quantity, stored.name)]
        text = texts.ordered(stored, goods, order.number or order_id, order.total)
        period = periods.get(tx, stored.id, number)
        ahead.tell(tx, stored, period, NoticeKind.ORDERED, text, now=now)

    def _order(
        self, pos: PosAdapter, stored: StoredSubscription, platform_id: PlatformId
    ) -> OrderId | None:
        """Our id of the order, which is brought into the book if no webhook did."""
        connection_id = _ref(stored).connection_id
        with self.database.read() as tx:
            known = native_subscriptions.order_of(tx, connection_id, platform_id)
        if known is not None:
            return known
        found = pos.order(platform_id)
        if found is None:
            return None
        with self.database.write() as tx:
            connection = merchants.connection(tx, connection_id)
            now = self.clock.now()
            orders.apply_orders(tx, connection, [found], as_of=now, source=Source.LIVE)
            return native_subscriptions.order_of(tx, connection_id, platform_id)

    def _write(
        self, stored: StoredSubscription, told: NativeSubscription, *, failed: bool = False
    ) -> None:
        with self.database.write() as tx:
            locked = recurring.get(tx, stored.merchant_id, stored.id, lock=True)
            write_down(tx, locked, told, failed=failed, now=self.clock.now())

    def _open(self, connection_id: ConnectionId, about: str) -> PosAdapter:
        call = Call.within(_CALL_S, correlation_id=f"subscription-{about}")
        return self.pos.open(connection_id, call)


def _goes_on_against(stored: StoredSubscription, told: NativeSubscription) -> bool:
    """Whether it would be billed although it is canceled here: its shopper asked to be forgotten,
    or the answer to a cancellation was lost."""
    ends = told.state is NativeState.ENDED or told.ends_on is not None
    return stored.state is SubscriptionState.CANCELED and not ends


def _only_card(wish: Change) -> str:
    """The card that is all this changes. Raises InvalidInputError."""
    others = [
        name
        for name in Change.__slots__
        if name != "card_token" and getattr(wish, name) is not None
    ]
    if others or wish.card_token is None:
        remedy = "the till bills this one: cancel it and begin another"
        raise InvalidInputError((others or ["card_token"])[0], None, remedy)
    return wish.card_token


def _customer_there(
    tx: Connection,
    who: recurring.NewSubscription | StoredSubscription,
    connection_id: ConnectionId,
) -> PlatformId | None:
    person = customers.get(tx, who.merchant_id, who.customer_id)
    return next(
        (each.platform_id for each in person.records if each.connection_id == connection_id), None
    )


def _ref(stored: StoredSubscription) -> NativeRef:
    if stored.native is None:
        raise ValueError(f"{stored.id} is billed by us")
    return stored.native
