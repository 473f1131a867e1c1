"""What shoppers are told about their orders outside a conversation, as effects of the outbox.

A message names its order, not its reader: the phone number or address is read when it is sent, so
that nothing personal lies in the outbox. Passwords and addresses of channels are sealed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

import orjson
from sqlalchemy import Connection, delete, select

from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import outbox, tables
from storage.ids import new_id
from storage.keyring import KeyProvider
from storage.sealing import seal, unseal
from storage.statements import AnyRow, upsert

_CHANNELS = tables.shopper_channels
_OUTBOX = tables.outbox
EFFECT: Final = "shopper.tell"
"""The outbox's kind of a message to one shopper by one channel."""
NO_LOCALE: Final = "en-US"
"""What shoppers are written in where nobody knows what they speak."""


class ShopperChannelKind(StrEnum):
    """How shoppers are told."""

    SMS = "sms"
    """By a service that takes messages over HTTP as Twilio does."""
    EMAIL = "email"
    """By the operator's mail server."""
    WEBHOOK = "webhook"
    """To a program of the merchant's, which tells the shopper: signed (Standard Webhooks)."""


_DIRECT: Final = (ShopperChannelKind.SMS, ShopperChannelKind.EMAIL)
"""By what shoppers are told themselves, what goes first first."""


_PASSING: Final = frozenset({"received", "payment-needed", "payment-link"})
_ENDS: Final = (
    "confirmed",
    "canceled",
    "not-confirmed",
    "not-paid",
    "price-changed",
    "needs-store",
)
"""What an order comes to after news that only say what is still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperChannel:
    """One way in which a merchant's shoppers are told."""

    id: str
    merchant_id: MerchantId
    kind: ShopperChannelKind
    url: str = field(repr=False)
    """Where messages are handed in; empty for mail."""
    user: str = field(repr=False)
    secret: str = field(repr=False)
    """The password, or what signs a webhook; empty for mail."""
    sender: str
    """The number or name that an SMS comes from; empty for the others."""
    created_at: datetime


class ShopperChannels:
    """The channels of merchants; stateless but for its keyring."""

    def __init__(self, keyring: KeyProvider) -> None:
        self._keyring = keyring

    def put(
        self,
        tx: Connection,
        merchant_id: str,
        kind: ShopperChannelKind,
        *,
        url: str = "",
        user: str = "",
        secret: str = "",
        sender: str = "",
        now: datetime,
    ) -> ShopperChannel:
        """Store the merchant's channel of that kind, in place of the one there was."""
        remove(tx, merchant_id, kind)
        channel_id = new_id("shc", now)
        told = orjson.dumps({"url": url, "user": user, "secret": secret, "sender": sender})
        row = tx.execute(
            upsert(tx, _CHANNELS)
            .values(
                id=channel_id,
                merchant_id=merchant_id,
                kind=kind.value,
                sealed=seal(self._keyring, told, about=channel_id),
                created_at=now,
            )
            .returning(_CHANNELS)
        ).one()
        return self._channel(row)

    def of_merchant(self, tx: Connection, merchant_id: str) -> list[ShopperChannel]:
        """A merchant's channels. Raises ConfigurationError if one cannot be opened."""
        query = select(_CHANNELS).where(_CHANNELS.c.merchant_id == merchant_id)
        return [self._channel(row) for row in tx.execute(query.order_by(_CHANNELS.c.kind))]

    def get(self, tx: Connection, merchant_id: str, kind: ShopperChannelKind) -> ShopperChannel:
        """One of them. Raises NotFoundError; ConfigurationError if it cannot be opened."""
        row = tx.execute(
            select(_CHANNELS).where(
                _CHANNELS.c.merchant_id == merchant_id, _CHANNELS.c.kind == kind.value
            )
        ).one_or_none()
        if row is None:
            raise NotFoundError("shopper channel", kind.value)
        return self._channel(row)

    def _channel(self, row: AnyRow) -> ShopperChannel:
        told = orjson.loads(unseal(self._keyring, row.sealed, about=row.id))
        return ShopperChannel(
            id=row.id,
            merchant_id=MerchantId(row.merchant_id),
            kind=ShopperChannelKind(row.kind),
            url=told["url"],
            user=told["user"],
            secret=told["secret"],
            sender=told["sender"],
            created_at=row.created_at,
        )


