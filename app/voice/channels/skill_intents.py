"""The intents of every skill and agent that is generated: name, meaning, slots.

Alexa's interaction model and Dialogflow's agents are made from these, and requests are read by
them, so that the two cannot drift apart. How each is said stands in `sentences`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.voice.nlu.understanding import Expect
from app.voice.turn import Intent


class SlotKind(StrEnum):
    """What a slot takes; the values of the upper ones are ours, those of the lower the vendor's."""

    SIZE = "SIZE"
    COLOR = "COLOR"
    METHOD = "METHOD"
    ORDINAL = "ORDINAL"
    STORE = "STORE"
    PRODUCT = "PRODUCT"
    PHRASE = "phrase"
    NUMBER = "number"


KINDS: Final[Mapping[str, SlotKind]] = {
    "query": SlotKind.PHRASE,
    "product": SlotKind.PRODUCT,
    "quantity": SlotKind.NUMBER,
    "number": SlotKind.NUMBER,
    "orderNumber": SlotKind.NUMBER,
    "size": SlotKind.SIZE,
    "color": SlotKind.COLOR,
    "method": SlotKind.METHOD,
    "ordinal": SlotKind.ORDINAL,
    "store": SlotKind.STORE,
}
"""What each slot takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentDefinition:
    """One intent of a generated skill or agent."""

    name: str
    means: Intent
    slots: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    """The slots that a channel may be told to ask for while this intent is talked over."""
    confirms: bool = False
    """Whether it ends in a yes or no."""
    questions: Mapping[Expect, str] = field(init=False)
    """The slot by what the dialogue asks for; options are found by their own names."""

    def __post_init__(self) -> None:
        known = {expect: slot for expect, slot in _QUESTIONS.items() if slot in self.asks}
        object.__setattr__(self, "questions", known)


_QUESTIONS: Final[Mapping[Expect, str]] = {
    Expect.PRODUCT: "query",
    Expect.METHOD: "method",
    Expect.STORE: "store",
    Expect.QUANTITY: "quantity",
    Expect.ORDER_NUMBER: "orderNumber",
}
_SHOPPED: Final = ("query", "product", "quantity", "size", "color", "method", "store")
_ASKED: Final = ("query", "size", "color", "method", "quantity", "store")
DEFINITIONS: Final = (
    IntentDefinition(
        name="CheckAvailabilityIntent",
        means=Intent.CHECK_AVAILABILITY,
        slots=_SHOPPED,
        asks=_ASKED,
        confirms=True,
    ),
    IntentDefinition(
        name="ProductSearchIntent", means=Intent.PRODUCT_SEARCH, slots=("query", "product")
    ),
    IntentDefinition(name="PriceCheckIntent", means=Intent.PRICE_CHECK, slots=("query", "product")),
    IntentDefinition(
        name="OrderProductIntent",
        means=Intent.PLACE_ORDER,
        slots=_SHOPPED,
        asks=_ASKED,
        confirms=True,
    ),
    IntentDefinition(
        name="AddToCartIntent",
        means=Intent.ADD_TO_CART,
        slots=_SHOPPED,
        asks=_ASKED,
        confirms=True,
    ),
    IntentDefinition(name="ViewCartIntent", means=Intent.VIEW_CART),
    IntentDefinition(
        name="CheckoutIntent",
        means=Intent.CHECKOUT,
        slots=("method",),
        asks=("method",),
        confirms=True,
    ),
    IntentDefinition(name="ReorderIntent", means=Intent.REORDER, slots=("query",)),
    IntentDefinition(name="PromotionsIntent", means=Intent.PROMOTIONS),
    IntentDefinition(
        name="OrderStatusIntent",
        means=Intent.ORDER_STATUS,
        slots=("orderNumber",),
        asks=("orderNumber",),
    ),
    IntentDefinition(
        name="CancelOrderIntent",
        means=Intent.CANCEL_ORDER,
        slots=("orderNumber",),
        asks=("orderNumber",),
        confirms=True,
    ),
    IntentDefinition(
        name="ReturnItemIntent",
        means=Intent.RETURN_ITEM,
        slots=("query", "orderNumber"),
        asks=("orderNumber",),
        confirms=True,
    ),
    IntentDefinition(name="RefundStatusIntent", means=Intent.REFUND_STATUS),
    IntentDefinition(name="ReturnPolicyIntent", means=Intent.RETURN_POLICY),
    IntentDefinition(name="StoreInfoIntent", means=Intent.STORE_INFO, slots=("store",)),
    IntentDefinition(name="DeliveryInfoIntent", means=Intent.DELIVERY_INFO),
    IntentDefinition(name="PaymentInfoIntent", means=Intent.PAYMENT_INFO),
    IntentDefinition(name="ChangeAddressIntent", means=Intent.CHANGE_ADDRESS),
    IntentDefinition(name="HumanAgentIntent", means=Intent.HUMAN_AGENT),
    IntentDefinition(name="ThanksIntent", means=Intent.THANKS),
    IntentDefinition(
        name="SelectOptionIntent",
        means=Intent.INFORM,
        slots=("ordinal", "number", "size", "color", "method", "store"),
    ),
    IntentDefinition(name="AnswerIntent", means=Intent.INFORM, slots=("query",)),
)
"""Every intent that is ours."""
BY_NAME: Final[Mapping[str, IntentDefinition]] = {each.name: each for each in DEFINITIONS}
WELCOME: Final = "Default Welcome Intent"
"""What Dialogflow calls the beginning of a conversation."""
NO_MATCH, NO_INPUT = "no_match", "no_input"
TAGS: Final = frozenset({*BY_NAME, WELCOME, NO_MATCH, NO_INPUT})
"""What a generated agent's requests are tagged with."""
