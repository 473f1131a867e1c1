"""OAuth as the vendor does it: consent page, code with the domain prefix, rotating refresh tokens.

Sources: docs/authorization, changelog/2025-03-refresh-token-flow-update: using a refresh token
revokes it and the access token that came with it. Parameters in the URL are refused.
"""

from __future__ import annotations

import hmac
import html
from urllib.parse import urlencode, urlsplit

from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.web import Answer, JsonObject, Request, html_answer, json_answer, redirect
from sandbox.vend import ids
from sandbox.vend.contract import SCOPES
from sandbox.vend.errors import VendError
from sandbox.vend.retailer import OWNER_ID, PREFIX
from sandbox.vend.store import Store

CODE_LIFE_S = 600
TOKEN_LIFE_S = 86_400
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ASKED = ("response_type", "client_id", "redirect_uri", "state", "scope")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Connect {app}</title></head>
<body><h1>Northwind Outfitters</h1><p>{app} asks for these permissions:</p><ul>{scopes}</ul>
<form method="post" action="/connect">{fields}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button></form></body></html>"""


def oauth_error(code: str, detail: str, status: int = 400) -> VendError:
    """A refusal of the token endpoint (RFC 6749, section 5.2)."""
    return VendError(status, detail, body={"error": code, "error_description": detail})


class OAuth:
    """Grants of one retailer to one registered application, and personal tokens."""

    def __init__(self, options: Options, store: Store, clock: Clock) -> None:
        """The registered application is the one in `options`."""
        self._options = options
        self._store = store
        self._clock = clock

    def page(self, request: Request) -> Answer:
        """GET /connect: what the retailer is asked."""
        query = request.query
        problem = self._problem(query)
        if problem:
            return html_answer(f"<h1>Cannot connect</h1><p>{html.escape(problem)}</p>", status=400)
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(query[name], quote=True)}">'
            for name in _ASKED
            if name in query
        )
        scopes = "".join(f"<li>{html.escape(one)}</li>" for one in query["scope"].split())
        app = html.escape(query["client_id"])
        return html_answer(_PAGE.format(app=app, scopes=scopes, fields=fields))

    def decide(self, request: Request) -> Answer:
        """POST /connect: goes back with a code and the domain prefix, or a refusal."""
        form = request.form
        problem = self._problem(form)
        if problem:
            return html_answer(f"<h1>Cannot connect</h1><p>{html.escape(problem)}</p>", status=400)
        state = {"state": form["state"]} if "state" in form else {}
        back = form["redirect_uri"]
        joint = "&" if urlsplit(back).query else "?"
        if form.get("decision") != "allow":
            return redirect(f"{back}{joint}{urlencode({'error': 'access_denied', **state})}")
        code = ids.token(32)
        kept = {
            "scopes": form["scope"].split(),
            "redirect_uri": back,
            "at": self._clock.timestamp(),
        }
        self._store.keep("codes", code, kept)
        given = {"code": code, "domain_prefix": PREFIX, "user_id": OWNER_ID, **state}
        return redirect(f"{back}{joint}{urlencode(given)}")

    def _problem(self, asked: dict[str, str]) -> str | None:
        if asked.get("response_type") != "code":
            return "response_type must be code."
        if asked.get("client_id") != self._options.client_id:
            return "Unknown client_id."
        unknown = set(asked.get("scope", "").split()) - SCOPES
        if unknown or not asked.get("scope"):
            return f"Unknown scope {', '.join(sorted(unknown))}." if unknown else "No scope."
        parts = urlsplit(asked.get("redirect_uri", ""))
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not local:
            return "redirect_uri must be https, or http to this machine."
        return None

    def token(self, request: Request) -> Answer:
        """POST /api/1.0/token, form-encoded."""
        if request.query_string:
            raise oauth_error("invalid_request", "parameters belong into the body")
        kind = request.headers.get("content-type", "").partition(";")[0]
        if kind != "application/x-www-form-urlencoded":
            raise oauth_error("invalid_request", "the body must be form-encoded")
        form = request.form
        secret = form.get("client_secret", "")
        known = form.get("client_id") == self._options.client_id
        if not known or not hmac.compare_digest(secret, self._options.client_secret):
            raise oauth_error("invalid_client", "unknown client", 401)
        grant_type = form.get("grant_type")
        if grant_type == "authorization_code":
            return self._issued(self._from_code(form))
        if grant_type == "refresh_token":
            return self._issued(self._from_refresh(form))
        raise oauth_error("unsupported_grant_type", f"no grant_type {grant_type}")

    def _from_code(self, form: dict[str, str]) -> list[str]:
        code = form.get("code", "")
        found = self._store["codes"].get(code)
        self._store.remove("codes", code)
        if found is None or self._clock.timestamp() - found["at"] > CODE_LIFE_S:
            raise oauth_error("invalid_grant", "the code is unknown or has expired")
        if form.get("redirect_uri") != found["redirect_uri"]:
            raise oauth_error("invalid_grant", "the redirect_uri does not match")
        scopes: list[str] = found["scopes"]
        return scopes

    def _from_refresh(self, form: dict[str, str]) -> list[str]:
        for row in self._store["grants"].values():
            if row.get("refresh_token") == form.get("refresh_token") and not row["revoked"]:
                row["revoked"] = True
                self._store.touch()
                scopes: list[str] = row["scopes"]
                return scopes
        raise oauth_error("invalid_grant", "the refresh token is unknown or was used")

    def _issued(self, scopes: list[str]) -> Answer:
        life = self._options.token_seconds or TOKEN_LIFE_S
        expires = int(self._clock.timestamp()) + life
        row: JsonObject = {
            "access_token": ids.token(),
            "refresh_token": ids.token(),
            "scopes": scopes,
            "expires": expires,
            "revoked": False,
        }
        self._store.keep("grants", row["access_token"], row)
        return json_answer(
            {
                "access_token": row["access_token"],
                "token_type": "Bearer",
                "expires": expires,
                "expires_in": life,
                "refresh_token": row["refresh_token"],
                "domain_prefix": PREFIX,
                "scope": " ".join(scopes),
            }
        )

    def personal(self) -> str:
        """A token made in the store's back office; it neither ends nor is refreshed."""
        row: JsonObject = {
            "access_token": ids.token(),
            "refresh_token": None,
            "scopes": sorted(SCOPES),
            "expires": None,
            "revoked": False,
        }
        self._store.keep("grants", row["access_token"], row)
        access: str = row["access_token"]
        return access

    def grant_of(self, authorization: str) -> JsonObject:
        """The live grant behind an Authorization header. Raises: VendError 401."""
        kind, _, token = authorization.partition(" ")
        grant = self._store["grants"].get(token) if kind == "Bearer" else None
        if grant is None or grant["revoked"]:
            raise VendError(401, "Access token is not valid")
        if grant["expires"] is not None and grant["expires"] <= self._clock.timestamp():
            raise VendError(401, "Access token has expired")
        return grant

    def revoke_all(self) -> None:
        """The retailer removes the application."""
        for row in self._store["grants"].values():
            row["revoked"] = True
        self._store.touch()
