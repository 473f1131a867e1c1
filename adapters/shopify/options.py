"""Settings of one Shopify connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.keys import ConnectionOption

NATIVE_HOLD: Final = "native_hold"
TRANSFERS: Final = "transfers"

OPTIONS = (
    ConnectionOption(
        name=NATIVE_HOLD,
        help="Whether goods that a shopper is about to pay for are moved from available to "
        "reserved in Shopify for as long as they are held, so that neither your online store nor "
        "a till sells them; each hold shows twice in the item's inventory history.",
        default="on",
        choices=("off", "on"),
    ),
    ConnectionOption(
        name=TRANSFERS,
        help="Whether goods that a shopper wants from another store are written down in Shopify "
        "as a draft transfer; off: staff are told here. It needs one permission more, so set it "
        "before you connect, or connect again.",
        default="off",
        choices=("off", "on"),
    ),
)


def keeps_aside(options: Mapping[str, str]) -> bool:
    """Whether holds are placed in this shop."""
    return options.get(NATIVE_HOLD) == "on"


def switched_on(options: Mapping[str, str]) -> frozenset[str]:
    """The names of the options that are on."""
    return frozenset(each.name for each in OPTIONS if options.get(each.name) == "on")


def writes_transfers(options: Mapping[str, str]) -> bool:
    """Whether transfers are written into this shop."""
    return options.get(TRANSFERS) == "on"
