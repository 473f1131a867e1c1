"""Revel's customer records for the retailer's shoppers."""

from __future__ import annotations

from datetime import timedelta

from sandbox.kit.clock import Clock
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.revel.catalog import fixed_uuid, uri
from sandbox.revel.store import State, written


def seed_customers(state: State, seed: SeedShop, clock: Clock) -> None:
    """Every shopper once. Staff type phone numbers as they like: every third has separators."""
    began = clock.now() - timedelta(days=200)
    for number, person in enumerate(seed.customers):
        row = add_customer(
            state,
            given=person.given_name,
            family=person.family_name,
            phone=_typed(person.phone) if number % 3 == 1 else person.phone,
            email=person.email,
        )
        row["created_date"] = row["updated_date"] = written(began + timedelta(hours=number))


def add_customer(
    state: State, *, given: str, family: str, phone: str | None, email: str | None
) -> JsonObject:
    """One more customer; the caller says when."""
    row = state.add(
        "Customer",
        {
            "first_name": given,
            "last_name": family,
            "email": email,
            "phone_number": phone,
            "ref_number": None,
            "active": True,
            "total_purchases": 0,
            "total_visits": 0,
            "created_date": None,
            "updated_date": None,
        },
    )
    row["uuid"] = fixed_uuid("customer", row["id"])
    row["resource_uri"] = uri("Customer", row["id"])
    return row


def customer_of(state: State, contact: JsonObject) -> int | None:
    """The customer an online order belongs to, by its e-mail or phone.

    That Revel does so is an assumption: its storefront sends both with every order.
    """
    for row in state.all("Customer"):
        for name, field in (("email", "email"), ("phone", "phone_number")):
            if contact.get(name) and contact[name] == row[field]:
                return int(row["id"])
    return None


def _typed(phone: str) -> str:
    digits = phone[-10:]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
