"""The seller and their locations, as Square's Merchants and Locations APIs show them."""

from __future__ import annotations

from sandbox.kit.people import TIMEZONE, SeedStore
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.square import ids

SINCE = "2021-03-15T17:00:00.000Z"
CURRENCY = "USD"


class Seller:
    """One merchant; ids are the same in every run."""

    def __init__(self, seed: SeedShop) -> None:
        """Take the stores that sell through Square."""
        self.stores = seed.stores_of("square")
        self.merchant_id = ids.fixed("merchant", seed.name, 13)
        self.location_ids = {
            store.key: ids.fixed("location", store.key, 13) for store in self.stores
        }
        self.keys_by_id = {found: key for key, found in self.location_ids.items()}
        self.main_location_id = self.location_ids[self.stores[0].key]
        self.merchant: JsonObject = {
            "id": self.merchant_id,
            "business_name": seed.name,
            "country": "US",
            "language_code": "en-US",
            "currency": CURRENCY,
            "status": "ACTIVE",
            "main_location_id": self.main_location_id,
            "created_at": SINCE,
        }
        self.locations = {
            self.location_ids[store.key]: self._location(store, seed.name) for store in self.stores
        }

    def location_id(self, name: str) -> str | None:
        """The id for a store's key, name or id."""
        if name in self.keys_by_id:
            return name
        for store in self.stores:
            if name.lower() in (store.key, store.name.lower()):
                return self.location_ids[store.key]
        return None

    def _location(self, store: SeedStore, business: str) -> JsonObject:
        return {
            "id": self.location_ids[store.key],
            "name": store.name,
            "address": {
                "address_line_1": store.street,
                "locality": store.city,
                "administrative_district_level_1": store.state,
                "postal_code": store.postal_code,
                "country": store.country,
            },
            "timezone": TIMEZONE,
            "capabilities": ["CREDIT_CARD_PROCESSING", "AUTOMATIC_TRANSFERS"],
            "status": "ACTIVE",
            "created_at": SINCE,
            "merchant_id": self.merchant_id,
            "country": store.country,
            "language_code": "en-US",
            "currency": CURRENCY,
            "phone_number": store.phone,
            "business_name": business,
            "type": "PHYSICAL",
            "business_hours": {
                "periods": [
                    {
                        "day_of_week": day,
                        "start_local_time": f"{opens}:00",
                        "end_local_time": f"{closes}:00",
                    }
                    for day, opens, closes in store.hours
                ]
            },
            "business_email": "hello@northwind.example",
            "coordinates": {"latitude": store.latitude, "longitude": store.longitude},
            "mcc": "5941",
        }
