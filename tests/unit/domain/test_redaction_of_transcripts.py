"""Nothing secret or personal survives, and what is worth reading does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.logging import redact_event
from domain.redaction import redact, redact_text

SQUARE: dict[str, Any] = {
    "request": {
        "method": "POST",
        "url": "/v2/payments",
        "headers": {
            "Authorization": "Bearer EAAAlwK9Rr2UQxZ1Yt5oVsecretsecret",
            "Square-Version": "2026-09-16",
        },
        "body": {
            "idempotency_key": "4935a656-a929-4792-b97c-8848be85c27c",
            "source_id": "ccof:uIbfJXhXETSP197M3GB",
            "amount_money": {"amount": 1999, "currency": "USD"},
            "customer_id": "JDKYHBWT1D4F8MFH63DBMEN8Y4",
            "buyer_email_address": "amelia@example.com",
            "note": "call 512-555-0142",
        },
    },
    "answer": {
        "status": 200,
        "customer": {
            "given_name": "Amelia",
            "family_name": "Earhart",
            "phone_number": "+1-212-555-4240",
            "email_address": "Amelia.Earhart@example.com",
            "address": {"address_line_1": "500 Electric Ave", "locality": "New York"},
            "cards": [
                {"id": "ccof:abcDEF123456", "last_4": "1111", "cardholder_name": "A Earhart"}
            ],
        },
        "errors": [{"category": "RATE_LIMIT_ERROR", "code": "RATE_LIMITED", "detail": "slow down"}],
        "detail": "card 4111 1111 1111 1111 of amelia@example.com, (212) 555-4240",
    },
    "oauth": {
        "access_token": "EAAAEOuLQObrVwJvCvoio3H13b8Ssqz1ighmTBKZvIENW9qxirHGHkqsGcPBC1uN",
        "refresh_token": "EQAAEA1zHNhb2pqzk6jTRZHpMbW1pUXJxY0Y0",
        "client_secret": "sq0csp-0f5ZvLzwGyXJzZbOZ9vXk",
        "code": "sq0cgb-xRW6ZPJ8rz5Hl3J3mZzvkw",
        "expires_at": "2026-12-20T21:28:52Z",
    },
}
SHOPIFY: dict[str, Any] = {
    "request": {
        "headers": {
            "X-Shopify-Access-Token": "shpat_2d1f0c6bdfb1a5c7e1f2",
            "X-Request-Id": "ab-12",
        },
        "body": {
            "query": 'query { customers(query: "phone:+12125554240") { nodes { id } } }',
            "variables": {"phone": "+12125554240", "email": "amelia@example.com"},
        },
    },
    "callback": "https://us.example/cb?code=0907a61c0c8d55e99db179b68161bc00&hmac=700e2dadb827fc&"
    "shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173",
    "answer": {
        "data": {
            "order": {
                "id": "gid://shopify/Order/5432109876543",
                "name": "#1001",
                "displayFinancialStatus": "PAID",
                "email": "amelia@example.com",
                "customer": {
                    "displayName": "Amelia Earhart",
                    "defaultPhoneNumber": {"phoneNumber": "+12125554240"},
                },
                "shippingAddress": {"name": "Amelia Earhart", "zip": "10001", "city": "New York"},
            }
        },
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
    },
    "oauth": {"access_token": "shpat_ea1b2c3d4e5f60718293", "refresh_token": "shprt_9182736455aa"},
}
FORBIDDEN = (
    "EAAA", "EQAA", "ccof:", "sq0", "shpat_", "shprt_", "4111", "Amelia", "Earhart", "amelia",
    "212", "4240", "0142", "Electric", "10001", "0907a61c", "700e2dad",
)  # fmt: skip


@pytest.mark.parametrize("transcript", [SQUARE, SHOPIFY], ids=["square", "shopify"])
def test_no_secret_and_no_person_survives_a_transcript(transcript: dict[str, Any]) -> None:
    shown = json.dumps(redact(transcript))

    assert [word for word in FORBIDDEN if word in shown] == []


@pytest.mark.parametrize("transcript", [SQUARE, SHOPIFY], ids=["square", "shopify"])
def test_the_same_holds_when_the_transcript_is_mere_text(transcript: dict[str, Any]) -> None:
    shown = redact_text(json.dumps(transcript))

    for secret in ("EAAA", "EQAA", "ccof:", "sq0", "shpat_", "shprt_", "4111", "555-4240"):
        assert secret not in shown


def test_what_helps_an_operator_stays() -> None:
    shown = json.dumps([redact(SQUARE), redact(SHOPIFY)])

    for word in (
        "RATE_LIMITED",
        "THROTTLED",
        "gid://shopify/Order/5432109876543",
        "JDKYHBWT1D4F8MFH63DBMEN8Y4",
        "2026-12-20T21:28:52Z",
        "4935a656-a929-4792-b97c-8848be85c27c",
        "1999",
        "#1001",
    ):
        assert word in shown


@pytest.mark.parametrize(
    "phone",
    ["+12125554240", "+1 (212) 555-4240", "(212) 555-4240", "212-555-4240", "212.555.4240",
     "2125554240", "12125554240", "+44 20 7946 0958", "+49 30 901820", "%2B12125554240"],
)  # fmt: skip
def test_phone_numbers_go_however_they_are_written(phone: str) -> None:
    digits = "".join(char for char in phone if char.isdigit())[-4:]

    assert digits not in redact_text(f"customer {phone} not found")


@pytest.mark.parametrize(
    "text",
    [
        "answered 429 in 1204.5 ms",
        "gid://shopify/ProductVariant/40000000000002",
        "2026-11-21T02:54:10.123456Z",
        "version 2026-09-16, 20,000 variants",
        "01HZX3J9M8Q2W5T7V0B4N6K8P1",
    ],
)
def test_ids_times_and_counts_are_left_alone(text: str) -> None:
    assert redact_text(text) == text


def test_a_card_number_as_a_number_goes_too() -> None:
    assert "4111111111111111" not in json.dumps(redact({"amount": 4111111111111111}))


def test_a_log_event_is_redacted_whole() -> None:
    event = redact_event(
        None, "info", {"event": "x.done", "caller_phone": "+12125554240", "order_id": "ord_1"}
    )

    assert event == {"event": "x.done", "caller_phone": "***", "order_id": "ord_1"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_structure_keeps_its_shape(value: object) -> None:
    shown = redact(value)

    assert isinstance(shown, dict) == isinstance(value, dict)
    assert isinstance(shown, list) == isinstance(value, list)
    assert redact(shown) == redact(redact(shown))


@given(st.text(), st.sampled_from(["4111111111111111", "5500005555555559", "340000000000009"]))
def test_a_card_number_in_any_text_goes(text: str, card: str) -> None:
    assert card not in redact_text(f"{text} {card} {text}")
