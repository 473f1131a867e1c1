"""What items refer to: attributes, modifier groups and tax rates, read once for a walk.

One that cannot be read is set aside like any record; the products that refer to it go without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from adapters.clover.account import Settings
from adapters.listing import quarantine
from adapters.wire import JsonObject
from domain.catalog import ModifierList, Tax
from domain.events import Entity, Quarantined
from mapping.engine import MappingError
from mapping.platforms import clover_items as items

T = TypeVar("T")
_FAULTS = (KeyError, TypeError, ValueError, AttributeError)
_REMEDY = "correct the record in Clover's inventory"


@dataclass(slots=True)
class Sides:
    """Side records by id, and those that cannot be read."""

    settings: Settings
    faults: list[Quarantined] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    modifiers: dict[str, ModifierList] = field(default_factory=dict)
    taxes: dict[str, Tax] = field(default_factory=dict)
    default_taxes: tuple[str, ...] = ()

    def take(
        self,
        *,
        attributes: Iterable[JsonObject],
        modifier_groups: Iterable[JsonObject],
        tax_rates: Iterable[JsonObject],
    ) -> None:
        """Read what three lists hold."""
        currency, is_vat = self.settings.currency, self.settings.is_vat
        self.attributes = self._read(attributes, lambda one: str(one["name"]))
        self.modifiers = self._read(modifier_groups, lambda one: items.modifier_list(one, currency))
        rates = list(tax_rates)
        self.taxes = self._read(rates, lambda one: items.tax(one, inclusive=is_vat))
        self.default_taxes = tuple(
            str(one["id"]) for one in rates if one.get("isDefault") is True and one.get("id")
        )

    @property
    def context(self) -> dict[str, Any]:
        """What the PRODUCT table needs beside a record."""
        return {
            "currency": self.settings.currency,
            "tracks_stock": self.settings.tracks_stock,
            "attributes": self.attributes,
            "modifiers": self.modifiers,
            "taxes": self.taxes,
            "default_taxes": self.default_taxes,
        }

    def _read(self, rows: Iterable[JsonObject], convert: Callable[[JsonObject], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for row in rows:
            try:
                found[str(row["id"])] = convert(row)
            except _FAULTS as error:
                fault = MappingError("(side record)", str(row.get("id")), f"{error}; {_REMEDY}")
                self.faults.append(quarantine(row, Entity.PRODUCT, fault))
        return found
