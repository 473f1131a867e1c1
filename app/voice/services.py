"""What the voice side needs from the outside, named once for the bootstrap."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from app.commerce.ports import Checkout, Discovery, OrderBook, Stock
from app.voice.channels.alexa_signature import AlexaVerifier
from app.voice.identity import AccountLinks
from app.voice.nlu.rules import RuleUnderstander
from app.voice.readings import Readings
from app.voice.sessions import SeenIds, VoiceSessions
from app.voice.shop_words import ShopWordsCache
from domain.calls import Clock
from domain.ids import MerchantId


class ChannelDirectory(Protocol):
    """Which merchant a channel belongs to."""

    def merchant_of(self, kind: str, external_id: str) -> MerchantId | None:
        """The merchant of this skill, project or number; None when nobody's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceServices:
    """Stores, directories and policies of the voice side."""

    sessions: VoiceSessions
    seen: SeenIds
    links: AccountLinks
    channels: ChannelDirectory
    clock: Clock
    alexa: AlexaVerifier
    words: ShopWordsCache
    readings: Readings = field(default_factory=lambda: Readings(RuleUnderstander()))
    turn_deadline_s: float = 3.5
    """Hard limit of a turn's own work; Alexa gives up after 8 s."""
    session_ttl: timedelta = timedelta(minutes=30)


class ShopServices(Protocol):
    """The part of the application's services that a conversation works with."""

    @property
    def discovery(self) -> Discovery:
        """Finding products."""
        ...

    @property
    def stock(self) -> Stock:
        """Stock and holds."""
        ...

    @property
    def checkout(self) -> Checkout:
        """Orders in the making."""
        ...

    @property
    def orders(self) -> OrderBook:
        """Orders that stand."""
        ...

    @property
    def voice(self) -> VoiceServices:
        """The voice side."""
        ...
