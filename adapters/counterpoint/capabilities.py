"""What Counterpoint can do, as data; the contract suite proves every line."""

from __future__ import annotations

from collections.abc import Mapping

from domain.capabilities import Capability, Declaration, Support

_GUIDE = "github.com/NCRCounterpointAPI/APIGuide"
_READ = "API 2.4, 2024-07"


def _declared(support: Support, page: str, note: str) -> Declaration:
    return Declaration(support=support, note=note, source=f"{_GUIDE} {page}, {_READ}")


def _native(page: str, note: str = "") -> Declaration:
    return _declared(Support.NATIVE, page, note)


def _emulated(page: str, note: str) -> Declaration:
    return _declared(Support.EMULATED, page, note)


def _none(page: str, note: str) -> Declaration:
    return _declared(Support.NONE, page, note)


CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native(
        "GET_InventoryLocations", "Addresses come from the stores behind the connection's tills."
    ),
    Capability.PRODUCTS: _native(
        "GET_Items",
        "Deletions are told by no one: the nightly full run finds them. Images stay behind the "
        "server's password. The versions of a grid item have no code or barcode of their own.",
    ),
    Capability.STOCK: _native("GET_Inventory_ByLocation", "Polled; what is available to sell."),
    Capability.CUSTOMERS: _native("GET_Customers", "Polled; deletions are told by no one."),
    Capability.FIND_CUSTOMER: _emulated(
        "GET_Customers",
        "Found in the gateway's own copy, which is as old as the last poll.",
    ),
    Capability.ORDER_HISTORY: _none(
        "GET_Document",
        "Posted tickets cannot be read; the gateway keeps the history of what it sold itself.",
    ),
    Capability.QUOTE: _emulated(
        "POST_Document",
        "The item's own price and the connection's tax table; price rules and customers' prices "
        "apply only at the counter, and a price may be two hours old in the server's cache.",
    ),
    Capability.CREATE_ORDER: _native(
        "POST_Document",
        "Without idempotency keys or search: a lost answer is left to staff and never sent again.",
    ),
    Capability.ORDER_BEFORE_PAYMENT: _none(
        "POST_Document_Payments", "The card is charged elsewhere, before or after."
    ),
    Capability.ORDER_CLAIMS_STOCK: _native("POST_Document", "An order commits its goods at once."),
    Capability.CONFIRM_ORDER: _native(
        "POST_Document_Payments", "Recording the payment is the confirmation."
    ),
    Capability.CANCEL_ORDER: _none(
        "Endpoints", "No call takes a document back; staff void it at the till."
    ),
    Capability.NATIVE_HOLD: _none(
        "Endpoints", "A layaway could not be ended by API; our ledger holds."
    ),
    Capability.CHARGE: _none(
        "POST_Document",
        "Cards are processed only for stores on NCR Secure Pay, which the guide advises against.",
    ),
    Capability.RECORD_PAYMENT: _native(
        "POST_Document_Payments", "Under the pay code that the merchant made for voice orders."
    ),
    Capability.STORED_CARDS: _none(
        "POST_Customer_Card", "Cards on file are numbers, which never pass through here."
    ),
    Capability.PAYMENT_LINK: _none("Endpoints", "There is no page to pay on."),
    Capability.REFUND: _none("Endpoints", "Money is given back at the till that took it."),
    Capability.RETURN: _none("Endpoints", "Posted tickets cannot be read, so goods go back there."),
    Capability.RESTOCK: _none("Endpoints", "Stock cannot be written."),
    Capability.WEBHOOKS: _none("Endpoints", "Changes are polled by their UTC time of change."),
    Capability.BULK_EXPORT: _none("Endpoints", "Lists come in pages."),
    Capability.CUSTOMER_BY_ID: _native("GET_Customer"),
    Capability.PRODUCT_CENSUS: _native("GET_Items", "In pages of another size."),
    Capability.STOCK_CENSUS: _native("GET_Inventory_ByLocation", "In pages of another size."),
    Capability.CUSTOMER_CENSUS: _native("GET_Customers", "In pages of another size."),
    Capability.ORDER_CENSUS: _none("GET_Document", "Posted tickets cannot be read."),
    Capability.SET_STOCK: _none("Endpoints", "Stock cannot be written."),
    Capability.LOYALTY: _none(
        "GET_Customer", "Points are told with the customer, and earned and spent at the till alone."
    ),
    Capability.DISCOUNT_CODES: _none("Endpoints", "No documented field takes a code."),
    Capability.PARTIAL_CAPTURE: _none(
        "POST_Document_Payments", "Another connection takes the money."
    ),
    Capability.AMEND_ORDER: _none(
        "POST_Document",
        "Orders are made once their money is reserved: a smaller one is made smaller.",
    ),
    Capability.GIFT_CARDS: _none(
        "GET_GiftCard_GiftCardNo", "A balance is read by the number, which is not taken here."
    ),
    Capability.SEVERAL_TENDERS: _none("Endpoints", "No endpoint authorizes a payment."),
    Capability.NATIVE_SUBSCRIPTIONS: _none("Endpoints", "No endpoint knows subscriptions."),
    Capability.TRANSFERS: _none(
        "Endpoints", "Transfers are counted in the inventory and written at the counter alone."
    ),
}
