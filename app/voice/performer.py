"""Performs the dialogue's actions against the commerce use cases, within one turn's deadline."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from app.commerce.model import (
    NotOrderable,
    OrderView,
    PlaceOrder,
    PrepareOrder,
    PrepareOutcome,
    ProductMatch,
    Wish,
)
from app.commerce.words import root, tokens_of
from app.voice.dialogue.actions import (
    Action,
    CancelDone,
    CancelOrder,
    CheckStock,
    ChoicesKnown,
    Event,
    FindProducts,
    Identify,
    LetGo,
    LetGone,
    Line,
    ListChoices,
    ListVariants,
    LookUpOrder,
    NotLinked,
    OrderFound,
    Place,
    PlaceDone,
    Prepare,
    PrepareDone,
    ProductsFound,
    Purpose,
    ShopperKnown,
    StockKnown,
    VariantsKnown,
)
from app.voice.dialogue.consents import Forget, SetConsent
from app.voice.dialogue.proofs import CheckProof, SendCode
from app.voice.dialogue.questions import (
    CallPerson,
    LookUpPolicy,
    LookUpStores,
    RateReturn,
    SearchGoods,
    StartReturn,
)
from app.voice.dialogue.recurring import (
    BeginSubscription,
    ManageSubscription,
    RecurringAction,
)
from app.voice.errands import Errands, Personal
from app.voice.identity import LinkedShopper, shopper_of
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.words import choice_words, tokenize
from app.voice.services import ShopServices
from app.voice.speaking import Speaker
from app.voice.subscription_errands import SubscriptionErrands
from app.voice.turn import Turn
from domain.calls import Call
from domain.catalog import Address
from domain.errors import NotFoundError, PlatformError, ReservationExpiredError
from domain.ids import HoldId, IdempotencyKey, LocationId
from domain.menus import local_time
from domain.orders import FulfillmentMethod, OrderState

_PURPOSE = re.compile(r" (?:for|para|pour|für) ")
OrderAction: TypeAlias = Identify | Prepare | Place | LookUpOrder | CancelOrder
"""What is done with a known shopper's orders."""
PersonalAction: TypeAlias = OrderAction | Personal | RecurringAction
"""What needs to be known who asks."""
_LASTING = (StartReturn, Forget, BeginSubscription, ManageSubscription)
"""What stays done, so that the reply must be heard."""
_CANCEL_REASON = "the shopper asked by voice"
_CLEAR = 70.0
"""The score from which on all the words of a sentence are taken for a product's."""
_RECENT_ORDERS = 10
_STILL_WORKED_ON = timedelta(minutes=15)
"""How long an order that is not in the POS yet may be on its way there."""


