"""Checkouts of the Universal Commerce Protocol, over the shop in memory."""

from __future__ import annotations

from itertools import count
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.agents.ucp import ucp_blueprint
from app.commerce.model import CardDeclined, StillWorking
from app.web import WebOptions, create_app
from domain.ids import OrderId
from domain.payments import DeclineReason
from tests.fakes.rest import FakeServices
from tests.fakes.voice import MemorySeenIds, MemorySessions
from tests.unit.agents.conftest import ACME, OTHER, PUBLIC
from tests.unit.agents.published import UCP_DECLARED, UCP_PROFILE, check, check_ucp

_RELEASES = {"2026-08-25": "/ucp/2026-08-25", "2026-04-08": "/ucp"}
_CURRENT, _OLDER = _RELEASES
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

    def __init__(self, http: FlaskClient, key: str, version: str) -> None:
        self.http, self.key, self.version = http, key, version

    def send(self, method: str, path: str = "", body: Any = None) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": f"k{next(_KEYS)}",
            "UCP-Agent": 'profile="https://platform.example/profile"',
        }
        address = f"{_RELEASES[self.version]}/checkout-sessions{path}"
        answer = self.http.open(address, method=method, json=body, headers=headers)
        check_ucp(answer.get_json(), status=answer.status_code, version=self.version)
        return answer

    def create(self, quantity: int = 1, **more: Any) -> Any:
        wish = {"line_items": [{**_ONE, "quantity": quantity}], **more}
        return self.send("POST", "", wish).get_json()


@pytest.fixture(params=_RELEASES)
def version(request: pytest.FixtureRequest) -> str:
    """Every release is asked everything."""
    return str(request.param)


@pytest.fixture
def platform(services: FakeServices, version: str) -> Platform:
    sessions = MemorySessions(clock=services.clock, seen=MemorySeenIds())
    more = (ucp_blueprint(PUBLIC, sessions),)
    app = create_app(services, WebOptions(public_url=PUBLIC), more=more)
    return Platform(app.test_client(), services.rest.keys.issue(ACME), version)


def _total(checkout: Any, kind: str = "total") -> int:
    [found] = [each["amount"] for each in checkout["totals"] if each["type"] == kind]
    return int(found)


def test_a_checkout_is_priced_held_paid_by_token_and_placed_once(platform: Platform) -> None:
    made = platform.create(buyer={"first_name": "Ada", "last_name": "Byron"})
    done = platform.send("POST", f"/{made['id']}/complete", _PAY).get_json()
    again = platform.send("POST", f"/{made['id']}/complete", _PAY).get_json()

    assert made["status"] == "ready_for_complete"
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
    assert to["destinations"][0]["id"] == to["selected_destination_id"] == "home"
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
    assert told["ucp"] == {"version": platform.version, "status": "error"}
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
    other = Platform(platform.http, services.rest.keys.issue(OTHER), platform.version)

    assert other.send("GET", f"/{made['id']}").status_code == 404
    assert platform.send("GET", f"/{made['id']}").get_json() == made


def test_the_profile_names_the_checkout_and_the_hold_whose_schema_is_served(
    platform: Platform,
) -> None:
    at = "" if platform.version == _CURRENT else f"/{platform.version}"
    profile = platform.http.get(f"/.well-known/ucp{at}").get_json()
    check(UCP_PROFILE, profile)
    told = profile["ucp"]
    check(UCP_DECLARED, told["capabilities"])
    made = platform.create()
    address = told["capabilities"]["dev.voicetill.hold"][0]["schema"]
    schema = platform.http.get(address.removeprefix(PUBLIC)).get_json()

    [service] = told["services"]["dev.ucp.shopping"]
    assert told["version"] == service["version"] == platform.version
    assert service["endpoint"] == f"{PUBLIC}{_RELEASES[platform.version]}"
    jsonschema.validate(made["dev.voicetill.hold"], schema)
    assert set(made["ucp"]["capabilities"]) == set(told["capabilities"])


# --- releases ------------------------------------------------------------------------------------


