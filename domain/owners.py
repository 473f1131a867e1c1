"""Who owns each field of the unified records: one owner per field, as data.

What an owner says wins; what anybody else says of the field is not mixed in. Where two platforms
speak of a field that only one of them may own, the difference is noted for a person to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Owner(StrEnum):
    """Whose word counts."""

    PLACE = "place"
    """The platform whose till sells there: the connection that owns the location."""
    LEAD = "lead"
    """The variant's lead listing: the least connection id, then the least platform id."""
    OURS = "ours"
    """The gateway; no platform is asked, and none can change it."""


class OwnedField(StrEnum):
    """Fields that a shopper or an operator sees."""

    STOCK = "stock"
    PRICE = "price"
    ORDER_STATE = "order_state"
    PAYMENT_STATE = "payment_state"
    TAX = "tax"
    TITLE = "title"
    NAME = "name"
    BARCODE = "barcode"
    OPTIONS = "options"
    HOLD = "hold"
    SAFETY_STOCK = "safety_stock"
    MAPPING_OVERRIDE = "mapping_override"
    CHANNEL = "channel"


OWNERS: Mapping[OwnedField, Owner] = {
    OwnedField.STOCK: Owner.PLACE,
    OwnedField.PRICE: Owner.PLACE,
    OwnedField.ORDER_STATE: Owner.PLACE,
    OwnedField.PAYMENT_STATE: Owner.PLACE,
    OwnedField.TAX: Owner.PLACE,
    OwnedField.TITLE: Owner.LEAD,
    OwnedField.NAME: Owner.LEAD,
    OwnedField.BARCODE: Owner.LEAD,
    OwnedField.OPTIONS: Owner.LEAD,
    OwnedField.HOLD: Owner.OURS,
    OwnedField.SAFETY_STOCK: Owner.OURS,
    OwnedField.MAPPING_OVERRIDE: Owner.OURS,
    OwnedField.CHANNEL: Owner.OURS,
}
"""One owner per field."""

COMPARED = tuple(field for field, owner in OWNERS.items() if owner is Owner.LEAD)
"""Fields that two platforms can tell differently though they mean one thing. Prices and counts
belong to places, so two stores that differ in them do not contradict each other."""
