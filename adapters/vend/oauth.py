"""Vend's code flow, per retailer: rotating refresh tokens, and personal tokens beside it.

Sources: x-series-api.lightspeedhq.com/docs/authorization and …/docs/scopes,
changelog/2025-03-refresh-token-flow-update (read 2026-11-20): a refresh revokes the refresh token
it used and the access token that came with it, so one refresher per retailer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from adapters.keys import KeyAccess, KeyField, StaticKeys
from adapters.oauth import LineOpener
from adapters.vend.errors import PLATFORM_NAME, malformed
from adapters.wire import HttpRequest, JsonObject
from domain.calls import Call, Clock
from domain.errors import BadSignatureError, NotAuthorizedError, RejectedError
from domain.ports.tokens import OAuthApp, Pkce, TokenSet

SCOPES: Mapping[str, str] = {
    "retailer:read": "To know your store's name and currency.",
    "payment_types:read": "To book money under the payment type you chose.",
    "outlets:read": "To know your outlets, their addresses and their taxes.",
    "registers:read": "To ring an order up on a register that is open.",
    "taxes:read": "To price carts with your tax rates.",
    "products:read": "To tell shoppers what you sell and at which price.",
    "inventory:read": "To tell shoppers what is in stock, and where.",
    "customers:read": "To recognize your customers by phone number or e-mail address.",
    "sales:read": "To find orders again and tell shoppers how far theirs has come.",
    "sales:write": "To place shoppers' orders and to take goods back.",
    "users:read": "To sign orders with the user who connected the store.",
    "webhooks": "To hear of changes as they happen.",
}
SWITCHED_SCOPES: Mapping[str, Mapping[str, str]] = {
    "transfers": {
        "consignments:read": "To follow goods that one of your stores sends to another.",
        "consignments:write:stock_transfer": "To ask one of your stores to send goods to another.",
    },
}
"""Asked for only where the option of that name is on."""


def scopes_with(options: Mapping[str, str]) -> frozenset[str]:
    """What a connection with these options needs."""
    more = (scopes for name, scopes in SWITCHED_SCOPES.items() if options.get(name) == "on")
    return frozenset(SCOPES).union(*more)


SHOP_DOMAIN = ".retail.lightspeed.app"
_AUTHORIZE = "https://secure.retail.lightspeed.app/connect"
_TOKEN_PATH = "/api/1.0/token"  # noqa: S105 - a path, not a secret
_SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.retail\.lightspeed\.app")


def is_shop_host(text: str) -> bool:
    """Whether this is a retailer's own host, which is the only one a token may be sent to."""
    return _SHOP.fullmatch(text) is not None and text != f"secure{SHOP_DOMAIN}"


def personal_tokens() -> KeyAccess:
    """Joining by a token made in the store's back office, on plans that have them."""
    return KeyAccess(
        fields=(
            KeyField(
                name="domain_prefix",
                label="store address",
                help="The first part of your store's address: PREFIX.retail.lightspeed.app.",
                secret=False,
                pattern=r"[a-z0-9][a-z0-9-]*",
            ),
            KeyField(
                name="token",
                label="personal token",
                help="Setup, Personal Tokens, Add Personal Token.",
            ),
        ),
        open=lambda _app, _opener, clock: StaticKeys(PLATFORM_NAME, "domain_prefix", clock),
    )


