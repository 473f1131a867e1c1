"""News reaches merchants' endpoints: durable, signed, tried again, given up, replayed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.outward.desk import EndpointChange, WebhookDesk
from app.outward.sender import RETRY_AFTER, Posters, Sender
from domain.calls import Deadline
from domain.errors import ConfigurationError, InvalidInputError, NotFoundError, UnavailableError
from domain.happenings import Happening, News
from domain.ids import MerchantId
from storage import alerts, notifications, sealing, tables, webhook_events
from storage.alert_rules import Severity
from storage.engine import Database, open_database
from storage.keyring import Keyring
from storage.notifications import AlertChannels, ChannelKind
from storage.webhook_deliveries import DeliveryState
from storage.webhook_endpoints import Endpoint, Endpoints, EndpointState
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, open_shop

MERCHANT = MerchantId("mer_1")
RING = Keyring(current_id="k", keys={"k": b"k" * 32})
URL = "https://shop.example/hook"


@dataclass
class Receiver:
    """A way out that keeps what it was given, and answers what it is told to."""

    status: int = 204
    silent: bool = False
    got: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def check(self, url: str) -> None:
        if not url.startswith("https://"):
            raise ConfigurationError("use https")

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        assert not deadline.is_past
        self.got.append((url, headers, body))
        if self.silent:
            raise UnavailableError("no answer", platform="webhook", operation="post")
        return self.status


@dataclass
class House:
    """Everything around one database."""

    database: Database
    clock: FakeClock
    receiver: Receiver
    sender: Sender
    desk: WebhookDesk

    def add(self, *events: str, url: str = URL) -> Endpoint:
        return self.desk.add(
            MERCHANT, url=url, events=events or ("*",), description="", actor="test"
        )

    def emit(self, kind: Happening = Happening.ORDER_PLACED, **told: Any) -> None:
        news = News(merchant_id=MERCHANT, kind=kind, data=told, at=self.clock.now())
        with self.database.write() as tx:
            webhook_events.emit(tx, [news])

    def later(self, pause: timedelta) -> None:
        self.clock.advance(seconds=pause.total_seconds())

    def states(self, endpoint: Endpoint) -> list[str]:
        rows = self.desk.deliveries(MERCHANT, endpoint.id).rows
        return [each.state.value for each in rows]


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    database = open_database(sqlite_url)
    open_shop(database)
    clock, receiver, endpoints = FakeClock(NOW), Receiver(), Endpoints(RING)
    posters = Posters(public=receiver, on_premises=receiver)
    sender = Sender(database, endpoints, posters, clock, chance=lambda: 0.0)
    desk = WebhookDesk(database, endpoints, posters, sender, clock)
    yield House(database, clock, receiver, sender, desk)
    database.close()


def _signatures(headers: Mapping[str, str], body: bytes, secret: str) -> list[str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mine = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return [each for each in headers["webhook-signature"].split() if each == mine]


def test_news_reaches_the_endpoint_signed_with_its_secret(house: House) -> None:
    endpoint = house.add("order.*")
    house.emit(order_id="ord_1")

    assert house.sender.run_once() == 2

    ((url, headers, body),) = house.receiver.got
    assert url == URL
    assert json.loads(body) == {
        "type": "order.placed",
        "timestamp": NOW.isoformat(),
        "data": {"order_id": "ord_1"},
    }
    assert _signatures(headers, body, endpoint.secret)
    assert house.states(endpoint) == ["delivered"]
    assert house.sender.run_once() == 0


def test_news_of_a_transaction_that_failed_is_told_to_nobody(house: House) -> None:
    house.add()
    news = News(merchant_id=MERCHANT, kind=Happening.ORDER_PLACED, data={}, at=NOW)

    def fail() -> None:
        with house.database.write() as tx:
            webhook_events.emit(tx, [news])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert house.sender.run_once() == 0


def test_a_merchant_without_endpoints_leaves_no_trace(house: House) -> None:
    house.emit()

    with house.database.read() as tx:
        assert not tx.execute(select(tables.webhook_events)).all()


def test_an_endpoint_gets_what_it_asked_for_and_nothing_else(house: House) -> None:
    orders, stock = house.add("order.placed"), house.add("stock.*", url="https://b.example/x")
    house.emit(Happening.ORDER_PLACED)
    house.emit(Happening.ORDER_CANCELED)
    house.emit(Happening.STOCK_CHANGED)
    while house.sender.run_once():
        pass

    assert house.states(orders) == ["delivered"]
    assert house.states(stock) == ["delivered"]


def test_attempts_follow_the_schedule_and_end_after_three_days(house: House) -> None:
    endpoint = house.add()
    house.receiver.status = 500
    house.emit()
    house.sender.run_once()
    for pause in RETRY_AFTER[:-1]:
        house.later(pause)
        house.sender.run_once()

    (pending,) = house.desk.deliveries(MERCHANT, endpoint.id).rows
    assert (pending.state, pending.attempts) == (DeliveryState.PENDING, len(RETRY_AFTER))
    assert pending.last_error == "it answered 500"
    ids = {headers["webhook-id"] for _, headers, _ in house.receiver.got}
    assert len(ids) == 1

    house.later(RETRY_AFTER[-1])
    house.sender.run_once()
    assert house.states(endpoint) == ["failed"]


def test_an_endpoint_that_fails_for_three_days_is_disabled_and_people_are_told(
    house: House,
) -> None:
    endpoint = house.add()
    with house.database.write() as tx:
        AlertChannels(RING).add(
            tx,
            MERCHANT,
            kind=ChannelKind.EMAIL,
            name="us",
            target="us@shop.example",
            secret=None,
            least_severity=Severity.WARNING,
            now=NOW,
        )
    house.receiver.silent = True
    house.emit()
    house.sender.run_once()
    house.later(timedelta(days=3))
    house.sender.run_once()

    known = house.desk.endpoint(MERCHANT, endpoint.id)
    assert known.state is EndpointState.DISABLED
    assert "nothing was taken" in (known.state_reason or "")
    with house.database.read() as tx:
        asked = tx.execute(select(tables.outbox.c.kind, tables.outbox.c.payload)).all()
        assert alerts.standing(tx, MERCHANT) == []
    assert [(row.kind, row.payload["kind"]) for row in asked] == [
        (notifications.EFFECT, "webhook-endpoint-disabled")
    ]
    house.emit()
    house.later(timedelta(days=1))
    house.sender.run_once()
    assert len(house.receiver.got) == 2


def test_gone_disables_at_once_and_enabling_sends_what_waited(house: House) -> None:
    endpoint = house.add()
    house.receiver.status = 410
    house.emit()
    house.sender.run_once()
    assert house.desk.endpoint(MERCHANT, endpoint.id).state is EndpointState.DISABLED

    house.receiver.status = 200
    house.desk.change(MERCHANT, endpoint.id, EndpointChange(enabled=True), actor="test")
    house.later(timedelta(minutes=1))
    house.sender.run_once()

    assert house.states(endpoint) == ["delivered"]


def test_an_endpoint_that_is_down_holds_nobody_up(house: House) -> None:
    down, up = house.add(), house.add(url="https://b.example/x")
    for number in range(3):
        house.emit(number=number)
    house.receiver.status = 500
    house.sender.run_once()

    assert len(house.receiver.got) == 2, "one attempt for each endpoint, not one for each message"
    house.receiver.status = 204
    house.later(timedelta(minutes=10))
    while house.sender.run_once():
        pass
    assert set(house.states(down)) == set(house.states(up)) == {"delivered"}


def test_a_rotated_secret_overlaps_with_the_one_before(house: House) -> None:
    endpoint = house.add()
    rotated = house.desk.rotate(MERCHANT, endpoint.id, overlap=timedelta(hours=1), actor="test")
    house.emit()
    house.sender.run_once()
    house.later(timedelta(hours=2))
    house.emit()
    house.sender.run_once()

    (_, first, body), (_, second, late) = house.receiver.got
    assert _signatures(first, body, endpoint.secret)
    assert _signatures(first, body, rotated.secret)
    assert not _signatures(second, late, endpoint.secret)
    assert _signatures(second, late, rotated.secret)


def test_what_failed_is_replayed_under_the_same_id(house: House) -> None:
    endpoint = house.add()
    for number in range(2):
        house.emit(number=number)
    house.sender.run_once()
    (newer, _older) = house.desk.deliveries(MERCHANT, endpoint.id).rows

    assert house.desk.replay(MERCHANT, endpoint.id, actor="test") == 0
    assert house.desk.replay(MERCHANT, endpoint.id, delivery_id=newer.id, actor="test") == 1
    delivered = DeliveryState.DELIVERED
    assert house.desk.replay(MERCHANT, endpoint.id, state=delivered, actor="test") == 1
    house.sender.run_once()

    sent = [headers["webhook-id"] for _, headers, _ in house.receiver.got]
    assert sorted(sent[:2]) == sorted(sent[2:])


def test_a_trial_tells_how_it_went_and_counts_for_nothing(house: House) -> None:
    endpoint = house.add()
    house.receiver.status = 503
    attempt = house.desk.try_endpoint(MERCHANT, endpoint.id)

    assert (attempt.status, attempt.error) == (503, "it answered 503")
    assert house.desk.endpoint(MERCHANT, endpoint.id).failures == 0
    assert json.loads(house.receiver.got[0][2])["type"] == "endpoint.test"


def test_another_merchant_reaches_neither_endpoint_nor_delivery(house: House) -> None:
    endpoint = house.add()
    other = MerchantId("mer_2")

    with pytest.raises(NotFoundError):
        house.desk.endpoint(other, endpoint.id)
    with pytest.raises(NotFoundError):
        house.desk.remove(other, endpoint.id, actor="test")
    assert house.desk.endpoints(other) == []


@pytest.mark.parametrize(
    ("url", "events"),
    [("http://shop.example/x", ["*"]), (URL, []), (URL, ["order"]), (URL, ["orders.*"])],
)
def test_what_cannot_be_told_is_refused(house: House, url: str, events: list[str]) -> None:
    with pytest.raises(InvalidInputError):
        house.desk.add(MERCHANT, url=url, events=events, description="", actor="test")


def test_secrets_are_sealed_and_follow_the_master_key(house: House) -> None:
    endpoint = house.add()
    both = Keyring(current_id="n", keys={"n": b"n" * 32, "k": b"k" * 32})

    with house.database.write() as tx:
        (sealed,) = tx.execute(select(tables.webhook_endpoints.c.sealed)).scalars()
        assert sealing.rewrap(tx, both) == (1, 0)
        again = Endpoints(Keyring(current_id="n", keys={"n": b"n" * 32})).get(
            tx, MERCHANT, endpoint.id
        )

    assert endpoint.secret not in sealed
    assert again.secret == endpoint.secret


def test_old_events_are_forgotten_with_their_deliveries(house: House) -> None:
    endpoint = house.add()
    house.emit()
    house.sender.run_once()
    house.later(timedelta(days=31))

    assert house.desk.prune() == 1
    assert house.states(endpoint) == []


def test_what_waits_for_a_disabled_endpoint_is_forgotten_in_its_time(house: House) -> None:
    endpoint = house.add()
    house.receiver.status = 500
    house.emit()
    house.sender.run_once()
    house.later(timedelta(days=31))
    waiting = house.desk.prune()
    house.desk.change(MERCHANT, endpoint.id, EndpointChange(enabled=False), actor="test")

    assert (waiting, house.desk.prune()) == (0, 1)
    assert house.states(endpoint) == []


def test_news_of_a_kind_that_a_later_version_named_stops_no_others(house: House) -> None:
    house.add("order.*")
    house.emit()
    house.emit()
    with house.database.write() as tx:
        first = tx.execute(select(tables.webhook_events.c.id).limit(1)).scalar_one()
        later = update(tables.webhook_events).values(kind="order.gift_wrapped")
        tx.execute(later.where(tables.webhook_events.c.id == first))

    house.sender.run_once()

    assert len(house.receiver.got) == 2
