"""What the dialogue may have looked up of a shopper's money and points, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.money import Money


class Purse(StrEnum):
    """Where a shopper may have something left."""

    POINTS = "points"
    CREDIT = "credit"
    GIFT_CARDS = "gift_cards"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpBalance:
    """What is left there; the answer is `BalanceKnown`."""

    purse: Purse


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsTaken:
    """What points pay of an order that they were to pay for."""

    reward: str | None = None
    """What they buy, as the program calls it; None: nothing."""
    points: int = 0
    """What it costs; where it is nothing, how many there are."""
    name: str = ""
    """What they are called; empty: no account of the shopper's is known."""
    is_refused: bool = False
    """The till that this order goes to takes none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceKnown:
    """What is left, as it was asked for just now; of the purse that was asked about alone."""

    purse: Purse
    points: tuple[tuple[str, int], ...] = ()
    """What each program calls its points, and how many can be spent."""
    credit: tuple[Money, ...] = ()
    """By currency."""
    cards: tuple[tuple[str, Money], ...] = ()
    """The last four digits of each gift card, and what is on it."""
