"""News of alerts reaches real receivers: signed webhooks, chats, and mail over STARTTLS."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from adapters.outward import OutwardPoster
from app.ops.alert_desk import AlertDesk
from app.ops.mail import Mailer, MailRefusedError, MailServer
from app.ops.notify import Notifier
from domain.calls import Deadline
from domain.errors import ConfigurationError, InvalidInputError, NotFoundError, UnavailableError
from domain.ids import MerchantId
from sandbox.kit.server import serve
from storage import alerts, notifications, sealing
from storage.alert_rules import Severity
from storage.dead_letters import LetterFilter
from storage.engine import Database, open_database
from storage.keyring import Keyring
from storage.notifications import AlertChannel, AlertChannels, ChannelKind
from sync.letters import DeadLetterDesk
from tests.fakes.clock import FakeClock
from tests.integration.adapters.shops import Authority, authority
from tests.integration.care.world import World, open_world

MERCHANT = MerchantId("mer_1")
OLD = Keyring(current_id="old", keys={"old": b"o" * 32})
BOTH = Keyring(current_id="new", keys={"new": b"n" * 32, "old": b"o" * 32})
NEW = Keyring(current_id="new", keys={"new": b"n" * 32})


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def world(database: Database) -> World:
    return open_world(database)


@dataclass
class Receiver:
    """Somebody's web server: keeps what it got, answers what it is told to."""

    url: str = ""
    status: str = "204 No Content"
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        headers = {name[5:].lower(): v for name, v in environ.items() if name.startswith("HTTP_")}
        self.got.append((headers, environ["wsgi.input"].read()))
        start(self.status, [("Location", "http://127.0.0.1:1/elsewhere"), ("Content-Length", "0")])
        return iter((b"",))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    server = serve(found)
    found.url = f"{server.url}/hook?token=s3cr3t"
    yield found
    server.stop()


@dataclass
class Post:
    """A mail server's inbox."""

    arrived: list[tuple[EmailMessage, bool]] = field(default_factory=list)
    """Each message, and whether it came over TLS."""
    answer: str = "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Envelope) -> str:
        content = envelope.content or b""
        message = message_from_bytes(
            content if isinstance(content, bytes) else content.encode(), policy=policy.default
        )
        assert isinstance(message, EmailMessage)
        self.arrived.append((message, session.ssl is not None))
        return self.answer


def _free_port(host: str) -> int:
    """The controller wants to know it beforehand."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(post: Post, tls: ssl.SSLContext | None, host: str = "127.0.0.1") -> Iterator[int]:
    def knows(_server: Any, _session: Any, _envelope: Any, _way: str, given: Any) -> AuthResult:
        right = LoginPassword(b"ops", b"pass word")
        return AuthResult(success=given == right)

    controller = Controller(
        post,
        hostname=host,
        port=_free_port(host),
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=knows if tls is not None else None,
        auth_required=tls is not None,
        server_hostname="mail.test",
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("mail-ca"))


def trusting(path: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(path))


def mailer(port: int, ca: Authority, clock: FakeClock, host: str = "127.0.0.1") -> Mailer:
    server = MailServer.parse(f"smtp://ops:pass%20word@{host}:{port}", "alerts@voicetill.example")
    return Mailer(server, clock, trusting(ca.file))


@dataclass
class Telling:
    """The desk and the notifier over one world."""

    world: World
    clock: FakeClock
    mailer: Mailer | None = None
    poster: OutwardPoster = field(default_factory=lambda: OutwardPoster(allow_loopback=True))

    def __post_init__(self) -> None:
        channels = AlertChannels(OLD)
        self.notifier = Notifier(
            self.world.database,
            channels,
            self.poster,
            self.clock,
            mailer=self.mailer,
            docs_url="https://docs.example/tree",
        )
        self.desk = AlertDesk(self.world.database, channels, self.poster, self.notifier, self.clock)

    def add(self, kind: ChannelKind, target: str) -> AlertChannel:
        return self.desk.add_channel(
            MERCHANT,
            kind=kind,
            name="ops",
            target=target,
            least_severity=Severity.WARNING,
            actor="test",
        )

    def alarm(self, message: str = "Tom & <Jerry>: 9 letters") -> None:
        """An alert is raised and asked to be told."""
        now = self.clock.now()
        with self.world.database.write() as tx:
            alerts.raise_alert(
                tx,
                self.world.small,
                "dead-letters",
                severity="warning",
                message=message,
                due_at=None,
                now=now,
            )
            assert notifications.announce(tx, now=now) == 1

    def all_clear(self) -> None:
        now = self.clock.now()
        with self.world.database.write() as tx:
            alerts.resolve(tx, self.world.small.id, "dead-letters", now=now)
            notifications.announce(tx, now=now)


@pytest.fixture
def telling(world: World, clock: FakeClock) -> Iterator[Telling]:
    made = Telling(world, clock)
    yield made
    made.poster.close()


def proves(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """A receiver's own check, as the Standard Webhooks specification tells it."""
    assert secret.startswith("whsec_")
    signed = f"{headers['webhook_id']}.{headers['webhook_timestamp']}.".encode() + body
    key = base64.b64decode(secret[len("whsec_") :])
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook_signature"].split(" ")


