"""Cards by token in memory: one on file of each merchant's customer from the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.payments.key_ring import PublishedKey
from app.payments.tokens import TakeCard
from domain.calls import Call
from domain.errors import CardEnvelopeRefusedError, NotFoundError
from domain.ids import ConnectionId, CustomerId, MerchantId
from storage.card_tokens import KeptCard
from tests.fakes.clock import FakeClock


@dataclass
class FakeCards:
    """What the REST views ask of cards."""

    clock: FakeClock
    kept: dict[str, KeptCard] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for merchant in ("m_acme", "m_other"):
            card = self._new(MerchantId(merchant), f"ptk_{merchant}")
            customer = CustomerId("cus_1" if merchant == "m_acme" else "cus_2")
            self.kept[card.id] = replace(card, customer_id=customer, reusable=True)

    def _new(self, merchant_id: MerchantId, its_id: str) -> KeptCard:
        return KeptCard(
            id=its_id,
            merchant_id=merchant_id,
            connection_id=ConnectionId(f"con_{merchant_id}"),
            customer_id=None,
            customer_platform_id=None,
            token="clv_1",
            brand="Visa",
            last4="1111",
            exp_month=12,
            exp_year=2030,
            reusable=False,
            created_at=self.clock.now(),
            expires_at=None,
        )

    def published_keys(self) -> tuple[PublishedKey, ...]:
        jwk = {"kty": "EC", "kid": "cdk_1", "alg": "ECDH-ES", "use": "enc"}
        return (
            PublishedKey(
                kid="cdk_1",
                algorithm="ECDH-ES",
                jwk=jwk,
                created_at=self.clock.now(),
                ends_at=None,
            ),
        )

    def take(self, wish: TakeCard, call: Call) -> KeptCard:
        if wish.connection_id not in (None, f"con_{wish.merchant_id}"):
            raise NotFoundError("connection", str(wish.connection_id))
        if wish.envelope is not None:
            raise CardEnvelopeRefusedError("unknown-key", "`kid` names no key of ours", part="kid")
        made = self._new(wish.merchant_id, f"ptk_{len(self.kept)}")
        self.kept[made.id] = made
        return made

    def on_file(self, merchant_id: MerchantId, customer_id: CustomerId) -> Sequence[KeptCard]:
        found = [card for card in self.kept.values() if card.customer_id == customer_id]
        if not found or found[0].merchant_id != merchant_id:
            raise NotFoundError("customer", customer_id)
        return found

    def remove(
        self,
        merchant_id: MerchantId,
        customer_id: CustomerId,
        token_id: str,
        call: Call,
        *,
        actor: str,
    ) -> KeptCard:
        card = self.kept.get(token_id)
        if card is None or (card.merchant_id, card.customer_id) != (merchant_id, customer_id):
            raise NotFoundError("card", token_id)
        return self.kept.pop(token_id)
