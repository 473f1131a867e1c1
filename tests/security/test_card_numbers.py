"""P13: a card number never reaches a disk, a log, a metric or a database, whichever way it comes.

Canaries go through every route, channel and crash of a running gateway; then every byte that it
wrote is searched: database files with their logs, Valkey, what the processes printed, metrics.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import quote

import pytest

from app.voice.channels.terminal import Terminal
from app.voice.conversation import Conversation
from app.web import WebOptions, create_app
from domain.errors import RejectedError
from storage import inbox
from tests.fakes.rest import FakeServices
from tests.security.gateway import Gateway, hits
from tests.security.shop import MERCHANT

pytestmark = pytest.mark.integration

CARDS = {
    "plain": "4111111111111111",
    "blanks": "5555 5555 5555 4444",
    "dashes": "3782-822463-10005",
    "dots": "6011.1111.1111.1117",
    "mixed": "3530-1113 3330.0000",
    "short": "30569309025904",
    "no-break": "5105\u00a01051\u00a00510\u00a05100",
    "commas": "4012,8888,8888,1881",
}
SPOKEN = {
    "digit by digit": "four two two two two two two two two two two two two",
    "with doubles": "four double zero zero zero five six six five five five six six five five six",
    "in pairs": "forty-two forty-two forty-two forty-two forty-two forty-two forty-two forty-two",
    "digits apart": "3 7 1 4 4 9 6 3 5 3 9 8 4 3 1",
    "marked up": '<speak>6011 <break time="1s"/>0009 <break/>9013 <break/>9424</speak>',
}
STAFF = {"in a note": "2223 0031 2200 3222", "in an error": "5200828282828210"}
NEEDLES = (
    CARDS
    | {f"{name}, bare": re.sub(r"\D", "", card) for name, card in CARDS.items()}
    | SPOKEN
    | {f"{name}, bare": re.sub(r"\D", "", said) for name, said in SPOKEN.items() if "4 4" in said}
    | STAFF
    | {f"{name}, bare": re.sub(r"\D", "", card) for name, card in STAFF.items()}
)


def _rules() -> list[tuple[str, str]]:
    """Every route that is served, read from the route table."""
    app = create_app(FakeServices(), WebOptions())
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


RULES = _rules()
REST = [(method, rule) for method, rule in RULES if rule.startswith("/v1/")]


def _filled(rule: str, value: str) -> str:
    return re.sub(r"<[^>]+>", quote(value, safe=""), rule)


def _cards_for(method: str, rule: str) -> list[str]:
    """The plain one and another in turn: where is searched is a matter of the route, how is not."""
    others = [card for name, card in CARDS.items() if name != "plain"]
    return [CARDS["plain"], others[REST.index((method, rule)) % len(others)]]


def _refused(answer: Any) -> str:
    told = json.loads(answer.data)
    assert (answer.status, told["type"]) == (422, "/problems/card-number-refused"), told
    assert "token" in told["detail"]
    return str(told["field"])


@pytest.fixture(scope="module")
def flooded(gateway: Gateway) -> Gateway:
    """The gateway after all the tests' ways of handing it a card number were tried."""
    return gateway


@pytest.mark.parametrize(("method", "rule"), REST, ids=[f"{m} {r}" for m, r in REST])
def test_every_rest_route_refuses_and_names_the_place(
    flooded: Gateway, method: str, rule: str
) -> None:
    for card in _cards_for(method, rule):
        written = quote(card, safe="")
        harmless = _filled(rule, "ord_1")
        assert _refused(flooded.send(method, f"{harmless}?x={written}")) == "query.x"
        assert _refused(flooded.send(method, f"{harmless}?{written}=x")) == "query"
        if "<" in rule:
            assert _refused(flooded.send(method, _filled(rule, card))) == "path"
        if card.isascii():
            for name in ("Authorization", "Idempotency-Key", "X-Correlation-Id"):
                value = f"Bearer {card}" if name == "Authorization" else card
                answer = flooded.send(method, harmless, headers={name: value})
                assert _refused(answer) == name
            assert flooded.send("GET", "/healthz", headers={"X-Correlation-Id": card}).status == 200


@pytest.mark.parametrize(
    ("method", "rule"),
    [each for each in REST if each[0] in {"POST", "PUT"}],
    ids=lambda each: str(each),
)
def test_every_body_is_searched_to_its_last_leaf(flooded: Gateway, method: str, rule: str) -> None:
    target = _filled(rule, "ord_1")
    for card in _cards_for(method, rule):
        number = int(re.sub(r"\D", "", card))
        bodies: dict[str, Any] = {
            "payment_token": {"payment_token": card},
            "shopper.note[0].deep": {"shopper": {"note": [{"deep": f"pay with {card} please"}]}},
            "amount": {"amount": number},
            "share": {"share": float(number)},
            "(name)": {card: 1},
            "x.(name)": {"x": {card: 1}},
        }
        for field, body in bodies.items():
            assert _refused(flooded.send(method, target, body=body)) == field
    for said in SPOKEN.values():
        assert _refused(flooded.send(method, target, body={"note": said})) == "note"


