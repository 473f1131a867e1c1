"""What Lightspeed Retail (R-Series) can do, as data; the contract suite proves every line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adapters.declaring import Declaring
from domain.capabilities import Capability, Declaration

_DOCS = "developers.lightspeedhq.com/retail"
_READ = "read 2026-11-21"
_SAYS = Declaring(read=_READ, under=f"{_DOCS}/")
_native, _emulated, _none = _SAYS.native, _SAYS.emulated, _SAYS.none

CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native("endpoints/Shop"),
    Capability.PRODUCTS: _native(
        "endpoints/ItemMatrix",
        "A renamed category or brand alone arrives with the next full run. Articles with serial "
        "numbers are listed and sold at the counter only.",
    ),
    Capability.STOCK: _native(
        "endpoints/ItemShop",
        "Polled by time stamp, to the second. Assemblies are sold from their components where no "
        "finished one is left; boxes are opened by staff.",
    ),
    Capability.CUSTOMERS: _native("endpoints/Customer"),
    Capability.FIND_CUSTOMER: _native(
        "tutorials/searching", "Mobile, home and work numbers, however they were typed."
    ),
    Capability.ORDER_HISTORY: _native("endpoints/Sale"),
    Capability.QUOTE: _emulated(
        "tutorials/sales",
        "Computed from the account's own prices and tax rates, and a customer's own tax category; "
        "their own discount shows in the order only.",
    ),
    Capability.CREATE_ORDER: _native(
        "endpoints/Sale", "An open sale; there are no idempotency keys, our reference is looked up."
    ),
    Capability.ORDER_BEFORE_PAYMENT: _none(
        "endpoints/SalePayment", "The money is taken elsewhere and only recorded."
    ),
    Capability.ORDER_CLAIMS_STOCK: _none(
        "endpoints/Sale", "Stock falls when the sale is completed."
    ),
    Capability.CONFIRM_ORDER: _native(
        "tutorials/sales", "Completing a sale needs payments that equal its total."
    ),
    Capability.CANCEL_ORDER: _native(
        "endpoints/Sale", "An open sale is archived; a completed one is returned instead."
    ),
    Capability.NATIVE_HOLD: replace(
        _native(
            "tutorials/reservations",
            "A layaway for a known customer; Lightspeed never ends it, the gateway must.",
        ),
        needs_customer=True,
    ),
    Capability.CHARGE: _none("endpoints/CCCharge", "No call charges a card."),
    Capability.RECORD_PAYMENT: _native(
        "endpoints/SalePayment", "Under a payment type of its own, with the processor's reference."
    ),
    Capability.STORED_CARDS: _none("endpoints/Customer", "No cards are kept on file."),
    Capability.PAYMENT_LINK: _none("endpoints/Sale", "There is no payment page."),
    Capability.REFUND: _emulated(
        "tutorials/sales",
        "Booked as a sale of less than nothing; the processor that took the money gives it back.",
    ),
    Capability.RETURN: replace(
        _native(
            "tutorials/sales",
            "A sale of negative lines that name those they undo, money included. A completed sale "
            "does not tell that its goods were fetched.",
        ),
        hand_over_untold=True,
    ),
    Capability.RESTOCK: _native("tutorials/sales", "Returned goods always go back in stock."),
    Capability.WEBHOOKS: _none(
        "introduction/changelog", "None are documented; changes are polled by time stamp."
    ),
    Capability.BULK_EXPORT: _none("introduction/pagination", "Listings are paged."),
    Capability.CUSTOMER_BY_ID: _native("endpoints/Customer"),
    Capability.PRODUCT_CENSUS: _native(
        "endpoints/Item", "Without relations, by time where the run goes by number."
    ),
    Capability.STOCK_CENSUS: _native("endpoints/ItemShop", "By number where the run goes by time."),
    Capability.CUSTOMER_CENSUS: _native(
        "endpoints/Customer", "By number where the run goes by time."
    ),
    Capability.ORDER_CENSUS: _native(
        "endpoints/Sale", "Without relations, by number where the run goes by time."
    ),
    Capability.SET_STOCK: _none(
        "endpoints/ItemShop", "counts change by inventory counts at the counter"
    ),
    Capability.LOYALTY: _none("endpoints/Customer", "no endpoint knows points or rewards"),
    Capability.DISCOUNT_CODES: _none(
        "endpoints/Sale", "discounts are chosen by staff, not by code"
    ),
    Capability.PARTIAL_CAPTURE: _none("endpoints/CCCharge", "Another connection takes the money."),
    Capability.AMEND_ORDER: _none(
        "endpoints/Sale",
        "Orders are made once their money is reserved: a smaller one is made smaller.",
    ),
    Capability.GIFT_CARDS: _none("endpoints/CreditAccount", "They are paid with at the register."),
    Capability.SEVERAL_TENDERS: _none("endpoints/Sale", "No endpoint authorizes a payment."),
    Capability.NATIVE_SUBSCRIPTIONS: _none("endpoints", "No endpoint knows subscriptions."),
    Capability.TRANSFERS: _none(
        "endpoints/ItemShop",
        "Transfers exist in the back office; how their calls are worded was not at hand.",
    ),
}
