"""How well sentences of sources are understood that the model has not seen, as JSON.

`python -m tools.nlu_left_out` leaves out the groups that the calibration is measured with, in turn;
`python -m tools.nlu_left_out each` every source by itself. The scores are those of the calibration
that is shipped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final, TypedDict

import numpy as np
import orjson
from scipy.sparse import csr_matrix

from app.voice.nlu.classifier import load_classifier
from app.voice.nlu.labels import Label
from app.voice.nlu.training.fit import FOLDS, fit, matrix_of
from app.voice.nlu.training.rows import GROWN, Row, training_rows

_OWN: Final = frozenset({GROWN, "spoken", "asked"})
"""Written for the model rather than collected: they stay in."""


class Figures(TypedDict):
    """What came of the sentences of some sources; shares."""

    rows: int
    lenient: float
    out_of_scope_recall: float | None
    answered: float
    right_where_answered: float | None


class Heard(TypedDict):
    """How one sentence was understood."""

    right: bool
    sure: bool
    outside: bool
    """It is no business of a shop, by its label."""
    source: str


def heard_without(
    sources: Set[str], rows: Sequence[Row], matrix: csr_matrix, labels: tuple[Label, ...]
) -> list[Heard]:
    """How the sentences of these sources are understood by a model made of all others."""
    apart = np.array([row.source in sources for row in rows])
    known = [row for row, out in zip(rows, apart, strict=True) if not out]
    unseen = [row for row, out in zip(rows, apart, strict=True) if out]
    sums = fit(known, matrix[~apart], labels).sums(matrix[apart])
    order = np.argsort(-sums, axis=1)[:, :2]
    lines = np.arange(len(unseen))
    leads = sums[lines, order[:, 0]] - sums[lines, order[:, 1]]
    calibration = load_classifier().calibration
    return [
        Heard(
            right=row.accepts(labels[first]),
            sure=calibration.score(float(lead)) >= calibration.threshold,
            outside=row.intent is Label.OUT_OF_SCOPE,
            source=row.source,
        )
        for row, first, lead in zip(unseen, order[:, 0], leads, strict=True)
    ]


def figures_of(heard: Sequence[Heard]) -> Figures:
    """The figures of some sentences."""
    return Figures(
        rows=len(heard),
        lenient=_share(each["right"] for each in heard) or 0.0,
        out_of_scope_recall=_share(each["right"] for each in heard if each["outside"]),
        answered=_share(each["sure"] for each in heard) or 0.0,
        right_where_answered=_share(each["right"] for each in heard if each["sure"]),
    )


def measured(groups: Iterable[Set[str]]) -> Mapping[str, Figures]:
    """The figures of every group left out, and of all their sentences together."""
    rows = training_rows()
    matrix = matrix_of(rows)
    labels = tuple(sorted({row.intent for row in rows}))
    told: dict[str, Figures] = {}
    together: list[Heard] = []
    for sources in groups:
        heard = heard_without(sources, rows, matrix, labels)
        told[", ".join(sorted(sources))] = figures_of(heard)
        together += heard
    return {**told, "all": figures_of(together)}


def _share(right: Iterable[bool]) -> float | None:
    found = list(right)
    return round(sum(found) / len(found), 4) if found else None


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    groups: Iterable[Set[str]] = FOLDS
    if "each" in arguments:
        groups = [{source} for source in sorted({row.source for row in training_rows()} - _OWN)]
    sys.stdout.write(orjson.dumps(measured(groups), option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
