"""Small pieces that fit the stores to the ports of the surfaces; no rules in here."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from app.api.services import Claim, Grant, StoredAnswer
from app.callbacks.intake import BURST, WebhookEndpoint
from app.connections.registrations import Registration
from app.identity.own_accounts import OwnAccounts, is_own_token
from app.identity.speakers import linked_shopper
from app.voice.identity import LinkedShopper
from app.voice.sessions import Begun, Once, SessionKey, StoredSession
from domain.calls import Clock
from domain.errors import BadSignatureError, NotFoundError
from domain.events import Delivery
from domain.ids import ConnectionId, CustomerId, LocationId, MerchantId
from storage import (
    account_links,
    api_keys,
    bought,
    customer_merges,
    customers,
    idempotency,
    inbox,
    merchants,
    sandboxes,
)
from storage.bought import BoughtLine
from storage.engine import Database
from storage.vault import Vault
from storage.voice_sessions import SessionRef, SessionStore


@dataclass(frozen=True, slots=True)
class StoredEndpoints:
    """`WebhookDirectory` over connections and their signing secrets."""

    database: Database
    vault: Vault
    registrations: Mapping[str, Registration]
    clock: Clock

    def find(self, platform: str, connection_id: ConnectionId) -> WebhookEndpoint | None:
        """The endpoint of an existing connection of that platform."""
        with self.database.read() as tx:
            try:
                row = merchants.connection(tx, connection_id)
            except NotFoundError:
                return None
            secrets = self.vault.webhook_secrets(tx, connection_id, self.clock.now())
        if row.platform != platform:
            return None
        registration = self.registrations.get(platform)
        if registration is not None:
            secrets = (*registration.webhook_secrets, *secrets)
        return WebhookEndpoint(
            merchant_id=row.merchant_id,
            connection_id=row.id,
            platform=platform,
            secrets=secrets,
            url=row.webhook_url or "",
            account=row.account_id,
        )


@dataclass(frozen=True, slots=True)
class SqlInbox:
    """`InboxWriter`: one durable transaction per delivery."""

    database: Database

    def receive(
        self,
        endpoint: WebhookEndpoint,
        delivery: Delivery,
        *,
        headers: Mapping[str, str],
        received_at: datetime,
    ) -> bool:
        """Commit the delivery; False if this connection delivered that id before."""
        return inbox.receive_alone(
            self.database,
            merchant_id=endpoint.merchant_id,
            connection_id=endpoint.connection_id,
            delivery_id=delivery.delivery_id,
            topic=delivery.topic,
            headers=headers,
            body=delivery.body,
            received_at=received_at,
            due_at=_due(delivery, received_at),
        )

    def receive_all(
        self,
        letters: Sequence[tuple[WebhookEndpoint, Delivery]],
        *,
        headers: Mapping[str, str],
        received_at: datetime,
    ) -> int:
        """Commit all of them or none; how many were not delivered before."""
        with self.database.write() as tx:
            return sum(
                inbox.receive(
                    tx,
                    merchant_id=endpoint.merchant_id,
                    connection_id=endpoint.connection_id,
                    delivery_id=delivery.delivery_id,
                    topic=delivery.topic,
                    headers=headers,
                    body=delivery.body,
                    received_at=received_at,
                    due_at=_due(delivery, received_at),
                )
                for endpoint, delivery in letters
            )


def _due(delivery: Delivery, received_at: datetime) -> datetime | None:
    """What belongs to a burst waits for the rest of it."""
    return received_at + BURST if delivery.of_burst else None


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """`KeyRegister` over the API keys."""

    database: Database

    def find(self, presented: str, *, now: datetime) -> Grant | None:
        """What the key grants; None for an unknown, expired or revoked one."""
        with self.database.read() as tx:
            key = api_keys.verify(tx, presented, now)
            if key is None:
                return None
            is_test = key.environment == "test"
            shut_out = is_test and not sandboxes.only_sandboxes(tx, key.merchant_id)
        return Grant(
            key_id=key.id,
            merchant_id=key.merchant_id,
            scopes=key.scopes,
            per_minute=key.per_minute,
            is_shut_out=shut_out,
        )


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """`AnswerBook` over the idempotency keys."""

    database: Database

    def begin(
        self, merchant_id: MerchantId, key: str, fingerprints: Sequence[str], *, now: datetime
    ) -> Claim | StoredAnswer:
        """The right to do it, or the answer it gave. Raises IdempotencyConflictError."""
        owner, (fingerprint, *also) = uuid.uuid4().hex, fingerprints
        with self.database.write_one() as tx:
            found = idempotency.begin(
                tx, merchant_id, key, fingerprint, also=also, owner=owner, now=now
            )
        if isinstance(found, idempotency.New):
            return Claim(merchant_id=merchant_id, key=key, owner=owner)
        return StoredAnswer(status=found.status, headers=found.headers, body=found.body)

    def finish(self, claim: Claim, answer: StoredAnswer) -> None:
        """Keep the answer."""
        with self.database.write_one() as tx:
            idempotency.finish(
                tx,
                claim.merchant_id,
                claim.key,
                owner=claim.owner,
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
            )

    def abandon(self, claim: Claim) -> None:
        """Let the key go."""
        with self.database.write_one() as tx:
            idempotency.abandon(tx, claim.merchant_id, claim.key, owner=claim.owner)


_HOME_KEPT_S = 60.0
_HOMES_KEPT = 4096


@dataclass(frozen=True, slots=True)
class StoredLinks:
    """`AccountLinks` over linked tokens and customers; home stores are kept for a minute.

    On a speaker, every question asked in one breath is a session of its own.
    """

    database: Database
    homes: dict[tuple[MerchantId, bytes], tuple[float, LocationId | None]] = field(
        default_factory=dict
    )
    own: OwnAccounts | None = None
    """Tokens of the merchants' own identity providers; None: only ours are known."""

    def home(self, merchant_id: MerchantId, access_token: str, now: datetime) -> LocationId | None:
        """The shopper's home store as of at most a minute ago."""
        key = (merchant_id, hashlib.sha256(access_token.encode()).digest())
        kept, at = self.homes.get(key), monotonic()
        if kept is not None and at - kept[0] < _HOME_KEPT_S:
            return kept[1]
        if is_own_token(access_token):
            shopper = self.find(merchant_id, access_token, now)
            home = None if shopper is None else shopper.home_location_id
        else:
            home = account_links.home(self.database, merchant_id, access_token, now=now)
        if len(self.homes) >= _HOMES_KEPT:
            self.homes.clear()
        self.homes[key] = (at, home)
        return home

    def find(
        self, merchant_id: MerchantId, access_token: str, now: datetime
    ) -> LinkedShopper | None:
        """The shopper of a token; None when it is unknown, expired, revoked or another shop's."""
        if self.own is not None and is_own_token(access_token):
            own = self.own.person(merchant_id, access_token)
            if own is not None:
                return linked_shopper(own)
        person = account_links.speaker(self.database, merchant_id, access_token, now=now)
        return None if person is None else linked_shopper(person)