def test_pages_callbacks_and_unknown_addresses_keep_nothing(flooded: Gateway) -> None:
    card = CARDS["plain"]
    for method, rule in [*RULES, ("GET", "/<x>"), ("GET", "/oauth/<platform>/callback")]:
        if rule.startswith("/v1/"):
            continue
        target = _filled(rule, card)
        headers = {"Authorization": f"Bearer {card}", "User-Agent": card, "Referer": f"x?{card}"}
        asked = f"{target}?code={card}&state={card}&shop={card}&hmac={card}"
        answer = flooded.send(method, asked, headers=headers, body={"card": card})
        assert answer.status < 500
        assert card not in answer.data.decode()
    for bodies in (b'{"a": "4111111111111111"', b"4111111111111111", b"\xff4111111111111111"):
        assert flooded.send("POST", "/v1/orders", body=bodies).status < 500


@pytest.mark.parametrize("words", [*CARDS.values(), *SPOKEN.values()], ids=str)
def test_alexa_says_how_to_pay_instead(flooded: Gateway, words: str) -> None:
    device = flooded.device()
    device.launch()
    for name, slot in (
        ("OrderProductIntent", "query"),
        ("CheckAvailabilityIntent", "query"),
        ("SelectOptionIntent", "size"),
        ("OrderStatusIntent", "orderNumber"),
        ("NoSuchIntent", "whatever"),
    ):
        heard = device.intent(name, {slot: words})
        assert heard.status == 200
        assert words not in heard.ssml
        if name == "OrderProductIntent":
            assert "card number" in heard.ssml


def test_every_other_text_of_a_signed_alexa_request_is_kept_nowhere(flooded: Gateway) -> None:
    card = CARDS["plain"]
    device = flooded.device()
    device.start()
    spoiled = device.envelope({"type": "IntentRequest", "locale": card, "requestId": card})
    spoiled["session"] |= {"sessionId": card, "user": {"userId": card, "accessToken": card}}
    spoiled["request"]["intent"] = {"name": card, "slots": {card: {"name": card, "value": card}}}
    body = json.dumps(spoiled).encode()
    answer = flooded.http.request("POST", device.endpoint, body=body, headers=device.headers(body))

    assert answer.status < 500
    assert card not in answer.data.decode()


@pytest.mark.parametrize("words", [*CARDS.values(), *SPOKEN.values()], ids=str)
def test_the_terminal_refuses_it_too(flooded: Gateway, words: str) -> None:
    terminal = Terminal(
        Conversation(shop=flooded.shop.services),
        merchant_id=MERCHANT,
        session_id="security",
        access_token=None,
    )

    assert "card number" in terminal.say(f"charge {words}").text


def test_what_staff_type_into_a_note_is_taken_out_of_the_webhook(flooded: Gateway) -> None:
    square = flooded.shop.services.directory.connection(flooded.shop.connection)
    for number, topic in enumerate(
        ("order.updated", "customer.updated", "made.up", "payment.updated")
    ):
        event = {
            "merchant_id": square.account_id,
            "type": topic,
            "event_id": f"security-{number}",
            "created_at": flooded.shop.services.clock.now().isoformat(),
            "data": {
                "type": "order",
                "id": "ORDER",
                "object": {
                    "note": f"said {STAFF['in a note']}",
                    "customer": {"note": STAFF["in a note"]},
                },
            },
        }
        assert flooded.webhook(json.dumps(event).encode()).status == 200


def test_a_platform_that_repeats_what_it_was_sent_does_not_spread_it(flooded: Gateway) -> None:
    card = STAFF["in an error"]
    error = {
        "category": "INVALID_REQUEST_ERROR",
        "code": "BAD_REQUEST",
        "detail": f"bad {card}",
        "field": card,
    }
    faults = flooded.shop.square.control.faults
    faults.add(
        {"kind": "fail", "route": "*", "times": None, "status": 400, "body": {"errors": [error]}}
    )
    flooded.send("GET", f"/v1/inventory?sku={flooded.shop.sku()}")
    answer = flooded.send("POST", "/v1/orders", body=flooded.shop.wish())
    faults.remove()

    assert answer.status >= 400
    assert card not in answer.data.decode()
    assert card not in str(RejectedError(f"said {card}", platform="square", operation="orders"))


def test_afterwards_no_byte_written_holds_one(flooded: Gateway) -> None:
    _until_the_inbox_is_empty(flooded)
    written = flooded.written()

    assert "request.answered" in flooded.log()
    assert hits(written, {"the merchant": str(MERCHANT)})  # the search does find what is there
    assert hits(written, NEEDLES) == []


def _until_the_inbox_is_empty(gateway: Gateway) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with gateway.shop.services.database.read() as tx:
            if not inbox.backlog(tx).pending:
                return
        time.sleep(0.05)
