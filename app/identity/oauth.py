"""The authorization server for account linking: codes with PKCE, rotation, revocation.

Authlib speaks the protocol (RFC 6749, 7636, 7009); what is kept is in `storage.linking`.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from authlib.common.security import generate_token
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Request
from authlib.oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, grants
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import Response, json
from flask import request as flask_request

from domain.calls import Clock
from domain.ids import CustomerId, MerchantId
from storage import audit, linking
from storage.engine import Database
from storage.linking import Code, Grant, LinkClient

SCOPES: Final = ("orders", "profile")
_TOKEN_CHARACTERS: Final = 48


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who grants."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class Client:
    """A client as Authlib asks about it."""

    known: LinkClient

    def get_client_id(self) -> str:
        """Its public name."""
        return self.known.id

    def get_default_redirect_uri(self) -> None:
        """None: the address must be told, exactly."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """Of the scopes asked for those there are; all where none is."""
        wanted = (scope or " ".join(SCOPES)).split()
        return " ".join(each for each in wanted if each in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether it is one of those registered, letter by letter."""
        return redirect_uri in self.known.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """In constant time."""
        known = self.known.secret_digest
        return known is not None and hmac.compare_digest(linking.digest(client_secret), known)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A client with a secret must show it; one without cannot."""
        del endpoint
        has_secret = self.known.secret_digest is not None
        return method in ({"client_secret_basic", "client_secret_post"} if has_secret else {"none"})

    def check_response_type(self, response_type: str) -> bool:
        """Only codes."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Codes and refresh tokens."""
        return grant_type in {"authorization_code", "refresh_token"}


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code as Authlib asks about it."""

    text: str
    told: Code

    @property
    def code_challenge(self) -> str:
        """What the verifier must hash to."""
        return self.told.challenge

    @property
    def code_challenge_method(self) -> str:
        """Always SHA-256."""
        return "S256"

    def get_redirect_uri(self) -> str:
        """Where it was sent."""
        return self.told.redirect_uri

    def get_scope(self) -> str:
        """What was granted."""
        return self.told.grant.scope


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as Authlib asks about it."""

    text: str
    grant: Grant

    def check_client(self, client: Client) -> bool:
        """Whether it was given to this client."""
        return self.grant.client_id == client.known.id

    def get_scope(self) -> str:
        """What was granted."""
        return self.grant.scope


class OnlyS256(CodeChallenge):  # type: ignore[misc]  # Authlib ships no annotations
    """PKCE by SHA-256 only, for every client but those with a secret whose service has none.

    Whoever begins with a challenge must end with its verifier, and the other way round (RFC 9700
    §2.1.1 and §4.8.2).
    """

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """A challenge and its method must be told. Raises InvalidRequestError."""
        told = grant.request.payload.data
        known: LinkClient = grant.request.client.known
        if not known.needs_pkce and not told.get("code_challenge"):
            return
        if not told.get("code_challenge") or told.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with code_challenge_method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # likewise
    """Codes over our store."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep what was granted."""
        linked: LinkServer = self.server
        known: LinkClient = request.client.known
        grant = Grant(
            merchant_id=known.merchant_id,
            client_id=known.id,
            customer_id=request.user.customer_id,
            scope=request.client.get_allowed_scope(request.payload.scope),
            family=linking.new_family(),
        )
        told = Code(
            grant=grant,
            redirect_uri=request.payload.redirect_uri,
            challenge=request.payload.data.get("code_challenge", ""),
        )
        with linked.database.write() as tx:
            linking.put_code(tx, code, told, now=linked.clock.now())

    def query_authorization_code(self, code: str, client: Client) -> CodeView | None:
        """The code, while it may be redeemed."""
        linked: LinkServer = self.server
        with linked.database.write() as tx:
            told = linking.read_code(tx, code, client.known.id, now=linked.clock.now())
        return None if told is None else CodeView(code, told)

    def authenticate_user(self, authorization_code: CodeView) -> Shopper:
        """Whose grant it is; takes the code, so that two redeemers do not both succeed.

        Raises InvalidGrantError.
        """
        linked: LinkServer = self.server
        with linked.database.write() as tx:
            if not linking.use_code(tx, authorization_code.text, now=linked.clock.now()):
                raise InvalidGrantError("Invalid 'code' in request.")
        self.request.granted = authorization_code.told.grant
        return Shopper(authorization_code.told.grant.customer_id)

    def delete_authorization_code(self, authorization_code: CodeView) -> None:
        """It stays for its two minutes, used, so that a replay is noticed."""


