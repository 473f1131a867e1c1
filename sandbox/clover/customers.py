"""Customers with phones, e-mails, addresses and cards on file."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.clover import ids
from sandbox.clover.errors import not_found
from sandbox.clover.merchant import SINCE_MS
from sandbox.clover.query import Getter, Query, elements, expansions, nested
from sandbox.clover.store import State
from sandbox.kit.people import SeedCustomer
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject, Request

EXPANSIONS = ("addresses", "emailAddresses", "phoneNumbers", "cards", "metadata")
_BRANDS = {
    "VISA": "VISA",
    "MASTERCARD": "MC",
    "AMERICAN_EXPRESS": "AMEX",
    "DISCOVER": "DISCOVER",
}


class Customers:
    """The customers app's side of the shop."""

    def __init__(self, *, seed: SeedShop, state: State) -> None:
        """Keep records in `state`."""
        self._seed = seed
        self._state = state

    def write(self) -> None:
        """The seeded customers; staff typed their phones as ten digits."""
        for number, one in enumerate(self._seed.customers):
            row = self._record(one, SINCE_MS + number * 1000)
            self._state.customers[row["id"]] = row

    def _record(self, one: SeedCustomer, since: int) -> JsonObject:
        return {
            "id": ids.fixed("customer", one.key),
            "firstName": one.given_name,
            "lastName": one.family_name,
            "marketingAllowed": False,
            "customerSince": since,
            "addresses": [
                {
                    "id": ids.fixed("address", one.key),
                    "address1": one.street,
                    "city": one.city,
                    "state": "WA",
                    "zip": one.postal_code,
                    "country": "US",
                }
            ],
            "emailAddresses": [
                {
                    "id": ids.fixed("email", one.key),
                    "emailAddress": one.email,
                    "primaryEmail": True,
                }
            ],
            "phoneNumbers": [
                {"id": ids.fixed("phone", one.key), "phoneNumber": one.phone.removeprefix("+1")}
            ],
            "cards": self._cards(one, since),
            "metadata": {"modifiedTime": since},
        }

    def _cards(self, one: SeedCustomer, since: int) -> list[JsonObject]:
        if one.card is None:
            return []
        token = f"clv_1{ids.fixed('multi-pay', one.key, 22)}"
        brand = _BRANDS[one.card.brand]
        self._state.tokens[token] = {
            "id": token,
            "brand": brand,
            "last4": one.card.last_4,
            "multi": True,
            "spent": False,
            "decline": None,
        }
        return [
            {
                "id": ids.fixed("card", one.key),
                "first6": "411111",
                "last4": one.card.last_4,
                "firstName": one.given_name,
                "lastName": one.family_name,
                "expirationDate": f"{one.card.exp_month:02d}{one.card.exp_year % 100:02d}",
                "cardType": brand,
                "token": token,
                "tokenType": "MULTIPAY",
                "modifiedTime": since,
            }
        ]

    def add(self, *, given: str, family: str, phone: object, email: object, now: int) -> JsonObject:
        """A new customer; phone and e-mail stay as they were typed."""
        phones = [{"id": ids.fresh(), "phoneNumber": str(phone)}] if phone else []
        mails = [{"id": ids.fresh(), "emailAddress": str(email), "primaryEmail": True}]
        row: JsonObject = {
            "id": ids.fresh(),
            "firstName": given,
            "lastName": family,
            "marketingAllowed": False,
            "customerSince": now,
            "addresses": [],
            "emailAddresses": mails if email else [],
            "phoneNumbers": phones,
            "cards": [],
            "metadata": {"modifiedTime": now},
        }
        self._state.customers[row["id"]] = row
        self._state.touch()
        return row

    def list_customers(self, request: Request, base: str) -> JsonObject:
        """GET …/customers."""
        query = Query(request, filters=_FILTERS, expandable=EXPANSIONS)
        page = query.select(self._state.customers.values(), created="customerSince")
        return elements([_shown(row, query.expand) for row in page], f"{base}/customers")

    def get_customer(self, request: Request, customer_id: str) -> JsonObject:
        """GET …/customers/{customerId}."""
        found = self._state.customers.get(customer_id)
        if found is None:
            raise not_found()
        return _shown(found, expansions(request.query.get("expand"), EXPANSIONS))


def _shown(row: JsonObject, expand: frozenset[str]) -> JsonObject:
    shown = {name: value for name, value in row.items() if name not in EXPANSIONS}
    shown |= {name: nested(row[name]) for name in expand if isinstance(row.get(name), list)}
    if "metadata" in expand:
        shown["metadata"] = row["metadata"]
    return shown


_FILTERS: Mapping[str, Getter] = {
    "customerSince": lambda row: row["customerSince"],
    "firstName": lambda row: row["firstName"],
    "lastName": lambda row: row["lastName"],
    "fullName": lambda row: f"{row['firstName']} {row['lastName']}",
    "marketingAllowed": lambda row: row["marketingAllowed"],
    "id": lambda row: row["id"],
    "deletedTime": lambda row: row.get("deletedTime"),
    "phoneNumber": lambda row: [one["phoneNumber"] for one in row["phoneNumbers"]],
    "emailAddress": lambda row: [one["emailAddress"] for one in row["emailAddresses"]],
}
