"""`voicetill mapping check` explains a vendor's payload, and fails on what is unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from app.commands.mapping import mapping
from app.mapping_tools.tables import records_in, tables_of
from domain.errors import ConfigurationError
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
