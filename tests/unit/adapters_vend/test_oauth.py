"""Where the retailer says yes, what a token answer holds, and which hosts may get our secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.keys import checked_keys, unpack_keys
from adapters.vend import PLATFORM
from adapters.vend.oauth import SCOPES, VendOAuth, is_shop_host
from domain.calls import Call
from domain.errors import InvalidInputError, MalformedResponseError, NotAuthorizedError
from domain.ports.tokens import OAuthApp, TokenSet
from tests.unit.adapters_vend.lines import ScriptedLine

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOKENS = TokenSet(
    access="a1", refresh="r1", issued_at=NOW, scopes=("sales:read",), account_id="northwind"
)
ANSWER: dict[str, Any] = {
    "access_token": "a2",
    "token_type": "Bearer",
    "expires": 1387145621,
    "expires_in": 604800,
    "refresh_token": "r2",
    "domain_prefix": "northwind",
    "scope": "",
}


class FixedClock:
    """It is always noon."""

    def now(self) -> datetime:
        return NOW


def flow(
    line: ScriptedLine, base_url: str = "https://northwind.retail.lightspeed.app"
) -> VendOAuth:
    app = OAuthApp(client_id="id", client_secret="secret", base_url=base_url)
    return VendOAuth(app, lambda _call: line, FixedClock())


def test_all_retailers_say_yes_on_one_page() -> None:
    url = flow(ScriptedLine()).authorize_url(
        state="s", redirect_uri="https://v.example/back", scopes=("sales:read", "webhooks")
    )

    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://secure.retail.lightspeed.app/connect?")
    assert asked == {
        "response_type": "code",
        "client_id": "id",
        "redirect_uri": "https://v.example/back",
        "state": "s",
        "scope": "sales:read webhooks",
    }


def test_a_refresh_sends_its_parameters_in_the_body_and_takes_the_new_pair() -> None:
    line = ScriptedLine().on("oauth.refresh", ANSWER)

    renewed = flow(line).refresh(TOKENS, call=Call.within(60))

    (sent,) = line.sent
    assert (sent.path, sent.params, sent.json) == ("/api/1.0/token", {}, None)
    assert sent.form == {
        "grant_type": "refresh_token",
        "refresh_token": "r1",
        "client_id": "id",
        "client_secret": "secret",
    }
    assert not sent.authenticated
    assert (renewed.access, renewed.refresh) == ("a2", "r2")
    assert renewed.expires_at == NOW + timedelta(days=7)
    assert (renewed.scopes, renewed.account_id) == (("sales:read",), "northwind")


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({"expires_in": 86400}, timedelta(days=1)),
        ({"expires_in": None, "expires": int(NOW.timestamp()) + 60}, timedelta(minutes=1)),
        ({"expires_in": None, "expires": None}, timedelta(minutes=10)),
        ({"expires_in": "soon", "expires": "never"}, timedelta(minutes=10)),
    ],
    ids=["a length of life", "a moment", "nothing means soon", "nonsense means soon"],
)
def test_the_end_of_a_token_is_read_or_taken_for_soon(
    told: dict[str, Any], left: timedelta
) -> None:
    line = ScriptedLine().on("oauth.refresh", {**ANSWER, **told})

    assert flow(line).refresh(TOKENS, call=Call.within(60)).expires_at == NOW + left


def test_a_dead_grant_is_not_authorized() -> None:
    line = ScriptedLine().on("oauth.refresh", (400, {"error": "invalid_grant"}))

    with pytest.raises(NotAuthorizedError) as refused:
        flow(line).refresh(TOKENS, call=Call.within(60))

    assert refused.value.platform_code == "invalid_grant"


@pytest.mark.parametrize("body", [b"<html>", [], {}, {"access_token": ""}, {"access_token": 7}])
def test_a_token_answer_that_is_none_is_malformed(body: Any) -> None:
    line = ScriptedLine().on("oauth.refresh", body)

    with pytest.raises(MalformedResponseError):
        flow(line).refresh(TOKENS, call=Call.within(60))


def test_revoking_needs_no_call() -> None:
    line = ScriptedLine()

    flow(line).revoke(TOKENS, call=Call.within(60))

    assert line.sent == []


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("northwind.retail.lightspeed.app", True),
        ("north-wind2.retail.lightspeed.app", True),
        ("secure.retail.lightspeed.app", False),
        ("retail.lightspeed.app", False),
        ("northwind.retail.lightspeed.app.evil.example", False),
        ("evil.example/northwind.retail.lightspeed.app", False),
        ("a.b.retail.lightspeed.app", False),
        ("-x.retail.lightspeed.app", False),
        ("127.0.0.1", False),
        ("", False),
    ],
)
def test_only_a_retailers_own_host_may_get_our_secret(host: str, is_one: bool) -> None:
    assert is_shop_host(host) is is_one


def test_a_personal_token_is_typed_with_the_stores_address() -> None:
    keys = PLATFORM.keys
    assert keys is not None
    typed = checked_keys(keys.fields, {"domain_prefix": "northwind", "token": "lsxs_pt_1"})

    tokens = keys.open(None, lambda _call: ScriptedLine(), FixedClock()).grant(
        typed, call=Call.within(60)
    )

    assert tokens.account_id == "northwind"
    assert unpack_keys(tokens.access)["token"] == "lsxs_pt_1"
    with pytest.raises(InvalidInputError):
        checked_keys(keys.fields, {"domain_prefix": "https://northwind", "token": "x"})


def test_every_scope_says_why_it_is_asked_for() -> None:
    assert all(why.startswith("To ") and why.endswith(".") for why in SCOPES.values())
