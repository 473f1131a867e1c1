"""Whose Square account a token opens, and what it may do."""

from __future__ import annotations

from collections.abc import Collection

from adapters.square.client import SquareClient, malformed
from domain.ids import PlatformId
from domain.ports.pos import Account


def read_account(client: SquareClient, wanted: Collection[str]) -> Account:
    """The account behind the token with granted scopes and those of `wanted` that are missing;
    two reads."""
    status = client.search("/oauth2/token/status", "oauth.status")
    granted = frozenset(status.get("scopes", ()))
    merchant = client.get("/v2/merchants/me", "merchants.get").get("merchant")
    if not isinstance(merchant, dict) or "id" not in merchant:
        raise malformed("merchants.get", "the answer has no merchant")
    return Account(
        platform_id=PlatformId(merchant["id"]),
        name=str(merchant.get("business_name") or merchant["id"]),
        currency=str(merchant.get("currency") or ""),
        granted_scopes=granted,
        missing_scopes=frozenset(wanted) - granted,
    )
