"""OAuth v2: consent page, code, expiring tokens, and refresh tokens that are good for once.

Source: docs.clover.com use-oauth, high-trust-app-auth-flow, refresh-access-tokens (read
2026-11-20): expirations are Unix seconds; refreshing needs the client id and the refresh token, no
secret.
"""

from __future__ import annotations

import base64
import hmac
import html
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from sandbox.clover import ids
from sandbox.clover.errors import CloverError, bad_request, unauthorized
from sandbox.clover.merchant import Merchant
from sandbox.clover.notices import Notices
from sandbox.clover.store import State
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.web import Answer, JsonObject, Request, html_answer, redirect

CODE_LIFE_S = 600
ACCESS_LIFE_S = 1800
REFRESH_LIFE_S = 365 * 24 * 3600
LIVE_PAIRS = 20
"""More live pairs than this and the oldest ends (Clover names no number)."""
PERMISSIONS = (
    "MERCHANT_R",
    "INVENTORY_R",
    "INVENTORY_W",
    "ORDERS_R",
    "ORDERS_W",
    "CUSTOMERS_R",
    "PAYMENTS_R",
    "PAYMENTS_W",
    "ECOMMERCE",
)
_FAILED = "Failed to validate authentication code"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Connect {app}</title></head>
<body><h1>{name}</h1><p>{app} asks for these permissions:</p><ul>{permissions}</ul>
<form method="post" action="/oauth/v2/authorize">{fields}
<button name="decision" value="allow">Connect</button>
<button name="decision" value="deny">Cancel</button></form></body></html>"""
_ASKED = ("client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method")


class OAuth:
    """Grants of one merchant to one app, whose permissions are set in the developer dashboard."""

    def __init__(
        self, *, options: Options, merchant: Merchant, state: State, clock: Clock, notices: Notices
    ) -> None:
        """The registered app is the one in `options`."""
        self._options = options
        self._merchant = merchant
        self._state = state
        self._clock = clock
        self._notices = notices

    @property
    def permissions(self) -> list[str]:
        """What the app asks for; changes reach merchants who install it again."""
        found: list[str] = self._state.marks.setdefault("permissions", list(PERMISSIONS))
        return found

    def consent_page(self, request: Request) -> Answer:
        """GET /oauth/v2/authorize."""
        query = request.query
        problem = self._problem(query)
        if problem:
            return html_answer(f"<h1>{html.escape(problem)}</h1>", status=400)
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(query[name], quote=True)}">'
            for name in _ASKED
            if name in query
        )
        page = _PAGE.format(
            app=html.escape(query["client_id"]),
            name=html.escape(self._merchant.name),
            permissions="".join(f"<li>{one}</li>" for one in self.permissions),
            fields=fields,
        )
        return html_answer(page)

    def decide(self, request: Request) -> Answer:
        """POST /oauth/v2/authorize: back to the app with a code, or without."""
        form = request.form
        problem = self._problem(form)
        if problem:
            return html_answer(f"<h1>{html.escape(problem)}</h1>", status=400)
        back = form["redirect_uri"]
        state = {"state": form["state"]} if "state" in form else {}
        joint = "&" if urlsplit(back).query else "?"
        if form.get("decision") != "allow":
            return redirect(f"{back}{joint}{urlencode({'error': 'access_denied', **state})}")
        code = ids.token()
        self._state.codes[code] = {
            "challenge": form.get("code_challenge"),
            "at": self._clock.timestamp(),
        }
        self._state.touch()
        told = {"merchant_id": self._merchant.id, "client_id": form["client_id"], "code": code}
        return redirect(f"{back}{joint}{urlencode({**told, **state})}")

    def _problem(self, asked: dict[str, str]) -> str | None:
        if asked.get("client_id") != self._options.client_id:
            return "Unknown client_id"
        if not asked.get("redirect_uri"):
            return "redirect_uri is required"
        if "code_challenge" in asked and asked.get("code_challenge_method") != "S256":
            return "code_challenge_method must be S256"
        return None

    def token(self, body: JsonObject) -> JsonObject:
        """POST /oauth/v2/token."""
        _only(body, {"client_id", "client_secret", "code", "code_verifier"})
        self._check_client(body)
        found = self._state.codes.get(str(body.get("code")))
        if found is None or self._clock.timestamp() - found["at"] > CODE_LIFE_S:
            raise CloverError(401, _FAILED)
        if found["challenge"]:
            verifier = str(body.get("code_verifier", ""))
            if not hmac.compare_digest(_challenge(verifier), found["challenge"]):
                raise CloverError(401, _FAILED)
        elif not hmac.compare_digest(
            str(body.get("client_secret", "")), self._options.client_secret
        ):
            raise CloverError(401, _FAILED)
        del self._state.codes[str(body["code"])]
        return self._issue()

    def refresh(self, body: JsonObject) -> JsonObject:
        """POST /oauth/v2/refresh: the old refresh token is spent by it."""
        _only(body, {"client_id", "refresh_token"})
        self._check_client(body)
        wanted = body.get("refresh_token")
        now = self._clock.timestamp()
        for grant in self._state.grants.values():
            if grant["refresh_token"] != wanted:
                continue
            if grant["revoked"] or grant["spent"] or grant["refresh_until"] <= now:
                break
            grant["spent"] = True
            return self._issue()
        raise CloverError(401, "The refresh token is invalid.")

    def _check_client(self, body: JsonObject) -> None:
        if body.get("client_id") != self._options.client_id:
            raise unauthorized()

    def _issue(self) -> JsonObject:
        now = self._clock.timestamp()
        life = self._options.token_seconds
        grant: JsonObject = {
            "access_token": ids.token(),
            "refresh_token": f"clvroar-{ids.token()}",
            "until": now + (ACCESS_LIFE_S if life is None else life),
            "refresh_until": now + REFRESH_LIFE_S,
            "permissions": list(self.permissions),
            "spent": False,
            "revoked": False,
        }
        self._state.grants[grant["access_token"]] = grant
        live = [g for g in self._state.grants.values() if not g["spent"] and not g["revoked"]]
        for old in live[:-LIVE_PAIRS]:
            old["spent"] = True
        self._state.touch()
        return {
            "access_token": grant["access_token"],
            "access_token_expiration": int(grant["until"]),
            "refresh_token": grant["refresh_token"],
            "refresh_token_expiration": int(grant["refresh_until"]),
        }

    def merchant_token(self) -> str:
        """A token that a merchant makes on the API tokens page; it does not end by itself."""
        self._issue()
        grant = list(self._state.grants.values())[-1]
        grant |= {"until": grant["refresh_until"], "spent": True}
        token: str = grant["access_token"]
        return token

    def check(self, authorization: str, permission: str | None) -> None:
        """Raises CloverError 401 for a dead token and for a missing permission alike."""
        grant = self._state.grants.get(authorization.removeprefix("Bearer "))
        if grant is None or grant["revoked"] or grant["until"] <= self._clock.timestamp():
            raise unauthorized()
        if permission is not None and permission not in grant["permissions"]:
            raise unauthorized()

    def uninstall(self) -> int:
        """The merchant removes the app; `A` with DELETE is told. Gives how many grants ended."""
        live = [row for row in self._state.grants.values() if not row["revoked"]]
        self._notices.tell("A", self._notices.app_id, "DELETE")
        for row in live:
            row["revoked"] = True
        self._state.touch()
        return len(live)


def _only(body: JsonObject, known: set[str]) -> None:
    for name in body:
        if name not in known:
            raise bad_request(f"Unrecognized field: {name}")


def _challenge(verifier: str) -> str:
    digest = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
