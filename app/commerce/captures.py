"""What may be asked about the money of an authorized order, and what it comes to in the end."""

from __future__ import annotations

from dataclasses import dataclass

from domain.ids import MerchantId, OrderId, ProductSku
from domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many of one variant of an authorized order are delivered, and so paid for."""

    sku: ProductSku
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureOrder:
    """Take the money of an authorized order: all of it, or of the lines that are delivered."""

    merchant_id: MerchantId
    order_id: OrderId
    lines: tuple[Kept, ...] | None = None
    """What is delivered; None: everything. What is not named is left out."""
    amount: Money | None = None
    """What the card is expected to pay; another amount stops with `PriceChanged`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What was ordered, and neither delivered nor paid for."""

    sku: str
    title: str
    quantity: int
