"""Gift cards in memory: one of each merchant's customer."""

from __future__ import annotations

from dataclasses import dataclass

from app.payments.gift_cards import GiftCardView
from domain.calls import Call
from domain.errors import NotFoundError
from domain.gift_cards import GiftCard
from domain.ids import ConnectionId, CustomerId, MerchantId, PlatformId
from domain.money import Money
from storage.card_tokens import KeptCard
from tests.fakes.clock import FakeClock

_OWNERS = {"cus_1": "m_acme", "cus_2": "m_other"}


@dataclass(frozen=True)
class FakeGiftCards:
    """What the REST views ask of gift cards."""

    clock: FakeClock

    def of_customer(
        self, merchant_id: MerchantId, customer_id: CustomerId, call: Call, *, actor: str
    ) -> tuple[GiftCardView, ...]:
        if _OWNERS.get(customer_id) != merchant_id:
            raise NotFoundError("customer", customer_id)
        return (self._view(merchant_id),)

    def of_nonce(
        self,
        merchant_id: MerchantId,
        nonce: str,
        call: Call,
        *,
        connection_id: ConnectionId | None,
        actor: str,
    ) -> GiftCardView:
        if connection_id not in (None, f"con_{merchant_id}"):
            raise NotFoundError("connection", str(connection_id))
        return self._view(merchant_id)

    def _view(self, merchant_id: MerchantId) -> GiftCardView:
        now = self.clock.now()
        token = KeptCard(
            id=f"ptk_gift_{merchant_id}",
            merchant_id=merchant_id,
            connection_id=ConnectionId(f"con_{merchant_id}"),
            customer_id=None,
            customer_platform_id=None,
            token="gftc:1",
            brand="Gift card",
            last4="5171",
            exp_month=None,
            exp_year=None,
            reusable=False,
            created_at=now,
            expires_at=now,
        )
        card = GiftCard(
            platform_id=PlatformId("gftc:1"), last4="5171", balance=Money(5000, "USD"), active=True
        )
        return GiftCardView(card=card, token=token)
