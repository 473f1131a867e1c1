"""The address that all merchants share: proved first, then stored with each one concerned."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.callbacks import address_checks
from app.callbacks.address_checks import AddressChecks
from app.callbacks.applications import ApplicationAddress
from app.callbacks.intake import MAX_BYTES, WebhookEndpoint, WebhookServices
from app.web import WebOptions, create_app
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Delivery, PosEvent
from domain.ids import ConnectionId, MerchantId
from tests.fakes.clock import FakeClock
from tests.fakes.rest import FakeServices

URL = "https://voice.example.com/webhooks/fake"
CODE = "12345678-1234-1234-1234-123456789012"


@dataclass(frozen=True)
class SharedReader:
    """A platform that signs bodies, tells of several accounts at once, and checks addresses."""

    def verify(
        self, *, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], url: str
    ) -> Delivery:
        assert url == URL
        given = headers.get("x-signature", "")
        if not any(hmac.compare_digest(given, sign(secret, body)) for secret in secrets):
            raise BadSignatureError("does not verify")
        told = json.loads(body)
        return Delivery(
            delivery_id=told["id"], topic="t", body=body, account_group=told.get("group")
        )

    def split(self, delivery: Delivery) -> tuple[Delivery, ...]:
        named = json.loads(delivery.body).get("accounts", [])
        if not isinstance(named, list):
            raise MalformedResponseError("accounts", platform="fake", operation="webhook")
        parts = tuple(replace(delivery, account=each) for each in named)
        return parts or (delivery,)

    def address_check(self, body: bytes) -> str | None:
        return f"paste {CODE}" if body == b'{"check": 1}' else None

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        return []


@dataclass
class FakeApplications:
    """Three connections, two of them of one group."""

    secrets: tuple[str, ...] = ("new", "old")
    asked: list[str | None] = field(default_factory=list)

    def address(self, platform: str) -> ApplicationAddress | None:
        if platform != "fake":
            return None
        reader = SharedReader()
        return ApplicationAddress(platform="fake", reader=reader, secrets=self.secrets, url=URL)

    def concerned(self, platform: str, delivery: Delivery) -> tuple[WebhookEndpoint, ...]:
        self.asked.append(delivery.account)
        return tuple(
            WebhookEndpoint(
                merchant_id=MerchantId("m"),
                connection_id=ConnectionId(f"con_{account}"),
                platform=platform,
                secrets=(),
                url=URL,
                account=account,
            )
            for account in ("a/1", "a/2", "b/1")
            if account == delivery.account
            or (delivery.account is None and account.startswith(f"{delivery.account_group}/"))
        )


@dataclass
class House(FakeServices):
    """The web application's services with an application on one platform."""

    applications: FakeApplications = field(default_factory=FakeApplications)
    notes: list[str] = field(default_factory=list)
    address_checks: AddressChecks = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.address_checks = AddressChecks(lambda _platform, words, _at: self.notes.append(words))

    @property
    def webhooks(self) -> WebhookServices:
        return replace(super().webhooks, applications=self.applications, checks=self.address_checks)


@pytest.fixture
def services() -> House:
    return House(readers={"fake": SharedReader()})


@pytest.fixture
def http(services: House) -> FlaskClient:
    return create_app(services, WebOptions()).test_client()


def sign(secret: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), body, hashlib.sha256).hex()


def send(
    http: FlaskClient, body: bytes, *, secret: str = "new", path: str = "/webhooks/fake"
) -> TestResponse:
    return http.post(path, data=body, headers={"X-Signature": sign(secret, body)})


def about(*accounts: str, **told: Any) -> bytes:
    return json.dumps({"id": "d-1", "accounts": accounts, **told}).encode()


@pytest.mark.parametrize("secret", ["new", "old"])
def test_a_message_is_stored_with_each_connection_it_is_about(
    http: FlaskClient, services: House, secret: str
) -> None:
    assert send(http, about("a/1", "b/1", "nobody"), secret=secret).status_code == 200
    assert set(services.inbox.stored) == {("con_a/1", "d-1"), ("con_b/1", "d-1")}


def test_what_is_about_a_group_is_stored_with_all_of_it(http: FlaskClient, services: House) -> None:
    assert send(http, about(group="a")).status_code == 200
    assert set(services.inbox.stored) == {("con_a/1", "d-1"), ("con_a/2", "d-1")}


