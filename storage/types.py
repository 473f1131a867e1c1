"""Column types that give the same Python values back from SQLite and from PostgreSQL."""
# ruff: noqa: ARG002 - SQLAlchemy hands every processor the dialect, which these need not know

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

import orjson
from sqlalchemy import ARRAY, BigInteger, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

JsonValue: TypeAlias = Any
"""What orjson reads: dict, list, str, int, float, bool or None."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
QUANTITY_SCALE = 5
"""Decimal places of a stored quantity; Square counts with five (Inventory API, `quantity`)."""
_QUANTITY_UNIT = Decimal(10) ** -QUANTITY_SCALE
_UNITS_PER_ONE = 100_000


def plain_json(value: Any) -> JsonValue:
    """A value of a row as JSON takes it; what JSON has no word for becomes text."""
    is_json = value is None or isinstance(value, str | int | bool | list | dict)
    return value if is_json else str(value)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment. Raises TypeError if it is naive."""
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC moment that many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=micros)


def to_units(quantity: Decimal | int) -> int:
    """A quantity in 10⁻⁵ units. Raises ValueError if it is finer than that."""
    whole = int(quantity)
    if whole == quantity:
        return whole * _UNITS_PER_ONE
    scaled = Decimal(quantity).scaleb(QUANTITY_SCALE)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{quantity} is finer than {_QUANTITY_UNIT}")
    return int(scaled)


@lru_cache(maxsize=4096)
def from_units(units: int) -> Decimal:
    """The quantity of that many 10⁻⁵ units, whole numbers without places ("5", not "5.00000")."""
    whole, rest = divmod(units, _UNITS_PER_ONE)
    return Decimal(units).scaleb(-QUANTITY_SCALE) if rest else Decimal(whole)


def storable(text: str) -> str:
    """The text without U+0000, which PostgreSQL cannot store and U+FFFD stands in for."""
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def dump_json(value: JsonValue) -> str:
    """Compact JSON text; keys in a stable order, so that equal values are equal texts."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _moment_inward(value: datetime | None) -> int | None:
    return None if value is None else to_micros(value)


def _quantity_inward(value: Decimal | int | None) -> int | None:
    return None if value is None else to_units(value)


def _json_inward(value: JsonValue) -> str | None:
    return None if value is None else dump_json(value)


def _words_inward(value: str | None) -> str | None:
    return None if value is None else storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment as integer microseconds: sorts, compares and is exact on both."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To microseconds."""
        return _moment_inward(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """The same without a call in between, for rows by the thousand."""
        return _moment_inward

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From microseconds."""
        return None if value is None else from_micros(value)


class Quantity(TypeDecorator[Decimal]):
    """A decimal quantity as integer 10⁻⁵ units, so that SQL adds and compares it exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        """To units."""
        return _quantity_inward(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | int | None], int | None]:
        """The same without a call in between, for rows by the thousand."""
        return _quantity_inward

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """From units; sums arrive as the driver's widest integer."""
        return None if value is None else from_units(int(value))


class Json(TypeDecorator[JsonValue]):
    """A JSON value as text. PostgreSQL's jsonb refuses U+0000, which vendors' texts may hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: JsonValue, dialect: Dialect) -> str | None:
        """To text; None stays SQL NULL."""
        return _json_inward(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[JsonValue], str | None]:
        """The same without a call in between, for rows by the thousand."""
        return _json_inward

    def process_result_value(self, value: str | None, dialect: Dialect) -> JsonValue:
        """From text."""
        return None if value is None else orjson.loads(value)


class Words(TypeDecorator[str]):
    """Text from outside; U+0000, which PostgreSQL cannot store, becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Without U+0000."""
        return _words_inward(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """The same without a call in between, for rows by the thousand."""
        return _words_inward


class Many(TypeDecorator[Sequence[str] | Sequence[int]]):
    """Many values in one parameter: an array for PostgreSQL, JSON text for SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[Text] | type[BigInteger]) -> None:
        """`item`: what each of them is."""
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the driver takes them."""
        array = ARRAY(self.item) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(array)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Texts without U+0000."""
        wanted = [storable(each) if isinstance(each, str) else each for each in value]
        return wanted if dialect.name == "postgresql" else dump_json(wanted)


SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""A counting primary key; SQLite counts only in a column of type INTEGER."""
