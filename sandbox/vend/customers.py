"""Customers, and the search over customers, products and sales."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sandbox.kit.people import SeedCustomer
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import Answer, JsonObject, json_answer
from sandbox.vend import ids
from sandbox.vend.contract import SEARCH_PAGING, SEARCHES, Call
from sandbox.vend.errors import VendError, not_found
from sandbox.vend.paging import HIGHEST, collection, flag, single, whole
from sandbox.vend.retailer import SINCE
from sandbox.vend.store import Store

GROUP_ID = ids.fixed("group", "All Customers")


def _spelled(number: int, phone: str) -> str:
    """Phone numbers as staff type them: some in full, some without the country."""
    national = phone.removeprefix("+1")
    return (phone, national, f"({national[:3]}) {national[3:6]}-{national[6:]}")[number % 3]


class Customers:
    """The retailer's customers."""

    def __init__(self, seed: SeedShop, store: Store) -> None:
        """Describe the people of `seed`."""
        self._seed = seed
        self._store = store

    def open(self) -> None:
        """Write every customer into an empty store."""
        for number, one in enumerate(self._seed.customers):
            row = _customer(number, one)
            self._store.put("customers", row["id"], row)

    def typed(self, told: JsonObject) -> tuple[str, JsonObject]:
        """Id and record of a customer typed in at the till, the phone number as it is."""
        seeded = self._seed.customers[0]
        row = _customer(len(self._store["customers"]), seeded)
        row.update(id=ids.fresh(), mobile=told.get("phone"), email=told.get("email"))
        row.update(first_name=told["given_name"], last_name=told.get("family_name"))
        row["name"] = f"{row['first_name']} {row['last_name'] or ''}".strip()
        return row["id"], row

    def list_customers(self, call: Call) -> Answer:
        """GET /customers."""
        return collection(self._store["customers"].values(), call.query)

    def get(self, call: Call) -> Answer:
        """GET /customers/{customer_id}."""
        found = self._store["customers"].get(call.params["customer_id"])
        if found is None or found["deleted_at"]:
            raise not_found("Customer")
        return single(found)


class Search:
    """GET /search: exact matches, paged by offset."""

    def __init__(self, store: Store, show_sale: Callable[[JsonObject], JsonObject]) -> None:
        """Search `store`; sales are shown by `show_sale`."""
        self._store = store
        self._show_sale = show_sale

    def find(self, call: Call) -> Answer:
        """Records of one type that match every parameter."""
        kind = call.query.get("type", "")
        if kind not in SEARCHES:
            raise VendError(400, "type must be one of sales, products, customers")
        unknown = set(call.query) - SEARCH_PAGING - SEARCHES[kind]
        if unknown:
            raise VendError(400, f"unknown parameter {sorted(unknown)[0]} for {kind}")
        rows = [row for row in self._store[kind].values() if self._fits(kind, row, call.query)]
        size = min(whole(call.query, "page_size", 100) or 100, HIGHEST)
        offset = whole(call.query, "offset", 0) or 0
        ordered = self._ordered(kind, rows, call.query)[offset : offset + size]
        show = self._show_sale if kind == "sales" else dict
        return json_answer({"data": [show(row) for row in ordered]})

    def _fits(self, kind: str, row: JsonObject, query: dict[str, str]) -> bool:
        if row.get("deleted_at") and not flag(query, "deleted"):
            return False
        asked = {name: query[name] for name in SEARCHES[kind] & set(query)}
        return all(_matches(kind, row, name, value) for name, value in asked.items())

    def _ordered(
        self, kind: str, rows: Iterable[JsonObject], query: dict[str, str]
    ) -> list[JsonObject]:
        by = query.get("order_by")
        if by is not None and by not in SEARCHES[kind] | {"date"}:
            raise VendError(400, f"{kind} cannot be ordered by {by}")
        if query.get("order_direction", "asc") not in ("asc", "desc"):
            raise VendError(400, "order_direction must be asc or desc")
        return sorted(
            rows,
            key=lambda row: str(row.get(by or "", "")) or str(row["version"]),
            reverse=query.get("order_direction") == "desc",
        )


def _matches(kind: str, row: JsonObject, name: str, value: str) -> bool:
    if kind == "products" and name == "sku":
        return str(row["sku"]).lower() == value  # values must be in lower case
    if kind == "sales":
        return _sale_matches(row, name, value)
    if name == "email":
        return str(row.get("email") or "").lower() == value.lower()
    return str(row.get(name) or "") == value


def _sale_matches(row: JsonObject, name: str, value: str) -> bool:
    if name == "date_from":
        return bool(row["date"][:19] >= value[:19])
    if name == "date_to":
        return bool(row["date"][:19] <= value[:19])
    if name in ("outlet_id", "register_id"):
        return bool(row["source"].get(name) == value)
    if name == "product_id":
        return any(line["product"]["id"] == value for line in row["line_items"])
    return str(row.get(name) or "") == value


def _customer(number: int, one: SeedCustomer) -> JsonObject:
    return {
        "id": ids.fixed("customer", one.key),
        "customer_code": f"{one.given_name}-{number:04d}",
        "customer_group_id": GROUP_ID,
        "first_name": one.given_name,
        "last_name": one.family_name,
        "name": one.name,
        "email": one.email,
        "phone": None,
        "mobile": _spelled(number, one.phone),
        "fax": None,
        "company_name": None,
        "physical_address_1": one.street,
        "physical_address_2": None,
        "physical_suburb": None,
        "physical_city": one.city,
        "physical_postcode": one.postal_code,
        "physical_state": "WA",
        "physical_country_id": "US",
        "postal_country_id": None,
        "balance": 0,
        "loyalty_balance": 0,
        "year_to_date": 0,
        "on_account_limit": None,
        "enable_loyalty": True,
        "do_not_email": False,
        "enable_promotional_sms": False,
        "gender": None,
        "date_of_birth": None,
        "note": "",
        "tax_id": None,
        "twitter": None,
        "website": None,
        "custom_field_1": "",
        "custom_field_2": "",
        "custom_field_3": "",
        "custom_field_4": "",
        "created_at": SINCE,
        "updated_at": SINCE,
        "deleted_at": None,
    }
