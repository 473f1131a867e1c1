"""Families out of single variants, deltas that stay whole, and records that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from adapters.vend.catalog import CatalogRun, list_stock
from adapters.vend.client import VendClient
from adapters.vend.retailer import Retailer
from domain.catalog import Product
from domain.ids import PlatformId
from domain.money import Money
from domain.ports.pos import Page
from mapping.report import MappingReport
from tests.unit.adapters_vend.lines import EMPTY, RETAILER, ScriptedLine, page

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def record(key: str, version: int, **more: Any) -> dict[str, Any]:
    found = {
        "id": key,
        "name": "Bravo",
        "variant_name": f"Bravo / {key}",
        "sku": key.upper(),
        "active": True,
        "has_inventory": True,
        "price_excluding_tax": 110,
        "price_including_tax": 126.5,
        "variant_options": [{"id": "o", "name": "Colour", "value": key}],
        "version": version,
    }
    return {**found, **more}


def head(version: int, **more: Any) -> dict[str, Any]:
    return record("h", version, has_variants=True, variant_options=[], variant_count=2, **more)


def child(key: str, version: int, **more: Any) -> dict[str, Any]:
    return record(key, version, variant_parent_id="h", **more)


def run_on(line: ScriptedLine, report: MappingReport | None = None) -> CatalogRun:
    line.on("retailer.get", RETAILER)
    client = VendClient(line)
    return CatalogRun(client, Retailer(client, {}), report or MappingReport())


def products(pages: list[Page[Product]]) -> list[Product]:
    return [one for each in pages for one in each.records]


def test_a_family_is_one_product_whatever_the_order_of_its_records() -> None:
    line = ScriptedLine().on(
        "products.list", page(child("black", 2), record("mug", 3)), page(head(4)),
        page(child("white", 9)), EMPTY,
    )  # fmt: skip
    pages = list(run_on(line).everything(None))

    bravo, mug = products(pages)
    assert (bravo.platform_id, bravo.revision) == ("h", 9)
    assert [v.platform_id for v in bravo.variants] == ["black", "white"]
    assert dict(bravo.variants[0].options) == {"color": "Black"}
    assert mug.variants[0].price == Money(11000, "USD")
    assert pages[-1].high_water == "9"


def test_a_head_with_options_of_its_own_is_sold_too() -> None:
    sold = record("h", 1, has_variants=True)
    line = ScriptedLine().on("products.list", page(sold, child("white", 2)), EMPTY)

    (bravo,) = products(list(run_on(line).everything(None)))

    assert [v.platform_id for v in bravo.variants] == ["h", "white"]


def test_an_inclusive_retailers_price_is_the_tag() -> None:
    told = {"data": {**RETAILER["data"], "tax_exclusive": False}}
    line = ScriptedLine().on("products.list", page(record("mug", 1)), EMPTY)
    run = run_on(line)
    line.on("retailer.get", told)

    (mug,) = products(list(run.everything(None)))

    assert mug.variants[0].price == Money(12650, "USD")


def test_a_delta_fetches_the_family_of_a_changed_variant_whole() -> None:
    line = (
        ScriptedLine()
        .on("products.changes", page(child("white", 12)), EMPTY)
        .on("products.family", {"data": [head(4), child("black", 2), child("white", 12),
                                         record("x", 1, name="Bravo")]})
    )  # fmt: skip
    (only,) = list(run_on(line).changes("9", None))

    (bravo,) = only.records
    assert [v.platform_id for v in bravo.variants] == ["black", "white"]
    assert (bravo.revision, only.high_water) == (12, "12")


def test_a_deleted_family_is_told_as_inactive() -> None:
    gone = {"deleted_at": "2026-11-21T00:00:00Z"}
    line = (
        ScriptedLine()
        .on("products.changes", page(head(11, **gone), child("white", 12, **gone)), EMPTY)
        .on("products.family", {"data": []})
    )

    (only,) = list(run_on(line).changes("9", None))

    (bravo,) = only.records
    assert not bravo.active
    assert [v.active for v in bravo.variants] == [False]


def test_many_changed_families_are_read_in_one_walk_instead_of_one_call_each() -> None:
    many = [record(f"v{n}", 100 + n, variant_parent_id=f"h{n}", name=f"N{n}") for n in range(40)]
    heads = [
        record(f"h{n}", n + 1, has_variants=True, variant_options=[], name=f"N{n}")
        for n in range(40)
    ]
    line = (
        ScriptedLine()
        .on("products.changes", page(*many), EMPTY)
        .on("products.list", page(*heads), page(*many), EMPTY)
    )

    found = products(list(run_on(line).changes("99", None)))

    assert len(found) == 40
    assert "products.family" not in line.operations


@pytest.mark.parametrize(
    ("spoiled", "path"),
    [
        ({"price_excluding_tax": "a lot"}, "price_excluding_tax + price_including_tax"),
        ({"variant_options": [17]}, "variant_options"),
        ({"version": "new"}, "version"),
        ({"id": None}, "id"),
        ({"sku": ["A"]}, "sku"),
    ],
)
def test_a_bad_variant_is_set_aside_and_the_rest_of_the_family_goes_on(
    spoiled: dict[str, Any], path: str
) -> None:
    bad = {"data": [{**child("white", 3), **spoiled}], "version": {"min": 3, "max": 3}}
    line = ScriptedLine().on("products.list", page(head(1), child("black", 2)), bad, EMPTY)

    pages = list(run_on(line).everything(None))

    (bravo,) = products(pages)
    assert [v.platform_id for v in bravo.variants] == ["black"]
    (fault,) = [one for each in pages for one in each.quarantined]
    assert path in fault.path
    assert fault.remedy


def test_a_walk_taken_up_again_tells_only_what_is_left() -> None:
    lone = [record(f"p{n:03}", n + 1) for n in range(120)]
    line = ScriptedLine().on("products.list", page(*lone), EMPTY, page(*lone), EMPTY)
    run = run_on(line)

    first = next(iter(run.everything(None)))
    line.sent.clear()
    line.on("products.list", page(*lone), EMPTY)
    rest = list(run.everything(first.cursor))

    ids = [one.platform_id for one in (*first.records, *products(rest))]
    assert ids == [one["id"] for one in lone]


def test_one_family_is_found_by_the_id_of_its_variant() -> None:
    line = (
        ScriptedLine()
        .on("products.get", {"data": child("white", 3)})
        .on("products.family", {"data": [head(1), child("white", 3)]})
    )

    (bravo,) = run_on(line).one(PlatformId("white")).records

    assert bravo.platform_id == "h"


def test_counts_keep_their_decimals_and_their_version_and_bad_ones_are_set_aside() -> None:
    rows = [
        {"id": "i1", "product_id": "p1", "outlet_id": "o1", "current_inventory_level": 2.5,
         "version": 7},
        {"id": "i2", "product_id": "p2", "outlet_id": "o1", "current_inventory_level": "many",
         "version": 8},
    ]  # fmt: skip
    line = ScriptedLine().on("inventory.list", rows, [])

    pages = list(
        list_stock(VendClient(line), MappingReport(), since="5", inventory_ids=None, cursor=None,
                   now=NOW)
    )  # fmt: skip

    (level,) = [one for each in pages for one in each.records]
    assert (level.available, level.revision, level.as_of) == (Decimal("2.5"), 7, NOW)
    assert [one.platform_id for each in pages for one in each.quarantined] == ["p2"]
    assert pages[-1].high_water == "8"
