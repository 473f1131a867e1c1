"""What Revel can do, as data: with orders switched on for a connection, and without."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.declaring import Declaring
from domain.capabilities import Capability, Declaration

_PORTAL = "developer.revelsystems.com/revelsystems"
_OPEN_API = "OpenAPI document derived from the portal, v2025.3.0"
_CLIENTS = "public client code and Revel's open-source online-ordering application"
_READ = "read 2026-11-21"
_SWITCH = "Only with the connection's setting orders=public-client-code. "
_SAYS = Declaring(read=_READ)
_native, _emulated, _none = _SAYS.native, _SAYS.emulated, _SAYS.none

CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native(
        _OPEN_API,
        "A connection is one establishment; its record has no address, and zone and currency are "
        "settings of the connection.",
    ),
    Capability.PRODUCTS: _native(
        _OPEN_API,
        "Pictures, option names and modifiers come from the web-order surface, for goods shown "
        "online. What is deleted rather than taken off the range is missed until the next full "
        "run.",
    ),
    Capability.STOCK: _native(
        f"{_CLIENTS}; data connector schema",
        "Counts by polling; what is not counted is unknown. The out-of-stock flag is told by "
        "webhook and read by no documented call: the cart refuses.",
    ),
    Capability.CUSTOMERS: _native(_OPEN_API),
    Capability.FIND_CUSTOMER: _native(
        _OPEN_API,
        "Revel compares text: a phone number is looked for in ten usual spellings, then in our "
        "own copy.",
    ),
    Capability.ORDER_HISTORY: _native(
        f"{_PORTAL}/docs/frequently-asked-questions; {_CLIENTS}",
        "OrderAllInOne; no public document lists its fields.",
    ),
    Capability.QUOTE: _native(
        _CLIENTS, f"{_SWITCH}cart/calculate; tax and discounts are split over the lines by value."
    ),
    Capability.CREATE_ORDER: _native(
        _CLIENTS,
        f"{_SWITCH}cart/submit, for pickup. No idempotency key: looked up by reference first.",
    ),
    Capability.ORDER_BEFORE_PAYMENT: _none(
        _CLIENTS, "The order carries no payment of ours; another connection takes the money."
    ),
    Capability.ORDER_CLAIMS_STOCK: _none(
        _CLIENTS, "Unproven whether submitting lowers the count; it falls when staff close it."
    ),
    Capability.CONFIRM_ORDER: _emulated(
        _OPEN_API,
        f"{_SWITCH}Staff see a submitted order at once; PAID and the payment's name are written "
        "into its call name, and the till's books stay open until staff close it.",
    ),
    Capability.CANCEL_ORDER: _emulated(
        _OPEN_API,
        f"{_SWITCH}CANCELED is written into the order's call name; only staff can void it.",
    ),
    Capability.NATIVE_HOLD: _none(
        _PORTAL, "No call that keeps goods aside is documented; our ledger holds."
    ),
    Capability.CHARGE: _none(
        _PORTAL, "Charging cards from outside is not documented; another connection does it."
    ),
    Capability.RECORD_PAYMENT: _none(
        _PORTAL, "What a Payment record must hold is not documented; staff close the order."
    ),
    Capability.STORED_CARDS: _none(_PORTAL, "No cards on file are documented."),
    Capability.PAYMENT_LINK: _none(_PORTAL, "No payment page of an order is documented."),
    Capability.REFUND: _none(
        _PORTAL, "OrderExchange exists and how to make one is not documented: staff refund."
    ),
    Capability.RETURN: _none(
        _PORTAL, "OrderExchange exists and how to make one is not documented: return in store."
    ),
    Capability.RESTOCK: _none(
        _PORTAL, "How counts are written is not documented: staff put goods back."
    ),
    Capability.WEBHOOKS: _emulated(
        f"{_PORTAL}/docs/webhooks",
        "Revel registers one address per event for all clients when asked; no call does. Events "
        "are hints: stock counts and prices are polled.",
    ),
    Capability.BULK_EXPORT: _none(_OPEN_API, "Records are listed in pages."),
    Capability.CUSTOMER_BY_ID: _native(_OPEN_API),
    Capability.PRODUCT_CENSUS: _native(
        _OPEN_API, "Four fields of each row, oldest first, in pages of another size."
    ),
    Capability.STOCK_CENSUS: _native(_OPEN_API, "In pages of another size."),
    Capability.CUSTOMER_CENSUS: _native(_OPEN_API, "Ids and times in pages of another size."),
    Capability.ORDER_CENSUS: _native(_OPEN_API, "In pages of another size."),
    Capability.SET_STOCK: _none(_OPEN_API, "No documented call writes a count."),
    Capability.LOYALTY: _none(_OPEN_API, "Reward cards exist; no documented call uses points."),
    Capability.DISCOUNT_CODES: _none(_OPEN_API, "No documented field takes a code."),
    Capability.PARTIAL_CAPTURE: _none(_PORTAL, "Another connection takes the money."),
    Capability.AMEND_ORDER: _none(
        _CLIENTS, "Orders are made once their money is reserved: a smaller one is made smaller."
    ),
    Capability.GIFT_CARDS: _none(_OPEN_API, "No documented call pays with a gift card."),
    Capability.SEVERAL_TENDERS: _none(_OPEN_API, "No documented call authorizes a payment."),
    Capability.NATIVE_SUBSCRIPTIONS: _none(_OPEN_API, "No documented call knows subscriptions."),
    Capability.TRANSFERS: _none(_OPEN_API, "No documented call moves goods between places."),
}
"""With orders switched on."""

_ORDERING = (
    Capability.QUOTE,
    Capability.CREATE_ORDER,
    Capability.CONFIRM_ORDER,
    Capability.CANCEL_ORDER,
)
READ_ONLY: Mapping[Capability, Declaration] = {
    **CAPABILITIES,
    **{
        one: _none(
            CAPABILITIES[one].source.removesuffix(f", {_READ}"),
            "Switched off: set orders=public-client-code once a test order has been seen.",
        )
        for one in _ORDERING
    },
}
"""As a connection begins: reading only."""
