"""Joining Toast: a machine client logs in; there is no consent page and no refresh token.

Source: toast-authentication.yaml; doc.toasttab.com/doc/devguide authentication,
apiAuthenticationRateLimit (read 2026-11-20): a token lasts about a day, and a client logs in at
most twice an hour, so a token is kept and shared. What the next login needs rests where other
platforms' refresh tokens do.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from adapters.keys import KeyAccess, KeyField, pack_keys, unpack_keys
from adapters.oauth import LineOpener
from adapters.toast.client import as_object, malformed
from adapters.toast.errors import PLATFORM_NAME
from adapters.wire import HttpRequest
from domain.calls import Call, Clock
from domain.errors import NotAuthorizedError
from domain.ports.tokens import OAuthApp, TokenSet

SCOPES: Mapping[str, str] = {
    "restaurants:read": "To know the restaurant's name, address, time zone and currency.",
    "menus:read": "To know what is on the menu, at which price, with which choices.",
    "stock:read": "To know what is 86'd and how much is left.",
    "config:read": "To find the takeout dining option and the payment type for voice orders.",
    "orders:read": "To price an order before it is placed, and to tell how far it has come.",
    "orders.channel:read": "To read the orders that were placed by voice, and no others.",
    "guest.pi:read": "To recognize a guest who ordered by voice before.",
    "orders.orders:write": "To send the guest's order to the kitchen.",
    "orders.payments:write": "To book that the order has been paid.",
    "orders.channel:void": "To cancel an order when the guest asks for it in time.",
}

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

FIELDS = (
    KeyField(
        name="restaurant_guid",
        label="Restaurant GUID",
        help="In Toast Web under Integrations, or told by Toast when access was granted.",
        secret=False,
        pattern=GUID,
    ),
    KeyField(
        name="client_id",
        label="Client ID",
        help="From the API access page of Toast Web; leave empty where ours is used.",
        secret=False,
        required=False,
    ),
    KeyField(
        name="client_secret",
        label="Client secret",
        help="Shown beside the client ID; leave empty where ours is used.",
        required=False,
    ),
)


@dataclass(frozen=True, slots=True)
class ToastLogin:
    """`KeyFlow` of a machine client: the restaurant's own, or ours as Toast's partner."""

    app: OAuthApp | None
    open_line: LineOpener
    clock: Clock

    def grant(self, fields: Mapping[str, str], *, call: Call) -> TokenSet:
        """Log in with the typed client, else with ours."""
        client = {
            "client_id": fields.get("client_id") or (self.app.client_id if self.app else ""),
            "client_secret": fields.get("client_secret")
            or (self.app.client_secret if self.app else ""),
        }
        if not all(client.values()):
            raise NotAuthorizedError(
                "a client ID and its secret are needed: copy both from Toast Web",
                platform=PLATFORM_NAME,
                operation="keys.grant",
            )
        return self._login(client, fields["restaurant_guid"], call)

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """Log in again; a client that Toast no longer knows is NotAuthorizedError."""
        if tokens.refresh is None:
            raise NotAuthorizedError(
                "the client's keys are gone; connect the restaurant again",
                platform=PLATFORM_NAME,
                operation="keys.refresh",
            )
        return self._login(unpack_keys(tokens.refresh), tokens.account_id, call)

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """No call of Toast's ends a token: it ends by itself, and the restaurant takes the
        client's access away in Toast Web."""

    def _login(self, client: Mapping[str, str], restaurant: str, call: Call) -> TokenSet:
        body = {
            "clientId": client["client_id"],
            "clientSecret": client["client_secret"],
            "userAccessType": "TOAST_MACHINE_CLIENT",
        }
        request = HttpRequest(
            method="POST",
            path="/authentication/v1/authentication/login",
            operation="keys.login",
            json=body,
            authenticated=False,
            repeatable=True,
        )
        issued = self.clock.now()
        token = self._token(self.open_line(call).send(request).json())
        life = token.get("expiresIn")
        return TokenSet(
            access=token["accessToken"],
            issued_at=issued,
            expires_at=issued + timedelta(seconds=_life(life)),
            refresh=pack_keys(client),
            scopes=granted_scopes(token["accessToken"]),
            account_id=restaurant,
        )

    def _token(self, answer: Any) -> Mapping[str, Any]:
        body = as_object(answer, "keys.login")
        token = body.get("token")
        if body.get("status") != "SUCCESS" or not isinstance(token, dict):
            raise malformed("keys.login", "the login neither failed nor brought a token")
        if not isinstance(token.get("accessToken"), str) or not token["accessToken"]:
            raise malformed("keys.login", "token.accessToken is missing")
        return token


def _life(seconds: Any) -> int:
    """How long the token lasts; one that does not say is treated as ending soon."""
    return seconds if isinstance(seconds, int) and seconds > 0 else 600


def granted_scopes(token: str) -> tuple[str, ...]:
    """The scopes in the token's claims; it is Toast's to verify, we only read it."""
    try:
        claims = token.split(".")[1]
        body = orjson.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        scope = body["scope"]
    except (IndexError, KeyError, TypeError, ValueError):
        return ()
    return tuple(sorted(str(scope).split()))


def open_login(app: OAuthApp | None, open_line: LineOpener, clock: Clock) -> ToastLogin:
    """The flow of one connection."""
    return ToastLogin(app, open_line, clock)


KEYS = KeyAccess(fields=FIELDS, open=open_login)
