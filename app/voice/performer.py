"""Performs the dialogue's actions against the commerce use cases, within one turn's deadline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from app.commerce.model import (
    LinkSent,
    Parked,
    PayElsewhere,
    Placed,
    ProductMatch,
    StillWorking,
)
from app.commerce.split_model import SplitPlaced
from app.commerce.words import names_something, root, tokens_of
from app.voice.balance_errands import BalanceErrands
from app.voice.catalog_vote import product_sold
from app.voice.dialogue.actions import (
    Action,
    CancelOrder,
    CheckStock,
    ChoicesKnown,
    Event,
    FindProducts,
    LetGo,
    LetGone,
    ListChoices,
    ListVariants,
    LookUpOrder,
    NotLinked,
    OrderFound,
    PayLinkSent,
    Place,
    PlaceDone,
    ProductsFound,
    Purpose,
    SendPayLink,
    StockKnown,
    VariantsKnown,
)
from app.voice.dialogue.balances import LookUpBalance
from app.voice.dialogue.consents import Forget, SetConsent
from app.voice.dialogue.exchanges import ConfirmExchange, ExchangeAction
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
from app.voice.dialogue.transfers import AskTransferFor, FindTransfer
from app.voice.errands import Errands, Personal
from app.voice.exchange_errands import ExchangeErrands
from app.voice.identity import LinkedShopper
from app.voice.letting_go import let_go
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.words import choice_words, singular, tokenize
from app.voice.order_errands import OrderAction, OrderErrands
from app.voice.services import ShopServices
from app.voice.speaking import Speaker
from app.voice.subscription_errands import SubscriptionErrands
from app.voice.transfer_errands import TransferErrands
from app.voice.turn import Turn
from domain.calls import Call
from domain.ids import LocationId, OrderId
from domain.menus import local_time

_PURPOSE = re.compile(r" (?:for|para|pour|für) ")
PersonalAction: TypeAlias = (
    OrderAction | Personal | RecurringAction | AskTransferFor | ExchangeAction | LookUpBalance
)
"""What needs to be known who asks."""
_LASTING = (
    *(Place, CancelOrder, StartReturn, Forget, BeginSubscription, ManageSubscription),
    *(AskTransferFor, ConfirmExchange, SendPayLink),
)
"""What stays done, so that the reply must be heard."""
_UNSURE = 74.0
"""At most so likely is what only single words of a sentence name."""
_NAMED = 88.0
"""From this score on a single word is one of the product's own."""
_SENTENCE = 24
_NAMING = 3
"""Letters from which on a word names something by itself."""
_APART = 5.0
"""Matches that differ by more are not mistaken for each other."""
_CLEAR = 70.0
"""The score from which on all the words of a sentence are taken for a product's."""


