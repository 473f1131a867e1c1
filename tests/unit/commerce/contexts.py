"""A checkout's memory to vary in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.commerce.model import VariantView
from app.commerce.records import CheckoutContext, CheckoutLine
from domain.catalog import Address
from domain.ids import ConnectionId, HoldId, LocationId, MerchantId, OrderId, PlatformId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod, Quote, QuoteLine, Recipient

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def usd(amount: int) -> Money:
    """So many cents."""
    return Money(amount, "USD")


VARIANT = VariantView(
    sku=ProductSku("NW-MUG"),
    product_id="prd_1",
    title="Trail Mug",
    options={"color": "White"},
    price=usd(1200),
)
CONTEXT = CheckoutContext(
    order_id=OrderId("ord_1"),
    merchant_id=MerchantId("mer_1"),
    channel="alexa",
    caller="cus_1",
    record_connection=ConnectionId("con_1"),
    payment_connection=ConnectionId("con_1"),
    order_first=True,
    platform="square",
    location_id=LocationId("loc_1"),
    location_platform_id=PlatformId("L1"),
    location_name="Downtown",
    method=FulfillmentMethod.PICKUP,
    lines=(
        CheckoutLine(
            variant=VARIANT,
            variant_platform_id=PlatformId("V1"),
            quantity=2,
            unit_price=usd(1200),
            total=usd(2640),
            modifiers=("M1",),
        ),
    ),
    quote=Quote(
        lines=(
            QuoteLine(
                variant_platform_id=PlatformId("V1"),
                quantity=2,
                unit_price=usd(1200),
                tax=usd(240),
                discount=usd(0),
                total=usd(2640),
                name="Trail Mug",
            ),
        ),
        subtotal=usd(2400),
        discount=usd(0),
        tax=usd(240),
        shipping=usd(0),
        total=usd(2640),
    ),
    hold_id=HoldId("hold_1"),
    fencing_token=1,
    hold_expires_at=NOW,
    held_ms=1.5,
    recipient=Recipient(
        name="Jordan Rivera", address=Address(line1="1420 4th Ave", city="Seattle", country="US")
    ),
)


def context(**changes: Any) -> CheckoutContext:
    """The checkout of two mugs, changed."""
    return replace(CONTEXT, **changes)
