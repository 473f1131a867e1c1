"""Square's code flow. Access tokens live 30 days; a code-flow refresh token does not expire.

Source: developer.squareup.com/docs/oauth-api/overview and …/refresh-revoke-limit-scope (read
2026-11-20). Square asks that tokens be renewed at least every seven days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from adapters.keys import ConnectionOption
from adapters.oauth import LineOpener
from adapters.square.client import malformed
from adapters.square.errors import PLATFORM_NAME, SQUARE_VERSION
from adapters.wire import HttpRequest, JsonObject
from domain.calls import Call, Clock
from domain.errors import NotAuthorizedError, RejectedError
from domain.ports.tokens import OAuthApp, Pkce, TokenSet
from mapping.converters import timestamp

SCOPES: Mapping[str, str] = {
    "MERCHANT_PROFILE_READ": "To know your locations, their addresses and their currency.",
    "ITEMS_READ": "To tell shoppers what you sell and at which price.",
    "INVENTORY_READ": "To tell shoppers what is in stock, and where.",
    "INVENTORY_WRITE": "To put returned goods back in stock and send goods between stores.",
    "ORDERS_READ": "To price carts, find orders again and tell shoppers how far theirs has come.",
    "ORDERS_WRITE": "To place shoppers' orders in your Square account.",
    "PAYMENTS_READ": "To see whether an order is paid.",
    "PAYMENTS_WRITE": "To charge shoppers' stored cards and to give money back.",
    "CUSTOMERS_READ": "To recognize your customers by phone number or e-mail address.",
}
OPTIONAL_SCOPES: Mapping[str, Mapping[str, str]] = {
    "loyalty": {
        "LOYALTY_READ": "To tell members of your loyalty program how many points they have.",
        "LOYALTY_WRITE": "To give points for orders and to take rewards off their price.",
    },
    "gift_cards": {
        "GIFTCARDS_READ": "To tell shoppers what is left on their gift cards.",
    },
    "subscriptions": {
        "SUBSCRIPTIONS_READ": "To tell shoppers how their subscriptions to your plans stand.",
        "SUBSCRIPTIONS_WRITE": "To begin, pause, resume and cancel them for your shoppers.",
        "INVOICES_READ": "To know which order each period of a subscription made.",
        "INVOICES_WRITE": "Square asks for it where a subscription is begun.",
    },
}
"""What is asked for only where the connection's option of that name is on."""
OPTIONS = (
    ConnectionOption(
        name="loyalty",
        help="Whether shoppers use and earn the points of your Square Loyalty program; needs its "
        "permissions, so connect again after changing it.",
        default="off",
        choices=("off", "on"),
    ),
    ConnectionOption(
        name="gift_cards",
        help="Whether shoppers are told what is left on their Square gift cards and pay with them; "
        "needs its permission, so connect again after changing it.",
        default="off",
        choices=("off", "on"),
    ),
    ConnectionOption(
        name="subscriptions",
        help="Whether your own Square subscription plans are offered, billed by Square; needs its "
        "permissions, so connect again after changing it.",
        default="off",
        choices=("off", "on"),
    ),
)


def scopes_with(options: Mapping[str, str]) -> frozenset[str]:
    """The scopes that a connection with these options needs."""
    more = (scopes for name, scopes in OPTIONAL_SCOPES.items() if options.get(name) == "on")
    return frozenset(SCOPES).union(*more)


