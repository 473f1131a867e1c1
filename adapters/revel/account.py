"""Whose instance a key opens, and which of its surfaces it may use."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.revel.catalog import establishment_row
from adapters.revel.client import RevelClient, rejected
from adapters.revel.keys import Establishment, account_id
from domain.errors import NotAuthorizedError, RejectedError
from domain.ids import PlatformId
from domain.ports.pos import Account

PERMISSIONS: Mapping[str, str] = {
    "resources": "Reads products, stock, customers and orders of the establishment.",
    "weborders": "Reads pictures and options of goods, and prices and submits carts.",
}
"""What a key is asked to allow. Revel has no names for them: they are the two surfaces of its API,
and keys have been seen that open one only (public notes of an integration, read 2026-11-21)."""
_SETTINGS = "/weborders/system_settings/"


def read_account(client: RevelClient, here: Establishment) -> Account:
    """The establishment behind the key, and what the key may not use; two reads.

    Raises NotAuthorizedError naming the missing permission where the resources are closed.
    """
    try:
        row = establishment_row(client, here.place)
    except NotAuthorizedError as error:
        if _opens_web(client, here):
            error.missing_scope = "resources"
        raise
    if row is None:
        raise rejected(
            "establishments.list",
            "NO_SUCH_ESTABLISHMENT",
            f"the instance has no establishment {here.place}; check its number",
        )
    granted = set(PERMISSIONS) if _opens_web(client, here) else {"resources"}
    return Account(
        platform_id=PlatformId(account_id(here.instance, here.place)),
        name=str(row.get("name") or here.instance),
        currency=here.currency,
        granted_scopes=frozenset(granted),
        missing_scopes=frozenset(PERMISSIONS) - granted,
    )


def _opens_web(client: RevelClient, here: Establishment) -> bool:
    try:
        client.web(_SETTINGS, "web.system_settings", {"establishment": here.place})
    except (NotAuthorizedError, RejectedError):
        return False
    return True
