"""What a request brings along: the shop, the app that asks, and services around the shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.shopify.shop import Shop

if TYPE_CHECKING:
    from sandbox.shopify.bulk import BulkRunner
    from sandbox.shopify.hooks import Hooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The app behind an access token."""

    client_id: str
    scopes: frozenset[str]
    is_online: bool = False

    @property
    def may_see_all_orders(self) -> bool:
        """Without this scope only the last 60 days are shown."""
        return "read_all_orders" in self.scopes


@dataclass(slots=True, kw_only=True)
class Context:
    """One request's surroundings."""

    shop: Shop
    caller: Caller
    version: str
    hooks: Hooks
    bulk: BulkRunner
    base_url: str
    uninstall: Callable[[], None]
    """Removes the asking app from the shop."""
    search_notes: list[dict[str, Any]] = field(default_factory=list)
    """Warnings about searches, shown as `extensions.search`."""

    def note_unknown(self, field: str, text: str | None, unknown: Sequence[str]) -> None:
        """Warn that search fields do not exist and were ignored."""
        for name in unknown:
            warning = {
                "field": name,
                "message": "Invalid search field for this query.",
                "code": "invalid_field",
            }
            self.search_notes.append({"path": [field], "query": text, "warnings": [warning]})
