"""The tables of odd input and odd goods: every platform, every fault, every word explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from adapters.registry import BUILT_IN, PLATFORMS
from domain.catalog import CounterOnly, Product, Variant
from domain.ids import PlatformId
from mapping.engine import Map
from mapping.platforms import (
    clover,
    counterpoint,
    lightspeed,
    revel,
    shopify,
    square,
    toast_menu,
    vend,
)
from tests.contract.test_bad_input import FAULTS

PAGE = Path(__file__).parents[2] / "docs/platforms/README.md"
COLUMNS = {
    "Shopify": "shopify",
    "Square": "square",
    "Lightspeed R": "lightspeed",
    "Clover": "clover",
    "Toast": "toast",
    "Vend (X)": "vend",
    "Revel": "revel",
    "Counterpoint": "counterpoint",
}
ISSUE = {
    "wrong keys",
    "missing scopes",
    "a revoked app",
    "a clock 10 minutes off",
    "a shop domain that is not one",
    "a private address as a host",
    "truncated JSON",
    "HTML instead of JSON",
    "a 200 with an error inside",
    "pages that repeat",
    "pages that skip",
    *(f"a {fault} field" for fault in FAULTS),
}
TABLES: dict[str, tuple[Map[Any], Map[Any]]] = {
    "shopify": (shopify.PRODUCT, shopify.VARIANT),
    "square": (square.PRODUCT, square.VARIANT),
    "lightspeed": (lightspeed.PRODUCT, lightspeed.VARIANT),
    "clover": (clover.PRODUCT, clover.VARIANT),
    "toast": (toast_menu.PRODUCT, toast_menu.VARIANT),
    "vend": (vend.PRODUCT, vend.VARIANT),
    "revel": (revel.PRODUCT, revel.VARIANT),
    "counterpoint": (counterpoint.PRODUCT, counterpoint.VARIANT),
}
GOODS: tuple[tuple[str, tuple[Any, ...], CounterOnly], ...] = (
    ("shopify", (True,), CounterOnly.GIFT_CARD),
    ("square", ("GIFT_CARD",), CounterOnly.GIFT_CARD),
    ("square", ("UNIT1",), CounterOnly.WEIGHED),
    ("clover", ("PER_UNIT",), CounterOnly.WEIGHED),
    ("toast", ("LB",), CounterOnly.WEIGHED),
    ("revel", (True, False), CounterOnly.WEIGHED),
    ("revel", (False, True), CounterOnly.GIFT_CARD),
    ("lightspeed", ("default", "true"), CounterOnly.SERIAL_NUMBER),
    ("counterpoint", ("S", "N", "N"), CounterOnly.SERIAL_NUMBER),
    ("counterpoint", ("N", "Y", "N"), CounterOnly.SERIAL_NUMBER),
    ("counterpoint", ("N", "N", "Y"), CounterOnly.WEIGHED),
)
"""What the platform's own fields say of goods, and what they are then."""
ORDINARY: dict[str, tuple[tuple[Any, ...], ...]] = {
    "shopify": ((False,),),
    "square": ((None,),),
    "clover": (("FIXED",), ("VARIABLE",)),
    "toast": (("NONE",),),
    "revel": ((False, False), (None, None)),
    "lightspeed": (("default", "false"), ("assembly", None)),
    "counterpoint": (("N", "N", "N"), ("G", None, None)),
}


def table(title: str) -> dict[str, dict[str, str]]:
    """Row to column to cell of the table under a heading."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n- ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    head, *body = rows
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}


def converters(platform: str) -> list[Any]:
    """What reads the reason, in the tables of a platform."""
    found = [f for one in TABLES[platform] for f in one.fields if f.name == "counter_only"]
    return [one.convert for one in found]


@pytest.mark.parametrize("title", ["Bad input", "Retail shapes"])
def test_every_platform_has_a_column_and_every_word_is_explained(title: str) -> None:
    section = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    explained = set(re.findall(r"\*\*([^*]+)\*\*", section))

    for row in table(title).values():
        assert {COLUMNS[name] for name in row} == set(BUILT_IN)
        assert set(row.values()) <= explained


def test_every_fault_has_a_row() -> None:
    named = set(table("Bad input"))

    assert named == ISSUE


def test_a_host_is_asked_for_only_where_merchants_have_their_own() -> None:
    for name, cell in table("Bad input")["a shop domain that is not one"].items():
        has_own_host = PLATFORMS[COLUMNS[name]].base_url is None
        assert cell == ("refused" if has_own_host else "one host")


@pytest.mark.parametrize(("platform", "told", "why"), GOODS)
def test_goods_for_the_counter_are_told_by_the_platforms_own_fields(
    platform: str, told: tuple[Any, ...], why: CounterOnly
) -> None:
    assert any(_read(one, told) is why for one in converters(platform))


@pytest.mark.parametrize("platform", sorted(ORDINARY))
def test_ordinary_goods_are_not(platform: str) -> None:
    for told in ORDINARY[platform]:
        assert all(_read(one, told) is None for one in converters(platform))


def test_the_table_of_goods_says_what_the_mapping_does() -> None:
    rows = table("Retail shapes")
    names = {
        "weighed": CounterOnly.WEIGHED,
        "serial number": CounterOnly.SERIAL_NUMBER,
        "gift card": CounterOnly.GIFT_CARD,
    }

    for row, why in names.items():
        listed = {COLUMNS[name] for name, cell in rows[row].items() if cell == "counter"}
        assert listed == {platform for platform, _, told in GOODS if told is why}


def test_a_product_or_its_variant_can_say_it() -> None:
    variant = Variant(platform_id=PlatformId("V"), name="v", counter_only=CounterOnly.WEIGHED)
    product = Product(platform_id=PlatformId("P"), title="p", variants=(variant,))

    assert product.counter_only is None
    assert product.variants[0].counter_only is CounterOnly.WEIGHED


def _read(convert: Any, told: tuple[Any, ...]) -> Any:
    try:
        return convert(*told)
    except TypeError:  # another table's field, of another number of values
        return None
