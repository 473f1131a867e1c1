"""What was understood of one utterance, and the port to whatever understands it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

from app.voice.amendable import Amendable
from app.voice.nlu.entities.addresses import AddressPieces
from app.voice.nlu.labels import Label
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence


class Expect(StrEnum):
    """What the dialogue just asked for; an answer is tried against it first."""

    NOTHING = "nothing"
    PRODUCT = "product"
    PRODUCT_CHOICE = "product_choice"
    OPTION = "option"
    MODIFIER = "modifier"
    """One of the choices that a dish asks for."""
    METHOD = "method"
    QUANTITY = "quantity"
    STORE = "store"
    OTHER_STORE = "other_store"
    """Yes or no to the store just offered, or the name of another."""
    OFFER = "offer"
    """Yes or no to ordering what was just found."""
    CONFIRM = "confirm"
    """Yes or no to the order just read back."""
    TRY_AGAIN = "try_again"
    """Yes or no to one more attempt at the order."""
    PAY_LINK = "pay_link"
    """Yes or no to being sent a page to pay on."""
    CHANGE = "change"
    """What to change in the order just declined."""
    ORDER_NUMBER = "order_number"
    CONFIRM_CANCEL = "confirm_cancel"
    """Yes or no to canceling an order that stands."""
    MORE_ITEMS = "more_items"
    """Anything else for the order, or no."""
    RETURN_LINE = "return_line"
    """Which line of the order goes back."""
    RETURN_REASON = "return_reason"
    CONFIRM_RETURN = "confirm_return"
    """Yes or no to starting a return."""
    CONFIRM_EXCHANGE = "confirm_exchange"
    """Yes or no to goods for goods, at the price just read back."""
    EXCHANGE_ELSE = "exchange_else"
    """What else shall be exchanged for, where what was wanted is sold out."""
    PERSON = "person"
    """Yes or no to being helped by a person."""
    RESUME = "resume"
    """Yes or no to going on with what another conversation began."""
    PROOF_NUMBER = "proof_number"
    """The number of an order of the shopper's, which tells that it is them."""
    PROOF_LAST_FOUR = "proof_last_four"
    """The last four digits of the phone number that the shop has."""
    PROOF_PIN = "proof_pin"
    """The PIN, or the wish for a code."""
    PROOF_CODE = "proof_code"
    """The code that was sent."""
    SUBSCRIPTION_CADENCE = "subscription_cadence"
    """How often something shall come."""
    CONFIRM_SUBSCRIPTION = "confirm_subscription"
    """Yes or no to the subscription just read back."""
    SUBSCRIPTION_CHOICE = "subscription_choice"
    """Which of several subscriptions is meant."""
    SUBSCRIPTION_DATE = "subscription_date"
    """On which day it shall come next."""
    SUBSCRIPTION_WISH = "subscription_wish"
    """What shall be done with the subscription just told."""
    CONFIRM_CHANGE = "confirm_change"
    """Yes or no to what shall become of a subscription."""
    PRICE_CONSENT = "price_consent"
    """Yes or no to a higher price, or to a substitute."""
    CONFIRM_FORGET = "confirm_forget"
    """Yes or no to erasing everything held of the shopper."""
    ADDRESS_STREET = "address_street"
    """Street and number of where the order goes."""
    ADDRESS_NUMBER = "address_number"
    ADDRESS_CITY = "address_city"
    """City and postal code."""
    ADDRESS_POSTCODE = "address_postcode"
    ADDRESS_PART = "address_part"
    """Which piece of the address just read back is wrong."""
    CONFIRM_ADDRESS = "confirm_address"
    """Yes or no to the address just read back."""
    TRANSFER = "transfer"
    """Yes or no to goods being sent from another store."""
    RATING = "rating"
    """One to five for how a return went."""


