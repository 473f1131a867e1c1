"""Reading the journal back is the identity on everything a checkout can remember."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.commerce.journaled import dump
from app.commerce.model import VariantView
from app.commerce.records import CheckoutContext, CheckoutLine, load_context, load_receipt
from app.commerce.sale import receipt_for
from domain.catalog import Address
from domain.money import Money
from domain.orders import FulfillmentMethod, Quote, QuoteLine, Recipient

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MAYBE = st.none() | TEXT
MONEY = st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(["USD", "JPY", "KWD"]))
MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1))  # noqa: DTZ001
VARIANTS = st.builds(
    VariantView,
    sku=TEXT,
    product_id=TEXT,
    title=TEXT,
    options=st.dictionaries(TEXT, TEXT, max_size=3),
    price=st.none() | MONEY,
    brand=MAYBE,
    barcode=MAYBE,
    modifiers_required=st.booleans(),
)
LINES = st.builds(
    CheckoutLine,
    variant=VARIANTS,
    variant_platform_id=TEXT,
    quantity=st.integers(1, 99),
    unit_price=MONEY,
    total=MONEY,
    modifiers=st.lists(TEXT, max_size=2).map(tuple),
)
QUOTE_LINES = st.builds(
    QuoteLine,
    variant_platform_id=TEXT,
    quantity=st.integers(1, 99),
    unit_price=MONEY,
    tax=MONEY,
    discount=MONEY,
    total=MONEY,
    name=MAYBE,
)
QUOTES = st.builds(
    Quote,
    lines=st.lists(QUOTE_LINES, max_size=3).map(tuple),
    subtotal=MONEY,
    discount=MONEY,
    tax=MONEY,
    shipping=MONEY,
    total=MONEY,
)
ADDRESSES = st.builds(
    Address, line1=TEXT, city=TEXT, country=TEXT, line2=MAYBE, region=MAYBE, postal_code=MAYBE
)
PEOPLE = st.builds(
    Recipient,
    name=TEXT,
    phone=MAYBE,
    email=MAYBE,
    customer_platform_id=MAYBE,
    address=st.none() | ADDRESSES,
)
CONTEXTS = st.builds(
    CheckoutContext,
    order_id=TEXT,
    merchant_id=TEXT,
    channel=TEXT,
    caller=TEXT,
    record_connection=TEXT,
    payment_connection=MAYBE,
    order_first=st.booleans(),
    platform=TEXT,
    location_id=TEXT,
    location_platform_id=TEXT,
    location_name=TEXT,
    method=st.sampled_from(FulfillmentMethod),
    lines=st.lists(LINES, min_size=1, max_size=3).map(tuple),
    quote=QUOTES,
    hold_id=TEXT,
    fencing_token=st.integers(1),
    hold_expires_at=MOMENTS,
    held_ms=st.floats(0, 10**6),
    recipient=PEOPLE,
    pos_claims_stock=st.booleans(),
    customer_id=MAYBE,
    payment_customer_id=MAYBE,
    payment_location_id=MAYBE,
    card_token=MAYBE,
    note=MAYBE,
    done=st.lists(st.sampled_from(["create", "authorize", "capture"]), unique=True).map(tuple),
    until=st.sampled_from(["confirm", "authorize"]),
    payment_token=MAYBE,
    payment_attempt=st.integers(0, 9),
    pos_order_id=MAYBE,
    pos_order_number=MAYBE,
    payment_id=MAYBE,
    card_brand=MAYBE,
    card_last4=MAYBE,
    sold_at=st.none() | MOMENTS,
    undo_reason=MAYBE,
    pos_order=st.none(),
)


@given(CONTEXTS)
def test_every_context_is_read_back_as_it_was_written(context: CheckoutContext) -> None:
    assert load_context(json.loads(json.dumps(dump(context)))) == context


@given(CONTEXTS, MOMENTS)
def test_every_receipt_is_read_back_as_it_was_written(
    context: CheckoutContext, at: datetime
) -> None:
    receipt = receipt_for(context, at)

    assert load_receipt(json.loads(json.dumps(dump(receipt)))) == receipt
