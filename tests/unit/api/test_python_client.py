"""The Python client fits the API document, and works against the running application."""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3
from flask.testing import FlaskClient
from voicetill_client import (
    NoAnswerError,
    UnexpectedAnswerError,
    Voicetill,
    WebhookRefusedError,
    models,
    problems,
    verify_webhook,
)
from voicetill_client.codec import decode, encode
from voicetill_client.errors import ProblemError
from voicetill_client.wire import Answer, Wire

from app.outward.messages import body_of, signed
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME
from tools import contract, python_client

DOCUMENT = contract.load()
SECRET = "whsec_" + base64.b64encode(b"a" * 32).decode()
MOMENT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@dataclass(slots=True)
class InProcess:
    """Carries requests into the application; what is in `before` happens in place of the first."""

    http: FlaskClient
    before: list[Answer | Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)
    """Answers lost on their way back."""
    keys: list[str] = field(default_factory=list)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout_s: float,
    ) -> Answer:
        self.keys.append(headers.get("Idempotency-Key", ""))
        if self.before:
            instead = self.before.pop(0)
            if isinstance(instead, Exception):
                raise instead
            return instead
        path = url.removeprefix("http://127.0.0.1:8080")
        got = self.http.open(path, method=method, data=body, headers=dict(headers))
        if self.after:
            raise self.after.pop(0)
        return Answer(status=got.status_code, headers=got.headers, body=got.get_data())


@pytest.fixture
def sender(http: FlaskClient) -> InProcess:
    return InProcess(http)


@pytest.fixture
def client(services: FakeServices, sender: InProcess) -> Voicetill:
    key = services.keys.issue(ACME)
    return Voicetill("http://127.0.0.1:8080", key, sender=sender, patience_s=0.2)


WISH = models.OrderRequest(
    lines=[models.Wish(sku="AM90-BLK-10", quantity=1)],
    location_id="loc_m_acme_1",
    shopper=models.Shopper(name="Ada Park", reference="shopper-7"),
)


def _told(value: Any) -> Any:
    """The value without what is null."""
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items() if each is not None}
    return [_told(each) for each in value] if isinstance(value, list) else value


def test_the_generated_modules_are_those_of_the_document() -> None:
    rendered = python_client.render(DOCUMENT)

    for name, source in rendered.items():
        committed = python_client.PACKAGE / name
        assert source == committed.read_text(encoding="utf-8"), f"{name}: run make client"
    kept = {f"resources/{each.name}" for each in (python_client.PACKAGE / "resources").glob("*.py")}
    assert kept <= rendered.keys(), "of a former document"


def test_every_answer_of_the_document_is_read() -> None:
    for operation in contract.operations(DOCUMENT):
        responses = DOCUMENT["paths"][operation.path][operation.method.lower()]["responses"]
        for status, name in operation.answers.items():
            example = responses[str(status)]["content"]["application/json"]["example"]
            read = decode(getattr(models, name), example)
            assert encode(read).keys() <= example.keys(), operation.name


def test_every_body_of_the_document_can_be_said() -> None:
    for operation in contract.operations(DOCUMENT):
        if operation.body is not None:
            said = decode(getattr(models, operation.body), operation.whole_body)
            assert _told(encode(said)) == _told(operation.whole_body), operation.name
            assert decode(getattr(models, operation.body), operation.least_body)


def test_every_operation_has_a_method(client: Voicetill) -> None:
    methods = {
        name
        for resource in vars(client).values()
        for name, _ in inspect.getmembers(type(resource), inspect.isfunction)
    }

    assert {each.name for each in contract.operations(DOCUMENT)} <= methods


def test_a_list_is_walked_page_by_page(client: Voicetill) -> None:
    first = client.products.find_products(limit=2)
    everything = list(client.products.iter_find_products(limit=2))

    assert len(first.items) == 2
    assert first.next_cursor is not None
    titles = [product.title for product in everything]
    assert titles[:2] == [product.title for product in first.items]
    assert sorted(titles) == ["Mug 0", "Mug 1", "Mug 2", "Mug 3", "Nike Air Max"]


def test_orders_are_listed_from_a_moment_on(client: Voicetill) -> None:
    made = client.orders.prepare_order(WISH)

    now = client.orders.list_orders(since=MOMENT, channel="api").items
    later = client.orders.list_orders(since=MOMENT.replace(hour=10)).items

    assert [(each.order_id, each.number) for each in now] == [(made.order_id, None)]
    assert not later


def test_a_hold_becomes_an_order_and_a_receipt(client: Voicetill) -> None:
    line = models.HoldLine(sku="AM90-BLK-10", quantity=1, location_id="loc_m_acme_1")
    hold = client.holds.create_hold(models.HoldRequest(lines=[line]))
    prepared = client.orders.prepare_order(WISH)
    receipt = client.orders.confirm_order(
        prepared.order_id,
        models.ConfirmRequest(payment_token="cnon:ok", agreed_total=prepared.quote.total),
    )

    assert hold.state == "live"
    assert hold.expires_at == datetime(2026, 11, 21, 9, 10, tzinfo=UTC)
    assert isinstance(receipt, models.ReceiptAnswer)
    assert receipt.total == models.Money(amount=16608, currency="USD", display="$166.08")
    assert client.orders.read_order(prepared.order_id).state == "confirmed"


def test_an_order_whose_answer_was_lost_is_made_once(
    client: Voicetill, sender: InProcess, services: FakeServices
) -> None:
    sender.before = [ConnectionResetError("gone")]
    sender.after = [urllib3.exceptions.ProtocolError("cut")]
    wire = client.orders._wire
    patient = Wire(
        base_url=wire.base_url,
        api_key=wire.api_key,
        sender=sender,
        timeout_s=1,
        patience_s=30,
        sleep=lambda _: None,
    )

    prepared = type(client.orders)(patient).prepare_order(WISH)

    assert prepared.order_id
    assert len(sender.keys) == 3
    assert len(set(sender.keys)) == 1
    assert len(services.shop.holds) == 1


