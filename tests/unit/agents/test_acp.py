"""Checkout sessions of the Agentic Commerce Protocol, over the shop in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.agents.acp import acp_blueprint
from app.api.services import Scope
from app.commerce.model import CardDeclined, PlaceOrder, StillWorking
from app.web import WebOptions, create_app
from domain.calls import Call
from domain.ids import OrderId
from domain.orders import OrderState
from domain.payments import DeclineReason
from tests.contracts_path import contracts_dir
from tests.fakes.rest import FakeServices
from tests.fakes.voice import MemorySeenIds, MemorySessions
from tests.unit.agents.conftest import ACME, OTHER, PUBLIC
from tests.unit.agents.published import ACP_DISCOVERY, check, check_acp

_BASE = "/acp/checkout_sessions"
_KEYS = count(1)
_TOKEN = {"type": "card", "credential": {"type": "spt", "token": "spt_123"}}
_PAY = {"payment_data": {"handler_id": "card_tokenized", "instrument": _TOKEN}}


@cache
def _samples() -> Mapping[str, Any]:
    """The vendor's own bodies; skips the calling check where they are not beside the project."""
    path = contracts_dir("voice", "acp-2026-04-17", "examples.agentic_checkout.json")
    samples: Mapping[str, Any] = json.loads(path.read_bytes())
    return samples


