"""Accounting for every field of a vendor's record: mapped, ignored on purpose, or unknown.

Records of one kind come in few shapes (sets of keys), so the verdict on a shape is worked out once
and a record costs one dictionary look-up per level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mapping.report import MappingReport, Shape

MOST_SHAPES = 4096
"""Verdicts kept per table; a vendor that sends ever new shapes costs time, not memory."""


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
        self._verdicts: dict[tuple[str, str, tuple[str, ...]], _Verdict] = {}

    def count(
        self, raw: Mapping[str, Any], report: MappingReport, prefix: str = "", level: str = ""
    ) -> None:
        """Add what this record holds beside the mapped fields to the report.

        `prefix` is where the record stands in the one that encloses it, `level` the path within
        the record that `raw` is the value of.
        """
        shape = (prefix, level, tuple(raw))
        verdict = self._verdicts.get(shape) or self._judge(shape)
        told = verdict.shape
        if told is not None:
            report.met[told] = report.met.get(told, 0) + 1
        for key, path in verdict.inner:
            value = raw[key]
            if isinstance(value, dict):
                self.count(value, report, prefix, path)
        for key, one, each, accounting in verdict.nested:
            value = raw[key]
            if isinstance(value, dict):
                accounting.count(value, report, one)
            elif isinstance(value, list):
                accounting.count_each(value, report, each)

    def count_each(self, raws: Iterable[Any], report: MappingReport, prefix: str) -> None:
        """`count` for every record of a list."""
        for raw in raws:
            if isinstance(raw, dict):
                self.count(raw, report, prefix)

    def verdict(self, path: str) -> str:
        """What becomes of one path below the record: mapped, ignored, inner or unknown."""
        if path in self._nested or path in self._whole:
            return "mapped"
        if path in self._ignored:
            return "ignored"
        return "inner" if path in self._inner else "unknown"

    def _judge(self, shape: tuple[str, str, tuple[str, ...]]) -> _Verdict:
        prefix, level, keys = shape
        ignored, unknown = [], []
        verdict = _Verdict()
        for key in keys:
            path = f"{level}.{key}" if level else key
            if path in self._nested:
                stands = prefix + path
                verdict.nested.append((key, f"{stands}.", f"{stands}[].", self._nested[path]))
                continue
            kind = self.verdict(path)
            if kind == "inner":
                verdict.inner.append((key, path))
            elif kind == "ignored":
                ignored.append(prefix + path)
            elif kind == "unknown":
                unknown.append(prefix + path)
        if ignored or unknown:
            verdict.shape = Shape(tuple(ignored), tuple(unknown))
        if len(self._verdicts) < MOST_SHAPES:
            self._verdicts[shape] = verdict
        return verdict


class _Verdict:
    """What one shape of record holds beside its mapped fields, and where to look further."""

    __slots__ = ("inner", "nested", "shape")

    def __init__(self) -> None:
        self.shape: Shape | None = None
        self.inner: list[tuple[str, str]] = []
        self.nested: list[tuple[str, str, str, Accounting]] = []
