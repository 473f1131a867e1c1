"""From a sale at the till to the shelf the shopper hears of: signed, stored, applied once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import urllib3
from structlog.testing import capture_logs

from app.callbacks.intake import BURST
from domain.calls import Call
from domain.ids import IdempotencyKey
from domain.money import Money
from domain.payments import RefundRequest
from storage import inbox, tables
from storage.merchants import ConnectionStatus
from tests.e2e.sync.post import address, count_of, post, signature, square_body
from tests.integration.sync.house import (
    DOWNTOWN,
    MERCHANT,
    MUG,
    House,
    Till,
    open_house,
    open_till,
    writes,
)

OTHER = "NK-PEGASUS41-BLK-10"


def the_till(house: House) -> Till:
    """The only shop of the house."""
    (till,) = house.tills.values()
    return till


def states(house: House) -> list[str]:
    """How far each delivery has come."""
    return [row.state for row in house.rows(tables.inbox)]


def test_a_sale_at_the_till_is_known_after_its_webhook(any_house: House) -> None:
    till = the_till(any_house)
    before = any_house.count_of(MUG, till.store)

    till.sell(MUG, 3)
    till.settle()
    any_house.work_off()

    assert before is not None
    assert any_house.count_of(MUG, till.store) == before - 3 == till.stock(MUG)
    assert set(states(any_house)) == {"done"}


def test_a_new_price_and_title_and_a_deletion_arrive_by_webhook(any_house: House) -> None:
    till = the_till(any_house)
    till.control("POST price", {"sku": MUG, "amount": 4321})
    till.control("POST rename", {"sku": OTHER, "title": "Nike Pegasus Reborn"})
    till.control("POST delete", {"sku": "DT-HIKER-GRY-L"})
    till.settle()
    any_house.work_off()

    services = any_house.services
    mug = services.discovery.variant(MERCHANT, MUG)
    shoe = services.discovery.variant(MERCHANT, OTHER)
    assert mug is not None
    assert mug.price == Money(4321, "USD")
    assert shoe is not None
    assert shoe.title == "Nike Pegasus Reborn"
    gone = any_house.rows(tables.listings, tables.listings.c.own_sku == "DT-HIKER-GRY-L")
    assert [row.active for row in gone] == [False]


def test_duplicates_in_any_order_have_one_effect(any_house: House) -> None:
    till = the_till(any_house)
    events_before = any_house.how_many(tables.stock_events)
    till.control("POST webhooks", {"duplicate": 2, "reorder": True, "delay_ms": 20, "seed": 11})

    for _ in range(8):
        till.sell(MUG)
        till.sell(OTHER)
    till.settle()
    any_house.work_off()

    for sku in (MUG, OTHER):
        assert any_house.count_of(sku, till.store) == till.stock(sku)
    sent = [delivery for delivery in till.deliveries() if delivery["state"] == "delivered"]
    distinct = {delivery["id"] for delivery in sent}
    assert len(sent) == 3 * len(distinct)
    assert any_house.how_many(tables.inbox) == len(distinct)
    told = [each for each in any_house.rows(tables.stock_events) if each.source == "webhook"]
    assert len(any_house.rows(tables.stock_events)) - events_before == len(told) <= 16


def test_an_older_count_never_overwrites_a_newer_one(house: House) -> None:
    till = house.square
    till.control("POST webhooks", {"drop": True})
    for quantity in (30, 20, 10):
        till.count(MUG, quantity)
    till.settle()
    kept = [d for d in till.deliveries() if d["topic"] == "inventory.count.updated"]
    seen = []

    for delivery in reversed(kept[-3:]):
        answer = urllib3.request(
            "POST",
            delivery["url"],
            body=delivery["body"].encode(),
            headers=delivery["headers"],
            timeout=60,
        )
        assert answer.status == 200
        house.work_off()
        seen.append(house.count_of(MUG, DOWNTOWN))

    assert seen == [Decimal(10)] * 3


def flipped(body: bytes) -> bytes:
    """One bit changed inside the quantity's JSON."""
    return body.replace(b"IN_STOCK", b"IN_STOCJ")


