"""Items gathered into products, counts without their sums, and people found among lookalikes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from adapters.lightspeed.adapter import LightspeedAdapter
from domain.events import Entity
from domain.ids import PlatformId
from tests.unit.adapters_lightspeed.lines import ScriptedLine, listed, one

AT = "2026-11-21T11:00:00+00:00"
BASE = "https://api.lightspeedapp.com/API/V3/Account/83050"


def item(number: int, matrix: int = 0, **changed: Any) -> dict[str, Any]:
    return {
        "itemID": str(number), "itemMatrixID": str(matrix), "description": f"Thing {number}",
        "customSku": f"SKU-{number}", "itemType": "default", "archived": "false", "tax": "true",
        "timeStamp": AT, "Prices": {"ItemPrice": {"amount": "10", "useType": "Default"}},
        **changed,
    }  # fmt: skip


def matrix(number: int, **changed: Any) -> dict[str, Any]:
    return {"itemMatrixID": str(number), "description": f"Shoe {number}", "archived": "false",
            "timeStamp": AT, **changed}  # fmt: skip


def row(item_id: int, shop_id: int, **changed: Any) -> dict[str, Any]:
    return {"itemID": str(item_id), "shopID": str(shop_id), "qoh": "3", "sellable": "3",
            "timeStamp": AT, **changed}  # fmt: skip


def newest(line: ScriptedLine, items: str = AT, matrices: str = AT) -> None:
    line.on("items.newest", listed("Item", item(1, timeStamp=items)))
    line.on("matrices.newest", listed("ItemMatrix", matrix(1, timeStamp=matrices)))


def test_items_of_a_matrix_are_one_product_wherever_their_pages_end(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    newest(line, matrices="2026-11-21T11:30:00+00:00")
    line.on("items.list", listed("Item", item(9)))
    line.on("matrices.list", listed("ItemMatrix", matrix(7)))
    line.on(
        "items.of_matrices",
        listed("Item", item(1, 7), following=f"{BASE}/Item.json?after=A"),
        listed("Item", item(2, 7)),
    )

    first, second = adapter.products()

    assert [(p.platform_id, len(p.variants)) for p in first.records] == [("9", 1)]
    assert [(p.platform_id, len(p.variants)) for p in second.records] == [("matrix-7", 2)]
    assert first.high_water is None
    assert second.high_water == "2026-11-21T11:30:00+00:00"


def test_a_walk_resumes_in_its_second_part_with_its_first_mark(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    newest(line)
    line.on("items.list", listed("Item", item(9)))
    line.on("matrices.list", listed("ItemMatrix", matrix(7)))
    line.on("items.of_matrices", listed("Item", item(1, 7)))
    first = next(iter(adapter.products()))
    line.sent.clear()

    (rest,) = adapter.products(cursor=first.cursor)

    assert line.operations == ["matrices.list", "items.of_matrices"]
    assert rest.high_water == AT


def test_a_changed_item_brings_its_whole_matrix(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    newest(line)
    line.on("items.list", listed("Item", item(2, 7)))
    line.on("matrices.list", listed("ItemMatrix", matrix(7)), listed("ItemMatrix"))
    line.on("items.of_matrices", listed("Item", item(1, 7), item(2, 7, archived="true")))

    (page, empty) = adapter.products(since=AT)

    (product,) = page.records
    assert [variant.active for variant in product.variants] == [True, False]
    assert empty.records == ()
    assert line.sent[2].params["timeStamp"] == f">=,{AT}"
    assert line.sent[4].params["archived"] == "true"


def test_a_bad_item_costs_its_product_and_nothing_else(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    newest(line)
    line.on("items.list", listed("Item", item(8, description=None), item(9)))
    line.on("matrices.list", listed("ItemMatrix", matrix(6), matrix(7)))
    price = {"ItemPrice": [{"amount": "9.995", "useType": "Default"}]}
    line.on("items.of_matrices", listed("Item", item(1, 6, Prices=price), item(2, 7)))

    first, second = adapter.products()

    assert [p.platform_id for p in (*first.records, *second.records)] == ["9", "matrix-7"]
    faults = [*first.quarantined, *second.quarantined]
    assert [(f.platform_id, f.path) for f in faults] == [
        ("8", "description"),
        ("6", "Items.Item[0].Prices.ItemPrice"),
    ]
    assert "cents" in faults[1].remedy


def test_a_field_the_size_of_a_novel_is_a_title_like_any_other(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("items.get", one("Item", item(9, description="x" * 1_000_000)))

    (product,) = adapter.product(PlatformId("9")).records

    assert len(product.title) == 1_000_000


def test_rows_that_sum_all_shops_are_left_out(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("item_shops.list", listed("ItemShop", row(1, 0, sellable="9"), row(1, 1), row(1, 2)))

    (page,) = adapter.stock()

    assert [(level.location_platform_id, level.available) for level in page.records] == [
        ("1", Decimal(3)),
        ("2", Decimal(3)),
    ]
    assert page.high_water == AT


@pytest.mark.parametrize(
    "wrong", [{"sellable": "many"}, {"timeStamp": None}, {"itemID": None}, {"qoh": None,
              "sellable": None}]
)  # fmt: skip
def test_a_count_that_cannot_be_read_is_set_aside(
    line: ScriptedLine, adapter: LightspeedAdapter, wrong: dict[str, Any]
) -> None:
    line.on("item_shops.list", listed("ItemShop", row(1, 1, **wrong), row(2, 1)))

    (page,) = adapter.stock()

    assert [level.inventory_platform_id for level in page.records] == ["2"]
    assert [fault.entity for fault in page.quarantined] == [Entity.STOCK]


def test_many_counts_are_asked_for_a_hundred_at_a_time(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    line.on("item_shops.list", listed("ItemShop"))

    pages = list(adapter.stock(inventory_ids=[PlatformId(str(n)) for n in range(1, 251)]))

    assert [len(sent.params["itemID"].split(",")) - 1 for sent in line.sent] == [100, 100, 50]
    assert [page.cursor is None for page in pages] == [False, False, True]


def test_asking_for_no_counts_asks_nothing(line: ScriptedLine, adapter: LightspeedAdapter) -> None:
    assert list(adapter.stock(inventory_ids=[])) == []
    assert line.sent == []


def person(number: int, phone: str, kind: str = "Mobile") -> dict[str, Any]:
    contact = {"Phones": {"ContactPhone": {"number": phone, "useType": kind}}, "Emails": ""}
    return {"customerID": str(number), "firstName": "Pat", "timeStamp": AT, "Contact": contact}


def test_lookalike_numbers_are_told_apart(line: ScriptedLine, adapter: LightspeedAdapter) -> None:
    alike = person(2, "2 065 550 123 9"), person(3, "(206) 555-0123 ext 4"), person(4, "065550123")
    line.on("customers.find", listed("Customer", person(1, "206.555.0123"), *alike))

    found = adapter.find_customers(phone="+12065550123")

    assert [one.platform_id for one in found] == ["1"]
    assert [sent.params for sent in line.sent] == [
        {"limit": "100", name: "~,%0%6%5%5%5%0%1%2%3", "load_relations": '["Contact"]'}
        for name in ("Contact.mobile", "Contact.phoneHome", "Contact.phoneWork")
    ]


def test_a_customer_who_cannot_be_read_is_withheld_from_logs(
    line: ScriptedLine, adapter: LightspeedAdapter
) -> None:
    bad = {**person(1, "206 555 0123"), "lastName": 17}
    line.on("customers.list", listed("Customer", bad, person(2, "206 555 0124")))

    (page,) = adapter.customers()

    assert [one.phone for one in page.records] == ["+12065550124"]
    assert page.quarantined[0].value == "(withheld: personal data)"
