"""What an examination found, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is; the order is that of the words here."""

    OK = "ok"
    WARNING = "warning"
    """Works now; somebody should see to it."""
    ERROR = "error"
    """Something does not work, or will not for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    check: str
    """What was looked at, in a word that stays the same over versions."""
    severity: Severity
    subject: str
    """Of what: `house`, or a connection's id."""
    message: str
    remedy: str = ""
    """What to do; empty where nothing is to be done."""
    page: str = ""
    """The page of the documentation about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All findings of one examination."""

    findings: Sequence[Finding]
    took_s: float

    @property
    def severity(self) -> Severity:
        """That of the worst finding."""
        return max(
            (each.severity for each in self.findings),
            key=list(Severity).index,
            default=Severity.OK,
        )

    def exit_code(self, *, strict: bool) -> int:
        """0: healthy; 1: warnings, where they are to count; 2: errors."""
        if self.severity is Severity.ERROR:
            return 2
        return 1 if strict and self.severity is Severity.WARNING else 0

    def view(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "severity": self.severity,
            "took_s": round(self.took_s, 3),
            "findings": [asdict(each) for each in self.findings],
        }


def sorted_findings(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first, then by what was looked at."""
    ranks = list(Severity)
    return tuple(
        sorted(found, key=lambda each: (-ranks.index(each.severity), each.check, each.subject))
    )
