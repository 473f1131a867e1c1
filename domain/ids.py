"""Names for the identifiers that travel through the house, so that they cannot be mixed up."""

from __future__ import annotations

import re
from typing import Final, NewType

MerchantId = NewType("MerchantId", str)
ConnectionId = NewType("ConnectionId", str)
LocationId = NewType("LocationId", str)
"""Our id of a place that holds stock; the platform's own is a `PlatformId`."""
ProductSku = NewType("ProductSku", str)
"""The unified key of a variant: the merchant's SKU where unique, else `<platform>:<variant id>`."""
PlatformId = NewType("PlatformId", str)
"""An id as the platform writes it (Square `item_variation_id`, Shopify `gid://…`)."""
IdempotencyKey = NewType("IdempotencyKey", str)
"""Caller-chosen name of one intention: same key, one effect."""
HoldId = NewType("HoldId", str)
OrderId = NewType("OrderId", str)
CustomerId = NewType("CustomerId", str)

_ORDER_ID: Final = re.compile(r"ord_[0-9a-hjkmnp-tv-z]{26}")


def is_order_id(text: str) -> bool:
    """Whether it is written as ids of our orders are: `ord_`, then 26 of Crockford's base 32."""
    return _ORDER_ID.fullmatch(text) is not None
