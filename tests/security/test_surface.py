"""P15: what a browser, a slow sender or noise meets at the edge of a running gateway."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.callbacks import alexa
from app.connections import pages as oauth_pages
from app.web import WebOptions, create_app
from domain.log_fields import begin_lines
from tests.effort import examples
from tests.security.gateway import METRICS_TOKEN, Gateway

pytestmark = pytest.mark.integration
PAGES = [
    "/",
    "/docs",
    "/problems",
    "/problems/card-number-refused",
    "/nothing",
    "/static/style.css",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_forbids_what_it_does_not_need(gateway: Gateway, page: str) -> None:
    answer = gateway.http.request("GET", f"{gateway.url}{page}")
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert b"<script" not in answer.data.lower()
    assert b" style=" not in answer.data.lower()
    assert "Werkzeug" not in answer.headers.get("Server", "")


def test_rest_answers_are_kept_in_no_cache(gateway: Gateway) -> None:
    assert gateway.send("GET", "/v1/locations").headers["Cache-Control"] == "no-store"


def test_metrics_want_their_token(gateway: Gateway) -> None:
    for given_token in ("", "Bearer", "Bearer x", f"Basic {METRICS_TOKEN}", "Bearer \u00fc"):
        headers = {"Authorization": given_token.encode().decode("latin-1")}
        assert gateway.http.request("GET", f"{gateway.url}/metrics", headers=headers).status == 401


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fapp/cli.py", "/static/../cli.py", "//etc/passwd"]
)
def test_no_file_is_served_but_the_pages_own(gateway: Gateway, path: str) -> None:
    assert gateway.http.request("GET", f"{gateway.url}{path}").status in {400, 404}


def test_no_answer_tells_of_the_inside(gateway: Gateway) -> None:
    asked = [
        gateway.send("GET", "/oauth/square/callback?state=x"),
        gateway.send("GET", "/oauth/nothing/callback"),
        gateway.send("GET", "/oauth/shopify/callback?state=a.b&code=c&hmac=d&shop=e"),
        gateway.send("POST", "/webhooks/square/x", body=b"\x00"),
        gateway.send("POST", "/callbacks/alexa/northwind", body=b"\x00"),
        gateway.send("PUT", "/v1/orders/x/confirm", body=b"[" * 5000),
    ]
    for answer in asked:
        assert 400 <= answer.status < 500, answer.data
        told = answer.data.decode().lower()
        assert not [word for word in ("traceback", ".py", "sqlalchemy", 'file "') if word in told]


def test_a_slow_sender_does_not_keep_the_others_waiting(gateway: Gateway) -> None:
    address = urlsplit(gateway.url)
    slow = []
    for _ in range(3):
        connection = socket.create_connection((str(address.hostname), address.port or 80))
        connection.sendall(
            b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer " + gateway.key.encode() + b"\r\n"
            b"Idempotency-Key: slow\r\nContent-Length: 1000\r\n\r\n{"
        )
        slow.append(connection)
    began = time.monotonic()
    statuses = {gateway.send("GET", "/v1/locations").status for _ in range(20)}
    took = time.monotonic() - began
    for connection in slow:
        connection.close()

    assert statuses == {200}
    assert took < 20
    assert gateway.send("GET", "/healthz").status == 200


def test_a_header_section_without_end_is_cut_off(gateway: Gateway) -> None:
    address = urlsplit(gateway.url)
    with socket.create_connection(
        (str(address.hostname), address.port or 80), timeout=10
    ) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        try:
            for number in range(4000):
                endless.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))
            told = endless.recv(100)
        except ConnectionError:
            told = b""

    assert not told or told.startswith(b"HTTP/1.1 4")


@pytest.fixture(scope="module")
def client(gateway: Gateway) -> Iterator[FlaskClient]:
    """The same surfaces inside the test's process, where thousands of requests are quick."""
    app = create_app(
        gateway.shop.services, WebOptions(), more=(alexa.blueprint, oauth_pages.blueprint)
    )
    yield app.test_client()
    begin_lines()


NAMES = st.text(max_size=30) | st.sampled_from(["square", "shopify", "northwind", "con_1"])
NOISE = st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["request", "session", "type", "event_id", "merchant_id", "data", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
).map(lambda value: json.dumps(value).encode())
SHAPES = st.sampled_from(
    [
        "/callbacks/alexa/{}",
        "/webhooks/square/{}",
        "/webhooks/{}/con_1",
        "/oauth/{}/callback",
        "/{}",
    ]
)


@settings(
    max_examples=examples(200),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    shape=SHAPES,
    name=NAMES,
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "PATCH"]),
    body=NOISE,
    query=st.dictionaries(st.sampled_from(["state", "code", "shop", "hmac", "error", "x"]), NAMES),
    headers=st.dictionaries(
        st.sampled_from(
            [
                "Signature-256",
                "SignatureCertChainUrl",
                "X-Square-HmacSha256-Signature",
                "X-Correlation-Id",
                "Content-Type",
                "X-Shopify-Topic",
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    ),
)
def test_noise_is_refused_and_never_breaks_a_callback(
    client: FlaskClient,
    shape: str,
    name: str,
    method: str,
    body: bytes,
    query: dict[str, str],
    headers: dict[str, str],
) -> None:
    answer = client.open(
        shape.format(quote(name, safe="", errors="replace")),
        method=method,
        data=body,
        query_string={key: value.encode(errors="replace") for key, value in query.items()},
        headers=headers,
    )

    assert answer.status_code < 500