@dataclass(slots=True)
class Performer:
    """One turn's hands: knows the turn, its deadline and, once asked for, its shopper."""

    shop: ShopServices
    turn: Turn
    call: Call
    sold: OrderId | None = None
    """The order, or the split order, that this turn placed, parked, or left to the background or
    to a payment page: figures look later whether it stands."""
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
            case FindProducts() | ListVariants() | ListChoices() | CheckStock() | FindTransfer():
                return self._goods(action)
            case LetGo():
                stands = let_go(self.shop, self.turn.merchant_id, action.held, self.call)
                return LetGone(then=action.then, stands=stands)
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

    def again(self, action: Action, before: Event) -> Event:
        """What an action leads to now, which led to something before: that very fact, where all
        that it rests on is as it was. Raises: DomainError, PlatformError."""
        merchant_id = self.turn.merchant_id
        match action, before:
            case FindProducts(), ProductsFound():
                is_same = before.edition is self.shop.discovery.edition(merchant_id)
            case ListVariants(), VariantsKnown() if before.local is None:
                now = self.shop.discovery.variants_of(merchant_id, action.product_id)
                is_same = before.variants is now
            case CheckStock(), StockKnown():
                is_same = all(
                    self.shop.stock.is_as_told(
                        merchant_id,
                        told,
                        quantity=action.quantity,
                        near=action.near,
                        channel=self.turn.channel,
                    )
                    for told in before.answers
                )
            case _:
                is_same = False
        return before if is_same else self.perform(action)

    def _not_known(self, action: PersonalAction) -> NotLinked | OrderFound:
        """Nobody is known, nor can be on this channel: whose address it is, a person finds out."""
        if isinstance(action, LookUpOrder) and action.purpose is Purpose.ADDRESS:
            voice, merchant_id = self.shop.voice, self.turn.merchant_id
            today = voice.words.of(merchant_id).day_of(voice.clock.now()).date()
            return OrderFound(purpose=action.purpose, by_number=False, order=None, today=today)
        return NotLinked(by_card=self.turn.can_link)

    def _personal(self, action: PersonalAction, shopper: LinkedShopper) -> Event:
        """The fact that an action of a known shopper leads to."""
        self.committed = self.committed or isinstance(action, _LASTING)
        if isinstance(action, ExchangeAction):
            return ExchangeErrands(self.shop, self.turn, self.call, shopper).run(action)
        if isinstance(action, AskTransferFor):
            return TransferErrands(self.shop, self.turn, self.call).ask(action, shopper)
        if isinstance(action, LookUpBalance):
            return BalanceErrands(self.shop, self.turn, self.call).look_up(action, shopper)
        if isinstance(action, RecurringAction):
            return SubscriptionErrands(self.shop, self.turn, shopper).run(action)
        if isinstance(action, Personal):
            fact = self._errands.personal(action, shopper)
            if isinstance(action, Forget):
                self.speaker.forget()
            return fact
        told = OrderErrands(self.shop, self.turn, self.call, shopper).run(action)
        if isinstance(told, PlaceDone | PayLinkSent):
            self.sold = _sold(told) or self.sold
        return told

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

    def _goods(
        self, action: FindProducts | ListVariants | ListChoices | CheckStock | FindTransfer
    ) -> Event:
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
            case FindTransfer():
                return TransferErrands(self.shop, self.turn, self.call).find(action)
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
        edition = self.shop.discovery.edition(self.turn.merchant_id)
        merchant_id, attributes = self.turn.merchant_id, action.attributes
        matches = find(merchant_id, action.query, attributes=attributes)
        if not matches:
            matches = find(merchant_id, _without_purpose(action.query), attributes=attributes)
        if not matches and not self._is_beside(action.query):
            matches = self._in_the_sentence(attributes)
        fuller = self._fuller(action, matches)
        if fuller:
            matches, attributes = fuller, _not_in_name(attributes, fuller)
        elif action.phrase != action.query:
            whole = find(merchant_id, action.phrase, attributes={})
            left = _not_in_name(attributes, whole)
            if left != attributes and (not matches or whole[0].score >= matches[0].score):
                matches, attributes = whole, left
        found = ProductsFound(
            matches=matches, attributes=attributes, choices=action.choices, edition=edition
        )
        return self._with_choices(found, action.full_phrase) if action.full_phrase else found

    def _in_the_sentence(self, attributes: Mapping[str, str]) -> tuple[ProductMatch, ...]:
        """What the words of the whole sentence name, where what was read out of it as a name is
        none; never so surely that it is not asked about."""
        find, merchant_id = self.shop.discovery.find, self.turn.merchant_id
        words = tokenize(self.heard.text).norm if self.heard is not None else ()
        naming = (w for w in words[:_SENTENCE] if len(w) >= _NAMING and names_something(w))
        named = [word for word in naming if self._names_goods(word)]
        if not named:
            return ()
        found = find(merchant_id, " ".join(named), attributes=attributes)
        return tuple(replace(each, score=min(each.score, _UNSURE)) for each in found)

    def _is_beside(self, query: str) -> bool:
        """Whether it was named beside other goods, which the words of the sentence would find."""
        return self.heard is not None and any(query == each.product for each in self.heard.others)

    def _is_named_beside(self, match: ProductMatch) -> bool:
        """Whether goods are those that are named beside the first: "bottles and wool socks"."""
        others = self.heard.others if self.heard is not None else ()
        return any(
            product_sold(each.product, self.shop.discovery, self.turn.merchant_id)
            == match.product_id
            for each in others
        )

    def _names_goods(self, word: str) -> bool:
        found = self.shop.discovery.find(self.turn.merchant_id, word, attributes={}, limit=1)
        return bool(found) and found[0].score >= _NAMED

    def _fuller(
        self, action: FindProducts, named: Sequence[ProductMatch]
    ) -> tuple[ProductMatch, ...]:
        """What all the words of the sentence find, where they say more than the name that was
        read out of it and where that is clear: a catalog knows best what its goods are called.

        Not what only the other words name: in "mugs and a lamp" the lamp is another wish.
        """
        query, phrase = set(tokenize(action.query).norm), set(tokenize(action.phrase).norm)
        of_options = {word for value in action.attributes.values() for word in tokenize(value).norm}
        if not query < phrase - of_options:
            return ()
        find = self.shop.discovery.find
        found = find(self.turn.merchant_id, action.phrase, attributes=action.attributes)
        if not found or found[0].score < _CLEAR or _is_settled(named, found[0]):
            return ()
        if self._is_named_beside(found[0]):
            return ()
        is_known = found[0].product_id in {each.product_id for each in named}
        title = set(map(singular, tokenize(found[0].title).norm))
        return found if is_known or not named or title & set(map(singular, query)) else ()

    def _with_choices(self, found: ProductsFound, full_phrase: str) -> ProductsFound:
        """What is found instead where the choices heard are part of a product's name."""
        whole = self.shop.discovery.find(self.turn.merchant_id, full_phrase, attributes={})
        left = _others(found.choices, whole)
        better = whole and (not found.matches or whole[0].score >= found.matches[0].score)
        if left == found.choices or not better:
            return found
        attributes = _not_in_name(found.attributes, whole)
        return replace(found, matches=whole, attributes=attributes, choices=left)


def _sold(fact: PlaceDone | PayLinkSent) -> OrderId | None:
    """What came of placing, or waits to be paid on a page, by its id; None: nothing was."""
    match fact.outcome:
        case Placed(receipt=receipt):
            return receipt.order_id
        case SplitPlaced(split_id=split_id):
            return OrderId(split_id)
        case StillWorking(order_id=order_id) | Parked(order_id=order_id):
            return order_id
        case PayElsewhere(order_id=order_id) | LinkSent(order_id=order_id):
            return order_id
        case _:
            return None


def _is_settled(named: Sequence[ProductMatch], fuller: ProductMatch) -> bool:
    """Whether the name alone finds the same product, and clearly: other words tell nothing more."""
    if not named or named[0].product_id != fuller.product_id or named[0].score < fuller.score:
        return False
    return len(named) == 1 or named[0].score - named[1].score > _APART


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