def test_a_key_of_ones_own_gives_the_same_order_again(client: Voicetill) -> None:
    first = client.orders.prepare_order(WISH, idempotency_key="order-42")
    again = client.orders.prepare_order(WISH, idempotency_key="order-42")

    assert again == first


def test_when_no_answer_comes_the_key_is_told(client: Voicetill, sender: InProcess) -> None:
    sender.before = [ConnectionResetError("gone")] * 20

    with pytest.raises(NoAnswerError) as raised:
        client.orders.prepare_order(WISH, idempotency_key="order-42")

    assert raised.value.idempotency_key == "order-42"


def test_a_busy_gateway_is_waited_for_as_it_says(sender: InProcess, services: FakeServices) -> None:
    busy = Answer(status=503, headers={"Retry-After": "2"}, body=b"{}")
    sender.before, waited = [busy, busy], list[float]()
    wire = Wire(
        base_url="http://127.0.0.1:8080",
        api_key=services.keys.issue(ACME),
        sender=sender,
        timeout_s=1,
        patience_s=30,
        sleep=waited.append,
    )

    wire.call("GET", "/v1/locations", answers={200: models.LocationListAnswer})

    assert waited == [2.0, 2.0]


@pytest.mark.parametrize("code", ["pos-refused", "connection-paused"])
def test_what_only_a_person_can_change_is_asked_once(
    client: Voicetill, sender: InProcess, code: str
) -> None:
    told = DOCUMENT["components"]["examples"][code]["value"]
    headers = {"Content-Type": "application/problem+json"}
    sender.before = [
        Answer(status=told["status"], headers=headers, body=json.dumps(told).encode())
    ] * 2

    with pytest.raises(problems.PROBLEMS[code]):
        client.orders.prepare_order(WISH)

    assert len(sender.keys) == 1


def test_a_first_request_that_still_runs_is_waited_for(
    client: Voicetill, sender: InProcess
) -> None:
    told = DOCUMENT["components"]["examples"]["idempotency-in-flight"]["value"]
    headers = {"Content-Type": "application/problem+json", "Retry-After": "0"}
    sender.before = [Answer(status=409, headers=headers, body=json.dumps(told).encode())]

    assert client.orders.prepare_order(WISH).order_id
    assert len(set(sender.keys)) == 1


def test_a_problem_is_an_exception_with_its_members(client: Voicetill) -> None:
    with pytest.raises(problems.UnknownSkuError) as raised:
        client.inventory.read_inventory(sku="NOTHING")

    assert raised.value.status == 404
    assert raised.value.members["sku"] == "NOTHING"
    assert len(raised.value.correlation_id) == 32


def test_each_problem_of_the_gateway_has_a_class() -> None:
    for code, example in DOCUMENT["components"]["examples"].items():
        raised = problems.PROBLEMS[code](example["value"], status=example["value"]["status"])
        assert isinstance(raised, ProblemError)
        assert raised.code == code


def test_what_a_proxy_says_is_no_answer_of_the_gateway(
    client: Voicetill, sender: InProcess
) -> None:
    page = Answer(status=404, headers={"Content-Type": "text/html"}, body=b"<h1>nginx</h1>")
    sender.before = [page]

    with pytest.raises(UnexpectedAnswerError):
        client.inventory.list_locations()


def test_an_answer_without_a_promised_field_says_which() -> None:
    with pytest.raises(UnexpectedAnswerError, match=r"answer\.currency"):
        decode(models.Money, {"amount": 1})


@pytest.mark.parametrize("url", ["http://gateway.example", "ftp://127.0.0.1", "gateway.example"])
def test_the_key_is_not_sent_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Voicetill(url, "vt_live_x")


def test_the_key_is_in_no_repr(client: Voicetill) -> None:
    assert "vt_test" not in repr(client.orders._wire)


def test_a_message_the_gateway_signed_is_taken() -> None:
    body = body_of("order.placed", {"order_id": "ord_1"}, MOMENT)
    headers = signed(body, secrets=[SECRET], message_id="evt_1", now=MOMENT)

    message = verify_webhook(body, headers, SECRET, now=MOMENT.timestamp() + 299)

    assert (message.id, message.type, message.timestamp) == ("evt_1", "order.placed", MOMENT)
    assert message.data == {"order_id": "ord_1"}


@pytest.mark.parametrize(
    ("altered", "late", "secret"),
    [(b" ", 0, SECRET), (b"", 301, SECRET), (b"", 0, "whsec_" + "b" * 44)],
    ids=["another body", "too old", "another secret"],
)
def test_a_message_that_proves_nothing_is_refused(altered: bytes, late: int, secret: str) -> None:
    body = json.dumps({"type": "x", "timestamp": MOMENT.isoformat(), "data": {}}).encode()
    headers = signed(body, secrets=[SECRET], message_id="evt_1", now=MOMENT)

    with pytest.raises(WebhookRefusedError):
        verify_webhook(body + altered, headers, secret, now=MOMENT.timestamp() + late)


def test_while_a_secret_is_rotated_the_old_one_still_proves() -> None:
    fresh = "whsec_" + base64.b64encode(b"b" * 32).decode()
    body = body_of("order.placed", {}, MOMENT)
    headers: dict[str, Any] = signed(body, secrets=[fresh, SECRET], message_id="e", now=MOMENT)

    assert verify_webhook(body, headers, SECRET, now=MOMENT.timestamp()).type == "order.placed"
