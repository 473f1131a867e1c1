"""What an order will cost, reckoned from the synced prices while its till cannot be asked.

Taxes are those the till took for the same thing in the same store before. Only where everything is
known: a fee for shipping, a choice with a price of its own or something never sold there leave no
honest figure. The till is asked before anything is created; beyond a cent it is another price.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import Connection

from app.commerce.model import PrepareOrder, Wish
from app.commerce.parking import policy_of
from app.commerce.routing import Plan
from domain.money import Money, total
from domain.orders import FulfillmentMethod, Quote, QuoteLine
from domain.parking import ParkingMode
from storage import bought, catalog_reads


def estimate(tx: Connection, command: PrepareOrder, plan: Plan) -> Quote | None:
    """The quote as far as it can be told here; None where it cannot, or where the merchant lets no
    order wait for its till."""
    if policy_of(tx, command.merchant_id).mode is ParkingMode.REFUSE:
        return None
    if command.method is FulfillmentMethod.SHIPPING or any(w.modifiers for w in command.lines):
        return None
    lines = [_line(tx, wish, plan) for wish in command.lines]
    known = [line for line in lines if line is not None]
    if len(known) < len(lines):
        return None
    currency = known[0].total.currency
    tax, all_of_it = (
        total((x.tax for x in known), currency),
        total((x.total for x in known), currency),
    )
    zero = Money.zero(currency)
    return Quote(
        lines=tuple(known),
        subtotal=all_of_it - tax,
        discount=zero,
        tax=tax,
        shipping=zero,
        total=all_of_it,
    )


def _line(tx: Connection, wish: Wish, plan: Plan) -> QuoteLine | None:
    merchant_id, store = plan.merchant.id, plan.store
    listing = catalog_reads.listing(tx, merchant_id, wish.sku, store.connection_id)
    if listing is None or listing.timed_prices:
        return None
    price = listing.price_at(store.platform_id)
    if price is None:
        return None
    taxed = _taxed(tx, wish, plan, price) if listing.taxable else (0, 0)
    if taxed is None:
        return None
    tax, added = (Money(each, price.currency) for each in taxed)
    return QuoteLine(
        variant_platform_id=listing.platform_id,
        quantity=wish.quantity,
        unit_price=price,
        tax=tax,
        discount=Money.zero(price.currency),
        total=price * wish.quantity + added,
        name=listing.name,
    )


def _taxed(tx: Connection, wish: Wish, plan: Plan, price: Money) -> tuple[int, int] | None:
    """The tax, and how much of it comes on top of the price, as the till taxed the same thing at
    the same price in that store the last time; None where it never did."""
    last = bought.last_line_at(tx, plan.merchant.id, wish.sku, plan.store.id)
    if last is None or last.unit_price != price or last.quantity <= 0:
        return None
    goods = Decimal(last.unit_price.amount) * last.quantity
    added = last.total.amount - goods
    if added not in (Decimal(0), Decimal(last.tax.amount)):
        return None  # there was a discount, or a fee
    tax = _whole(Decimal(last.tax.amount) * wish.quantity / last.quantity)
    return tax, tax if added else 0


def _whole(minor: Decimal) -> int:
    return int(minor.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
