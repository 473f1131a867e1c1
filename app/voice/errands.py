"""Performs what a conversation wants besides goods and orders: search, habits, stores, returns,
persons."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, TypeAlias, assert_never

from app.commerce.model import OrderView
from app.commerce.returns import AskReturn
from app.commerce.search import FoundProduct, ProductWish, of_its_kind
from app.commerce.usual import Usual
from app.commerce.words import names_something, tokens_of
from app.identity.levels import Level
from app.shoppers.desk import Purpose, caller_subject
from app.voice.dialogue.actions import (
    Event,
)
from app.voice.dialogue.consents import ConsentKept, Forget, Forgotten, SetConsent
from app.voice.dialogue.questions import (
    AssessReturn,
    CallPerson,
    FindUsual,
    GoodsFound,
    LookUpPolicy,
    LookUpStores,
    PersonCalled,
    PolicyKnown,
    RateReturn,
    ReturnAssessed,
    ReturnRated,
    ReturnStarted,
    SearchGoods,
    StartReturn,
    StoreFacts,
    StoresKnown,
    UsualFound,
)
from app.voice.dialogue.state import Criteria
from app.voice.identity import LinkedShopper
from app.voice.services import HandoffAsked, ShopServices
from app.voice.speech import shown
from app.voice.turn import Turn
from domain.calls import Call
from domain.catalog import Location
from domain.errors import NotFoundError
from domain.ids import LocationId, OrderId
from domain.returns import Refused

_CENT: Final = Decimal("0.01")
_CLEAR: Final = 90.0
"""From this score on nothing more like the words need be looked for."""
_READ_OUT: Final = 9
"""Products that "more" can go on with."""
_ALIKE: Final = 60.0
"""Below this score a product is another thing than was asked for."""
_NEAR: Final = 0.75
"""What is less like the wish than this share of the best is left out."""

_SHORTEST_PART: Final = 4
"""Letters of a part of a compound."""
Open: TypeAlias = SearchGoods | LookUpStores | LookUpPolicy | RateReturn
"""What anybody may ask; a rating is of the conversation's own return."""
Personal: TypeAlias = FindUsual | AssessReturn | StartReturn | Forget
"""What needs to be known who asks."""


