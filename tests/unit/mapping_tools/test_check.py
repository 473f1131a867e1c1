"""`voicetill mapping check` explains a vendor's payload, and fails on what is unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from adapters.registry import BUILT_IN
from app.commands.mapping import mapping
from app.mapping_tools.tables import context_of, records_in, tables_of
from domain.errors import ConfigurationError
from mapping.engine import Map
from tests.contracts_path import PROJECT_ROOT

SQUARE = PROJECT_ROOT / "tests" / "fixtures" / "square"


def check(*arguments: str, payload: Any = None) -> Result:
    content = orjson.dumps(payload) if payload is not None else None
    return CliRunner().invoke(mapping, ["check", *arguments], input=content)


@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        ("catalog.batch_retrieve", {"product"}),
        ("customers.search", {"customer"}),
        ("inventory.counts", {"stock"}),
        ("locations.list", {"location"}),
        ("orders.get", {"order"}),
        ("payments.create", {"payment"}),
        ("cards.create", {"card"}),
        ("refunds.create", {"refund"}),
    ],
)
def test_the_records_of_an_answer_are_found_by_their_fields(file: str, kinds: set[str]) -> None:
    payload = orjson.loads((SQUARE / f"{file}.json").read_bytes())

    assert {one.kind for one in records_in(payload, tables_of("square"), None)} == kinds


@pytest.mark.parametrize(
    ("platform", "payload"),
    [
        ("square", {"customer_id": "C", "given_name": "Amy", "email_address": "a@example.com"}),
        ("square", {"id": "L", "type": "location"}),
        ("shopify", {"id": "gid://shopify/InventoryTransferLineItem/1"}),
        ("counterpoint", {"ITEM_NO": "A", "CATEG_ID": "2002", "ENTRY_SEQ_NO": 1}),
        ("vend", {"id": "1", "type": "INVENTORY", "code": "42"}),
    ],
    ids=["a recipient", "a mention", "a line of something else", "a category's row", "a code"],
)
def test_what_only_mentions_a_record_is_none(platform: str, payload: Any) -> None:
    assert records_in({"within": payload}, tables_of(platform), None) == []


def test_a_table_that_knows_every_field_goes_before_one_that_does_not() -> None:
    outlet = {"id": "1", "name": "Main", "physical_address1": "1 Pike", "physical_city": "Seattle"}

    assert [one.kind for one in records_in([outlet], tables_of("vend"), None)] == [
        "legacy_location"
    ]


def test_a_vendors_own_sample_is_explained_without_a_fault() -> None:
    done = check(str(SQUARE / "catalog.batch_retrieve.json"), "--platform", "square", "--json")

    assert done.exit_code == 0
    told = orjson.loads(done.output)
    assert told["faults"] == 0
    first = told["records"][0]
    mapped = {one["path"]: one for one in first["mapped"]}
    assert mapped["item_data.name"]["attribute"] == "title"
    assert {one["reason"] for one in first["dropped"]}
    assert first["unclear"] == []


def test_an_unknown_field_fails_and_is_named() -> None:
    payload = {"counts": [{"catalog_object_id": "V", "location_id": "L", "quantity": "3",
        "state": "IN_STOCK", "calculated_at": "2026-11-21T09:00:00Z", "mood": "good"}]}  # fmt: skip

    done = check("-", "--platform", "square", payload=payload)

    assert done.exit_code == 1
    assert "? mood" in done.output
    assert "1 unknown or unmappable" in done.output


def test_a_record_that_cannot_be_mapped_fails_with_the_remedy() -> None:
    payload = {"id": "I", "type": "ITEM", "version": 1, "item_data": {"description": "no name"}}

    done = check("-", "--platform", "square", "--kind", "product", payload=payload)

    assert done.exit_code == 1
    assert "give the item a name in Square" in done.output


def test_card_numbers_in_a_payload_are_not_shown() -> None:
    payload = {"id": "C", "version": 1, "given_name": "4111 1111 1111 1111"}

    done = check("-", "--platform", "square", "--kind", "customer", payload=payload)

    assert "4111" not in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--platform", "abacus"], "no platform"),
        (["--platform", "square", "--kind", "horse"], "no kind"),
        (["--platform", "square"], "nothing in this payload"),
    ],
)
def test_what_cannot_be_checked_says_what_there_is(arguments: list[str], told: str) -> None:
    done = check("-", *arguments, payload={"hello": {"world": 1}})

    assert isinstance(done.exception, ConfigurationError)
    assert told in str(done.exception)


def test_a_file_without_json_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html>")

    done = check(str(file), "--platform", "square")

    assert done.exit_code == 2
    assert "holds no JSON" in done.output


@pytest.mark.parametrize("platform", ["square", "shopify", "clover", "vend", "toast", "revel"])
def test_every_platform_has_a_table_for_products_and_for_orders(platform: str) -> None:
    assert {"product", "order", "location"} <= set(tables_of(platform))


def named_by(table: Map[Any]) -> set[str]:
    """What a table and those below it want from a run."""
    inner = [each.convert for each in table.fields if isinstance(each.convert, Map)]
    names = {name for each in table.fields for name in each.context}
    return names.union(*(named_by(one) for one in inner))


@pytest.mark.parametrize(
    "payload", [{}, [], "text", {"version": "x", "modifierGroupReferences": 1}]
)
@pytest.mark.parametrize("platform", sorted(BUILT_IN))
def test_a_payload_alone_tells_every_table_what_a_run_would_know(
    platform: str, payload: Any
) -> None:
    known = context_of(platform, payload, "USD").keys()

    lacking = {kind: named_by(table) - known for kind, table in tables_of(platform).items()}
    assert {kind: names for kind, names in lacking.items() if names} == {}


def test_a_toast_menu_is_explained_with_the_modifiers_it_refers_to() -> None:
    item = {"guid": "I", "name": "Latte", "menuGroup": {"guid": "G", "name": "Hot"}, "price": 4.5}
    group = {"name": "Milk", "guid": "M", "modifierOptionReferences": [7], "minSelections": 1}
    option = {"name": "Oat", "guid": "O", "price": 0.5}
    document = {
        "modifierGroupReferences": {"3": group},
        "modifierOptionReferences": {"7": option},
    }
    context = context_of("toast", document, "EUR")

    assert context["side"].currency == "EUR"
    assert context["side"].groups["3"]["name"] == "Milk"
    assert tables_of("toast")["variant"].read(item, context=context).price.currency == "EUR"


def test_a_lone_record_of_lightspeeds_is_explained_as_a_list_of_one() -> None:
    payload = {
        "Item": {"itemID": "1", "description": "Mug", "ItemShops": {"ItemShop": {"shopID": "0"}}}
    }

    (found,) = records_in(payload, tables_of("lightspeed"), "product")

    prepared = tables_of("lightspeed")["product"].prepare(found.raw)
    assert prepared["ItemShops"]["ItemShop"] == [{"shopID": "0"}]
