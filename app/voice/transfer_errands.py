"""Performs what a conversation wants of goods in other stores."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from app.commerce.transfer_offers import NOBODY_HAS_IT, NotTransferable, TransferOffer
from app.commerce.transfers import AskTransfer
from app.voice.dialogue.transfers import (
    AskTransferFor,
    FindTransfer,
    NotFromThere,
    TransferAsked,
    TransferFacts,
    TransferFound,
)
from app.voice.identity import LinkedShopper
from app.voice.services import ShopServices
from app.voice.turn import Turn
from domain.calls import Call
from domain.ids import LocationId
from domain.menus import local_time
from storage.transfers import MadeBy, StoredTransfer


@dataclass(frozen=True, slots=True)
class TransferErrands:
    """One turn's transfers. Methods raise DomainError, PlatformError."""

    shop: ShopServices
    turn: Turn
    call: Call

    def find(self, action: FindTransfer) -> TransferFound:
        """Who could send it there; nobody, where that store has it: then its till is in the way."""
        if self._has_it(action, action.to):
            return TransferFound(facts=None, reason="has-it")
        found, instead_of = self._offer(action, action.source), None
        if isinstance(found, NotTransferable) and found.reason == NOBODY_HAS_IT:
            instead_of = self._not_from_there(action)
            found = self._offer(action, None) if instead_of else found
        if isinstance(found, NotTransferable):
            return TransferFound(facts=None, instead_of=instead_of, reason=found.reason)
        return TransferFound(
            instead_of=instead_of,
            facts=TransferFacts(
                variant=found.variant,
                quantity=found.quantity,
                source=found.source.location_id,
                source_name=found.source.location_name,
                store_name=found.destination.name,
                expected_on=found.expected_on,
                today=self._today(found.destination.timezone),
            ),
        )

    def _offer(
        self, action: FindTransfer, source: LocationId | None
    ) -> TransferOffer | NotTransferable:
        return self.shop.transfers.offer(
            self.turn.merchant_id,
            action.sku,
            to=action.to,
            source=source,
            quantity=action.quantity,
            channel=self.turn.channel,
            call=self.call,
        )

    def _not_from_there(self, action: FindTransfer) -> NotFromThere | None:
        """The store that was named to send it, and did not; None: none was."""
        if action.source is None:
            return None
        source = dict(self.shop.stock.locations(self.turn.merchant_id)).get(action.source)
        if source is None:
            return None
        return NotFromThere(name=source.name, has_it=self._has_it(action, action.source))

    def _has_it(self, action: FindTransfer, where: LocationId) -> bool:
        stores = self.shop.stock.availability(
            self.turn.merchant_id,
            action.sku,
            quantity=action.quantity,
            near=where,
            channel=self.turn.channel,
        ).stores
        return any(at.location_id == where and at.can_sell(action.quantity) for at in stores)

    def ask(self, action: AskTransferFor, shopper: LinkedShopper) -> TransferAsked:
        """Hold it and have it sent; a turn that is run again asks once."""
        made = self.shop.transfers.ask(
            AskTransfer(
                merchant_id=self.turn.merchant_id,
                sku=action.sku,
                quantity=action.quantity,
                source_id=action.source,
                destination_id=action.to,
                caller=shopper.customer_id,
                customer_id=shopper.customer_id,
                channel=self.turn.channel,
                locale=self.turn.locale,
                key=self._key(action, shopper),
            ),
            self.call,
        )
        if isinstance(made, NotTransferable):
            return TransferAsked(facts=None)
        return TransferAsked(facts=self._asked(made), by_staff=made.made_by is MadeBy.STAFF)

    def _asked(self, made: StoredTransfer) -> TransferFacts:
        merchant_id = self.turn.merchant_id
        places = dict(self.shop.stock.locations(merchant_id))
        source, destination = places[made.source_id], places[made.destination_id]
        return TransferFacts(
            variant=self.shop.discovery.variant(merchant_id, made.sku),
            quantity=made.quantity,
            source=made.source_id,
            source_name=source.name,
            store_name=destination.name,
            expected_on=made.expected_on,
            today=self._today(destination.timezone),
        )

    def _today(self, timezone: str | None) -> date:
        voice, now = self.shop.voice, self.shop.voice.clock.now()
        local = local_time(now, timezone)
        return (local or voice.words.of(self.turn.merchant_id).day_of(now)).date()

    def _key(self, action: AskTransferFor, shopper: LinkedShopper) -> str:
        """One wish of one conversation: the same when a turn is run again."""
        wish = "|".join(
            (
                *(*self.turn.conversation, shopper.customer_id),
                *(action.sku, str(action.quantity), action.source, action.to),
            )
        )
        return f"voice-transfer-{hashlib.sha256(wish.encode()).hexdigest()[:40]}"
