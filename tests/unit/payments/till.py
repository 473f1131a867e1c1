"""A till whose tokenizer takes cards, and the desk in front of it, on a database of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey

from adapters.platform import Platform
from adapters.registry import PLATFORMS
from app.commerce.saga import no_probe
from app.payments.key_ring import CardKeys
from app.payments.tokens import CardDesk, TakeCard
from domain.calls import Call
from domain.card_secret import CardSecret
from domain.customers import StoredCard
from domain.errors import VoicetillError
from domain.ids import ConnectionId, IdempotencyKey, MerchantId, PlatformId
from domain.ports.cards import SingleUseToken
from domain.ports.pos import PosAdapter
from storage.engine import Database
from storage.keyring import Keyring
from tests.fakes.clock import FakeClock

NUMBER = "4005571702222222"
"""Clover's documented test card."""
CARD = {"number": NUMBER, "exp_month": 12, "exp_year": 2030, "cvc": "123"}
MERCHANT = MerchantId("mer_1")
RING = Keyring(current_id="k1", keys={"k1": b"m" * 32})
_LOOSE = jwe.JWERegistry(
    strict_check_header=False,
    algorithms=["ECDH-ES", "RSA-OAEP-256", "RSA-OAEP", "ECDH-ES+A256KW", "A256GCM", "A128GCM"],
)


@dataclass
class Tokenizer:
    """Takes cards, gives tokens, keeps cards; every number it saw, as it lay in memory."""

    seen: list[CardSecret] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    def tokenize(self, card: CardSecret) -> SingleUseToken:
        self.seen.append(card)
        if self.trouble is not None:
            raise self.trouble
        return SingleUseToken(token=f"clv_{len(self.seen)}", brand="Visa", last4=card.last4)

    def keep_card(self, token: str, customer_id: PlatformId, *, key: IdempotencyKey) -> StoredCard:
        if isinstance(self.trouble, VoicetillError):
            raise self.trouble
        self.kept.setdefault(key, f"ccof:{token}")
        return StoredCard(
            token=self.kept[key], brand="Visa", last4="1111", exp_month=1, exp_year=2031
        )

    def drop_card(self, token: str) -> None:
        self.dropped.append(token)


@dataclass
class Tills:
    """Every connection is this adapter's."""

    adapter: object

    def open(self, connection_id: ConnectionId, call: Call) -> PosAdapter:
        return cast(PosAdapter, self.adapter)

    def platform(self, name: str) -> Platform:
        return PLATFORMS[name]


def desk_over(
    database: Database,
    clock: FakeClock,
    adapter: object,
    probe: Callable[[str], None] = no_probe,
) -> CardDesk:
    """A desk at that till."""
    return CardDesk(
        database=database,
        pos=Tills(adapter),
        ring=CardKeys(database, RING, clock),
        keyring=RING,
        clock=clock,
        probe=probe,
    )


def sealed(
    desk: CardDesk,
    now: datetime,
    *,
    jti: str = "jti-0123456789abcdef",
    card: Any = None,
    jwk: Any = None,
    **header: Any,
) -> str:
    """A card as a shopper's browser would encrypt it; `header` changes what is claimed."""
    public = dict(desk.published_keys()[0].jwk) if jwk is None else dict(jwk)
    key = (ECKey if public["kty"] == "EC" else RSAKey).import_key(public)
    claimed = {
        "alg": public["alg"],
        "enc": "A256GCM",
        "kid": public["kid"],
        "aud": MERCHANT,
        "jti": jti,
        "exp": int((now + timedelta(minutes=5)).timestamp()),
    } | header
    plain = card if isinstance(card, bytes) else json.dumps(card or CARD).encode()
    return jwe.encrypt_compact(
        {name: value for name, value in claimed.items() if value is not None},
        plain,
        key.import_key({k: v for k, v in public.items() if k not in {"alg", "use"}}),
        registry=_LOOSE,
    )


def wish(key: str = "k", **values: Any) -> TakeCard:
    """A card for the first merchant's first account."""
    given = {"connection_id": ConnectionId("con_a"), **values}
    return TakeCard(merchant_id=MERCHANT, key=IdempotencyKey(key), actor="test", **given)
