"""What a known shopper has done with orders: prepared, placed, looked up, canceled."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import Final, TypeAlias, assert_never

from app.commerce.model import (
    WISH_TAKEN,
    AuthorizedPayment,
    CardDeclined,
    CardUnread,
    Elsewhere,
    HoldExpired,
    NoCard,
    NotOrderable,
    OrderView,
    OutOfStock,
    PayElsewhere,
    PlaceOrder,
    PrepareOrder,
    PrepareOutcome,
    Wish,
)
from app.commerce.past_purchases import (
    PastPurchase,
    category_like,
    find_past_purchase,
    skus_like,
    values_like,
)
from app.commerce.split_model import PlaceSplit, SplitPrepared
from app.voice import points_errands
from app.voice.dialogue.actions import (
    CancelDone,
    CancelOrder,
    Event,
    Identify,
    Line,
    LookUpOrder,
    OrderFound,
    PayLinkSent,
    Place,
    PlaceDone,
    Prepare,
    PrepareDone,
    Purpose,
    SendPayLink,
    ShopperKnown,
)
from app.voice.identity import LinkedShopper, shopper_of
from app.voice.services import ShopServices
from app.voice.turn import Turn
from app.voice.wish_names import wish_named
from domain.calls import Call
from domain.catalog import Address
from domain.errors import (
    IllegalTransitionError,
    NotFoundError,
    PlatformError,
    ReservationExpiredError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, OrderId
from domain.orders import FulfillmentMethod, OrderState, PaymentState, Tracking
from domain.returns import is_received
from storage.returns import StoredReturn

OrderAction: TypeAlias = Identify | Prepare | Place | SendPayLink | LookUpOrder | CancelOrder
"""What is done with a known shopper's orders."""
_CANCEL_REASON: Final = "the shopper asked by voice"
_OVER: Final = frozenset(
    {OrderState.DELIVERED, OrderState.COMPLETED, OrderState.CANCELED, OrderState.PARTLY_RETURNED,
     OrderState.RETURNED}
)  # fmt: skip
"""Orders that nobody means to cancel while another one stands."""
_RECENT_ORDERS: Final = 10
_REMEMBERED: Final = 20
"""Orders among which goods are looked for."""
_ASKED_AFTER: Final = timedelta(days=60)
"""How old an order may be of which somebody asks where its money is, without saying which."""
_STILL_WORKED_ON: Final = timedelta(minutes=15)
"""How long an order that is not in the POS yet may be on its way there."""