@dataclass(slots=True)
class Performer:
    """One turn's hands: knows the turn, its deadline and, once asked for, its shopper."""

    shop: ShopServices
    turn: Turn
    call: Call
    committed: bool = False
    """Whether an order was placed or canceled, so that the reply must be heard."""
    heard: Understanding | None = None
    """What was understood, once it was read."""
    speaker: Speaker = field(init=False)
    """Who speaks, as far as it was looked up and proven."""

    def __post_init__(self) -> None:
        self.speaker = Speaker(voice=self.shop.voice, turn=self.turn)

    @property
    def known_shopper(self) -> LinkedShopper | None:
        """Who was looked up in this turn, if anybody was."""
        return self.speaker.known

    def perform(self, action: Action) -> Event:
        """The fact that an action leads to. Raises: DomainError, PlatformError."""
        match action:
            case FindProducts() | ListVariants() | ListChoices() | CheckStock():
                return self._goods(action)
            case LetGo():
                self.let_go(action.hold_id)
                return LetGone(then=action.then)
            case SearchGoods() | LookUpStores() | LookUpPolicy() | RateReturn():
                return self._errands.open(action)
            case CallPerson():
                self.committed = True
                return self._errands.call_person(action, self.shopper(), self.speaker.level)
            case SetConsent():
                return self._errands.consent(action, self.shopper())
            case CheckProof() | SendCode():
                self.committed = True  # a try is counted, or a code is on its way
                return self.speaker.prove(action)
            case _:
                shopper = self.shopper()
                missing = self.speaker.missing(action)
                if missing is not None:
                    return missing
                return self._personal(action, shopper) if shopper else self._not_known(action)

    def _not_known(self, action: PersonalAction) -> NotLinked | OrderFound:
        """Nobody is known, nor can be on this channel: whose address it is, a person finds out."""
        if isinstance(action, LookUpOrder) and action.purpose is Purpose.ADDRESS:
            voice, merchant_id = self.shop.voice, self.turn.merchant_id
            today = voice.words.of(merchant_id).day_of(voice.clock.now()).date()
            return OrderFound(purpose=action.purpose, by_number=False, order=None, today=today)
        return NotLinked()

    def _personal(self, action: PersonalAction, shopper: LinkedShopper) -> Event:
        """The fact that an action of a known shopper leads to."""
        self.committed = self.committed or isinstance(action, _LASTING)
        if isinstance(action, RecurringAction):
            return SubscriptionErrands(self.shop, self.turn, shopper).run(action)
        if isinstance(action, Personal):
            fact = self._errands.personal(action, shopper)
            if isinstance(action, Forget):
                self.speaker.forget()
            return fact
        return self._for_shopper(action, shopper)

    @property
    def _errands(self) -> Errands:
        return Errands(self.shop, self.turn, self.call)

    def shopper(self) -> LinkedShopper | None:
        """The linked shopper of this turn, looked up once."""
        return self.speaker.shopper()

    def home(self) -> LocationId | None:
        """The home store of this turn's shopper, where there is one; good for looking things up."""
        voice, token = self.shop.voice, self.turn.access_token
        return voice.links.home(self.turn.merchant_id, token, voice.clock.now()) if token else None

    def let_go(self, hold_id: HoldId) -> None:
        """Give held stock back; one that has ended is as good."""
        try:
            self.shop.stock.release(self.turn.merchant_id, hold_id)
        except NotFoundError:
            return

    def _goods(self, action: FindProducts | ListVariants | ListChoices | CheckStock) -> Event:
        merchant_id = self.turn.merchant_id
        match action:
            case FindProducts():
                return self._find(action)
            case ListVariants():
                variants = self.shop.discovery.variants_of(merchant_id, action.product_id)
                if not any(variant.hours for variant in variants):
                    return VariantsKnown(variants=variants)
                return VariantsKnown(variants=variants, local=self._local(action.near))
            case ListChoices():
                lists = self.shop.discovery.modifier_lists(merchant_id, action.sku, at=action.at)
                return ChoicesKnown(lists=lists)
            case CheckStock():
                # Only a single variant is asked for live; several are answered from the cache.
                call = self.call if len(action.skus) == 1 else None
                return StockKnown(
                    answers=tuple(
                        self.shop.stock.availability(
                            merchant_id,
                            sku,
                            quantity=action.quantity,
                            near=action.near,
                            call=call,
                            channel=self.turn.channel,
                        )
                        for sku in action.skus
                    )
                )
            case _:
                assert_never(action)

    def _local(self, near: LocationId | None) -> datetime:
        """The time in that store, else in the shop."""
        merchant_id, now = self.turn.merchant_id, self.shop.voice.clock.now()
        zones = {place: store.timezone for place, store in self.shop.stock.locations(merchant_id)}
        local = local_time(now, zones.get(near)) if near is not None else None
        return local or self.shop.voice.words.of(merchant_id).day_of(now)

    def _find(self, action: FindProducts) -> ProductsFound:
        find = self.shop.discovery.find
        merchant_id, attributes = self.turn.merchant_id, action.attributes
        matches = find(merchant_id, action.query, attributes=attributes)
        if not matches:
            matches = find(merchant_id, _without_purpose(action.query), attributes=attributes)
        fuller = self._fuller(action)
        if fuller:
            matches, attributes = fuller, _not_in_name(attributes, fuller)
        elif action.phrase != action.query:
            whole = find(merchant_id, action.phrase, attributes={})
            left = _not_in_name(attributes, whole)
            if left != attributes and (not matches or whole[0].score >= matches[0].score):
                matches, attributes = whole, left
        found = ProductsFound(matches=matches, attributes=attributes, choices=action.choices)
        return self._with_choices(found, action.full_phrase) if action.full_phrase else found

    def _fuller(self, action: FindProducts) -> tuple[ProductMatch, ...]:
        """What all the words of the sentence find, where they say more than the name that was
        read out of it and where that is clear: a catalog knows best what its goods are called."""
        query, phrase = set(tokenize(action.query).norm), set(tokenize(action.phrase).norm)
        of_options = {word for value in action.attributes.values() for word in tokenize(value).norm}
        if not query < phrase - of_options:
            return ()
        find = self.shop.discovery.find
        found = find(self.turn.merchant_id, action.phrase, attributes=action.attributes)
        return found if found and found[0].score >= _CLEAR else ()

    def _with_choices(self, found: ProductsFound, full_phrase: str) -> ProductsFound:
        """What is found instead where the choices heard are part of a product's name."""
        whole = self.shop.discovery.find(self.turn.merchant_id, full_phrase, attributes={})
        left = _others(found.choices, whole)
        better = whole and (not found.matches or whole[0].score >= found.matches[0].score)
        if left == found.choices or not better:
            return found
        attributes = _not_in_name(found.attributes, whole)
        return ProductsFound(matches=whole, attributes=attributes, choices=left)

    def _for_shopper(self, action: OrderAction, shopper: LinkedShopper) -> Event:
        match action:
            case Identify():
                return ShopperKnown(home=shopper.home_location_id)
            case Prepare():
                return self._prepare(action, shopper)
            case Place():
                return self._place(action)
            case LookUpOrder():
                return self._look_up(action, shopper)
            case CancelOrder():
                return self._cancel(action, shopper)
            case _:
                assert_never(action)

    def _prepare(self, action: Prepare, shopper: LinkedShopper) -> PrepareDone:
        command = PrepareOrder(
            merchant_id=self.turn.merchant_id,
            lines=tuple(
                Wish(sku=each.sku, quantity=each.quantity, modifiers=each.modifiers)
                for each in action.lines
            ),
            shopper=shopper_of(shopper, locale=self.turn.locale),
            channel=self.turn.channel,
            key=self._key(action, shopper),
            location_id=action.location_id,
            method=action.method,
            hold_id=action.hold_id,
        )
        shipped = command.method is FulfillmentMethod.SHIPPING
        elsewhere = shipped and command.shopper.address is None
        if elsewhere:
            address = self._channels_address()
            command = replace(command, shopper=replace(command.shopper, address=address))
        outcome = self._prepared(command)
        now = self.shop.voice.clock.now()
        return PrepareDone(outcome=outcome, now=now, channels_address=elsewhere)

    def _prepared(self, command: PrepareOrder) -> PrepareOutcome:
        shipped = command.method is FulfillmentMethod.SHIPPING
        if shipped and command.shopper.address is None:
            return NotOrderable(reason="no-address", detail="no address is on file")
        try:
            return self.shop.checkout.prepare(command, self.call)
        except ReservationExpiredError:
            # The hold to go on with has ended meanwhile; a new one is as good, if there is stock.
            return self.shop.checkout.prepare(replace(command, hold_id=None), self.call)

    def _channels_address(self) -> Address | None:
        """What the channel knows, if the shopper lets us read it; for this order only."""
        addresses, account = self.shop.voice.addresses, self.turn.account
        return addresses.address(account) if addresses and account else None

    def _key(self, action: Prepare, shopper: LinkedShopper) -> IdempotencyKey:
        """One wish of one conversation: the same when a turn is run again, another for any change.

        Hashed, since session ids are long and none of the platform's business.
        """
        wish = "|".join(
            (
                *(self.turn.channel, self.turn.session_id, shopper.customer_id),
                *(str(action.serial), action.method.value, action.location_id or ""),
                *(word for each in action.lines for word in _words_of(each)),
            )
        )
        return IdempotencyKey(f"voice-{hashlib.sha256(wish.encode()).hexdigest()[:40]}")

    def _place(self, action: Place) -> PlaceDone:
        self.committed = True
        command = PlaceOrder(
            merchant_id=self.turn.merchant_id,
            order_id=action.order_id,
            payment_token=self.turn.payment_token,
            agreed_total=action.agreed_total,
        )
        return PlaceDone(outcome=self.shop.checkout.place(command, self.call))

    def _look_up(self, action: LookUpOrder, shopper: LinkedShopper) -> OrderFound:
        voice, turn = self.shop.voice, self.turn
        words = voice.words.of(turn.merchant_id)
        today = words.day_of(voice.clock.now()).date()
        known = self._known_order(action, shopper)
        if known is None:
            return OrderFound(
                purpose=action.purpose,
                by_number=action.number is not None,
                order=None,
                today=today,
            )
        about_refund = action.purpose is Purpose.REFUND
        order, stale = known, False
        try:
            order = self.shop.orders.order(turn.merchant_id, known.order_id, call=self.call)
            stale = order.pos_was_silent
        except PlatformError:
            stale = True
        return OrderFound(
            purpose=action.purpose,
            by_number=action.number is not None,
            order=order,
            today=today,
            placed_on=words.day_of(order.created_at).date(),
            stale=stale,
            returns=self._errands.returns_of(order.order_id) if about_refund else (),
        )

    def _known_order(self, action: LookUpOrder, shopper: LinkedShopper) -> OrderView | None:
        """The shopper's own order: by number, else the last. Another's is as if there were none."""
        merchant_id, number = self.turn.merchant_id, action.number
        if number is not None:
            order = self.shop.orders.by_number(merchant_id, number)
            if order is not None and order.customer_id == shopper.customer_id:
                return order
        recent, _ = self.shop.orders.of_customer(
            merchant_id, shopper.customer_id, limit=_RECENT_ORDERS, cursor=None
        )
        if number is not None:
            return next((order for order in recent if _plain(order.number) == _plain(number)), None)
        return next((order for order in recent if self._is_told(order, action)), None)

    def _is_told(self, order: OrderView, action: LookUpOrder) -> bool:
        """Whether an order is one to tell about: it stands in the POS, or is still on its way.

        A checkout that was only prepared and given up again would hide the shopper's real order.
        """
        if order.pos_order_id is not None or order.state is OrderState.PARKED:
            return True
        if action.purpose is not Purpose.STATUS or order.order_id == action.open_order:
            return False
        age = self.shop.voice.clock.now() - order.created_at
        return order.state is OrderState.PENDING and age < _STILL_WORKED_ON

    def _cancel(self, action: CancelOrder, shopper: LinkedShopper) -> Event:
        order = self.shop.orders.order(self.turn.merchant_id, action.order_id)
        if order.customer_id != shopper.customer_id:
            raise NotFoundError("order", action.order_id)
        self.committed = True
        outcome = self.shop.checkout.cancel(
            self.turn.merchant_id, action.order_id, reason=_CANCEL_REASON, call=self.call
        )
        return CancelDone(outcome=outcome, number=order.number)


def _words_of(line: Line) -> tuple[str, ...]:
    return (line.sku, str(line.quantity), *line.modifiers)


def _without_purpose(query: str) -> str:
    """The words before what the goods are for: "a lamp for a camping trip" is a lamp."""
    return _PURPOSE.split(query, maxsplit=1)[0] or query


def _not_in_name(
    attributes: Mapping[str, str], matches: tuple[ProductMatch, ...]
) -> Mapping[str, str]:
    """The attributes whose words are not part of the best match's title."""
    if not matches:
        return attributes
    title = {root(word) for word in tokens_of(matches[0].title)}
    return {
        option: value
        for option, value in attributes.items()
        if not {root(word) for word in tokens_of(value)} <= title
    }


def _others(choices: tuple[str, ...], matches: tuple[ProductMatch, ...]) -> tuple[str, ...]:
    """The choices whose words are not part of the best match's title."""
    title = set(choice_words(matches[0].title)) if matches else set()
    return tuple(each for each in choices if not set(choice_words(each)) <= title)


def _plain(number: str) -> str:
    return "".join(char for char in number.upper() if char.isalnum()).lstrip("0")
