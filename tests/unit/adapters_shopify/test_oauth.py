"""Connecting a shop: only the real Shopify, only the shop asked for, and no token is lost."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.shopify.dialect import ShopifyDialect
from adapters.shopify.oauth import SCOPES, ShopifyOAuth, callback_hmac, is_shop_domain
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.errors import (
    BadSignatureError,
    MalformedResponseError,
    NotAuthorizedError,
    StaleMessageError,
)
from domain.ids import ConnectionId
from domain.ports.tokens import OAuthApp, TokenSet
from tests.contracts_path import contracts_dir

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
SHOP = "northwind.myshopify.com"
SECRET = "shpss_secret"
GRANTED = {
    "access_token": "shpat_1",
    "scope": "read_products,write_orders",
    "expires_in": 3600,
    "refresh_token": "shprt_1",
    "refresh_token_expires_in": 7776000,
}


class FixedClock:
    def now(self) -> datetime:
        return NOW


class OAuthLine:
    connection_id = ConnectionId("con-1")
    call = Call.within(60)

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status, self.body = status, body
        self.sent: list[HttpRequest] = []

    def send(self, request: HttpRequest) -> HttpResponse:
        self.sent.append(request)
        raw = json.dumps(self.body).encode()
        response = HttpResponse(status=self.status, headers={}, body=raw)
        error = ShopifyDialect().failure(request, response)
        if error is not None:
            raise error
        return response


def flow(line: OAuthLine, base_url: str = f"https://{SHOP}") -> ShopifyOAuth:
    app = OAuthApp(client_id="client", client_secret=SECRET, base_url=base_url)
    return ShopifyOAuth(app, lambda _call: line, FixedClock())


def callback(**changes: str) -> dict[str, str]:
    params = {
        "code": "abc",
        "host": "YWRtaW4uc2hvcGlmeS5jb20",
        "shop": SHOP,
        "state": "signed.state",
        "timestamp": str(int(NOW.timestamp())),
        **changes,
    }
    return {**params, "hmac": changes.get("hmac", callback_hmac(params, SECRET))}


def exchange(
    line: OAuthLine, params: dict[str, str], base_url: str = f"https://{SHOP}"
) -> TokenSet:
    return flow(line, base_url).exchange(
        params, redirect_uri="https://gateway.example.com/cb", call=Call.within(60)
    )


def test_the_merchant_is_sent_to_their_own_shop() -> None:
    url = flow(OAuthLine(200, {})).authorize_url(
        state="s", redirect_uri="https://gateway.example.com/cb", scopes=("read_products", "x")
    )
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)

    assert (parts.scheme, parts.netloc, parts.path) == ("https", SHOP, "/admin/oauth/authorize")
    assert query["scope"] == ["read_products,x"]
    assert query["state"] == ["s"]
    assert "grant_options[]" not in query, "an offline token is wanted"


def test_the_code_becomes_an_expiring_token() -> None:
    line = OAuthLine(200, GRANTED)

    tokens = exchange(line, callback())

    assert tokens.access == "shpat_1"
    assert tokens.refresh == "shprt_1"
    assert tokens.expires_at == NOW + timedelta(hours=1)
    assert tokens.refresh_expires_at == NOW + timedelta(days=90)
    assert tokens.scopes == ("read_products", "write_orders")
    assert tokens.account_id == SHOP
    (request,) = line.sent
    assert request.path == "/admin/oauth/access_token"
    assert request.json == {
        "client_id": "client", "client_secret": SECRET, "code": "abc", "expiring": 1,
    }  # fmt: skip
    assert not request.authenticated
    assert not request.repeatable, "a code is good once"


@pytest.mark.parametrize(
    "params",
    [
        callback() | {"code": "another"},
        callback() | {"hmac": ""},
        callback() | {"hmac": "é"},
        {key: value for key, value in callback().items() if key != "hmac"},
        callback(shop="evil.example.com"),
        callback(shop="northwind.myshopify.com.evil.com"),
        callback(shop="another.myshopify.com"),
        callback(timestamp="soon"),
    ],
    ids=[
        "changed", "no signature", "an odd signature", "unsigned", "no shop", "a look-alike",
        "another shop", "no time",
    ],
)  # fmt: skip
def test_a_callback_that_is_not_shopifys_is_refused(params: dict[str, str]) -> None:
    line = OAuthLine(200, GRANTED)

    with pytest.raises(BadSignatureError):
        exchange(line, params)
    assert line.sent == []


def test_a_sandbox_may_speak_for_any_shop() -> None:
    tokens = exchange(OAuthLine(200, GRANTED), callback(), base_url="http://127.0.0.1:9000")

    assert tokens.account_id == SHOP


@pytest.mark.parametrize("age", [timedelta(hours=25), timedelta(hours=-25)])
def test_an_old_callback_is_stale(age: timedelta) -> None:
    with pytest.raises(StaleMessageError):
        exchange(OAuthLine(200, GRANTED), callback(timestamp=str(int((NOW - age).timestamp()))))


def test_a_merchant_who_said_no_is_told_so() -> None:
    with pytest.raises(NotAuthorizedError, match="did not agree"):
        exchange(OAuthLine(200, {}), {"error": "access_denied", "state": "signed.state"})


def test_refreshing_rotates_both_tokens_and_may_be_repeated() -> None:
    line = OAuthLine(200, GRANTED | {"access_token": "shpat_2", "refresh_token": "shprt_2"})
    old = TokenSet(
        access="shpat_1", refresh="shprt_1", issued_at=NOW, account_id=SHOP, scopes=("a",)
    )

    tokens = flow(line).refresh(old, call=Call.within(60))

    assert (tokens.access, tokens.refresh, tokens.account_id) == ("shpat_2", "shprt_2", SHOP)
    (request,) = line.sent
    assert request.json is not None
    assert request.json["grant_type"] == "refresh_token"
    assert request.repeatable, "the used token stays good until its successor is used"


@pytest.mark.parametrize("status", [400, 401])
def test_a_dead_refresh_token_ends_the_connection(status: int) -> None:
    old = TokenSet(access="a", refresh="r", issued_at=NOW, account_id=SHOP)

    with pytest.raises(NotAuthorizedError):
        flow(OAuthLine(status, {"error": "invalid_grant"})).refresh(old, call=Call.within(60))


def test_a_token_that_cannot_be_refreshed_ends_the_connection() -> None:
    old = TokenSet(access="a", issued_at=NOW, account_id=SHOP)

    with pytest.raises(NotAuthorizedError):
        flow(OAuthLine(200, GRANTED)).refresh(old, call=Call.within(60))


@pytest.mark.parametrize("body", [{}, {"access_token": ""}])
def test_an_answer_without_a_token_is_malformed(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedResponseError):
        exchange(OAuthLine(200, body), callback())


def test_revoking_uninstalls_the_app_with_the_shops_own_token() -> None:
    line = OAuthLine(200, {"data": {"appUninstall": {"app": None, "userErrors": []}}})
    tokens = TokenSet(access="shpat_1", issued_at=NOW, account_id=SHOP)

    flow(line).revoke(tokens, call=Call.within(60))

    (request,) = line.sent
    assert request.headers["X-Shopify-Access-Token"] == "shpat_1"


def test_revoking_what_is_uninstalled_already_is_no_error() -> None:
    tokens = TokenSet(access="shpat_1", issued_at=NOW, account_id=SHOP)

    flow(OAuthLine(401, {"errors": "Invalid API key"})).revoke(tokens, call=Call.within(60))


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("northwind.myshopify.com", True),
        ("n-1.myshopify.com", True),
        ("-n.myshopify.com", False),
        ("Northwind.myshopify.com", False),
        ("northwind.myshopify.com\n", False),
        ("northwind.myshopify.com:8080", False),
        ("a.b.myshopify.com", False),
        ("myshopify.com", False),
        ("", False),
    ],
)
def test_a_shop_domain_is_recognized(text: str, valid: bool) -> None:
    assert is_shop_domain(text) is valid


KEYS = st.text(min_size=1, max_size=12).filter(lambda key: key != "hmac" and not key.endswith("[]"))


@given(params=st.dictionaries(KEYS, st.text(max_size=30), max_size=6))
def test_the_callback_signature_is_the_one_of_shopifys_own_sdk(params: dict[str, str]) -> None:
    from shopify import Session

    Session.setup(api_key="client", secret=SECRET)

    assert callback_hmac(params, SECRET) == Session.calculate_hmac(params)


def test_every_document_works_with_the_scopes_we_ask_for() -> None:
    """What the mutations and root queries we use need, by the vendor's access map."""
    from graphql import OperationDefinitionNode

    from adapters.shopify.documents import document_names
    from adapters.shopify.oauth import OPTIONAL_SCOPES, SWITCHED_SCOPES
    from tests.unit.adapters_shopify.vendor import parsed

    access = json.loads(contracts_dir("shopify", "admin_2026-10.access.json").read_text())
    known = set(SCOPES) | set(OPTIONAL_SCOPES) | set(SWITCHED_SCOPES["transfers"])
    known |= {f"read_{one.removeprefix('write_')}" for one in known if one.startswith("write_")}
    missing = {}
    for name in document_names():
        for operation in parsed(name).definitions:
            if isinstance(operation, OperationDefinitionNode):
                for field in operation.selection_set.selections:
                    needed = _needed(access, field.name.value)
                    if needed and not needed & known:
                        missing[field.name.value] = needed

    assert missing == {}


def _needed(access: dict[str, Any], field: str) -> set[str]:
    found: set[str] = set()
    for section in access.values():
        if isinstance(section, dict) and field in section:
            found |= set(_scopes(section[field]))
    return found


def _scopes(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [scope for one in value or [] for scope in _scopes(one)]
