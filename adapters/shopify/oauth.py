"""Shopify's code grant with expiring offline tokens: an hour of access, ninety days of refresh.

Source: fact sheet of shopify.dev/docs/apps/build/authentication-authorization (read 2026-11-20).
The callback's HMAC is checked with the standard library: importing Shopify's SDK for it costs
0.13 s and 15 MB (measured, CPython 3.11), and a test compares the two on random parameters.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from adapters.oauth import LineOpener
from adapters.shopify.client import GRAPHQL_PATH
from adapters.shopify.dialect import OAUTH_OPERATIONS, ShopifyDialect
from adapters.shopify.documents import document
from adapters.shopify.errors import PLATFORM_NAME, malformed
from adapters.wire import HttpRequest, JsonObject
from domain.calls import Call, Clock
from domain.errors import BadSignatureError, NotAuthorizedError, StaleMessageError
from domain.ports.tokens import OAuthApp, Pkce, TokenSet

SCOPES: Mapping[str, str] = {
    "read_products": "To tell shoppers what you sell and at which price.",
    "read_inventory": "To tell shoppers what is in stock, and where.",
    "write_inventory": "To correct a count that you change here.",
    "read_locations": "To know your locations and their addresses.",
    "read_orders": "To find orders again and tell shoppers how far theirs has come.",
    "write_orders": "To record payments, cancel orders and give money back.",
    "write_draft_orders": "To price carts by your rules and to place shoppers' orders.",
    "read_customers": "To recognize your customers by phone number or e-mail address.",
    "read_merchant_managed_fulfillment_orders": "To see from which location an order leaves.",
    "write_merchant_managed_fulfillment_orders": "To have an order leave from the store chosen.",
    "read_returns": "To see what has come back.",
    "write_returns": "To take goods back and put them in stock again.",
}
SWITCHED_SCOPES: Mapping[str, Mapping[str, str]] = {
    "transfers": {
        "write_inventory_transfers": "To ask one of your stores to send goods to another.",
    },
}
"""Asked for only where the option of that name is on."""
OPTIONAL_SCOPES: Mapping[str, str] = {
    "read_all_orders": "To see purchases older than 60 days (Shopify must approve it).",
    "read_customer_payment_methods": "To offer shoppers their cards on file (approval needed).",
    "write_payment_mandate": "To charge a mandate the shopper gave at checkout (approval needed).",
}

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
_CALLBACK_AGE = timedelta(hours=24)
_TOKEN_PATH = "/admin/oauth/access_token"  # noqa: S105 - a path, not a secret


def is_shop_domain(text: str) -> bool:
    """Whether this is a shop's permanent domain, which is the only host a token may be sent to."""
    return _SHOP.fullmatch(text) is not None


def callback_hmac(params: Mapping[str, str], secret: str) -> str:
    """The hex HMAC-SHA256 over the callback's parameters without `hmac`, sorted."""
    pairs = sorted(
        f"{_escaped_key(key)}={value.replace('%', '%25')}".replace("&", "%26")
        for key, value in params.items()
        if key != "hmac"
    )
    return hmac.new(secret.encode(), "&".join(pairs).encode(), "sha256").hexdigest()


def _escaped_key(key: str) -> str:
    return key.replace("%", "%25").replace("=", "%3D")


