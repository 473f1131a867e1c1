"""Lightspeed's shapes made even: a relation of one record is a list of one.

The API writes a relation with one record as that record, one with several as a list, and an empty
one as "" or not at all (samples recorded 2016 to 2025). Tables read the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from mapping.engine import Context, Map
from mapping.report import MappingReport

T = TypeVar("T")

_MANY: Mapping[str, str] = {
    "Addresses": "ContactAddress",
    "CustomFieldValues": "CustomFieldValue",
    "Emails": "ContactEmail",
    "Images": "Image",
    "ItemComponents": "ItemComponent",
    "InventorySales": "InventorySale",
    "ItemShops": "ItemShop",
    "Items": "Item",
    "Phones": "ContactPhone",
    "Prices": "ItemPrice",
    "Registers": "Register",
    "SaleLines": "SaleLine",
    "SalePayments": "SalePayment",
    "TaxCategoryClasses": "TaxCategoryClass",
}
_ONE = frozenset({"Contact", "Item", "ShipTo", "TaxCategory"})
_NO_CONTEXT: Context = {}


def many(value: Any) -> list[Any]:
    """The records of an answer's entity or relation: none, the one, or all."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def even(raw: Any) -> Any:
    """A record whose relations with many records are lists; the original is left alone."""
    if not isinstance(raw, dict):
        return raw
    odd = raw.keys() & _MANY.keys()
    inner = raw.keys() & _ONE
    if not odd and not inner:
        return raw
    made = dict(raw)
    for name in inner:
        made[name] = even(raw[name])
    for name in odd:
        relation = raw[name]
        if isinstance(relation, dict) and _MANY[name] in relation:
            listed = [even(one) for one in many(relation[_MANY[name]])]
            made[name] = {**relation, _MANY[name]: listed}
    return made


@dataclass(frozen=True)
class EvenMap(Map[T]):
    """A table that reads records of Lightspeed's uneven shapes."""

    def prepare(self, raw: Any) -> Any:
        """The record with its relations as lists."""
        return even(raw)

    def read(
        self,
        raw: Mapping[str, Any],
        *,
        context: Context = _NO_CONTEXT,
        report: MappingReport | None = None,
    ) -> T:
        """Build the unified value. Raises MappingError naming path, value and remedy."""
        return Map.read(self, self.prepare(raw), context=context, report=report)
