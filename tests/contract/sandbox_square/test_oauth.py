"""OAuth, authorization and rate limits of the Square stand-in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from sandbox.kit.platform import Options
from sandbox.square import create_shop
from tests.contract.sandbox_square.caller import REDIRECT, SCOPES, Caller, open_caller

CLIENT = {"client_id": "sandbox-client-id", "client_secret": "sandbox-client-secret"}
VERIFIER = "a-verifier-long-enough-for-the-rules-of-pkce-0123456789"


@pytest.fixture
def limited() -> Iterator[Caller]:
    """A shop with its rate limit on."""
    caller = open_caller(Options(seed_variants=20))
    yield caller
    caller.shop.close()


def refresh(square: Caller, token: str, **fields: Any) -> Any:
    body = {**CLIENT, "grant_type": "refresh_token", "refresh_token": token, **fields}
    return square.call("POST", "/oauth2/token", body)


def test_the_consent_page_names_the_scopes_and_keeps_the_state(square: Caller) -> None:
    query = (
        f"client_id=sandbox-client-id&scope=ITEMS_READ+ORDERS_READ&state=s1&redirect_uri={REDIRECT}"
    )
    page = square.send("GET", f"/oauth2/authorize?{query}")

    assert page.status == 200
    assert "<li>ITEMS_READ</li><li>ORDERS_READ</li>" in page.body
    assert 'name="state" value="s1"' in page.body


@pytest.mark.parametrize(
    "query",
    [
        "client_id=other&scope=ITEMS_READ",
        "client_id=sandbox-client-id",
        "client_id=sandbox-client-id&scope=ITEMS_READ&redirect_uri=http://example.com/cb",
    ],
)
def test_a_wrong_authorization_request_shows_an_error_page(square: Caller, query: str) -> None:
    assert square.send("GET", f"/oauth2/authorize?{query}").status == 400


def test_a_refusal_goes_back_as_access_denied(square: Caller) -> None:
    back = square.consent("deny")
    assert (back["error"], back["state"]) == ("access_denied", "xyz")


def test_a_code_works_once_and_for_five_minutes(square: Caller) -> None:
    code = square.consent()["code"]
    tokens = square.exchange(code)
    body = {**CLIENT, "grant_type": "authorization_code", "code": code}
    again = square.call("POST", "/oauth2/token", body)
    late = {**body, "code": square.consent()["code"]}
    square.control("POST clock", {"advance_s": 301})

    assert tokens["expires_at"].endswith("Z")
    assert tokens["merchant_id"] == square.control("GET shop")["merchant_id"]
    assert again.code == "UNAUTHORIZED"
    assert square.call("POST", "/oauth2/token", late).code == "UNAUTHORIZED"


def test_a_wrong_secret_or_redirect_is_refused(square: Caller) -> None:
    body = {**CLIENT, "grant_type": "authorization_code", "code": square.consent()["code"]}
    wrong = {**body, "client_secret": "not it"}
    elsewhere = {**body, "redirect_uri": "http://localhost/other"}

    assert square.call("POST", "/oauth2/token", wrong).status == 401
    assert square.call("POST", "/oauth2/token", elsewhere).status == 401
    assert square.call("POST", "/oauth2/token", body).status == 200


def test_a_refresh_token_of_the_code_flow_stays_the_same(square: Caller) -> None:
    first = square.exchange(square.consent()["code"])
    second = refresh(square, first["refresh_token"]).body
    third = refresh(square, first["refresh_token"]).body

    assert first["refresh_token"] == second["refresh_token"] == third["refresh_token"]
    assert len({each["access_token"] for each in (first, second, third)}) == 3


def test_scopes_can_be_narrowed_but_not_widened(square: Caller) -> None:
    token = square.exchange(square.consent(scope="ITEMS_READ ORDERS_READ")["code"])
    narrow = refresh(square, token["refresh_token"], scopes=["ITEMS_READ"])
    wide = refresh(square, token["refresh_token"], scopes=["PAYMENTS_WRITE"])

    assert narrow.status == 200
    assert wide.code == "INSUFFICIENT_SCOPES"


def test_pkce_needs_the_verifier_and_spends_each_refresh_token(square: Caller) -> None:
    digest = sha256(VERIFIER.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    code = square.consent(code_challenge=challenge)["code"]
    body = {"client_id": "sandbox-client-id", "grant_type": "authorization_code", "code": code}
    wrong = square.call("POST", "/oauth2/token", {**body, "code_verifier": "wrong"})
    right = square.post("/oauth2/token", {**body, "code_verifier": VERIFIER})
    second = refresh(square, right["refresh_token"])
    reused = refresh(square, right["refresh_token"])

    assert wrong.status == 401
    assert right["refresh_token_expires_at"]
    assert second.body["refresh_token"] != right["refresh_token"]
    assert reused.status == 401


def test_an_expired_token_says_so_and_can_be_refreshed() -> None:
    caller = open_caller(Options(limits=False, seed_variants=20, token_seconds=60))
    tokens = caller.exchange(caller.consent()["code"])
    caller.control("POST clock", {"advance_s": 61})
    expired = caller.call("GET", "/v2/locations")
    renewed = refresh(caller, tokens["refresh_token"]).body["access_token"]

    assert (expired.status, expired.code) == (401, "ACCESS_TOKEN_EXPIRED")
    assert caller.call("GET", "/v2/locations", token=renewed).status == 200
    caller.shop.close()


def test_revoking_ends_every_token_of_the_seller(square: Caller) -> None:
    other = square.exchange(square.consent()["code"])["access_token"]
    body = b'{"client_id": "sandbox-client-id", "access_token": "%s"}' % other.encode()
    unsigned = square.send("POST", "/oauth2/revoke", body, authorization="Client wrong")
    revoked = square.send(
        "POST", "/oauth2/revoke", body, authorization="Client sandbox-client-secret"
    )

    assert unsigned.status == 401
    assert revoked.body == {"success": True}
    assert square.call("GET", "/v2/locations").code == "ACCESS_TOKEN_REVOKED"
    assert square.call("GET", "/v2/locations", token=other).code == "ACCESS_TOKEN_REVOKED"


def test_the_seller_may_disconnect_the_application(square: Caller) -> None:
    assert square.control("POST revoke") == {"revoked": 1}
    assert square.call("GET", "/v2/locations").code == "ACCESS_TOKEN_REVOKED"


def test_token_status_tells_scopes_and_expiry(square: Caller) -> None:
    status = square.post("/oauth2/token/status", {})
    assert status["scopes"] == SCOPES.split()
    assert status["client_id"] == "sandbox-client-id"


def test_without_or_with_a_made_up_token_nothing_is_answered(square: Caller) -> None:
    for token in ("", "made-up"):
        refused = square.call("GET", "/v2/locations", token=token)
        assert (refused.status, refused.code) == (401, "UNAUTHORIZED")


def test_a_lacking_scope_is_named(square: Caller) -> None:
    token = square.exchange(square.consent(scope="ITEMS_READ")["code"])["access_token"]
    refused = square.call("POST", "/v2/orders", {}, token=token)

    assert (refused.status, refused.code) == (403, "INSUFFICIENT_SCOPES")
    assert "ORDERS_WRITE" in refused.body["errors"][0]["detail"]


def test_the_version_is_echoed_and_a_malformed_one_refused(square: Caller) -> None:
    authorization = f"Bearer {square.token}"
    asked = square.send(
        "GET", "/v2/locations", authorization=authorization, square_version="2026-07-15"
    )
    default = square.send("GET", "/v2/locations", authorization=authorization)
    wrong = square.send("GET", "/v2/locations", authorization=authorization, square_version="new")

    assert asked.headers["Square-Version"] == "2026-07-15"
    assert default.headers["Square-Version"] == "2026-09-16"
    assert wrong.code == "INVALID_SQUARE_VERSION_FORMAT"


def test_unknown_paths_and_methods_are_told_apart(square: Caller) -> None:
    assert square.call("GET", "/v2/unicorns").code == "NOT_FOUND"
    assert square.call("DELETE", "/v2/orders/X").code == "METHOD_NOT_ALLOWED"


def test_a_body_that_is_not_json_is_refused(square: Caller) -> None:
    for raw in (b"{", b"[]", b"source_id=1"):
        got = square.send("POST", "/v2/payments", raw, authorization=f"Bearer {square.token}")
        assert got.code == "EXPECTED_JSON_BODY"


def test_a_burst_is_rate_limited_in_squares_words(limited: Caller) -> None:
    answers = [limited.call("GET", "/v2/locations") for _ in range(150)]
    refused = [answer for answer in answers if answer.status == 429]

    assert refused
    assert refused[0].body["errors"][0]["category"] == "RATE_LIMIT_ERROR"
    assert refused[0].code == "RATE_LIMITED"
    assert limited.control("GET stats")["throttled"] == len(refused)


def test_another_client_id_cannot_be_used() -> None:
    caller = Caller(create_shop(Options(seed_variants=20, client_id="mine", client_secret="s3")))
    body = {**CLIENT, "grant_type": "authorization_code", "code": "x"}
    assert caller.call("POST", "/oauth2/token", body).status == 401
    caller.shop.close()
