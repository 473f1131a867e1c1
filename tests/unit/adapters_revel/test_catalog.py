"""Products put together from rows; one bad row loses nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.revel.adapter import RevelAdapter
from adapters.wire import HttpRequest
from domain.catalog import Product
from domain.errors import UnavailableError
from domain.events import Quarantined
from domain.ids import PlatformId
from domain.money import Money
from mapping.report import MappingReport
from tests.unit.adapters_revel.lines import ScriptedLine, data, listing, product


def walked(adapter: RevelAdapter) -> tuple[list[Product], list[Quarantined]]:
    pages = list(adapter.products())
    return (
        [one for page in pages for one in page.records],
        [one for page in pages for one in page.quarantined],
    )


def rows(*listed: dict[str, Any]) -> Any:
    """A server of product rows that knows the lookups of a walk."""

    def serve(request: HttpRequest) -> dict[str, Any]:
        for field in ("attribute_parent", "id"):
            wanted = request.params.get(f"{field}__in")
            if wanted is not None:
                ids = wanted.split(",")
                return listing(
                    *(
                        row
                        for row in listed
                        if str(row.get(field) or "").strip("/").split("/")[-1] in ids
                    )
                )
        return listing(*listed)

    return serve


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ({"name": None}, "name"),
        ({"name": 17}, "name"),
        ({"price": "a lot"}, "children[0].price"),
        ({"price": 4.999}, "children[0].price"),
        ({"price": True}, "children[0].price"),
        ({"active": "yes"}, "children[0].active"),
        ({"updated_date": "yesterday"}, "children[0].updated_date"),
        ({"updated_date": 20261121}, "children[0].updated_date"),
        ({"id": None}, "id"),
        ({"attribute_parent": {"href": "/x"}}, "attribute_parent"),
        ({"category": "unsorted"}, "category"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_with_its_path(
    line: ScriptedLine, adapter: RevelAdapter, fault: dict[str, Any], path: str
) -> None:
    line.on("products.list", rows(product(1), {**product(2), **fault}, product(3)))

    found, faults = walked(adapter)

    assert {one.platform_id for one in found} == {"1", "3"}
    (only,) = faults
    assert path in only.path
    assert only.remedy
    assert only.raw


def test_a_row_that_is_no_record_is_set_aside(line: ScriptedLine, adapter: RevelAdapter) -> None:
    line.on("products.list", listing(product(1), ["x"], None, 7))

    found, faults = walked(adapter)

    assert [one.platform_id for one in found] == ["1"]
    assert len(faults) == 3


def test_a_huge_field_is_read_like_any_other(line: ScriptedLine, adapter: RevelAdapter) -> None:
    line.on("products.list", rows(product(1, description="x" * 1_000_000), product(2)))

    found, faults = walked(adapter)

    assert len(found) == 2
    assert not faults


def test_versions_come_with_their_parent_wherever_their_rows_stand(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    red = product(12, attribute_parent="/resources/Product/10/", attribute_type=2)
    blue = product(13, attribute_parent=10, attribute_type=2, price=5)
    parent = product(10, name="Mug", attribute_type=1, price=0)
    line.on("products.list", rows(blue, red, product(11), parent))
    line.on(
        "web.products",
        data({"id": 10, "attribute_1_name": "Colour", "image": "/media/mug.jpg", "images": []}),
    )
    line.on(
        "web.attributes",
        data(
            {"attributes": {"attribute_value_1_name": "red"}, "product": {"id": 12}},
            {"attributes": {"attribute_value_1_name": "Blue"}, "product": {"id": 13}},
        ),
    )

    found, faults = walked(adapter)

    mug = next(one for one in found if one.platform_id == "10")
    assert not faults
    assert {one.platform_id for one in found} == {"10", "11"}
    assert {v.platform_id: dict(v.options) for v in mug.variants} == {
        "12": {"color": "Red"},
        "13": {"color": "Blue"},
    }
    assert mug.categories == ("Drinks",)
    assert [one.url for one in mug.images] == ["https://northwind.revelup.com/media/mug.jpg"]
    assert line.operations.count("web.attributes") == 1


def test_a_parent_without_versions_sells_nothing(line: ScriptedLine, adapter: RevelAdapter) -> None:
    line.on("products.list", rows(product(10, attribute_type=1)))

    found, _ = walked(adapter)

    assert found[0].variants == ()


def test_one_bad_version_sets_its_product_aside_and_no_other(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    bad = product(12, attribute_parent=10, attribute_type=2, price=[])
    line.on("products.list", rows(bad, product(11), product(10, attribute_type=1)))

    found, faults = walked(adapter)

    assert [one.platform_id for one in found] == ["11"]
    assert [one.platform_id for one in faults] == ["10"]


def test_a_price_of_zero_is_no_price(line: ScriptedLine, adapter: RevelAdapter) -> None:
    line.on("products.list", rows(product(1, price=0.0), product(2, price="4.50")))

    found, _ = walked(adapter)

    assert [one.variants[0].price for one in found] == [None, Money(450, "USD")]


def test_a_key_without_the_web_order_surface_is_asked_once(
    line: ScriptedLine, adapter: RevelAdapter, report: MappingReport
) -> None:
    parents = [product(number, attribute_type=1) for number in (10, 20, 30)]
    line.on("products.list", rows(*parents))
    line.on("web.products", (403, b"<h1>403</h1>"))

    found, faults = walked(adapter)

    assert len(found) == 3
    assert not faults
    assert line.operations.count("web.products") == 1
    assert "web.attributes" not in line.operations
    assert not report.unknown


def test_a_web_order_surface_that_is_down_ends_the_walk(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    line.on("products.list", rows(product(1)))
    line.on("web.products", (503, b""))

    with pytest.raises(UnavailableError):
        walked(adapter)


def test_a_store_list_that_ignores_paging_is_read_once(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    line.on("products.list", rows(product(1)))
    line.on("web.products", data(*({"id": number} for number in range(600))))

    walked(adapter)

    assert line.operations.count("web.products") == 2


def test_a_delta_begins_at_the_latest_change_of_the_first_page(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    early = product(1, updated_date="2026-06-02T08:00:00")
    late = product(2, updated_date="2026-06-02T09:00:00")
    line.on("products.list", rows(early, late))

    (page,) = list(adapter.products())
    list(adapter.products(since=page.high_water))

    assert page.high_water == "2026-06-02T09:00:00"
    assert line.sent[-1].operation == "products.list"
    assert any(one.params.get("updated_date__gte") == page.high_water for one in line.sent)


def test_a_changed_version_brings_its_whole_product(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    red = product(12, attribute_parent=10, attribute_type=2)
    blue = product(13, attribute_parent=10, attribute_type=2)
    whole = rows(blue, red, product(10, attribute_type=1))
    line.on("products.list", listing(red), whole)

    pages = list(adapter.products(since="2026-06-02T08:00:00"))

    (mug,) = [one for page in pages for one in page.records]
    assert {v.platform_id for v in mug.variants} == {"12", "13"}


@pytest.mark.parametrize("where", ["/enterprise/Establishment/2/", 2, None, "x"])
def test_a_product_of_another_establishment_is_not_ours(
    line: ScriptedLine, adapter: RevelAdapter, where: Any
) -> None:
    line.on("products.get", product(5, establishment=where))

    assert adapter.product(PlatformId("5")).records == ()


def test_the_establishment_is_read_where_public_clients_read_it_if_the_reference_is_wrong(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    line.on("establishments.list", (404, b""), listing({"id": 1, "name": "Downtown"}))

    (page,) = list(adapter.locations())

    assert [one.path for one in line.sent] == [
        "/resources/Establishment/",
        "/enterprise/Establishment/",
    ]
    (place,) = page.records
    assert (place.name, place.timezone, place.currency) == (
        "Downtown",
        "America/Los_Angeles",
        "USD",
    )
