"""A shopper's purchases: all of them, however many, and none twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.vend.client import VendClient
from adapters.vend.orders import Orders
from adapters.vend.retailer import Retailer
from domain.errors import MalformedResponseError
from domain.ids import PlatformId
from mapping.report import MappingReport
from tests.unit.adapters_vend.lines import RETAILER, ScriptedLine
from tests.unit.adapters_vend.test_selling import sale

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KIM = PlatformId("c1")
NONE: dict[str, Any] = {"data": []}


def _orders(line: ScriptedLine) -> Orders:
    client = VendClient(line.on("retailer.get", RETAILER))
    return Orders(client, Retailer(client, {}), MappingReport())


def _page(year: int, *keys: str) -> dict[str, Any]:
    return {
        "data": [sale(id=key, created_at=f"{year}-06-01T{10 + len(key)}:00:00Z") for key in keys]
    }


def test_a_history_is_whole_newest_first_and_tells_what_lies_on_a_boundary_once() -> None:
    line = ScriptedLine().on(
        "sales.history",
        *(_page(2026, "a", "bbb"), _page(2026, "cc"), NONE),  # a short page is not the last
        *(_page(2024, "d", "cc"), NONE),
        *(_page(2019, "e"), NONE),
    )

    pages = list(_orders(line).of_customer(KIM, NOW))

    assert [[str(one.platform_id) for one in page.records] for page in pages] == [
        ["bbb", "cc", "a"],
        ["d"],
        ["e"],
    ]
    asked = [one.params for one in line.sent if one.operation == "sales.history"]
    assert [one["offset"] for one in asked] == ["0", "2", "3", "0", "2", "0", "1"]
    assert [
        (one.get("date_from"), one.get("date_to")) for one in (asked[0], asked[3], asked[5])
    ] == [
        ("2025-11-21T12:00:00Z", None),
        ("2022-11-22T12:00:00Z", "2025-11-21T12:00:00Z"),
        (None, "2022-11-22T12:00:00Z"),
    ]


def test_more_sales_than_any_page_holds_are_all_told() -> None:
    pages = [
        {"data": [sale(id=f"s{number}") for number in range(start, start + 500)]}
        for start in range(0, 2_500, 500)
    ]
    line = ScriptedLine().on("sales.history", *pages, NONE)

    told = [one for page in _orders(line).of_customer(KIM, NOW) for one in page.records]

    assert len({one.platform_id for one in told}) == len(told) == 2_500


def test_a_search_that_ignores_its_offset_is_refused_instead_of_walked_for_ever() -> None:
    line = ScriptedLine().on("sales.history", _page(2026, "a", "b"))

    with pytest.raises(MalformedResponseError):
        list(_orders(line).of_customer(KIM, NOW))


def test_a_sale_behind_the_first_page_is_found_by_its_reference() -> None:
    others = {"data": [{"id": f"s{number}", "source_id": "other"} for number in range(3)]}
    ours = {"data": [{"id": "s9", "source_id": "vt-1"}]}
    line = ScriptedLine().on("sales.find", others, ours, NONE)
    line.on("sales.get", (404, {"error": "Not Found"}), {"data": sale(id="s9")})

    found = _orders(line).find("vt-1", location_id=PlatformId("o1"), created_after=NOW)

    assert found is not None
    assert found.platform_id == "s9"
