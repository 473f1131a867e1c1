"""The retailer: outlets, registers, users, payment types and taxes, as seeded."""

from __future__ import annotations

from decimal import Decimal

from sandbox.kit.people import TIMEZONE
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import Answer, JsonObject
from sandbox.vend import ids
from sandbox.vend.contract import Call
from sandbox.vend.errors import not_found
from sandbox.vend.paging import collection, single
from sandbox.vend.store import Store

PREFIX = "northwind"
SINCE = "2024-03-01T18:00:00+00:00"
NO_TAX = "No Tax"
RATES = {
    "Seattle Sales Tax": Decimal("0.1035"),
    "Bellevue Sales Tax": Decimal("0.102"),
    "Tacoma Sales Tax": Decimal("0.103"),
    NO_TAX: Decimal(0),
}
_TAX_OF_CITY = {"Bellevue": "Bellevue Sales Tax", "Tacoma": "Tacoma Sales Tax"}
PAYMENT_TYPES = (("Cash", 1), ("Voicetill", 6), ("Credit Card", 5))
RETAILER_ID = ids.fixed("retailer", PREFIX)
OWNER_ID = ids.fixed("user", "owner")


class Retailer:
    """What the retailer set up before anything was sold."""

    def __init__(self, seed: SeedShop, store: Store) -> None:
        """Describe the shop of `seed`."""
        self._seed = seed
        self._store = store

    def open(self) -> None:
        """Write the set-up into an empty store."""
        for name, rate in RATES.items():
            self._store.put("taxes", ids.fixed("tax", name), _tax(name, rate))
        for number, (name, type_id) in enumerate(PAYMENT_TYPES):
            row = _payment_type(name, type_id, number)
            self._store.put("payment_types", row["id"], row)
        user = _user()
        self._store.put("users", user["id"], user)
        for place in self._seed.stores:
            outlet = self._outlet(place.key)
            self._store.put("outlets", outlet["id"], outlet)
            register = _register(outlet, is_open=not place.is_warehouse)
            self._store.put("registers", register["id"], register)

    def _outlet(self, key: str) -> JsonObject:
        place = next(store for store in self._seed.stores if store.key == key)
        return {
            "id": ids.fixed("outlet", place.key),
            "name": place.name,
            "default_tax_id": ids.fixed("tax", _TAX_OF_CITY.get(place.city, "Seattle Sales Tax")),
            "currency": self._seed.currency,
            "currency_symbol": "$",
            "display_prices": "exclusive",
            "time_zone": TIMEZONE,
            "email": f"{place.key}@northwind.example",
            "phone": place.phone,
            "latitude": str(place.latitude),
            "longitude": str(place.longitude),
            "physical_address_1": place.street,
            "physical_address_2": None,
            "physical_suburb": None,
            "physical_city": place.city,
            "physical_postcode": place.postal_code,
            "physical_state": place.state,
            "physical_country_id": place.country,
            "attributes": [],
            "deleted_at": None,
        }

    def get(self, _call: Call) -> Answer:
        """GET /retailer."""
        return single(
            {
                "id": RETAILER_ID,
                "name": self._seed.name,
                "domain_prefix": PREFIX,
                "country": "US",
                "culture": "en",
                "currency": {"code": self._seed.currency, "symbol": "$"},
                "timezone": TIMEZONE,
                "tax_exclusive": True,
                "account_status": "active",
                "account_type": "paid",
                "no_tax_group_id": ids.fixed("tax", NO_TAX),
                "store_url": f"https://{PREFIX}.retail.lightspeed.app",
                "created_at": SINCE,
                "activated_at": SINCE,
                "version": str(self._store.version),
            }
        )

    def outlets(self, call: Call) -> Answer:
        """GET /outlets."""
        return collection(self._store["outlets"].values(), call.query)

    def outlet(self, call: Call) -> Answer:
        """GET /outlets/{outlet_id}."""
        return single(self._named("outlets", call.params["outlet_id"], "Outlet"))

    def registers(self, call: Call) -> Answer:
        """GET /registers."""
        return collection(self._store["registers"].values(), call.query)

    def taxes(self, call: Call) -> Answer:
        """GET /taxes."""
        return collection(self._store["taxes"].values(), call.query)

    def outlet_taxes(self, call: Call) -> Answer:
        """GET /outlet_taxes."""
        wanted = call.query.get("outlet_id")
        rows = [
            row
            for row in self._store["outlet_taxes"].values()
            if wanted in (None, row["outlet_id"])
        ]
        return collection(rows, call.query)

    def payment_types(self, call: Call) -> Answer:
        """GET /payment_types."""
        return collection(self._store["payment_types"].values(), call.query)

    def users(self, call: Call) -> Answer:
        """GET /users."""
        return collection(self._store["users"].values(), call.query)

    def user(self, call: Call) -> Answer:
        """GET /user: whoever the token stands for."""
        return single(self._named("users", call.user_id, "User"))

    def _named(self, table: str, key: str, what: str) -> JsonObject:
        found = self._store[table].get(key)
        if found is None:
            raise not_found(what)
        return found


def _tax(name: str, rate: Decimal) -> JsonObject:
    return {
        "id": ids.fixed("tax", name),
        "name": name,
        "display_name": name,
        "is_default": name == "Seattle Sales Tax",
        "rates": [
            {
                "id": ids.fixed("rate", name),
                "name": name,
                "display_name": name,
                "rate": float(rate) if rate else 0,
            }
        ],
        "deleted_at": None,
    }


def _payment_type(name: str, type_id: int, number: int) -> JsonObject:
    return {
        "id": ids.fixed("payment_type", name),
        "name": name,
        "type_id": type_id,
        "config": None,
        "disabled": False,
        "internal": False,
        "gateway": False,
        "outlet_ids": None,
        "name_changed_by_user": number > 0,
        "created_at": SINCE,
        "deleted_at": None,
    }


def _user() -> JsonObject:
    return {
        "id": OWNER_ID,
        "username": "owner",
        "display_name": "Robin Ellis",
        "email": "robin@northwind.example",
        "account_type": "admin",
        "is_primary_user": True,
        "enabled": True,
        "restricted_outlet_id": None,
        "restricted_outlet_ids": [],
        "created_at": SINCE,
        "updated_at": SINCE,
        "deleted_at": None,
    }


def _register(outlet: JsonObject, *, is_open: bool) -> JsonObject:
    return {
        "id": ids.fixed("register", outlet["id"]),
        "name": f"{outlet['name']} Register",
        "outlet_id": outlet["id"],
        "is_open": is_open,
        "invoice_prefix": outlet["name"][:2].upper() + "-",
        "invoice_sequence": 1000,
        "invoice_suffix": "",
        "ask_for_note_on_save": 1,
        "ask_for_user_on_sale": False,
        "email_receipt": True,
        "print_receipt": True,
        "print_note_on_receipt": False,
        "show_discounts_on_receipts": True,
        "receipt_template_id": ids.fixed("receipt", "standard"),
        "register_open_time": SINCE if is_open else None,
        "register_open_sequence_id": ids.fixed("sequence", outlet["id"]) if is_open else None,
        "register_close_time": None if is_open else SINCE,
        "deleted_at": None,
    }
