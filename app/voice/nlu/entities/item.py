"""One thing that is wanted, as far as a sentence told it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

_MILK: Final = frozenset({"milk", "leche", "lait", "milch"})


@dataclass(slots=True)
class Item:
    """One thing wanted; None and empty: not said."""

    product: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    """What goes with it ("topping") and what is left out ("without")."""

    counted: bool = False
    """How many was said, not filled in."""

    joined: bool = False
    """One more, behind an "and" and an article: "and a bucket"."""

    listed: bool = False
    """A number right behind an "and" counts it: "and two plates"."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said of it."""
        return self.product is None and self.quantity is None and not self.attributes


def name_milk(item: Item) -> None:
    """Milk that goes with it is an attribute of its own: "con leche de soya"."""
    toppings = item.parts.get("topping", [])
    for part in [part for part in toppings if _MILK & set(part.split())]:
        kind = [word for word in part.split() if word not in _MILK]
        if kind:
            item.attributes["milk"] = " ".join(kind)
            toppings.remove(part)
    if "topping" in item.parts and not toppings:
        del item.parts["topping"]
