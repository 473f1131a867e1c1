"""What Toast can do, as data; the contract suite proves every line."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.declaring import Declaring
from domain.capabilities import Capability, Declaration

_GUIDE = "doc.toasttab.com/doc/devguide"
_API = "doc.toasttab.com/openapi"
_READ = "read 2026-11-20"
_SAYS = Declaring(read=_READ)
_native, _emulated, _none = _SAYS.native, _SAYS.emulated, _SAYS.none

_OURS_ONLY = (
    "Only orders placed by voice: a client that submits orders may read no others. "
    "Read back as many days as the connection's history_days says"
)

CAPABILITIES: Mapping[Capability, Declaration] = {
    Capability.LOCATIONS: _native(
        f"{_API}/restaurants", "One connection is one restaurant: every call names one."
    ),
    Capability.PRODUCTS: _native(
        f"{_API}/menus",
        "Published menus only, whole each time; a delta asks first whether anything was published "
        "or 86'd. Halves of a dish, weighed dishes and EXTRA or ON THE SIDE are not sold by voice.",
    ),
    Capability.STOCK: _native(
        f"{_API}/stock",
        "What has no quantity is simply in stock. A sweep tells what is 86'd, counted, or was so "
        "at the last sweep.",
    ),
    Capability.CUSTOMERS: _emulated(f"{_API}/orders", f"The guests of orders. {_OURS_ONLY}."),
    Capability.FIND_CUSTOMER: _emulated(
        f"{_API}/orders",
        "Toast searches no guests: they are looked up in our own copy, which the guests of orders "
        "placed by voice fill.",
    ),
    Capability.ORDER_HISTORY: _emulated(
        f"{_API}/orders/operation/ordersBulkGet",
        f"By time natively, by guest by reading through. {_OURS_ONLY}.",
    ),
    Capability.QUOTE: _native(f"{_API}/orders/operation/pricesPost"),
    Capability.CREATE_ORDER: _native(
        f"{_GUIDE}/apiCreatingOrders.html",
        "Priced and posted; the kitchen sees it at once. Takeout and delivery need name, phone "
        "number and e-mail address.",
    ),
    Capability.ORDER_BEFORE_PAYMENT: _none(
        f"{_GUIDE}/apiCreatingOrders.html",
        "The kitchen begins when the order arrives, so the money is reserved first.",
    ),
    Capability.ORDER_CLAIMS_STOCK: _native(f"{_API}/stock", "Counted items fall when ordered."),
    Capability.CONFIRM_ORDER: _native(
        f"{_GUIDE}/apiAddingPaymentsToACheck.html",
        "Booking the payment confirms it; whether staff must approve is the restaurant's setting.",
    ),
    Capability.CANCEL_ORDER: _native(
        f"{_GUIDE}/apiVoidOrder.html",
        "The whole order, and only while no card was charged at the restaurant; final.",
    ),
    Capability.NATIVE_HOLD: _none(f"{_API}/stock", "No call reserves stock; our ledger holds."),
    Capability.CHARGE: _none(
        f"{_API}/creditcards",
        "Card data would pass through us, and no call lets an authorization go; the merchant's "
        "other connection takes the money.",
    ),
    Capability.RECORD_PAYMENT: _native(
        f"{_GUIDE}/apiAddingPaymentsToACheck.html", "As one of the restaurant's OTHER payments."
    ),
    Capability.STORED_CARDS: _none(f"{_API}/creditcards", "No cards of guests can be listed."),
    Capability.PAYMENT_LINK: _none(f"{_API}/orders", "No page of Toast's pays an API order."),
    Capability.REFUND: _none(
        f"{_API}/orders",
        "No call refunds; staff give the money back at the till, or the processor that took it "
        "does.",
    ),
    Capability.RETURN: _none(f"{_API}/orders", "No call takes goods back; staff do at the till."),
    Capability.RESTOCK: _none(f"{_API}/stock", "Staff set what is left; food does not come back."),
    Capability.WEBHOOKS: _emulated(
        f"{_GUIDE}/apiWebhooks.html",
        "Toast's staff subscribe an address on request, one secret per category; deliveries are "
        "verified and read, and polling goes on beside them.",
    ),
    Capability.BULK_EXPORT: _none(f"{_API}/menus", "The menus come whole anyway."),
    Capability.CUSTOMER_BY_ID: _none(f"{_API}/orders", "A guest is told with an order only."),
    Capability.PRODUCT_CENSUS: _native(
        f"{_API}/menus", "The menus come whole: they are read once more. They tell no revisions."
    ),
    Capability.STOCK_CENSUS: _native(
        f"{_API}/stock", "The list comes whole: it is read once more. It tells no revisions."
    ),
    Capability.CUSTOMER_CENSUS: _none(
        f"{_API}/orders", "Guests have no list of their own: their orders are counted."
    ),
    Capability.ORDER_CENSUS: _native(
        f"{_API}/orders", "In windows of another length, as far back as history_days says."
    ),
    Capability.SET_STOCK: _none(f"{_API}/stock", "A count is written without an expected value."),
    Capability.LOYALTY: _none(
        f"{_API}/orders", "Points are kept by a loyalty provider that Toast asks, not by Toast."
    ),
    Capability.DISCOUNT_CODES: _none(
        f"{_API}/orders", "Promo codes are not sent from here: nothing of theirs was recorded."
    ),
    Capability.PARTIAL_CAPTURE: _none(f"{_API}/creditcards", "Another connection takes the money."),
    Capability.AMEND_ORDER: _none(
        f"{_GUIDE}/apiCreatingOrders.html",
        "Orders are made once their money is reserved: a smaller one is made smaller.",
    ),
    Capability.GIFT_CARDS: _none(f"{_API}/giftcards", "That API is for providers of gift cards."),
    Capability.SEVERAL_TENDERS: _none(f"{_API}/orders", "Nothing is authorized from here."),
    Capability.NATIVE_SUBSCRIPTIONS: _none(f"{_API}/orders", "No call knows subscriptions."),
    Capability.TRANSFERS: _none(f"{_API}/stock", "Stock is a count of one restaurant."),
}
