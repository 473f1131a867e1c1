"""A merchant's own fields: checked against the table and the converters, then read by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from domain.errors import InvalidInputError
from mapping.converters import integer, optional_text, text
from mapping.engine import Field, Map
from mapping.overrides import Override, check, overridden, stored
from mapping.report import MappingReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    platform_id: str
    barcode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    platform_id: str
    revision: int
    brand: str | None = None
    tags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


VARIANT = Map(
    Part,
    fields=(
        Field("platform_id", "id", text),
        Field("barcode", "upc", optional_text, default=None),
    ),
)
PRODUCT = Map(
    Whole,
    fields=(
        Field("platform_id", "id", text),
        Field("revision", "rev", integer),
        Field("brand", "maker", optional_text, default=None),
        Field("tags", "tags[]", text, default=()),
        Field("parts", "parts[]", VARIANT, default=()),
    ),
    ignored={"note": "the seller's own"},
)
TABLES: dict[str, Map[Any]] = {"product": PRODUCT, "variant": VARIANT}
RAW = {
    "id": "p1",
    "rev": 3,
    "maker": "Acme",
    "note": "Acme Labs",
    "tags": ["a"],
    "words": ["b", "c"],
    "parts": [{"id": "v1", "upc": "1", "ean": "2"}],
}


def override(name: str, path: str, convert: str | None = None) -> Override:
    kind, _, attribute = name.partition(".")
    return Override(kind=kind, attribute=attribute, path=path, convert=convert)


def read(*overrides: Override) -> tuple[Any, MappingReport]:
    report = MappingReport()
    report.overrides = overridden(TABLES, overrides)
    return PRODUCT.read(RAW, report=report), report


def test_a_field_is_filled_from_where_the_merchant_keeps_it() -> None:
    product, report = read(override("product.brand", "note"))

    assert product.brand == "Acme Labs"
    assert report.ignored["maker"] == 1
    assert "note" not in report.ignored
    assert not report.unknown["maker"]


def test_a_nested_record_is_read_by_its_own_table_in_the_enclosing_one() -> None:
    product, _ = read(override("variant.barcode", "ean"))

    assert product.parts == (Part(platform_id="v1", barcode="2"),)


def test_a_list_is_read_element_by_element() -> None:
    product, _ = read(override("product.tags", "words[]", "text"))

    assert product.tags == ("b", "c")


def test_several_are_read_together() -> None:
    product, _ = read(override("product.brand", "note"), override("variant.barcode", "ean"))

    assert (product.brand, product.parts[0].barcode) == ("Acme Labs", "2")


def test_without_overrides_nothing_is_replaced() -> None:
    assert overridden(TABLES, ()) == {}
    assert PRODUCT.read(RAW, report=MappingReport()).brand == "Acme"


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (override("order.total", "x"), "begin with one of"),
        (override("product.colour", "x"), "choose one of"),
        (override("product.revision", "x"), "choose one of"),
        (override("product.platform_id", "x"), "choose one of"),
        (override("product.parts", "x[]"), "choose one of"),
        (override("product.brand", "a..b"), "joined by dots"),
        (override("product.brand", "a b"), "joined by dots"),
        (override("product.brand", "x'] or 1"), "joined by dots"),
        (override("product.brand", "x", "eval"), "there are"),
        (override("product.brand", "x", "integer"), "is str"),
        (override("product.brand", "x[]", "text"), "leave the [] out"),
        (override("product.tags", "x", "text"), "end with []"),
    ],
    ids=lambda value: value.name + " " + value.path if isinstance(value, Override) else "",
)
def test_what_cannot_work_is_refused_with_a_remedy(wish: Override, told: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check(wish, TABLES)

    assert told in refused.value.remedy


def test_an_override_rests_in_the_settings_and_comes_back_the_same() -> None:
    one = override("product.brand", "note", "text")

    assert stored({"mapping": {one.name: one.as_setting()}}) == (one,)
    assert stored({}) == ()
