"""Capabilities as platforms declare them: what it can do, and where and when that was read."""

from __future__ import annotations

from dataclasses import dataclass

from domain.capabilities import Declaration, Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaring:
    """Declares under a platform's documents, as they were read on a day."""

    read: str
    """For people: "read 2026-11-20"."""
    under: str = ""
    """What every source begins with."""

    def native(self, source: str, note: str = "") -> Declaration:
        """The platform does it."""
        return self._declared(Support.NATIVE, source, note)

    def emulated(self, source: str, note: str) -> Declaration:
        """The gateway does it on top; `note` has the limits."""
        return self._declared(Support.EMULATED, source, note)

    def none(self, source: str, note: str) -> Declaration:
        """Nobody does it; `note` says why."""
        return self._declared(Support.NONE, source, note)

    def _declared(self, support: Support, source: str, note: str) -> Declaration:
        return Declaration(support=support, note=note, source=f"{self.under}{source}, {self.read}")
