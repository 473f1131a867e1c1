"""Shopify's privacy webhooks, over the real route: told, taken away, and the books kept."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import urllib3
from sqlalchemy import insert, select

from storage import account_links, audit, privacy, tables, turns
from storage.merchants import ConnectionStatus
from storage.turns import TurnRow
from tests.integration.sync.house import MERCHANT, House, open_house, open_till

_HTTP = urllib3.PoolManager(retries=False, timeout=60.0)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected to Shopify and synced, one customer linked and in a conversation."""
    with open_till("shopify") as till, open_house(database_url, tmp_path, [till]) as opened:
        opened.connect("shopify")
        opened.full_sync("shopify")
        yield opened


def deliver(
    house: House, topic: str, body: dict[str, Any], *, delivery: str = "d1", for_all: bool = False
) -> int:
    """Sign and send a webhook as Shopify does; `for_all`: to the address of the app."""
    raw = json.dumps(body).encode()
    till = house.shopify
    secret = till.shop.options.client_secret.encode()
    connection = house.connection("shopify")
    own = "" if for_all else f"/{connection.id}"
    answer = _HTTP.request(
        "POST",
        f"{house.web.url}/webhooks/shopify{own}",
        body=raw,
        headers={
            "Content-Type": "application/json",
            "X-Shopify-Hmac-Sha256": base64.b64encode(hmac.digest(secret, raw, "sha256")).decode(),
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": connection.account_id,
            "X-Shopify-Webhook-Id": delivery,
            "X-Shopify-Triggered-At": datetime.now(UTC).isoformat(),
        },
    )
    house.work_off()
    return int(answer.status)


class Shopper:
    """A customer who has ordered, with what we keep of them."""

    def __init__(self, house: House) -> None:
        table = tables.orders
        with house.services.database.read() as tx:
            order = tx.execute(select(table).where(table.c.customer_id.is_not(None)).limit(1)).one()
        self.gid = order.customer_platform_id
        self.number = int(self.gid.rpartition("/")[2])
        self.person = order.customer_id
        self.order = order

    def be_known(self, house: House) -> None:
        """Linked by an assistant, and in the middle of a conversation."""
        now = house.clock.now()
        with house.services.database.write() as tx:
            account_links.link(
                tx,
                MERCHANT,
                token="t",
                customer_id=self.person,
                channel="alexa",
                scopes=(),
                now=now,
            )
            turns.add(tx, [self.words(now)])
            tx.execute(
                insert(tables.voice_sessions).values(
                    merchant_id=MERCHANT,
                    channel="alexa",
                    session_id="s1",
                    state=json.dumps({"customer": self.person}).encode(),
                    version=1,
                    expires_at=now,
                )
            )

    def words(self, now: datetime) -> TurnRow:
        """What they said."""
        return TurnRow(
            merchant_id=MERCHANT,
            session="s1",
            channel="alexa",
            locale="en-US",
            at=now,
            took_ms=5,
            intent="help",
            expect="nothing",
            missed=False,
            order_id=None,
            customer_id=self.person,
            heard="where is my parcel",
            said="on its way",
        )


def body_of(shopper: Shopper, orders: str) -> dict[str, Any]:
    customer = {"id": shopper.number, "email": "dana@example.com", "phone": "555-625-1199"}
    return {"shop_id": 1, "shop_domain": "x", "customer": customer, orders: []}


def test_a_data_request_makes_a_report_that_an_operator_can_fetch(house: House) -> None:
    shopper = Shopper(house)
    shopper.be_known(house)

    assert deliver(house, "customers/data_request", body_of(shopper, "orders_requested")) == 200

    with house.services.database.read() as tx:
        (request,) = privacy.requests(tx, MERCHANT)
    assert request.kind == "data_request"
    assert request.subject == shopper.gid
    assert request.report["customer"][0]["platform_id"] == shopper.gid
    assert shopper.order.id in {order["id"] for order in request.report["orders"]}
    assert request.report["order_lines"]
    assert [link["channel"] for link in request.report["account_links"]] == ["alexa"]
    assert [each["heard"] for each in request.report["turn_texts"]] == ["where is my parcel"]


def test_requests_to_the_apps_one_address_are_those_of_the_shop_they_name(house: House) -> None:
    """Privacy webhooks are set in the app's configuration, where there is one address for all."""
    asked = body_of(Shopper(house), "orders_requested")
    ours = asked | {"shop_domain": house.connection("shopify").account_id}
    theirs = {"shop_domain": "nobodys-shop.myshopify.com"}

    told = [
        deliver(house, "customers/data_request", ours, for_all=True),
        deliver(house, "customers/data_request", ours, for_all=True),
        deliver(house, "shop/redact", theirs, delivery="d2", for_all=True),
        deliver(house, "shop/redact", {}, delivery="d3", for_all=True),
    ]

    assert told == [200, 200, 200, 400]
    assert _HTTP.request("POST", f"{house.web.url}/webhooks/shopify", body=b"{}").status == 401
    with house.services.database.read() as tx:
        assert [each.kind for each in privacy.requests(tx, MERCHANT)] == ["data_request"]


