"""Whether a wish is what its hold holds, and whether its total may be taken at all."""

from __future__ import annotations

from collections import Counter

from app.commerce.model import NotOrderable, PrepareOrder
from app.commerce.routing import Plan, other_currency
from domain.errors import InvalidInputError
from domain.ids import LocationId
from domain.money import Money
from storage.holds import Hold


def require_covers(hold: Hold, command: PrepareOrder, location_id: LocationId) -> None:
    """A hold is used for exactly what it holds: less would leave stock claimed by nobody."""
    held = Counter({(line.sku, line.location_id): line.quantity for line in hold.lines})
    wanted: Counter[tuple[str, str]] = Counter()
    for line in command.lines:
        wanted[line.sku, location_id] += line.quantity
    if held != wanted:
        raise InvalidInputError(
            "hold_id", hold.id, "order exactly the variants, quantities and store it holds"
        )


def refused_total(plan: Plan, total: Money) -> NotOrderable | None:
    """Why this total cannot be taken at this store, if it cannot."""
    if total.currency != (plan.store.currency or plan.merchant.currency):
        return other_currency(f"the till quotes in {total.currency}", plan.store)
    limit = plan.merchant.order_limit
    if limit is None:
        return None
    if limit.currency != total.currency:
        return other_currency(f"orders are limited in {limit.currency}", plan.store)
    if limit < total:
        return NotOrderable(
            reason="over-limit", detail=f"orders are limited to {limit}, this is {total}"
        )
    return None
