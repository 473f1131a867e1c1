"""OAuth as Square does it: consent page, code, tokens with an ISO expiry, refresh, revocation."""

from __future__ import annotations

import base64
import hmac
import html
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.platform import Options
from sandbox.kit.web import Answer, JsonObject, Request, html_answer, redirect
from sandbox.square import ids
from sandbox.square.calls import Call
from sandbox.square.errors import SquareError, missing
from sandbox.square.notices import Notices
from sandbox.square.seller import Seller
from sandbox.square.store import State
from sandbox.square.validation import moment

CODE_LIFE_S = 300
TOKEN_LIFE = timedelta(days=30)
SHORT_LIFE = timedelta(hours=24)
REFRESH_LIFE = timedelta(days=90)
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Authorize {app}</title></head>
<body><h1>{business}</h1><p>{app} asks for these permissions:</p><ul>{scopes}</ul>
<form method="post" action="/oauth2/authorize">{fields}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button></form></body></html>"""
_ASKED = ("client_id", "scope", "state", "redirect_uri", "code_challenge", "session")


def unauthorized(code: str = "UNAUTHORIZED", detail: str | None = None) -> SquareError:
    """401 with one of Square's authentication codes."""
    text = detail or "This request could not be authorized."
    return SquareError(code, text, status=401)


