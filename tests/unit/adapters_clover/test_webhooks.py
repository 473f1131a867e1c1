"""Clover's webhooks: the sample of its documentation, forgeries, and odd messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.clover.webhooks import CloverWebhooks
from domain.errors import BadSignatureError, MalformedResponseError
from domain.events import Deleted, Disconnected, Entity, Ignored, Refetch
from tests.contracts_path import contracts_dir

READER = CloverWebhooks()
URL = "https://voicetill.example/webhooks/clover/con_1"
CODE = "0307e264-b33a-4913-88aa-37b10014a0b8"


def message(*events: tuple[str, str], merchant: str = "XYZVJT2ZRRRSC") -> bytes:
    rows = [{"objectId": name, "type": change, "ts": 1537970958000} for name, change in events]
    return json.dumps({"appId": "DRKVJT2ZRRRSC", "merchants": {merchant: rows}}).encode()


def verified(body: bytes, code: str = CODE) -> Any:
    return READER.verify(headers={"x-clover-auth": code}, body=body, secrets=[CODE], url=URL)


def test_the_sample_of_the_documentation_is_proved_and_read() -> None:
    sample = json.loads(contracts_dir("clover", "samples", "webhook.orders.json").read_text())
    body = json.dumps(sample["body"]).encode()

    delivery = READER.verify(
        headers={name.lower(): value for name, value in sample["headers"].items()},
        body=body,
        secrets=[CODE],
        url=URL,
    )

    assert delivery.account == "XYZVJT2ZRRRSC"
    assert delivery.occurred_at is not None
    assert READER.parse(delivery.topic, delivery.body) == [
        Refetch(entity=Entity.ORDER, platform_id="GHIVJT2ABCRSC"),
        Refetch(entity=Entity.ORDER, platform_id="ABCVJTABCRRSC"),
    ]


def test_the_address_check_of_the_documentation_says_what_to_paste_and_proves_nothing() -> None:
    raw = contracts_dir("clover", "samples", "webhook.verification.json").read_bytes()

    words = READER.address_check(raw)

    assert words is not None
    assert "5220ecf5-7dea-4396-b0ba-a1659c182887" in words
    with pytest.raises(BadSignatureError):
        READER.verify(headers={}, body=raw, secrets=[CODE], url=URL)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"verificationCode": "paste this: evil.example"}',
        b'{"verificationCode": 5}',
        b'{"verificationCode": "5220ecf5-7dea-4396-b0ba-a1659c182887", "merchants": {}}',
        message(("I:A", "UPDATE")),
    ],
)
def test_what_is_no_code_is_no_address_check(body: bytes) -> None:
    assert READER.address_check(body) is None


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, message(("I:A", "UPDATE"))),
        ({"x-clover-auth": ""}, message(("I:A", "UPDATE"))),
        ({"x-clover-auth": CODE[:-1]}, message(("I:A", "UPDATE"))),
        ({"x-clover-auth": CODE.upper()}, message(("I:A", "UPDATE"))),
        ({"x-clover-auth": "é"}, message(("I:A", "UPDATE"))),
        ({}, b'{"verificationCode": "no code"}'),
        ({}, b'{"verificationCode": "5220ecf5-7dea-4396-b0ba-a1659c182887", "merchants": {}}'),
        ({}, b"{"),
    ],
)
def test_what_does_not_prove_where_it_comes_from_is_refused(
    headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(BadSignatureError):
        READER.verify(headers=headers, body=body, secrets=["", CODE], url=URL)


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (("I:A", "UPDATE"), [(Entity.PRODUCT, "A"), (Entity.STOCK, "A")]),
        (("I:A", "DELETE"), [(Entity.PRODUCT, None)]),
        (("IC:A", "UPDATE"), [(Entity.PRODUCT, None)]),
        (("IG:A", "CREATE"), [(Entity.PRODUCT, None)]),
        (("IM:A", "UPDATE"), [(Entity.PRODUCT, None)]),
        (("O:A", "DELETE"), [(Entity.ORDER, "A")]),
        (("P:A", "CREATE"), [(Entity.PAYMENT, "A")]),
        (("C:A", "UPDATE"), [(Entity.CUSTOMER, None)]),
        (("M:A", "UPDATE"), [(Entity.LOCATION, None)]),
    ],
)
def test_every_kind_says_what_to_fetch(event: tuple[str, str], wanted: list[Any]) -> None:
    delivery = verified(message(event))

    events = READER.parse(delivery.topic, delivery.body)

    assert events == [Refetch(entity=entity, platform_id=one) for entity, one in wanted]


@pytest.mark.parametrize("kind", ["CA", "E", "SH", "ZZ"])
def test_kinds_that_are_not_used_are_ignored_with_a_reason(kind: str) -> None:
    (event,) = READER.parse("events", message((f"{kind}:A", "UPDATE")))

    assert isinstance(event, Ignored)
    assert event.reason


def test_a_deleted_customer_leaves_a_tombstone() -> None:
    assert READER.parse("events", message(("C:A", "DELETE"))) == [
        Deleted(entity=Entity.CUSTOMER, platform_id="A", revision=1537970958000)
    ]


def test_the_same_id_told_again_is_fetched_once() -> None:
    events = READER.parse("events", message(("O:A", "UPDATE"), ("O:A", "UPDATE")))

    assert events == [Refetch(entity=Entity.ORDER, platform_id="A")]


def test_a_message_about_several_merchants_is_parted_by_merchant() -> None:
    one = json.loads(message(("I:A", "UPDATE")))
    two = json.loads(message(("A:APP", "DELETE"), merchant="ANOTHER"))
    body = json.dumps({**one, "merchants": one["merchants"] | two["merchants"]}).encode()

    delivery = verified(body)
    mine, other = READER.split(delivery)

    assert delivery.account is None
    assert (mine.account, other.account) == ("XYZVJT2ZRRRSC", "ANOTHER")
    assert READER.parse(mine.topic, mine.body) == [
        Refetch(entity=Entity.PRODUCT, platform_id="A"),
        Refetch(entity=Entity.STOCK, platform_id="A"),
    ]
    assert READER.parse(other.topic, other.body) == [
        Disconnected(reason="the merchant uninstalled the app")
    ]
    with pytest.raises(MalformedResponseError, match="several merchants"):
        READER.parse(delivery.topic, body)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"merchants": []}',
        b'{"merchants": {"M": {}}}',
        b'{"merchants": {"M": [1]}}',
        b'{"merchants": {"M": [{"type": "UPDATE"}]}}',
        b'{"merchants": {"M": [{"objectId": "I", "type": "UPDATE"}]}}',
        b'{"merchants": {"M": [{"objectId": "C:A", "type": "DELETE"}]}}',
    ],
)
def test_a_message_that_is_none_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedResponseError):
        READER.parse("events", body)


def test_one_merchants_odd_events_do_not_cost_the_others_theirs() -> None:
    merchants = {"A": "odd", "B": [{"objectId": "I:X", "type": "UPDATE", "ts": 1537970958000}]}
    odd, good = READER.split(verified(json.dumps({"merchants": merchants}).encode()))

    with pytest.raises(MalformedResponseError):
        READER.parse(odd.topic, odd.body)
    assert READER.parse(good.topic, good.body)
    assert good.occurred_at is not None


def test_a_proved_message_whose_time_cannot_be_read_is_kept() -> None:
    body = b'{"merchants": {"M": [{"objectId": "I:A", "type": "UPDATE", "ts": "soon"}]}}'

    assert verified(body).occurred_at is None
