"""Every field of every Lightspeed sample, recorded or documented, is mapped or ignored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mapping.platforms import lightspeed as table
from mapping.platforms.lightspeed_shapes import even, many
from mapping.report import MappingReport
from tests.contracts_path import PROJECT_ROOT, contracts_dir

CONTEXT = {"currency": "USD", "read_at": datetime(2026, 11, 21, tzinfo=UTC)}
_FOLDER = PROJECT_ROOT.parent / "shared" / "contracts" / "lightspeed" / "samples"
SAMPLES = sorted(path.relative_to(_FOLDER).as_posix() for path in _FOLDER.glob("*/*.json"))
READ = {"Item", "ItemMatrix", "ItemShop", "Customer", "Sale", "SaleLine", "SalePayment", "Shop"}


def body_of(name: str) -> dict[str, Any]:
    sample = json.loads((contracts_dir("lightspeed", "samples") / Path(name)).read_text())
    body: dict[str, Any] = sample["response"]["body"] or {}
    return body


def records_in(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every record of an answer by the name of its entity, those in relations too."""
    for name, value in body.items():
        for raw in many(value):
            if isinstance(raw, dict) and name not in ("@attributes", "_trimmed"):
                yield name, raw
                if name not in READ or name in ("Sale", "Item", "ItemMatrix"):
                    yield from _within(raw)


def _within(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for outer, inner in (
        ("SalePayments", "SalePayment"),
        ("ItemShops", "ItemShop"),
        ("Items", "Item"),
    ):
        relation = raw.get(outer) or {}
        yield from records_in({inner: relation[inner]} if inner in relation else {})
    for name in ("Item", "SaleLine", "Customer", "Shop"):
        if isinstance(raw.get(name), dict):
            yield from records_in({name: raw[name]})


def read(name: str, raw: dict[str, Any], report: MappingReport) -> None:
    if name == "Item":
        table.VARIANT.read(raw, context=CONTEXT, report=report)
        table.PRODUCT.read({**raw, "Items": {"Item": [raw]}}, context=CONTEXT, report=report)
    elif name == "Sale":
        table.ORDER.read(raw, context=CONTEXT, report=report)
        table.REFUND.read(raw, context=CONTEXT, report=report)
    elif name in READ:
        {
            "ItemMatrix": table.MATRIX,
            "ItemShop": table.STOCK,
            "Customer": table.CUSTOMER,
            "SaleLine": table.ORDER_LINE,
            "SalePayment": table.PAYMENT,
            "Shop": table.LOCATION,
        }[name].read(raw, context=CONTEXT, report=report)
    else:
        assert table.UNREAD[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_field_of_a_sample_is_unaccounted_for(name: str) -> None:
    body = body_of(name)
    if "errorClass" in body or "error" in body or "access_token" in body:
        return  # read by the dialect and the OAuth flow, and tested there

    report = MappingReport()
    for entity, raw in records_in(body):
        read(entity, raw, report)

    assert not report.unknown, dict(report.unknown)
    assert not report.unknown_words, dict(report.unknown_words)


def test_a_relation_of_one_is_read_like_one_of_several() -> None:
    alone = {"SaleLines": {"SaleLine": {"saleLineID": "1"}}}
    listed = {"SaleLines": {"SaleLine": [{"saleLineID": "1"}]}}

    assert even(alone) == even(listed) == listed
    assert even({"SaleLines": ""}) == {"SaleLines": ""}
    assert alone == {"SaleLines": {"SaleLine": {"saleLineID": "1"}}}


@pytest.mark.parametrize(
    ("value", "records"), [(None, []), ("", []), ({"a": 1}, [{"a": 1}]), ([{"a": 1}], [{"a": 1}])]
)
def test_none_one_and_many_are_lists(value: Any, records: list[Any]) -> None:
    assert many(value) == records
