"""Clover's code flow, and tokens that merchants make themselves.

Access tokens live about half an hour and every refresh token is good for once: whoever refreshes
must keep the new pair before using it. Source: docs.clover.com use-oauth, high-trust-app-auth-flow,
refresh-access-tokens (read 2026-11-20). Nothing revokes a grant but the merchant, who uninstalls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from adapters.clover.client import malformed
from adapters.clover.errors import AUTHORIZE_HOSTS, PLATFORM_NAME, TOKEN_KEY
from adapters.keys import KeyAccess, KeyField, StaticKeys, unpack_keys
from adapters.oauth import LineOpener
from adapters.wire import HttpRequest, JsonObject
from domain.calls import Call, Clock
from domain.errors import NotAuthorizedError, RejectedError
from domain.ports.tokens import OAuthApp, Pkce, TokenSet

SCOPES: Mapping[str, str] = {
    "MERCHANT_R": "To know your store's name, address and currency.",
    "INVENTORY_R": "To tell shoppers what you sell, at which price, and what is in stock.",
    "INVENTORY_W": "To put returned goods back in stock.",
    "ORDERS_R": "To price carts, find orders again and tell shoppers how far theirs has come.",
    "ORDERS_W": "To place shoppers' orders at your store.",
    "CUSTOMERS_R": "To recognize your customers by phone number or e-mail address.",
    "PAYMENTS_R": "To see whether an order is paid.",
    "PAYMENTS_W": "To note money on an order that was taken elsewhere.",
    "ECOMMERCE": "To charge shoppers' cards by token and to give money back (US and Canada).",
}
_MERCHANT_ID = r"[0-9A-Z]{13}"
_MILLENNIUM_MS = 100_000_000_000
"""Unix times above this are milliseconds: Clover's pages show seconds."""


@dataclass(frozen=True, slots=True)
class CloverOAuth:
    """Grants and renews access to one merchant's account."""

    app: OAuthApp
    open_line: LineOpener
    clock: Clock

    def authorize_url(
        self,
        *,
        state: str,
        redirect_uri: str,
        scopes: Sequence[str],  # noqa: ARG002 - set in the developer dashboard, not asked for
        pkce: Pkce | None = None,
    ) -> str:
        """Where the merchant signs in and installs the app."""
        params = {
            "client_id": self.app.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        if pkce is not None:
            params |= {"code_challenge": pkce.challenge, "code_challenge_method": "S256"}
        parts = urlsplit(self.app.base_url)
        host = AUTHORIZE_HOSTS.get(parts.hostname or "")
        root = f"https://{host}" if host else self.app.base_url.rstrip("/")
        return f"{root}/oauth/v2/authorize?{urlencode(params)}"

    def exchange(
        self,
        params: Mapping[str, str],
        *,
        redirect_uri: str,  # noqa: ARG002 - Clover compares it when the merchant is sent there
        call: Call,
        pkce: Pkce | None = None,
    ) -> TokenSet:
        """Tokens for the callback's `code`; the callback also names the merchant."""
        if "code" not in params or "merchant_id" not in params:
            raise NotAuthorizedError(
                "the merchant did not install the app; start connecting again to ask once more",
                platform=PLATFORM_NAME,
                operation="oauth.exchange",
                platform_code=params.get("error"),
            )
        proof = (
            {"code_verifier": pkce.verifier} if pkce else {"client_secret": self.app.client_secret}
        )
        body = {"client_id": self.app.client_id, "code": params["code"], **proof}
        answer = self._ask("/oauth/v2/token", "oauth.exchange", body, call)
        return self._tokens(answer, tuple(SCOPES), params["merchant_id"])

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """The next pair; the refresh token handed in is spent by asking."""
        if tokens.refresh is None:
            raise NotAuthorizedError(
                "there is no refresh token; the merchant must connect again",
                platform=PLATFORM_NAME,
                operation="oauth.refresh",
            )
        body = {"client_id": self.app.client_id, "refresh_token": tokens.refresh}
        answer = self._ask("/oauth/v2/refresh", "oauth.refresh", body, call)
        return self._tokens(answer, tokens.scopes, tokens.account_id)

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Nothing to call: only the merchant can uninstall the app."""

    def _ask(self, path: str, operation: str, body: JsonObject, call: Call) -> JsonObject:
        request = HttpRequest(
            method="POST", path=path, operation=operation, json=body, authenticated=False
        )
        try:
            answer = self.open_line(call).send(request).json()
        except RejectedError as error:
            raise NotAuthorizedError(
                f"the grant was refused with {error.status}; the merchant must connect again",
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

    def _tokens(self, answer: JsonObject, scopes: tuple[str, ...], account: str) -> TokenSet:
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not isinstance(access, str) or not access or not isinstance(refresh, str):
            raise malformed("oauth.token", "the answer has no pair of tokens")
        return TokenSet(
            access=access,
            issued_at=self.clock.now(),
            expires_at=_moment(answer.get("access_token_expiration")),
            refresh=refresh,
            refresh_expires_at=_moment(answer.get("refresh_token_expiration")),
            scopes=scopes,
            account_id=account,
        )


def _moment(value: Any) -> datetime | None:
    """A Unix time in seconds; milliseconds are understood too."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    seconds = value // 1000 if value > _MILLENNIUM_MS else value
    return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True, slots=True)
class CloverKeys:
    """`KeyFlow` of a token that the merchant made: it does not end by itself."""

    open_line: LineOpener
    clock: Clock

    def grant(self, fields: Mapping[str, str], *, call: Call) -> TokenSet:
        """The typed keys as one token."""
        return self._static.grant(fields, call=call)

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """The same token if it still opens the merchant: a 401 may be a missing permission.

        Raises NotAuthorizedError when the merchant withdrew it.
        """
        try:
            self.open_line(call).send(
                HttpRequest(
                    method="GET",
                    path=f"/v3/merchants/{tokens.account_id}",
                    operation="keys.check",
                    headers={
                        "Authorization": f"Bearer {unpack_keys(tokens.access)[TOKEN_KEY]}",
                    },
                    repeatable=True,
                    authenticated=False,
                )
            )
        except NotAuthorizedError:
            return self._static.refresh(tokens, call=call)
        return tokens

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Nothing to call: the merchant deletes the token."""

    @property
    def _static(self) -> StaticKeys:
        return StaticKeys(PLATFORM_NAME, "merchant_id", self.clock)


def _open_keys(_app: OAuthApp | None, open_line: LineOpener, clock: Clock) -> CloverKeys:
    return CloverKeys(open_line, clock)


KEYS = KeyAccess(
    fields=(
        KeyField(
            name="merchant_id",
            label="Merchant ID",
            help="Account & Setup, About your business, Merchant ID: 13 letters and digits of the "
            "address bar, not the number on statements",
            secret=False,
            pattern=_MERCHANT_ID,
        ),
        KeyField(
            name=TOKEN_KEY,
            label="API token",
            help="Account & Setup, API tokens, Create new token; tick the permissions asked for",
            pattern=r"[0-9a-f-]{32,36}",
        ),
    ),
    open=_open_keys,
)
"""A token that the merchant makes; Clover lets apps in its market use OAuth only."""