@dataclass(frozen=True, slots=True)
class SquareOAuth:
    """Grants, renews and withdraws access to one seller's account."""

    app: OAuthApp
    open_line: LineOpener
    clock: Clock

    def authorize_url(
        self, *, state: str, redirect_uri: str, scopes: Sequence[str], pkce: Pkce | None = None
    ) -> str:
        """Where the seller says yes; `session=false` makes them sign in and choose the account."""
        params = {
            "client_id": self.app.client_id,
            "scope": " ".join(scopes),
            "session": "false",
            "state": state,
            "redirect_uri": redirect_uri,
        }
        if pkce is not None:
            params |= {"code_challenge": pkce.challenge}
        return f"{self.app.base_url.rstrip('/')}/oauth2/authorize?{urlencode(params)}"

    def exchange(
        self, params: Mapping[str, str], *, redirect_uri: str, call: Call, pkce: Pkce | None = None
    ) -> TokenSet:
        """Tokens for the callback's `code`, which is good once and for five minutes."""
        if "code" not in params:
            raise NotAuthorizedError(
                "the seller did not agree; start connecting again to ask once more",
                platform=PLATFORM_NAME,
                operation="oauth.exchange",
                platform_code=params.get("error"),
            )
        proof = {"code_verifier": pkce.verifier} if pkce else {"client_secret": self._secret}
        body = {
            "client_id": self.app.client_id,
            "grant_type": "authorization_code",
            "code": params["code"],
            "redirect_uri": redirect_uri,
            **proof,
        }
        answer = self._token(body, "oauth.exchange", call, repeatable=False)
        return self._tokens(answer, self._granted_scopes(answer, call), previous=None)

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """The next generation; whatever refresh token comes back is the one to keep."""
        if tokens.refresh is None:
            raise NotAuthorizedError(
                "there is no refresh token; the seller must connect again",
                platform=PLATFORM_NAME,
                operation="oauth.refresh",
            )
        single_use = tokens.refresh_expires_at is not None
        body = {
            "client_id": self.app.client_id,
            "grant_type": "refresh_token",
            "refresh_token": tokens.refresh,
            **({} if single_use else {"client_secret": self._secret}),
        }
        answer = self._token(body, "oauth.refresh", call, repeatable=not single_use)
        return self._tokens(answer, tokens.scopes, previous=tokens)

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Withdraw everything the seller granted; a token that Square no longer knows is fine."""
        try:
            self._send(
                "/oauth2/revoke",
                "oauth.revoke",
                call,
                headers={"Authorization": f"Client {self._secret}"},
                json={"client_id": self.app.client_id, "access_token": tokens.access},
                repeatable=True,
            )
        except RejectedError as error:
            if error.status != 404:
                raise

    @property
    def _secret(self) -> str:
        return self.app.client_secret

    def _token(
        self, body: JsonObject, operation: str, call: Call, *, repeatable: bool
    ) -> JsonObject:
        try:
            return self._send("/oauth2/token", operation, call, json=body, repeatable=repeatable)
        except RejectedError as error:
            raise NotAuthorizedError(
                f"the grant was refused with {error.status}; the seller must connect again",
                platform=PLATFORM_NAME,
                operation=operation,
                status=error.status,
                platform_code=error.platform_code,
            ) from error

    def _granted_scopes(self, answer: JsonObject, call: Call) -> tuple[str, ...]:
        """What the seller granted, which the token answer does not tell."""
        status = self._send(
            "/oauth2/token/status",
            "oauth.status",
            call,
            headers={"Authorization": f"Bearer {answer.get('access_token', '')}"},
            repeatable=True,
        )
        return tuple(status.get("scopes", ()))

    def _send(
        self,
        path: str,
        operation: str,
        call: Call,
        *,
        headers: Mapping[str, str] | None = None,
        json: JsonObject | None = None,
        repeatable: bool,
    ) -> JsonObject:
        request = HttpRequest(
            method="POST",
            path=path,
            operation=operation,
            headers={"Square-Version": SQUARE_VERSION, **(headers or {})},
            json=json,
            repeatable=repeatable,
            authenticated=False,
        )
        try:
            answer = self.open_line(call).send(request).json()
        except ValueError as error:
            raise malformed(operation, "the body is not JSON") from error
        if not isinstance(answer, dict):
            raise malformed(operation, "the body is not an object")
        return answer

    def _tokens(
        self, answer: JsonObject, scopes: tuple[str, ...], *, previous: TokenSet | None
    ) -> TokenSet:
        access = answer.get("access_token")
        if not isinstance(access, str) or not access:
            raise malformed("oauth.token", "the answer has no access_token")
        return TokenSet(
            access=access,
            issued_at=self.clock.now(),
            expires_at=_moment(answer.get("expires_at")),
            refresh=answer.get("refresh_token") or (previous.refresh if previous else None),
            refresh_expires_at=_moment(answer.get("refresh_token_expires_at")),
            scopes=scopes,
            account_id=answer.get("merchant_id") or (previous.account_id if previous else ""),
        )


def _moment(value: Any) -> datetime | None:
    return timestamp(value) if value else None
