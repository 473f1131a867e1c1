"""Menus and stock as the vendor might send them: nothing but the bad record is lost."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from adapters.toast.adapter import ToastAdapter
from domain.errors import MalformedResponseError
from domain.ids import PlatformId
from tests.unit.adapters_toast.lines import ScriptedLine

PUBLISHED = "2026-11-21T11:00:00.000+0000"


def item(name: str, /, **changed: Any) -> dict[str, Any]:
    """A dish as Toast publishes it."""
    return {
        "name": name,
        "guid": f"guid-{name.lower()}",
        "price": 9.5,
        "pricingStrategy": "BASE_PRICE",
        "pricingRules": None,
        "visibility": ["POS", "ORDERING_PARTNERS"],
        "taxInfo": ["tax"],
        "sku": "",
        "modifierGroupReferences": [],
        **changed,
    }


def menus(*items: Any, **top: Any) -> dict[str, Any]:
    """A published document with one menu and one group."""
    group = {"name": "Plates", "guid": "group", "menuGroups": [], "menuItems": list(items)}
    menu = {
        "name": "All Day",
        "guid": "menu",
        "availability": {"alwaysAvailable": True},
        "menuGroups": [group],
    }
    return {
        "restaurantGuid": "r",
        "lastUpdated": PUBLISHED,
        "restaurantTimeZone": "America/Los_Angeles",
        "menus": [menu],
        "modifierGroupReferences": {},
        "modifierOptionReferences": {},
        "preModifierGroupReferences": {},
        **top,
    }


@pytest.fixture
def shop(line: ScriptedLine) -> ScriptedLine:
    """Nothing is 86'd."""
    return line.on("stock.list", []).on(
        "menus.metadata", {"restaurantGuid": "r", "lastUpdated": PUBLISHED}
    )


BAD: list[tuple[str, dict[str, Any]]] = [
    ("no name", {"name": None}),
    ("a name that is a list", {"name": ["Soup"]}),
    ("no guid", {"guid": None}),
    ("a price that is a word", {"price": "cheap"}),
    ("a price finer than a cent", {"price": 9.999}),
    ("a price that is a list", {"price": [9]}),
    ("a choice that leads nowhere", {"modifierGroupReferences": [77]}),
    ("choices that are no list", {"modifierGroupReferences": 5}),
    ("rules that are a word", {"pricingRules": "none"}),
    ("tags that are a number", {"itemTags": 5}),
    ("retail data that is a list", {"catalogProductInfo": []}),
    ("retail data that is a word", {"catalogProductInfo": "x"}),
    ("images that are a number", {"images": 5}),
    ("visibility that is a number", {"visibility": 5}),
]


@pytest.mark.parametrize("changed", [one[1] for one in BAD], ids=[one[0] for one in BAD])
def test_a_dish_that_cannot_be_read_is_set_aside_alone(
    shop: ScriptedLine, adapter: ToastAdapter, changed: dict[str, Any]
) -> None:
    shop.on("menus.get", menus(item("Soup", **changed), item("Bread")))

    pages = list(adapter.products())

    titles = [one.title for page in pages for one in page.records]
    faults = [one for page in pages for one in page.quarantined]
    if "catalogProductInfo" in changed and not changed["catalogProductInfo"]:
        assert titles == ["Soup", "Bread"]  # an empty list says nothing, and loses nothing
        return
    assert titles == ["Bread"]
    assert len(faults) == 1
    assert faults[0].raw
    assert faults[0].remedy


def test_a_menu_that_cannot_be_read_is_set_aside_and_the_others_go_on(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    document = menus(item("Bread"))
    broken = copy.deepcopy(document["menus"][0]) | {
        "guid": "broken",
        "availability": {"alwaysAvailable": False, "schedule": [{"days": ["SOMEDAY"]}]},
    }
    document["menus"].insert(0, broken)
    shop.on("menus.get", document)

    (page,) = adapter.products()

    assert [one.title for one in page.records] == ["Bread"]
    assert [one.platform_id for one in page.quarantined] == ["broken"]


def test_an_item_that_is_no_record_is_set_aside(shop: ScriptedLine, adapter: ToastAdapter) -> None:
    shop.on("menus.get", menus("sample-menuItems_item", 5, item("Bread")))

    (page,) = adapter.products()

    assert [one.title for one in page.records] == ["Bread"]
    assert len(page.quarantined) == 2


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        b"{",
        b"<html>",
        menus(menus=None),
        menus(lastUpdated=None),
        menus(lastUpdated="yesterday"),
        menus(modifierGroupReferences=[1]),
        menus(modifierOptionReferences="x"),
    ],
)
def test_a_document_that_is_no_menu_is_malformed(
    shop: ScriptedLine, adapter: ToastAdapter, document: Any
) -> None:
    shop.on("menus.get", document)

    with pytest.raises(MalformedResponseError):
        list(adapter.products())


