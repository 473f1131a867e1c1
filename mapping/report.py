"""What one mapping run met: records, fields dropped on purpose, fields and words unknown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class MappingReport:
    """Counts of a run; merge the reports of several pages or tables into one."""

    records: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    """Vendor path to how often it was present and ignored on purpose."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Vendor path to how often it was present and in no table: the vendor drifted."""
    unknown_words: Counter[str] = field(default_factory=Counter)
    """`path=word` of state tables to how often it was met."""

    def merge(self, other: MappingReport) -> None:
        """Add another report's counts to this one."""
        self.records += other.records
        self.ignored.update(other.ignored)
        self.unknown.update(other.unknown)
        self.unknown_words.update(other.unknown_words)

    def as_dict(self) -> dict[str, Any]:
        """The counts as plain JSON values."""
        return {
            "records": self.records,
            "ignored": dict(self.ignored),
            "unknown": dict(self.unknown),
            "unknown_words": dict(self.unknown_words),
        }
