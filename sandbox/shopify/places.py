"""Postal addresses and phone numbers as clients send them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.shopify.rows import MailingAddress
from sandbox.shopify.shop import Shop

COUNTRIES = {"US": "United States", "CA": "Canada", "GB": "United Kingdom", "MX": "Mexico"}
STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
    "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
_STATE_CODES = {name.lower(): code for code, name in STATES.items()}
_COUNTRY_CODES = {name.lower(): code for code, name in COUNTRIES.items()}
_E164 = re.compile(r"\+[1-9]\d{7,14}")


def read_address(shop: Shop, given: Mapping[str, Any] | None) -> MailingAddress | None:
    """An address from a `MailingAddressInput`, names and codes completed from each other."""
    if given is None:
        return None
    country_code, country = _country(given)
    province_code, province = _province(given, country_code)
    return MailingAddress(
        id=shop.new_id("MailingAddress"),
        first_name=given.get("firstName"),
        last_name=given.get("lastName"),
        company=given.get("company"),
        address1=given.get("address1"),
        address2=given.get("address2"),
        city=given.get("city"),
        province=province,
        province_code=province_code,
        zip=given.get("zip"),
        country=country,
        country_code=country_code,
        phone=given.get("phone"),
    )


def _country(given: Mapping[str, Any]) -> tuple[str | None, str | None]:
    code = given.get("countryCode")
    name = given.get("country")
    if code is None and name is not None:
        code = name if name in COUNTRIES else _COUNTRY_CODES.get(name.lower())
    return code, COUNTRIES.get(code, name) if code else name


def _province(given: Mapping[str, Any], country: str | None) -> tuple[str | None, str | None]:
    code, name = given.get("provinceCode"), given.get("province")
    if country not in ("US", None):
        return code, name
    if code is None and name is not None:
        code = name.upper() if name.upper() in STATES else _STATE_CODES.get(name.lower())
    return code, STATES.get(code, name) if code else name


def read_phone(value: str) -> str | None:
    """A phone number in E.164; a bare ten-digit number is taken as North American.

    None when it is no phone number.
    """
    digits = re.sub(r"[\s().-]", "", value)
    if re.fullmatch(r"\d{10}", digits):
        digits = f"+1{digits}"
    return digits if _E164.fullmatch(digits) else None


def read_email(value: str) -> str | None:
    """An e-mail address in lower case; None when it is none."""
    email = value.strip().lower()
    return email if re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", email) else None


def full_name(first: str | None, last: str | None) -> str | None:
    """Both names, or whichever there is."""
    return " ".join(part for part in (first, last) if part) or None
