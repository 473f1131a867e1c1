"""Names for the identifiers that travel through the house, so that they cannot be mixed up."""

from __future__ import annotations

from typing import NewType

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