@dataclass(frozen=True, slots=True)
class OrderErrands:
    """One turn's orders of one shopper. Methods raise DomainError, PlatformError."""

    shop: ShopServices
    turn: Turn
    call: Call
    shopper: LinkedShopper

    def run(self, action: OrderAction) -> Event:
        """The fact that an action leads to."""
        match action:
            case Identify():
                return ShopperKnown(home=self.shopper.home_location_id)
            case Prepare():
                return self._prepare(action)
            case Place():
                return self._place(action)
            case SendPayLink():
                return self._send_pay_link(action)
            case LookUpOrder():
                return self._look_up(action)
            case CancelOrder():
                return self._cancel(action)
            case _:
                assert_never(action)

    def _prepare(self, action: Prepare) -> PrepareDone:
        command = PrepareOrder(
            merchant_id=self.turn.merchant_id,
            lines=tuple(
                Wish(sku=each.sku, quantity=each.quantity, modifiers=each.modifiers)
                for each in action.lines
            ),
            shopper=shopper_of(self.shopper, locale=self.turn.locale),
            channel=self.turn.channel,
            key=self._key(action),
            location_id=action.location_id,
            method=action.method,
            hold_id=action.hold_id,
            wish=wish_named(self.turn, self.shopper.customer_id, action.wish),
        )
        shipped = command.method is FulfillmentMethod.SHIPPING
        elsewhere = shipped and action.address is None and command.shopper.address is None
        if elsewhere or action.address is not None:
            address = action.address or self._channels_address()
            command = replace(command, shopper=replace(command.shopper, address=address))
        points = None
        if action.with_points:
            rewarded, points = points_errands.rewarded(self.shop, command, self.call)
            outcome = self._outcome_of(rewarded)
            if points_errands.is_refused(outcome):
                refused = replace(points, reward=None, is_refused=True)
                points, outcome = refused, self._outcome_of(command)
        else:
            outcome = self._outcome_of(command)
        return PrepareDone(
            outcome=outcome,
            points=points,
            now=self.shop.voice.clock.now(),
            channels_address=elsewhere,
            can_permit=self.turn.account is not None,
            elsewhere=self._taken(action.wish) if _is_taken(outcome) else None,
        )

    def _outcome_of(self, command: PrepareOrder) -> PrepareOutcome | SplitPrepared:
        outcome = self._prepared(command)
        if not isinstance(outcome, OutOfStock):
            return outcome
        return self._kept(command) or self._in_parts(command, outcome)

    def _taken(self, wish: str) -> Elsewhere:
        """What became of a wish that could not be taken over a moment ago."""
        return self._elsewhere(wish) or Elsewhere(is_under_way=True)

    def _elsewhere(self, wish: str, *, besides: OrderId | None = None) -> Elsewhere | None:
        """Where the wish has gone on, in another conversation of this shopper."""
        shopper = self.shopper.customer_id
        named = wish_named(self.turn, shopper, wish)
        if named is None:
            return None
        asked = self.turn.merchant_id, shopper, named
        return self.shop.checkout.elsewhere(*asked, besides=besides)

    def _prepared(self, command: PrepareOrder) -> PrepareOutcome:
        shipped = command.method is FulfillmentMethod.SHIPPING
        if shipped and command.shopper.address is None:
            return NotOrderable(reason="no-address", detail="no address is on file")
        try:
            return self.shop.checkout.prepare(command, self.call)
        except ReservationExpiredError:
            # The hold to go on with has ended meanwhile; a new one is as good, if there is stock.
            return self.shop.checkout.prepare(replace(command, hold_id=None), self.call)

    def _kept(self, command: PrepareOrder) -> PrepareOutcome | None:
        """The order of goods that were sent here for this shopper and are kept; None: none are."""
        if len(command.lines) != 1 or command.location_id is None or command.hold_id is not None:
            return None
        (line,) = command.lines
        kept = self.shop.transfers.kept_hold(
            command.merchant_id,
            self.shopper.customer_id,
            line.sku,
            line.quantity,
            command.location_id,
        )
        return None if kept is None else self._prepared(replace(command, hold_id=kept))

    def _in_parts(self, command: PrepareOrder, short: OutOfStock) -> PrepareOutcome | SplitPrepared:
        """The same lines from several stores, where no one store has them all; a store that has
        all of them is the only one worth going to instead."""
        if len(command.lines) < 2 or command.hold_id is not None:
            return short
        if command.method is not FulfillmentMethod.PICKUP:
            return short
        stores = self.shop.splits.stores_for(command)
        if not stores:
            return short
        if len(stores) == 1:
            whole = tuple(one for one in short.alternatives if one.location_id in stores)
            return replace(short, alternatives=whole)
        key = IdempotencyKey(f"{command.key}-parts")
        outcome = self.shop.splits.prepare(replace(command, key=key), self.call)
        return outcome if isinstance(outcome, SplitPrepared) else short

    def _channels_address(self) -> Address | None:
        """What the channel knows, if the shopper lets us read it; for this order only."""
        addresses, account = self.shop.voice.addresses, self.turn.account
        return addresses.address(account) if addresses and account else None

    def _key(self, action: Prepare) -> IdempotencyKey:
        """One wish of one conversation: the same when a turn is run again, another for any change.

        Hashed, since session ids are long and none of the platform's business.
        """
        wish = "|".join(
            (
                *(*self.turn.conversation, self.shopper.customer_id),
                *(str(action.serial), action.method.value, action.location_id or ""),
                *(str(part) for part in (astuple(action.address) if action.address else ())),
                *(word for each in action.lines for word in _words_of(each)),
            )
        )
        return IdempotencyKey(f"voice-{hashlib.sha256(wish.encode()).hexdigest()[:40]}")

    def _place(self, action: Place) -> PlaceDone:
        if action.in_parts:
            parts = PlaceSplit(
                merchant_id=self.turn.merchant_id,
                split_id=action.order_id,
                agreed_total=action.agreed_total,
            )
            told = self.shop.splits.place(parts, self.call)
            gone = isinstance(told, HoldExpired)
            there = self._elsewhere(action.wish) if gone else None
            return PlaceDone(outcome=told, elsewhere=there)
        command = PlaceOrder(
            merchant_id=self.turn.merchant_id,
            order_id=action.order_id,
            payment_token=self.turn.payment_token,
            agreed_total=action.agreed_total,
        )
        outcome = self.shop.checkout.place(command, self.call)
        if isinstance(outcome, HoldExpired):
            there = self._elsewhere(action.wish, besides=action.order_id)
            return PlaceDone(outcome=outcome, elsewhere=there)
        if not isinstance(outcome, CardDeclined | NoCard | CardUnread | PayElsewhere):
            return PlaceDone(outcome=outcome)
        way = self.shop.pay_links.way(command.merchant_id, command.order_id, self.call)
        return PlaceDone(outcome=outcome, pay_link_by=way)

    def _send_pay_link(self, action: SendPayLink) -> PayLinkSent:
        now = self.shop.voice.clock.now()
        try:
            outcome = self.shop.pay_links.send(self.turn.merchant_id, action.order_id, self.call)
        except (IllegalTransitionError, UnsupportedError):
            return PayLinkSent(outcome=None, now=now)
        if isinstance(outcome, AuthorizedPayment):
            return PayLinkSent(outcome=None, now=now)
        return PayLinkSent(outcome=outcome, now=now)

    def _look_up(self, action: LookUpOrder) -> OrderFound:
        voice, turn = self.shop.voice, self.turn
        words = voice.words.of(turn.merchant_id)
        today = words.day_of(voice.clock.now()).date()
        meant = self._meant(action)
        known = self._known_order(action) if meant is None else meant.order
        if known is None:
            return OrderFound(
                purpose=action.purpose,
                by_number=action.number is not None,
                order=None,
                today=today,
            )
        order, stale = known, False
        try:
            order = self.shop.orders.order(turn.merchant_id, known.order_id, call=self.call)
            stale = order.pos_was_silent
        except PlatformError:
            stale = True
        of_order = self.shop.returns.of_order
        is_refund = action.purpose is Purpose.REFUND
        returns = of_order(turn.merchant_id, order.order_id) if is_refund else ()
        latest = max(returns, key=lambda each: each.created_at, default=None)
        return OrderFound(
            purpose=action.purpose,
            by_number=action.number is not None,
            order=order,
            today=today,
            placed_on=words.day_of(order.created_at).date(),
            position=None if meant is None else meant.position,
            stale=stale,
            returns=tuple(returns),
            label=None if latest is None else self.shop.returns.label_news(latest),
            parcel=None if latest is None else self._parcel_of(latest),
        )

    def _parcel_of(self, stored: StoredReturn) -> Tracking | None:
        return self.shop.returns.parcels(self.turn.merchant_id, [stored]).get(stored.id)

    def _meant(self, action: LookUpOrder) -> PastPurchase | None:
        """The order told by its goods and its day, among the shopper's latest."""
        told = action.goods is not None or action.day is not None or bool(action.kinds)
        if action.number is not None or not told:
            return None
        merchant_id, discovery = self.turn.merchant_id, self.shop.discovery
        words = self.shop.voice.words.of(merchant_id)
        return find_past_purchase(
            self._told(action, _REMEMBERED),
            words=action.goods,
            kinds=action.kinds,
            day=action.day,
            day_of=lambda moment: words.day_of(moment).date(),
            search=lambda said: skus_like(discovery, merchant_id, said),
            kind_of=lambda name: category_like(discovery, merchant_id, name),
            values_of=lambda sku: values_like(discovery, merchant_id, sku),
        )

    def _recent(self, limit: int) -> Sequence[OrderView]:
        """The shopper's orders, newest first."""
        recent, _ = self.shop.orders.of_customer(
            self.turn.merchant_id, self.shopper.customer_id, limit=limit, cursor=None
        )
        return recent

    def _known_order(self, action: LookUpOrder) -> OrderView | None:
        """The shopper's own order: by number, else the last. Another's is as if there were none."""
        merchant_id, number = self.turn.merchant_id, action.number
        if number is not None:
            order = self.shop.orders.by_number(merchant_id, number)
            if order is not None and order.customer_id == self.shopper.customer_id:
                return order
        if number is not None:
            recent = self._recent(_RECENT_ORDERS)
            return next((order for order in recent if _plain(order.called) == _plain(number)), None)
        return next(iter(self._told(action, _RECENT_ORDERS)), None)

    def _told(self, action: LookUpOrder, limit: int) -> list[OrderView]:
        """Orders that may be meant, newest first; to give something back, those first that the
        shopper has: what is still at the store hides the same goods at home otherwise. So do
        orders to be fetched hide a parcel, what is over hides what can be canceled, and what was
        taken in exchange hides what money went back for."""
        found = [order for order in self._recent(limit) if self._is_told(order, action)]
        if action.purpose in (Purpose.RETURN, Purpose.EXCHANGE):
            found.sort(key=lambda order: not is_received(order.state))
        if action.purpose is Purpose.CANCEL:
            found.sort(key=lambda order: order.state in _OVER)
        if action.purpose is Purpose.PARCEL:
            found.sort(key=_far_from_travel)
        if action.purpose is Purpose.REFUND:
            found.sort(key=lambda order: not self._gives_back(order))
        if action.purpose is Purpose.CANCEL and not action.names_one:
            found.sort(key=lambda order: order.order_id != action.spoken_of)
        return found

    def _gives_back(self, order: OrderView) -> bool:
        """Whether money of an order of these weeks went back, or is to."""
        age = self.shop.voice.clock.now() - order.created_at
        if age > _ASKED_AFTER:
            return False
        if order.payment_state in (PaymentState.REFUNDED, PaymentState.PARTIALLY_REFUNDED):
            return True
        return bool(self.shop.returns.of_order(self.turn.merchant_id, order.order_id))

    def _is_told(self, order: OrderView, action: LookUpOrder) -> bool:
        """Whether an order is one to tell about: it stands in the POS, or is still on its way.

        A checkout that was only prepared and given up again would hide the shopper's real order.
        """
        if order.was_given_up:
            return False
        if order.pos_order_id is not None or order.state is OrderState.PARKED:
            return True
        asked = action.purpose in (Purpose.STATUS, Purpose.CONTENTS, Purpose.PARCEL)
        if not asked or order.order_id == action.open_order:
            return False
        age = self.shop.voice.clock.now() - order.created_at
        return order.state is OrderState.PENDING and age < _STILL_WORKED_ON

    def _cancel(self, action: CancelOrder) -> Event:
        order = self.shop.orders.order(self.turn.merchant_id, action.order_id)
        if order.customer_id != self.shopper.customer_id:
            raise NotFoundError("order", action.order_id)
        outcome = self.shop.checkout.cancel(
            self.turn.merchant_id, action.order_id, reason=_CANCEL_REASON, call=self.call
        )
        return CancelDone(outcome=outcome, number=order.called)


def _far_from_travel(order: OrderView) -> int:
    """First what is on its way, then what is to be sent or was, then what is fetched."""
    on_its_way = any(each.delivered_on is None for each in order.tracking)
    if on_its_way and order.state is OrderState.SHIPPED:
        return 0
    is_sent = order.method is FulfillmentMethod.SHIPPING or bool(order.tracking)
    return 1 if is_sent and order.state is not OrderState.CANCELED else 2


def _words_of(line: Line) -> tuple[str, ...]:
    return (line.sku, str(line.quantity), *line.modifiers)


def _is_taken(outcome: PrepareOutcome | SplitPrepared) -> bool:
    return isinstance(outcome, NotOrderable) and outcome.reason == WISH_TAKEN.reason


def _plain(number: str) -> str:
    return "".join(char for char in number.upper() if char.isalnum()).lstrip("0")
