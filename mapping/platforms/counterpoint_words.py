"""Counterpoint's words and shapes in ours: converters for the tables in `counterpoint`.

API 2.4. Numbers come as JSON numbers, flags as "Y", "N" or "!", times with seven decimals and
without a zone: UTC where the column's name says so, else the store's own time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from html import unescape
from typing import Any

from domain.catalog import Address, CounterOnly
from domain.ids import PlatformId
from domain.money import Money
from mapping.converters import decimal, micros, text
from mapping.options import options_from_name

CELL_MARK = "::"
"""Between an item's number and the three dimensions of one cell, in ids of ours."""
NO_DIMENSION = "*"

_TOO_MUCH = Decimal(10) ** 13
_TAGS = re.compile(r"<[^>]*>")
_BREAKS = re.compile(r"<(?:br|/p|/li|/div|/h\d)\b[^>]*>", re.IGNORECASE)
_NANP = re.compile(r"1?([2-9]\d{9})")
_COUNTRIES = {"USA": "US", "UNITED STATES": "US", "CANADA": "CA", "CAN": "CA", "MEXICO": "MX"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One version of a grid item, by its up to three dimensions."""

    first: str
    second: str
    third: str

    @property
    def label(self) -> str:
        """`Black / L`: the dimensions in use, colors as people write them."""
        used = [one for one in (self.first, self.second, self.third) if one != NO_DIMENSION]
        return " / ".join(one if len(one) <= 3 else one.capitalize() for one in used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """What PS_STR tells of the store that sells from a stock location."""

    address: Address | None = None
    phone: str | None = None


def unit_id(item_no: str, cell: Cell | None = None) -> PlatformId:
    """Our id of an item, or of one cell of a grid item."""
    parts = (item_no,) if cell is None else (item_no, cell.first, cell.second, cell.third)
    return PlatformId(CELL_MARK.join(parts))


def split_unit(platform_id: str) -> tuple[str, Cell | None]:
    """The item number and the cell in an id that `unit_id` made."""
    item_no, *dims = platform_id.rsplit(CELL_MARK, 3)
    return (item_no, Cell(*dims)) if len(dims) == 3 else (platform_id, None)


def code(value: Any) -> str:
    """A code, flag, number or time as the database holds it; no free text of staff."""
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value.strip()


def number(value: Any) -> Decimal:
    """An exact decimal; a JSON number is read by its digits, never calculated with.

    Columns hold at most thirteen digits before the point; more is no number of a till.
    """
    found = Decimal(repr(value)) if isinstance(value, float) else decimal(value)
    if abs(found) >= _TOO_MUCH:
        raise ValueError("the number is larger than any till's column holds")
    return found


def price(value: Any, currency: str) -> Money:
    """An amount in the company's own currency."""
    return Money.from_decimal(number(value), currency)


def item_price(listed: Any, prompted: Any, currency: str) -> Money | None:
    """`PRC_1`, None where the till asks for a price."""
    if prompted == "Y" or listed is None:
        return None
    return price(listed, currency)


def regular_price(regular: Any, listed: Any, currency: str) -> Money | None:
    """`REG_PRC` where it is more than is asked now."""
    if regular is None or listed is None or number(regular) <= number(listed):
        return None
    return price(regular, currency)


def is_not_no(value: Any) -> bool:
    """Whether a flag is anything but cleared."""
    return code(value) != "N"


def is_active(value: Any) -> bool:
    """Whether an item's status is `A`."""
    return code(value) == "A"


def is_counted(value: Any) -> bool:
    """Whether stock is kept: inventory items only, neither services nor the like."""
    return code(value) == "I"


def utc_moment(value: Any) -> datetime:
    """A time of a column whose name says UTC."""
    return _plain(value).replace(tzinfo=UTC)


def moment(utc: Any, local: Any, zone: tzinfo) -> datetime:
    """When a record changed: by its UTC column, else by the store's own time."""
    if utc is not None:
        return utc_moment(utc)
    return _plain(local).replace(tzinfo=zone).astimezone(UTC)


def local_moment(local: Any, utc: Any, zone: tzinfo) -> datetime:
    """A time the store wrote by its own clock, else the record's UTC column."""
    if local is None:
        return utc_moment(utc)
    return _plain(local).replace(tzinfo=zone).astimezone(UTC)


def revision(utc: Any, local: Any, zone: tzinfo) -> int:
    """The revision a record's last change stands for; 1 where nothing tells."""
    return micros(moment(utc, local, zone)) if utc or local else 1


def _plain(value: Any) -> datetime:
    found = datetime.fromisoformat(code(value))
    if found.tzinfo is not None:
        raise ValueError("expected a time without a zone")
    return found


def title(long: Any, short: Any) -> str:
    """The long description, else the short one, which holds 30 letters and is never empty."""
    if not code(short if short is not None else ""):
        raise ValueError("the record has no description; fill it in at the till")
    return text(long or "") or text(short)


def options(long: Any, short: Any) -> Mapping[str, str]:
    """Size and color where the description surely tells them: "Max 90, Black / 10"."""
    return options_from_name(code(long if long else short))


def description(html: Any, *lines: Any) -> str | None:
    """The web description without markup, else the additional lines."""
    if html:
        written = unescape(_TAGS.sub("", _BREAKS.sub("\n", text(html)))).splitlines()
    else:
        written = [text(line) for line in lines if line]
    return "\n".join(" ".join(line.split()) for line in written if line.strip()) or None


def categories(category: Any, sub: Any, names: Mapping[str, str]) -> tuple[str, ...]:
    """Names of an item's category and subcategory, the code where no name is known."""
    found = []
    if category:
        found.append(names.get(category) or code(category))
    if category and sub:
        found.append(names.get(f"{category}/{sub}") or code(sub))
    return tuple(found)


def phone(*numbers: Any) -> str | None:
    """The first number in E.164; ten digits without a country are North American."""
    for written in numbers:
        found = _e164(text(written)) if written else None
        if found is not None:
            return found
    return None


def _e164(written: str) -> str | None:
    if re.search(r"[A-Za-z]", written):
        return None  # vanity numbers ("800-I-LUV-GOLF") lack digits
    digits = re.sub(r"[^0-9]", "", written)
    if written.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    national = _NANP.fullmatch(digits)
    return f"+1{national.group(1)}" if national else None


def address(
    line1: Any, line2: Any, city: Any, region: Any, postal: Any, country: Any
) -> Address | None:
    """An address, None where street or town is missing: half of one ships nothing.

    An address without a country is at home, which is the United States for all who run this
    server in practice; a country that cannot be told leaves the address out.
    """
    if not line1 or not city:
        return None
    code = _country(text(country)) if country else "US"
    if code is None:
        return None
    return Address(
        line1=text(line1),
        line2=text(line2) if line2 else None,
        city=text(city),
        region=text(region) if region else None,
        postal_code=text(postal) if postal else None,
        country=code,
    )


def _country(written: str) -> str | None:
    plain = written.upper().rstrip(".")
    if plain in _COUNTRIES:
        return _COUNTRIES[plain]
    return plain if len(plain) == 2 and plain.isalpha() else None


def available(left: Any, on_hand: Any, committed: Any) -> Decimal | None:
    """`QTY_AVAIL`, which may be negative; on hand less committed where it is left out."""
    if left is not None:
        return number(left)
    return None if on_hand is None else number(on_hand) - number(committed or 0)


def counter_only(tracking: Any, serial: Any, weighed: Any) -> CounterOnly | None:
    """What a ticket of ours cannot say: which numbered piece it is, or what the scale showed."""
    if tracking == "S" or serial == "Y":
        return CounterOnly.SERIAL_NUMBER
    return CounterOnly.WEIGHED if weighed == "Y" else None
