"""A merchant's own tokens: what is taken, and every way of forging one that is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from app.identity.own_tokens import Issuer, OwnTokens
from domain.errors import BadSignatureError, StaleMessageError
from tests.fakes.clock import FakeClock

OLD = RSAKey.generate_key(2048, {"kid": "old"})
NEW = ECKey.generate_key("P-256", {"kid": "new"})
STRANGER = RSAKey.generate_key(2048, {"kid": "old"})
ISSUER = Issuer(issuer="https://id.shop.example", audience="voicetill")


@dataclass
class Provider:
    """The shop's identity provider."""

    keys: list[Any] = field(default_factory=lambda: [OLD])
    asked: int = 0

    def __call__(self) -> dict[str, Any]:
        self.asked += 1
        return dict(KeySet(self.keys).as_dict(private=False))


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def tokens(provider: Provider, now: list[float]) -> OwnTokens:
    return OwnTokens(issuer=ISSUER, fetch=provider, clock=FakeClock(), timer=lambda: now[0])


def signed(key: Any = OLD, alg: str = "RS256", **claims: Any) -> str:
    moment = int(FakeClock().now().timestamp())
    told = {"iss": ISSUER.issuer, "aud": "voicetill", "sub": "C1", "exp": moment + 300} | claims
    header = {"alg": alg} | ({"kid": key.kid} if key.kid else {})
    return jwt.encode(header, told, key, algorithms=[alg])


def test_a_token_of_the_provider_names_its_customer(tokens: OwnTokens) -> None:
    assert tokens.customer(signed()) == "C1"
    assert tokens.customer(signed(aud=["other", "voicetill"])) == "C1"


@pytest.mark.parametrize(
    "claims",
    [{"aud": "other"}, {"aud": None}, {"iss": "https://evil.example"}, {"sub": ""}, {"sub": 7}],
    ids=str,
)
def test_a_token_for_or_of_somebody_else_is_refused(
    tokens: OwnTokens, claims: dict[str, Any]
) -> None:
    with pytest.raises(BadSignatureError):
        tokens.customer(signed(**claims))


@pytest.mark.parametrize("claims", [{"exp": 1}, {"exp": None}, {"nbf": 4_000_000_000}], ids=str)
def test_a_token_out_of_its_time_is_refused(tokens: OwnTokens, claims: dict[str, Any]) -> None:
    with pytest.raises(StaleMessageError):
        tokens.customer(signed(**claims))


def test_a_forged_token_is_refused_whatever_its_algorithm(tokens: OwnTokens) -> None:
    shared = OctKey.generate_key(256, {"kid": "old"})
    head, body, _ = signed().split(".")
    for forged in (
        signed(STRANGER),
        signed(shared, "HS256"),
        f"eyJhbGciOiJub25lIn0.{body}.",
        f"{head}.{body}.",
        "not a token",
        "",
    ):
        with pytest.raises(BadSignatureError):
            tokens.customer(forged)


def test_a_rotated_key_is_fetched_and_a_forger_makes_nobody_ask_on(
    tokens: OwnTokens, provider: Provider, now: list[float]
) -> None:
    tokens.customer(signed())
    provider.keys = [OLD, NEW]
    for _ in range(5):
        with pytest.raises(BadSignatureError):
            tokens.customer(signed(NEW, "ES256"))
    assert provider.asked == 1

    now[0] += 61

    assert tokens.customer(signed(NEW, "ES256")) == "C1"
    assert provider.asked == 2
