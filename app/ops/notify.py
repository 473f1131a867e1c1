"""Tells news of alerts to merchants' channels: effects of the outbox, until they are taken."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Protocol, assert_never

import structlog
from prometheus_client import Counter

from app.ops.mail import Mailer, MailRefusedError
from app.ops.messages import AlertMessage, body_of, chat_body, mail_text, signed
from domain.calls import Clock, Deadline
from domain.errors import ConfigurationError, NotFoundError, UnavailableError
from storage import notifications, outbox
from storage.engine import Database
from storage.notifications import AlertChannel, AlertChannels, ChannelKind
from storage.outbox import Effect

log = structlog.get_logger(__name__)

TOLD = Counter(
    "voicetill_alert_messages_total", "Messages to channels of alerts.", ["channel", "outcome"]
)
_LEASE: Final = timedelta(seconds=120)
_ATTEMPTS: Final = 12
"""The last one comes after some nine hours."""
_FIRST_PAUSE_S: Final = 10.0
_LONGEST_PAUSE_S: Final = 3_600.0
_POST_S: Final = 10.0
_BATCH: Final = 5


class Poster(Protocol):
    """Sends a body to an address of somebody's choice (`adapters.outward.OutwardPoster`)."""

    def check(self, url: str) -> None:
        """Raises ConfigurationError unless the address, as written, may be posted to."""
        ...

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        """The answer's status; redirects are not followed. Raises ConfigurationError if the address
        is none that may be called, UnavailableError if no answer came."""
        ...


class NotTakenError(Exception):
    """A channel did not take a message; it may later."""


class Notifier:
    """A worker's loop; any number of them may run."""

    def __init__(
        self,
        database: Database,
        channels: AlertChannels,
        poster: Poster,
        clock: Clock,
        *,
        mailer: Mailer | None,
        docs_url: str | None,
    ) -> None:
        """Without a mailer, mail cannot be sent, and says so. `docs_url` is where the project's
        files are shown."""
        self._db = database
        self._channels = channels
        self._poster = poster
        self._clock = clock
        self._mailer = mailer
        self._docs_url = docs_url
        self._owner = f"alerts-{uuid.uuid4().hex[:12]}"

    def run_once(self) -> int:
        """Tell what is due; how many messages were."""
        with self._db.write() as tx:
            due = outbox.claim(
                tx,
                owner=self._owner,
                now=self._clock.now(),
                lease=_LEASE,
                limit=_BATCH,
                kind=notifications.EFFECT,
            )
        for effect in due:
            self._attend(effect)
        return len(due)

    def _attend(self, effect: Effect) -> None:
        try:
            channel = self._tell(effect)
        except NotFoundError:
            self._done(effect)  # the channel was taken away meanwhile
        except (NotTakenError, MailRefusedError, UnavailableError, ConfigurationError) as error:
            self._not_taken(effect, error)
        except Exception as error:  # the last handler of a message: logged, kept, tried again
            log.exception("alert.not_told", key=effect.key)
            self._not_taken(effect, error)
        else:
            TOLD.labels(channel.kind.value, "taken").inc()
            self._done(effect)

    def _tell(self, effect: Effect) -> AlertChannel:
        with self._db.read() as tx:
            channel = self._channels.get(tx, effect.merchant_id, effect.payload["channel_id"])
        message = AlertMessage.of(
            effect.payload, merchant_id=effect.merchant_id, docs_url=self._docs_url
        )
        self.send(channel, message, key=effect.key)
        return channel

    def send(self, channel: AlertChannel, message: AlertMessage, *, key: str) -> None:
        """One attempt at once. Raises NotTakenError, MailRefusedError, UnavailableError,
        ConfigurationError."""
        name = "msg_" + hashlib.sha256(key.encode()).hexdigest()[:32]
        now = self._clock.now()
        match channel.kind:
            case ChannelKind.WEBHOOK:
                body = body_of(message, now)
                secret = channel.secret or ""
                headers = signed(body, secret=secret, message_id=name, now=now)
                self._post(channel, headers, body)
            case ChannelKind.SLACK:
                self._post(channel, {"Content-Type": "application/json"}, chat_body(message))
            case ChannelKind.EMAIL:
                if self._mailer is None:
                    raise ConfigurationError("no mail server is set up: give VOICETILL_SMTP_URL")
                text = mail_text(message)
                self._mailer.send(channel.target, subject=message.title, text=text, key=name)
            case _:
                assert_never(channel.kind)

    def _post(self, channel: AlertChannel, headers: Mapping[str, str], body: bytes) -> None:
        status = self._poster.post(
            channel.target, headers=headers, body=body, deadline=Deadline.after(_POST_S)
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
                at = now + _pause(effect.attempts)
                outbox.retry(tx, effect.id, owner=self._owner, at=at, reason=reason)
        TOLD.labels("any", "given_up" if is_final else "postponed").inc()
        log.warning("alert.not_told", key=effect.key, attempts=effect.attempts, reason=reason)


def _pause(attempts: int) -> timedelta:
    return timedelta(seconds=min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**attempts))
