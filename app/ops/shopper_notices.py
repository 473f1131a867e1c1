"""Tells shoppers what became of their orders: effects of the outbox, until they are taken.

An SMS goes to a service that takes messages as Twilio does: a form with `To`, `From` and `Body`,
under basic authentication (Twilio, Messages resource 2010-04-01, read 2026-11-21). It knows no key
that names a message, so one whose answer was lost may be told twice; a webhook's and a mail's id
stay the same over attempts. Who wrote STOP to the number is kept by the service, which refuses
with code 21610 (twilio.com/docs/api/errors/21610): they get mail, or nothing.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol, assert_never
from urllib.parse import urlencode

import orjson
import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from app.ops.mail import Mailer, MailRefusedError
from app.ops.messages import signed
from app.ops.notify import NotTakenError, Poster
from app.voice.prompts.catalog import language_of, say
from app.voice.speech import shown
from domain.calls import Clock, Deadline
from domain.errors import ConfigurationError, NotFoundError, UnavailableError
from storage import customers, journal, outbox, shopper_notices
from storage.engine import Database
from storage.outbox import Effect
from storage.shopper_notices import ShopperChannel, ShopperChannelKind, ShopperChannels

log = structlog.get_logger(__name__)

TOLD = Counter("voicetill_shopper_messages_total", "Messages to shoppers.", ["channel", "outcome"])
_LEASE: Final = timedelta(seconds=120)
_ATTEMPTS: Final = 8
"""The last one comes after some twenty minutes: older news would confuse."""
_FIRST_PAUSE_S: Final = 5.0
_LONGEST_PAUSE_S: Final = 600.0
_POST_S: Final = 10.0
_BATCH: Final = 5


_OPTED_OUT: Final = 21610


class OptedOutError(Exception):
    """The shopper wants no messages by this channel."""


class AnsweringPoster(Poster, Protocol):
    """A poster that reads what the receiver says."""

    def ask(
        self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline
    ) -> tuple[int, bytes]:
        """The answer's status and what it says; the rest is as `post`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where one shopper is reached."""

    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


class ShopperNotices:
    """A worker's loop; any number of them may run."""

    def __init__(
        self,
        database: Database,
        channels: ShopperChannels,
        poster: AnsweringPoster,
        clock: Clock,
        *,
        mailer: Mailer | None,
    ) -> None:
        """Without a mailer, mail cannot be sent, and says so."""
        self._db = database
        self._channels = channels
        self._poster = poster
        self._clock = clock
        self._mailer = mailer
        self._owner = f"shoppers-{uuid.uuid4().hex[:12]}"

    def run_once(self) -> int:
        """Tell what is due; how many messages were."""
        with self._db.write() as tx:
            due = outbox.claim(
                tx,
                owner=self._owner,
                now=self._clock.now(),
                lease=_LEASE,
                limit=_BATCH,
                kind=shopper_notices.EFFECT,
            )
        for effect in due:
            self._attend(effect)
        return len(due)

    def _attend(self, effect: Effect) -> None:
        name = str(effect.payload["channel"])
        try:
            outcome = self._tell(effect)
        except NotFoundError:  # the channel, or the shopper's number, is gone meanwhile
            TOLD.labels(name, "nobody").inc()
            self._done(effect)
        except OptedOutError:
            self._by_mail_instead(effect)
        except (NotTakenError, MailRefusedError, UnavailableError, ConfigurationError) as error:
            self._not_taken(effect, error)
        except Exception as error:  # the last handler of a message: logged, kept, tried again
            log.exception("shopper.not_told", key=effect.key)
            self._not_taken(effect, error)
        else:
            TOLD.labels(name, outcome).inc()
            self._done(effect)

    def _tell(self, effect: Effect) -> str:
        """What came of it."""
        kind = ShopperChannelKind(effect.payload["channel"])
        with self._db.read() as tx:
            channel = self._channels.get(tx, effect.merchant_id, kind)
            contact = _contact(tx, effect)
            if shopper_notices.is_overtaken(tx, effect):
                return "overtaken"
        match kind:
            case ShopperChannelKind.SMS:
                self._send_sms(channel, *_sms(channel, contact, str(effect.payload["text"])))
            case ShopperChannelKind.EMAIL:
                self._mail(effect, contact)
            case ShopperChannelKind.WEBHOOK:
                self._post(channel, *_webhook(channel, effect, contact, self._clock.now()))
            case _:
                assert_never(kind)
        return "taken"

    def _mail(self, effect: Effect, contact: Contact) -> None:
        if self._mailer is None:
            raise ConfigurationError("no mail server is set up: give VOICETILL_SMTP_URL")
        if contact.email is None:
            raise NotFoundError("mail address of the shopper of", str(effect.payload["about"]))
        text = str(effect.payload["text"])
        subject = shown(say("notice.subject"), _locale(effect))
        self._mailer.send(contact.email, subject=subject, text=f"{text}\n", key=_message_id(effect))

    def _send_sms(self, channel: ShopperChannel, headers: Mapping[str, str], body: bytes) -> None:
        status, said = self._poster.ask(
            channel.url, headers=headers, body=body, deadline=Deadline.after(_POST_S)
        )
        if not 200 <= status < 300:
            if _code(said) == _OPTED_OUT:
                raise OptedOutError
            raise NotTakenError(f"it answered {status}")

    def _by_mail_instead(self, effect: Effect) -> None:
        """Whoever wants no SMS hears of it by mail, where there is an address and a channel."""
        TOLD.labels(str(effect.payload["channel"]), "opted_out").inc()
        log.info("shopper.opted_out", key=effect.key, channel=effect.payload["channel"])
        now = self._clock.now()
        with self._db.write() as tx:
            outbox.done(tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=now)
            if _contact(tx, effect).email is not None:
                shopper_notices.by_mail_instead(tx, effect, now=now)

    def _post(self, channel: ShopperChannel, headers: Mapping[str, str], body: bytes) -> None:
        status = self._poster.post(
            channel.url, headers=headers, body=body, deadline=Deadline.after(_POST_S)
        )
        if not 200 <= status < 300:
            raise NotTakenError(f"it answered {status}")

    def _done(self, effect: Effect) -> None:
        with self._db.write() as tx:
            outbox.done(
                tx, effect.merchant_id, kind=effect.kind, key=effect.key, now=self._clock.now()
            )

    def _not_taken(self, effect: Effect, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"[:300]
        now, is_final = self._clock.now(), effect.attempts >= _ATTEMPTS
        with self._db.write() as tx:
            if is_final:
                outbox.bury(tx, effect.id, owner=self._owner, now=now, reason=reason)
            else:
                pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**effect.attempts)
                at = now + timedelta(seconds=pause)
                outbox.retry(tx, effect.id, owner=self._owner, at=at, reason=reason)
        TOLD.labels(str(effect.payload["channel"]), "given_up" if is_final else "postponed").inc()
        log.warning("shopper.not_told", key=effect.key, attempts=effect.attempts, reason=reason)