class Buying:
    """An agent that buys."""

    def __init__(self, http: FlaskClient, key: str) -> None:
        self.http, self.key = http, key

    def post(self, path: str = "", body: Any = None, **headers: str) -> TestResponse:
        given = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": f"k{next(_KEYS)}"}
        answer = self.http.post(f"{_BASE}{path}", json=body or {}, headers=given | headers)
        check_acp(answer.get_json(), status=answer.status_code)
        return answer

    def get(self, its_id: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = self.http.get(f"{_BASE}/{its_id}", headers=headers)
        check_acp(answer.get_json(), status=answer.status_code)
        return answer

    def create(self, *, sku: str = "AM90-BLK-10", quantity: int = 1, **more: Any) -> Any:
        """The vendor's own sample request, for a thing that is sold here."""
        sample: dict[str, Any] = _samples()["create_checkout_session_request"]
        wish = {**sample, "line_items": [{"id": sku, "quantity": quantity}], **more}
        return self.post("", wish).get_json()


@pytest.fixture
def app_client(services: FakeServices) -> FlaskClient:
    sessions = MemorySessions(clock=services.clock, seen=MemorySeenIds())
    more = (acp_blueprint(PUBLIC, sessions),)
    return create_app(services, WebOptions(public_url=PUBLIC), more=more).test_client()


@pytest.fixture
def buying(app_client: FlaskClient, services: FakeServices) -> Buying:
    return Buying(app_client, services.rest.keys.issue(ACME))


def _total(session: Mapping[str, Any], kind: str = "total") -> int:
    found = next(each for each in session["totals"] if each["type"] == kind)
    return int(found["amount"])


def _fits(session: Mapping[str, Any], sample: str) -> None:
    """Every field is one that the vendor's own sample or its schema's list has."""
    known = set(_samples()[sample]) | {"expires_at", "metadata"}
    assert set(session) <= known, set(session) - known
    for line in session["line_items"]:
        assert set(line) <= {*_samples()[sample]["line_items"][0], "sku"}


def test_a_session_is_priced_by_the_till_and_its_goods_are_held(buying: Buying) -> None:
    session = buying.create(fulfillment_details={})

    _fits(session, "create_checkout_session_response")
    assert session["status"] == "ready_for_payment"
    assert session["line_items"][0]["unit_amount"] == 15099
    assert _total(session) == _total(session, "subtotal") + _total(session, "tax")
    hold = session["metadata"]["dev.voicetill.hold"]
    assert hold["expires_at"] == session["expires_at"]
    assert session["fulfillment_options"][0]["id"] == "pickup:loc_1"
    assert buying.get(session["id"]).get_json() == session


def test_paying_by_token_places_the_order_once(buying: Buying) -> None:
    session = buying.create(fulfillment_details={})

    done = buying.post(f"/{session['id']}/complete", _PAY).get_json()
    again = buying.post(f"/{session['id']}/complete", _PAY).get_json()

    _fits(done, "complete_checkout_session_response")
    assert done["status"] == "completed"
    assert done["order"]["checkout_session_id"] == session["id"]
    assert again["order"] == done["order"]
    late = buying.post(f"/{session['id']}/cancel")
    assert (late.status_code, late.get_json()["code"]) == (405, "illegal_transition")


def test_a_change_is_priced_anew_and_what_was_held_before_goes_back(
    buying: Buying, services: FakeServices
) -> None:
    session = buying.create(fulfillment_details={})

    changed = buying.post(
        f"/{session['id']}", {"line_items": [{"id": "AM90-BLK-10", "quantity": 3}]}
    ).get_json()

    assert changed["line_items"][0]["quantity"] == 3
    assert _total(changed, "subtotal") == 3 * 15099
    assert changed["metadata"] != session["metadata"]


def test_the_address_makes_it_a_shipment_and_a_store_a_pickup(buying: Buying) -> None:
    shipped = buying.create()
    pickup = [{"type": "pickup", "option_id": "pickup:loc_1", "item_ids": ["AM90-BLK-10"]}]

    fetched = buying.post(f"/{shipped['id']}", {"selected_fulfillment_options": pickup}).get_json()

    assert shipped["selected_fulfillment_options"][0]["type"] == "shipping"
    assert fetched["selected_fulfillment_options"][0]["option_id"] == "pickup:loc_1"
    assert {each["type"] for each in fetched["fulfillment_options"]} == {"pickup", "shipping"}


def test_a_completed_session_gives_no_receipt_of_an_order_that_was_canceled_since(
    buying: Buying, services: FakeServices
) -> None:
    session = buying.create(fulfillment_details={})
    done = buying.post(f"/{session['id']}/complete", _PAY).get_json()
    (order,) = services.shop.orders.values()
    order.state = OrderState.CANCELED

    late = buying.post(f"/{session['id']}/complete", _PAY)

    assert done["status"] == "completed"
    assert (late.status_code, late.get_json()["code"]) == (405, "illegal_transition")
    assert "order" not in late.get_json()


def test_an_order_placed_and_canceled_meanwhile_ends_its_session(
    buying: Buying, services: FakeServices
) -> None:
    session = buying.create(fulfillment_details={})
    (order,) = services.shop.orders.values()
    call = Call.within(60, correlation_id="elsewhere")
    order_id = order.prepared.order_id
    services.checkout.place(PlaceOrder(merchant_id=ACME, order_id=order_id), call)
    services.checkout.cancel(ACME, order_id, reason="elsewhere", call=call)

    told = buying.post(f"/{session['id']}/complete", _PAY).get_json()

    assert told["status"] == "canceled"
    assert "order" not in told


def test_too_many_leaves_the_session_not_ready_and_says_why(buying: Buying) -> None:
    session = buying.create(quantity=900, fulfillment_details={})

    assert session["status"] == "not_ready_for_payment"
    assert session["messages"][0]["code"] == "out_of_stock"
    assert session["messages"][0]["param"] == "$.line_items[0].item.id"
    done = buying.post(f"/{session['id']}/complete", _PAY).get_json()
    assert done["status"] == "not_ready_for_payment"


def test_a_declined_card_leaves_the_session_ready_for_another(
    buying: Buying, services: FakeServices
) -> None:
    session = buying.create(fulfillment_details={})
    declined = CardDeclined(order_id=OrderId("x"), reason=DeclineReason.EXPIRED)
    services.shop.next_place.append(declined)

    told = buying.post(f"/{session['id']}/complete", _PAY).get_json()

    assert told["status"] == "ready_for_payment"
    assert told["messages"][0]["code"] == "payment_declined"
    assert buying.post(f"/{session['id']}/complete", _PAY).get_json()["status"] == "completed"


def test_an_answer_that_is_outstanding_is_in_progress_until_the_order_stands(
    buying: Buying, services: FakeServices
) -> None:
    session = buying.create(fulfillment_details={})
    services.shop.next_place.append(StillWorking(order_id=OrderId("x")))

    told = buying.post(f"/{session['id']}/complete", _PAY).get_json()

    assert told["status"] == "in_progress"
    assert "order" not in told


def test_canceling_gives_the_goods_back_and_twice_is_the_same(buying: Buying) -> None:
    session = buying.create(fulfillment_details={})

    first = buying.post(f"/{session['id']}/cancel", _samples()["cancel_checkout_session_request"])
    again = buying.post(f"/{session['id']}/cancel")

    assert first.get_json()["status"] == again.get_json()["status"] == "canceled"
    assert "metadata" not in first.get_json()


def test_the_same_key_gives_the_same_session_and_another_body_is_refused(buying: Buying) -> None:
    wish = {"currency": "usd", "line_items": [{"id": "AM90-BLK-10"}], "capabilities": {}}
    named = {"Idempotency-Key": "once", "Request-Id": "r-1"}

    first = buying.post("", wish, **named)
    again = buying.post("", wish, **named)
    other = buying.post("", {**wish, "order_notes": "x"}, **named)
    unnamed = buying.post("", wish, **{"Idempotency-Key": ""})

    assert (first.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.headers["Idempotency-Key"] == "once"
    assert first.headers["Request-Id"] == "r-1"
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_conflict")
    assert unnamed.get_json()["code"] == "idempotency_key_required"


def test_nobody_reads_another_shops_session_or_comes_in_without_the_right(
    buying: Buying, services: FakeServices
) -> None:
    session = buying.create(fulfillment_details={})

    other = Buying(buying.http, services.rest.keys.issue(OTHER))
    reader = Buying(buying.http, services.rest.keys.issue(ACME, Scope.CATALOG_READ))

    assert other.get(session["id"]).status_code == 404
    assert other.post(f"/{session['id']}/complete", _PAY).status_code == 404
    assert reader.get(session["id"]).status_code == 403
    assert Buying(buying.http, "nothing").get(session["id"]).status_code == 401


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"line_items": []}, "$.line_items"),
        ({"line_items": [{"id": "AM90-BLK-10", "quantity": 0}]}, "$.line_items[0].quantity"),
        ({"line_items": [{"item": {"id": 7}}]}, "$.line_items[0].item.id"),
        (
            {
                "line_items": [{"id": "AM90-BLK-10"}],
                "selected_fulfillment_options": [{"option_id": "drone"}],
            },
            "$.selected_fulfillment_options",
        ),
    ],
)
def test_a_field_that_cannot_be_used_is_named(buying: Buying, body: Any, param: str) -> None:
    told = buying.post("", {"currency": "usd", "capabilities": {}, **body})

    assert told.status_code == 422
    assert told.get_json()["param"] == param


def test_an_item_nobody_sells_is_said_in_the_session(buying: Buying) -> None:
    session = buying.create(sku="NOTHING")

    assert session["messages"][0]["code"] == "not_found"
    assert session["line_items"] == []


def test_a_card_number_and_another_version_are_refused(buying: Buying) -> None:
    session = buying.create(fulfillment_details={})
    card = {"type": "card", "credential": {"type": "pan", "token": "4111111111111111"}}

    told = buying.post(f"/{session['id']}/complete", {"payment_data": {"instrument": card}})
    old = buying.post("", {}, **{"API-Version": "2025-09-29"})

    assert (told.status_code, told.get_json()["code"]) == (422, "card_number_refused")
    assert "4111" not in told.get_data(as_text=True)
    assert old.get_json()["supported_versions"] == ["2026-04-17"]


def test_discovery_says_what_is_served(buying: Buying) -> None:
    told = buying.http.get("/.well-known/acp.json").get_json()
    check(ACP_DISCOVERY, told)

    assert set(told) == set(_samples()["discovery_response_full"])
    assert told["capabilities"]["services"] == ["checkout"]
