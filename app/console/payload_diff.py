"""Two payloads side by side, path by path: what one has that the other lacks, or has otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from mapping.fields import short

_DEEPEST: Final = 12
_MOST: Final = 400
"""Paths that are compared; a payload with more is told of as far as that."""


class Change(StrEnum):
    """How a path differs."""

    MISSING = "missing"
    """The good one has it, this one does not."""
    NEW = "new"
    """Only this one has it."""
    OTHER_KIND = "other kind"
    """A text where the good one has a number, and the like."""
    OTHER_VALUE = "other value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One path that is not alike."""

    path: str
    change: Change
    good: str
    this: str


def differences(good: Any, this: Any) -> list[Difference]:
    """What sets a payload apart from a good one; shapes first, then values, by path."""
    theirs, ours = dict(_leaves("", good, 0)), dict(_leaves("", this, 0))
    found = [
        Difference(
            path=path,
            change=_change(theirs, ours, path),
            good=short(theirs[path]) if path in theirs else "",
            this=short(ours[path]) if path in ours else "",
        )
        for path in sorted({*theirs, *ours})[:_MOST]
        if path not in theirs or path not in ours or theirs[path] != ours[path]
    ]
    order = list(Change)
    return sorted(found, key=lambda each: order.index(each.change))


def _change(good: dict[str, Any], this: dict[str, Any], path: str) -> Change:
    if path not in this:
        return Change.MISSING
    if path not in good:
        return Change.NEW
    same_kind = type(good[path]) is type(this[path])
    return Change.OTHER_VALUE if same_kind else Change.OTHER_KIND


def _leaves(path: str, node: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Every value that is no container, by its path; an empty container is one too."""
    if isinstance(node, dict) and node and depth < _DEEPEST:
        for key, inner in node.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), inner, depth + 1)
    elif isinstance(node, list) and node and depth < _DEEPEST:
        for index, inner in enumerate(node):
            yield from _leaves(f"{path}[{index}]", inner, depth + 1)
    else:
        yield path or "(all)", node
