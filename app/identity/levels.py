"""How sure it is who speaks, and how sure it must be for what: the one table of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Final


class Level(IntEnum):
    """How sure it is who speaks; it ends with the conversation."""

    NOBODY = 0
    """Anybody; a caller's number alone is no proof, since it can be forged."""
    KNOWN = 1
    """A linked account, or a caller's number with an order number, or an order number with the
    last four digits of the phone."""
    PROVEN = 2
    """A linked account or a caller's number with a PIN, or a code sent to the number or mail
    address on file."""


class Act(Enum):
    """What a shopper may want done."""

    SEARCH = "search"
    STOCK = "stock"
    PRICE = "price"
    HOURS = "hours"
    POLICY = "policy"
    HUMAN = "human"
    CONSENT = "consent"
    ORDER_STATUS = "order_status"
    REFUND_STATUS = "refund_status"
    ORDER_PAY_IN_STORE = "order_pay_in_store"
    REORDER_LOOK = "reorder_look"
    ORDER_STORED_PAYMENT = "order_stored_payment"
    CANCEL = "cancel"
    RETURN = "return"
    CHANGE_ADDRESS = "change_address"
    SUBSCRIBE = "subscribe"
    MANAGE_SUBSCRIPTION = "manage_subscription"
    SET_PIN = "set_pin"


LEVELS: Final[Mapping[Act, Level]] = MappingProxyType(
    {
        Act.SEARCH: Level.NOBODY,
        Act.STOCK: Level.NOBODY,
        Act.PRICE: Level.NOBODY,
        Act.HOURS: Level.NOBODY,
        Act.POLICY: Level.NOBODY,
        Act.HUMAN: Level.NOBODY,
        Act.CONSENT: Level.NOBODY,
        Act.ORDER_STATUS: Level.KNOWN,
        Act.REFUND_STATUS: Level.KNOWN,
        Act.ORDER_PAY_IN_STORE: Level.KNOWN,
        Act.REORDER_LOOK: Level.KNOWN,
        Act.ORDER_STORED_PAYMENT: Level.PROVEN,
        Act.CANCEL: Level.PROVEN,
        Act.RETURN: Level.PROVEN,
        Act.CHANGE_ADDRESS: Level.PROVEN,
        Act.SUBSCRIBE: Level.PROVEN,
        Act.MANAGE_SUBSCRIPTION: Level.PROVEN,
        Act.SET_PIN: Level.PROVEN,
    }
)
"""Who may hear of an order must be known; who moves money or goods must be proven."""


def allows(level: Level, act: Act) -> bool:
    """Whether somebody known that surely may have this done."""
    return level >= LEVELS[act]
