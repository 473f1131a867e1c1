"""Settings of one Shopify connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.keys import ConnectionOption

NATIVE_HOLD: Final = "native_hold"

OPTIONS = (
    ConnectionOption(
        name=NATIVE_HOLD,
        help="Whether goods that a shopper is about to pay for are moved from available to "
        "reserved in Shopify for as long as they are held, so that neither your online store nor "
        "a till sells them; each hold shows twice in the item's inventory history.",
        default="on",
        choices=("off", "on"),
    ),
)


def keeps_aside(options: Mapping[str, str]) -> bool:
    """Whether holds are placed in this shop."""
    return options.get(NATIVE_HOLD) == "on"
