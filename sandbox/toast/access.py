"""Machine clients: logging in, the token as Toast's JWT, scopes, and the restaurant header."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

import orjson

from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.web import JsonObject
from sandbox.toast.errors import ToastError, bad_request

LIFE_S = 86_400
LOGINS_PER_HOUR = 2
"""Source: doc.toasttab.com, apiAuthenticationRateLimit."""
SCOPES = (
    "config:read",
    "guest.pi:read",
    "menus:read",
    "orders.channel:read",
    "orders.channel:void",
    "orders.orders:write",
    "orders.payments:write",
    "orders:read",
    "restaurants:read",
    "stock:read",
    "stock:write",
)
_KEY = b"the stand-in signs its own tokens"


def _part(value: JsonObject) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


class Access:
    """One registered client; `revoked` is what Toast does when the agreement ends."""

    def __init__(self, options: Options, clock: Clock) -> None:
        """No token has been given out yet."""
        self._options = options
        self._clock = clock
        self.revoked = False
        self.scopes: tuple[str, ...] = SCOPES
        self._logins: list[float] = []

    def login(self, body: JsonObject) -> JsonObject:
        """`POST /authentication/v1/authentication/login`."""
        for name in body:
            if name not in ("clientId", "clientSecret", "userAccessType"):
                raise bad_request(f"Unrecognized field {name}")
        if body.get("userAccessType") != "TOAST_MACHINE_CLIENT":
            raise bad_request("userAccessType must be TOAST_MACHINE_CLIENT")
        known = (self._options.client_id, self._options.client_secret)
        if (body.get("clientId"), body.get("clientSecret")) != known or self.revoked:
            raise ToastError(401, "Invalid client credentials", code=10010)
        now = self._clock.timestamp()
        self._logins = [at for at in self._logins if now - at < 3600]
        if self._options.limits and len(self._logins) >= LOGINS_PER_HOUR:
            raise ToastError(429, "Too many authentication requests", code=10029)
        self._logins.append(now)
        life = self._options.token_seconds or LIFE_S
        return {
            "token": {
                "tokenType": "Bearer",
                "scope": None,
                "expiresIn": life,
                "accessToken": self._token(now, life),
                "idToken": None,
                "refreshToken": None,
            },
            "status": "SUCCESS",
        }

    def _token(self, now: float, life: int) -> str:
        head = _part({"alg": "HS256", "typ": "JWT"})
        claims = _part(
            {
                "https://toasttab.com/client_id": self._options.client_id,
                "https://toasttab.com/access_type": "TOAST_MACHINE_CLIENT",
                "iss": "https://toast-poc.auth0.example/",
                "sub": f"{self._options.client_id}@clients",
                "iat": int(now * 1000),
                "exp": int(now) + life,
                "scope": " ".join(self.scopes),
                "gty": "client-credentials",
            }
        )
        mac = hmac.new(_KEY, f"{head}.{claims}".encode(), sha256).digest()
        return f"{head}.{claims}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    def check(self, authorization: str, scopes: tuple[str, ...]) -> None:
        """Raises: ToastError 401 for a bad token, 403 for one without all these scopes."""
        kind, _, token = authorization.partition(" ")
        if kind != "Bearer" or self.revoked:
            raise ToastError(401, "Unauthorized", code=10010)
        head, _, rest = token.partition(".")
        claims, _, mac = rest.partition(".")
        expected = hmac.new(_KEY, f"{head}.{claims}".encode(), sha256).digest()
        if mac != base64.urlsafe_b64encode(expected).rstrip(b"=").decode():
            raise ToastError(401, "Unauthorized", code=10010)
        told = orjson.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        if told["exp"] <= self._clock.timestamp():
            raise ToastError(401, "Token expired", code=10010)
        granted = set(told["scope"].split()) & set(self.scopes)
        lacking = [scope for scope in scopes if scope not in granted]
        if lacking:
            raise ToastError(403, f"Forbidden: missing scope {lacking[0]}", code=10017)
