"""Why a merchant's rules did not take an order, and what would let the next one in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalReason:
    """One reason of a refusal."""

    code: str
    why: str
    remedy: str


_SET: Final = "voicetill merchants set MERCHANT --policy 'orders={{…}}' sets {field}"
_ADDRESS: Final = "ask the shopper for the whole address, or add it to their record at the till"
_OFTEN: Final = _SET.format(field="`velocity`") + "; look first whether somebody tries cards"
_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "below-minimum": ("it came to less than orders start at", _SET.format(field="least_minor")),
        "over-limit": ("it came to more than orders may", _SET.format(field="most_minor")),
        "method-not-offered": (
            "that way of getting the goods is not offered",
            _SET.format(field="methods"),
        ),
        "no-address": ("it was to be shipped, and there was no address", _ADDRESS),
        "address-line1-missing": ("its address has no street", _ADDRESS),
        "address-city-missing": ("its address has no city", _ADDRESS),
        "address-country-missing": ("its address has no country", _ADDRESS),
        "country-not-served": (
            "nothing is shipped to that country",
            _SET.format(field="ship_to"),
        ),
        "postcode-invalid": (
            "its postcode is none of its country",
            "ask the shopper for the postcode again",
        ),
        "region-mismatch": (
            "its postcode is in another state or province than it says",
            "ask the shopper which of the two is right",
        ),
        "too-many-today": (
            "the shopper had as many orders that day as are taken",
            _SET.format(field="per_day"),
        ),
        "too-often-by-customer": ("the shopper tried too often in a short time", _OFTEN),
        "too-often-by-phone": ("the phone number tried too often in a short time", _OFTEN),
        "too-often-by-card": ("the card was tried too often in a short time", _OFTEN),
        "policy-unreadable": (
            "the merchant's rules for orders cannot be read, so nothing is taken",
            "set them anew: voicetill merchants set MERCHANT --policy 'orders={…}'",
        ),
    }
)


def told(code: str) -> RefusalReason:
    """A reason in words; `code` is what is kept."""
    why, remedy = _WORDS.get(code, (code.replace("-", " "), "docs/orders.md tells of the rules"))
    return RefusalReason(code=code, why=why, remedy=remedy)