def test_a_webhook_is_signed_as_the_standard_says(telling: Telling, receiver: Receiver) -> None:
    channel = telling.add(ChannelKind.WEBHOOK, receiver.url)
    telling.alarm()

    assert telling.notifier.run_once() == 1

    ((headers, body),) = receiver.got
    assert channel.secret is not None
    assert proves(headers, body, channel.secret)
    assert headers["webhook_timestamp"] == str(int(telling.clock.now().timestamp()))
    told = json.loads(body)
    assert told["type"] == "alert.raised"
    assert told["data"]["message"] == "Tom & <Jerry>: 9 letters"
    assert told["data"]["runbook"] == ("https://docs.example/tree/docs/runbooks/dead-letters.md")
    assert telling.notifier.run_once() == 0


def test_the_all_clear_follows_under_another_id(telling: Telling, receiver: Receiver) -> None:
    telling.add(ChannelKind.WEBHOOK, receiver.url)
    telling.alarm()
    telling.notifier.run_once()
    telling.all_clear()
    telling.notifier.run_once()

    types = [json.loads(body)["type"] for _, body in receiver.got]
    assert types == ["alert.raised", "alert.resolved"]
    assert len({headers["webhook_id"] for headers, _ in receiver.got}) == 2


def test_a_receiver_that_refuses_is_tried_again_under_the_same_id(
    telling: Telling, receiver: Receiver
) -> None:
    telling.add(ChannelKind.WEBHOOK, receiver.url)
    telling.alarm()
    for receiver.status in ("500 Oh", "302 Found", "204 No Content"):
        assert telling.notifier.run_once() == 1
        assert telling.notifier.run_once() == 0
        telling.clock.advance(seconds=90)

    assert len(receiver.got) == 3  # and the redirect was not followed
    assert len({headers["webhook_id"] for headers, _ in receiver.got}) == 1
    telling.clock.advance(days=1)
    assert telling.notifier.run_once() == 0


def test_what_is_never_taken_becomes_a_dead_letter_that_can_be_replayed(
    telling: Telling, receiver: Receiver
) -> None:
    telling.add(ChannelKind.SLACK, receiver.url)
    telling.alarm()
    receiver.status = "410 Gone"
    for _ in range(20):
        telling.notifier.run_once()
        telling.clock.advance(hours=2)

    desk = DeadLetterDesk(telling.world.database, telling.clock)
    (letter,) = desk.list(LetterFilter()).rows
    assert (letter.topic, letter.code, letter.attempts) == ("alert.tell", "NotTakenError", 12)
    receiver.status = "200 OK"
    desk.replay(LetterFilter(), actor="test")
    telling.notifier.run_once()
    assert desk.list(LetterFilter()).rows == ()


def test_a_chat_gets_a_text_in_which_names_are_no_markup(
    telling: Telling, receiver: Receiver
) -> None:
    telling.add(ChannelKind.SLACK, receiver.url)
    telling.alarm("<!channel> *Tom* & Co: down")
    telling.notifier.run_once()

    ((_, body),) = receiver.got
    text = json.loads(body)["text"]
    assert "&lt;!channel&gt; *Tom* &amp; Co: down" in text
    assert "<https://docs.example/tree/docs/runbooks/dead-letters.md|What to do>" in text


def test_mail_goes_over_starttls_with_a_login(
    world: World, clock: FakeClock, ca: Authority
) -> None:
    post = Post()
    with mail_server(post, ca.server_context("127.0.0.1")) as port:
        telling = Telling(world, clock, mailer(port, ca, clock))
        telling.add(ChannelKind.EMAIL, "ops@shop.example")
        telling.alarm("Tom's\r\nBcc: everybody@else.example: 9 letters")
        assert telling.notifier.run_once() == 1
        assert telling.notifier.run_once() == 0

    ((message, over_tls),) = post.arrived
    assert over_tls
    assert message["To"] == "ops@shop.example"
    assert message["From"] == "alerts@voicetill.example"
    assert message["Bcc"] is None
    assert message["Subject"].startswith("[warning] dead-letters: Tom's Bcc: everybody@else")
    text = message.get_content()
    assert "What to do:  https://docs.example/tree/docs/runbooks/dead-letters.md" in text
    assert message["Message-ID"].endswith("@voicetill.example>")


