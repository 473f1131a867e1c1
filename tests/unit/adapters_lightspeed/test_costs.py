"""Drips as the cost table of 2026-03-17 has them."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.lightspeed.costs import read_cost, write_cost
from tests.contract.lightspeed_contract import rules

LINES: dict[str, Any] = {"SaleLines": {"SaleLine": [{"itemID": "1"}, {"itemID": "2"}]}}


def test_a_read_costs_one_drip_as_documented() -> None:
    assert read_cost((), single=True) == rules()["costs"]["any_request"] == 1


@pytest.mark.parametrize(
    ("relations", "single", "cost"),
    [
        (("Contact",), True, 1.1),
        (("Contact",), False, 1.2),
        (("SaleLines",), True, 1.2),
        (("SaleLines", "SalePayments"), False, 1.8),
        (("SaleLines", "SaleLines.Item"), True, 1.4),
        (("ItemAttributes", "ItemAttributes.ItemAttributeSet"), False, 1.4),
    ],
)
def test_relations_cost_by_kind_and_double_on_lists_and_below_lists(
    relations: tuple[str, ...], single: bool, cost: float
) -> None:
    told = rules()["costs"]

    assert told["load_relations to-one, single record"] == 0.1
    assert told["load_relations to-many, single record"] == 0.2
    assert read_cost(relations, single=single) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("entity", "body", "cost"),
    [
        ("Sale", None, 2.0),
        ("Sale", LINES, 3.0),
        ("Sale", {"completed": "true"}, 5.0),
        ("Sale", {**LINES, "completed": "true", "SalePayments": {"SalePayment": {"amount": "1"}}},
         6.5),
        ("SaleLine", {"itemID": "1", "Note": {"note": "x"}}, 2.5),
        ("Customer", {"firstName": "x"}, 1.0),
    ],
)  # fmt: skip
def test_writes_cost_by_endpoint_and_contents(
    entity: str, body: dict[str, Any] | None, cost: float
) -> None:
    told = rules()["costs"]

    assert (told["Sale POST/PUT/DELETE"], told["Sale with completed=true"]) == (2, "+3")
    assert told["each nested entity in POST/PUT body"] == 0.5
    assert write_cost(entity, body) == pytest.approx(cost)
