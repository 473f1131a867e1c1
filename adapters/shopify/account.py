"""Whose shop a connection leads to, and what was granted there."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.shopify.client import ShopifyClient
from adapters.shopify.oauth import SCOPES, SWITCHED_SCOPES
from domain.ids import PlatformId
from domain.ports.pos import Account


def read_account(client: ShopifyClient, options: Mapping[str, str]) -> Account:
    """The shop behind the token; a granted `write_` scope includes its `read_` twin."""
    switched = (more for name, more in SWITCHED_SCOPES.items() if options.get(name) == "on")
    data = client.query("Ping", cost=4)
    shop = data["shop"]
    granted = {one["handle"] for one in data["currentAppInstallation"]["accessScopes"]}
    implied = {f"read_{one.removeprefix('write_')}" for one in granted if one.startswith("write_")}
    return Account(
        platform_id=PlatformId(shop["myshopifyDomain"]),
        name=shop["name"],
        currency=shop["currencyCode"],
        granted_scopes=frozenset(granted),
        missing_scopes=frozenset(SCOPES).union(*switched) - granted - implied,
    )
