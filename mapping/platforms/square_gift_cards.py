"""Square's gift cards: the table. Square-Version 2026-09-16.

Source: Square's object model 2026-09-16 (read 2026-11-21).
"""

from __future__ import annotations

from typing import Any

from domain.gift_cards import GiftCard
from mapping.converters import identifier, money_minor
from mapping.engine import Field, Map


def ending(gan: Any) -> str:
    """The last four of an account number; the rest is not read."""
    return str(gan)[-4:]


def is_active(state: Any) -> bool:
    """Whether it can be paid with."""
    return bool(state == "ACTIVE")


GIFT_CARD = Map(
    GiftCard,
    fields=(
        Field("platform_id", "id", identifier),
        Field("last4", "gan", ending),
        Field("balance", "balance_money", money_minor),
        Field("active", "state", is_active),
    ),
    ignored={
        "type": "plastic or not, it pays the same",
        "gan_source": "whoever numbered it, Square keeps it",
        "created_at": "of no use to its holder",
        "customer_ids": "asked for by customer",
    },
)
