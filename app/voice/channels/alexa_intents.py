"""What Alexa calls intents and slots, and what they mean here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.voice.channels.skill_intents import DEFINITIONS
from app.voice.turn import Intent, Slot

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
"""The built-in intents of the model that is generated."""
INTENTS: Final[Mapping[str, Intent]] = {
    **{definition.name: definition.means for definition in DEFINITIONS},
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
