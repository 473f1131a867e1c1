"""Revel's customer records for the retailer's shoppers."""

from __future__ import annotations

from datetime import timedelta

from sandbox.kit.clock import Clock
from sandbox.kit.seed import SeedShop
from sandbox.revel.catalog import fixed_uuid
from sandbox.revel.store import State, written


def seed_customers(state: State, seed: SeedShop, clock: Clock) -> None:
    """Every shopper once. Staff type phone numbers as they like: every third has separators."""
    began = clock.now() - timedelta(days=200)
    for number, person in enumerate(seed.customers):
        when = written(began + timedelta(hours=number))
        row = state.add(
            "Customer",
            {
                "uuid": fixed_uuid("customer", person.key),
                "first_name": person.given_name,
                "last_name": person.family_name,
                "email": person.email,
                "phone_number": _typed(person.phone) if number % 3 == 1 else person.phone,
                "ref_number": None,
                "active": True,
                "total_purchases": 0,
                "total_visits": 0,
                "created_date": when,
                "updated_date": when,
            },
        )
        row["resource_uri"] = f"/resources/Customer/{row['id']}/"


def _typed(phone: str) -> str:
    digits = phone[-10:]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
