"""The master keys that wrap merchants' credentials: read from text, made for development."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import ConfigurationError

KEY_BYTES = 32
FILE_NAME = "master-keys"
_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKeys:
    """AES-256 keys by id; new secrets are wrapped by `current_id`, the others only unwrap."""

    current_id: str
    keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> MasterKeys:
        """Read `id:base64[,id:base64…]`, the current key first. Raises ValueError."""
        keys: dict[str, bytes] = {}
        for entry in text.split(","):
            key_id, _, encoded = entry.strip().partition(":")
            if not _KEY_ID.fullmatch(key_id) or key_id in keys:
                raise ValueError("every key needs an id of its own before the colon")
            keys[key_id] = _decode(encoded)
        return cls(current_id=next(iter(keys)), keys=keys)


def _decode(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError("every key must be base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"every key must have {KEY_BYTES} bytes")
    return key


def generate(key_id: str) -> str:
    """A new key in the form `MasterKeys.parse` reads."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def load_or_create(var_dir: Path) -> MasterKeys:
    """The development keys kept in `var_dir`, made at the first call; safe in several processes.

    Raises ConfigurationError when the file is there but cannot be read as keys.
    """
    path = var_dir / FILE_NAME
    var_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create(path)
    try:
        return MasterKeys.parse(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise ConfigurationError(f"{path} holds no master keys: {error}") from error


def _create(path: Path) -> None:
    """Write the file whole under another name first, so that nobody reads half a key."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(generate("dev") + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first; its key is the key
    finally:
        draft.unlink()
