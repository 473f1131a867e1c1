"""Intents and slots by name: how agents that merchants build elsewhere are understood here.

`order.status`, `Order Status` and `OrderStatusIntent` all mean the same. A name that is not known
leaves the words to the understanding of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.voice.channels.port import text_of
from app.voice.ssml import clean
from app.voice.turn import Intent, Slot, TurnKind

_MAX_SLOT: Final = 300
_CAPITALS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ODD: Final = re.compile(r"[^a-z0-9]+")
_BY_NAME: Final = {intent.value: intent for intent in Intent if intent is not Intent.UNKNOWN}
_OTHER_NAMES: Final[Mapping[str, Intent]] = {
    "availability": Intent.CHECK_AVAILABILITY,
    "product_availability": Intent.CHECK_AVAILABILITY,
    "product_search": Intent.CHECK_AVAILABILITY,
    "find_product": Intent.CHECK_AVAILABILITY,
    "order": Intent.PLACE_ORDER,
    "order_product": Intent.PLACE_ORDER,
    "create_order": Intent.PLACE_ORDER,
    "buy": Intent.PLACE_ORDER,
    "status": Intent.ORDER_STATUS,
    "track_order": Intent.ORDER_STATUS,
    "cancel": Intent.CANCEL_ORDER,
    "confirm": Intent.YES,
    "deny": Intent.NO,
    "goodbye": Intent.STOP,
    "welcome": Intent.GREETING,
    "default_welcome": Intent.GREETING,
}
_WELCOME: Final = frozenset({"welcome", "default_welcome", "greeting", "actions_main", "main"})
_SLOTS: Final = {slot.value: slot for slot in Slot} | {
    "item": Slot.PRODUCT,
    "product_name": Slot.PRODUCT,
    "amount": Slot.QUANTITY,
    "colour": Slot.COLOR,
    "store": Slot.PLACE,
    "location": Slot.PLACE,
    "order_id": Slot.ORDER_NUMBER,
    "order": Slot.ORDER_NUMBER,
    "text": Slot.QUERY,
    "utterance": Slot.QUERY,
}


def plain_name(name: str) -> str:
    """A name in lower case with underscores, without `intent` at its end."""
    words = _ODD.sub("_", _CAPITALS.sub("_", name).lower()).strip("_")
    return words.removesuffix("_intent")


def intent_named(*names: str) -> Intent | None:
    """What the first known of these names means."""
    for name in map(plain_name, names):
        found = _BY_NAME.get(name) or _OTHER_NAMES.get(name)
        if found is not None:
            return found
    return None


def kind_named(*names: str) -> TurnKind:
    """Whether one of these names begins a conversation."""
    begins = any(plain_name(name) in _WELCOME for name in names)
    return TurnKind.LAUNCH if begins else TurnKind.SPEECH


def slots_in(parameters: Mapping[str, Any]) -> Iterator[tuple[Slot, str]]:
    """Known parameters that hold something."""
    for name in parameters:
        slot = _SLOTS.get(plain_name(name))
        value = clean(text_of(parameters, name))[:_MAX_SLOT].strip()
        if slot is not None and value:
            yield slot, value
