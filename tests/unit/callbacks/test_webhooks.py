"""Webhook intake: proved on the raw body, stored once, acknowledged only when stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.callbacks.intake import (
    MAX_BYTES,
    CachedDirectory,
    GentleWake,
    WebhookEndpoint,
    kept_headers,
)
from app.callbacks.webhooks import ROUTE
from app.web import WebOptions, create_app
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Delivery, PosEvent
from domain.ids import ConnectionId, MerchantId
from tests.fakes.rest import FakeDirectory, FakeServices

URL = "https://voice.example.com/webhooks/fake/con_a"


@dataclass(frozen=True)
class FakeReader:
    """A platform that signs URL and body, and names id, topic, time and account in the body."""

    def verify(
        self, *, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], url: str
    ) -> Delivery:
        given = headers.get("x-signature", "")
        if not any(hmac.compare_digest(given, sign(secret, body, url)) for secret in secrets):
            raise BadSignatureError("does not verify")
        told = json.loads(body)
        return Delivery(
            delivery_id=told["id"],
            topic=told["topic"],
            body=body,
            occurred_at=datetime.fromisoformat(told["at"]) if "at" in told else None,
            account=told.get("account"),
            api_version=told.get("version"),
        )

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        return []


def sign(secret: str, body: bytes, url: str = URL) -> str:
    mac = hmac.digest(secret.encode(), url.encode() + body, hashlib.sha256)
    return base64.b64encode(mac).decode()


@pytest.fixture
def services() -> FakeServices:
    services = FakeServices(readers={"fake": FakeReader(), "other": FakeReader()})
    services.directory.add(
        WebhookEndpoint(
            merchant_id=MerchantId("m"),
            connection_id=ConnectionId("con_a"),
            platform="fake",
            secrets=("new", "old"),
            url=URL,
            account="acct-1",
        )
    )
    return services


@pytest.fixture
def http(services: FakeServices) -> FlaskClient:
    return create_app(services, WebOptions()).test_client()


def _body(**told: Any) -> bytes:
    return json.dumps({"id": "d-1", "topic": "stock.changed", **told}).encode()


def _send(
    http: FlaskClient,
    body: bytes,
    *,
    secret: str = "new",
    path: str = "/webhooks/fake/con_a",
    **headers: str,
) -> TestResponse:
    return http.post(
        path,
        data=body,
        content_type="application/json",
        headers={"X-Signature": sign(secret, body)} | headers,
    )


def test_a_signed_delivery_is_stored_and_acknowledged(
    http: FlaskClient, services: FakeServices
) -> None:
    answer = _send(http, _body(at="2026-11-21T08:59:00+00:00", account="acct-1"))

    delivery, headers = services.inbox.stored["con_a", "d-1"]
    assert answer.status_code == 200
    assert delivery.topic == "stock.changed"
    assert "x-signature" in headers


@pytest.mark.parametrize("secret", ["new", "old"])
def test_overlapping_secrets_both_prove_it(http: FlaskClient, secret: str) -> None:
    assert _send(http, _body(), secret=secret).status_code == 200


def test_the_version_of_what_is_proved_is_looked_at_and_of_nothing_else(
    http: FlaskClient, services: FakeServices
) -> None:
    _send(http, _body(version="2026-07"))
    _send(http, _body(version="1999-01"), secret="wrong")
    _send(http, _body(id="d-2"))

    assert services.versions == [("fake", "2026-07")]


def test_a_repeated_delivery_is_acknowledged_and_stored_once(
    http: FlaskClient, services: FakeServices
) -> None:
    assert [_send(http, _body()).status_code for _ in range(3)] == [200, 200, 200]
    assert len(services.inbox.stored) == 1


@pytest.mark.parametrize(
    "headers",
    [{"X-Signature": ""}, {"X-Signature": sign("wrong", _body())}, {"X-Signature": "Zm9v"}],
    ids=["missing", "wrong secret", "too short"],
)
def test_a_bad_signature_is_refused_and_nothing_stored(
    http: FlaskClient, services: FakeServices, headers: dict[str, str]
) -> None:
    answer = _send(http, _body(), **headers)

    assert answer.status_code == 401
    assert answer.get_json()["type"] == "/problems/bad-signature"
    assert not services.inbox.stored


def test_the_signature_is_of_the_raw_body(http: FlaskClient, services: FakeServices) -> None:
    spaced = b'{"id": "d-1",   "topic": "t"}'
    signature = {"X-Signature": sign("new", b'{"id":"d-1","topic":"t"}')}

    assert _send(http, spaced).status_code == 200
    assert _send(http, spaced, **signature).status_code == 401


@pytest.mark.parametrize(
    "path", ["/webhooks/fake/con_b", "/webhooks/other/con_a", "/webhooks/none/con_a"]
)
def test_an_unknown_address_gives_one_answer_whatever_is_unknown(
    http: FlaskClient, services: FakeServices, path: str
) -> None:
    answer = _send(http, _body(), path=path)

    body = answer.get_json()
    assert answer.status_code == 404
    assert body["type"] == "/problems/unknown-connection"
    assert body["detail"] == "No connection takes messages at this address."
    assert not services.inbox.stored


@pytest.mark.parametrize(
    "at", ["2026-11-18T08:59:59+00:00", "2026-11-21T09:11:00+00:00"], ids=["old", "future"]
)
def test_a_delivery_out_of_time_is_refused(
    http: FlaskClient, services: FakeServices, at: str
) -> None:
    answer = _send(http, _body(at=at))

    assert answer.status_code == 400
    assert answer.get_json()["type"] == "/problems/stale-message"
    assert not services.inbox.stored


def test_a_delivery_about_another_account_is_acknowledged_but_not_taken(
    http: FlaskClient, services: FakeServices
) -> None:
    assert _send(http, _body(account="acct-2")).status_code == 200
    assert not services.inbox.stored


def test_without_the_database_nothing_is_acknowledged(
    http: FlaskClient, services: FakeServices
) -> None:
    services.inbox.trouble = OperationalError("INSERT", {}, Exception("gone"))

    answer = _send(http, _body())

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    services.inbox.trouble = None
    assert _send(http, _body()).status_code == 200
    assert len(services.inbox.stored) == 1


def test_a_huge_body_is_refused(http: FlaskClient) -> None:
    assert _send(http, b"x" * (MAX_BYTES + 1)).status_code == 413


def test_a_large_body_is_taken(http: FlaskClient) -> None:
    assert _send(http, _body(filler="x" * 1_000_000)).status_code == 200


def test_only_the_platforms_own_headers_are_kept() -> None:
    given = {
        "x-square-hmacsha256-signature": "s",
        "content-type": "application/json",
        "x-forwarded-for": "10.0.0.1",
        "authorization": "Bearer t",
        "cookie": "c",
        "x-long": "x" * 600,
    }

    assert set(kept_headers(given)) == {"x-square-hmacsha256-signature", "content-type"}


def test_an_endpoint_is_remembered_for_a_while_also_when_absent() -> None:
    directory, moment = FakeDirectory(), [0.0]
    cached = CachedDirectory(directory, ttl_s=5, size=2, timer=lambda: moment[0])

    for _ in range(3):
        assert cached.find("fake", ConnectionId("con_a")) is None
    assert directory.looked_up == 1

    moment[0] = 5.0
    cached.find("fake", ConnectionId("con_a"))
    assert directory.looked_up == 2
    for name in ("b", "c", "con_a"):
        cached.find("fake", ConnectionId(name))
    assert directory.looked_up == 5


def test_secrets_do_not_show_when_an_endpoint_is_printed(services: FakeServices) -> None:
    (endpoint,) = services.directory.endpoints.values()

    assert "new" not in repr(endpoint)


def test_wake_ups_are_few_and_never_fail() -> None:
    signals: list[float] = []
    moment = [0.0]

    def signal() -> None:
        signals.append(moment[0])
        raise OSError("redis is gone")

    wake = GentleWake(signal, failures=(OSError,), interval_s=0.02, timer=lambda: moment[0])
    for now in (0.0, 0.01, 0.02, 0.03, 0.05):
        moment[0] = now
        wake()

    assert signals == [0.0, 0.02, 0.05]


def test_a_body_of_unknown_length_is_taken_as_well(
    http: FlaskClient, services: FakeServices
) -> None:
    body = _body()
    answer = http.post(
        "/webhooks/fake/con_a",
        input_stream=io.BytesIO(body),
        headers={"X-Signature": sign("new", body), "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 200
    assert len(services.inbox.stored) == 1


def test_a_body_that_breaks_off_is_not_taken(http: FlaskClient, services: FakeServices) -> None:
    body = _body()
    answer = http.post(
        "/webhooks/fake/con_a",
        input_stream=io.BytesIO(body[:-5]),
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
        headers={"X-Signature": sign("new", body)},
    )

    assert answer.status_code == 400
    assert not services.inbox.stored


def test_only_posts_are_taken(http: FlaskClient) -> None:
    assert http.get("/webhooks/fake/con_a").status_code == 405


@pytest.mark.parametrize("path", ["/webhooks/fake", "/webhooks/fake/", "/webhooks/fake/a/b"])
def test_other_addresses_below_are_not_there(http: FlaskClient, path: str) -> None:
    assert _send(http, _body(), path=path).status_code == 404


def test_a_signed_body_that_is_not_as_documented_is_refused(
    services: FakeServices,
) -> None:
    class Broken(FakeReader):
        def verify(self, **given: Any) -> Delivery:
            raise MalformedResponseError("no event id", platform="fake", operation="webhook")

    services.readers["fake"] = Broken()
    http = create_app(services, WebOptions()).test_client()

    assert _send(http, _body()).status_code == 400


@pytest.mark.parametrize(("secret", "status"), [("new", 200), ("wrong", 401)])
def test_accepted_or_refused_a_delivery_leaves_one_line_under_one_id(
    http: FlaskClient, secret: str, status: int
) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = _send(http, _body(), secret=secret, **{"X-Correlation-Id": "sender-0001"})

    (line,) = [line for line in lines if line["event"] == "request.answered"]
    assert answer.headers["X-Correlation-Id"] == "sender-0001"
    assert (line["route"], line["status"]) == (ROUTE, status)


def test_deliveries_are_counted_by_platform_and_outcome(http: FlaskClient) -> None:
    def count(platform: str, outcome: str) -> float:
        labels = {"platform": platform, "outcome": outcome}
        return REGISTRY.get_sample_value("voicetill_webhooks_total", labels) or 0

    names = [
        ("fake", "stored"),
        ("fake", "duplicate"),
        ("fake", "BadSignatureError"),
        ("unknown", "UnknownConnectionError"),
    ]
    before = [count(*name) for name in names]
    _send(http, _body())
    _send(http, _body())
    _send(http, _body(), secret="wrong")
    _send(http, _body(), path="/webhooks/made-up/con_a")

    assert [count(*name) for name in names] == [value + 1 for value in before]
