"""Goods that travel between two stores of one merchant, and what a merchant allows of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.errors import InvalidInputError
from domain.hours import OpeningHours
from domain.ids import PlatformId

_MOST_DAYS: Final = 60
_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "days": (0, _MOST_DAYS),
    "most": (1, 1000),
    "unsent_days": (1, _MOST_DAYS),
    "kept_days": (0, _MOST_DAYS),
}


class TransferState(StrEnum):
    """Where a transfer stands."""

    REQUESTED = "requested"
    """Asked for; the goods are still at the sending store."""
    SENT = "sent"
    """The goods have left; some may have arrived."""
    RECEIVED = "received"
    CANCELED = "canceled"
    UNKNOWN = "unknown"
    """The platform has a word that is new to us: nothing is concluded from it."""


OPEN_TRANSFERS: Final = frozenset({TransferState.REQUESTED, TransferState.SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferWish:
    """A transfer to be made in the POS, in the platform's own ids."""

    reference: str
    """Ours; written on the transfer, and how it is known again where the platform has no keys."""
    source_id: PlatformId
    destination_id: PlatformId
    inventory_id: PlatformId
    """What the platform counts the goods by."""
    quantity: int
    expected_on: date
    """By the calendar of the receiving store."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PosTransfer:
    """A transfer as the POS tells it."""

    platform_id: PlatformId
    state: TransferState
    number: str | None = None
    """What staff call it; None where the platform gives it no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPolicy:
    """What a merchant allows (`settings.transfers`)."""

    offered: bool = True
    """Whether shoppers are offered transfers at all."""
    days: int = 2
    """From the wish until the goods are there."""
    most: int = 5
    """Units that one transfer moves at most."""
    unsent_days: int = 14
    """A transfer that has not left by then is canceled, and its goods are free again."""
    kept_days: int = 2
    """How long goods are held for whoever asked, once they have arrived; 0: not at all."""

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> TransferPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        if not isinstance(told, Mapping):
            raise InvalidInputError("transfers", str(told)[:80], "a table of fields")
        for name, value in told.items():
            if name == "offered":
                if not isinstance(value, bool):
                    raise InvalidInputError("transfers.offered", str(value)[:40], "true or false")
            elif name in _BOUNDS:
                _check(name, value)
            else:
                known = ", ".join(["offered", *sorted(_BOUNDS)])
                raise InvalidInputError(f"transfers.{name}", name, f"one of {known}")
        return cls(**told)


def _check(name: str, value: object) -> None:
    """Raises InvalidInputError for what is no number within the bounds of the field."""
    least, most = _BOUNDS[name]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InvalidInputError(
            f"transfers.{name}", str(value)[:40], f"a whole number from {least} to {most}"
        )


def arrival(now: datetime, days: int, *, zone: ZoneInfo, hours: OpeningHours | None = None) -> date:
    """The day goods are there that travel so many days: one on which the store opens, where that
    is known."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    if hours is None:
        return day
    begins = datetime.combine(day, datetime.min.time(), zone)
    opens = begins if hours.is_open(begins) else hours.opens_at(begins)
    return day if opens is None else opens.astimezone(zone).date()
