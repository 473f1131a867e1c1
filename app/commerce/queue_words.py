"""Why an order waits, or is under way for long, in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_UNKNOWN: Final = "it could not be entered ({code}): voicetill status shows the till"
_WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "UnavailableError": "the till does not answer: it is tried again by itself; see that the "
        "till is on and its network up",
        "RateLimitedError": "the till takes no more calls for now: it is tried again by itself",
        "NotAuthorizedError": "the till no longer takes our access: connect it again "
        "(voicetill connect)",
        "ConfigurationError": "the connection cannot be used: voicetill doctor says what is wrong",
        "MalformedResponseError": "the till answered something unknown: look for the order there, "
        "then cancel it here or say that it was entered",
        "AmbiguousOutcomeError": "the till's answer was lost: it is looked up there before it is "
        "tried again",
        "Unread": "the card on file could not be looked up: it is tried again by itself",
        "ParkedTooLong": "it waited longer than allowed and was undone: voicetill orders parking "
        "sets how long",
        "PriceChanged": "the till asks another price by now: it was undone, and the shopper told",
        "OutOfStock": "the till has too few of it by now: it was undone, and the shopper told",
        "NotOrderable": "the till refused it: it was undone, and the shopper told",
        "HoldExpired": "nobody confirmed it in time: it was undone",
        "CardDeclined": "the card was declined: the shopper was told to pay in another way",
        "NoCard": "there is no card: the shopper was told to pay in another way",
        "PayElsewhere": "it is paid on the platform's page: the shopper was sent there",
        "canceled": "it was canceled",
        "undone": "it was undone",
    }
)
_STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "create": "the till has not said whether it made the order",
        "gift": "the gift card has not been taken",
        "authorize": "it is not known whether the card was authorized",
        "reduce": "it is not known whether the amount reserved was reduced",
        "capture": "it is not known whether the money was taken",
        "confirm": "the till has not taken note of the payment",
    }
)
_LOOKED_AT: Final = (
    "it is asked again by itself while a worker runs; voicetill status shows the till"
)


def why(code: str) -> str:
    """Why an order waits or ended, with what to do; `code` is what the queue keeps."""
    return _WHY.get(code) or _UNKNOWN.format(code=code)


def under_way(step: str | None, *, is_undone: bool) -> str:
    """Why a checkout is not at its end, with what to do."""
    if is_undone:
        return f"it is being taken back, which the till has not done yet: {_LOOKED_AT}"
    told = _STEPS.get(step or "", "it has not come to its end")
    return f"{told}: {_LOOKED_AT}"
