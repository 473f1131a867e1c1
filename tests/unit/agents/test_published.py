"""The schemas that answers are held to would notice what is wrong."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.contracts_path import contracts_dir
from tests.unit.agents import published

SCHEMAS = (
    published.ACP_SESSION,
    published.ACP_ERROR,
    published.ACP_DISCOVERY,
    published.UCP_CHECKOUT,
    published.UCP_ERROR,
    published.UCP_PROFILE,
    published.MCP_ERROR,
    *published.MCP.values(),
    *published.MODERN_MCP.values(),
)
TOTAL = {"type": "total", "display_text": "Total", "amount": 100}
SESSION: dict[str, Any] = {
    "id": "s1",
    "status": "ready_for_payment",
    "currency": "usd",
    "line_items": [{"id": "line_0", "item": {"id": "A"}, "quantity": 1, "totals": [TOTAL]}],
    "totals": [TOTAL],
    "fulfillment_options": [],
    "messages": [],
    "links": [],
    "capabilities": {},
}


@pytest.mark.parametrize("schema", SCHEMAS, ids=range(len(SCHEMAS)))
def test_every_schema_is_one(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)


def test_a_session_of_the_required_members_alone_is_one() -> None:
    published.check_acp(SESSION, status=200)


@pytest.mark.parametrize("name", SESSION)
def test_a_session_without_a_required_member_is_none(name: str) -> None:
    lacking = {key: value for key, value in SESSION.items() if key != name}

    with pytest.raises(ValidationError, match=name):
        published.check_acp(lacking, status=200)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("status",), "paid"),
        (("extra",), 1),
        (("line_items", 0, "quantity"), 0),
        (("line_items", 0, "item"), {}),
        (("totals", 0, "amount"), "1.00"),
        (("totals", 0, "type"), "sum"),
    ],
)
def test_what_the_protocol_does_not_know_is_refused(place: tuple[Any, ...], value: Any) -> None:
    spoiled: Any = deepcopy(SESSION)
    holder = spoiled
    for each in place[:-1]:
        holder = holder[each]
    holder[place[-1]] = value

    with pytest.raises(ValidationError):
        published.check_acp(spoiled, status=200)


def test_the_vendors_own_answers_have_the_members_that_are_required() -> None:
    folder = contracts_dir("voice", "acp-2026-04-17")
    samples = json.loads((folder / "examples.agentic_checkout.json").read_bytes())
    told = samples["create_checkout_session_response"]

    assert set(published.ACP_SESSION["required"]) <= set(told)


def test_two_totals_are_no_checkout() -> None:
    once = {"type": "total", "amount": 1}
    totals = published.UCP_CHECKOUT["properties"]["totals"]

    published.check(totals, [{"type": "subtotal", "amount": 1}, once])
    with pytest.raises(ValidationError):
        published.check(totals, [{"type": "subtotal", "amount": 1}, once, once])