class OAuth:
    """Grants of one seller to one registered application."""

    def __init__(
        self, *, options: Options, state: State, clock: Clock, seller: Seller, notices: Notices
    ) -> None:
        """The registered application is the one in `options`."""
        self._options = options
        self._state = state
        self._clock = clock
        self._seller = seller
        self._notices = notices

    def consent_page(self, request: Request) -> Answer:
        """GET /oauth2/authorize: what the seller is asked."""
        query = request.query
        problem = self._problem(query)
        if problem:
            return html_answer(
                f"<h1>Authorization failed</h1><p>{html.escape(problem)}</p>", status=400
            )
        scopes = query["scope"].replace("+", " ").split()
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(query[name], quote=True)}">'
            for name in _ASKED
            if name in query
        )
        page = _PAGE.format(
            app=html.escape(query["client_id"]),
            business=html.escape(str(self._seller.merchant["business_name"])),
            scopes="".join(f"<li>{html.escape(scope)}</li>" for scope in scopes),
            fields=fields,
        )
        return html_answer(page)

    def decide(self, request: Request) -> Answer:
        """POST /oauth2/authorize: the consent form; goes back with a code or a refusal."""
        form = request.form
        problem = self._problem(form)
        if problem:
            return html_answer(
                f"<h1>Authorization failed</h1><p>{html.escape(problem)}</p>", status=400
            )
        back = form.get("redirect_uri") or "http://localhost/"
        state = {"state": form["state"]} if "state" in form else {}
        if form.get("decision") != "allow":
            refused = {"error": "access_denied", "error_description": "user_denied", **state}
            return redirect(f"{back}?{urlencode(refused)}")
        code = "sandbox-sq0cgb-" + ids.mixed(22)
        self._state.codes.put(
            code,
            {
                "client_id": form["client_id"],
                "scopes": form["scope"].replace("+", " ").split(),
                "redirect_uri": form.get("redirect_uri"),
                "challenge": form.get("code_challenge"),
                "at": self._clock.timestamp(),
            },
        )
        granted = {"code": code, "response_type": "code", **state}
        joint = "&" if urlsplit(back).query else "?"
        return redirect(f"{back}{joint}{urlencode(granted)}")

    def _problem(self, asked: dict[str, str]) -> str | None:
        if asked.get("client_id") != self._options.client_id:
            return "Unknown client_id."
        if not asked.get("scope"):
            return "No scope was asked for."
        uri = asked.get("redirect_uri")
        if uri is not None:
            parts = urlsplit(uri)
            local = parts.scheme == "http" and parts.hostname in _LOOPBACK
            if parts.scheme != "https" and not local:
                return "The redirect_uri must be https, or http to this machine."
        return None

    def token(self, call: Call) -> JsonObject:
        """POST /oauth2/token for an authorization code or a refresh token."""
        body = call.body
        if body["client_id"] != self._options.client_id:
            raise unauthorized(detail="Not Authorized")
        grant_type = body["grant_type"]
        if grant_type == "authorization_code":
            return self._from_code(body)
        if grant_type == "refresh_token":
            return self._from_refresh(body)
        detail = f"`{grant_type}` is not a supported grant_type."
        raise SquareError("INVALID_VALUE", detail, field="grant_type")

    def _check_secret(self, body: JsonObject) -> None:
        secret = body.get("client_secret")
        if secret is None:
            raise missing("client_secret")
        if not hmac.compare_digest(secret, self._options.client_secret):
            raise unauthorized(detail="Not Authorized")

    def _from_code(self, body: JsonObject) -> JsonObject:
        if "code" not in body:
            raise missing("code")
        found = self._state.codes.get(body["code"])
        if found is None or self._clock.timestamp() - found["at"] > CODE_LIFE_S:
            raise unauthorized(detail="Authorization code not found or expired.")
        if found["challenge"]:
            verifier = body.get("code_verifier")
            if verifier is None:
                raise missing("code_verifier")
            if not hmac.compare_digest(_challenge(verifier), found["challenge"]):
                raise unauthorized(detail="The code_verifier does not match.")
        else:
            self._check_secret(body)
        if found["redirect_uri"] != body.get("redirect_uri", found["redirect_uri"]):
            raise unauthorized(detail="The redirect_uri does not match.")
        self._state.codes.remove(body["code"])
        pkce = bool(found["challenge"])
        return self._issue("sandbox-r-" + ids.mixed(54), found["scopes"], body, pkce=pkce)

    def _from_refresh(self, body: JsonObject) -> JsonObject:
        if "refresh_token" not in body:
            raise missing("refresh_token")
        rows = [
            row
            for row in self._state.grants.rows()
            if row["refresh_token"] == body["refresh_token"] and not row["revoked"]
        ]
        if not rows:
            raise unauthorized(detail="The refresh token is not valid.")
        grant = rows[-1]
        refresh_token = body["refresh_token"]
        if grant["pkce"]:
            if moment(grant["refresh_until"], "") <= self._clock.now() or grant["refresh_spent"]:
                raise unauthorized(detail="The refresh token is not valid.")
            for row in rows:
                row["refresh_spent"] = True
                self._state.grants.put(row["access_token"], row)
            refresh_token = "sandbox-r-" + ids.mixed(54)
        else:
            self._check_secret(body)
        scopes = body.get("scopes") or grant["scopes"]
        if not set(scopes) <= set(grant["scopes"]):
            raise unauthorized("INSUFFICIENT_SCOPES", "Scopes can only be narrowed.")
        return self._issue(refresh_token, scopes, body, pkce=grant["pkce"])

    def _issue(
        self, refresh_token: str, scopes: Sequence[str], body: JsonObject, *, pkce: bool
    ) -> JsonObject:
        short = body.get("short_lived", False)
        life = SHORT_LIFE if short else TOKEN_LIFE
        if self._options.token_seconds is not None:
            life = timedelta(seconds=self._options.token_seconds)
        now = self._clock.now()
        grant: JsonObject = {
            "access_token": "EAAA" + ids.mixed(60),
            "refresh_token": refresh_token,
            "client_id": body["client_id"],
            "scopes": list(scopes),
            "expires_at": _seconds(rfc3339(now + life)),
            "pkce": pkce,
            "refresh_until": rfc3339(now + REFRESH_LIFE),
            "refresh_spent": False,
            "revoked": False,
        }
        self._state.grants.put(grant["access_token"], grant)
        answer: JsonObject = {
            "access_token": grant["access_token"],
            "token_type": "bearer",
            "expires_at": grant["expires_at"],
            "merchant_id": self._seller.merchant_id,
            "refresh_token": refresh_token,
            "short_lived": short,
        }
        if pkce:
            answer["refresh_token_expires_at"] = _seconds(grant["refresh_until"])
        return answer

    def revoke(self, call: Call, authorization: str) -> JsonObject:
        """POST /oauth2/revoke with `Authorization: Client <secret>`."""
        if authorization != f"Client {self._options.client_secret}":
            raise unauthorized()
        body = call.body
        if body.get("client_id") != self._options.client_id:
            raise unauthorized()
        if ("access_token" in body) == ("merchant_id" in body):
            raise missing("access_token")
        rows = [row for row in self._state.grants.rows() if not row["revoked"]]
        if "access_token" in body:
            if not any(row["access_token"] == body["access_token"] for row in rows):
                raise SquareError("NOT_FOUND", "Access token not found.", status=404)
            if body.get("revoke_only_access_token"):
                rows = [row for row in rows if row["access_token"] == body["access_token"]]
        self.withdraw(rows, "APPLICATION")
        return {"success": True}

    def withdraw(self, rows: Sequence[JsonObject], revoker: str) -> None:
        """Revoke grants and tell the application. `revoker`: APPLICATION or MERCHANT."""
        for row in rows:
            row["revoked"] = True
            self._state.grants.put(row["access_token"], row)
        revoked_at = rfc3339(self._clock.now())
        payload = {"revocation": {"revoked_at": revoked_at, "revoker_type": revoker}}
        self._notices.tell("oauth.authorization.revoked", "revocation", payload)

    def status(self, authorization: str) -> JsonObject:
        """POST /oauth2/token/status of the bearer's own token."""
        grant = self.grant_of(authorization)
        return {
            "scopes": grant["scopes"],
            "expires_at": grant["expires_at"],
            "client_id": grant["client_id"],
            "merchant_id": self._seller.merchant_id,
        }

    def grant_of(self, authorization: str) -> JsonObject:
        """The live grant behind an Authorization header. Raises: SquareError 401."""
        kind, _, token = authorization.partition(" ")
        grant = self._state.grants.get(token) if kind.lower() == "bearer" else None
        if grant is None:
            raise unauthorized()
        if grant["revoked"]:
            raise unauthorized("ACCESS_TOKEN_REVOKED", "The access token has been revoked.")
        if moment(grant["expires_at"], "") <= self._clock.now():
            raise unauthorized("ACCESS_TOKEN_EXPIRED", "The access token has expired.")
        return grant


def _challenge(verifier: str) -> str:
    digest = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _seconds(at: str) -> str:
    return at[:19] + "Z"
