"""One measured figure beside its target, the same shape for every measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured, and the bound it is held to."""

    name: str
    measured: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure keeps its bound; one exactly on it does."""
        above = self.at_least is None or self.measured >= self.at_least
        return above and (self.at_most is None or self.measured <= self.at_most)

    def as_dict(self) -> dict[str, Any]:
        """For the JSON document."""
        bound = {"at_least": self.at_least} if self.at_most is None else {"at_most": self.at_most}
        return {"measured": self.measured, "unit": self.unit, **bound, "met": self.met}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a measure came to."""

    figures: tuple[Figure, ...]
    failures: int
    """Requests that were refused or answered wrongly; a run with any proves nothing."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """What else is worth knowing: counts, rates, medians."""

    def as_dict(self) -> dict[str, Any]:
        """For the JSON document."""
        return {
            "figures": {figure.name: figure.as_dict() for figure in self.figures},
            "failures": self.failures,
            "about": dict(self.about),
        }