@dataclass(frozen=True, slots=True)
class VendOAuth:
    """Grants and renews access to one retailer; `app.base_url` is the retailer's own host."""

    app: OAuthApp
    open_line: LineOpener
    clock: Clock

    def authorize_url(
        self,
        *,
        state: str,
        redirect_uri: str,
        scopes: Sequence[str],
        pkce: Pkce | None = None,  # noqa: ARG002 - Vend has no PKCE; the secret proves us
    ) -> str:
        """Where the retailer says yes: one page for all, except at a stand-in."""
        params = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "scope": " ".join(scopes),
        }
        root = self.app.base_url.rstrip("/")
        page = _AUTHORIZE if self._prefix is not None else f"{root}/connect"
        return f"{page}?{urlencode(params)}"

    def exchange(
        self,
        params: Mapping[str, str],
        *,
        redirect_uri: str,
        call: Call,
        pkce: Pkce | None = None,  # noqa: ARG002 - see authorize_url
    ) -> TokenSet:
        """Tokens for the callback's `code`, if it comes from the retailer who was asked."""
        if not params.get("code"):
            raise NotAuthorizedError(
                "the retailer did not agree; start connecting again to ask once more",
                platform=PLATFORM_NAME,
                operation="oauth.exchange",
                platform_code=params.get("error"),
            )
        prefix = params.get("domain_prefix", "")
        if self._prefix is not None and prefix != self._prefix:
            raise BadSignatureError(
                f"{self._prefix} was to be connected, and another store answered"
            )
        form = {
            "grant_type": "authorization_code",
            "code": params["code"],
            "redirect_uri": redirect_uri,
        }
        answer = self._token(form, "oauth.exchange", call, repeatable=False)
        return self._tokens(answer, scopes=(), account_id=prefix)

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """The next generation; the one before is dead from then on, its access token too."""
        if tokens.refresh is None:
            raise NotAuthorizedError(
                "there is no refresh token; the retailer must connect again",
                platform=PLATFORM_NAME,
                operation="oauth.refresh",
            )
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        answer = self._token(form, "oauth.refresh", call, repeatable=True)
        return self._tokens(answer, scopes=tokens.scopes, account_id=tokens.account_id)

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Vend has no call for it: the retailer removes the application in the back office
        (Setup, Add-ons), and the access token ends within a day."""

    @property
    def _prefix(self) -> str | None:
        """The domain prefix in the retailer's host; None at a stand-in."""
        host = urlsplit(self.app.base_url).hostname or ""
        return host.removesuffix(SHOP_DOMAIN) if is_shop_host(host) else None

    def _token(
        self, form: Mapping[str, str], operation: str, call: Call, *, repeatable: bool
    ) -> JsonObject:
        """The token endpoint's answer; parameters travel in the body, never in the address."""
        request = HttpRequest(
            method="POST",
            path=_TOKEN_PATH,
            operation=operation,
            form={
                **form,
                "client_id": self.app.client_id,
                "client_secret": self.app.client_secret,
            },
            repeatable=repeatable,
            authenticated=False,
        )
        try:
            answer = self.open_line(call).send(request).json()
        except RejectedError as error:
            raise NotAuthorizedError(
                f"the grant was refused with {error.status}; the retailer must connect again",
                platform=PLATFORM_NAME,
                operation=operation,
                status=error.status,
                platform_code=error.platform_code,
            ) from error
        except ValueError as error:
            raise malformed(operation, "the body is not JSON") from error
        if not isinstance(answer, dict):
            raise malformed(operation, "the body is not an object")
        return answer

    def _tokens(self, answer: JsonObject, *, scopes: tuple[str, ...], account_id: str) -> TokenSet:
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not isinstance(access, str) or not access:
            raise malformed("oauth.token", "the answer has no access_token")
        now = self.clock.now()
        return TokenSet(
            access=access,
            issued_at=now,
            expires_at=_expiry(answer, now),
            refresh=refresh if isinstance(refresh, str) and refresh else None,
            scopes=tuple(str(answer.get("scope") or "").split()) or scopes,
            account_id=str(answer.get("domain_prefix") or account_id),
        )


def _expiry(answer: JsonObject, now: datetime) -> datetime:
    """By the length of life, counted from our clock; a missing expiry means soon."""
    life: Any = answer.get("expires_in")
    if isinstance(life, int) and life > 0:
        return now + timedelta(seconds=life)
    moment: Any = answer.get("expires")
    if isinstance(moment, int) and moment > 0:
        return datetime.fromtimestamp(moment, UTC)
    return now + timedelta(minutes=10)