def test_a_repeated_message_is_stored_once(http: FlaskClient, services: House) -> None:
    for body in (about("a/1"), about("a/1"), about("a/1", "b/1"), about("a/1", "b/1")):
        assert send(http, body).status_code == 200
    assert len(services.inbox.stored) == 2


def test_who_is_connected_cannot_be_told_from_the_answer(
    http: FlaskClient, services: House
) -> None:
    known, unknown = send(http, about("a/1")), send(http, about("nobody"))

    assert (known.status_code, known.data) == (unknown.status_code, unknown.data) == (200, b"")
    assert len(services.inbox.stored) == 1


@pytest.mark.parametrize("body", [about("a/1"), about("nobody"), b"{", b""])
def test_nothing_is_looked_up_before_the_origin_is_proved(
    http: FlaskClient, services: House, body: bytes
) -> None:
    answer = send(http, body, secret="wrong")

    assert answer.status_code == 401
    assert answer.get_json()["type"] == "/problems/bad-signature"
    assert services.applications.asked == []
    assert not services.inbox.stored


def test_without_a_secret_of_ours_nothing_is_proved(http: FlaskClient, services: House) -> None:
    services.applications.secrets = ()

    assert send(http, about("a/1")).status_code == 401


@pytest.mark.parametrize("path", ["/webhooks/other", "/webhooks/Fake", "/webhooks/fake/"])
def test_a_platform_without_such_an_address_has_none(http: FlaskClient, path: str) -> None:
    assert send(http, about("a/1"), path=path).status_code == 404


@pytest.mark.parametrize("body", [b'{"id": "d-1"}', b'{"id": "d-1", "accounts": "a/1"}'])
def test_a_proved_message_that_does_not_say_whom_it_is_about_is_refused(
    http: FlaskClient, services: House, body: bytes
) -> None:
    assert send(http, body).status_code == 400
    assert not services.inbox.stored


def test_what_cannot_be_stored_whole_is_not_acknowledged(
    http: FlaskClient, services: House
) -> None:
    services.inbox.trouble = OperationalError("INSERT", {}, Exception("gone"))

    assert send(http, about("a/1", "b/1")).status_code == 503
    services.inbox.trouble = None
    assert send(http, about("a/1", "b/1")).status_code == 200
    assert len(services.inbox.stored) == 2


def test_a_huge_body_is_refused(http: FlaskClient) -> None:
    assert send(http, b"x" * (MAX_BYTES + 1)).status_code == 413


def test_a_check_of_the_address_is_told_to_a_person_and_stored_nowhere(
    http: FlaskClient, services: House
) -> None:
    with structlog.testing.capture_logs() as logs:
        answer = http.post("/webhooks/fake", data=b'{"check": 1}')

    assert answer.status_code == 200
    assert services.notes == [f"paste {CODE}"]
    assert [each["to_do"] for each in logs if each["event"] == "webhook.address_checked"]
    assert not services.inbox.stored


def test_strangers_who_send_many_checks_fill_neither_store_nor_log(
    http: FlaskClient, services: House
) -> None:
    with structlog.testing.capture_logs() as logs:
        for _ in range(50):
            assert http.post("/webhooks/fake", data=b'{"check": 1}').status_code == 200

    told = [each for each in logs if each["event"] == "webhook.address_checked"]
    assert len(told) == len(services.notes) == address_checks.MOST


def test_after_a_while_checks_are_told_again() -> None:
    clock, told = FakeClock(), []
    checks = AddressChecks(lambda *each: told.append(each), most=1, period=timedelta(minutes=1))

    assert checks.tell("fake", "paste", now=clock.now())
    assert not checks.tell("fake", "paste", now=clock.now())
    assert checks.tell("other", "paste", now=clock.now())
    assert checks.tell("fake", "paste", now=clock.now() + timedelta(minutes=1))
    assert len(told) == 3


def test_at_a_connections_own_address_only_its_own_part_is_taken(
    http: FlaskClient, services: House
) -> None:
    services.directory.add(
        WebhookEndpoint(
            merchant_id=MerchantId("m"),
            connection_id=ConnectionId("con_own"),
            platform="fake",
            secrets=("new",),
            url=URL,
            account="b/1",
        )
    )
    for body in (about("a/1", "b/1"), about("a/1", id="d-2"), about(group="a", id="d-3")):
        assert send(http, body, path="/webhooks/fake/con_own").status_code == 200

    ((key, (delivery, _)),) = services.inbox.stored.items()
    assert key == ("con_own", "d-1")
    assert delivery.account == "b/1"
