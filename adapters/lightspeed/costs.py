"""What a request will cost in drips, told from its contents: the rules of 2026-03-17.

Source: developers.lightspeedhq.com/retail/introduction/{ratelimits,changelog} (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.wire import JsonObject

_SALE_WRITE = 2.0
_COMPLETING = 3.0
_NESTED = 0.5
_TO_MANY = frozenset(
    {"SaleLines", "SalePayments", "InventorySales", "Images", "ItemShops", "Registers"}
    | {"TaxCategoryClasses", "Items", "ItemComponents"}
)
_WRITES: Mapping[str, float] = {"Sale": _SALE_WRITE, "SaleLine": _SALE_WRITE}
COUNT = 10.0
"""What asking for a count (`count=1`) takes."""


def read_cost(relations: Sequence[str], *, single: bool) -> float:
    """One drip, and 0.1 or 0.2 for each relation, doubled on lists and below lists."""
    return 1.0 + sum(_relation(name, single=single) for name in relations)


def write_cost(entity: str, body: JsonObject | None, relations: Sequence[str] = ()) -> float:
    """The endpoint's base, half a drip for each record in the body, completing, and relations."""
    cost = _WRITES.get(entity, 1.0) + _NESTED * _records(body or {})
    cost += sum(_relation(name, single=True) for name in relations)
    return cost + (_COMPLETING if (body or {}).get("completed") == "true" else 0.0)


def _relation(name: str, *, single: bool) -> float:
    *parents, last = name.split(".")
    own = 0.2 if last in _TO_MANY else 0.1
    doubled = not single or any(part in _TO_MANY for part in parents)
    return 2 * own if doubled else own


def _records(value: Any, *, outermost: bool = True) -> int:
    """Records nested in a body; wrappers such as SaleLines are none."""
    if isinstance(value, list):
        return sum(_records(one, outermost=False) for one in value)
    if not isinstance(value, dict):
        return 0
    inner = sum(_records(one, outermost=False) for one in value.values())
    is_record = any(not isinstance(one, (dict, list)) for one in value.values())
    return inner + (1 if is_record and not outermost else 0)
