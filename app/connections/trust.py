"""Certificates that alone prove a merchant's own server: kept with its connection, laid out as
files where TLS reads them. Each machine lays them out for itself."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from adapters.tls import trusting_only
from domain.errors import ConfigurationError, InvalidInputError

LONGEST = 32 * 1024
"""Characters; a chain of certificates has a few thousand."""


class TrustFolder:
    """The files, named after what they hold, so that no two connections share one by mistake."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lay_out(self, pem: str) -> Path:
        """The file that holds these certificates. Safe in many processes at once."""
        raw = pem.encode()
        path = self._folder / f"{hashlib.sha256(raw).hexdigest()}.pem"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{secrets.token_hex(6)}")
            beside.write_bytes(raw)
            os.replace(beside, path)
        return path

    def checked(self, pem: str) -> Path:
        """The same for what a person sent. Raises InvalidInputError where no certificate is."""
        if len(pem) > LONGEST or "PRIVATE KEY" in pem:
            raise InvalidInputError(
                "trust", "…", f"give certificates only, at most {LONGEST // 1024} KB of PEM"
            )
        path = self.lay_out(pem)
        try:
            trusting_only(path)
        except ConfigurationError:
            path.unlink(missing_ok=True)
            raise InvalidInputError(
                "trust", "…", "give PEM certificates, each with its BEGIN and END line"
            ) from None
        return path
