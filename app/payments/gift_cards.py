"""Gift cards of the platforms': what is left on them, and a token of ours to pay with.

Only an identified customer's linked cards are told, or the one whose number the shopper has just
given to the vendor's own field. No number comes here; the platform's id, with which anybody could
pay, lies sealed behind our token for a day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from app.payments.tokens import SINGLE_USE_FOR
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import ConfigurationError, InvalidInputError, NotFoundError, RejectedError
from domain.gift_cards import GiftCard
from domain.ids import ConnectionId, CustomerId, IdempotencyKey, MerchantId
from domain.ports.pos import PosDirectory
from storage import audit, card_tokens, customer_merges, merchants
from storage.card_tokens import KeptCard, NewToken
from storage.engine import Database
from storage.keyring import KeyProvider

log = structlog.get_logger(__name__)

BRAND = "Gift card"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardView:
    """A gift card as it may be shown, asked now."""

    card: GiftCard
    token: KeptCard


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardDesk:
    """Asks the platforms; thread-safe."""

    database: Database
    pos: PosDirectory
    keyring: KeyProvider
    clock: Clock

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call, *, actor: str
    ) -> tuple[GiftCardView, ...]:
        """The customer's linked gift cards at each account that has them.

        Raises NotFoundError, PlatformError. An account that is paused is left out.
        """
        with self.database.read() as tx:
            person = customer_merges.person(tx, merchant_id, customer_id)
        found: list[GiftCardView] = []
        for record in person.records:
            try:
                pos = self.pos.open(record.connection_id, call)
            except ConfigurationError:
                continue
            if pos.capabilities[Capability.GIFT_CARDS].support is Support.NONE:
                continue
            found += [
                self._kept(merchant_id, record.connection_id, card, actor)
                for card in pos.gift_cards(record.platform_id)
            ]
        return tuple(found)

    def of_nonce(
        self,
        merchant_id: MerchantId,
        nonce: str,
        call: Call,
        *,
        connection_id: ConnectionId | None,
        actor: str,
    ) -> GiftCardView:
        """The gift card behind a nonce of the vendor's field; the nonce is spent.

        Raises InvalidInputError, NotFoundError, UnsupportedError, PlatformError.
        """
        with self.database.read() as tx:
            owner = self._owner(tx, merchant_id, connection_id)
        try:
            card = self.pos.open(owner, call).gift_card_of(nonce)
        except RejectedError as error:
            remedy = "ask the vendor's field for a new one"
            raise InvalidInputError("nonce", "***", remedy) from error
        return self._kept(merchant_id, owner, card, actor)

    def _owner(
        self, tx: Connection, merchant_id: MerchantId, wanted: ConnectionId | None
    ) -> ConnectionId:
        """The account named, else the one that takes the money, else the only one."""
        mine = [each.id for each in merchants.connections(tx, merchant_id)]
        if wanted is not None and wanted not in mine:
            raise NotFoundError("connection", wanted)
        chosen = wanted or merchants.merchant(tx, merchant_id).payment_connection_id
        if chosen is None and len(mine) == 1:
            return mine[0]
        if chosen not in mine:
            raise InvalidInputError("connection_id", chosen, "name the account that issued it")
        return chosen

    def _kept(
        self, merchant_id: MerchantId, connection_id: ConnectionId, card: GiftCard, actor: str
    ) -> GiftCardView:
        """The card with our token of the day: the same one however often it is asked for."""
        now = self.clock.now()
        name = hashlib.sha256(f"{connection_id} {card.platform_id}".encode()).hexdigest()[:40]
        new = NewToken(
            merchant_id=merchant_id,
            connection_id=connection_id,
            customer_id=None,
            customer_platform_id=None,
            key=IdempotencyKey(f"gift-{name}-{now.date().isoformat()}"),
            token=card.platform_id,
            brand=BRAND,
            last4=card.last4,
            exp_month=None,
            exp_year=None,
            reusable=False,
            expires_at=now + SINGLE_USE_FOR,
        )
        with self.database.write() as tx:
            known = card_tokens.by_key(tx, self.keyring, merchant_id, new.key)
            kept = known or card_tokens.add(tx, self.keyring, new, now=now)
            if known is None:
                audit.record(
                    tx,
                    merchant_id=merchant_id,
                    connection_id=connection_id,
                    actor=actor,
                    action="gift-card.looked-up",
                    subject=kept.id,
                    at=now,
                )
        return GiftCardView(card=card, token=kept)
