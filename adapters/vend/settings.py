"""Settings of one Vend connection: what the retailer's answers cannot tell."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.keys import ConnectionOption

_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

PAYMENT_TYPE = "payment_type"
PAYMENT_TYPE_ID = "payment_type_id"
REGISTER_ID = "register_id"
AUTHOR_ID = "author_id"
SHIPPING_PRODUCT_ID = "shipping_product_id"
PAID_STATE = "paid_state"
TRANSFERS = "transfers"

OPTIONS = (
    ConnectionOption(
        name=PAYMENT_TYPE,
        help="Name of the payment type that our orders' money is booked under; make one in Setup, "
        "Payment Types.",
        default="Voicetill",
    ),
    ConnectionOption(
        name=PAYMENT_TYPE_ID,
        help="Id of that payment type; saves a call and goes before the name.",
        pattern=_UUID,
    ),
    ConnectionOption(
        name=REGISTER_ID,
        help="Id of the register that orders are rung up on; without it, an open one of the "
        "outlet is taken.",
        pattern=_UUID,
    ),
    ConnectionOption(
        name=AUTHOR_ID,
        help="Id of the user who signs orders; without it, whoever connected the store.",
        pattern=_UUID,
    ),
    ConnectionOption(
        name=SHIPPING_PRODUCT_ID,
        help="Id of the product that stands for the delivery fee; without it, orders with a "
        "delivery fee are refused.",
        pattern=_UUID,
    ),
    ConnectionOption(
        name=PAID_STATE,
        help="pending: a paid order waits under Fulfillments until it is handed over; closed: it "
        "is finished at once and its stock falls at once on every account.",
        default="pending",
        choices=("pending", "closed"),
    ),
    ConnectionOption(
        name=TRANSFERS,
        help="Whether goods that a shopper wants from another store are written down in Vend as an "
        "open stock transfer; off: staff are told here. It needs two permissions more, so set it "
        "before you connect, or connect again.",
        default="off",
        choices=("off", "on"),
    ),
)


def writes_transfers(options: Mapping[str, str]) -> bool:
    """Whether transfers are written into this store's back office."""
    return options.get(TRANSFERS) == "on"
