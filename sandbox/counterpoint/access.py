"""Who may call: Basic credentials of a company's user, the application's APIKey, and the role."""

from __future__ import annotations

import base64
import binascii

from sandbox.counterpoint.errors import CounterpointError
from sandbox.counterpoint.places import COMPANY, USER
from sandbox.kit.platform import Options
from sandbox.kit.web import JsonObject, Request

PASSWORD = "sandbox-password"  # noqa: S105 (a stand-in's well-known value)


class Access:
    """Checks a request's credentials; what is registered may change while it runs."""

    def __init__(self, options: Options) -> None:
        """The application's key is the options' client secret."""
        self.api_key = options.client_secret
        self.reset()

    def reset(self) -> None:
        """Back to the first password and to a role that may do everything."""
        self.password = PASSWORD
        self.denied: set[str] = set()

    def check(self, request: Request, operation: str, *, needs_key: bool) -> None:
        """Raises: CounterpointError 401 (user or password), 403 (key or role)."""
        if not self._knows(request.headers.get("authorization", "")):
            raise CounterpointError("ERROR_UNKNOWN", "Unauthorized", status=401)
        if needs_key and request.headers.get("apikey") != self.api_key:
            raise CounterpointError("ERROR_INVALID_APIKEY", "Invalid APIKey", status=403)
        if operation in self.denied:
            raise CounterpointError(
                "ERROR_UNKNOWN", f"The user's role does not allow {operation}", status=403
            )

    def dump(self) -> JsonObject:
        """What differs from the start."""
        return {"password": self.password, "denied": sorted(self.denied)}

    def load(self, saved: JsonObject) -> None:
        """Take up what `dump` gave."""
        self.password = saved["password"]
        self.denied = set(saved["denied"])

    def _knows(self, authorization: str) -> bool:
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return (user.upper(), password) == (f"{COMPANY}.{USER}", self.password)
