"""Whose account it is, what the app may do there, and the one location it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.clover.client import CloverClient
from adapters.clover.oauth import SCOPES
from adapters.clover.reading import read_one
from adapters.wire import JsonObject
from domain.catalog import Location
from domain.errors import NotAuthorizedError, RejectedError
from domain.ids import PlatformId
from domain.ports.pos import Account, Page
from mapping.platforms import clover as table
from mapping.report import MappingReport

_NOTHING = "0000000000000"
"""An id that nothing has: writing to it is refused with 404 if we may write, with 401 if not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the merchant's properties say that other records need."""

    currency: str
    tracks_stock: bool
    is_vat: bool


def settings_of(merchant: JsonObject) -> Settings:
    """The properties of a merchant's record; stock that is not tracked is unknown."""
    properties = merchant.get("properties") or {}
    return Settings(
        currency=str(properties.get("defaultCurrency") or merchant.get("defaultCurrency") or ""),
        tracks_stock=properties.get("trackStock") is not False,
        is_vat=properties.get("vat") is True,
    )


def list_locations(client: CloverClient, report: MappingReport) -> Page[Location]:
    """The merchant, which is one location."""
    raw = client.merchant()
    return Page(records=(read_one(table.LOCATION, raw, "merchants.get", report),))


def read_account(client: CloverClient, *, with_cards: bool) -> Account:
    """The merchant, and what the app may do: Clover lists no permissions, so each is tried.

    Reads ask for one record; writes go to an id that nothing has and change nothing.
    """
    merchant = client.merchant()
    settings = settings_of(merchant)
    granted = {"MERCHANT_R"}
    for permission, probe in _PROBES.items():
        is_unused = permission == "ECOMMERCE" and not with_cards
        if is_unused or _is_granted(client, probe):
            granted.add(permission)
    return Account(
        platform_id=PlatformId(str(merchant.get("id") or client.merchant_id)),
        name=str(merchant.get("name") or client.merchant_id),
        currency=settings.currency,
        granted_scopes=frozenset(granted),
        missing_scopes=frozenset(SCOPES) - granted,
    )


def _is_granted(client: CloverClient, probe: Callable[[CloverClient], object]) -> bool:
    try:
        probe(client)
    except RejectedError:
        return True
    except NotAuthorizedError as error:
        if error.missing_scope is None:
            raise
        return False
    return True


def _list(path: str, permission: str) -> Callable[[CloverClient], object]:
    return lambda client: client.get(path, "account.probe", permission=permission, limit="1")


def _write(path: str, permission: str, body: JsonObject) -> Callable[[CloverClient], object]:
    def probe(client: CloverClient) -> object:
        return client.write(path, "account.probe", body, permission=permission, repeatable=True)

    return probe


_PROBES: Mapping[str, Callable[[CloverClient], object]] = {
    "INVENTORY_R": _list("items", "INVENTORY_R"),
    "ORDERS_R": _list("orders", "ORDERS_R"),
    "CUSTOMERS_R": _list("customers", "CUSTOMERS_R"),
    "PAYMENTS_R": _list("payments", "PAYMENTS_R"),
    "INVENTORY_W": _write(f"item_stocks/{_NOTHING}", "INVENTORY_W", {"quantity": 0}),
    "ORDERS_W": _write(f"orders/{_NOTHING}", "ORDERS_W", {"note": ""}),
    "PAYMENTS_W": _write(f"orders/{_NOTHING}/payments", "PAYMENTS_W", {"amount": 1}),
    "ECOMMERCE": lambda client: client.ecommerce(
        "GET", "/v1/charges", "account.probe", params={"limit": "1"}
    ),
}