@dataclass(frozen=True, slots=True)
class Errands:
    """One turn's errands. Methods raise DomainError, PlatformError."""

    shop: ShopServices
    turn: Turn
    call: Call

    def open(self, action: Open) -> Event:
        """The fact that an action leads to."""
        match action:
            case SearchGoods():
                found = self._among(action) or self._of_kind(action) or self._priced(action)
                return replace(found, in_between=action.in_between)
            case LookUpStores():
                return self._stores(action)
            case LookUpPolicy():
                return PolicyKnown(policy=self.shop.returns.policy(self.turn.merchant_id))
            case RateReturn():
                return self._rate(action)
            case _:
                assert_never(action)

    def personal(self, action: Personal, shopper: LinkedShopper) -> Event:
        """The fact that an action of a linked shopper leads to."""
        match action:
            case FindUsual():
                return self._usual(action, shopper)
            case AssessReturn():
                self._own(action.order_id, shopper)
                said = self.shop.returns.assess(
                    self.turn.merchant_id,
                    action.order_id,
                    (action.wanted,),
                    action.reason,
                    call=self.call,
                )
                return ReturnAssessed(said=said)
            case StartReturn():
                return self._start_return(action, shopper)
            case Forget():
                return self._forget(shopper)
            case _:
                assert_never(action)

    def consent(self, action: SetConsent, shopper: LinkedShopper | None) -> Event:
        """Keep a word on what may be kept; of a caller without an account, by a digest."""
        desk, turn = self.shop.voice.privacy, self.turn
        if desk is None:
            return Forgotten(done=False)
        subject = (
            shopper.customer_id
            if shopper is not None
            else caller_subject(turn.merchant_id, turn.channel, turn.caller)
        )
        desk.agree(
            turn.merchant_id,
            subject,
            action.purpose,
            channel=turn.channel,
            given=action.given,
            session=turn.session_id,
        )
        return ConsentKept(purpose=action.purpose, given=action.given)

    def _forget(self, shopper: LinkedShopper) -> Forgotten:
        desk = self.shop.voice.privacy
        if desk is None:
            return Forgotten(done=False)
        actor = f"shopper:{self.turn.channel}"
        desk.erase(self.turn.merchant_id, shopper.customer_id, actor=actor)
        return Forgotten(done=True)

    def _usual(self, action: FindUsual, shopper: LinkedShopper) -> UsualFound:
        """What is bought again and again; nothing, of who does not want it used."""
        merchant_id, desk = self.turn.merchant_id, self.shop.voice.privacy
        if desk is not None and not desk.agrees(
            merchant_id, shopper.customer_id, Purpose.PERSONALIZE
        ):
            usual = Usual(items=(), is_clear=False)
            return UsualFound(
                usual=usual, words=action.words, quantity=action.quantity, whole=action.whole
            )
        usual = self.shop.usual.usual(merchant_id, shopper.customer_id, words=action.words)
        return UsualFound(
            usual=usual, words=action.words, quantity=action.quantity, whole=action.whole
        )

    def _rate(self, action: RateReturn) -> ReturnRated:
        """Keep how a return went; where nobody keeps it, the shopper is thanked all the same."""
        ratings, turn = self.shop.voice.ratings, self.turn
        if ratings is not None:
            ratings.rate_return(
                turn.merchant_id,
                action.return_id,
                action.score,
                channel=turn.channel,
                locale=turn.locale,
            )
        return ReturnRated()

    def call_person(
        self, action: CallPerson, shopper: LinkedShopper | None, level: Level
    ) -> PersonCalled:
        """Hand the conversation over; where nobody takes it, whom to call instead."""
        desk = self.shop.voice.handoffs
        ticket = None if desk is None else desk.open(self._asked(action, shopper, level))
        store = None if ticket is not None else self._with_phone()
        return PersonCalled(
            ticket=ticket,
            reason=action.reason,
            about_address=action.about_address,
            store=store.name if store else None,
            phone=store.phone if store else None,
        )

    def _asked(
        self, action: CallPerson, shopper: LinkedShopper | None, level: Level
    ) -> HandoffAsked:
        return HandoffAsked(
            turn=self.turn,
            reason=action.reason,
            said=shown(action.said, self.turn.locale),
            customer_id=shopper.customer_id if shopper else None,
            identity_level=level.value,
            order_id=action.order_id,
            cart=tuple(
                {"sku": line.sku or "", "name": line.title or line.query, "quantity": line.quantity}
                for line in action.lines
            ),
            tried=action.tried,
        )

    def _with_phone(self) -> Location | None:
        stores = self.shop.stock.locations(self.turn.merchant_id)
        return next((store for _, store in stores if store.phone), None)

    # --- search ------------------------------------------------------------------------------

    def _among(self, action: SearchGoods) -> GoodsFound | None:
        """The goods that are compared, each as its name is found best; None: none are."""
        if action.summed:
            best = {one.match.product_id: one for name in action.among for one in self._best(name)}
            goods = tuple(best.values())
            return GoodsFound(items=goods, criteria=action.criteria, summed=True)
        found = [self._found(action.criteria.but(query=name))[:1] for name in action.among]
        items = {each.match.product_id: each for first in found for each in first}
        if not items:
            return None
        return GoodsFound(items=tuple(items.values()), criteria=action.criteria)

    def _best(self, name: str) -> tuple[FoundProduct, ...]:
        """What a name is found by for certain, be it without what is told behind it: "shoes in
        black"; else nothing."""
        words = name.split()
        spans = [(start, end) for start in (0, 1) for end in range(len(words), start, -1)]
        for start, end in spans:
            found = self._found(Criteria(query=" ".join(words[start:end])))[:1]
            if found and found[0].match.score >= _CLEAR:
                return found
        return ()

    def _of_kind(self, action: SearchGoods) -> GoodsFound | None:
        """Others of a product's kind, by its name or one word of it; None: there are none."""
        name = action.criteria.query
        for query in (name, *self._kinds(name)) if action.besides is not None else ():
            found = self._found(action.criteria.but(query=query))
            others = tuple(each for each in found if each.match.product_id != action.besides)
            if others:
                return GoodsFound(items=others, criteria=action.criteria)
        return None

    def _kinds(self, name: str) -> Iterator[str]:
        """The words of a name that may tell its kind, the last one first."""
        for word in reversed(tokens_of(name)):
            if names_something(word):
                yield word
                yield from self._ends(word)

    def _ends(self, word: str) -> Iterator[str]:
        """What a compound ends with, where titles have that word: "Familienzelt" is a "Zelt"."""
        goods = self.shop.voice.words.of(self.turn.merchant_id).vocabulary.goods
        ends = (word[at:] for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1))
        return (end for end in ends if end in goods)

    def _priced(self, action: SearchGoods) -> GoodsFound:
        """What fits; where nothing of that name costs less, or more, than what was read out, what
        does of its kind: another tent than the family tent."""
        criteria = self._bounded(action)
        found = self._search(criteria)
        if criteria.cheapest is None or not found.loosened:
            return found
        for word in self._kinds(criteria.query):
            of_kind = self._search(criteria.but(query=word))
            best = max((each.match.score for each in of_kind.items), default=0.0)
            if best >= _CLEAR and not of_kind.loosened:
                return replace(of_kind, items=_likest(of_kind.items, best))
        return found

    def _bounded(self, action: SearchGoods) -> Criteria:
        """The criteria, with the price of the product that it shall cost less or more than."""
        criteria = action.criteria
        if action.than is None:
            return criteria
        said = (each for each in self._found(criteria) if each.match.product_id == action.than)
        price = next((each.price_from for each in said), None)
        if price is None:
            return criteria
        criteria = criteria.but(cheapest=price, dearest=price)
        if action.dearer:
            return criteria.but(least=str(price.to_decimal() + _CENT))
        return criteria.but(most=str(price.to_decimal() - _CENT))

    def _search(self, criteria: Criteria) -> GoodsFound:
        """What fits; where nothing does at that price, what comes nearest without the bounds."""
        items = self._found(criteria)
        if criteria.least is None and criteria.most is None:
            return GoodsFound(items=items, criteria=criteria)
        told = criteria.cheapest is not None  # "cheaper": of what was read out, be it less alike
        clear = max((each.match.score for each in items), default=0.0) >= _CLEAR
        if items and (told or clear):
            return GoodsFound(items=items, criteria=criteria)
        near = self._found(criteria.but(least=None, most=None))
        best = max((each.match.score for each in near), default=0.0)
        alike = _likest(items, best)
        if alike:
            return GoodsFound(items=alike, criteria=criteria)
        is_upper = criteria.most is not None
        ranked = sorted(_likest(near, best), key=_price, reverse=not is_upper)[:1]
        return GoodsFound(items=tuple(ranked), criteria=criteria, loosened=True)

    def _found(self, criteria: Criteria) -> tuple[FoundProduct, ...]:
        wish = ProductWish(
            query=criteria.query,
            attributes=criteria.attributes,
            least=None if criteria.least is None else Decimal(criteria.least),
            most=None if criteria.most is None else Decimal(criteria.most),
            channel=self.turn.channel,
            limit=_READ_OUT,
        )
        items = of_its_kind(self.shop.search.search(self.turn.merchant_id, wish))
        best = max((each.match.score for each in items), default=0.0)
        least = min(best * _NEAR, _ALIKE)
        return tuple(each for each in items if each.match.score >= least)

    # --- stores ------------------------------------------------------------------------------

    def _stores(self, action: LookUpStores) -> StoresKnown:
        merchant_id, voice = self.turn.merchant_id, self.shop.voice
        now, known = voice.clock.now(), self.shop.stock.locations(merchant_id)
        place = action.place
        if action.besides is not None:
            place = next((each for each, _ in known if each != action.besides), action.besides)
        return StoresKnown(
            stores=tuple(self._facts(location_id, store) for location_id, store in known),
            now=now,
            today=voice.words.of(merchant_id).day_of(now).date(),
            place=place,
            day=action.day,
            asked=action.asked,
        )

    def _facts(self, location_id: LocationId, store: Location) -> StoreFacts:
        address = store.address
        return StoreFacts(
            location_id=location_id,
            name=store.name,
            street=address.line1 if address else None,
            city=address.city if address else None,
            phone=store.phone,
            opening=self.shop.nearby.opening(self.turn.merchant_id, location_id),
        )

    # --- returns -----------------------------------------------------------------------------

    def _start_return(self, action: StartReturn, shopper: LinkedShopper) -> ReturnStarted:
        self._own(action.order_id, shopper)
        wish = AskReturn(
            merchant_id=self.turn.merchant_id,
            order_id=action.order_id,
            lines=(action.wanted,),
            reason=action.reason,
            channel=self.turn.channel,
            key=self._key(action),
        )
        outcome = self.shop.returns.ask(wish, self.call)
        if isinstance(outcome, Refused):
            return ReturnStarted(outcome=outcome)
        return ReturnStarted(
            outcome=outcome,
            instructions=str(outcome.detail.get("instructions") or "") or None,
            label=self.shop.returns.label_news(outcome),
        )

    def _key(self, action: StartReturn) -> str:
        """One return of one conversation: the same when a turn is run again."""
        wish = "|".join(
            (
                *(*self.turn.conversation, action.order_id, str(action.serial)),
                *(str(action.wanted.position), str(action.wanted.quantity)),
            )
        )
        return f"voice-return-{hashlib.sha256(wish.encode()).hexdigest()[:40]}"

    def _own(self, order_id: OrderId, shopper: LinkedShopper) -> OrderView:
        """The shopper's order. Raises NotFoundError for another's, as if there were none."""
        order = self.shop.orders.order(self.turn.merchant_id, order_id)
        if order.customer_id != shopper.customer_id:
            raise NotFoundError("order", order_id)
        return order


def _likest(found: Sequence[FoundProduct], best: float) -> tuple[FoundProduct, ...]:
    """Those that are about as much like the words as the best of any price."""
    return tuple(each for each in found if each.match.score >= best * _NEAR)


def _price(found: FoundProduct) -> int:
    return found.price_from.amount if found.price_from is not None else 0