def _contact(tx: Connection, effect: Effect) -> Contact:
    """As the order has it, else as the customer's records do."""
    checkout = journal.load(tx, effect.merchant_id, str(effect.payload["about"]))
    if checkout is not None:
        recipient = checkout.context.get("recipient", {})
        return Contact(phone=recipient.get("phone"), email=recipient.get("email"))
    customer_id = effect.payload.get("customer_id")
    if customer_id is None:
        return Contact()
    person = customers.get(tx, effect.merchant_id, customer_id)
    return Contact(phone=person.phone, email=person.email)


def _sms(channel: ShopperChannel, contact: Contact, text: str) -> tuple[dict[str, str], bytes]:
    if contact.phone is None:
        raise NotFoundError("phone number for", channel.kind.value)
    credentials = base64.b64encode(f"{channel.user}:{channel.secret}".encode()).decode()
    headers = {
        "Authorization": f"Basic {credentials}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    form = {"To": contact.phone, "From": channel.sender, "Body": text}
    return headers, urlencode(form).encode()


def _code(said: bytes) -> object:
    """The code of a refusal; None where it tells none."""
    try:
        told = orjson.loads(said)
    except orjson.JSONDecodeError:
        return None
    return told.get("code") if isinstance(told, dict) else None


def _webhook(
    channel: ShopperChannel, effect: Effect, contact: Contact, now: datetime
) -> tuple[dict[str, str], bytes]:
    told = effect.payload
    body = orjson.dumps(
        {
            "type": f"shopper.{told['news'].partition(':')[0]}",  # what follows tells pieces apart
            "timestamp": told["at"],
            "data": {
                "about": told["about"],
                "news": told["news"],
                "text": told["text"],
                "locale": _locale(effect),
                "customer_id": told["customer_id"],
                "phone": contact.phone,
                "email": contact.email,
            },
        }
    )
    return signed(body, secret=channel.secret, message_id=_message_id(effect), now=now), body


def _locale(effect: Effect) -> str:
    """What a message is written in: English too where the shopper's language is none of ours."""
    told = str(effect.payload.get("locale", shopper_notices.NO_LOCALE))
    return told if told.lower().startswith(language_of(told)) else shopper_notices.NO_LOCALE


def _message_id(effect: Effect) -> str:
    return "msg_" + hashlib.sha256(f"{effect.merchant_id}:{effect.key}".encode()).hexdigest()[:32]
