"""Labels for parcels that come back, bought at a carrier: what a merchant decides, what is bought.

Weights are grams and lengths millimeters, whole numbers; what a carrier counts in is its adapter's
business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from domain.catalog import Address
from domain.errors import InvalidInputError
from domain.money import Money
from domain.postal import postal_code


class LabelState(StrEnum):
    """Where the label of a return stands."""

    WANTED = "wanted"
    """To be bought; nothing was paid yet."""
    BUYING = "buying"
    """A price was chosen and the carrier is asked for it: it may be bought already."""
    BOUGHT = "bought"
    FAILED = "failed"
    """Staff must see to it; `problem` says why."""
    DROPPED = "dropped"
    """The return was called off before anything was bought."""
    REFUND_ASKED = "refund_asked"
    """The return was called off; the carrier decides about the money."""
    REFUNDED = "refunded"
    NOT_REFUNDED = "not_refunded"
    """The carrier gives nothing back."""


class LabelNews(StrEnum):
    """What a shopper may be told of their label."""

    SENT = "sent"
    COMING = "coming"
    """It is being bought, and will be sent."""
    FROM_SHOP = "from_shop"
    """Nothing can be sent, or staff make it: the shop gives it to them."""


class LabelRefund(StrEnum):
    """What a carrier says to a label that is given back."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    """It was used, or comes too late; it may be asked for again."""
    NOT_CHARGED = "not_charged"
    """It costs nothing before it is used."""


@dataclass(frozen=True, slots=True)
class RefundNews:
    """What a carrier tells by itself of a label that was given back."""

    shipment_id: str
    said: LabelRefund


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSize:
    """What a parcel weighs and measures."""

    grams: int
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalContact:
    """Somebody at an address."""

    name: str
    address: Address = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWish:
    """A parcel from a shopper back to a merchant."""

    shopper: PostalContact
    merchant: PostalContact
    parcel: ParcelSize
    reference: str
    """The return's id, to be found at the carrier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelOffer:
    """What a label costs, before it is bought."""

    shipment_id: str
    rate_id: str
    carrier: str
    service: str
    cost: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label that was bought."""

    shipment_id: str
    carrier: str
    service: str
    number: str
    """By which the parcel is followed."""
    url: str
    cost: Money
    tracker_id: str | None = None
    """The aggregator's id of what is followed; None: it is followed by its number."""


_PARCEL: Final = ("grams", "length_mm", "width_mm", "height_mm")
_SIDES: Final = _PARCEL[1:]
_CONTACT: Final = (
    *("name", "line1", "line2", "city", "region", "postal_code", "country"),
    *("phone", "email"),
)
_NEEDED: Final = ("name", "line1", "city", "postal_code", "country")
_MOST: Final = 70_000
"""Grams and millimeters: beyond what any carrier of parcels takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPolicy:
    """How a merchant has labels bought; the setting `buy_label` of `returns`."""

    merchant: PostalContact
    parcel: ParcelSize
    carrier: str = "easypost"
    """The kind of the merchant's account with a carrier."""
    most: int | None = None
    """Minor units of the label's currency; a dearer one is bought by a person."""

    @classmethod
    def from_settings(cls, told: Any) -> LabelPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        place = "returns.buy_label"
        table = _table(place, told, ("carrier", "address", "parcel", "most"))
        carrier = table.get("carrier", "easypost")
        if carrier != "easypost":
            raise InvalidInputError(f"{place}.carrier", str(carrier)[:40], "easypost")
        most = table.get("most")
        if most is not None:
            _whole(f"{place}.most", most, "minor units, 1 or more")
        return cls(
            merchant=_contact(f"{place}.address", table.get("address")),
            parcel=_parcel(f"{place}.parcel", table.get("parcel")),
            most=most,
        )


def _table(place: str, told: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise InvalidInputError(place, str(told)[:80], f"a table of {', '.join(known)}")
    for name in told:
        if name not in known:
            raise InvalidInputError(f"{place}.{name}", name, f"one of {', '.join(known)}")
    return told


def _contact(place: str, told: Any) -> PostalContact:
    table = _table(place, told, _CONTACT)
    for name in _CONTACT:
        text = table.get(name)
        if (text is None and name in _NEEDED) or not isinstance(text, str | None) or text == "":
            raise InvalidInputError(f"{place}.{name}", str(text)[:80], "words, not empty")
    country = table["country"]
    if len(country) != 2 or not (country.isascii() and country.isupper()):
        raise InvalidInputError(f"{place}.country", country[:40], "two capitals, such as US")
    code = postal_code(table["postal_code"], country)
    if code is None:
        remedy = f"a postal code as they are in {country}"
        raise InvalidInputError(f"{place}.postal_code", table["postal_code"][:40], remedy)
    address = Address(
        line1=table["line1"],
        line2=table.get("line2"),
        city=table["city"],
        region=table.get("region"),
        postal_code=code,
        country=country,
    )
    return PostalContact(
        name=table["name"], address=address, phone=table.get("phone"), email=table.get("email")
    )


def _parcel(place: str, told: Any) -> ParcelSize:
    table = _table(place, told, _PARCEL)
    for name in _PARCEL:
        if name in table or name == "grams":
            _whole(f"{place}.{name}", table.get(name), f"a whole number from 1 to {_MOST}")
    missing = [name for name in _SIDES if name not in table]
    if missing and len(missing) < len(_SIDES):
        raise InvalidInputError(f"{place}.{missing[0]}", "", "all three sides, or none of them")
    return ParcelSize(**table)


def _whole(place: str, value: Any, remedy: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST:
        raise InvalidInputError(place, str(value)[:40], remedy)
