"""Lightspeed's code flow: short access tokens, refresh tokens that change with every use.

The old refresh token works until the access token that replaced it is used, so a lost answer may
be asked for again; unused ones die after 30 days. Source: developers.lightspeedhq.com/retail/
authentication (read 2026-11-21). The OAuth endpoints have a host of their own in production.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from adapters.lightspeed.client import malformed
from adapters.lightspeed.errors import PLATFORM_NAME
from adapters.oauth import LineOpener
from adapters.wire import HttpRequest, JsonObject
from domain.calls import Call, Clock
from domain.errors import NotAuthorizedError, RejectedError
from domain.ports.tokens import OAuthApp, Pkce, TokenSet

API_URL = "https://api.lightspeedapp.com"
OAUTH_URL = "https://cloud.lightspeedapp.com"
ACCOUNT_PATH = "/API/V3/Account.json"
SESSION_PATH = "/API/Session.json"
REFRESH_LIFE = timedelta(days=30)
_SECONDS = re.compile(r"[0-9]{1,9}")

SCOPES: Mapping[str, str] = {
    "employee:inventory_read": "To tell shoppers what you sell and what is in stock, and where.",
    "employee:product_cost": "To read your matrices, so that sizes and colors belong together: "
    "Lightspeed opens them with this right only. What you paid is not kept.",
    "employee:register": "To place shoppers' orders as sales and to tell how far they have come.",
    "employee:register_layaway": "To keep goods aside while a shopper decides.",
    "employee:register_refund": "To book returns and refunds.",
    "employee:customers_read": "To recognize your customers by phone number or e-mail address.",
}


def granted_scopes(session: Mapping[str, Any]) -> frozenset[str]:
    """The rights of the token in hand, worded as scopes."""
    rights = session.get("Rights")
    if not isinstance(rights, dict):
        raise malformed("session.get", "the answer has no Rights")
    return frozenset(f"employee:{name}" for name, has in rights.items() if has == "true")


@dataclass(frozen=True, slots=True)
class LightspeedOAuth:
    """Grants, renews and withdraws access to one account."""

    app: OAuthApp
    open_line: LineOpener
    clock: Clock

    def authorize_url(
        self, *, state: str, redirect_uri: str, scopes: Sequence[str], pkce: Pkce | None = None
    ) -> str:
        """Where the merchant says yes."""
        params = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "scope": " ".join(scopes),
            "state": state,
            "redirect_uri": redirect_uri,
        }
        if pkce is not None:
            params |= {"code_challenge": pkce.challenge, "code_challenge_method": "S256"}
        return f"{self._root or self.app.base_url.rstrip('/')}/auth/oauth/authorize?" + urlencode(
            params
        )

    def exchange(
        self, params: Mapping[str, str], *, redirect_uri: str, call: Call, pkce: Pkce | None = None
    ) -> TokenSet:
        """Tokens for the callback's `code`, which is good once and for a minute."""
        if "code" not in params:
            raise NotAuthorizedError(
                "the merchant did not agree; start connecting again to ask once more",
                platform=PLATFORM_NAME,
                operation="oauth.exchange",
                platform_code=params.get("error"),
            )
        body = {
            "grant_type": "authorization_code",
            "code": params["code"],
            "redirect_uri": redirect_uri,
            **({"code_verifier": pkce.verifier} if pkce else {}),
        }
        answer = self._token(body, "oauth.exchange", call, repeatable=False)
        access = _text(answer, "access_token")
        account = self._read(ACCOUNT_PATH, "oauth.account", access, call).get("Account")
        account_id = account.get("accountID") if isinstance(account, dict) else None
        if not isinstance(account_id, str) or not account_id:
            raise malformed("oauth.account", "the answer has no accountID")
        session = self._read(SESSION_PATH, "oauth.session", access, call)
        granted = tuple(sorted(granted_scopes(session) & frozenset(SCOPES)))
        return self._tokens(answer, granted, account_id)

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """The next pair; the caller stores it before it uses it."""
        if tokens.refresh is None:
            raise NotAuthorizedError(
                "there is no refresh token; the merchant must connect again",
                platform=PLATFORM_NAME,
                operation="oauth.refresh",
            )
        body = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        answer = self._token(body, "oauth.refresh", call, repeatable=True)
        return self._tokens(answer, tokens.scopes, tokens.account_id)

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Withdraw the grant by its newest refresh token; one that is gone already is fine."""
        try:
            self._post(
                "revoke",
                {"refresh_token": tokens.refresh or ""},
                "oauth.revoke",
                call,
                repeatable=True,
            )
        except RejectedError as error:
            if error.platform_code != "invalid_grant":
                raise

    @property
    def _root(self) -> str:
        """The host of the OAuth endpoints where it is not the one the line leads to."""
        return OAUTH_URL if self.app.base_url.rstrip("/") == API_URL else ""

    def _token(
        self, body: JsonObject, operation: str, call: Call, *, repeatable: bool
    ) -> JsonObject:
        try:
            return self._post("token", body, operation, call, repeatable=repeatable)
        except RejectedError as error:
            raise NotAuthorizedError(
                f"the grant was refused with {error.status}; the merchant must connect again",
                platform=PLATFORM_NAME,
                operation=operation,
                status=error.status,
                platform_code=error.platform_code,
            ) from error

    def _post(
        self, action: str, body: JsonObject, operation: str, call: Call, *, repeatable: bool
    ) -> JsonObject:
        client = {"client_id": self.app.client_id, "client_secret": self.app.client_secret}
        request = HttpRequest(
            method="POST",
            path=f"{self._root}/auth/oauth/{action}",
            operation=operation,
            json={**client, **body},
            repeatable=repeatable,
            authenticated=False,
        )
        return self._send(request, call)

    def _read(self, path: str, operation: str, access: str, call: Call) -> JsonObject:
        request = HttpRequest(
            method="GET",
            path=path,
            operation=operation,
            headers={"Authorization": f"Bearer {access}"},
            repeatable=True,
            authenticated=False,
        )
        return self._send(request, call)

    def _send(self, request: HttpRequest, call: Call) -> JsonObject:
        try:
            answer = self.open_line(call).send(request).json()
        except ValueError as error:
            raise malformed(request.operation, "the body is not JSON") from error
        if isinstance(answer, list) and not answer:
            return {}  # PHP's empty object
        if not isinstance(answer, dict):
            raise malformed(request.operation, "the body is not an object")
        return answer

    def _tokens(self, answer: JsonObject, scopes: tuple[str, ...], account_id: str) -> TokenSet:
        now = self.clock.now()
        life = _life(answer.get("expires_in"))
        return TokenSet(
            access=_text(answer, "access_token"),
            issued_at=now,
            expires_at=None if life is None else now + life,
            refresh=_text(answer, "refresh_token"),
            refresh_expires_at=now + REFRESH_LIFE,
            scopes=scopes,
            account_id=account_id,
        )


def _life(seconds: Any) -> timedelta | None:
    """How long the token lives; None where it is not told, which the custodian takes for soon.

    The pair is new by then: refusing it for its missing date would lose the connection.
    """
    written = "" if isinstance(seconds, bool) else str(seconds)
    return timedelta(seconds=int(written)) if _SECONDS.fullmatch(written) else None


def _text(answer: JsonObject, name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise malformed("oauth.token", f"the answer has no {name}")
    return value
