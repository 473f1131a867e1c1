"""Master keys out of HashiCorp Vault's KV engine, version 2.

Source: developer.hashicorp.com/vault/api-docs (auth/approle, auth/token, secret/kv/kv-v2,
"HTTP Status Codes"), read 2026-11-21. Speaks to it by urllib3, which is installed already.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from time import monotonic, sleep
from typing import Any

import orjson
import urllib3
from urllib3.exceptions import HTTPError

from config.key_sources import VaultAccess
from config.master_keys import MasterKeys
from domain.errors import ConfigurationError

_TIMEOUT = urllib3.Timeout(connect=3.0, read=5.0)
_PAUSES_S = (0.2, 0.5, 1.0)
"""Before asking again a server that stands by, is starting or briefly away."""
_AWAY = frozenset({0, 429, 472, 473, 500, 502, 503, 504})
"""0: no connection; 429, 472, 473: kinds of standby; 503: sealed or in maintenance."""


class VaultKeys:
    """A `KeySource`; logs in when it must and prolongs its token at half of its life."""

    def __init__(
        self,
        access: VaultAccess,
        *,
        sleeper: Callable[[float], None] = sleep,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._access = access
        self._sleep = sleeper
        self._timer = timer
        self._lock = threading.Lock()
        self._token: str | None = None
        self._renew_at = self._ends_at = float("inf")
        trust = None if access.ca_file is None else str(access.ca_file)
        self._http = urllib3.PoolManager(retries=False, timeout=_TIMEOUT, ca_certs=trust)

    @property
    def place(self) -> str:
        """The server and the path of the secret."""
        return f"{self._access.url}/{self._access.mount}/{self._access.path}"

    def load(self) -> MasterKeys:
        """The keys of the secret's newest version. Raises ConfigurationError."""
        with self._lock:
            status, body = self._read()
            if status == 403 and self._can_log_in:  # the token ended or was revoked
                self._token = None
                status, body = self._read()
        if status == 404:
            raise self._fault("there is no such secret, or its newest version is deleted; write it")
        if status == 403:
            wanted = f"{self._access.mount}/data/{self._access.path}"
            raise self._fault(f"access is denied; give the policy read on {wanted}")
        if status != 200:
            raise self._fault(f"answered {status}{_errors(body)}")
        return self._parsed(body)

    def _parsed(self, body: Mapping[str, Any]) -> MasterKeys:
        content = (body.get("data") or {}).get("data") or {}
        text = content.get(self._access.secret_field)
        if not isinstance(text, str):
            raise self._fault(f"the secret has no field {self._access.secret_field!r}")
        try:
            return MasterKeys.parse(",".join(text.split()))
        except ValueError as error:
            raise self._fault(f"{self._access.secret_field} holds no keys: {error}") from error

    # --- its own token -----------------------------------------------------------------------

    @property
    def _can_log_in(self) -> bool:
        return self._access.role_id is not None and self._access.secret_id is not None

    def _read(self) -> tuple[int, Mapping[str, Any]]:
        self._be_logged_in()
        return self._ask("GET", f"/v1/{self._access.mount}/data/{self._access.path}")

    def _be_logged_in(self) -> None:
        if self._token is None or self._timer() >= self._ends_at:
            self._log_in()
        elif self._timer() >= self._renew_at:
            self._renew()

    def _log_in(self) -> None:
        if not self._can_log_in:
            if self._access.token is None:
                raise self._fault("there is neither a token nor a role to log in with")
            self._token = self._access.token.reveal()
            self._look_at_given_token()
            return
        secret_id = self._access.secret_id
        content = {
            "role_id": self._access.role_id,
            "secret_id": None if secret_id is None else secret_id.reveal(),
        }
        self._token = None
        status, body = self._ask("POST", f"/v1/auth/{self._access.login_mount}/login", content)
        auth = body.get("auth") or {}
        if status != 200 or not auth.get("client_token"):
            raise self._fault(f"refuses the role's login with {status}{_errors(body)}")
        self._token = str(auth["client_token"])
        self._note_life(auth.get("lease_duration"), is_renewable=bool(auth.get("renewable")))

    def _look_at_given_token(self) -> None:
        status, body = self._ask("GET", "/v1/auth/token/lookup-self")
        if status == 403:
            raise self._fault("refuses VOICETILL_VAULT_TOKEN; it ended or was revoked")
        told = body.get("data") or {}
        self._note_life(told.get("ttl"), is_renewable=bool(told.get("renewable")))

    def _renew(self) -> None:
        """Prolong the token; one that cannot be prolonged is used to its end."""
        status, body = self._ask("POST", "/v1/auth/token/renew-self", {})
        auth = body.get("auth") or {}
        if status == 200:
            self._note_life(auth.get("lease_duration"), is_renewable=bool(auth.get("renewable")))
        else:
            self._renew_at = float("inf")

    def _note_life(self, seconds: object, *, is_renewable: bool) -> None:
        """0 seconds means a token that does not end (a root token)."""
        life = float(seconds) if isinstance(seconds, int | float) and seconds > 0 else None
        now = self._timer()
        self._ends_at = float("inf") if life is None else now + life
        self._renew_at = now + life / 2 if life is not None and is_renewable else float("inf")

    # --- HTTP --------------------------------------------------------------------------------

    def _ask(
        self, method: str, path: str, content: Mapping[str, Any] | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and body; asked again while the server stands by or is sealed."""
        for pause in _PAUSES_S:
            status, body = self._try(method, path, content)
            if status not in _AWAY:
                return status, body
            self._sleep(pause)
        status, body = self._try(method, path, content)
        if status == 503:
            raise self._fault("is sealed or in maintenance; unseal it")
        if status == 0:
            raise self._fault("cannot be reached")
        if status in _AWAY:
            raise self._fault(f"answers {status}{_errors(body)}")
        return status, body

    def _try(
        self, method: str, path: str, content: Mapping[str, Any] | None
    ) -> tuple[int, Mapping[str, Any]]:
        headers = {"X-Vault-Request": "true"}
        if self._token is not None:
            headers["X-Vault-Token"] = self._token
        if self._access.namespace is not None:
            headers["X-Vault-Namespace"] = self._access.namespace
        body = None if content is None else orjson.dumps(content)
        try:
            answer = self._http.request(
                method, self._access.url + path, headers=headers, body=body, redirect=False
            )
        except HTTPError:
            return 0, {}
        try:
            told = orjson.loads(answer.data) if answer.data else {}
        except orjson.JSONDecodeError:
            told = {}
        return answer.status, told if isinstance(told, dict) else {}

    def _fault(self, reason: str) -> ConfigurationError:
        return ConfigurationError(f"master keys: Vault at {self.place} {reason}")


def _errors(body: Mapping[str, Any]) -> str:
    """Vault's own words, which name paths and causes but no secret."""
    errors = body.get("errors")
    words = "; ".join(str(each) for each in errors[:3]) if isinstance(errors, list) else ""
    return f" ({words[:200]})" if words else ""