@dataclass(frozen=True, slots=True)
class ShopifyOAuth:
    """Grants, renews and withdraws access to one shop; `app.base_url` is the shop's own host."""

    app: OAuthApp
    open_line: LineOpener
    clock: Clock

    def authorize_url(
        self,
        *,
        state: str,
        redirect_uri: str,
        scopes: Sequence[str],
        pkce: Pkce | None = None,  # noqa: ARG002 - Shopify has no PKCE; the secret proves us
    ) -> str:
        """Where the merchant says yes."""
        params = {
            "client_id": self.app.client_id,
            "scope": ",".join(scopes),
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{self.app.base_url.rstrip('/')}/admin/oauth/authorize?{urlencode(params)}"

    def exchange(
        self,
        params: Mapping[str, str],
        *,
        redirect_uri: str,  # noqa: ARG002 - Shopify does not ask for it again
        call: Call,
        pkce: Pkce | None = None,  # noqa: ARG002 - see authorize_url
    ) -> TokenSet:
        """Tokens for the callback's `code`, after its signature, age and shop were checked."""
        if not params.get("code"):  # a refusal comes unsigned, and nothing is granted on it
            raise NotAuthorizedError(
                "the merchant did not agree; start connecting again to ask once more",
                platform=PLATFORM_NAME,
                operation="oauth.exchange",
                platform_code=params.get("error"),
            )
        shop = self._authentic_shop(params)
        answer = self._token(
            {"code": params["code"], "expiring": 1}, "oauth.exchange", call, repeatable=False
        )
        return self._tokens(answer, shop=shop, scopes=())

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """The next generation.

        The refresh token is rotated, but the one used stays good until its successor is used
        (since 2026-08-28), so a lost answer is simply asked for again.
        """
        if tokens.refresh is None:
            raise NotAuthorizedError(
                "there is no refresh token; the merchant must connect again",
                platform=PLATFORM_NAME,
                operation="oauth.refresh",
            )
        content = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        answer = self._token(content, "oauth.refresh", call, repeatable=True)
        return self._tokens(answer, shop=tokens.account_id, scopes=tokens.scopes)

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Uninstall the app from the shop, which revokes its tokens and ends its webhooks."""
        request = HttpRequest(
            method="POST",
            path=GRAPHQL_PATH,
            operation=f"{OAUTH_OPERATIONS}revoke",
            headers=ShopifyDialect().auth_headers(tokens.access),
            json={"query": document("Uninstall").text, "operationName": "Uninstall"},
            repeatable=True,
            authenticated=False,
        )
        try:
            self.open_line(call).send(request)
        except NotAuthorizedError as error:
            if error.status != 401:  # 401: uninstalled already, the token is dead
                raise

    def _authentic_shop(self, params: Mapping[str, str]) -> str:
        expected = callback_hmac(params, self.app.client_secret)
        if not hmac.compare_digest(expected.encode(), params.get("hmac", "").encode()):
            raise BadSignatureError("the signature of Shopify's callback does not fit")
        shop = params.get("shop", "")
        if not is_shop_domain(shop):
            raise BadSignatureError("the callback does not name a shop")
        host = urlsplit(self.app.base_url).hostname or ""
        if is_shop_domain(host) and host != shop:
            raise BadSignatureError("the callback names another shop than the one asked")
        self._check_age(params.get("timestamp", ""))
        return shop

    def _check_age(self, timestamp: str) -> None:
        if not timestamp.isdecimal():
            raise BadSignatureError("the callback has no timestamp")
        age = self.clock.now() - datetime.fromtimestamp(int(timestamp), tz=self.clock.now().tzinfo)
        if abs(age) > _CALLBACK_AGE:
            raise StaleMessageError("the callback is older than a day; start connecting again")

    def _token(
        self, content: JsonObject, operation: str, call: Call, *, repeatable: bool
    ) -> JsonObject:
        request = HttpRequest(
            method="POST",
            path=_TOKEN_PATH,
            operation=operation,
            json={
                "client_id": self.app.client_id,
                "client_secret": self.app.client_secret,
                **content,
            },
            repeatable=repeatable,
            authenticated=False,
        )
        try:
            answer = self.open_line(call).send(request).json()
        except ValueError as error:
            raise malformed(operation, "a JSON body") from error
        if not isinstance(answer, dict) or not answer.get("access_token"):
            raise malformed(operation, "access_token")
        return answer

    def _tokens(self, answer: JsonObject, *, shop: str, scopes: tuple[str, ...]) -> TokenSet:
        now = self.clock.now()
        granted = tuple(one for one in str(answer.get("scope", "")).split(",") if one)
        return TokenSet(
            access=answer["access_token"],
            issued_at=now,
            expires_at=_after(now, answer.get("expires_in")),
            refresh=answer.get("refresh_token"),
            refresh_expires_at=_after(now, answer.get("refresh_token_expires_in")),
            scopes=granted or scopes,
            account_id=shop,
        )


def _after(now: datetime, seconds: object) -> datetime | None:
    return now + timedelta(seconds=seconds) if isinstance(seconds, int) else None
