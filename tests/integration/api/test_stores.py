"""The REST surface over a real database: keys, kept answers, the listing, the inbox, readiness."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.api.access import CachedKeys
from app.api.cursors import Cursors
from app.api.fingerprints import Fingerprints
from app.api.idempotency import REPLAYED
from app.api.rates import Rates
from app.api.services import Claim, RestServices, Scope, StoredAnswer
from app.bindings import SqlInbox, StoredAnswers, StoredKeys
from app.callbacks.intake import WebhookEndpoint
from app.commerce.discovery import DiscoveryService
from app.ops.checks import (
    ConnectionsCheck,
    DatabaseCheck,
    InboxCheck,
    MigrationsCheck,
)
from app.ops.health import Check, State
from app.web import WebOptions, create_app
from domain.events import Delivery
from domain.ids import ConnectionId, MerchantId
from storage import api_keys, health, inbox, merchants
from storage.engine import Database, open_database
from storage.merchants import ConnectionStatus
from tests.fakes.rest import FakeServices
from tests.integration.storage.shop import Shop, a_merchant, a_product, a_variant, open_shop

MERCHANT = MerchantId("mer_1")
WISH = {
    "lines": [{"sku": "MUG", "quantity": 1}],
    "location_id": "loc_1",
    "shopper": {"name": "Ada"},
}


class ProcessDiedError(BaseException):
    """Stands for the end of the process: nothing behind it runs."""


@dataclass(frozen=True, slots=True)
class DyingAnswers(StoredAnswers):
    """The process ends after the effect and before its answer is kept."""

    def finish(self, claim: Claim, answer: StoredAnswer) -> None:
        raise ProcessDiedError


@dataclass(slots=True)
class SqlServices(FakeServices):
    """A shop in memory whose keys, answers and listing are in the database."""

    database: Database = field(kw_only=True)
    dies_before_answering: bool = False

    @property
    def rest(self) -> RestServices:
        return RestServices(
            keys=CachedKeys(StoredKeys(self.database)),
            answers=(DyingAnswers if self.dies_before_answering else StoredAnswers)(self.database),
            listing=DiscoveryService(self.database),
            cursors=Cursors(lambda: [b"k" * 32]),
            fingerprints=Fingerprints(lambda: [b"k" * 32]),
            deadline=timedelta(seconds=5),
            rates=Rates(60_000),
        )


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


@pytest.fixture
def services(shop: Shop) -> SqlServices:
    services = SqlServices(database=shop.database)
    services.shop.add_store(MERCHANT, "loc_1", "Downtown")
    services.shop.add_variant(MERCHANT, "MUG", "Mug", stock={"loc_1": 1000})
    return services


@pytest.fixture
def key(services: SqlServices) -> str:
    return _issue(services, Scope)


Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(services: SqlServices, key: str) -> Ask:
    app = create_app(services, WebOptions())

    def send(method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        given = {"Authorization": f"Bearer {key}"} | headers
        return app.test_client().open(path, method=method, json=body, headers=given)

    return send


def _issue(services: SqlServices, scopes: Any, **options: Any) -> str:
    with services.database.write() as tx:
        issued = api_keys.issue(
            tx,
            MERCHANT,
            environment="live",
            name="till",
            scopes=[str(scope) for scope in scopes],
            now=services.clock.now(),
            **options,
        )
    return issued.text


def test_a_key_opens_what_its_scopes_say(services: SqlServices, ask: Ask) -> None:
    narrow = _issue(services, [Scope.STOCK_READ])

    assert ask("GET", "/v1/locations").status_code == 200
    assert ask("GET", "/v1/locations", Authorization=f"Bearer {narrow}").status_code == 200
    assert ask("GET", "/v1/products", Authorization=f"Bearer {narrow}").status_code == 403
    assert ask("GET", "/v1/products", Authorization=f"Bearer {narrow}x").status_code == 401


def test_a_key_that_is_over_opens_nothing(services: SqlServices, ask: Ask) -> None:
    ends = services.clock.now() + timedelta(minutes=1)
    short = _issue(services, Scope, expires_at=ends)
    services.clock.advance(minutes=1)

    assert ask("GET", "/v1/locations", Authorization=f"Bearer {short}").status_code == 401


def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(ask: Ask) -> None:
    first = ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "k"})
    again = ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "k"})
    other = ask("POST", "/v1/orders", WISH | {"note": "x"}, **{"Idempotency-Key": "k"})

    assert first.status_code == 201
    assert again.get_data() == first.get_data()
    assert again.headers[REPLAYED] == "true"
    assert other.status_code == 422


def test_an_answer_is_kept_for_a_day(services: SqlServices, ask: Ask) -> None:
    ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "k"})
    services.clock.advance(hours=23, minutes=59)

    assert REPLAYED in ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "k"}).headers


def test_a_lease_that_ran_out_lets_the_repeated_request_finish(
    services: SqlServices, ask: Ask
) -> None:
    services.dies_before_answering = True
    with pytest.raises(ProcessDiedError):
        ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "k"})
    services.dies_before_answering = False

    waiting = ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "k"})
    services.clock.advance(seconds=61)
    finished = ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "k"})

    assert (waiting.status_code, waiting.headers["Retry-After"]) == (409, "1")
    assert finished.status_code == 201
    assert len(services.shop.orders) == 1


def test_concurrent_duplicates_have_one_effect(services: SqlServices, ask: Ask) -> None:
    statuses: list[int] = []
    gate = threading.Barrier(8)

    def send() -> None:
        gate.wait()
        answer = ask("POST", "/v1/orders", WISH, **{"Idempotency-Key": "same"})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert len(services.shop.orders) == 1


def test_the_catalog_is_listed_from_the_database(shop: Shop, ask: Ask) -> None:
    for number in range(5):
        shop.sell(a_product(f"p{number}", a_variant(f"v{number}", f"SKU-{number}")))

    first = ask("GET", "/v1/products?limit=3").get_json()
    second = ask("GET", f"/v1/products?limit=3&cursor={first['next_cursor']}").get_json()

    skus = [
        variant["sku"]
        for page in (first, second)
        for item in page["items"]
        for variant in item["variants"]
    ]
    assert sorted(skus) == [f"SKU-{number}" for number in range(5)]
    assert second["next_cursor"] is None
    assert first["items"][0]["variants"][0]["price"]["display"] == "$19.99"


def test_a_delivery_is_committed_once(shop: Shop, services: SqlServices) -> None:
    writer = SqlInbox(shop.database)
    endpoint = WebhookEndpoint(
        merchant_id=MERCHANT,
        connection_id=ConnectionId("con_a"),
        platform="square",
        secrets=("s",),
        url="https://voice.example.com/webhooks/square/con_a",
    )
    delivery = Delivery(delivery_id="d-1", topic="t", body=b"{}")
    now = services.clock.now()

    received = [
        writer.receive(endpoint, delivery, headers={"x-a": "1"}, received_at=now) for _ in range(2)
    ]

    with shop.database.read() as tx:
        backlog = inbox.backlog(tx)
    assert received == [True, False]
    assert (backlog.pending, backlog.oldest_received_at) == (1, now)


def test_what_belongs_to_a_burst_falls_due_with_the_rest_of_it(
    shop: Shop, services: SqlServices
) -> None:
    endpoint = WebhookEndpoint(
        merchant_id=MERCHANT,
        connection_id=ConnectionId("con_a"),
        platform="square",
        secrets=("s",),
        url="https://voice.example.com/webhooks/square/con_a",
    )
    delivery = Delivery(delivery_id="d-1", topic="order.updated", body=b"{}", of_burst=True)
    now = services.clock.now()

    SqlInbox(shop.database).receive(endpoint, delivery, headers={}, received_at=now)

    with shop.database.read() as tx:
        due = [inbox.has_due(tx, now=now + timedelta(seconds=after)) for after in (0.9, 1)]
    assert due == [False, True]


def _states(checks: list[Check]) -> dict[str, State]:
    return {check.name: check.probe().state for check in checks}


def _checks(database: Database, services: SqlServices) -> list[Check]:
    return [
        DatabaseCheck(database=database),
        MigrationsCheck(database=database),
        InboxCheck(database=database, clock=services.clock),
        ConnectionsCheck(database=database),
    ]


def test_a_healthy_database_is_ready(shop: Shop, services: SqlServices) -> None:
    states = _states(_checks(shop.database, services))

    assert set(states.values()) == {State.OK}


def test_waiting_deliveries_and_paused_connections_degrade(
    shop: Shop, services: SqlServices
) -> None:
    test_a_delivery_is_committed_once(shop, services)
    services.clock.advance(minutes=6)
    with shop.database.write() as tx:
        merchants.set_status(tx, ConnectionId("con_a"), ConnectionStatus.PAUSED, reason="revoked")

    states = _states(_checks(shop.database, services))

    assert (states["inbox"], states["connections"]) == (State.DEGRADED, State.DEGRADED)


def test_a_platform_that_does_not_answer_degrades_though_nobody_paused_it(
    shop: Shop, services: SqlServices
) -> None:
    seen = health.Sighting()
    seen.failed("no answer", now=services.clock.now(), attempts=20)
    with shop.database.write() as tx:
        connection = merchants.connection(tx, ConnectionId("con_a"))
        assert health.note(tx, connection, seen, now=services.clock.now()).went_down

    probe = ConnectionsCheck(database=shop.database).probe()

    assert (probe.state, probe.detail) == (State.DEGRADED, "1 of 1 need a look")
    assert probe.figures == {"by_platform": {"square": {"down": 1}}}


def test_a_database_that_is_away_is_down_in_every_check(services: SqlServices) -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none")

    states = _states(_checks(away, services))
    away.close()

    assert set(states.values()) == {State.DOWN}


def test_without_the_database_requests_are_told_to_come_back(services: SqlServices) -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none")
    app = create_app(SqlServices(database=away), WebOptions())

    answer = app.test_client().get("/v1/locations", headers={"Authorization": "Bearer vt_test_a_b"})
    away.close()

    assert answer.status_code == 503
    assert answer.get_json()["type"] == "/problems/storage-unavailable"
    assert int(answer.headers["Retry-After"]) > 0


def test_merchants_do_not_see_each_others_listing(shop: Shop, ask: Ask) -> None:
    with shop.database.write() as tx:
        merchants.add_merchant(tx, a_merchant("mer_2"))
    theirs = open_shop(
        shop.database, merchant_id="mer_2", connection_id="con_b", new_merchant=False
    )
    theirs.sell(a_product("secret", a_variant("v", "SECRET")))

    assert ask("GET", "/v1/products").get_json()["items"] == []
