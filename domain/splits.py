"""One order over several tills: which store takes which lines, and what a merchant allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Any, Final, TypeAlias

from domain.errors import InvalidInputError
from domain.ids import LocationId, ProductSku

_MOST_PARTS: Final = 4
_STORES_LOOKED_AT: Final = 12
Free: TypeAlias = Mapping[tuple[ProductSku, LocationId], Decimal | None]
"""What a store can sell of a variant now; None or missing: unknown, or not sold there."""


class SplitState(StrEnum):
    """Where a split order stands."""

    PREPARING = "preparing"
    """Its parts are being priced and held."""
    PRICED = "priced"
    """It waits for the shopper's yes."""
    AGREED = "agreed"
    """The yes was said: every part is to be authorized."""
    CAPTURING = "capturing"
    """Every part is authorized: they are placed, one after the other."""
    PLACED = "placed"
    """Every part stands."""
    PARTLY = "partly"
    """Some parts stand; the others could not be placed, and cost nothing."""
    UNDOING = "undoing"
    """It comes to nothing: every part is being taken back."""
    ENDED = "ended"
    """Nothing stands, nobody pays."""
    NEEDS_PERSON = "needs_person"
    """It comes to nothing, but a part can only be taken back at its store."""


OPEN_SPLITS: Final = frozenset(
    {
        SplitState.PREPARING,
        SplitState.PRICED,
        SplitState.AGREED,
        SplitState.CAPTURING,
        SplitState.UNDOING,
    }
)


class OnFailure(StrEnum):
    """What becomes of the other parts when one cannot be placed after the yes."""

    ALL = "all"
    """All or nothing: what was placed is taken back."""
    REST = "rest"
    """What was placed stays; the shopper is told what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPolicy:
    """What a merchant allows (`settings.split_orders`)."""

    offered: bool = True
    most_parts: int = 2
    on_failure: OnFailure = OnFailure.ALL

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> SplitPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        if not isinstance(told, Mapping):
            raise InvalidInputError("split_orders", str(told)[:80], "a table of fields")
        for name in told:
            if name not in cls.__slots__:
                known = ", ".join(sorted(cls.__slots__))
                raise InvalidInputError(f"split_orders.{name}", name, f"one of {known}")
        values = dict(told)
        if not isinstance(values.get("offered", True), bool):
            raise InvalidInputError(
                "split_orders.offered", str(values["offered"])[:40], "true or false"
            )
        most = values.get("most_parts", 2)
        if not isinstance(most, int) or isinstance(most, bool) or not 2 <= most <= _MOST_PARTS:
            raise InvalidInputError(
                "split_orders.most_parts", str(most)[:40], f"from 2 to {_MOST_PARTS}"
            )
        if "on_failure" in values:
            values["on_failure"] = _on_failure(values["on_failure"])
        return cls(**values)


def _on_failure(value: object) -> OnFailure:
    """Raises InvalidInputError for another word."""
    try:
        return OnFailure(str(value))
    except ValueError:
        raise InvalidInputError("split_orders.on_failure", str(value)[:40], "all or rest") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One line as far as stock is concerned."""

    sku: ProductSku
    quantity: int


def lay_out(
    lines: Sequence[Demand], stores: Sequence[LocationId], free: Free, *, most: int
) -> Mapping[LocationId, tuple[int, ...]] | None:
    """Which store takes which lines, by their positions: as few stores as can be, the nearest
    first; None where no so many stores have everything.

    `stores` are nearest first. A line is not divided; two lines of one variant are counted
    together.
    """
    looked_at = stores[:_STORES_LOOKED_AT]
    for count in range(1, min(most, len(lines), len(looked_at)) + 1):
        for chosen in combinations(looked_at, count):
            laid = _assigned(lines, chosen, free)
            if laid is not None:
                return laid
    return None


def _assigned(
    lines: Sequence[Demand], stores: Sequence[LocationId], free: Free
) -> Mapping[LocationId, tuple[int, ...]] | None:
    """Each line at the first of these stores that still has enough; None where one has none."""
    taken: dict[tuple[ProductSku, LocationId], int] = {}
    laid: dict[LocationId, tuple[int, ...]] = {}
    for position, line in enumerate(lines):
        for store in stores:
            which = (line.sku, store)
            left = (free.get(which) or Decimal(0)) - taken.get(which, 0)
            if left >= line.quantity:
                taken[which] = taken.get(which, 0) + line.quantity
                laid[store] = (*laid.get(store, ()), position)
                break
        else:
            return None
    return laid