def test_a_large_menu_comes_in_pages_and_a_broken_walk_goes_on(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("menus.get", menus(*(item(f"Dish {n}") for n in range(450))))

    first, *rest = adapter.products()
    resumed = list(adapter.products(cursor=first.cursor))

    assert [len(one.records) for one in (first, *rest)] == [200, 200, 50]
    assert [len(one.records) for one in resumed] == [200, 50]
    assert resumed[-1].high_water == rest[-1].high_water


def test_a_walk_begins_again_when_the_menus_were_published_anew(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    dishes = [item(f"Dish {n}") for n in range(250)]
    newer = menus(*dishes, lastUpdated="2026-11-21T11:30:00.000+0000")
    shop.on("menus.get", menus(*dishes), newer)

    first = next(iter(adapter.products()))
    resumed = list(adapter.products(cursor=first.cursor))

    assert sum(len(one.records) for one in resumed) == 250


def test_a_delta_brings_few_when_one_price_changed(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    dishes = [item(f"Dish {n}") for n in range(300)]
    dearer = [*dishes[:-1], item("Dish 299", price=12)]
    later = "2026-11-21T11:30:00.000+0000"
    shop.on("menus.get", menus(*dishes), menus(*dearer, lastUpdated=later))
    shop.on("menus.metadata", {"restaurantGuid": "r", "lastUpdated": later})

    mark = list(adapter.products())[-1].high_water
    delta = [one.title for page in adapter.products(since=mark) for one in page.records]

    assert "Dish 299" in delta
    assert len(delta) < 30


def test_the_same_dish_in_two_groups_at_one_price_is_one_variant(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    document = menus(item("Bread"))
    groups = document["menus"][0]["menuGroups"]
    groups.append({**copy.deepcopy(groups[0]), "guid": "second", "name": "Sides"})
    shop.on("menus.get", document)

    (page,) = adapter.products()

    (bread,) = page.records
    assert [one.platform_id for one in bread.variants] == ["guid-bread.group"]
    assert bread.categories == ("Plates", "Sides")


def test_one_dish_is_read_by_item_variant_or_product_and_its_fault_is_told(
    shop: ScriptedLine, adapter: ToastAdapter
) -> None:
    shop.on("menus.get", menus(item("Bread"), item("Soup", price="x")))

    by_item = adapter.product(PlatformId("guid-bread"))
    by_variant = adapter.product(PlatformId("guid-bread.group"))
    faulty = adapter.product(PlatformId("guid-soup"))

    assert by_item == by_variant
    assert len(by_item.records) == 1
    assert (faulty.records, len(faulty.quarantined)) == ((), 1)


def row(guid: str, status: str, quantity: Any = None, **more: Any) -> dict[str, Any]:
    """A `MenuItemInventory`."""
    return {
        "guid": guid,
        "itemGuidValidity": "VALID",
        "status": status,
        "quantity": quantity,
        "multiLocationId": "1",
        "versionId": guid,
        **more,
    }


def test_a_stock_row_that_cannot_be_read_is_set_aside(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    line.on("stock.list", [row("a", "QUANTITY", 2.5), row("b", "SOLD"), row("c", "QUANTITY", "x")])

    (page,) = adapter.stock()

    assert [(one.inventory_platform_id, str(one.available)) for one in page.records] == [
        ("a", "2.5")
    ]
    assert [one.platform_id for one in page.quarantined] == ["b", "c"]


def test_what_toast_does_not_know_has_no_stock(line: ScriptedLine, adapter: ToastAdapter) -> None:
    unknown = {"guid": "gone", "itemGuidValidity": "INVALID"}
    line.on("stock.search", [unknown, row("here", "IN_STOCK")])

    (page,) = adapter.stock(inventory_ids=[PlatformId("gone"), PlatformId("here")])

    assert [(one.inventory_platform_id, one.available) for one in page.records] == [("here", None)]
    assert page.quarantined == ()


def test_many_items_are_asked_for_a_hundred_at_a_time(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    line.on("stock.search", [])

    list(adapter.stock(inventory_ids=[PlatformId(f"g{n}") for n in range(250)]))

    assert [len(one.json["guids"]) for one in line.sent if isinstance(one.json, dict)] == [
        100,
        100,
        50,
    ]


@pytest.mark.parametrize("answer", [None, {}, [5], [{"status": "QUANTITY"}], b"{"])
def test_an_inventory_that_is_no_list_of_items_is_malformed(
    line: ScriptedLine, adapter: ToastAdapter, answer: Any
) -> None:
    line.on("stock.list", answer)

    with pytest.raises(MalformedResponseError):
        list(adapter.stock())