class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # likewise
    """Refresh tokens that serve once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> TokenView | None:
        """The token, while it may be used."""
        linked: LinkServer = self.server
        client_id = self.request.client.known.id
        with linked.database.write() as tx:
            grant = linking.read_refresh(tx, refresh_token, client_id, now=linked.clock.now())
        return None if grant is None else TokenView(refresh_token, grant)

    def authenticate_user(self, refresh_token: TokenView) -> Shopper:
        """Whose it is; takes the token. Raises InvalidGrantError when somebody was faster."""
        linked: LinkServer = self.server
        with linked.database.write() as tx:
            if not linking.use_refresh(tx, refresh_token.text, now=linked.clock.now()):
                raise InvalidGrantError
        self.request.granted = refresh_token.grant
        return Shopper(refresh_token.grant.customer_id)

    def revoke_old_credential(self, refresh_token: TokenView) -> None:
        """It was used, which ends it."""


class Revocation(RevocationEndpoint):  # type: ignore[misc]  # likewise
    """Ends a linking by any of its tokens."""

    CLIENT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def query_token(self, token_string: str, token_type_hint: str | None) -> TokenView | None:
        """The token's grant, whatever kind it is."""
        del token_type_hint
        linked: LinkServer = self.server
        known = linked.asking
        with linked.database.read() as tx:
            grant = linking.family_of(tx, token_string, known)
        return None if grant is None else TokenView(token_string, grant)

    def revoke_token(self, token: TokenView, request: Any) -> None:
        """End the whole family."""
        del request
        linked: LinkServer = self.server
        linked.revoke(token.grant)


@dataclass(kw_only=True, eq=False)
class LinkServer(AuthorizationServer):  # type: ignore[misc]  # likewise
    """The server for one request of one merchant; cheap to make, so that none is shared."""

    database: Database
    clock: Clock
    merchant_id: MerchantId
    asking: str = field(default="", init=False)
    """The client of the request in hand, once it is known."""

    def __post_init__(self) -> None:
        AuthorizationServer.__init__(self, scopes_supported=SCOPES)
        self.register_grant(CodeGrant, [OnlyS256(required=True)])
        self.register_grant(RefreshGrant)
        self.register_endpoint(Revocation)
        life = int(linking.ACCESS_LIFE.total_seconds())
        generator = BearerTokenGenerator(_new_token, _new_token, lambda *_: life)
        self.register_token_generator("default", generator)

    def query_client(self, client_id: str) -> Client | None:
        """The merchant's client of that id."""
        with self.database.read() as tx:
            known = linking.client(tx, self.merchant_id, client_id)
        if known is None:
            return None
        self.asking = known.id
        return Client(known)

    def save_token(self, token: Mapping[str, Any], request: Any) -> None:
        """Keep the new pair."""
        now = self.clock.now()
        grant: Grant = request.granted
        with self.database.write() as tx:
            linking.put_tokens(
                tx,
                grant,
                access=token["access_token"],
                refresh=token["refresh_token"],
                channel=request.client.known.channel,
                now=now,
            )
            audit.record(
                tx,
                merchant_id=grant.merchant_id,
                actor=f"client:{grant.client_id}",
                action="identity.linked",
                subject=grant.customer_id,
                at=now,
            )

    def revoke(self, grant: Grant) -> None:
        """End a linking."""
        now = self.clock.now()
        with self.database.write() as tx:
            linking.revoke_family(tx, grant.merchant_id, grant.family, now=now)
            audit.record(
                tx,
                merchant_id=grant.merchant_id,
                actor=f"client:{grant.client_id}",
                action="identity.unlinked",
                subject=grant.customer_id,
                at=now,
            )

    def create_oauth2_request(self, request: Any) -> Any:
        """The request in hand."""
        return request if request is not None else FlaskOAuth2Request(flask_request)

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        """As Flask sends it; tokens are never cached."""
        text = json.dumps(body) if isinstance(body, dict) else body
        answer = Response(text, status=status, headers=dict(headers))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


def _new_token(*_args: Any, **_kwargs: Any) -> str:
    text: str = generate_token(_TOKEN_CHARACTERS)
    return text