PROOFS: Final = frozenset(
    {Expect.PROOF_NUMBER, Expect.PROOF_LAST_FOUR, Expect.PROOF_PIN, Expect.PROOF_CODE}
)
"""Questions whose answers are kept nowhere, in no form."""
ADDRESSING: Final = frozenset(
    {Expect.ADDRESS_STREET, Expect.ADDRESS_NUMBER, Expect.ADDRESS_CITY, Expect.ADDRESS_POSTCODE,
     Expect.ADDRESS_PART, Expect.CONFIRM_ADDRESS}
)  # fmt: skip
"""Questions for an address, whose answers stay in the conversation."""
YES_OR_NO: Final = frozenset(
    {Expect.OFFER, Expect.CONFIRM, Expect.TRY_AGAIN, Expect.OTHER_STORE, Expect.CONFIRM_CANCEL,
     Expect.CONFIRM_RETURN, Expect.RESUME, Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE,
     Expect.PRICE_CONSENT, Expect.CONFIRM_FORGET, Expect.CONFIRM_ADDRESS, Expect.TRANSFER,
     Expect.CONFIRM_EXCHANGE, Expect.EXCHANGE_ELSE, Expect.PAY_LINK}
)  # fmt: skip
"""Questions that a yes or a no answers."""
UNTOLD: Final = PROOFS | ADDRESSING
"""Questions whose answers go nowhere else: not into a log, a cache or a parser outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A further thing named in the same breath."""

    product: str
    quantity: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentToStore:
    """Between which stores goods shall travel, as far as it was said."""

    to: LocationId | None = None
    source: LocationId | None = None
    to_own: bool = False
    """To the shopper's own store, without its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeWish:
    """What is wanted for goods that go back, as far as it was said."""

    product: str | None = None
    """Other goods; None: the same in another size or color."""
    phrase: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    option: str | None = None
    """The option that shall be another, where its value was not said: "a bigger size"."""


@dataclass(frozen=True, kw_only=True)
class Understanding(Amendable):
    """Intent and entities of one utterance; None and empty: not mentioned."""

    intent: Intent
    product: str | None = None
    """The product phrase without quantity, attributes, place and method."""
    phrase: str | None = None
    """The product phrase with its attribute words, should they belong to the name."""
    full_phrase: str | None = None
    """The product phrase with the words of `choices` as well, where there are any."""
    quantity: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Unified option name to the catalog's own value (or the word heard, if it has none)."""
    choices: tuple[str, ...] = ()
    """Choices of the merchant's menus ("oat milk"), each as often as it was asked for."""
    left_out: tuple[str, ...] = ()
    """Choices to be left out ("without tomato")."""
    method: FulfillmentMethod | None = None
    place: LocationId | None = None
    order_number: str | None = None
    item_ref: int | None = None
    """1-based place in the list last read out; -1 is the last."""
    number: int | None = None
    """The utterance was nothing but this number; the question asked decides what it means."""
    text: str = ""
    """The words themselves, for matching against the choices read out."""
    others: tuple[Named, ...] = ()
    """What was named besides `product`."""
    least: Decimal | None = None
    """In whole units of the shop's currency."""
    most: Decimal | None = None
    day: date | None = None
    every: Cadence | None = None
    """How often something shall come."""
    first: date | None = None
    """The first day of what shall come `every` so often, where it was said."""
    reason: str | None = None
    """Why goods go back, as the entities name it: `wrong_size`, `damaged` and the like."""
    address: AddressPieces | None = None
    """What was told of an address; looked for where one is asked for or clearly told."""
    exchange: ExchangeWish | None = None
    """That goods shall be exchanged; `product` is what goes back."""
    sent: SentToStore | None = None
    """That goods shall be sent to a store."""
    hesitant: bool = False
    """It began with a wait ("wait, both"), which is no part of `text`."""
    either: tuple[Label, Label] | None = None
    """The two likeliest readings, where neither is likely enough to be acted on."""

    @property
    def says_something(self) -> bool:
        """Whether any entity that can change an order was mentioned."""
        return bool(
            self.product
            or self.attributes
            or self.choices
            or self.left_out
            or self.quantity is not None
            or self.method
            or self.place
            or self.number is not None
            or self.item_ref is not None
        )


class Understander(Protocol):
    """Reads an utterance; the rules of this part, a trained model, or an external parser."""

    def understand(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        expect: Expect,
        locale: str = "en-US",
        known: Intent | None = None,
    ) -> Understanding:
        """Intent and entities of the text, given the catalog's words and the open question.

        `locale` is what the channel told of the language; `known` is the channel's own intent,
        which stands: only entities are looked for.
        """
        ...
