"""Reads the JSON of agents leniently where their protocols may grow, strictly where it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.agents.baskets import Buyer, Item
from app.agents.checkouts import MAX_ITEMS, MAX_QUANTITY
from app.api.fields import IDENTIFIER
from domain.catalog import Address
from domain.errors import InvalidInputError
from domain.ids import ProductSku

_MOST_TEXT = 255
_COUNTRY = re.compile(r"[A-Za-z]{2}")


def inner(told: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object below, empty where there is none."""
    found: Any = told
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def text(told: Mapping[str, Any], name: str) -> str | None:
    """A line of text without control characters; None for nothing."""
    value = told.get(name)
    if not isinstance(value, str):
        return None
    return "".join(char for char in value if char.isprintable()).strip()[:_MOST_TEXT] or None


def objects(told: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The objects of a list; empty where there is none."""
    value = told.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def item(sku: Any, quantity: Any, where: str) -> Item:
    """One line. Raises InvalidInputError naming the place."""
    if not isinstance(sku, str) or not 0 < len(sku) <= _MOST_TEXT or not sku.isprintable():
        raise InvalidInputError(f"{where}.item.id", str(sku)[:60], "the SKU of a variant")
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        words = f"a whole number from 1 to {MAX_QUANTITY}"
        raise InvalidInputError(f"{where}.quantity", str(quantity)[:60], words)
    return Item(sku=ProductSku(sku), quantity=quantity)


def check_count(lines: Sequence[object]) -> None:
    """Raises InvalidInputError for none or too many."""
    if not 1 <= len(lines) <= MAX_ITEMS:
        raise InvalidInputError("$.line_items", str(len(lines)), f"1 to {MAX_ITEMS} items")


def buyer(*sources: Mapping[str, Any]) -> Buyer:
    """Who buys, by the first source that says each thing."""
    found = Buyer()
    for told in sources:
        parts = [text(told, "first_name"), text(told, "last_name")]
        name = text(told, "full_name") or text(told, "name") or " ".join(filter(None, parts))
        phone = text(told, "phone_number")
        known = Buyer(name=name or None, email=text(told, "email"), phone=phone)
        found = found.over(known)
    return found


def address(
    told: Mapping[str, Any], *, line1: str, line2: str, city: str, region: str, country: str
) -> Address | None:
    """A postal address under the protocol's names; None where it is not whole.

    Raises InvalidInputError for a country by name or in three letters: its first two would often
    be another's.
    """
    street, town, land = text(told, line1), text(told, city), text(told, country)
    if not (street and town and land):
        return None
    if not _COUNTRY.fullmatch(land):
        raise InvalidInputError(f"$..{country}", land[:60], "two letters of ISO 3166-1, such as US")
    return Address(
        line1=street,
        line2=text(told, line2),
        city=town,
        region=text(told, region),
        postal_code=text(told, "postal_code"),
        country=land.upper(),
    )


def token(told: Mapping[str, Any]) -> str:
    """A payment token. Raises InvalidInputError where there is none."""
    found = text(told, "token")
    if found is None:
        raise InvalidInputError("credential.token", "", "a payment token; never a card number")
    return found


def location(option: str, prefix: str) -> str | None:
    """The store's id in an option of pickup; None for anything else."""
    own = option.removeprefix(prefix)
    return own if option.startswith(prefix) and IDENTIFIER.fullmatch(own) else None
