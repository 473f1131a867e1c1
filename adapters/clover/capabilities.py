"""What Clover can do, as data; the contract suite proves every line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adapters.clover.options import Choices
from adapters.declaring import Declaring
from domain.capabilities import Capability, Declaration

_DOCS = "docs.clover.com/dev"
_READ = "read 2026-11-20"
_SAYS = Declaring(read=_READ, under=f"{_DOCS}/")
_native, _emulated, _none = _SAYS.native, _SAYS.emulated, _SAYS.none

CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native(
        "reference/merchantgetmerchant", "A merchant is one location; a chain is several."
    ),
    Capability.PRODUCTS: _native(
        "reference/inventorygetitems",
        "Items of one item group are one product; there are no pictures. A renamed group, "
        "category or tax rate alone arrives with the next full run.",
    ),
    Capability.STOCK: _native(
        "docs/querying-inventory",
        "Only where the merchant tracks stock. Clover does not tell which counts changed: every "
        "sweep reads all items, 1,000 per call.",
    ),
    Capability.CUSTOMERS: _native(
        "reference/customersgetcustomers",
        "Clover has no filter by change: every run reads all customers. One whose metadata tell "
        "no time is not seen to change.",
    ),
    Capability.FIND_CUSTOMER: _native(
        "reference/customersgetcustomers",
        "By e-mail, and by phone as ten digits or with +1; other spellings are not found.",
    ),
    Capability.ORDER_HISTORY: _emulated(
        "reference/ordergetorders",
        "Clover has no filter by customer: the last 90 days are read and others' left out.",
    ),
    Capability.QUOTE: _native("reference/ordercheckoutatomicorder"),
    Capability.CREATE_ORDER: _native(
        "reference/ordercreateatomicorder",
        "No idempotency keys: looked up by its reference first, 90 days back. Address and time "
        "stand in the order's note; a shipping fee is a line.",
    ),
    Capability.ORDER_BEFORE_PAYMENT: _native(
        "reference/postordersidpay", "A card pays an order; the order is open until then."
    ),
    Capability.CONFIRM_ORDER: _native(
        "docs/working-with-orders",
        "An open order is visible at once; paying it in full is the confirmation. It is printed "
        "where the connection says so.",
    ),
    Capability.CANCEL_ORDER: _emulated(
        "reference/orderdeleteorder",
        "There is no canceled state: an unpaid order is deleted, a paid one is marked in its note.",
    ),
    Capability.ORDER_CLAIMS_STOCK: _none(
        "docs/managing-item-availability",
        "Stock falls when the order is paid, where the merchant has Clover update counts.",
    ),
    Capability.NATIVE_HOLD: _none(
        "docs/managing-item-availability", "Clover reserves nothing; our ledger holds."
    ),
    Capability.CHARGE: replace(
        _emulated(
            "docs/ecommerce-accepting-payments",
            "US and Canada only. Paying an order of Clover's own takes the money at once; letting "
            "it go gives it back in full.",
        ),
        own_orders_only=True,
    ),
    Capability.RECORD_PAYMENT: _native(
        "reference/ordercreatepaymentfororder", "Under an external tender; bookkeeping only."
    ),
    Capability.STORED_CARDS: _native(
        "docs/create-a-multi-pay-token", "Only cards that have a multi-pay token."
    ),
    Capability.PAYMENT_LINK: _none(
        "docs/creating-a-hosted-checkout-session",
        "A hosted checkout makes an order of its own; it cannot pay the one that exists.",
    ),
    Capability.REFUND: _native(
        "docs/ecommerce-refunding-payments",
        "Of card payments in the US and Canada; other tenders are given back at the store.",
    ),
    Capability.RETURN: _emulated(
        "docs/ecommerce-refunding-payments",
        "Clover's own return also gives money back: goods are counted in again, the list of them "
        "is kept here and the order's note marks it.",
    ),
    Capability.RESTOCK: _emulated(
        "docs/querying-inventory",
        "Counts are absolute: a sale in the moment between reading and writing is lost.",
    ),
    Capability.WEBHOOKS: _native(
        "docs/webhooks",
        "One address for all merchants of the app, set by a person in the developer dashboard; "
        "ids only, no signature over the body, no retries promised.",
    ),
    Capability.BULK_EXPORT: _none("docs/paginating-elements", "Lists are read in pages."),
    Capability.CUSTOMER_BY_ID: _native("reference/customersgetcustomer"),
    Capability.PRODUCT_CENSUS: _native(
        "reference/inventorygetitems", "Items without what they refer to, in other pages."
    ),
    Capability.STOCK_CENSUS: _native("docs/querying-inventory", "In pages of another size."),
    Capability.CUSTOMER_CENSUS: _native(
        "reference/customersgetcustomers", "Without contacts, in pages of another size."
    ),
    Capability.ORDER_CENSUS: _native(
        "reference/ordergetorders", "Without lines, in pages of another size."
    ),
    Capability.SET_STOCK: _emulated(
        "reference/inventorysetitemstock",
        "Clover takes absolute counts only: the count is read immediately before.",
    ),
    Capability.LOYALTY: _none("docs", "Rewards are apps of their own, with no documented call."),
    Capability.DISCOUNT_CODES: _none(
        "reference/ordercreateatomicorder", "Discounts are named or given as amounts, not by code."
    ),
    Capability.PARTIAL_CAPTURE: _none(
        "reference/postordersidpay", "Paying an order takes all of its money at once."
    ),
    Capability.AMEND_ORDER: _none(
        "reference/postordersidpay", "An order whose money is taken cannot be made smaller."
    ),
    Capability.GIFT_CARDS: _none(
        "docs/ecommerce-accepting-payments", "Gift cards belong to other applications."
    ),
    Capability.SEVERAL_TENDERS: _none(
        "reference/postcharges", "A charge takes the whole order's amount, captured by itself."
    ),
    Capability.NATIVE_SUBSCRIPTIONS: _none(
        "reference/createplan",
        "Recurring plans bill amounts, no goods; the gateway's own are used.",
    ),
    Capability.TRANSFERS: _none(
        "reference", "Item stock is one count per merchant account; no call moves it to another."
    ),
}


_ABROAD = {
    Capability.CHARGE: _none(
        "docs/ecommerce-accepting-payments", "Cards are charged in the US and Canada only."
    ),
    Capability.REFUND: _none(
        "docs/ecommerce-refunding-payments", "Only what was charged here is given back here."
    ),
}
_NO_PAYER = {
    Capability.CHARGE: _none(
        "docs/ecommerce-accepting-payments",
        "A charge without the payer's address is refused; set the connection's payer_address.",
    )
}


def capabilities_with(choices: Choices) -> Mapping[Capability, Declaration]:
    """The same, less what this connection's settings rule out."""
    if not choices.charges_cards:
        return {**CAPABILITIES, **_ABROAD}
    return CAPABILITIES if choices.payer_address else {**CAPABILITIES, **_NO_PAYER}
