"""A merchant's voice channels as people handle them: added, listed, given a new secret, removed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.voice.channels import browser
from app.voice.channels.port import Channel, Settings
from app.voice.locales import NO_LOCALE
from domain.calls import Clock
from domain.errors import InvalidInputError, NotFoundError
from domain.ids import MerchantId
from storage import audit, merchants
from storage.engine import Database
from storage.ids import new_id
from storage.keyring import KeyProvider
from storage.sealing import seal, unseal

OPTIONS: Final[Mapping[str, str]] = {
    "locale": "What is spoken where the channel does not say; else the merchant's own locale.",
    "audience": "Google's identity tokens must be made for this: the webhook's address.",
    "service_account": "The account whose tokens are taken, and no other.",
    "transfer_to": "The number a caller is handed over to.",
    "payment_connector": "Twilio's connector that turns typed cards into tokens of the till's.",
    "grammar": "The address of the telephone system's grammar for free speech.",
    "assistant_id": "The assistant that answers Vapi's assistant-request.",
    "speech": "ssml: send SSML beside the text, where the channel lets us choose.",
}
_FRESH_S: Final = 5.0
_ALEXA: Final = "alexa"
_SKILL: Final = re.compile(r"amzn1\.ask\.skill\.[\w.-]{1,100}")
_PAGES: Final[Mapping[str, str]] = {browser.KIND: "talk"}
"""Where people go to, for channels that are a page of ours; the others have a callback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelView:
    """One channel as it stands; never its secret."""

    id: str
    kind: str
    title: str
    external_id: str
    address: str
    options: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedChannel:
    """A channel and its secret, which is told this once."""

    view: ChannelView
    secret: str = field(repr=False)


@dataclass(slots=True)
class ChannelDesk:
    """Looks after channels, and finds their settings for the callback."""

    database: Database
    keyring: KeyProvider
    known: Mapping[str, Channel]
    public_url: str
    clock: Clock
    _kept: dict[tuple[str, str], tuple[float, tuple[Settings, ...]]] = field(default_factory=dict)

    def settings(self, merchant_id: MerchantId, kind: str) -> tuple[Settings, ...]:
        """The merchant's channels of that kind, at most five seconds old."""
        kept = self._kept.get((merchant_id, kind))
        if kept is not None and monotonic() - kept[0] < _FRESH_S:
            return kept[1]
        with self.database.read() as tx:
            rows = merchants.channels(tx, merchant_id, kind=kind)
            default = merchants.merchant(tx, merchant_id).locale if rows else None
        found = tuple(self._settings(row, default or NO_LOCALE) for row in rows)
        self._kept[merchant_id, kind] = (monotonic(), found)
        return found

    def list(self, merchant_id: MerchantId) -> tuple[ChannelView, ...]:
        """All of a merchant, oldest first."""
        with self.database.read() as tx:
            rows = merchants.channels(tx, merchant_id)
        return tuple(self._view(row) for row in rows)

    def add(
        self,
        merchant_id: MerchantId,
        kind: str,
        *,
        external_id: str | None,
        secret: str | None,
        options: Mapping[str, str],
        actor: str,
    ) -> AddedChannel:
        """Open a channel. Without `secret` one is made: 256 random bits.

        Raises InvalidInputError naming the field; NotFoundError for an unknown merchant.
        """
        if kind not in self.known:
            raise InvalidInputError("kind", kind, f"one of {', '.join(self.known)}")
        _check_options(options)
        now = self.clock.now()
        own = external_id or merchant_id
        text = secret or secrets.token_urlsafe(32)
        made = merchants.Channel(
            id=new_id("chn", now),
            merchant_id=merchant_id,
            kind=kind,
            external_id=own,
            settings={
                "secret": seal(self.keyring, text.encode(), about=f"{kind}:{own}"),
                "options": dict(options),
            },
            created_at=now,
        )
        self._store(made, actor)
        return AddedChannel(view=self._view(made), secret=text)

    def add_skill(
        self, merchant_id: MerchantId, skill_id: str, *, own_model: bool, actor: str
    ) -> ChannelView:
        """Let an Alexa skill speak for the merchant; Amazon signs, so there is no secret.

        `own_model`: the skill's interaction model is not the one generated here. Raises
        InvalidInputError, NotFoundError.
        """
        if not _SKILL.fullmatch(skill_id):
            raise InvalidInputError(
                "skill_id", skill_id[:60], "as the console shows it: amzn1.ask…"
            )
        now = self.clock.now()
        made = merchants.Channel(
            id=new_id("chn", now),
            merchant_id=merchant_id,
            kind=_ALEXA,
            external_id=skill_id,
            settings={"options": {"own_model": "yes"} if own_model else {}},
            created_at=now,
        )
        self._store(made, actor)
        return self._view(made)

    def takes_our_names(self, merchant_id: MerchantId) -> bool:
        """Whether the merchant's Alexa skills have the slot types of the model generated here."""
        skills = self.settings(merchant_id, _ALEXA)
        return bool(skills) and not any(each.options.get("own_model") for each in skills)

    def _store(self, made: merchants.Channel, actor: str) -> None:
        try:
            with self.database.write() as tx:
                merchants.merchant(tx, made.merchant_id)
                merchants.add_channel(tx, made)
                _audit(tx, made, "channel.added", actor, made.created_at)
        except IntegrityError:
            remedy = "it is taken; remove the other channel first, or give its own --id"
            raise InvalidInputError("external_id", made.external_id, remedy) from None
        self._kept.clear()

    def remove(self, merchant_id: MerchantId, channel_id: str, *, actor: str) -> None:
        """Close a channel. Raises NotFoundError."""
        now = self.clock.now()
        with self.database.write() as tx:
            row = next(
                (each for each in merchants.channels(tx, merchant_id) if each.id == channel_id),
                None,
            )
            if row is None:
                raise NotFoundError("channel", channel_id)
            merchants.remove_channel(tx, merchant_id, channel_id)
            _audit(tx, row, "channel.removed", actor, now)
        self._kept.clear()

    def _settings(self, row: merchants.Channel, default_locale: str) -> Settings:
        sealed = row.settings.get("secret")
        about = f"{row.kind}:{row.external_id}"
        return Settings(
            channel_id=row.id,
            external_id=row.external_id,
            secret=unseal(self.keyring, sealed, about=about).decode() if sealed else "",
            options=row.settings.get("options", {}),
            default_locale=default_locale,
        )

    def _view(self, row: merchants.Channel) -> ChannelView:
        channel = self.known.get(row.kind)
        place = _PAGES.get(row.kind, f"callbacks/{row.kind}")
        return ChannelView(
            id=row.id,
            kind=row.kind,
            title="Alexa" if channel is None else channel.title,
            external_id=row.external_id,
            address=f"{self.public_url}/{place}/{row.merchant_id}",
            options=row.settings.get("options", {}),
            created_at=row.created_at,
        )


def _check_options(options: Mapping[str, str]) -> None:
    for name, value in options.items():
        if name not in OPTIONS:
            raise InvalidInputError("options", name, f"one of {', '.join(OPTIONS)}")
        if not value or len(value) > 500:
            raise InvalidInputError(f"options.{name}", value[:40], "1 to 500 characters")


def _audit(tx: Connection, row: merchants.Channel, action: str, actor: str, now: datetime) -> None:
    audit.record(
        tx,
        merchant_id=row.merchant_id,
        actor=actor,
        action=action,
        subject=f"{row.kind}:{row.external_id}",
        at=now,
    )