@dataclass(frozen=True, slots=True)
class StoredHomes:
    """Shoppers' home stores."""

    database: Database

    def __call__(self, merchant_id: MerchantId, customer_id: CustomerId) -> LocationId | None:
        """The store a shopper means when they name none. Raises NotFoundError."""
        with self.database.read() as tx:
            return customers.get(tx, merchant_id, customer_id).home_location_id


@dataclass(frozen=True, slots=True)
class StoredPurchases:
    """What shoppers bought."""

    database: Database

    def __call__(
        self, merchant_id: MerchantId, customer_id: CustomerId, since: datetime
    ) -> Sequence[BoughtLine]:
        """A shopper's lines since a moment, newest first. Raises NotFoundError."""
        with self.database.read() as tx:
            person = customer_merges.person(tx, merchant_id, customer_id)
            return bought.lines_of(tx, merchant_id, person.id, since=since)


@dataclass(slots=True)
class StoredChannels:
    """`ChannelDirectory` over channels; a skill stays a merchant's, so what is found is kept."""

    database: Database
    kept: dict[tuple[str, str], MerchantId]

    def merchant_of(self, kind: str, external_id: str) -> MerchantId | None:
        """The merchant of this skill, project or number."""
        known = self.kept.get((kind, external_id))
        if known is not None:
            return known
        with self.database.read() as tx:
            channel = merchants.channel(tx, kind, external_id)
        if channel is None:
            return None
        self.kept[kind, external_id] = channel.merchant_id
        return channel.merchant_id


@dataclass(frozen=True, slots=True)
class StoredConversations:
    """`VoiceSessions` and `SeenIds` over a session store."""

    store: SessionStore
    clock: Clock

    def begin(self, key: SessionKey, state: bytes, *, once: Once, expires_at: datetime) -> Begun:
        """Remember the request and store the session it begins, both in one go or neither."""
        return self.store.begin(
            _ref(key), state, once=once, now=self.clock.now(), expires_at=expires_at
        )

    def resume(
        self, key: SessionKey, *, once: Once, now: datetime
    ) -> tuple[bool, StoredSession | None]:
        """Remember the request and load its session: whether it is new, and the session."""
        is_new, found = self.store.resume(_ref(key), once=once, now=now)
        return is_new, None if found is None else StoredSession(state=found[0], version=found[1])

    def load(self, key: SessionKey, now: datetime) -> StoredSession | None:
        """The session unless it is unknown or expired."""
        found = self.store.load(_ref(key), now)
        return None if found is None else StoredSession(state=found[0], version=found[1])

    def save(
        self, key: SessionKey, state: bytes, *, replacing: int | None, expires_at: datetime
    ) -> bool:
        """Store the state if `replacing` is still the stored version."""
        return self.store.save(
            _ref(key), state, replacing=replacing, now=self.clock.now(), expires_at=expires_at
        )

    def put(self, key: SessionKey, state: bytes, *, expires_at: datetime) -> None:
        """Store the state whatever is there."""
        self.store.put(_ref(key), state, now=self.clock.now(), expires_at=expires_at)

    def drop(self, key: SessionKey) -> None:
        """Forget the session."""
        self.store.drop(_ref(key))

    def first_time(self, scope: str, identifier: str, *, ttl: timedelta, now: datetime) -> bool:
        """Whether this id was not seen in this scope within its ttl; remembers it."""
        channel, _, merchant_id = scope.partition(":")
        return self.store.first_time(merchant_id, channel, identifier, ttl=ttl, now=now)


def _ref(key: SessionKey) -> SessionRef:
    return SessionRef(merchant_id=key.merchant_id, channel=key.channel, session_id=key.session_id)


@dataclass(frozen=True, slots=True)
class FileChain:
    """A `ChainFetcher` that reads the stand-in device's chain from a file, whatever the URL."""

    path: Path

    def __call__(self, url: str) -> bytes:
        """The PEM file. Raises BadSignatureError if it cannot be read."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise BadSignatureError(f"the chain for {url} cannot be read") from error
