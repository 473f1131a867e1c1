"""A shopper signed in with the shop's own provider is known, and nobody else's token is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import insert

from app.bindings import StoredLinks
from app.identity.own_accounts import OwnAccounts
from domain.calls import Deadline
from domain.errors import UnavailableError
from domain.ids import CustomerId, MerchantId
from storage import merchants, tables
from storage.engine import Database, open_database
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_connection, a_merchant

MERCHANT, OTHER, ADA = MerchantId("mer_1"), MerchantId("mer_2"), CustomerId("cus_1")
KEY, NEXT = ECKey.generate_key("P-256", {"kid": "a"}), ECKey.generate_key("P-256", {"kid": "b"})
OIDC = {
    "issuer": "https://id.shop.example",
    "audience": "voicetill",
    "jwks_url": "https://id.shop.example/keys",
}


@dataclass
class Web:
    """What the provider publishes; None: it is away."""

    keys: list[ECKey] | None = field(default_factory=lambda: [KEY])
    read: list[str] = field(default_factory=list)

    def get(self, url: str, *, deadline: Deadline) -> bytes:
        self.read.append(url)
        if self.keys is None:
            raise UnavailableError("away", platform="webhook", operation="get")
        return orjson.dumps(KeySet([*self.keys]).as_dict(private=False))


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    now = FakeClock().now()
    with opened.write() as tx:
        for name in (MERCHANT, OTHER):
            merchants.add_merchant(tx, a_merchant(name))
        merchants.add_connection(tx, a_connection("con_a"))
        tx.execute(
            tables.merchants.update()
            .where(tables.merchants.c.id == MERCHANT)
            .values(settings={"identity": {"oidc": OIDC}})
        )
        tx.execute(insert(tables.customers).values(id=ADA, merchant_id=MERCHANT, created_at=now))
        tx.execute(
            insert(tables.customer_records).values(
                merchant_id=MERCHANT, connection_id="con_a", platform_id="C1", customer_id=ADA,
                given_name="Ada", active=True, revision=1, as_of=now,
            )
        )  # fmt: skip
    yield opened
    opened.close()


@dataclass
class Hand:
    """Links over one provider, and a clock for its keys."""

    links: StoredLinks
    seconds: list[float]

    def find(self, token: str, merchant_id: MerchantId = MERCHANT) -> CustomerId | None:
        found = self.links.find(merchant_id, token, FakeClock().now())
        return None if found is None else found.customer_id


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def hand(database: Database, web: Web) -> Hand:
    seconds = [0.0]
    own = OwnAccounts(database=database, reader=web, clock=FakeClock(), timer=lambda: seconds[0])
    return Hand(StoredLinks(database, own=own), seconds)


def signed(key: ECKey = KEY, **claims: Any) -> str:
    until = int(FakeClock().now().timestamp()) + 300
    told = {"iss": OIDC["issuer"], "aud": OIDC["audience"], "sub": "C1", "exp": until} | claims
    return jwt.encode({"alg": "ES256", "kid": key.kid}, told, key, algorithms=["ES256"])


def test_a_token_of_the_shops_provider_is_its_customer(hand: Hand, web: Web) -> None:
    assert [hand.find(signed()) for _ in range(3)] == [ADA] * 3
    assert web.read == [OIDC["jwks_url"]]


@pytest.mark.parametrize(
    "claims",
    [{"sub": "C2"}, {"aud": "other"}, {"iss": "https://evil.example"}, {"exp": 1}],
    ids=str,
)
def test_a_token_that_is_not_for_us_names_nobody(hand: Hand, claims: dict[str, Any]) -> None:
    assert hand.find(signed(**claims)) is None


def test_another_shop_takes_no_such_token(hand: Hand, web: Web) -> None:
    assert hand.find(signed(), OTHER) is None
    assert web.read == []


def test_a_rotated_key_is_taken_within_a_minute(hand: Hand, web: Web) -> None:
    hand.find(signed())
    web.keys = [KEY, NEXT]
    assert hand.find(signed(NEXT)) is None

    hand.seconds[0] += 61

    assert hand.find(signed(NEXT)) == ADA


def test_a_provider_that_is_away_is_left_alone_and_its_last_keys_stay_good(
    hand: Hand, web: Web
) -> None:
    hand.find(signed())
    web.keys = None
    hand.seconds[0] += 3601

    assert [hand.find(signed()) for _ in range(3)] == [ADA] * 3
    assert len(web.read) == 2


def test_a_provider_that_never_answered_is_not_asked_at_every_turn(hand: Hand, web: Web) -> None:
    web.keys = None

    assert [hand.find(signed()) for _ in range(3)] == [None] * 3
    assert len(web.read) == 1
