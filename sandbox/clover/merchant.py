"""The one merchant, which is one store, and the store of the retailer it stands for."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.clover import ids
from sandbox.kit.people import TIMEZONE, SeedStore
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject

STORE = "capitol-hill"
"""Clover knows no chains: this merchant is the retailer's store of this key."""
_DAYS = {
    "SUN": "sunday",
    "MON": "monday",
    "TUE": "tuesday",
    "WED": "wednesday",
    "THU": "thursday",
    "FRI": "friday",
    "SAT": "saturday",
}
SINCE_MS = int(datetime(2026, 1, 5, 17, 0, tzinfo=UTC).timestamp() * 1000)


class Merchant:
    """The merchant's own record and properties."""

    def __init__(self, seed: SeedShop) -> None:
        """Take the store's address from the seed."""
        self.id = ids.fixed("merchant", STORE)
        self.seed = seed
        self.store: SeedStore = next(one for one in seed.stores if one.key == STORE)
        self.name = f"{seed.name} {self.store.name}"
        self.currency = seed.currency
        self.employee = ids.fixed("employee", "default")

    def record(self, host: str) -> JsonObject:
        """`GET /v3/merchants/{mId}` without expansions."""
        base = f"{host}/v3/merchants/{self.id}"
        return {
            "href": base,
            "id": self.id,
            "name": self.name,
            "owner": {"href": f"{base}/employees/{self.employee}", "id": self.employee},
            "address": {"href": f"{base}/address"},
            "defaultCurrency": self.currency,
            "phoneNumber": self.store.phone,
            "createdTime": SINCE_MS,
            "isBillable": False,
        }

    def address(self) -> JsonObject:
        """`expand=address`."""
        return {
            "address1": self.store.street,
            "city": self.store.city,
            "state": self.store.state,
            "zip": self.store.postal_code,
            "country": self.store.country,
            "phoneNumber": self.store.phone,
        }

    def opening_hours(self) -> JsonObject:
        """The one set of `expand=openingHours`: all seven days, clocks as numbers (930 is 9:30)."""
        days: JsonObject = {name: {"elements": []} for name in _DAYS.values()}
        for day, opens, closes in self.store.hours:
            start, end = (int(clock.replace(":", "")) for clock in (opens, closes))
            days[_DAYS[day]]["elements"].append({"start": start, "end": end})
        return {"id": ids.fixed("hours", STORE), "name": "Business Hours", **days}

    def properties(self, *, tracks_stock: bool, updates_stock: bool) -> JsonObject:
        """`expand=properties`, and `GET …/properties`."""
        return {
            "defaultCurrency": self.currency,
            "timezone": TIMEZONE,
            "locale": "en-US",
            "supportPhone": self.store.phone,
            "tipsEnabled": False,
            "groupLineItems": True,
            "orderTitle": "NUMBER",
            "vat": False,
            "trackStock": tracks_stock,
            "updateStock": updates_stock,
        }
