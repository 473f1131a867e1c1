"""Checkouts of the Universal Commerce Protocol, over the shop in memory."""

from __future__ import annotations

from itertools import count
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.agents.ucp import ucp_blueprint
from app.commerce.model import CardDeclined
from app.web import WebOptions, create_app
from domain.ids import OrderId
from domain.payments import DeclineReason
from tests.fakes.rest import FakeServices
from tests.fakes.voice import MemorySeenIds, MemorySessions
from tests.unit.agents.conftest import ACME, OTHER, PUBLIC
from tests.unit.agents.published import UCP_PROFILE, check, check_ucp

_BASE = "/ucp/checkout-sessions"
_KEYS = count(1)
_ONE = {"item": {"id": "AM90-BLK-10"}, "quantity": 1}
_CARD = {"id": "i1", "handler_id": "card_tokenized", "type": "card"}
_PAY = {"payment": {"instruments": [{**_CARD, "credential": {"type": "t", "token": "tok_1"}}]}}
_HOME = {
    "id": "home",
    "street_address": "1 Pine St",
    "address_locality": "Seattle",
    "address_region": "WA",
    "address_country": "US",
    "postal_code": "98101",
}


class Platform:
    """A platform that buys for somebody."""

    def __init__(self, http: FlaskClient, key: str) -> None:
        self.http, self.key = http, key

    def send(self, method: str, path: str = "", body: Any = None) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": f"k{next(_KEYS)}",
            "UCP-Agent": 'profile="https://platform.example/profile"',
        }
        answer = self.http.open(f"{_BASE}{path}", method=method, json=body, headers=headers)
        check_ucp(answer.get_json(), status=answer.status_code)
        return answer

    def create(self, quantity: int = 1, **more: Any) -> Any:
        wish = {"line_items": [{**_ONE, "quantity": quantity}], **more}
        return self.send("POST", "", wish).get_json()


@pytest.fixture
def platform(services: FakeServices) -> Platform:
    sessions = MemorySessions(clock=services.clock, seen=MemorySeenIds())
    more = (ucp_blueprint(PUBLIC, sessions),)
    app = create_app(services, WebOptions(public_url=PUBLIC), more=more)
    return Platform(app.test_client(), services.rest.keys.issue(ACME))


def _total(checkout: Any, kind: str = "total") -> int:
    [found] = [each["amount"] for each in checkout["totals"] if each["type"] == kind]
    return int(found)


def test_a_checkout_is_priced_held_paid_by_token_and_placed_once(platform: Platform) -> None:
    made = platform.create(buyer={"first_name": "Ada", "last_name": "Byron"})
    done = platform.send("POST", f"/{made['id']}/complete", _PAY).get_json()
    again = platform.send("POST", f"/{made['id']}/complete", _PAY).get_json()

    assert made["status"] == "ready_for_complete"
    assert made["ucp"]["version"] == "2026-04-08"
    assert _total(made) == _total(made, "subtotal") + _total(made, "tax")
    assert made["dev.voicetill.hold"]["expires_at"] == made["expires_at"]
    assert (done["status"], done["order"]) == ("completed", again["order"])
    assert done["buyer"] == {"first_name": "Ada", "last_name": "Byron"}
    assert platform.send("POST", f"/{made['id']}/cancel").status_code == 409


def test_an_update_says_everything_anew(platform: Platform) -> None:
    made = platform.create()
    method = {"type": "shipping", "destinations": [_HOME], "selected_destination_id": "home"}
    shipped = platform.send(
        "PUT",
        f"/{made['id']}",
        {"line_items": [{**_ONE, "quantity": 2}], "fulfillment": {"methods": [method]}},
    ).get_json()
    method = {"type": "pickup", "selected_destination_id": "loc_1"}
    fetched = platform.send(
        "PUT", f"/{made['id']}", {"line_items": [_ONE], "fulfillment": {"methods": [method]}}
    ).get_json()

    [to] = shipped["fulfillment"]["methods"]
    assert to["destinations"][0]["street_address"] == "1 Pine St"
    assert shipped["line_items"][0]["quantity"] == 2
    [at] = fetched["fulfillment"]["methods"]
    assert (at["type"], at["selected_destination_id"]) == ("pickup", "loc_1")
    assert at["groups"][0]["selected_option_id"] == "pickup"


def test_trouble_is_a_message_and_the_checkout_stays(
    platform: Platform, services: FakeServices
) -> None:
    many = platform.create(quantity=900)
    made = platform.create()
    declined = CardDeclined(order_id=OrderId("x"), reason=DeclineReason.GENERIC)
    services.shop.next_place.append(declined)
    refused = platform.send("POST", f"/{made['id']}/complete", _PAY).get_json()

    assert (many["status"], many["messages"][0]["code"]) == ("incomplete", "out_of_stock")
    assert refused["messages"][0]["code"] == "payment_failed"
    assert refused["status"] == "ready_for_complete"
    assert platform.send("POST", f"/{made['id']}/cancel").get_json()["status"] == "canceled"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"line_items": [{"item": {"id": ""}, "quantity": 1}]},
        {"line_items": [_ONE], "fulfillment": {"methods": [{"type": "drone"}]}},
        {"line_items": [_ONE], "fulfillment": {"methods": [{"type": "pickup"}] * 2}},
        {"line_items": [_ONE], "note": "4111 1111 1111 1111"},
    ],
)
def test_what_cannot_be_used_is_an_error_of_the_protocol(platform: Platform, body: Any) -> None:
    answer = platform.send("POST", "", body)
    told = answer.get_json()

    assert answer.status_code == 422
    assert told["ucp"] == {"version": "2026-04-08", "status": "error"}
    assert told["messages"][0]["type"] == "error"


def test_only_one_tokenized_instrument_of_our_handler_pays(platform: Platform) -> None:
    made = platform.create()
    other = {"payment": {"instruments": [{**_CARD, "handler_id": "x"}]}}

    assert platform.send("POST", f"/{made['id']}/complete", other).status_code == 422
    assert platform.send("POST", f"/{made['id']}/complete", {}).status_code == 422
    bare = {"payment": {"instruments": [_CARD]}}
    assert platform.send("POST", f"/{made['id']}/complete", bare).status_code == 422


def test_another_shop_has_no_such_checkout(platform: Platform, services: FakeServices) -> None:
    made = platform.create()
    other = Platform(platform.http, services.rest.keys.issue(OTHER))

    assert other.send("GET", f"/{made['id']}").status_code == 404
    assert platform.send("GET", f"/{made['id']}").get_json() == made


def test_the_profile_names_the_checkout_and_the_hold_whose_schema_is_served(
    platform: Platform,
) -> None:
    profile = platform.http.get("/.well-known/ucp").get_json()
    check(UCP_PROFILE, profile)
    told = profile["ucp"]
    made = platform.create()
    address = told["capabilities"]["dev.voicetill.hold"][0]["schema"]
    schema = platform.http.get(address.removeprefix(PUBLIC)).get_json()

    assert told["services"]["dev.ucp.shopping"][0]["endpoint"] == f"{PUBLIC}/ucp"
    jsonschema.validate(made["dev.voicetill.hold"], schema)
    assert set(made["ucp"]["capabilities"]) == set(told["capabilities"])