def _only(version: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("version", [version], indirect=True)


@_only(_CURRENT)
def test_a_platform_of_an_older_release_finds_its_own_profile(platform: Platform) -> None:
    current = platform.http.get("/.well-known/ucp").get_json()["ucp"]
    address = current["supported_versions"][_OLDER]
    older = platform.http.get(address.removeprefix(PUBLIC)).get_json()["ucp"]

    assert older["version"] == _OLDER
    assert "supported_versions" not in older  # a profile of one version leads to no other
    assert platform.http.get("/.well-known/ucp/2025-01-01").status_code == 404


def test_a_checkout_begun_in_one_release_goes_on_in_the_other(platform: Platform) -> None:
    made = platform.create()
    [other] = set(_RELEASES) - {platform.version}
    told = Platform(platform.http, platform.key, other).send("GET", f"/{made['id']}").get_json()

    assert (told["id"], told["totals"]) == (made["id"], made["totals"])


@_only(_CURRENT)
def test_the_older_release_tells_no_types_of_places(platform: Platform) -> None:
    made = platform.create()
    older = Platform(platform.http, platform.key, _OLDER).send("GET", f"/{made['id']}").get_json()

    [now] = made["fulfillment"]["methods"]
    [before] = older["fulfillment"]["methods"]
    assert {each["type"] for each in now["destinations"]} == {"business_location"}
    assert not any("type" in each for each in before["destinations"])


def _at(store: str) -> Any:
    method = {"type": "pickup", "selected_destination_id": store}
    return {"line_items": [_ONE], "fulfillment": {"methods": [method]}}


@_only(_CURRENT)
@pytest.mark.parametrize("store", ["loc_unknown", "not an id!"])
def test_a_store_that_cannot_be_had_leaves_the_checkout_and_its_hold(
    platform: Platform, store: str
) -> None:
    made = platform.create()
    answer = platform.send("PUT", f"/{made['id']}", _at(store))
    told = answer.get_json()

    assert answer.status_code == 200
    [message] = told["messages"]
    assert message["severity"] == "recoverable"
    assert message["path"] == "$.fulfillment.methods[0].selected_destination_id"
    assert {**told, "messages": []} == made
    assert platform.send("GET", f"/{made['id']}").get_json() == made


@_only(_CURRENT)
def test_an_update_while_the_order_is_placed_changes_nothing(
    platform: Platform, services: FakeServices
) -> None:
    made = platform.create()
    services.shop.next_place.append(StillWorking(order_id=OrderId("x")))
    waiting = platform.send("POST", f"/{made['id']}/complete", _PAY).get_json()
    answer = platform.send("PUT", f"/{made['id']}", {"line_items": [{**_ONE, "quantity": 2}]})

    assert waiting["status"] == answer.get_json()["status"] == "complete_in_progress"
    assert answer.status_code == 200
    assert answer.get_json()["messages"][0]["severity"] == "recoverable"
    assert answer.get_json()["line_items"] == waiting["line_items"]


# --- addresses -----------------------------------------------------------------------------------


def _to(*places: Any, chosen: str | None) -> Any:
    method = {"type": "shipping", "destinations": places, "selected_destination_id": chosen}
    return {"line_items": [_ONE], "fulfillment": {"methods": [method]}}


def test_an_address_that_was_told_is_selected_again_by_its_name(platform: Platform) -> None:
    made = platform.create(**_to(_HOME, chosen="home"))
    again = platform.send("PUT", f"/{made['id']}", _to(chosen="home")).get_json()

    assert again["fulfillment"]["methods"][0]["destinations"][0]["street_address"] == "1 Pine St"


def test_no_other_address_is_taken_for_one_that_nobody_told(platform: Platform) -> None:
    made = platform.create(**_to(_HOME, chosen="home"))
    told = platform.send("PUT", f"/{made['id']}", _to(chosen="office")).get_json()

    assert "selected_destination_id" in told["messages"][0]["path"]
    assert platform.send("GET", f"/{made['id']}").get_json() == made


@pytest.mark.parametrize("country", ["Austria", "AUT"])
def test_a_country_that_is_no_code_of_two_letters_is_not_guessed(
    platform: Platform, country: str
) -> None:
    answer = platform.send("POST", "", _to({**_HOME, "address_country": country}, chosen=None))

    assert answer.status_code == 422
    assert "ISO 3166" in answer.get_json()["messages"][0]["content"]
