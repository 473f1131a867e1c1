"""Settings of one Clover connection that no answer of Clover's tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.keys import ConnectionOption

_ID = r"[0-9A-Z]{13}"
OPTIONS: tuple[ConnectionOption, ...] = (
    ConnectionOption(
        name="region",
        help="Where the merchant is: na (US and Canada: cards can be charged), eu or la (they "
        "cannot; money taken elsewhere is noted on the order).",
        default="na",
        choices=("na", "eu", "la"),
    ),
    ConnectionOption(
        name="payer_address",
        help="The public IP address that payments by voice come from: Clover refuses a charge "
        "without one, and a shopper who speaks has no browser. Usually this gateway's own.",
        pattern=r"[0-9A-Fa-f.:]{7,45}",
    ),
    ConnectionOption(
        name="pickup_order_type",
        help="Id of the order type for pickup orders (GET …/order_types). Empty: the register's "
        "default.",
        pattern=_ID,
    ),
    ConnectionOption(
        name="shipping_order_type",
        help="Id of the order type for orders that are shipped. Empty: the register's default.",
        pattern=_ID,
    ),
    ConnectionOption(
        name="external_tender",
        help="Id of the tender that money taken elsewhere is noted under (GET …/tenders). Empty: "
        "the merchant's External Payment tender.",
        pattern=_ID,
    ),
    ConnectionOption(
        name="print_orders",
        help="Whether a confirmed order is printed on the merchant's order printer.",
        default="no",
        choices=("yes", "no"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The settings, read."""

    charges_cards: bool = True
    payer_address: str | None = None
    pickup_type: str | None = None
    shipping_type: str | None = None
    tender: str | None = None
    prints_orders: bool = False


def choices_of(options: Mapping[str, str]) -> Choices:
    """The settings of a connection; what is not set keeps its default."""
    return Choices(
        charges_cards=options.get("region", "na") == "na",
        payer_address=options.get("payer_address") or None,
        pickup_type=options.get("pickup_order_type") or None,
        shipping_type=options.get("shipping_order_type") or None,
        tender=options.get("external_tender") or None,
        prints_orders=options.get("print_orders") == "yes",
    )
