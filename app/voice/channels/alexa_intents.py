"""The skill's intents: what Alexa calls them, what they mean here, and how shoppers say them.

The interaction model is generated from these, and requests are read by them, so that the two
cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.voice.turn import Intent, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentDefinition:
    """One intent of the skill. `slots`: Alexa slot name to slot type."""

    name: str
    means: Intent
    slots: Mapping[str, str]
    samples: tuple[str, ...]


CHECK_AVAILABILITY: Final = IntentDefinition(
    name="CheckAvailabilityIntent",
    means=Intent.CHECK_AVAILABILITY,
    slots={"query": "AMAZON.SearchQuery"},
    samples=(
        "do you have {query}",
        "do you have any {query}",
        "do you have the {query}",
        "do you carry {query}",
        "do you sell {query}",
        "have you got {query}",
        "are there any {query}",
        "is there any {query}",
        "is the {query} in stock",
        "is the {query} available",
        "are the {query} in stock",
        "how many {query} are there",
        "check stock of {query}",
        "check availability of {query}",
        "check if you have {query}",
        "i'm looking for {query}",
        "look for {query}",
        "search for {query}",
        "find {query}",
    ),
)
ORDER_PRODUCT: Final = IntentDefinition(
    name="OrderProductIntent",
    means=Intent.PLACE_ORDER,
    slots={"query": "AMAZON.SearchQuery"},
    samples=(
        "order {query}",
        "order me {query}",
        "buy {query}",
        "buy me {query}",
        "purchase {query}",
        "reserve {query}",
        "get me {query}",
        "i want {query}",
        "i want to order {query}",
        "i want to buy {query}",
        "i need {query}",
        "i'd like {query}",
        "i'd like to order {query}",
        "i'd like to buy {query}",
        "i'll take {query}",
        "can i get {query}",
        "can i order {query}",
        "place an order for {query}",
        "order it",
        "buy it",
    ),
)
ORDER_STATUS: Final = IntentDefinition(
    name="OrderStatusIntent",
    means=Intent.ORDER_STATUS,
    slots={"orderNumber": "AMAZON.NUMBER"},
    samples=(
        "where is my order",
        "where's my order",
        "where is my package",
        "order status",
        "what's the status of my order",
        "check my order",
        "track my order",
        "track my package",
        "has my order shipped",
        "is my order ready",
        "when will my order arrive",
        "where is order {orderNumber}",
        "where is order number {orderNumber}",
        "status of order {orderNumber}",
        "what's the status of order {orderNumber}",
        "what's the status of order number {orderNumber}",
        "track order {orderNumber}",
        "track order number {orderNumber}",
    ),
)
CANCEL_ORDER: Final = IntentDefinition(
    name="CancelOrderIntent",
    means=Intent.CANCEL_ORDER,
    slots={"orderNumber": "AMAZON.NUMBER"},
    samples=(
        "cancel my order",
        "cancel the order",
        "cancel my last order",
        "cancel order {orderNumber}",
        "cancel order number {orderNumber}",
    ),
)
SELECT_OPTION: Final = IntentDefinition(
    name="SelectOptionIntent",
    means=Intent.INFORM,
    slots={
        "ordinal": "AMAZON.Ordinal",
        "number": "AMAZON.NUMBER",
        "size": "SIZE",
        "color": "AMAZON.Color",
        "method": "METHOD",
    },
    samples=(
        "{number}",
        "number {number}",
        "a {number}",
        "{ordinal}",
        "the {ordinal} one",
        "the {ordinal}",
        "{size}",
        "size {size}",
        "size {number}",
        "in size {size}",
        "in size {number}",
        "make it size {number}",
        "{color}",
        "in {color}",
        "the {color} one",
        "in {color} please",
        "{method}",
        "{method} please",
        "for {method}",
    ),
)
ANSWER: Final = IntentDefinition(
    name="AnswerIntent",
    means=Intent.INFORM,
    slots={"query": "AMAZON.SearchQuery"},
    samples=(
        "make it {query}",
        "change it to {query}",
        "change {query}",
        "i said {query}",
        "no i said {query}",
        "i meant {query}",
        "take {query}",
        "the one {query}",
        "at {query}",
        "at the {query}",
        "from {query}",
        "the {query} store",
        "it's {query}",
    ),
)
OWN: Final = (
    *(CHECK_AVAILABILITY, ORDER_PRODUCT, ORDER_STATUS, CANCEL_ORDER, SELECT_OPTION, ANSWER),
)
BUILT_IN: Final[Mapping[str, Intent]] = {
    "AMAZON.YesIntent": Intent.YES,
    "AMAZON.NoIntent": Intent.NO,
    "AMAZON.HelpIntent": Intent.HELP,
    "AMAZON.StopIntent": Intent.STOP,
    "AMAZON.CancelIntent": Intent.STOP,
    "AMAZON.RepeatIntent": Intent.REPEAT,
    "AMAZON.StartOverIntent": Intent.START_OVER,
    "AMAZON.NextIntent": Intent.MORE,
    "AMAZON.PreviousIntent": Intent.REPEAT,
    "AMAZON.NavigateHomeIntent": Intent.STOP,
    "AMAZON.FallbackIntent": Intent.UNKNOWN,
}
INTENTS: Final[Mapping[str, Intent]] = {
    **{definition.name: definition.means for definition in OWN},
    **BUILT_IN,
    "AMAZON.MoreIntent": Intent.MORE,
    # Names that merchants' own interaction models commonly use for the same things.
    "AvailabilityIntent": Intent.CHECK_AVAILABILITY,
    "CheckStockIntent": Intent.CHECK_AVAILABILITY,
    "ProductAvailabilityIntent": Intent.CHECK_AVAILABILITY,
    "OrderIntent": Intent.PLACE_ORDER,
    "PlaceOrderIntent": Intent.PLACE_ORDER,
    "BuyIntent": Intent.PLACE_ORDER,
    "TrackOrderIntent": Intent.ORDER_STATUS,
}
SLOTS: Final[Mapping[str, Slot]] = {
    "query": Slot.QUERY,
    "answer": Slot.QUERY,
    "product": Slot.PRODUCT,
    "productname": Slot.PRODUCT,
    "item": Slot.PRODUCT,
    "quantity": Slot.QUANTITY,
    "size": Slot.SIZE,
    "color": Slot.COLOR,
    "colour": Slot.COLOR,
    "place": Slot.PLACE,
    "store": Slot.PLACE,
    "location": Slot.PLACE,
    "method": Slot.METHOD,
    "fulfillment": Slot.METHOD,
    "ordernumber": Slot.ORDER_NUMBER,
    "ordinal": Slot.ORDINAL,
    "number": Slot.NUMBER,
}
"""Slot names in lower case without underscores."""
TYPES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "SIZE": {
        "XS": ("extra small",),
        "S": ("small",),
        "M": ("medium",),
        "L": ("large",),
        "XL": ("extra large", "x large"),
        "2XL": ("double extra large", "extra extra large"),
        **{f"{size}.5": (f"{size} and a half", f"{size} point five") for size in range(5, 14)},
    },
    "METHOD": {
        "pickup": ("pick up", "store pickup", "pick it up", "collect it"),
        "delivery": ("deliver it", "home delivery", "ship it", "shipping"),
    },
}
"""Values of the skill's own slot types with their synonyms."""
