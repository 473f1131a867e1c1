"""Whose Counterpoint company the keys open, and which endpoints the user's role leaves out."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.counterpoint.client import CounterpointClient, malformed
from adapters.counterpoint.reading import read_one
from adapters.counterpoint.settings import CounterpointSettings
from domain.errors import NotAuthorizedError
from domain.ids import PlatformId
from domain.ports.pos import Account
from mapping.platforms import counterpoint as table

_ONE: Mapping[str, str] = {"Page": "1", "Rows": "1"}
SCOPES: Mapping[str, str] = {
    "GET /Items": "to know what you sell and at which price",
    "GET /Inventory/Locations": "to know where your goods stand and how many are left",
    "GET /Customers": "to recognize a customer who calls",
}
"""Endpoints of the user's role that can be tried without effect. Orders also need
`POST /Document`, `/Note` and `/Payments`, and `GET /Document`: their first use shows."""
_TRIED: Mapping[str, Mapping[str, str]] = {
    "GET /Items": _ONE,
    "GET /Inventory/Locations": {},
    "GET /Customers": _ONE,
}


def read_account(
    client: CounterpointClient, settings: CounterpointSettings, account_id: str
) -> Account:
    """The company, and what its role allows; one read each. Raises NotAuthorizedError.

    A 403 on the company itself means the APIKey or the server's registration; elsewhere, the role.
    """
    body, _ = client.get("/Company", "company.get")
    company = body.get("SY_COMP")
    if not isinstance(company, dict):
        raise malformed("company.get", "the answer has no SY_COMP")
    name = read_one(table.COMPANY, company, "company.get", context={})
    granted = frozenset(one for one, params in _TRIED.items() if _is_allowed(client, one, params))
    return Account(
        platform_id=PlatformId(account_id or str(company.get("KEY_ID", name))),
        name=name,
        currency=settings.currency,
        granted_scopes=granted,
        missing_scopes=frozenset(SCOPES) - granted,
    )


def _is_allowed(client: CounterpointClient, scope: str, params: Mapping[str, str]) -> bool:
    where = scope.removeprefix("GET ")
    try:
        client.get(where, f"probe {where}", params)
    except NotAuthorizedError as error:
        if error.status != 403:
            raise
        return False
    return True
