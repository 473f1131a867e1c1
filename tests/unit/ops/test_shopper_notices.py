"""Shoppers are told once per piece of news, by the channel that reaches them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest
from sqlalchemy import select

from app.ops.shopper_notices import ShopperNotices
from domain.calls import Deadline
from domain.customers import Customer
from domain.errors import ConfigurationError, UnavailableError
from domain.ids import CustomerId, PlatformId
from storage import customers, customers_write, sealing, shopper_notices, tables
from storage.engine import Database, open_database
from storage.keyring import Keyring
from storage.shopper_notices import EFFECT, ShopperChannelKind, ShopperChannels
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, Shop, open_shop

MERCHANT = "mer_1"
KEYS = Keyring(current_id="k1", keys={"k1": b"k" * 32, "k2": b"j" * 32})
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
SMS, EMAIL, WEBHOOK = (
    ShopperChannelKind.SMS,
    ShopperChannelKind.EMAIL,
    ShopperChannelKind.WEBHOOK,
)


@dataclass
class Post:
    """A receiver that answers as told."""

    answers: list[int | Exception] = field(default_factory=list)
    seen: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    says: bytes = b"{}"

    def check(self, url: str) -> None:
        """Every address will do."""

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        self.seen.append((url, headers, body))
        answer = self.answers.pop(0) if self.answers else 201
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask(
        self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline
    ) -> tuple[int, bytes]:
        return self.post(url, headers=headers, body=body, deadline=deadline), self.says


@dataclass
class World:
    """One merchant, one shopper, one receiver."""

    shop: Shop
    clock: FakeClock
    post: Post
    notices: ShopperNotices
    shopper: CustomerId

    @property
    def database(self) -> Database:
        return self.shop.database

    def channel(self, kind: ShopperChannelKind, **told: str) -> None:
        with self.database.write() as tx:
            ShopperChannels(KEYS).put(tx, MERCHANT, kind, now=NOW, **told)

    def tell(
        self, *has: ShopperChannelKind, news: str = "confirmed", locale: str | None = None
    ) -> int:
        with self.database.write() as tx:
            return shopper_notices.tell(
                tx,
                MERCHANT,
                about="ord_1",
                news=news,
                text="Downtown confirmed your order.",
                has=_either(has),
                now=self.clock.now(),
                customer_id=self.shopper,
                locale=locale,
            )

    def states(self) -> list[tuple[str, str]]:
        with self.database.read() as tx:
            rows = tx.execute(select(tables.outbox).where(tables.outbox.c.kind == EFFECT))
            return sorted((row.key, row.state) for row in rows)


def _either(has: Collection[ShopperChannelKind]) -> Collection[ShopperChannelKind]:
    return has or (SMS, EMAIL)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    database = open_database(sqlite_url)
    shop, clock, post = open_shop(database), FakeClock(), Post()
    with database.write() as tx:
        jordan = Customer(platform_id=PlatformId("c1"), phone="+12065550123", revision=1)
        customers_write.apply_customers(tx, shop.connection, [jordan], as_of=NOW)
        person = customers.by_platform_id(tx, shop.connection.id, ["c1"])[PlatformId("c1")]
    notices = ShopperNotices(database, ShopperChannels(KEYS), post, clock, mailer=None)
    yield World(shop=shop, clock=clock, post=post, notices=notices, shopper=person)
    database.close()


def test_an_sms_is_handed_in_as_a_form_under_basic_authentication(world: World) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    world.tell()

    assert world.notices.run_once() == 1

    ((url, headers, body),) = world.post.seen
    assert url == "https://sms.example/m"
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"AC1:pw").decode()
    form = parse_qs(body.decode())
    assert (form["To"], form["From"]) == (["+12065550123"], ["+1206"])
    assert form["Body"] == ["Downtown confirmed your order."]
    assert world.states() == [("ord_1:confirmed:sms", "done")]


def test_a_webhook_is_signed_and_keeps_its_id_over_attempts(world: World) -> None:
    world.channel(WEBHOOK, url="https://hooks.example/s", secret=SECRET)
    world.post.answers = [500, 200]
    world.tell()

    world.notices.run_once()
    world.clock.advance(seconds=60)
    world.notices.run_once()

    (_, first, _), (_, second, body) = world.post.seen
    assert first["webhook-id"] == second["webhook-id"]
    signed = f"{second['webhook-id']}.{second['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.digest(b"s" * 32, signed, hashlib.sha256)).decode()
    assert second["webhook-signature"] == f"v1,{mac}"
    told = orjson.loads(body)
    assert told["type"] == "shopper.confirmed"
    assert told["data"]["phone"] == "+12065550123"


def test_a_type_is_a_word_that_a_program_can_tell_apart_by(world: World) -> None:
    world.channel(WEBHOOK, url="https://hooks.example/s", secret=SECRET)
    world.tell(news="parcel.delivered:pcl_1")
    world.tell(news="subscription.reminder:4:")

    world.notices.run_once()

    told = [orjson.loads(body) for _, _, body in world.post.seen]
    assert [each["type"] for each in told] == [
        "shopper.parcel.delivered",
        "shopper.subscription.reminder",
    ]
    assert told[0]["data"]["news"] == "parcel.delivered:pcl_1"


def test_a_program_is_told_what_its_message_is_written_in(world: World) -> None:
    world.channel(WEBHOOK, url="https://hooks.example/s", secret=SECRET)
    world.tell(locale="de-DE")
    world.tell(news="canceled")

    world.notices.run_once()

    told = [orjson.loads(body)["data"]["locale"] for _, _, body in world.post.seen]
    assert told == ["de-DE", "en-US"]


def test_of_sms_and_mail_the_shopper_gets_one_and_each_piece_of_news_once(world: World) -> None:
    for kind in ShopperChannelKind:
        world.channel(kind, url="https://x.example", secret=SECRET)

    first, again, mail_only = world.tell(), world.tell(), world.tell(EMAIL, news="canceled")

    assert (first, again, mail_only) == (2, 0, 2)
    assert [key for key, _ in world.states()] == [
        "ord_1:canceled:email",
        "ord_1:canceled:webhook",
        "ord_1:confirmed:sms",
        "ord_1:confirmed:webhook",
    ]


@pytest.mark.parametrize(
    "trouble",
    [
        UnavailableError("no answer", platform="webhook", operation="post"),
        ConfigurationError("a private address"),
        503,
    ],
    ids=["silent", "forbidden address", "refusing"],
)
def test_what_is_not_taken_is_tried_again_and_then_given_up(world: World, trouble: Any) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    world.post.answers = [trouble] * 20
    world.tell()

    for _ in range(20):
        world.notices.run_once()
        world.clock.advance(seconds=700)

    assert len(world.post.seen) == 8
    assert world.states() == [("ord_1:confirmed:sms", "dead")]


STOPPED = b'{"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}'


def test_who_wrote_stop_is_sent_no_further_sms_and_leaves_no_dead_letter(world: World) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    world.post.answers, world.post.says = [400], STOPPED
    world.tell()

    world.notices.run_once()
    world.clock.advance(seconds=3600)
    world.notices.run_once()

    assert len(world.post.seen) == 1
    assert world.states() == [("ord_1:confirmed:sms", "done")]


def test_who_wrote_stop_gets_the_news_by_mail_where_there_is_an_address(world: World) -> None:
    with world.database.write() as tx:
        jordan = Customer(
            platform_id=PlatformId("c1"),
            phone="+12065550123",
            email="jordan@example.com",
            revision=2,
        )
        customers_write.apply_customers(tx, world.shop.connection, [jordan], as_of=NOW)
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    world.channel(EMAIL)
    world.post.answers, world.post.says = [400], STOPPED
    world.tell()

    world.notices.run_once()

    assert world.states() == [
        ("ord_1:confirmed:email", "pending"),
        ("ord_1:confirmed:sms", "done"),
    ]


def test_what_is_overtaken_by_how_it_ended_is_not_told_afterwards(world: World) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    world.channel(WEBHOOK, url="https://hooks.example/s", secret=SECRET)
    world.post.answers = [503, 503]
    world.tell(news="received")
    world.notices.run_once()
    world.clock.advance(seconds=5)
    world.tell(news="confirmed")
    world.notices.run_once()
    world.post.seen.clear()

    world.clock.advance(seconds=60)
    world.notices.run_once()

    assert [url for url, _, _ in world.post.seen] == ["https://hooks.example/s"]
    assert all(state == "done" for _, state in world.states())


def test_a_page_to_pay_on_that_was_asked_for_again_is_told(world: World) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    for news in ("received", "payment-needed", "payment-link"):
        world.tell(news=news)
        world.notices.run_once()
        world.clock.advance(seconds=5)

    assert len(world.post.seen) == 3


def test_another_refusal_of_an_sms_is_tried_again(world: World) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    world.post.answers, world.post.says = [400, 201], b'{"code": 21606, "status": 400}'
    world.tell()

    world.notices.run_once()
    world.clock.advance(seconds=60)
    world.notices.run_once()

    assert len(world.post.seen) == 2


def test_a_program_is_told_english_where_the_shopper_speaks_none_of_ours(world: World) -> None:
    world.channel(WEBHOOK, url="https://hooks.example/s", secret=SECRET)
    world.tell(locale="pt-BR")

    world.notices.run_once()

    ((_, _, body),) = world.post.seen
    assert orjson.loads(body)["data"]["locale"] == "en-US"


def test_nobody_is_told_who_cannot_be_reached(world: World) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="pw", sender="+1206")
    with world.database.write() as tx:
        tx.execute(tables.customer_records.update().values(phone=None))
    world.tell()

    world.notices.run_once()

    assert world.post.seen == []
    assert world.states() == [("ord_1:confirmed:sms", "done")]


def test_mail_without_a_server_waits_for_one(world: World) -> None:
    world.channel(EMAIL)
    world.tell(EMAIL)

    world.notices.run_once()

    assert world.states() == [("ord_1:confirmed:email", "pending")]


def test_the_outbox_holds_nobodys_number(world: World) -> None:
    world.channel(WEBHOOK, url="https://hooks.example/s", secret=SECRET)
    world.tell()

    with world.database.read() as tx:
        claimed = tx.execute(select(tables.outbox.c.payload)).scalars().all()

    assert "+1206" not in str(claimed)


def test_passwords_are_sealed_and_follow_the_master_key(world: World) -> None:
    world.channel(SMS, url="https://sms.example/m", user="AC1", secret="password", sender="+1206")
    newer = Keyring(current_id="k2", keys=KEYS.keys)

    with world.database.write() as tx:
        before = tx.execute(select(tables.shopper_channels.c.sealed)).scalar_one()
        done, unreadable = sealing.rewrap(tx, newer)
        after = tx.execute(select(tables.shopper_channels.c.sealed)).scalar_one()
        opened = ShopperChannels(newer).get(tx, MERCHANT, SMS)

    assert "password" not in before
    assert (done, unreadable) == (1, 0)
    assert after.startswith("k2.")
    assert opened.secret == "password"
