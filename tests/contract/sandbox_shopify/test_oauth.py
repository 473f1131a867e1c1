"""Installing the app, refreshing its tokens, losing them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from sandbox.kit.web import Answer, Request
from tests.contract.sandbox_shopify.client import Client

Open = Callable[..., Client]
REDIRECT = "https://gateway.example/oauth/shopify"
ASKED = {
    "client_id": "sandbox-client-id",
    "scope": "read_products,write_orders",
    "redirect_uri": REDIRECT,
    "state": "s-1",
}
APP = {"client_id": "sandbox-client-id", "client_secret": "sandbox-client-secret"}


def ask(app: Client, **changed: str) -> Answer:
    query = urlencode({**ASKED, **changed})
    request = Request(method="GET", path="/admin/oauth/authorize", query_string=query)
    return app.platform.handle(request)


def decide(app: Client, decision: str = "allow", **changed: str) -> Answer:
    body = urlencode({**ASKED, **changed, "decision": decision}).encode()
    request = Request(method="POST", path="/admin/oauth/authorize", body=body)
    return app.platform.handle(request)


def callback(app: Client) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(decide(app).headers["Location"]).query))


def token(app: Client, *, form: bool = False, **given: Any) -> tuple[int, Any]:
    sent = {**APP, **given}
    body = urlencode(sent).encode() if form else json.dumps(sent).encode()
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    request = Request(
        method="POST",
        path="/admin/oauth/access_token",
        headers={"content-type": kind},
        body=body,
    )
    answer = app.platform.handle(request)
    return answer.status, json.loads(answer.body)


def pair(app: Client) -> Any:
    status, found = token(app, code=callback(app)["code"], expiring=1)
    assert status == 200
    return found


def works(app: Client, access_token: str) -> bool:
    app.token = access_token
    app.send("{ shop { name } }")
    return app.last.status == 200


class TestConsent:
    def test_the_merchant_is_asked_in_a_form(self, app: Client) -> None:
        page = ask(app)

        assert page.status == 200
        assert b"Read products" in page.body
        assert b'name="decision" value="allow"' in page.body

    def test_asking_never_grants_by_itself(self, app: Client) -> None:
        assert ask(app, auto="1").status == 200

    def test_the_callback_is_signed(self, app: Client) -> None:
        params = callback(app)

        given = params.pop("hmac")
        text = "&".join(f"{name}={value}" for name, value in sorted(params.items()))
        secret = APP["client_secret"].encode()
        assert given == hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
        assert set(params) == {"code", "host", "shop", "state", "timestamp"}
        assert params["shop"] == "northwind-outfitters.myshopify.com"
        assert params["state"] == "s-1"

    def test_a_refusal_goes_back_without_a_code(self, app: Client) -> None:
        answer = decide(app, "deny")

        assert dict(parse_qsl(urlsplit(answer.headers["Location"]).query)) == {
            "error": "access_denied"
        }

    @pytest.mark.parametrize(
        "changed",
        [{"client_id": "other"}, {"redirect_uri": "http://evil.example/x"},
         {"redirect_uri": "nonsense"}, {"scope": "read_everything"}],
    )  # fmt: skip
    def test_a_wrong_request_is_not_shown_to_the_merchant(
        self, app: Client, changed: dict[str, str]
    ) -> None:
        assert ask(app, **changed).status == 400
        assert decide(app, **changed).status == 400

    def test_markup_in_parameters_stays_text(self, app: Client) -> None:
        assert b"<script>" not in ask(app, state="<script>").body


class TestTokens:
    def test_a_code_gives_an_expiring_pair(self, app: Client) -> None:
        found = pair(app)

        assert found["scope"] == "read_products,write_orders"
        assert found["expires_in"] == 3600
        assert found["refresh_token_expires_in"] == 90 * 86400
        assert works(app, found["access_token"])
        granted = app.one("{ currentAppInstallation { accessScopes { handle } } }")
        assert {s["handle"] for s in granted["accessScopes"]} == {
            "read_products", "read_orders", "write_orders",
        }  # fmt: skip

    def test_without_expiring_the_token_lasts(self, app: Client) -> None:
        status, found = token(app, code=callback(app)["code"])

        assert (status, set(found)) == (200, {"access_token", "scope"})
        app.advance(10 * 86400)
        assert works(app, found["access_token"])

    @pytest.mark.parametrize("form", [True, False], ids=["form", "json"])
    def test_a_code_works_once(self, app: Client, form: bool) -> None:
        code = callback(app)["code"]
        assert token(app, form=form, code=code)[0] == 200

        assert token(app, form=form, code=code)[0] == 400

    def test_a_code_grows_old(self, app: Client) -> None:
        code = callback(app)["code"]

        app.advance(301)

        assert token(app, code=code)[0] == 400

    def test_a_wrong_secret_is_refused(self, app: Client) -> None:
        status, found = token(app, code=callback(app)["code"], client_secret="x")

        assert status == 401
        assert found["error"] == "application_cannot_be_found"

    def test_access_ends_after_an_hour(self, app: Client) -> None:
        found = pair(app)

        app.advance(3601)

        assert not works(app, found["access_token"])

    def test_refreshing_rotates_both_tokens(self, app: Client) -> None:
        first = pair(app)

        _, second = token(app, grant_type="refresh_token", refresh_token=first["refresh_token"])

        assert second["access_token"] != first["access_token"]
        assert second["refresh_token"] != first["refresh_token"]
        assert works(app, second["access_token"])

    def test_a_lost_refresh_is_repeated_with_the_old_token(self, app: Client) -> None:
        first = pair(app)
        refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        _, lost = token(app, **refresh)

        status, again = token(app, **refresh)

        assert status == 200
        assert works(app, again["access_token"])
        assert token(app, grant_type="refresh_token", refresh_token=lost["refresh_token"])[0] == 400

    @pytest.mark.parametrize("use", ["access", "refresh"])
    def test_the_old_token_dies_when_its_replacement_is_used(self, app: Client, use: str) -> None:
        first = pair(app)
        refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        _, second = token(app, **refresh)

        if use == "access":
            assert works(app, second["access_token"])
        else:
            token(app, grant_type="refresh_token", refresh_token=second["refresh_token"])

        status, found = token(app, **refresh)
        assert status == 400
        assert "active refresh_token" in found["error_description"]

    def test_an_old_refresh_token_lasts_thirty_days_after_its_first_use(self, app: Client) -> None:
        first = pair(app)
        refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        token(app, **refresh)

        app.advance(30 * 86400 + 1)

        assert token(app, **refresh)[0] == 400

    def test_client_credentials_give_a_day(self, app: Client) -> None:
        status, found = token(app, grant_type="client_credentials")

        assert status == 200
        assert found["expires_in"] == 86399
        assert works(app, found["access_token"])

    def test_a_token_that_never_expires_is_converted_once(self, app: Client) -> None:
        _, old = token(app, code=callback(app)["code"])
        offline = "urn:shopify:params:oauth:token-type:offline-access-token"
        given = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token": old["access_token"],
            "subject_token_type": offline,
            "requested_token_type": offline,
            "expiring": 1,
        }

        status, found = token(app, **given)

        assert status == 200
        assert found["refresh_token"]
        assert works(app, found["access_token"])
        assert not works(app, old["access_token"])
        assert token(app, **given)[0] == 400

    def test_an_unknown_grant_is_refused(self, app: Client) -> None:
        assert token(app, grant_type="password")[1]["error"] == "unsupported_grant_type"

    def test_token_life_is_an_option(self, opened: Open) -> None:
        app = opened(token_seconds=5)
        found = pair(app)
        assert found["expires_in"] == 5

        app.advance(6)

        assert not works(app, found["access_token"])

    def test_uninstalling_revokes_everything(self, app: Client) -> None:
        found = pair(app)

        app.control("POST revoke")

        assert not works(app, found["access_token"])
        refresh = {"grant_type": "refresh_token", "refresh_token": found["refresh_token"]}
        assert token(app, **refresh)[0] == 400

    def test_scopes_can_be_taken_away(self, app: Client) -> None:
        found = pair(app)

        app.control("POST scopes", {"scopes": ["read_products"]})

        app.token = found["access_token"]
        error = app.error("{ orders(first: 1) { nodes { id } } }")
        assert error["extensions"]["code"] == "ACCESS_DENIED"