FORGERIES: dict[str, Callable[[House, bytes], dict[str, Any]]] = {
    "no signature": lambda house, body: {"body": body, "signed": ""},
    "another body": lambda house, body: {"body": flipped(body), "signed": signature(house, body)},
    "re-encoded body": lambda house, body: {
        "body": body.replace(b": ", b":"),
        "signed": signature(house, body),
    },
    "another address": lambda house, body: {
        "body": body,
        "signed": signature(house, body, "https://elsewhere.example/"),
    },
    "not base64": lambda house, body: {"body": body, "signed": "\u00e9?"},
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_delivery_is_refused_and_leaves_nothing(
    house: House, forge: Callable[[House, bytes], dict[str, Any]]
) -> None:
    body = count_of(house, MUG, "999", f"{house.clock.now():%Y-%m-%dT%H:%M:%SZ}")
    before = house.how_many(tables.inbox)

    with house.statements() as statements:
        answer = post(house, **forge(house, body))

    assert answer.status == 401
    assert house.how_many(tables.inbox) == before
    assert writes(statements) == []


def test_an_unknown_address_is_refused_like_an_unsigned_delivery(house: House) -> None:
    body = count_of(house, MUG, "999")
    unknown = address(house).rsplit("/", 1)[0] + "/con_unknown"

    answer = post(house, body, url=unknown)

    assert answer.status in (401, 404)
    assert house.how_many(tables.inbox) == 0


def test_a_delivery_from_long_ago_is_refused(house: House) -> None:
    body = count_of(house, MUG, "999")
    house.clock.advance(days=4)

    assert post(house, body).status in (400, 401)
    assert house.how_many(tables.inbox) == 0


POISON = {
    "a quantity no column holds": "9" * 60,
    "a quantity that is no number": "plenty",
}


@pytest.mark.parametrize("quantity", POISON.values(), ids=POISON)
def test_a_poisonous_record_stands_alone_and_ends_as_a_dead_letter(
    house: House, quantity: str
) -> None:
    poison = count_of(house, MUG, quantity, f"{house.clock.now():%Y-%m-%dT%H:%M:%SZ}")
    assert post(house, poison).status == 200
    house.square.sell(OTHER)
    house.square.settle()

    house.work_off()

    assert house.count_of(OTHER, DOWNTOWN) == house.square.stock(OTHER)
    for _ in range(10):
        house.clock.advance(minutes=20)
        house.work_off()
    with house.services.database.read() as tx:
        (letter,) = inbox.dead(tx, MERCHANT).rows
    assert letter.body == poison
    assert letter.reason
    assert house.count_of(MUG, DOWNTOWN) == house.square.stock(MUG)


def test_a_poisonous_record_does_not_hold_up_its_neighbors_in_one_batch(house: House) -> None:
    for _ in range(3):
        post(house, count_of(house, MUG, "9" * 60, f"{house.clock.now():%Y-%m-%dT%H:%M:%SZ}"))
        house.square.sell(OTHER)
    house.square.settle()
    house.clock.advance(seconds=BURST.total_seconds())

    with capture_logs() as lines:
        house.worker().run_once()

    assert house.count_of(OTHER, DOWNTOWN) == house.square.stock(OTHER)
    assert states(house).count("pending") == 3
    divided = [line for line in lines if line["event"] == "webhook.group_divided"]
    assert divided, "why a group could not be applied is told, even if each alone can be"
    assert all(line["deliveries"] > 1 and line["reason"] for line in divided)


def test_an_outage_postpones_what_needs_the_platform_and_nothing_else(house: House) -> None:
    till = house.square
    till.fault("fail", "* /v2/*", status=503, times=None)
    till.control("POST rename", {"sku": MUG, "title": "Phoenix Mug"})
    till.sell(OTHER)
    till.settle()
    till.forget_calls()

    house.worker().run_once()

    assert house.count_of(OTHER, DOWNTOWN) == till.stock(OTHER)
    asked = sum(till.calls().values())
    assert asked <= 4, "an outage is met once per round, retries included"
    for _ in range(12):
        house.clock.advance(minutes=16)
        house.work_off()
    assert "dead" not in states(house), "three hours of outage are no fault of the delivery"

    till.control("DELETE faults")

    house.restart()
    house.clock.advance(minutes=16)
    house.work_off()

    assert set(states(house)) == {"done"}
    mug = house.services.discovery.variant(MERCHANT, MUG)
    assert mug is not None
    assert mug.title == "Phoenix Mug"


def test_what_the_platform_keeps_refusing_can_be_replayed(
    house: House,
) -> None:
    till = house.square
    till.fault("fail", "POST /v2/catalog/search", status=400, times=None)
    till.control("POST rename", {"sku": MUG, "title": "Phoenix Mug"})
    till.settle()
    for _ in range(10):
        house.clock.advance(minutes=16)
        house.work_off()
    with house.services.database.read() as tx:
        (letter,) = inbox.dead(tx, MERCHANT).rows
    assert "RejectedError" in (letter.reason or "")
    till.control("DELETE faults")

    with house.services.database.write() as tx:
        assert inbox.replay(tx, MERCHANT, [letter.id], now=house.clock.now()) == 1
    house.work_off()

    assert states(house) == ["done"]
    mug = house.services.discovery.variant(MERCHANT, MUG)
    assert mug is not None
    assert mug.title == "Phoenix Mug"


def test_news_of_a_refund_is_worked_off_with_the_payment_it_hints_at(house: House) -> None:
    house.square.sell(MUG)
    paid = house.square.books("payments")["payments"][-1]
    pos = house.services.directory.open(house.connections["square"], Call.within(60))
    amount = Money(paid["charged"], "USD")

    pos.refund(
        RefundRequest(payment_id=paid["id"], amount=amount, reason="returned"),
        key=IdempotencyKey("refund-1"),
    )
    house.square.settle()
    house.work_off()

    assert {row.topic for row in house.rows(tables.inbox)} >= {"refund.created", "payment.updated"}
    assert set(states(house)) == {"done"}


def test_the_statements_of_a_batch_grow_slower_than_its_deliveries(house: House) -> None:
    till = house.square
    till.control("POST webhooks", {"drop": True})
    for quantity in range(40):
        till.count(MUG if quantity % 2 else OTHER, quantity)
    kept = [d for d in till.deliveries() if d["topic"] == "inventory.count.updated"]

    def work_off(some: list[dict[str, Any]]) -> list[str]:
        for delivery in some:
            urllib3.request(
                "POST",
                delivery["url"],
                body=delivery["body"],
                headers=delivery["headers"],
                timeout=60,
            )
        with house.statements() as statements:
            assert house.worker().run_once() == len(some)
        return statements

    one, thirty = work_off(kept[:1]), work_off(kept[10:])

    assert len(writes(thirty)) <= 30 * 2 + len(writes(one))
    assert sum("UPDATE inbox" in each for each in thirty) < 30 / 3, "ended by the handful"


def test_a_revocation_by_the_seller_ends_the_connection(any_house: House) -> None:
    till = the_till(any_house)

    till.control("POST revoke", {})
    till.settle()
    any_house.work_off()

    connection = any_house.connection(till.platform)
    assert connection.status is ConnectionStatus.REVOKED
    assert connection.status_reason


def test_late_news_of_a_revocation_does_not_end_a_connection_made_since(any_house: House) -> None:
    till = the_till(any_house)
    till.control("POST webhooks", {"paused": True})
    till.control("POST revoke", {})
    first = any_house.connections[till.platform]
    assert any_house.connect(till.platform) == first

    till.control("POST webhooks", {"paused": False})
    till.settle()
    any_house.work_off()

    assert any_house.connection(till.platform).status is ConnectionStatus.ACTIVE
    assert set(states(any_house)) <= {"done"}


def test_a_topic_nobody_uses_is_done_with(house: House) -> None:
    post(house, square_body(house, "labor.timecard.created", {"timecard": {"id": "T"}}))

    house.work_off()

    assert states(house) == ["done"]


def test_deliveries_interleave_with_a_full_run_and_nothing_is_lost(any_house: House) -> None:
    till = the_till(any_house)
    numbers = itertools.count(1)

    def sell_meanwhile(_progress: Any) -> None:
        if next(numbers) < 12:
            till.sell(MUG)
            till.settle()
            any_house.work_off()

    any_house.full_sync(till.platform, sell_meanwhile)

    assert any_house.count_of(MUG, till.store) == till.stock(MUG)


@pytest.mark.parametrize(("version", "differs"), [("2026-10", False), ("2026-07", True)])
def test_webhooks_in_another_version_than_is_spoken_are_applied_and_reported(
    sqlite_url: str, tmp_path: Path, version: str, differs: bool
) -> None:
    with (
        open_till("shopify", webhooks_version=version) as till,
        open_house(sqlite_url, tmp_path, [till]) as house,
    ):
        house.connect("shopify")
        house.full_sync("shopify")
        before = house.count_of(MUG, till.store)
        with capture_logs() as lines:
            till.sell(MUG, 1)
            till.settle()
        house.work_off()

        assert before is not None
        assert house.count_of(MUG, till.store) == before - 1
        told = [line for line in lines if line["event"] == "platform.version_differs"]
        assert [(line["seen_in"], line["served"]) for line in told] == (
            [("webhook", version)] if differs else []
        )
