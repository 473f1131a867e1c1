"""What Square can do, as data; the contract suite proves every line."""

from __future__ import annotations

from collections.abc import Container, Mapping

from adapters.declaring import Declaring
from domain.capabilities import Capability, Declaration

_DOCS = "developer.squareup.com/docs"
_READ = "read 2026-11-20"
_SAYS = Declaring(read=_READ, under=f"{_DOCS}/")
_native, _emulated, _none = _SAYS.native, _SAYS.emulated, _SAYS.none

CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native("locations-api"),
    Capability.PRODUCTS: _native(
        "catalog-api/what-it-does",
        "A delta follows items and variations; a renamed category, tax or option value alone "
        "arrives with the next full run.",
    ),
    Capability.STOCK: _native(
        "inventory-api/what-it-does",
        "A variation without a count is unknown. Tills that were offline report up to 72 hours "
        "late.",
    ),
    Capability.CUSTOMERS: _native("customers-api/what-it-does"),
    Capability.FIND_CUSTOMER: _native(
        "customers-api/use-the-api/search-customers",
        "A new profile is found after up to a minute; several may share one phone number.",
    ),
    Capability.ORDER_HISTORY: _native("orders-api/manage-orders/search-orders"),
    Capability.QUOTE: _native("orders-api/order-price-adjustments"),
    Capability.CREATE_ORDER: _native("orders-api/create-orders"),
    Capability.ORDER_BEFORE_PAYMENT: _native(
        "orders-api/pay-for-orders",
        "The payment carries the order's id; staff do not see the order until it is paid.",
    ),
    Capability.CONFIRM_ORDER: _native(
        "orders-api/what-it-does",
        "Paying in full is the confirmation; staff accept the fulfillment at the till.",
    ),
    Capability.CANCEL_ORDER: _native(
        "orders-api/manage-orders/update-orders",
        "A paid order keeps its state and loses its fulfillment; refund it apart.",
    ),
    Capability.ORDER_CLAIMS_STOCK: _none(
        "inventory-api/how-it-works", "Stock falls by itself once the order is paid."
    ),
    Capability.NATIVE_HOLD: _none(
        "inventory-api/how-it-works",
        "No order state reserves stock and RESERVED_FOR_SALE is read-only; our ledger holds.",
    ),
    Capability.CHARGE: _native(
        "payments-api/take-payments/card-payments/delayed-capture",
        "An authorization lasts seven days.",
    ),
    Capability.PARTIAL_CAPTURE: _native(
        "reference/square/payments-api/update-payment",
        "The approved payment is lowered first, then taken; what it names must cost as much.",
    ),
    Capability.AMEND_ORDER: _native(
        "orders-api/manage-orders/update-orders",
        "While the order is open and nothing of it is paid; its rewards stay.",
    ),
    Capability.RECORD_PAYMENT: _native(
        "payments-api/take-payments/external-payments",
        "Square charges the seller 1 % of money that another processor took.",
    ),
    Capability.STORED_CARDS: _native("cards-api/overview"),
    Capability.PAYMENT_LINK: _none(
        "checkout-api",
        "A payment link makes an order of its own; it cannot pay the one that exists.",
    ),
    Capability.REFUND: _native("refunds-api/overview"),
    Capability.RETURN: _emulated(
        "orders-api/how-it-works",
        "Itemized returns cannot be made by API: stock is put back, the list of goods is kept "
        "here, and the seller's reports show a refund without items.",
    ),
    Capability.RESTOCK: _native("inventory-api/how-it-works", "UNLINKED_RETURN to IN_STOCK."),
    Capability.WEBHOOKS: _native(
        "webhooks/overview",
        "A subscription belongs to the application and brings the events of all its sellers.",
    ),
    Capability.BULK_EXPORT: _none("catalog-api/what-it-does", "The catalog is listed in pages."),
    Capability.CUSTOMER_BY_ID: _native("customers-api/what-it-does"),
    Capability.PRODUCT_CENSUS: _native(
        "catalog-api/search-catalog-objects", "By search where the full run lists."
    ),
    Capability.STOCK_CENSUS: _native("inventory-api/what-it-does", "By pages of another size."),
    Capability.CUSTOMER_CENSUS: _native(
        "customers-api/what-it-does", "Listed by name where the full run searches."
    ),
    Capability.ORDER_CENSUS: _native(
        "orders-api/manage-orders/search-orders", "Ids and versions only (return_entries)."
    ),
    Capability.SET_STOCK: _emulated(
        "inventory-api/how-it-works",
        "A physical count knows no expected value: it is read immediately before.",
    ),
    Capability.LOYALTY: _native(
        "loyalty-api/overview",
        "Where the connection's `loyalty` is on. Points are earned once Square calls the order "
        "completed, that is handed over; a redeemed reward comes back by adjusting the points.",
    ),
    Capability.DISCOUNT_CODES: _none(
        "orders-api/order-price-adjustments",
        "Orders take discounts of the catalog and amounts; no request takes a code.",
    ),
    Capability.GIFT_CARDS: _native(
        "gift-cards/overview",
        "Where the connection's `gift_cards` is on. Linked ones are found by customer, others by "
        "the nonce of Square's own field.",
    ),
    Capability.SEVERAL_TENDERS: _native(
        "payments-api/take-payments/card-payments/partial-payments-with-gift-cards",
        "Where the connection's `gift_cards` is on. The order stands unpaid before, and PayOrder "
        "takes both.",
    ),
    Capability.NATIVE_SUBSCRIPTIONS: _native(
        "subscriptions-api/overview",
        "Where the connection's `subscriptions` is on. Item-based plans of one endless phase; "
        "Square bills and retries by itself, and ends one with the period that is paid.",
    ),
    Capability.TRANSFERS: _native(
        "transfer-orders-api",
        "A draft, which moves nothing; staff of the sending store start it. Square calls the API "
        "beta.",
    ),
}


def capabilities_with(switched_on: Container[str]) -> Mapping[Capability, Declaration]:
    """The same, less what this merchant has not switched on, by the names of options."""
    return {
        **CAPABILITIES,
        **{capability: off for name, capability, off in _SWITCHED if name not in switched_on},
    }


_SWITCHED = (
    (
        "loyalty",
        Capability.LOYALTY,
        _none("loyalty-api/overview", "Switched off: set loyalty=on and permit it on Square."),
    ),
    (
        "subscriptions",
        Capability.NATIVE_SUBSCRIPTIONS,
        _none(
            "subscriptions-api/overview",
            "Switched off: set subscriptions=on and permit it on Square.",
        ),
    ),
    (
        "gift_cards",
        Capability.GIFT_CARDS,
        _none("gift-cards/overview", "Switched off: set gift_cards=on and permit it on Square."),
    ),
    (
        "gift_cards",
        Capability.SEVERAL_TENDERS,
        _none("orders-api/pay-for-orders", "Switched off: set gift_cards=on."),
    ),
)
"""Options with what they switch on, and what is said while they are off."""
