"""Customers of the seed, their cards, and what they bought here before."""

from __future__ import annotations

from sandbox.kit.seed import SeedShop
from sandbox.shopify.money import percent
from sandbox.shopify.paying import CARD_GATEWAY
from sandbox.shopify.placing import fulfillment_order, new_order
from sandbox.shopify.pricing import TAX_RATES
from sandbox.shopify.queries import VISIBLE_DAYS
from sandbox.shopify.rows import (
    Card,
    Customer,
    CustomerPaymentMethod,
    Fulfillment,
    FulfillmentLineItem,
    LineItem,
    MailingAddress,
    Order,
    OrderTransaction,
    PaymentMandate,
    TaxLine,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.times import iso_at
from sandbox.shopify.totals import totals

DECLINING = {4: "CARD_DECLINED", 9: "INSUFFICIENT_FUNDS", 14: "EXPIRED_CARD"}
"""Every fifth card is declined: place among the customers with a card → how."""
MEMBER_SINCE_DAYS = 400
DAY_S = 86400.0


def fill_books(shop: Shop, seed: SeedShop, timestamp: float) -> None:
    """Enter the customers, then their orders in the order they were placed, before `timestamp`."""
    by_key = _enter_customers(shop, seed, iso_at(timestamp - MEMBER_SINCE_DAYS * DAY_S))
    store_ids = {store.name: store.key for store in seed.stores_of("shopify")}
    locations = {store_ids[each.name]: each.id for each in shop.books.locations}
    past = [
        (days_ago, place, customer.key, order)
        for place, customer in enumerate(seed.customers)
        for order in customer.orders
        for days_ago in _times(order.days_ago)
        if order.store in locations
    ]
    skus = {variant.sku: variant.id for variant in shop.books.variants}
    for days_ago, place, key, order in sorted(past, key=lambda each: (-each[0], each[1])):
        lines = [(skus[sku], count) for sku, count in order.lines if sku in skus]
        if lines:
            placed = timestamp - days_ago * DAY_S - place * 613
            _enter_order(shop, by_key[key], lines, locations[order.store], placed)


def _times(days_ago: int) -> tuple[int, ...]:
    """An order that most apps may not see any more was repeated a month later."""
    return (days_ago, days_ago - 30) if days_ago > VISIBLE_DAYS else (days_ago,)


def _enter_customers(shop: Shop, seed: SeedShop, since: str) -> dict[str, Customer]:
    by_key: dict[str, Customer] = {}
    cards = 0
    for entry in seed.customers:
        customer = Customer(
            id=shop.new_id("Customer"),
            first_name=entry.given_name,
            last_name=entry.family_name,
            email=entry.email,
            phone=entry.phone,
            created_at=since,
            updated_at=since,
            addresses=[
                MailingAddress(
                    id=shop.new_id("MailingAddress"),
                    first_name=entry.given_name,
                    last_name=entry.family_name,
                    address1=entry.street,
                    city=entry.city,
                    province="Washington",
                    province_code="WA",
                    zip=entry.postal_code,
                    country="United States",
                    country_code="US",
                    phone=entry.phone,
                )
            ],
        )
        if entry.card is not None:
            customer.payment_methods.append(
                CustomerPaymentMethod(
                    id=f"{customer.id:x}",
                    customer_id=customer.id,
                    brand=entry.card.brand,
                    last_digits=entry.card.last_4,
                    expiry_month=entry.card.exp_month,
                    expiry_year=entry.card.exp_year,
                    name=entry.name,
                    mandates=[PaymentMandate(id=shop.new_id("PaymentMandate"))],
                    outcome=DECLINING.get(cards, "approve"),
                )
            )
            cards += 1
        by_key[entry.key] = shop.books.customers.add(customer)
    return by_key


def _enter_order(
    shop: Shop, customer: Customer, lines: list[tuple[int, int]], location_id: int, placed: float
) -> None:
    """A paid order that was picked up the same day."""
    when = iso_at(placed)
    order = new_order(
        shop,
        lines=[_line(shop, variant_id, count) for variant_id, count in lines],
        customer_id=customer.id,
        email=customer.email,
        phone=customer.phone,
        billing_address=customer.addresses[0],
        source_name="web",
        created_at=when,
        processed_at=when,
        closed_at=iso_at(placed + 4 * 3600),
    )
    order.updated_at = iso_at(placed + 4 * 3600)
    pieces = [(line.id, line.quantity) for line in order.lines]
    handed = fulfillment_order(shop, order, location_id, pieces, "PICK_UP")
    handed.created_at = handed.updated_at = when
    handed.status = "CLOSED"
    handed.prepared = True
    for each in handed.lines:
        each.remaining_quantity = 0
    order.fulfillment_orders.append(handed)
    _fulfill(shop, order, handed.id, location_id, order.updated_at)
    _pay(shop, order, customer, when)
    shop.books.orders.add(order)


def _line(shop: Shop, variant_id: int, count: int) -> LineItem:
    variant = shop.books.variants[variant_id]
    product = shop.books.products[variant.product_id]
    amount = variant.price * count if variant.taxable else 0
    return LineItem(
        id=shop.new_id("LineItem"),
        variant_id=variant.id,
        product_id=product.id,
        title=product.title,
        variant_title=None if variant.title == "Default Title" else variant.title,
        sku=variant.sku,
        vendor=product.vendor,
        quantity=count,
        price=variant.price,
        taxable=variant.taxable,
        requires_shipping=variant.requires_shipping,
        grams=variant.grams,
        tax_lines=[
            TaxLine(title=title, rate=str(rate.normalize()), price=percent(amount, rate))
            for title, rate in TAX_RATES
            if amount
        ],
        fulfilled=count,
    )


def _fulfill(shop: Shop, order: Order, handed: int, location_id: int, when: str) -> None:
    number = shop.new_id("Fulfillment")
    order.fulfillments.append(
        Fulfillment(
            id=number,
            order_id=order.id,
            name=f"{order.name}.1",
            location_id=location_id,
            fulfillment_order_ids=[handed],
            created_at=when,
            updated_at=when,
            display_status="PICKED_UP",
            lines=[
                FulfillmentLineItem(
                    id=shop.new_id("FulfillmentLineItem"),
                    line_item_id=line.id,
                    fulfillment_id=number,
                    quantity=line.quantity,
                )
                for line in order.lines
            ],
        )
    )


def _pay(shop: Shop, order: Order, customer: Customer, when: str) -> None:
    method = customer.payment_methods[0] if customer.payment_methods else None
    order.transactions.append(
        OrderTransaction(
            id=shop.new_id("OrderTransaction"),
            order_id=order.id,
            kind="SALE",
            status="SUCCESS",
            amount=totals(order).total,
            gateway=CARD_GATEWAY if method else "manual",
            created_at=when,
            processed_at=when,
            payment_id=f"{order.name}.1",
            card=_card(method) if method else None,
        )
    )


def _card(method: CustomerPaymentMethod) -> Card:
    return Card(
        brand=method.brand,
        last_digits=method.last_digits,
        expiry_month=method.expiry_month,
        expiry_year=method.expiry_year,
        name=method.name,
    )
