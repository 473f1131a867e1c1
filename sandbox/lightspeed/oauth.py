"""Lightspeed's OAuth: consent page, code of 60 seconds, rotating refresh tokens, revoking.

Source: developers.lightspeedhq.com/retail/authentication. An old refresh token keeps working until
the access token that replaced it is used for the first time.
"""

from __future__ import annotations

import base64
import hmac
import html
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

import orjson

from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.web import (
    Answer,
    BadJsonError,
    JsonObject,
    Request,
    html_answer,
    json_answer,
    redirect,
)
from sandbox.lightspeed.errors import Refusal, TokenRefused
from sandbox.lightspeed.seller import ACCOUNT_ID
from sandbox.lightspeed.store import State

CODE_LIFE_S = 60
TOKEN_LIFE_S = 1800
REFRESH_LIFE = timedelta(days=30)
RIGHTS = (
    "admin",
    "admin_employees",
    "admin_inventory",
    "admin_purchases",
    "admin_shops",
    "admin_void_sale",
    "categories",
    "customers",
    "customers_read",
    "inventory",
    "inventory_counts",
    "inventory_read",
    "manufacturers",
    "product_cost",
    "product_edit",
    "purchase_orders",
    "register",
    "register_layaway",
    "register_read",
    "register_refund",
    "reports",
    "special_orders",
    "tags",
    "transfers",
    "vendor_returns",
    "vendors",
    "workbench",
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST_REFRESHES_PER_MINUTE = 5
_ASKED = ("response_type", "client_id", "scope", "state", "redirect_uri", "code_challenge")
_PART = re.compile(rb'name="(\w+)"(?:\r\n[^\r\n]+)*\r\n\r\n(.*?)\r\n--', re.DOTALL)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Authorize {app}</title></head>
<body><h1>{business}</h1><p>{app} asks for these permissions:</p><ul>{scopes}</ul>
<form method="post" action="/auth/oauth/authorize">{fields}
<button name="decision" value="allow">Authorize</button>
<button name="decision" value="deny">Cancel</button></form></body></html>"""


class OAuth:
    """Grants of one account to one registered client."""

    def __init__(self, *, options: Options, state: State, clock: Clock, business: str) -> None:
        """The registered client is the one in `options`."""
        self._options = options
        self._state = state
        self._clock = clock
        self._business = business

    def handle(self, request: Request) -> Answer:
        """Anything under /auth/oauth/."""
        action = request.path.removeprefix("/auth/oauth/")
        if action == "authorize":
            return self._decide(request) if request.method == "POST" else self._ask(request)
        if request.method != "POST":
            return _failed("invalid_request", "POST is needed.", status=405)
        try:
            given = _fields(request)
        except BadJsonError:
            return _failed("invalid_request", "The body cannot be read.")
        if action == "token":
            return self._token(given)
        if action == "revoke":
            return self._revoke(given)
        return _failed("not_found", "No such endpoint.", status=404)

    def _ask(self, request: Request) -> Answer:
        query = request.query
        problem = self._problem(query)
        if problem:
            return html_answer(f"<h1>Error</h1><p>{html.escape(problem)}</p>", status=400)
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(query[name], quote=True)}">'
            for name in _ASKED
            if name in query
        )
        scopes = "".join(f"<li>{html.escape(one)}</li>" for one in _scopes(query["scope"]))
        page = _PAGE.format(
            app=html.escape(query["client_id"]),
            business=html.escape(self._business),
            scopes=scopes,
            fields=fields,
        )
        return html_answer(page)

    def _decide(self, request: Request) -> Answer:
        form = request.form
        problem = self._problem(form)
        if problem:
            return html_answer(f"<h1>Error</h1><p>{html.escape(problem)}</p>", status=400)
        back = form.get("redirect_uri") or "https://localhost/"
        joint = "&" if urlsplit(back).query else "?"
        state = {"state": form["state"]} if "state" in form else {}
        if form.get("decision") != "allow":
            return redirect(f"{back}{joint}{urlencode({'error': 'access_denied', **state})}")
        code = "def502" + secrets.token_hex(24)
        self._state["codes"].put(
            code,
            {
                "scopes": _scopes(form["scope"]),
                "challenge": form.get("code_challenge"),
                "redirect_uri": form.get("redirect_uri"),
                "at": self._clock.timestamp(),
            },
        )
        return redirect(f"{back}{joint}{urlencode({'code': code, **state})}")

    def _problem(self, asked: dict[str, str]) -> str | None:
        if asked.get("client_id") != self._options.client_id:
            return "Client authentication failed"
        if asked.get("response_type") != "code":
            return "The authorization grant type is not supported by the authorization server."
        known = {f"employee:{right}" for right in (*RIGHTS, "all")}
        unknown = [one for one in _scopes(asked.get("scope", "")) if one not in known]
        if unknown or not asked.get("scope"):
            return f"The requested scope is invalid: {' '.join(unknown)}"
        uri = urlsplit(asked.get("redirect_uri", "https://registered.example/"))
        if uri.scheme != "https" and uri.hostname not in _LOOPBACK:
            return "The redirect URI must use HTTPS."
        return None

    def _token(self, given: dict[str, str]) -> Answer:
        if given.get("client_id") != self._options.client_id:
            return _failed("invalid_client", "Client authentication failed", status=401)
        secret = given.get("client_secret")
        if secret is not None and not hmac.compare_digest(secret, self._options.client_secret):
            return _failed("invalid_client", "Client authentication failed", status=401)
        kind = given.get("grant_type")
        if kind == "authorization_code":
            return self._from_code(given)
        if kind == "refresh_token":
            return self._from_refresh(given)
        return _failed("unsupported_grant_type", "The grant type is not supported.")

    def _from_code(self, given: dict[str, str]) -> Answer:
        if "code" not in given:
            return _failed("invalid_request", "The code is missing.")
        found = self._state["codes"].get(given["code"])
        if found is None or self._clock.timestamp() - found["at"] > CODE_LIFE_S:
            return _failed("invalid_grant", "Authorization code has expired or been revoked")
        if found["challenge"]:
            if _challenge(given.get("code_verifier", "")) != found["challenge"]:
                return _failed("invalid_grant", "Failed to verify `code_verifier`.")
        elif "client_secret" not in given:
            return _failed("invalid_client", "Client authentication failed", status=401)
        self._state["codes"].remove(given["code"])
        return self._issue(found["scopes"], replaces=None)

    def _from_refresh(self, given: dict[str, str]) -> Answer:
        if "refresh_token" not in given:
            return _failed("invalid_request", "The refresh token is missing.")
        found = next(
            (g for g in self._state["grants"].rows() if g["refresh"] == given["refresh_token"]),
            None,
        )
        now = self._clock.now()
        if (
            found is None
            or found["revoked"]
            or found["replaced"]
            or datetime.fromisoformat(found["refresh_until"]) <= now
        ):
            return _failed("invalid_grant", "The refresh token is invalid.")
        recent = [
            grant
            for grant in self._state["grants"].rows()
            if grant["replaces"] and grant["issued_at"] > self._clock.timestamp() - 60
        ]
        if len(recent) >= _MOST_REFRESHES_PER_MINUTE and self._options.limits:
            return _failed("too_many_requests", "Too many refreshes.", status=429)
        return self._issue(found["scopes"], replaces=found["access"])

    def _issue(self, scopes: list[str], *, replaces: str | None) -> Answer:
        now = self._clock.now()
        life = self._options.token_seconds or TOKEN_LIFE_S
        claims = {
            "acct": ACCOUNT_ID,
            "scope": " ".join(scopes),
            "exp": int(now.timestamp()) + life,
            "jti": secrets.token_hex(12),
        }
        grant: JsonObject = {
            "access": _jwt(claims),
            "refresh": "def50200" + secrets.token_hex(40),
            "scopes": scopes,
            "issued_at": self._clock.timestamp(),
            "expires_at": (now + timedelta(seconds=life)).isoformat(),
            "refresh_until": (now + REFRESH_LIFE).isoformat(),
            "replaces": replaces,
            "replaced": False,
            "revoked": False,
        }
        self._state["grants"].put(grant["access"], grant)
        return json_answer(
            {
                "token_type": "Bearer",
                "expires_in": life,
                "access_token": grant["access"],
                "refresh_token": grant["refresh"],
            }
        )

    def _revoke(self, given: dict[str, str]) -> Answer:
        secret = given.get("client_secret", "")
        if not hmac.compare_digest(secret, self._options.client_secret):
            return _failed("invalid_client", "Client authentication failed", status=401)
        found = [
            grant
            for grant in self._state["grants"].rows()
            if grant["refresh"] == given.get("refresh_token") and not grant["revoked"]
        ]
        if not found:
            return _failed("invalid_grant", "The refresh token is invalid.")
        self.withdraw()
        return json_answer({})

    def withdraw(self) -> None:
        """End every grant."""
        for grant in self._state["grants"].rows():
            grant["revoked"] = True
        self._state.touch()

    def rights_of(self, authorization: str) -> frozenset[str]:
        """The rights behind an Authorization header. Raises: TokenRefused."""
        kind, _, token = authorization.partition(" ")
        grant = self._state["grants"].get(token) if kind.lower() == "bearer" else None
        if grant is None or datetime.fromisoformat(grant["expires_at"]) <= self._clock.now():
            raise TokenRefused("Access token could not be verified")
        if grant["revoked"]:
            raise TokenRefused("Access token has been revoked")
        if grant["replaces"]:
            old = self._state["grants"].get(grant["replaces"])
            if old is not None and not old["replaced"]:
                old["replaced"] = True
                self._state.touch()
        rights = {scope.removeprefix("employee:") for scope in grant["scopes"]}
        return frozenset(RIGHTS if "all" in rights else rights)


def lacking(rights: frozenset[str], wanted: tuple[str, ...], what: str) -> None:
    """Raises: Refusal 403 unless one of the wanted rights is there."""
    if not rights.intersection(wanted):
        message = f"You do not have the required access to {what}."
        raise Refusal(message, status=403, kind="ForbiddenException")


def _fields(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return {name: str(value) for name, value in request.json().items()}
    if kind.startswith("multipart/form-data"):
        return {n.decode(): v.decode("utf-8", "replace") for n, v in _PART.findall(request.body)}
    return request.form


def _scopes(asked: str) -> list[str]:
    return asked.replace("+", " ").split()


def _failed(error: str, description: str, *, status: int = 400) -> Answer:
    body = {"error": error, "error_description": description, "message": description}
    return json_answer(body, status=status)


def _challenge(verifier: str) -> str:
    return _b64(sha256(verifier.encode()).digest())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _jwt(claims: JsonObject) -> str:
    head = _b64(orjson.dumps({"typ": "JWT", "alg": "RS256"}))
    return f"{head}.{_b64(orjson.dumps(claims))}.{secrets.token_urlsafe(32)}"
