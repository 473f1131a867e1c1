"""Orders taken while the till cannot be reached: when a merchant lets that happen, and how far.

A parked order is "received, the store will confirm": its stock is held, its payment authorized or
not, nothing of it stands in the POS. Pure rules; nothing is asked or written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from domain.errors import InvalidInputError
from domain.money import Money


class ParkingMode(StrEnum):
    """Whether orders are accepted while the POS of record does not answer."""

    REFUSE = "refuse"
    """They are not; the shopper is told that the till cannot be reached."""
    WITH_AUTHORIZATION = "with_authorization"
    """Only those whose payment stands authorized."""
    WITHOUT_PAYMENT = "without_payment"
    """Also those whose payment could not be authorized; it is when the till is back."""


class ParkedState(StrEnum):
    """Where an order stands in the queue of the parked."""

    WAITING = "waiting"
    """For the till, or for a person."""
    WORKING = "working"
    """Being entered in the till."""
    CONFIRMED = "confirmed"
    """It stands in the till by now."""
    ENTERED = "entered"
    """A person typed it in at the till."""
    WITH_SHOPPER = "with_shopper"
    """The shopper must pay in another way; they were told."""
    ENDED = "ended"
    """Undone; nothing was charged."""
    NEEDS_PERSON = "needs_person"
    """Something of it stands that no call can settle."""


OPEN_STATES: Final = frozenset({ParkedState.WAITING, ParkedState.WORKING})
_BOUNDS: Final = {"most_minutes": (1, 7 * 24 * 60), "most_orders": (1, 10_000)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkingPolicy:
    """What a merchant lets be parked (`settings.parking`)."""

    mode: ParkingMode = ParkingMode.REFUSE
    most_minor: int | None = None
    """Minor units of the order's currency; a higher total is refused. None: no limit."""
    most_minutes: int = 240
    """How long an order may wait; then it is undone and the shopper told."""
    most_orders: int = 50
    """Orders that may wait at one till at the same time."""

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> ParkingPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        for name in told:
            if name not in cls.__slots__:
                known = ", ".join(sorted(cls.__slots__))
                raise InvalidInputError(f"parking.{name}", name, f"one of {known}")
        values = dict(told)
        if "mode" in values:
            values["mode"] = _mode(values["mode"])
        for name, (least, most) in _BOUNDS.items():
            if name in values:
                _require_whole(name, values[name], least, most)
        if values.get("most_minor") is not None:
            _require_whole("most_minor", values["most_minor"], 0, 10**12)
        return cls(**values)

    @property
    def longest(self) -> timedelta:
        """How long an order may wait."""
        return timedelta(minutes=self.most_minutes)

    def refuses(self, total: Money, *, is_authorized: bool, waiting: int) -> str | None:
        """Why an order is not parked, as a code; None: it is.

        `waiting` is how many orders wait at that till already.
        """
        if self.mode is ParkingMode.REFUSE:
            return "not-allowed"
        if self.mode is ParkingMode.WITH_AUTHORIZATION and not is_authorized:
            return "not-authorized"
        if self.most_minor is not None and total.amount > self.most_minor:
            return "above-amount"
        if waiting >= self.most_orders:
            return "queue-full"
        return None


def _mode(value: object) -> ParkingMode:
    try:
        return ParkingMode(str(value))
    except ValueError:
        known = ", ".join(each.value for each in ParkingMode)
        raise InvalidInputError("parking.mode", str(value)[:40], f"one of {known}") from None


def _require_whole(name: str, value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InvalidInputError(
            f"parking.{name}", str(value)[:40], f"a whole number from {least} to {most}"
        )