def test_a_mail_server_that_does_not_take_it_is_asked_again(
    world: World, clock: FakeClock, ca: Authority
) -> None:
    post = Post(answer="451 try later")
    with mail_server(post, ca.server_context("127.0.0.1")) as port:
        telling = Telling(world, clock, mailer(port, ca, clock))
        telling.add(ChannelKind.EMAIL, "ops@shop.example")
        telling.alarm()
        telling.notifier.run_once()
        post.answer = "250 OK"
        clock.advance(seconds=30)
        assert telling.notifier.run_once() == 1

    assert len({message["Message-ID"] for message, _ in post.arrived}) == 1
    assert len(post.arrived) == 2


def test_nothing_is_sent_to_a_mail_server_that_does_not_prove_itself(
    clock: FakeClock, ca: Authority, tmp_path: Path
) -> None:
    post, other = Post(), authority(tmp_path)
    foreign = other.server_context("127.0.0.1")
    with mail_server(post, foreign) as port, pytest.raises(MailRefusedError):
        mailer(port, ca, clock).send("a@b.example", subject="s", text="t", key="k")
    with mail_server(post, None, host="127.0.0.2") as port, pytest.raises(MailRefusedError):
        mailer(port, ca, clock, "127.0.0.2").send("a@b.example", subject="s", text="t", key="k")

    assert post.arrived == []


def test_without_a_mail_server_a_message_waits_and_says_why(telling: Telling) -> None:
    telling.add(ChannelKind.EMAIL, "ops@shop.example")
    telling.alarm()
    telling.notifier.run_once()

    with telling.world.database.read() as tx:
        (row,) = tx.exec_driver_sql("SELECT state, reason FROM outbox").fetchall()
    assert row.state == "pending"
    assert "VOICETILL_SMTP_URL" in row.reason


@pytest.mark.parametrize(
    "target",
    [
        "http://hooks.example/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "ftp://hooks.example",
        "https://user:pass@hooks.example/",
        "not a url",
    ],
)
def test_an_address_that_may_not_be_called_is_refused_when_it_is_given(
    world: World, clock: FakeClock, target: str
) -> None:
    telling = Telling(world, clock, poster=OutwardPoster(allow_loopback=False))

    for kind in (ChannelKind.WEBHOOK, ChannelKind.SLACK):
        with pytest.raises(InvalidInputError):
            telling.add(kind, target)


@pytest.mark.parametrize("target", ["ops", "a@b, c@d", "a@b\r\nBcc: x@y", "<a@b>"])
def test_only_one_plain_mail_address_is_taken(telling: Telling, target: str) -> None:
    with pytest.raises(InvalidInputError):
        telling.add(ChannelKind.EMAIL, target)


@pytest.mark.parametrize("host", ["10.0.0.7", "169.254.169.254", "[::ffff:10.0.0.7]", "[fd00::1]"])
def test_a_private_address_is_refused_before_anything_is_sent(telling: Telling, host: str) -> None:
    url = f"https://{host}/x"
    with pytest.raises(InvalidInputError, match="may not be called"):
        telling.add(ChannelKind.WEBHOOK, url)

    poster = OutwardPoster(allow_loopback=True)  # as with a channel of former times
    with pytest.raises(ConfigurationError, match="may not be called"):
        poster.post(url, headers={}, body=b"", deadline=Deadline.after(5))
    poster.close()


def test_a_receiver_that_is_away_is_an_outage_and_no_more(telling: Telling) -> None:
    channel = telling.add(ChannelKind.WEBHOOK, "http://127.0.0.1:1/x")

    with pytest.raises(UnavailableError):
        telling.desk.try_channel(MERCHANT, channel.id)


def test_a_channel_is_tried_listed_and_removed(telling: Telling, receiver: Receiver) -> None:
    channel = telling.add(ChannelKind.WEBHOOK, receiver.url)

    telling.desk.try_channel(MERCHANT, channel.id)
    assert json.loads(receiver.got[0][1])["data"]["kind"] == "trial"
    assert [each.target for each in telling.desk.channels(MERCHANT)] == [receiver.url]
    assert telling.desk.channels(MerchantId("mer_2")) == []
    with pytest.raises(NotFoundError):
        telling.desk.remove_channel(MerchantId("mer_2"), channel.id, actor="x")
    telling.alarm()
    telling.desk.remove_channel(MERCHANT, channel.id, actor="x")
    assert telling.notifier.run_once() == 1
    assert len(receiver.got) == 1


def test_an_address_is_stored_sealed_and_outlives_its_master_key(
    telling: Telling, receiver: Receiver, world: World
) -> None:
    channel = telling.add(ChannelKind.SLACK, receiver.url)
    with world.database.read() as tx:
        (row,) = tx.exec_driver_sql("SELECT sealed FROM alert_channels").fetchall()
        assert "s3cr3t" not in row.sealed
        with pytest.raises(ConfigurationError):
            AlertChannels(NEW).get(tx, MERCHANT, channel.id)

    with world.database.write() as tx:
        assert sealing.usage(tx) == {"old": 1}
        assert sealing.rewrap(tx, BOTH) == (1, 0)
        assert AlertChannels(NEW).get(tx, MERCHANT, channel.id).target == receiver.url
