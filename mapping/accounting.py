"""Accounting for every field of a vendor's record: mapped, ignored on purpose, or unknown.

Records of one kind come in few shapes (sets of keys), so the verdict on a shape is worked out once
and a record costs one dictionary look-up per level.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping.report import MappingReport


class Accounting:
    """Which paths of a record are spoken for."""

    def __init__(
        self,
        consumed: Mapping[str, object],
        ignored: Mapping[str, str],
        nested: Mapping[str, Accounting],
    ) -> None:
        self._whole = {path for path in consumed if path not in nested}
        self._ignored = set(ignored)
        self._nested = dict(nested)
        self._inner = {
            path.rsplit(".", depth)[0]
            for path in (*consumed, *ignored, *nested)
            for depth in range(1, path.count(".") + 1)
        }
        self._shapes: dict[tuple[str, tuple[str, ...]], _Verdict] = {}

    def count(self, raw: Mapping[str, Any], report: MappingReport, prefix: str = "") -> None:
        """Add what this record holds beside the mapped fields to the report.

        `prefix` is where the record stands in the one that encloses it.
        """
        self._count(raw, report, prefix, "")

    def _count(
        self, raw: Mapping[str, Any], report: MappingReport, prefix: str, level: str
    ) -> None:
        shape = (level, tuple(raw))
        verdict = self._shapes.get(shape)
        if verdict is None:
            verdict = self._shapes[shape] = self._judge(level, shape[1])
        for path in verdict.ignored:
            report.ignored[prefix + path] += 1
        for path in verdict.unknown:
            report.unknown[prefix + path] += 1
        for key, path in verdict.inner:
            value = raw[key]
            if isinstance(value, Mapping):
                self._count(value, report, prefix, path)
        for key, path, accounting in verdict.nested:
            _count_nested(accounting, raw[key], report, f"{prefix}{path}")

    def _judge(self, level: str, keys: tuple[str, ...]) -> _Verdict:
        verdict = _Verdict()
        for key in keys:
            path = f"{level}.{key}" if level else key
            if path in self._nested:
                verdict.nested.append((key, path, self._nested[path]))
            elif path in self._whole:
                continue
            elif path in self._ignored:
                verdict.ignored.append(path)
            elif path in self._inner:
                verdict.inner.append((key, path))
            else:
                verdict.unknown.append(path)
        return verdict


class _Verdict:
    """What one shape of record holds beside its mapped fields."""

    __slots__ = ("ignored", "inner", "nested", "unknown")

    def __init__(self) -> None:
        self.ignored: list[str] = []
        self.unknown: list[str] = []
        self.inner: list[tuple[str, str]] = []
        self.nested: list[tuple[str, str, Accounting]] = []


def _count_nested(accounting: Accounting, value: object, report: MappingReport, path: str) -> None:
    if isinstance(value, Mapping):
        accounting.count(value, report, f"{path}.")
    elif isinstance(value, list):
        for element in value:
            if isinstance(element, Mapping):
                accounting.count(element, report, f"{path}[].")
