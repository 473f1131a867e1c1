"""Signed forms: whose they are, what they hint at, and what is no message at all."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vend.webhooks import TOPICS, VendWebhooks
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Entity, Ignored, Refetch

SECRET = "client-secret"
URL = "https://voicetill.example/webhooks/vend/con_1"
READER = VendWebhooks()
SALE = {"id": "s1", "register_sale_products": [], "updated_at": "2026-11-21 10:00:00"}


def form(payload: Any, **fields: str) -> bytes:
    return urlencode({"payload": orjson.dumps(payload).decode(), **fields}).encode()


def signed(body: bytes, *, secret: str = SECRET, encoding: str = "hex") -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    value = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
    return {"x-signature": f"signature={value},algorithm=HMAC-SHA256"}


def verify(body: bytes, headers: dict[str, str], *secrets: str) -> Any:
    return READER.verify(headers=headers, body=body, secrets=secrets or (SECRET,), url=URL)


@pytest.mark.parametrize(
    "value",
    [
        "4ccdfe1bbb9461efd193e81b588c71d873c82f2211ec2423001b64918d9042ce",
        "TM3+G7uUYe/Rk+gbWIxx2HPILyIR7CQjABtkkY2QQs4=",
    ],
    ids=["hex", "base64"],
)
def test_what_openssl_signed_is_accepted(value: str) -> None:
    """`printf %s BODY | openssl dgst -sha256 -hmac client-secret [-binary | base64]`."""
    body = (
        b"payload=%7B%22id%22%3A%22ad80%22%2C%22state%22%3A%22closed%22%2C"
        b"%22sale_date%22%3A%22%22%7D&domain_prefix=shop"
    )

    delivery = verify(body, {"x-signature": f"signature={value},algorithm=HMAC-SHA256"})

    assert (delivery.topic, delivery.account) == ("sale.update", "shop")


@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_both_ways_of_writing_the_signature_are_taken(encoding: str) -> None:
    body = form(SALE, domain_prefix="northwind")

    delivery = verify(body, signed(body, encoding=encoding))

    assert delivery.account == "northwind"
    assert delivery.topic == "sale.update"
    assert delivery.occurred_at is not None


def test_an_old_secret_is_good_while_keys_change() -> None:
    body = form(SALE)

    assert verify(body, signed(body, secret="old"), "new", "old").delivery_id


@pytest.mark.parametrize(
    "header",
    [
        "",
        "signature=,algorithm=HMAC-SHA256",
        "algorithm=HMAC-SHA256",
        "signature=abc",
        "nonsense",
        "signature=\u00e9,algorithm=HMAC-SHA256",
    ],
)
def test_a_header_that_proves_nothing_is_refused(header: str) -> None:
    with pytest.raises(BadSignatureError):
        verify(form(SALE), {"x-signature": header})


def test_another_algorithm_body_or_secret_is_refused() -> None:
    body = form(SALE)
    good = signed(body)
    weak = {"x-signature": good["x-signature"].replace("HMAC-SHA256", "HMAC-MD5")}

    for headers, given_body, secret in (
        (weak, body, SECRET),
        (good, body + b"&x=1", SECRET),
        (good, body, "another"),
        (good, body, ""),
        ({}, body, SECRET),
    ):
        with pytest.raises(BadSignatureError):
            verify(given_body, headers, secret)


@given(st.binary(max_size=200))
def test_no_unsigned_body_is_ever_taken(body: bytes) -> None:
    with pytest.raises(BadSignatureError):
        verify(body, signed(body, secret="guess"))


def test_a_retry_has_the_same_id_and_another_change_another() -> None:
    first, second = form(SALE), form({**SALE, "updated_at": "2026-11-21 10:00:01"})

    ids = [verify(one, signed(one)).delivery_id for one in (first, first, second)]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("payload", "topic"),
    [
        (SALE, "sale.update"),
        ({"id": "p", "handle": "mug"}, "product.update"),
        ({"id": "i", "product_id": "p", "outlet_id": "o", "count": "3"}, "inventory.update"),
        ({"id": "c", "customer_code": "Tony-1"}, "customer.update"),
        ({"id": "x"}, "unknown"),
    ],
)
def test_the_type_is_told_by_what_the_payload_holds(payload: Any, topic: str) -> None:
    body = form(payload)

    assert verify(body, signed(body)).topic == topic


def test_a_type_in_the_form_goes_before_guessing() -> None:
    body = form({"id": "x"}, type="customer.update")

    assert verify(body, signed(body)).topic == "customer.update"


@pytest.mark.parametrize(
    ("topic", "payload", "event"),
    [
        ("sale.update", SALE, Refetch(entity=Entity.ORDER, platform_id="s1")),
        (
            "product.update",
            {"id": "p", "variant_parent_id": ""},
            Refetch(entity=Entity.PRODUCT, platform_id="p"),
        ),
        (
            "product.update",
            {"id": "p", "variant_parent_id": "h"},
            Refetch(entity=Entity.PRODUCT, platform_id="h"),
        ),
        (
            "inventory.update",
            {"id": "i", "product_id": "p", "outlet_id": "o"},
            Refetch(entity=Entity.STOCK, platform_id="p"),
        ),
        ("customer.update", {"id": "c"}, Refetch(entity=Entity.CUSTOMER)),
    ],
)
def test_a_delivery_hints_at_what_to_fetch(topic: str, payload: Any, event: Refetch) -> None:
    assert READER.parse(topic, form(payload)) == [event]


def test_every_topic_that_is_subscribed_to_is_read() -> None:
    assert set(TOPICS) == {"sale.update", "product.update", "customer.update", "inventory.update"}
    (event,) = READER.parse("consignment.send", form({"id": "x"}))
    assert isinstance(event, Ignored)


@pytest.mark.parametrize(
    "body",
    [b"", b"payload=", b"payload=%7B", b"payload=[]", b"payload=null", b"\xff\xfe", b"{}", b"a=1"],
)
def test_a_body_that_is_no_message_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedResponseError):
        READER.parse("sale.update", body)


@pytest.mark.parametrize("value", [None, "", 17, ["s1"]])
def test_a_payload_without_its_id_names_the_field(value: Any) -> None:
    with pytest.raises(MalformedResponseError) as fault:
        READER.parse("sale.update", form({**SALE, "id": value}))

    assert fault.value.path == "id"
