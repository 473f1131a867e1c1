"""Reads prefixed variables one by one and remembers every fault, so that all are told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from config.secret import HIDDEN, Secret
from domain.errors import ConfigurationError

PREFIX = "VOICETILL_"
_INTEGER = re.compile(r"-?[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One variable that cannot be used."""

    name: str
    value: str | None
    """What was found, `***` for a secret; None when the variable is missing."""
    remedy: str

    def __str__(self) -> str:
        found = "is missing" if self.value is None else f"is {self.value!r}"
        return f"{self.name} {found}: {self.remedy}"


class EnvironmentReader:
    """Typed look-ups in an environment; a bad value is noted and its default given instead.

    An empty variable counts as unset, because compose files and `.env` files leave such behind.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._names: set[str] = set()
        self._faults: list[Fault] = []

    @property
    def names(self) -> frozenset[str]:
        """Every variable that was asked for, with its prefix."""
        return frozenset(self._names)

    @property
    def given(self) -> frozenset[str]:
        """Every prefixed variable that is set, asked for or not."""
        return frozenset(name for name in self._environ if name.startswith(PREFIX))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Prefixed variables that nobody asked for: misspelled, or of a removed setting."""
        return tuple(sorted(self.given - self._names))

    def fault(self, name: str, remedy: str, *, value: str | None = None) -> None:
        """Note that a variable cannot be used."""
        self._faults.append(Fault(name=PREFIX + name, value=value, remedy=remedy))

    def finish(self) -> None:
        """Raise ConfigurationError naming every fault, if there is one."""
        if not self._faults:
            return
        lines = "\n".join(f"  - {fault}" for fault in self._faults)
        raise ConfigurationError(f"{len(self._faults)} setting(s) cannot be used:\n{lines}")

    def _raw(self, name: str) -> str | None:
        self._names.add(PREFIX + name)
        return self._environ.get(PREFIX + name, "").strip() or None

    def text(self, name: str, default: str = "") -> str:
        """A line of text."""
        return self._raw(name) or default

    def optional(self, name: str) -> str | None:
        """A line of text, or None when unset."""
        return self._raw(name)

    def secret(self, name: str) -> Secret | None:
        """A secret, or None when unset."""
        raw = self._raw(name)
        return None if raw is None else Secret(raw)

    def path(self, name: str, default: str | None = None) -> Path | None:
        """A path, or None when unset and without default."""
        raw = self._raw(name) or default
        return None if raw is None else Path(raw)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of a few words, in any case."""
        raw = self._raw(name)
        if raw is None:
            return default
        if raw.lower() not in allowed:
            self.fault(name, f"use one of {', '.join(allowed)}", value=raw)
            return default
        return raw.lower()

    def integer(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        raw = self._raw(name)
        if raw is None:
            return default
        if not _INTEGER.fullmatch(raw) or not least <= int(raw) <= most:
            self.fault(name, f"use a whole number from {least} to {most}", value=raw)
            return default
        return int(raw)

    def seconds(self, name: str, default: int, *, least: int, most: int) -> timedelta:
        """A time given in whole seconds."""
        return timedelta(seconds=self.integer(name, default, least=least, most=most))

    def milliseconds(self, name: str, default: int, *, least: int, most: int) -> timedelta:
        """A time given in whole milliseconds."""
        return timedelta(milliseconds=self.integer(name, default, least=least, most=most))

    def url(
        self, name: str, default: str | None, schemes: tuple[str, ...], *, secret: bool = False
    ) -> str | None:
        """A URL of one of the schemes, without a trailing slash; None when unset."""
        raw = self._raw(name)
        if raw is None:
            return default
        scheme = urlsplit(raw).scheme
        if scheme not in schemes:
            expected = ", ".join(f"{scheme}://…" for scheme in schemes)
            self.fault(name, f"use one of {expected}", value=HIDDEN if secret else raw)
            return default
        return raw.rstrip("/") if scheme in {"http", "https"} else raw