def remove(tx: Connection, merchant_id: str, kind: ShopperChannelKind) -> bool:
    """Take a channel away; whether there was one."""
    gone = tx.execute(
        delete(_CHANNELS).where(
            _CHANNELS.c.merchant_id == merchant_id, _CHANNELS.c.kind == kind.value
        )
    )
    return gone.rowcount == 1


def tell(
    tx: Connection,
    merchant_id: str,
    *,
    about: str,
    news: str,
    text: str,
    has: Collection[ShopperChannelKind],
    now: datetime,
    customer_id: str | None = None,
    locale: str | None = None,
) -> int:
    """Ask for a shopper to be told, once per piece of news; how many messages that makes.

    `about` is the id of the order (or of whatever it concerns), `has` says by which channels this
    shopper can be reached. A webhook is always told; of SMS and mail, one: SMS goes first.
    `customer_id` finds the reader where `about` is no order; `locale` is what `text` is written in.
    """
    return sum(
        outbox.put(
            tx,
            merchant_id,
            kind=EFFECT,
            key=_key(about, news, kind),
            payload={
                "about": about,
                "news": news,
                "text": text,
                "channel": kind.value,
                "customer_id": customer_id,
                "locale": locale or NO_LOCALE,
                "at": now.isoformat(),
            },
            due_at=now,
            now=now,
        )
        for kind in ways_to_tell(tx, merchant_id, has)
    )


def is_overtaken(tx: Connection, effect: outbox.Effect) -> bool:
    """Whether the shopper was told by now how it ended, or is about to be: what was to come would
    confuse them. A program gets all of it, with the time of each."""
    told = effect.payload
    kind = ShopperChannelKind(told["channel"])
    if kind not in _DIRECT or told["news"] not in _PASSING:
        return False
    ends = [_key(told["about"], news, each) for news in _ENDS for each in _DIRECT]
    rows = tx.execute(
        select(_OUTBOX.c.payload).where(
            _OUTBOX.c.merchant_id == effect.merchant_id,
            _OUTBOX.c.kind == EFFECT,
            _OUTBOX.c.key.in_(ends),
        )
    )
    return any(row.payload["at"] >= told["at"] for row in rows)


def by_mail_instead(tx: Connection, effect: outbox.Effect, *, now: datetime) -> None:
    """Ask for a piece of news to be told by mail, where the merchant has it told so."""
    kind, told = ShopperChannelKind.EMAIL, effect.payload
    if kind in _kinds(tx, effect.merchant_id):
        outbox.put(
            tx,
            effect.merchant_id,
            kind=EFFECT,
            key=_key(told["about"], told["news"], kind),
            payload={**told, "channel": kind.value},
            due_at=now,
            now=now,
        )


def ways_to_tell(
    tx: Connection, merchant_id: str, has: Collection[ShopperChannelKind]
) -> list[ShopperChannelKind]:
    """By what a shopper who can be reached by `has` is told, directly or through a webhook."""
    kinds = _kinds(tx, merchant_id)
    direct = _direct(kinds, has)
    return [*([direct] if direct else ()), *(each for each in kinds if each not in _DIRECT)]


def direct_way(
    tx: Connection, merchant_id: str, has: Collection[ShopperChannelKind]
) -> ShopperChannelKind | None:
    """By what a shopper who can be reached by `has` would be told directly; None: by nothing."""
    return _direct(_kinds(tx, merchant_id), has)


def stored_ways(
    tx: Connection, merchant_id: str, *, about: str, news: str
) -> frozenset[ShopperChannelKind]:
    """By what a piece of news goes, or went, to its shopper: of messages that are stored."""
    keys = {_key(about, news, kind): kind for kind in ShopperChannelKind}
    found = tx.execute(
        select(_OUTBOX.c.key).where(
            _OUTBOX.c.merchant_id == merchant_id,
            _OUTBOX.c.kind == EFFECT,
            _OUTBOX.c.key.in_(keys),
        )
    )
    return frozenset(keys[row.key] for row in found)


def _key(about: str, news: str, kind: ShopperChannelKind) -> str:
    return f"{about}:{news}:{kind.value}"


def _kinds(tx: Connection, merchant_id: str) -> list[ShopperChannelKind]:
    query = select(_CHANNELS.c.kind).where(_CHANNELS.c.merchant_id == merchant_id)
    return [ShopperChannelKind(row.kind) for row in tx.execute(query)]


def _direct(
    kinds: Collection[ShopperChannelKind], has: Collection[ShopperChannelKind]
) -> ShopperChannelKind | None:
    return next((each for each in _DIRECT if each in kinds and each in has), None)
