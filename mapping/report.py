"""What one mapping run met: records, fields dropped on purpose, fields and words unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any


class Shape:
    """The paths that every record of one shape holds beside its mapped fields."""

    __slots__ = ("ignored", "unknown")

    def __init__(self, ignored: tuple[str, ...], unknown: tuple[str, ...]) -> None:
        self.ignored = ignored
        self.unknown = unknown


class _Unheeded(Counter[str]):
    """Counts nothing."""

    def __setitem__(self, key: str, value: int) -> None:
        """Passed over."""


class MappingReport:
    """Counts of a run; merge the reports of several pages or tables into one.

    Records are counted by their shape, and the paths of the shapes added up when they are read:
    a catalog has hundreds of thousands of records of a dozen shapes.
    """

    __slots__ = ("_ignored", "_unknown", "met", "overrides", "records", "unknown_words")

    def __init__(self) -> None:
        self.records = 0
        self.overrides: Mapping[int, Any] | None = None
        """The merchant's own tables by `id` of those they stand in for; see `mapping.overrides`."""
        self.unknown_words: Counter[str] = Counter()
        """`path=word` of state tables to how often it was met."""
        self.met: dict[Shape, int] = {}
        """Shapes not yet added up; the accounting counts here."""
        self._ignored: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()

    @property
    def ignored(self) -> Counter[str]:
        """Vendor path to how often it was present and ignored on purpose."""
        self._add_up()
        return self._ignored

    @property
    def unknown(self) -> Counter[str]:
        """Vendor path to how often it was present and in no table: the vendor drifted."""
        self._add_up()
        return self._unknown

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

    def __repr__(self) -> str:
        return f"MappingReport({self.as_dict()})"

    def _add_up(self) -> None:
        met, self.met = self.met, {}
        for shape, times in met.items():
            for path in shape.ignored:
                self._ignored[path] += times
            for path in shape.unknown:
                self._unknown[path] += times


UNHEEDED = MappingReport()
"""For a record that is read without anybody looking at the counts; it stays empty."""
UNHEEDED.unknown_words = _Unheeded()
