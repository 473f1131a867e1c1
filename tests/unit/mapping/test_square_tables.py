"""Square's published samples through the tables: every field is mapped or ignored with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from domain.ids import PlatformId
from mapping.engine import Map
from mapping.platforms import square as table
from mapping.platforms.square_side import IMAGE, MODIFIER_LIST, TAX, SideObjects
from mapping.report import MappingReport
from tests.contracts_path import contracts_dir

JsonObject = dict[str, Any]


def _samples() -> Iterator[tuple[str, JsonObject]]:
    for path in sorted(contracts_dir("square", "samples", "operations").glob("*.json")):
        answer = json.loads(path.read_text()).get("response")
        if isinstance(answer, dict):
            yield path.stem, answer
    for path in sorted(contracts_dir("square", "samples", "webhooks").glob("*.json")):
        yield path.stem, json.loads(path.read_text()).get("data", {}).get("object") or {}


def _records(name: str) -> list[JsonObject]:
    """Every object or element of a list under this name, anywhere in the samples."""
    found: list[JsonObject] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == name and isinstance(inner, dict):
                    found.append(inner)
                elif key == f"{name}s" and isinstance(inner, list):
                    found.extend(one for one in inner if isinstance(one, dict))
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for _, answer in _samples():
        walk(answer)
    return found


def _catalog_objects(kind: str) -> list[JsonObject]:
    found: list[JsonObject] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") == kind and "id" in value:
                found.append(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for _, answer in _samples():
        walk(answer)
    return found


def _read_all(tables: Map[Any], records: list[JsonObject], minimum: int) -> list[Any]:
    assert len(records) >= minimum, "the samples changed: fewer records than expected"
    report = MappingReport()
    context = {"side": SideObjects()}
    values = [tables.read(record, context=context, report=report) for record in records]
    assert not report.unknown, dict(report.unknown)
    return values


def test_every_field_of_the_sample_locations_is_accounted_for() -> None:
    values = _read_all(table.LOCATION, [r for r in _records("location") if "name" in r], 2)

    grant_park = next(value for value in values if value.name == "Grant Park")
    assert grant_park.phone == "+16503547217"
    assert grant_park.address is not None
    assert grant_park.address.city == "San Francisco"


def test_every_field_of_the_sample_items_is_accounted_for() -> None:
    items = [one for one in _catalog_objects("ITEM") if "item_data" in one]

    values = _read_all(table.PRODUCT, items, 3)

    tea = next(value for value in values if value.title == "Tea")
    assert tea.variants[0].price is not None
    assert str(tea.variants[0].price) == "1.50 USD"
    assert tea.description == "Hot Leaf Juice"


def test_every_field_of_the_sample_taxes_and_images_is_accounted_for() -> None:
    _read_all(TAX, [one for one in _catalog_objects("TAX") if "tax_data" in one], 1)
    _read_all(IMAGE, [o for o in _catalog_objects("IMAGE") if o["image_data"].get("url")], 1)


def test_every_field_of_the_sample_counts_is_accounted_for() -> None:
    counts = [r for r in _records("count") + _records("inventory_count") if "calculated_at" in r]

    values = _read_all(table.STOCK, counts, 2)

    assert {value.inventory_platform_id for value in values} >= {"W62UWFY35CWMYGVWK6TWJDNI"}


def test_every_field_of_the_sample_customers_is_accounted_for() -> None:
    values = _read_all(table.CUSTOMER, [r for r in _records("customer") if "id" in r], 3)

    bond = next(value for value in values if value.family_name == "Bond")
    assert bond.phone == "+12125554250"
    assert bond.email == "james.bond@example.com"
    assert bond.revision == 7


def test_every_field_of_the_sample_cards_is_accounted_for() -> None:
    cards = [one for one in _records("card") if str(one.get("id", "")).startswith("ccof:")]

    values = _read_all(table.CARD, cards, 2)

    assert values[0].brand in ("Visa", "Mastercard")


def test_every_field_of_the_sample_orders_is_accounted_for() -> None:
    orders = [one for one in _records("order") if set(one) >= {"line_items", "total_money", "id"}]

    _read_all(table.ORDER, orders, 2)


def test_every_field_of_the_sample_payments_is_accounted_for() -> None:
    payments = [one for one in _records("payment") if "status" in one]

    _read_all(table.PAYMENT, payments, 4)
    _read_all(table.AUTHORIZED, payments, 4)


def test_every_field_of_the_sample_refunds_is_accounted_for() -> None:
    _read_all(table.REFUND, [one for one in _records("refund") if "payment_id" in one], 2)


@pytest.mark.parametrize(
    ("tables", "model"),
    [
        (table.LOCATION, "Location"),
        (table.CUSTOMER, "Customer"),
        (table.CARD, "Card"),
        (table.STOCK, "InventoryCount"),
        (table.ORDER, "Order"),
        (table.QUOTE, "Order"),
        (table.ORDER_LINE, "OrderLineItem"),
        (table.QUOTE_LINE, "OrderLineItem"),
        (table.FULFILLMENT, "Fulfillment"),
        (table.PAYMENT, "Payment"),
        (table.AUTHORIZED, "Payment"),
        (table.REFUND, "PaymentRefund"),
        (table.PRODUCT, "CatalogObjectItem"),
        (table.VARIANT, "CatalogObjectItemVariation"),
        (table.DELETED_PRODUCT, "CatalogObjectItem"),
        (TAX, "CatalogObjectTax"),
        (IMAGE, "CatalogObjectImage"),
        (MODIFIER_LIST, "CatalogObjectModifierList"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_field_of_the_object_model_is_mapped_or_ignored_with_a_reason(
    tables: Map[Any], model: str
) -> None:
    path = contracts_dir("square") / "object_model_2026-09-16.schema.json"
    types = json.loads(path.read_text())["$defs"]
    record = _full_record(types, model)
    report = MappingReport()

    tables.accounting.count(record, report)

    assert not report.unknown, dict(report.unknown)
    assert all(reason.strip() for reason in tables.ignored.values())


def _full_record(types: JsonObject, name: str) -> JsonObject:
    """A record with every field of a type; those of its own `…_data` or card in full as well."""
    record: JsonObject = {}
    for key, schema in types[name]["properties"].items():
        inner = schema.get("$ref", "").rsplit("/", 1)[-1]
        deep = key.endswith("_data") or key in ("card_details", "card", "coordinates")
        record[key] = _full_record(types, inner) if deep and inner else "x"
    return record


def test_a_card_answers_with_nothing_that_could_be_a_number() -> None:
    cards = [one for one in _records("card") if str(one.get("id", "")).startswith("ccof:")]
    values = _read_all(table.CARD, cards, 2)

    for value in values:
        assert len(value.last4) == 4
        assert "411111" not in repr(value)


def test_a_variation_without_price_is_priced_at_the_till() -> None:
    raw = {
        "type": "ITEM_VARIATION",
        "id": "V1",
        "version": 3,
        "item_variation_data": {
            "item_id": "I1",
            "name": "Regular",
            "pricing_type": "VARIABLE_PRICING",
        },
    }

    variant = table.VARIANT.read(raw, context={"side": SideObjects()})

    assert variant.price is None
    assert variant.tracked is False
    assert variant.options == {}
    assert variant.revision == 3


def test_sizes_are_read_from_item_options_or_from_the_name() -> None:
    side = SideObjects()
    side.add(
        {
            "type": "ITEM_OPTION",
            "id": "O1",
            "item_option_data": {
                "name": "shoe_size_2026",
                "display_name": "Shoe size",
                "values": [
                    {"id": "O1V1", "item_option_value_data": {"name": "US 10"}},
                ],
            },
        }
    )
    chosen = [{"item_option_id": "O1", "item_option_value_id": "O1V1"}]
    by_option = {"id": "V1", "item_variation_data": {"name": "x", "item_option_values": chosen}}
    by_name = {"id": "V2", "item_variation_data": {"name": "Black / 10"}}

    context = {"side": side}

    assert table.VARIANT.read(by_option, context=context).options == {"size": "10"}
    assert table.VARIANT.read(by_name, context=context).options == {"color": "Black", "size": "10"}


def test_a_variation_is_absent_where_square_does_not_list_it() -> None:
    side = SideObjects()
    side.locations = (PlatformId("L1"), PlatformId("L2"), PlatformId("L3"))
    somewhere = {
        "id": "V1",
        "present_at_all_locations": False,
        "present_at_location_ids": ["L2"],
        "item_variation_data": {},
    }
    nearly_everywhere = {
        "id": "V2",
        "present_at_all_locations": True,
        "absent_at_location_ids": ["L3"],
        "item_variation_data": {
            "track_inventory": True,
            "location_overrides": [
                {"location_id": "L1", "track_inventory": False, "sold_out": True},
                {"location_id": "L2", "sold_out": True},
            ],
        },
    }

    context = {"side": side}

    assert table.VARIANT.read(somewhere, context=context).absent_at == ("L1", "L3")
    assert table.VARIANT.read(nearly_everywhere, context=context).absent_at == ("L3", "L1")


def test_a_price_that_differs_at_one_location_is_kept_beside_the_usual_one() -> None:
    raw = {
        "id": "V1",
        "item_variation_data": {
            "price_money": {"amount": 500, "currency": "USD"},
            "location_overrides": [
                {"location_id": "L1", "price_money": {"amount": 450, "currency": "USD"}},
                {"location_id": "L2"},
            ],
        },
    }

    variant = table.VARIANT.read(raw, context={"side": SideObjects()})

    assert {key: str(price) for key, price in variant.location_prices.items()} == {"L1": "4.50 USD"}


def test_an_items_own_limits_override_those_of_its_modifier_list() -> None:
    side = SideObjects()
    side.add(
        {
            "type": "MODIFIER_LIST",
            "id": "M1",
            "modifier_list_data": {
                "name": "Milk",
                "min_selected_modifiers": 0,
                "max_selected_modifiers": 0,
                "modifiers": [
                    {
                        "type": "MODIFIER",
                        "id": "M1A",
                        "modifier_data": {
                            "name": "Oat milk",
                            "price_money": {"amount": 70, "currency": "USD"},
                        },
                    }
                ],
            },
        }
    )
    raw = {
        "id": "I1",
        "item_data": {
            "name": "Latte",
            "modifier_list_info": [
                {"modifier_list_id": "M1", "min_selected_modifiers": 1},
                {"modifier_list_id": "M2"},
            ],
        },
    }

    product = table.PRODUCT.read(raw, context={"side": side})

    (milk,) = product.modifier_lists
    assert (milk.minimum, milk.maximum) == (1, None)
    assert milk.modifiers[0].name == "Oat milk"


def test_a_64_bit_number_that_square_writes_as_text_is_read_as_the_number() -> None:
    raw = {"id": "V1", "version": "1479335124878", "item_variation_data": {}}

    variant = table.VARIANT.read(raw, context={"side": SideObjects()})

    assert variant.revision == 1479335124878


def test_a_fulfillment_type_outside_the_list_is_counted_and_read() -> None:
    report = MappingReport()

    table.FULFILLMENT.read({"uid": "F1", "type": "DIGITAL", "state": "PROPOSED"}, report=report)

    assert report.unknown_words == {"type=DIGITAL": 1}
