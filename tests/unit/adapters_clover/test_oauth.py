"""Tokens: what their answers must hold, and where the merchant is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.clover.oauth import KEYS, CloverOAuth
from adapters.keys import checked_keys
from domain.calls import Call
from domain.errors import InvalidInputError, MalformedResponseError, NotAuthorizedError
from domain.ports.tokens import OAuthApp, TokenSet
from tests.unit.adapters_clover.lines import ScriptedLine

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PAIR = {
    "access_token": "a",
    "access_token_expiration": 1795263300,
    "refresh_token": "r",
    "refresh_token_expiration": 1826799300000,
}


class Noon:
    """It is always noon."""

    def now(self) -> datetime:
        return NOW


def flow(line: ScriptedLine, base_url: str = "https://api.clover.com") -> CloverOAuth:
    app = OAuthApp(client_id="app", client_secret="secret", base_url=base_url)
    return CloverOAuth(app, lambda _call: line, Noon())


def exchange(line: ScriptedLine) -> TokenSet:
    return flow(line).exchange(
        {"code": "c", "merchant_id": "M"}, redirect_uri="https://x", call=Call.within(60)
    )


def test_a_pair_is_read_with_its_times_in_seconds_or_milliseconds() -> None:
    tokens = exchange(ScriptedLine().on("oauth.exchange", PAIR))

    assert (tokens.access, tokens.refresh, tokens.account_id) == ("a", "r", "M")
    assert tokens.expires_at == datetime(2026, 11, 21, 12, 15, tzinfo=UTC)
    assert tokens.refresh_expires_at == datetime(2027, 11, 21, 12, 15, tzinfo=UTC)
    assert "secret" not in repr(tokens)


@pytest.mark.parametrize(
    "answer",
    [b"<html>", b"[]", {}, {"access_token": "a"}, {**PAIR, "access_token": ""}],
    ids=["a page of HTML", "a list", "nothing", "half a pair", "an empty token"],
)
def test_an_answer_without_a_pair_is_malformed(answer: Any) -> None:
    with pytest.raises(MalformedResponseError):
        exchange(ScriptedLine().on("oauth.exchange", answer))


def test_a_missing_or_odd_expiry_is_no_expiry_told() -> None:
    told = {**PAIR, "access_token_expiration": "soon"}

    assert exchange(ScriptedLine().on("oauth.exchange", told)).expires_at is None


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refused_refresh_means_that_the_grant_is_dead(status: int) -> None:
    line = ScriptedLine().on("oauth.refresh", (status, {"message": "no"}))
    tokens = TokenSet(access="a", refresh="r", issued_at=NOW)

    with pytest.raises(NotAuthorizedError):
        flow(line).refresh(tokens, call=Call.within(60))

    assert not line.sent[0].repeatable  # the refresh token is spent by asking


def test_without_a_refresh_token_nothing_is_asked() -> None:
    line = ScriptedLine()

    with pytest.raises(NotAuthorizedError):
        flow(line).refresh(TokenSet(access="a", issued_at=NOW), call=Call.within(60))

    assert line.sent == []


@pytest.mark.parametrize(
    ("base", "host"),
    [
        ("https://api.clover.com", "www.clover.com"),
        ("https://api.eu.clover.com", "www.eu.clover.com"),
        ("https://apisandbox.dev.clover.com", "sandbox.dev.clover.com"),
        ("http://127.0.0.1:8701", "127.0.0.1:8701"),
    ],
)
def test_the_merchant_signs_in_at_the_regions_own_page(base: str, host: str) -> None:
    url = flow(ScriptedLine(), base).authorize_url(
        state="s", redirect_uri="https://x/cb", scopes=()
    )

    parts = urlsplit(url)
    assert (parts.netloc, parts.path) == (host, "/oauth/v2/authorize")
    assert parse_qs(parts.query)["redirect_uri"] == ["https://x/cb"]


@pytest.mark.parametrize(
    "typed",
    [
        {"merchant_id": "518000012345678", "api_token": "a" * 32},
        {"merchant_id": "FXV5CNNWSAWN7", "api_token": "short"},
        {"merchant_id": "FXV5CNNWSAWN7"},
    ],
    ids=["the number on statements", "half a token", "no token"],
)
def test_keys_that_cannot_be_are_refused_before_any_call(typed: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_keys(KEYS.fields, typed)

    assert "a" * 32 not in str(refused.value)
