"""Shoppers of one shop: listed, found by phone or e-mail, and their cards on file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.listing import read_records
from adapters.platform import AdapterSettings
from adapters.shopify.client import ShopifyClient, nodes
from adapters.shopify.paging import changed_since, pages
from adapters.shopify.reading import read_one
from adapters.wire import JsonObject
from domain.customers import Customer, StoredCard
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import shopify as table

_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Customers:
    """Needs the shop's approval for protected customer data; without it fields come as null."""

    client: ShopifyClient
    settings: AdapterSettings

    def changed(self, since: str | None, cursor: str | None) -> Iterator[Page[Customer]]:
        """Customers changed after `since`."""

        def read(data: JsonObject) -> tuple[tuple[Customer, ...], tuple[Quarantined, ...]]:
            return read_records(
                nodes("Customers", data["customers"]),
                table.CUSTOMER,
                Entity.CUSTOMER,
                context={},
                report=self.settings.report,
            )

        return pages(
            self.client, "Customers", "customers", read, cursor=cursor, since=since,
            cost=4 * _PER_PAGE + 2, first=_PER_PAGE, filter=changed_since(since),
        )  # fmt: skip

    def one(self, platform_id: PlatformId) -> Page[Customer]:
        """One customer; an empty page if it is gone."""
        raw = self.client.query("CustomerById", cost=8, id=platform_id).get("customer")
        records, bad = read_records(
            [raw] if raw else [],
            table.CUSTOMER,
            Entity.CUSTOMER,
            context={},
            report=self.settings.report,
        )
        return Page(records=records, quarantined=bad)

    def found(self, phone: str | None, email: str | None) -> tuple[Customer, ...]:
        """Who has exactly this phone or this e-mail: Shopify keeps each unique, so two at most."""
        wanted = {"phone": phone, "email": email}
        variables = {name: value for name, value in wanted.items() if value}
        name = _LOOK_UPS.get(frozenset(variables))
        if name is None:
            return ()
        data = self.client.query(name, cost=8, **variables)
        raws = {one["id"]: one for one in data.values() if one}
        return tuple(
            read_one(table.CUSTOMER, raw, operation=name, report=self.settings.report)
            for raw in raws.values()
        )

    def cards(self, customer_id: PlatformId) -> tuple[StoredCard, ...]:
        """Cards behind a payment mandate, the only ones an app may charge."""
        data = self.client.query("CustomerCards", cost=95, id=customer_id)
        customer = data.get("customer")
        if customer is None:
            return ()
        return tuple(
            read_one(
                table.CARD,
                {"mandate": mandate, "instrument": method["instrument"]},
                operation="CustomerCards",
                report=self.settings.report,
            )
            for method in nodes("CustomerCards", customer["paymentMethods"])
            if method.get("instrument")
            for mandate in nodes("CustomerCards", method["mandates"])
        )


_LOOK_UPS = {
    frozenset({"phone"}): "CustomerByPhone",
    frozenset({"email"}): "CustomerByEmail",
    frozenset({"phone", "email"}): "CustomerByPhoneOrEmail",
}
