"""Where the OAuth endpoints are, and token answers that are not as documented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.lightspeed.oauth import API_URL, OAUTH_URL, LightspeedOAuth
from domain.calls import Call
from domain.errors import MalformedResponseError, NotAuthorizedError, RejectedError
from domain.ports.tokens import OAuthApp, Pkce, TokenSet
from tests.unit.adapters_lightspeed.conftest import NOW, FixedClock
from tests.unit.adapters_lightspeed.lines import ScriptedLine

TOKENS = TokenSet(access="old", refresh="def502", issued_at=NOW, account_id="83050", scopes=("a",))
GRANTED = {"token_type": "Bearer", "expires_in": 1800, "access_token": "eyJ", "refresh_token": "d"}


def flow(line: ScriptedLine, base_url: str = API_URL) -> LightspeedOAuth:
    app = OAuthApp(client_id="id", client_secret="secret", base_url=base_url)
    opener: Callable[[Call], ScriptedLine] = lambda _call: line  # noqa: E731
    return LightspeedOAuth(app, opener, FixedClock())


@pytest.mark.parametrize(
    ("base_url", "root"), [(API_URL, OAUTH_URL), (f"{API_URL}/", OAUTH_URL), ("http://x:1", "")]
)
def test_the_oauth_host_is_another_in_production(
    line: ScriptedLine, base_url: str, root: str
) -> None:
    line.on("oauth.refresh", GRANTED)

    flow(line, base_url).refresh(TOKENS, call=Call.within(60))

    assert line.sent[0].path == f"{root}/auth/oauth/token"
    assert not line.sent[0].authenticated


def test_the_merchant_is_sent_to_the_oauth_host_with_state_and_challenge(
    line: ScriptedLine,
) -> None:
    pkce = Pkce(verifier="v", challenge="c")

    url = flow(line).authorize_url(
        state="s", redirect_uri="https://us/cb", scopes=("employee:a", "employee:b"), pkce=pkce
    )

    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{OAUTH_URL}/auth/oauth/authorize"
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["id"],
        "scope": ["employee:a employee:b"],
        "state": ["s"],
        "redirect_uri": ["https://us/cb"],
        "code_challenge": ["c"],
        "code_challenge_method": ["S256"],
    }


def test_a_renewed_pair_keeps_account_and_rights_and_tells_when_it_ends(
    line: ScriptedLine,
) -> None:
    line.on("oauth.refresh", GRANTED)

    renewed = flow(line).refresh(TOKENS, call=Call.within(60))

    assert (renewed.access, renewed.refresh) == ("eyJ", "d")
    assert renewed.expires_at == NOW + timedelta(minutes=30)
    assert renewed.refresh_expires_at == NOW + timedelta(days=30)
    assert (renewed.account_id, renewed.scopes) == ("83050", ("a",))
    assert line.sent[0].repeatable


@pytest.mark.parametrize(
    "changed",
    [
        {"access_token": ""},
        {"refresh_token": None},
    ],
)
def test_a_token_answer_with_a_part_missing_is_malformed(
    line: ScriptedLine, changed: dict[str, Any]
) -> None:
    line.on("oauth.refresh", {**GRANTED, **changed})

    with pytest.raises(MalformedResponseError):
        flow(line).refresh(TOKENS, call=Call.within(60))


@pytest.mark.parametrize("told", ["soon", True, None, 10**18, "9" * 5000])
def test_a_new_pair_without_its_end_is_kept(line: ScriptedLine, told: object) -> None:
    line.on("oauth.refresh", {**GRANTED, "expires_in": told})

    renewed = flow(line).refresh(TOKENS, call=Call.within(60))

    assert (renewed.access, renewed.refresh, renewed.expires_at) == ("eyJ", "d", None)


def test_a_dead_grant_is_not_authorized(line: ScriptedLine) -> None:
    line.on("oauth.refresh", (400, {"error": "invalid_grant", "error_description": "invalid"}))

    with pytest.raises(NotAuthorizedError) as dead:
        flow(line).refresh(TOKENS, call=Call.within(60))

    assert dead.value.platform_code == "invalid_grant"


def test_without_a_refresh_token_nothing_is_asked(line: ScriptedLine) -> None:
    bare = TokenSet(access="old", issued_at=datetime(2026, 1, 1, tzinfo=UTC))

    with pytest.raises(NotAuthorizedError):
        flow(line).refresh(bare, call=Call.within(60))

    assert line.sent == []


def test_revoking_what_is_gone_is_fine_and_another_refusal_is_not(line: ScriptedLine) -> None:
    line.on("oauth.revoke", b"[]", (400, {"error": "invalid_grant"}), (400, {"error": "other"}))

    flow(line).revoke(TOKENS, call=Call.within(60))
    flow(line).revoke(TOKENS, call=Call.within(60))
    with pytest.raises(RejectedError):
        flow(line).revoke(TOKENS, call=Call.within(60))


@pytest.mark.parametrize(
    ("account", "session"),
    [({"Account": []}, {}), ({"Account": {"accountID": "1"}}, {"Rights": ""})],
)
def test_an_exchange_that_cannot_tell_account_and_rights_is_malformed(
    line: ScriptedLine, account: dict[str, Any], session: dict[str, Any]
) -> None:
    line.on("oauth.exchange", GRANTED).on("oauth.account", account).on("oauth.session", session)

    with pytest.raises(MalformedResponseError):
        flow(line).exchange({"code": "c"}, redirect_uri="https://us/cb", call=Call.within(60))
