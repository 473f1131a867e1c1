"""Installing the app and its tokens: code grant, refresh, client credentials (fact sheet §2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox.kit.clock import Clock
from sandbox.kit.web import Answer, BadJsonError, Request, html_answer, json_answer, redirect
from sandbox.shopify.access import SCOPE_TEXTS, effective
from sandbox.shopify.context import Caller
from sandbox.shopify.options import ShopifyOptions
from sandbox.shopify.records import load_row

ACCESS_S = 3600
REFRESH_S = 90 * 86400
OLD_REFRESH_S = 30 * 86400
"""How long a used refresh token stays usable while its replacement is unused."""
CODE_S = 300
CREDENTIALS_S = 86399

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105
OFFLINE_TOKEN = "urn:shopify:params:oauth:token-type:offline-access-token"  # noqa: S105

JsonObject = dict[str, Any]
_SCOPE = re.compile(r"[,\s]+")


@dataclass(slots=True, kw_only=True)
class Token:
    """An access token that was given out; `expires` 0 = never."""

    id: str
    scopes: list[str]
    expires: float
    refresh: str | None = None
    """The refresh token given together with it."""


@dataclass(slots=True, kw_only=True)
class Refresh:
    """A refresh token; after use it lives on until its replacement is used."""

    id: str
    scopes: list[str]
    expires: float
    replaced_by: str | None = None
    first_used: float | None = None


@dataclass(slots=True, kw_only=True)
class Code:
    """An authorization code, good for one exchange."""

    id: str
    scopes: list[str]
    expires: float


@dataclass(slots=True, kw_only=True)
class Grants:
    """Everything given out so far."""

    tokens: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, Refresh] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    installed_scopes: list[str] | None = None
    revision: int = 0


class TokenError(Exception):
    """A token call that is refused."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        """Keep the OAuth error for the answer."""
        super().__init__(description)
        self.answer = json_answer({"error": error, "error_description": description}, status=status)


class OAuth:
    """The shop's authorization server for the one app that it knows."""

    def __init__(self, options: ShopifyOptions, clock: Clock) -> None:
        """Tokens live as long as the vendor's unless `token_seconds` says else."""
        self._options = options
        self._clock = clock
        self.grants = Grants()

    def caller(self, token: str | None) -> Caller | None:
        """The app behind an access token; None when it is unknown or expired."""
        known = self.grants.tokens.get(token or "")
        if known is None or 0 < known.expires <= self._now():
            return None
        self._settle_refresh(known)
        return Caller(client_id=self._options.client_id, scopes=effective(known.scopes))

    def issue(self, scopes: list[str]) -> str:
        """A token outright, as a merchant-created app has it; for tests."""
        token = self._token(scopes, expires_in=0)
        return token.id

    def consent_page(self, request: Request) -> Answer:
        """`GET /admin/oauth/authorize`: a form that asks the merchant."""
        problem = self._authorize_problem(request.query)
        if problem is not None:
            return html_answer(f"<h1>Oauth error</h1><p>{html.escape(problem)}</p>", status=400)
        shown = "".join(
            f"<li>{html.escape(SCOPE_TEXTS[scope])}</li>"
            for scope in _scopes(request.query.get("scope"))
        )
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.query.items()
        )
        return html_answer(
            f"<!doctype html><title>Install app</title>"
            f"<h1>Install this app on {html.escape(self._options.shop_domain)}?</h1>"
            f'<ul>{shown}</ul><form method="post" action="/admin/oauth/authorize">{hidden}'
            f'<button name="decision" value="allow">Install app</button>'
            f'<button name="decision" value="deny">Cancel</button></form>'
        )

    def decide(self, request: Request) -> Answer:
        """`POST /admin/oauth/authorize`: the submitted form; redirects with a code."""
        form = request.form
        problem = self._authorize_problem(form)
        if problem is not None:
            return html_answer(f"<h1>Oauth error</h1><p>{html.escape(problem)}</p>", status=400)
        if form.get("decision") != "allow":
            return redirect(_with_query(form["redirect_uri"], {"error": "access_denied"}))
        code = Code(
            id=secrets.token_hex(16),
            scopes=_scopes(form.get("scope")),
            expires=self._now() + CODE_S,
        )
        self.grants.codes[code.id] = code
        self.grants.revision += 1
        return redirect(_with_query(form["redirect_uri"], self._callback(code, form)))

    def _callback(self, code: Code, form: Mapping[str, str]) -> dict[str, str]:

        domain = self._options.shop_domain
        store = domain.removesuffix(".myshopify.com")
        host = base64.b64encode(f"admin.shopify.com/store/{store}".encode()).decode().rstrip("=")
        parameters = {
            "code": code.id,
            "host": host,
            "shop": domain,
            "state": form.get("state", ""),
            "timestamp": str(int(self._now())),
        }
        return {**parameters, "hmac": self.query_hmac(parameters)}

    def query_hmac(self, parameters: Mapping[str, str]) -> str:
        """Hex HMAC-SHA256 over the sorted query string, as the callback carries it."""
        text = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()))
        secret = self._options.client_secret.encode()
        return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()

    def _authorize_problem(self, given: Mapping[str, str]) -> str | None:
        if given.get("client_id") != self._options.client_id:
            return "invalid_request: Could not find Shopify API application with api_key"
        uri = urlsplit(given.get("redirect_uri", ""))
        if uri.scheme not in ("http", "https") or not uri.hostname:
            return "invalid_request: The redirect_uri is missing or not whitelisted"
        if uri.scheme == "http" and uri.hostname not in ("127.0.0.1", "localhost", "::1"):
            return "invalid_request: The redirect_uri must use https"
        unknown = [scope for scope in _scopes(given.get("scope")) if scope not in SCOPE_TEXTS]
        if unknown:
            return f"invalid_scope: {', '.join(unknown)}"
        return None

    def token(self, request: Request) -> Answer:
        """`POST /admin/oauth/access_token`: every grant, JSON or form encoded."""
        try:
            given = _fields(request)
            self._check_client(given)
            grant = given.get("grant_type")
            if grant == "refresh_token":
                return json_answer(self._refreshed(given))
            if grant == "client_credentials":
                return json_answer(self._credentials())
            if grant == TOKEN_EXCHANGE:
                return json_answer(self._converted(given))
            if grant not in (None, "authorization_code"):
                raise TokenError("unsupported_grant_type", f"Unknown grant type {grant}")
            return json_answer(self._exchanged(given))
        except TokenError as error:
            return error.answer

    def _check_client(self, given: Mapping[str, Any]) -> None:
        id_matches = given.get("client_id") == self._options.client_id
        secret = str(given.get("client_secret", "")).encode()
        if not id_matches or not hmac.compare_digest(secret, self._options.client_secret.encode()):
            text = "Could not find Shopify API application with api_key or the secret is wrong"
            raise TokenError("application_cannot_be_found", text, status=401)

    def _exchanged(self, given: Mapping[str, Any]) -> JsonObject:
        code = self.grants.codes.pop(str(given.get("code")), None)
        self.grants.revision += 1
        if code is None or code.expires <= self._now():
            text = "The authorization code was not found or was already used"
            raise TokenError("invalid_request", text)
        self.grants.installed_scopes = code.scopes
        expiring = str(given.get("expiring", "0")).lower() in ("1", "true")
        if not expiring:
            token = self._token(code.scopes, expires_in=0)
            return {"access_token": token.id, "scope": ",".join(code.scopes)}
        return self._pair(code.scopes)

    def _converted(self, given: Mapping[str, Any]) -> JsonObject:
        """An old token that never expires becomes an expiring pair, once."""
        old = self.grants.tokens.get(str(given.get("subject_token")))
        wanted = given.get("requested_token_type") == OFFLINE_TOKEN
        if old is None or old.expires or not wanted or str(given.get("expiring")) != "1":
            raise TokenError("invalid_subject_token", "The subject token cannot be exchanged")
        del self.grants.tokens[old.id]
        return self._pair(old.scopes)

    def _pair(self, scopes: list[str]) -> JsonObject:
        seconds = self._options.token_seconds or ACCESS_S
        refresh = Refresh(
            id=f"shprt_{secrets.token_hex(16)}", scopes=scopes, expires=self._now() + REFRESH_S
        )
        self.grants.refreshes[refresh.id] = refresh
        token = self._token(scopes, expires_in=seconds, refresh=refresh.id)
        return {
            "access_token": token.id,
            "scope": ",".join(scopes),
            "expires_in": seconds,
            "refresh_token": refresh.id,
            "refresh_token_expires_in": REFRESH_S,
        }

    def _refreshed(self, given: Mapping[str, Any]) -> JsonObject:
        now = self._now()
        used = self.grants.refreshes.get(str(given.get("refresh_token")))
        if used is None or used.expires <= now:
            raise TokenError("invalid_request", "This request requires an active refresh_token")
        if used.first_used is not None and used.first_used + OLD_REFRESH_S <= now:
            raise TokenError("invalid_request", "This request requires an active refresh_token")
        self._retire_predecessors(used.id)
        pair = self._pair(used.scopes)
        if used.replaced_by is not None:
            self.grants.refreshes.pop(used.replaced_by, None)
        used.replaced_by = pair["refresh_token"]
        used.first_used = used.first_used or now
        self.grants.revision += 1
        return pair

    def _retire_predecessors(self, refresh: str) -> None:
        """A refresh token that is used ends the one that it replaced."""
        for old in list(self.grants.refreshes.values()):
            if old.replaced_by == refresh:
                del self.grants.refreshes[old.id]
                self.grants.revision += 1

    def _settle_refresh(self, token: Token) -> None:
        """Using the new access token also ends the refresh token that led to it."""
        if token.refresh is not None:
            self._retire_predecessors(token.refresh)

    def _credentials(self) -> JsonObject:
        scopes = self.grants.installed_scopes or sorted(SCOPE_TEXTS)
        seconds = self._options.token_seconds or CREDENTIALS_S
        token = self._token(scopes, expires_in=seconds)
        return {
            "access_token": token.id,
            "scope": ",".join(scopes),
            "expires_in": seconds,
        }

    def _token(self, scopes: list[str], *, expires_in: int, refresh: str | None = None) -> Token:
        expires = self._now() + expires_in if expires_in else 0
        token = Token(
            id=f"shpat_{secrets.token_hex(16)}",
            scopes=scopes,
            expires=expires,
            refresh=refresh,
        )
        self.grants.tokens[token.id] = token
        self.grants.revision += 1
        return token

    def uninstall(self) -> None:
        """Revoke everything."""
        self.grants = Grants(revision=self.grants.revision + 1)

    def rescope(self, scopes: list[str]) -> list[str]:
        """Change what the installed app may do; gives the previous scopes."""
        previous = self.grants.installed_scopes or []
        for token in self.grants.tokens.values():
            token.scopes = scopes
        for refresh in self.grants.refreshes.values():
            refresh.scopes = scopes
        self.grants.installed_scopes = scopes
        self.grants.revision += 1
        return previous

    def dump(self) -> Grants:
        """For a snapshot."""
        return self.grants

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        self.grants = load_row(Grants, saved)

    def _now(self) -> float:
        return self._clock.timestamp()


def _fields(request: Request) -> Mapping[str, Any]:
    if "json" in request.headers.get("content-type", ""):
        try:
            return request.json()
        except BadJsonError as error:
            raise TokenError("invalid_request", "The body is not JSON") from error
    return {**request.query, **request.form}


def _scopes(text: str | None) -> list[str]:
    return sorted({scope for scope in _SCOPE.split(text or "") if scope})


def _with_query(uri: str, parameters: Mapping[str, str]) -> str:
    joint = "&" if urlsplit(uri).query else "?"
    return f"{uri}{joint}{urlencode(parameters)}"