def test_a_report_is_forgotten_after_its_time(house: House) -> None:
    deliver(house, "customers/data_request", body_of(Shopper(house), "orders_requested"))
    house.clock.advance(days=31)

    with house.services.database.write() as tx:
        assert privacy.drop_reports(tx, house.clock.now()) == 1
        (request,) = privacy.requests(tx, MERCHANT)
    assert request.report is None
    assert request.counts["customer"] == 1


def test_redacting_a_customer_takes_the_person_and_keeps_the_books(house: House) -> None:
    shopper = Shopper(house)
    shopper.be_known(house)
    records, orders = tables.customer_records, tables.orders
    (before,) = house.rows(records, records.c.platform_id == shopper.gid)

    deliver(house, "customers/redact", body_of(shopper, "orders_to_redact"), delivery="r1")
    deliver(house, "customers/redact", body_of(shopper, "orders_to_redact"), delivery="r1")

    (after,) = house.rows(records, records.c.platform_id == shopper.gid)
    assert before.email or before.phone or before.given_name
    assert (after.given_name, after.family_name, after.email, after.phone) == (None,) * 4
    assert after.customer_id is None
    (order,) = house.rows(orders, orders.c.id == shopper.order.id)
    assert (order.customer_id, order.customer_platform_id, order.fulfillments) == (None, None, [])
    assert order.total_minor == shopper.order.total_minor
    assert house.how_many(tables.order_lines, tables.order_lines.c.order_id == order.id) > 0
    assert house.how_many(tables.account_links) == house.how_many(tables.voice_sessions) == 0
    assert house.how_many(tables.turn_texts) == 0
    with house.services.database.read() as tx:
        assert len(privacy.requests(tx, MERCHANT)) == 1
        told = {entry.action for entry in audit.entries(tx, MERCHANT)}
    assert "privacy.customer_redact" in told
    bodies = [row.body for row in house.rows(tables.inbox)]
    assert not any(str(shopper.number).encode() in body for body in bodies)


def test_an_older_record_does_not_bring_a_redacted_customer_back(house: House) -> None:
    shopper = Shopper(house)
    deliver(house, "customers/redact", body_of(shopper, "orders_to_redact"))

    house.full_sync("shopify")

    records = tables.customer_records
    (after,) = house.rows(records, records.c.platform_id == shopper.gid)
    assert after.email is None


def test_redacting_a_shop_after_it_left_takes_everything_but_the_books(house: House) -> None:
    Shopper(house).be_known(house)
    house.shopify.control("POST uninstall", {})
    house.shopify.settle()
    house.work_off()
    assert house.connection("shopify").status is ConnectionStatus.REVOKED
    sums = {row.id: row.total_minor for row in house.rows(tables.orders)}

    assert deliver(house, "shop/redact", {"shop_id": 1, "shop_domain": "x"}) == 200

    for table in (
        tables.customer_records,
        tables.product_records,
        tables.inventory_levels,
        tables.secrets,
        tables.account_links,
        tables.turn_texts,
        tables.sync_cursors,
    ):
        assert house.how_many(table) == 0, table.name
    assert {row.id: row.total_minor for row in house.rows(tables.orders)} == sums
    assert not any(row.customer_id for row in house.rows(tables.orders))
    assert house.how_many(tables.variants, tables.variants.c.active) == 0


def test_a_shop_that_comes_back_after_its_data_was_taken_is_read_anew(house: House) -> None:
    names = {row.platform_id: row.name for row in house.rows(tables.listings)}
    variants = house.how_many(tables.variants, tables.variants.c.active)
    house.shopify.control("POST uninstall", {})
    house.shopify.settle()
    house.work_off()
    deliver(house, "shop/redact", {"shop_id": 1, "shop_domain": "x"})

    house.connect("shopify")
    house.full_sync("shopify")

    assert house.how_many(tables.variants, tables.variants.c.active) == variants
    assert {row.platform_id: row.name for row in house.rows(tables.listings)} == names


def test_a_request_with_another_signature_is_refused(house: House) -> None:
    url = f"{house.web.url}/webhooks/shopify/{house.connection('shopify').id}"
    headers = {"X-Shopify-Hmac-Sha256": "AAAA", "X-Shopify-Topic": "shop/redact"}

    assert _HTTP.request("POST", url, body=b"{}", headers=headers).status == 401
    assert house.how_many(tables.product_records) > 0
