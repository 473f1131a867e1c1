"""What selling needs to know of a retailer: outlets, taxes, registers, payment types, the user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.listing import read_records
from adapters.vend import settings
from adapters.vend.client import VendClient
from adapters.vend.errors import PLATFORM_NAME, malformed
from adapters.vend.oauth import scopes_with
from adapters.wire import JsonObject
from domain.catalog import Location
from domain.errors import ConfigurationError, NotAuthorizedError, RejectedError, UnsupportedError
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Account, Page
from mapping.platforms import vend as table
from mapping.report import MappingReport

_NOWHERE = "00000000-0000-0000-0000-000000000000"
_PROBES: Mapping[str, str] = {
    "payment_types:read": "/payment_types",
    "outlets:read": "/outlets",
    "registers:read": "/registers",
    "taxes:read": "/taxes",
    "products:read": "/products",
    "customers:read": "/customers",
    "sales:read": "/sales",
    "users:read": "/users",
}
"""A read of one record for each scope; the other scopes have a probe of their own."""


@dataclass(frozen=True, slots=True)
class Retailer:
    """One retailer's set-up, read when it is needed."""

    client: VendClient
    options: Mapping[str, str]

    def account(self, granted: Sequence[str]) -> Account:
        """Whose account it is, and what may be done with it.

        The token answer names the scopes; where it does not (personal tokens, older grants), each
        is tried by a read of one record, and what writes on a sale that does not exist.
        """
        raw = self.describe()
        wanted = scopes_with(self.options)
        missing = wanted - frozenset(granted) if granted else self._missing() & wanted
        return Account(
            platform_id=PlatformId(str(raw.get("domain_prefix") or raw.get("id") or "")),
            name=str(raw.get("name") or raw.get("domain_prefix") or ""),
            currency=currency_of(raw),
            granted_scopes=wanted - missing,
            missing_scopes=missing,
        )

    def describe(self) -> JsonObject:
        """The retailer's own record."""
        return self.client.get("/retailer", "retailer.get")

    def currency(self) -> str:
        """The currency that all amounts of this retailer are in."""
        return currency_of(self.describe())

    def _missing(self) -> frozenset[str]:
        return frozenset(self._refused())

    def _refused(self) -> Iterator[str]:
        for scope, path in _PROBES.items():
            if not self._may(path, {"page_size": "1"}):
                yield scope
        for scope, path in (
            ("inventory:read", f"/inventory/{_NOWHERE}"),
            ("webhooks", "/webhooks"),
        ):
            if not self._may(path, {}):
                yield scope
        yield from self._refused_transfers()
        try:
            self.client.write("POST", f"/sales/{_NOWHERE}/actions/return", "scopes.probe")
        except NotAuthorizedError as error:
            _raise_unless_scope(error)
            yield "sales:write"
        except RejectedError:
            return

    def _refused_transfers(self) -> Iterator[str]:
        """Asked only where they are written: each costs a call."""
        if not settings.writes_transfers(self.options):
            return
        if not self._may("/consignments", {"page_size": "1"}):
            yield "consignments:read"
        try:
            self.client.remove(f"/consignments/{_NOWHERE}", "scopes.probe")
        except NotAuthorizedError as error:
            _raise_unless_scope(error)
            yield "consignments:write:stock_transfer"

    def _may(self, path: str, params: Mapping[str, str]) -> bool:
        try:
            self.client.probe(path, "scopes.probe", params)
        except NotAuthorizedError as error:
            _raise_unless_scope(error)
            return False
        except RejectedError:
            return True
        return True

    def locations(self, report: MappingReport) -> Page[Location]:
        """Every outlet, closed ones included."""
        raws = self.client.everything("/outlets", "outlets.list", {"deleted": "true"})
        good, bad = read_records(raws, table.LOCATION, Entity.LOCATION, context={}, report=report)
        return Page(records=good, quarantined=bad)

    def outlet(self, location: PlatformId) -> JsonObject:
        """One outlet with its default tax."""
        return self.client.get(f"/outlets/{location}", "outlets.get")

    def taxes(self) -> list[JsonObject]:
        """Every tax with its rates."""
        return self.client.everything("/taxes", "taxes.list")

    def product(self, product_id: str) -> JsonObject:
        """One product as it is priced now."""
        return self.client.get(f"/products/{product_id}", "products.get")

    def shipping_product(self) -> JsonObject:
        """The product that stands for the delivery fee. Raises UnsupportedError without one."""
        chosen = self.options.get(settings.SHIPPING_PRODUCT_ID)
        if not chosen:
            raise UnsupportedError(
                "with this store's till, orders with a delivery fee cannot be placed by voice "
                f"(set {settings.SHIPPING_PRODUCT_ID} of the connection)",
                platform=PLATFORM_NAME,
                operation="quote",
            )
        return self.product(chosen)

    def register_id(self, location: PlatformId) -> str:
        """The register that orders of an outlet are rung up on: the chosen one, an open one, any.

        Raises ConfigurationError where the outlet has none.
        """
        chosen = self.options.get(settings.REGISTER_ID)
        if chosen:
            return chosen
        found = [
            row
            for row in self.client.everything("/registers", "registers.list")
            if row.get("outlet_id") == location and not row.get("deleted_at")
        ]
        found.sort(key=lambda row: row.get("is_open") is not True)
        if not found:
            raise ConfigurationError(
                f"outlet {location} has no register; set {settings.REGISTER_ID} of the connection"
            )
        return str(found[0]["id"])

    def author_id(self) -> str:
        """The user who signs orders."""
        chosen = self.options.get(settings.AUTHOR_ID)
        if chosen:
            return chosen
        user: Any = self.client.get("/user", "users.current").get("id")
        if not user:
            raise malformed("users.current", "the answer has no id")
        return str(user)

    def payment_type_id(self) -> str:
        """The payment type that our orders' money is booked under.

        Raises ConfigurationError where the retailer has made none.
        """
        chosen = self.options.get(settings.PAYMENT_TYPE_ID)
        if chosen:
            return chosen
        name = self.options.get(settings.PAYMENT_TYPE) or "Voicetill"
        for row in self.client.everything("/payment_types", "payment_types.list"):
            usable = not row.get("deleted_at") and not row.get("disabled")
            if usable and str(row.get("name", "")).casefold() == name.casefold():
                return str(row["id"])
        raise ConfigurationError(
            f"the store has no payment type {name!r}; make one in Setup, Payment Types, or set "
            f"{settings.PAYMENT_TYPE} of the connection"
        )


def currency_of(raw: JsonObject) -> str:
    """The retailer's currency. Raises MalformedResponseError."""
    code = (raw.get("currency") or {}).get("code")
    if not isinstance(code, str) or not code:
        raise malformed("retailer.get", "the answer has no currency.code")
    return code


def _raise_unless_scope(error: NotAuthorizedError) -> None:
    """401 is a dead token, 403 a missing permission."""
    if error.status != 403:
        raise error
