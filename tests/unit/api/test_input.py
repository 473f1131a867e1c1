"""P13 and P15: bad input is refused in words, and card numbers are not even read."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.guards import MAX_BODY_BYTES
from app.web import WebOptions, create_app
from config.logging import configure_logging
from domain.log_fields import begin_lines
from tests.effort import examples
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, WISH, Api
from tests.unit.api.test_access import OPERATIONS

CARDS = ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "4111 1111-1111 1111"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    configure_logging("json", "debug", stream=stream)
    yield stream
    structlog.reset_defaults()
    begin_lines()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:] = before


def _refused(answer: Any, code: str, status: int) -> None:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["type"] == f"/problems/{code}"


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    "where",
    [
        "note",
        "lines.0.sku",
        "shopper.name",
        "shopper.phone",
        "shopper.address.line1",
        "unknown",
        "a number",
        "a float",
        "a name",
    ],
)
def test_a_card_number_in_any_field_is_refused_and_left_nowhere(
    api: Api, services: FakeServices, log: io.StringIO, card: str, where: str
) -> None:
    body = json.loads(json.dumps(WISH))
    digits = "".join(filter(str.isdigit, card))
    if where == "a number":
        body["lines"][0]["quantity"] = int(digits)
    elif where == "a float":
        body["lines"][0]["quantity"] = float(digits)
    elif where == "a name":
        body[card] = 1
    else:
        _put(body, where.split("."), card)

    answer = api.post("/v1/orders", body)

    _refused(answer, "card-number-refused", 422)
    written = log.getvalue() + answer.get_data(as_text=True) + repr(services.answers.kept)
    assert card not in written
    assert digits not in written
    assert not services.shop.orders


def _put(body: Any, path: list[str], value: str) -> None:
    for part in path[:-1]:
        body = body[int(part)] if part.isdigit() else body.setdefault(part, {})
    body[path[-1]] = value


@pytest.mark.parametrize("card", CARDS)
def test_a_card_number_in_an_address_or_header_is_refused(
    api: Api, log: io.StringIO, card: str
) -> None:
    authorized = {"Authorization": f"Bearer {api.key}"}
    answers = [
        api.get(f"/v1/orders/{card}"),
        api.get(f"/v1/nothing/{card}/here"),
        api.get("/v1/products", query=f"shoes {card}"),
        api.http.get("/v1/products", query_string={card: "1"}, headers=authorized),
        api.post("/v1/orders", WISH, key=card.replace(" ", "-")),
        api.http.get("/v1/products", headers={"Authorization": f"Bearer {card}"}),
        api.http.get("/v1/products", headers={**authorized, "X-Correlation-Id": card}),
    ]

    digits = "".join(filter(str.isdigit, card))
    for answer in answers:
        _refused(answer, "card-number-refused", 422)
        told = answer.get_data(as_text=True) + str(answer.headers)
        assert card not in told
        assert digits not in told
    assert card not in log.getvalue()
    assert digits not in log.getvalue()


def test_a_crash_with_a_card_number_inside_does_not_log_it(
    api: Api, services: FakeServices, log: io.StringIO
) -> None:
    services.shop.next_error.append(RuntimeError("vendor said 4111111111111111"))

    answer = api.post("/v1/orders", WISH)

    assert answer.status_code == 500
    assert "request.failed" in log.getvalue()
    assert "4111111111111111" not in log.getvalue()


def test_proxies_may_put_long_numbers_into_headers_of_their_own(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.key}", "X-Request-Start": "4111111111111111"}

    assert api.http.get("/v1/locations", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"lines": []}, "#/lines"),
        ({"lines": "AM90"}, "#/lines"),
        ({"lines": [{"sku": "A", "quantity": 0}]}, "#/lines/0/quantity"),
        ({"lines": [{"sku": "A", "quantity": "1"}]}, "#/lines/0/quantity"),
        ({"lines": [{"sku": "A", "quantity": 1.0}]}, "#/lines/0/quantity"),
        ({"lines": [{"sku": "A", "quantity": True}]}, "#/lines/0/quantity"),
        ({"lines": [{"sku": "A", "quantity": 10**30}]}, "#/lines/0/quantity"),
        ({"lines": [{"sku": "  ", "quantity": 1}]}, "#/lines/0/sku"),
        ({"lines": [{"sku": "A\u0000B", "quantity": 1}]}, "#/lines/0/sku"),
        ({"lines": [{"sku": ["A"], "quantity": 1}]}, "#/lines/0/sku"),
        ({"lines": [{"sku": "A", "quantity": 1, "price": 1}]}, "#/lines/0/price"),
        ({"lines": [{"sku": "A", "quantity": 1}] * 51}, "#/lines"),
        ({"merchant_id": "m_other"}, "#/merchant_id"),
        ({"method": "teleport"}, "#/method"),
        ({"location_id": "../etc"}, "#/location_id"),
        ({"shopper": None}, "#/shopper"),
        ({"shopper": {"name": "x" * 101}}, "#/shopper/name"),
        ({"shopper": {"name": "A", "phone": "5550134"}}, "#/shopper/phone"),
        ({"shopper": {"name": "A", "email": "nobody"}}, "#/shopper/email"),
        ({"shopper": {"name": "A", "caller": "x"}}, "#/shopper/caller"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_faulty_field_is_named(api: Api, change: dict[str, Any], pointer: str) -> None:
    answer = api.post("/v1/orders", WISH | change)

    _refused(answer, "invalid-input", 422)
    assert pointer in {fault["pointer"] for fault in answer.get_json()["errors"]}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "1_0"},
        {"limit": "１０"},
        {"limit": "-1"},
        {"limit": "1e1"},
        {"size": "10"},
        {"query": "x" * 201},
        {"query": "a\x00b"},
        {"page": "2"},
    ],
    ids=str,
)
def test_a_faulty_parameter_is_named(api: Api, query: dict[str, str]) -> None:
    answer = api.get("/v1/products", **query)

    _refused(answer, "invalid-input", 422)
    assert answer.get_json()["errors"][0]["pointer"] == f"query/{next(iter(query))}"


def test_a_parameter_that_is_given_twice_is_refused(api: Api) -> None:
    authorized = {"Authorization": f"Bearer {api.key}"}
    answer = api.http.get("/v1/products?limit=1&limit=2", headers=authorized)

    _refused(answer, "invalid-input", 422)
    assert answer.get_json()["errors"] == [
        {"pointer": "query/limit", "detail": "Given more than once."}
    ]


@pytest.mark.parametrize(
    ("body", "content_type", "code", "status"),
    [
        (b"{", "application/json", "malformed-json", 400),
        (b'{"a": NaN}', "application/json", "malformed-json", 400),
        (b"\xff\xfe", "application/json", "malformed-json", 400),
        (b"[" * 100_00, "application/json", "malformed-json", 400),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "application/json", "malformed-json", 400),
        (b"a=b", "application/x-www-form-urlencoded", "unsupported-media-type", 415),
        (b"{}", "text/plain", "unsupported-media-type", 415),
        (b" " * (MAX_BODY_BYTES + 1), "application/json", "payload-too-large", 413),
        (b"[]", "application/json", "invalid-input", 422),
        (b'"x"', "application/json", "invalid-input", 422),
        (b"null", "application/json", "invalid-input", 422),
        (b"", "application/json", "invalid-input", 422),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_body_that_is_no_order_is_refused(
    api: Api, body: bytes, content_type: str, code: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {api.key}", "Idempotency-Key": "k"}
    answer = api.http.post("/v1/orders", data=body, content_type=content_type, headers=headers)

    _refused(answer, code, status)


def test_a_chunked_body_over_the_limit_is_refused_and_not_cut_off(api: Api) -> None:
    answer = api.http.post(
        "/v1/orders",
        input_stream=io.BytesIO(b" " * (MAX_BODY_BYTES + 1)),
        content_type="application/json",
        headers={"Authorization": f"Bearer {api.key}", "Idempotency-Key": "k"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    _refused(answer, "payload-too-large", 413)


def test_routes_that_are_not_there_are_problems_too(api: Api) -> None:
    _refused(api.get("/v1/nothing"), "not-found", 404)
    _refused(api.http.get("/nothing"), "not-found", 404)
    wrong = api.http.patch("/v1/orders")
    _refused(wrong, "method-not-allowed", 405)
    assert "POST" in wrong.headers["Allow"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*WISH, "payment_token", "agreed_total", "x"]), inner)
    ),
    max_leaves=12,
)
KNOWN_FIELDS = (
    *("lines", "shopper", "method", "location_id", "hold_id", "note"),
    *("order_id", "payment_token", "agreed_total", "reason", "ttl_s"),
)
MUTATED = st.dictionaries(
    st.sampled_from(KNOWN_FIELDS),
    JSON | st.sampled_from([WISH["lines"], WISH["shopper"], "pickup", "loc_m_acme_1", "ord_1"]),
)


@pytest.fixture(scope="module")
def fuzzed() -> Api:
    services = FakeServices()
    services.shop.add_store(ACME, "loc_m_acme_1", "Downtown")
    services.shop.add_variant(ACME, "AM90-BLK-10", "Nike", stock={"loc_m_acme_1": 10**6})
    return Api(create_app(services, WebOptions()).test_client(), services.keys.issue(ACME))


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    operation=st.sampled_from(OPERATIONS),
    body=JSON | MUTATED,
    name=st.text(max_size=20) | st.sampled_from(["ord_1", "hold_1"]),
    query=st.dictionaries(
        st.sampled_from(["query", "sku", "limit", "cursor", "near", "product_id", "size"]),
        st.text(max_size=20) | st.sampled_from(["1", "AM90-BLK-10", "nike"]),
    ),
)
def test_no_request_breaks_the_gateway(
    fuzzed: Api, operation: tuple[str, str, str], body: Any, name: str, query: dict[str, str]
) -> None:
    method, rule, _ = operation
    safe = quote(name, safe="", errors="replace")
    segments = [safe if part.startswith("<") else part for part in rule.split("/")]
    answer = fuzzed.http.open(
        "/".join(segments),
        method=method,
        query_string=query if method == "GET" else None,
        json=body if method != "GET" else None,
        headers={"Authorization": f"Bearer {fuzzed.key}", "Idempotency-Key": repr(body)[:50]},
    )

    assert answer.status_code < 500 or answer.get_json()["type"] == "/problems/pos-unavailable"
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json"
