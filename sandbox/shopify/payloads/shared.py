"""Pieces of REST shapes: local times, money, addresses, tax lines."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.kit.people import TIMEZONE
from sandbox.shopify.ids import gid
from sandbox.shopify.money import CURRENCY, money_text
from sandbox.shopify.places import full_name
from sandbox.shopify.rows import Attribute, Customer, MailingAddress, TaxLine

JsonObject = dict[str, Any]
_ZONE = ZoneInfo(TIMEZONE)


@lru_cache(maxsize=4096)
def _shifted(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(_ZONE).isoformat()


def local(text: str | None) -> str | None:
    """A time as REST shapes have it: with the shop's own offset."""
    return None if text is None else _shifted(text)


def money_set(cents: int) -> JsonObject:
    """An amount in both currencies."""
    money = {"amount": money_text(cents), "currency_code": CURRENCY}
    return {"shop_money": money, "presentment_money": dict(money)}


def priced(name: str, cents: int) -> JsonObject:
    """An amount as text and as a set: `total_price` and `total_price_set`."""
    return {name: money_text(cents), f"{name}_set": money_set(cents)}


def address(row: MailingAddress | None) -> JsonObject | None:
    """An address of an order or draft."""
    if row is None:
        return None
    return {
        "first_name": row.first_name,
        "address1": row.address1,
        "phone": row.phone,
        "city": row.city,
        "zip": row.zip,
        "province": row.province,
        "country": row.country,
        "last_name": row.last_name,
        "address2": row.address2,
        "company": row.company,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "name": full_name(row.first_name, row.last_name),
        "country_code": row.country_code,
        "province_code": row.province_code,
    }


def _customer_address(row: MailingAddress, customer: Customer, *, default: bool) -> JsonObject:
    shown = address(row) or {}
    del shown["latitude"], shown["longitude"]
    return {
        "id": row.id,
        "customer_id": customer.id,
        **shown,
        "country_name": row.country,
        "default": default,
    }


def customer_body(row: Customer | None, *, with_addresses: bool = True) -> JsonObject | None:
    """A customer; inside orders and drafts without the list of addresses."""
    if row is None:
        return None
    body: JsonObject = {
        "id": row.id,
        "created_at": local(row.created_at),
        "updated_at": local(row.updated_at),
        "first_name": row.first_name,
        "last_name": row.last_name,
        "state": row.state.lower(),
        "note": row.note,
        "verified_email": row.email is not None,
        "multipass_identifier": None,
        "tax_exempt": row.tax_exempt,
        "email": row.email,
        "phone": row.phone,
        "currency": CURRENCY,
        "tax_exemptions": [],
        "admin_graphql_api_id": gid("Customer", row.id),
    }
    listed = [
        _customer_address(each, row, default=place == 0) for place, each in enumerate(row.addresses)
    ]
    if with_addresses:
        body["addresses"] = listed
    if listed:
        body["default_address"] = listed[0]
    return body


def tax_bodies(lines: list[TaxLine]) -> list[JsonObject]:
    """Tax lines."""
    return [
        {
            "channel_liable": line.channel_liable,
            **priced("price", line.price),
            "rate": float(line.rate),
            "title": line.title,
        }
        for line in lines
    ]


def properties(attributes: list[Attribute]) -> list[JsonObject]:
    """Custom attributes as REST shapes name them."""
    return [{"name": each.key, "value": each.value} for each in attributes]
