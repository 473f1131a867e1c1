"""Access scopes: which exist here, what each type and mutation needs, and who may have it.

What a type or mutation needs is in `access.toml`, from the vendor's access map of schema 2026-10.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SCOPE_TEXTS: dict[str, str] = {
    "read_all_orders": "Read all orders, not only those of the last 60 days",
    "read_customer_payment_methods": "Read customer payment methods",
    "read_customers": "Read customers",
    "read_draft_orders": "Read draft orders",
    "read_fulfillments": "Read fulfillments",
    "read_inventory": "Read inventory",
    "read_inventory_transfers": "Read inventory transfers",
    "read_locations": "Read locations",
    "read_merchant_managed_fulfillment_orders": "Read fulfillment orders",
    "read_own_subscription_contracts": "Read own subscription contracts",
    "read_orders": "Read orders",
    "read_payment_mandate": "Read payment mandates",
    "read_products": "Read products",
    "read_returns": "Read returns",
    "write_customer_payment_methods": "Change customer payment methods",
    "write_customers": "Change customers",
    "write_draft_orders": "Change draft orders",
    "write_fulfillments": "Change fulfillments",
    "write_inventory": "Change inventory",
    "write_inventory_transfers": "Change inventory transfers",
    "write_merchant_managed_fulfillment_orders": "Change fulfillment orders",
    "write_own_subscription_contracts": "Change own subscription contracts",
    "write_orders": "Change orders",
    "write_payment_mandate": "Charge payment mandates",
    "write_products": "Change products",
    "write_returns": "Change returns",
}
"""Scopes an app may ask this shop for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One scope out of each group is needed."""

    groups: tuple[frozenset[str], ...]
    text: str

    def allows(self, scopes: frozenset[str]) -> bool:
        """Whether these scopes suffice."""
        return all(group & scopes for group in self.groups)


def effective(granted: Iterable[str]) -> frozenset[str]:
    """Granted scopes with those they imply: writing includes reading."""
    scopes = set(granted)
    scopes |= {"read_" + each[6:] for each in scopes if each.startswith("write_")}
    return frozenset(scopes)


@cache
def table(section: str) -> dict[str, Access]:
    """What each name of `types` or `mutations` needs."""
    path = Path(__file__).with_name("access.toml")
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text())[section]
    return {name: _access(entry) for entry in entries for name in entry["names"]}


def _access(entry: dict[str, Any]) -> Access:
    groups = [frozenset(entry[part]) for part in ("any_of", "and_any_of") if part in entry]
    also = f" Also: {entry['also']}" if "also" in entry else ""
    return Access(groups=tuple(groups), text=_sentence(entry["any_of"]) + also)


def _sentence(scopes: list[str]) -> str:
    named = [f"`{scope}` access scope" for scope in scopes]
    *others, last = named
    return f"{', '.join(others)} or {last}." if others else f"{last}."


def lacking(owner: str, field: str, kind: str, scopes: frozenset[str]) -> str | None:
    """The access that `scopes` lack for a field of `owner` that gives `kind`; None when allowed."""
    needed = table("mutations").get(field) if owner == "Mutation" else None
    if needed is not None and not needed.allows(scopes):
        return needed.text
    if owner.endswith("Payload"):
        return None
    needed = table("types").get(kind.removesuffix("Connection"))
    return None if needed is None or needed.allows(scopes) else needed.text
