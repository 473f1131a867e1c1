"""What Vend can do, as data; the contract suite proves every line."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.declaring import Declaring
from domain.capabilities import Capability, Declaration

_API = "OpenAPI 2026-07"
_DOCS = "x-series-api.lightspeedhq.com/docs"
_READ = "read 2026-11-20"
_SAYS = Declaring(read=_READ)
_native, _emulated, _none = _SAYS.native, _SAYS.emulated, _SAYS.none

CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native(f"{_API} ListOutlets"),
    Capability.PRODUCTS: _native(
        f"{_API} ListProducts",
        "The general price; price books for customer groups and dates are not applied.",
    ),
    Capability.STOCK: _native(
        f"{_API} ListInventoryRecords",
        "Counts bear a version and no time: as_of is when we were told. Composites are sold from "
        "their components.",
    ),
    Capability.CUSTOMERS: _native(f"{_API} ListCustomers"),
    Capability.FIND_CUSTOMER: _native(
        f"{_API} Search",
        "Phone numbers are matched as staff typed them: the usual spellings are tried.",
    ),
    Capability.ORDER_HISTORY: _native(
        f"{_API} Search, ListSales", "Sales name their products by id only."
    ),
    Capability.QUOTE: _emulated(
        f"{_DOCS}/sales_101_date_versioned",
        "computed from Vend's prices and tax rates; without price books and promotions",
    ),
    Capability.CREATE_ORDER: _native(
        f"{_API} CreateSale", "A parked sale under an id derived from our reference."
    ),
    Capability.ORDER_BEFORE_PAYMENT: _none(
        f"{_API} SalePayment", "the money is taken elsewhere and only booked"
    ),
    Capability.CONFIRM_ORDER: _native(
        f"{_DOCS}/sales_states_and_attributes",
        "The paid sale waits for pickup or dispatch; payments need an open register.",
    ),
    Capability.CANCEL_ORDER: _native(
        f"{_DOCS}/sales_statuses", "Voiding; what was handed over is returned instead."
    ),
    Capability.ORDER_CLAIMS_STOCK: _none(
        f"{_DOCS}/sales_statuses", "parked sales move no stock; it falls once the sale is paid"
    ),
    Capability.NATIVE_HOLD: _none(
        f"{_DOCS}/sales_statuses", "no state reserves stock for a time; our ledger holds"
    ),
    Capability.CHARGE: _none(
        f"{_API} (no payment operation)", "card payments are between terminal and browser"
    ),
    Capability.RECORD_PAYMENT: _native(
        f"{_API} SalePayment", "Under the payment type that the connection's settings name."
    ),
    Capability.STORED_CARDS: _none(f"{_API} (no card operation)", "it keeps no cards on file"),
    Capability.PAYMENT_LINK: _none(f"{_API} (no payment page)", "it offers no payment page"),
    Capability.REFUND: _none(
        f"{_API} (no payment operation)",
        "money goes back through the processor that took it; a return books it",
    ),
    Capability.RETURN: _native(
        f"{_DOCS}/sales_returns",
        "Of closed sales: goods that were not yet handed over are canceled instead.",
    ),
    Capability.RESTOCK: _native(
        f"{_DOCS}/sales_returns", "Always: closing a return puts its goods back in stock."
    ),
    Capability.WEBHOOKS: _native(
        f"{_DOCS}/webhooks", "Hints that may be lost; the version cursor is the truth."
    ),
    Capability.BULK_EXPORT: _none(f"{_API} (no export)", "the catalog is listed in pages"),
    Capability.CUSTOMER_BY_ID: _native(f"{_API} GetCustomerByID"),
    Capability.PRODUCT_CENSUS: _native(f"{_API} ListProducts", "In pages of another size."),
    Capability.STOCK_CENSUS: _native(f"{_API} ListInventoryRecords", "In pages of another size."),
    Capability.CUSTOMER_CENSUS: _native(f"{_API} ListCustomers", "In pages of another size."),
    Capability.ORDER_CENSUS: _native(f"{_API} ListSales", "In pages of another size."),
    Capability.SET_STOCK: _none(
        f"{_API} (no write of counts)", "counts change by stock takes, which expect no value"
    ),
    Capability.LOYALTY: _none(
        f"{_API} GetCustomerByID", "The balance is money on the customer, spent at the till alone."
    ),
    Capability.DISCOUNT_CODES: _none(f"{_API} CreateSale", "A sale has no field for a code."),
    Capability.PARTIAL_CAPTURE: _none(
        f"{_API} (no payment operation)", "another connection takes the money"
    ),
    Capability.AMEND_ORDER: _none(
        f"{_DOCS}/sales_statuses",
        "Orders are made once their money is reserved: a smaller one is made smaller.",
    ),
    Capability.GIFT_CARDS: _none(_API, "they are paid with at the register"),
    Capability.SEVERAL_TENDERS: _none(_API, "no operation authorizes a payment"),
    Capability.NATIVE_SUBSCRIPTIONS: _none(_API, "no operation knows subscriptions"),
    Capability.TRANSFERS: _native(
        f"{_API} CreateConsignment",
        "Where the connection's `transfers` is on. An open transfer, which moves nothing; staff "
        "send it. One that was sent is called off in Vend.",
    ),
}

WITHOUT_TRANSFERS: Mapping[Capability, Declaration] = {
    **CAPABILITIES,
    Capability.TRANSFERS: _none(
        f"{_API} CreateConsignment", "Switched off: set transfers=on and connect again."
    ),
}
"""The same where the merchant keeps transfers out of the till."""
