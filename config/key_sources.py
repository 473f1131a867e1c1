"""Where the master keys come from: the environment, a file, or HashiCorp Vault."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from config.environment import EnvironmentReader
from config.master_keys import MasterKeys, generate, load_or_create
from config.secret import HIDDEN, Secret
from domain.errors import ConfigurationError

PROVIDERS = ("environment", "file", "vault")


class KeySource(Protocol):
    """A place that keeps the master keys; asked again when keys are exchanged."""

    @property
    def place(self) -> str:
        """Where it is, in words; never a value."""
        ...

    def load(self) -> MasterKeys:
        """The keys as they are now. Raises ConfigurationError."""
        ...


@dataclass(frozen=True, slots=True)
class GivenKeys:
    """Keys that stood in the environment; exchanging them means starting anew."""

    keys: MasterKeys = field(repr=False)
    place: str = "VOICETILL_MASTER_KEYS"

    def load(self) -> MasterKeys:
        """The keys."""
        return self.keys


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file with one `id:base64` per line (or comma), the current key first."""

    path: Path

    @property
    def place(self) -> str:
        """The file."""
        return str(self.path)

    def load(self) -> MasterKeys:
        """The keys in the file. Raises ConfigurationError."""
        try:
            return MasterKeys.parse(",".join(self._lines()))
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{self.path} holds no master keys: {error}") from error

    def add(self, key_id: str) -> None:
        """Put a new key first. The file is exchanged whole, so nobody reads half of it."""
        if key_id in self.load().keys:
            raise ConfigurationError(f"{self.path} has a key {key_id!r} already; choose another id")
        draft = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("\n".join([generate(key_id), *self._lines()]) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)

    def _lines(self) -> list[str]:
        text = self.path.read_text(encoding="ascii").replace(",", "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class DevelopmentKeys(KeyFile):
    """The file that development makes for itself."""

    def load(self) -> MasterKeys:
        """The keys, made at the first call."""
        if not self.path.exists():
            load_or_create(self.path.parent)
        return KeyFile.load(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultAccess:
    """How HashiCorp Vault is reached, and where in its KV version 2 engine the keys are."""

    url: str
    mount: str
    path: str
    secret_field: str
    """Its text is what VOICETILL_MASTER_KEYS would be: `id:base64[,id:base64]`."""
    namespace: str | None = None
    token: Secret | None = None
    role_id: str | None = None
    secret_id: Secret | None = None
    login_mount: str = "approle"
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """Which source holds the master keys, and what it needs."""

    provider: str
    given: MasterKeys | None = None
    """None with `environment` in development only: keys are made up and kept in a file."""
    file: Path | None = None
    vault: VaultAccess | None = None


def read_key_settings(env: EnvironmentReader, *, production: bool) -> KeySettings:
    """Every variable about master keys; what the chosen provider lacks is a fault."""
    provider = env.choice("SECRETS_PROVIDER", "environment", PROVIDERS)
    given = _given(env, is_needed=production and provider == "environment")
    file = env.path("MASTER_KEYS_FILE")
    if provider == "file" and file is None:
        env.fault("MASTER_KEYS_FILE", "name the file with one id:base64 per line")
    vault = _vault(env, is_needed=provider == "vault", production=production)
    return KeySettings(provider=provider, given=given, file=file, vault=vault)


def _given(env: EnvironmentReader, *, is_needed: bool) -> MasterKeys | None:
    raw = env.secret("MASTER_KEYS")
    if raw is None:
        if is_needed:
            env.fault("MASTER_KEYS", "give id:base64 of 32 random bytes, e.g. from a vault")
        return None
    try:
        return MasterKeys.parse(raw.reveal())
    except ValueError as error:
        env.fault("MASTER_KEYS", f"{error}; write id:base64[,id:base64]", value=HIDDEN)
        return None


def _vault(env: EnvironmentReader, *, is_needed: bool, production: bool) -> VaultAccess | None:
    access = VaultAccess(
        url=env.url("VAULT_URL", None, ("https",) if production else ("https", "http")) or "",
        mount=env.text("VAULT_MOUNT", "secret").strip("/"),
        path=env.text("VAULT_PATH", "voicetill").strip("/"),
        secret_field=env.text("VAULT_FIELD", "master_keys"),
        namespace=env.optional("VAULT_NAMESPACE"),
        token=env.secret("VAULT_TOKEN"),
        role_id=env.optional("VAULT_ROLE_ID"),
        secret_id=env.secret("VAULT_SECRET_ID"),
        login_mount=env.text("VAULT_LOGIN_MOUNT", "approle").strip("/"),
        ca_file=env.path("VAULT_CA_FILE"),
    )
    if not is_needed:
        return None
    if not access.url:
        env.fault("VAULT_URL", "give the address of the Vault server")
    has_role = access.role_id is not None and access.secret_id is not None
    if access.token is None and not has_role:
        env.fault("VAULT_ROLE_ID", "give a role id and secret id (AppRole), or VAULT_TOKEN")
    return access
