"""Making the weights file: a linear support vector machine for each label, then calibration.

Needs scikit-learn, which nothing else does. Rows in, bytes out: the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_all_start_methods, get_context
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from app.voice.nlu.classifier import STEPS, Calibration
from app.voice.nlu.concepts import load_concepts
from app.voice.nlu.features import SIZE, features_of
from app.voice.nlu.labels import Label
from app.voice.nlu.plain import plain_words
from app.voice.nlu.training.rows import GROWN, Row

_COST: Final = 4.0
_EXACT: Final = 0.2
_ROUGH: Final = 1.0
"""How far from the best the weights may be: those that only the calibration is measured with may be
farther. On sets of other hands neither moves one answer in three hundred against a fifth of it."""
_WEIGHTS: Final = {GROWN: 0.16, "asked": 0.7, "spoken": 1.0}
_COLLECTED_WEIGHT: Final = 1.5
"""How much a sentence counts: grown ones and those of `asked` are many, public ones few."""
_CAUTION: Final = 0.4
"""Added to out_of_scope: to answer what was not asked is worse than to ask back."""
FOLDS: Final = (
    {"bitext-sample", "botframework-lu"},
    {"clinc150", "home-assistant-intents"},
    {"written", "multidogo", "hwu64", "botframework-skills-lu"},
)
"""Sources that are left out together while the calibration is measured. `spoken` never is: written
by the hand of the grammars, it would measure one person's turns of phrase."""
_ANSWERED: Final = 0.85
"""Share of sentences of unseen sources that the threshold lets through."""
_EVEN: Final = Calibration(slope=1.0, offset=0.0, threshold=0.5)
"""Where there are no rows of other sources to measure with."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """A trained model, not yet in bytes."""

    labels: tuple[Label, ...]
    weights: NDArray[np.float64]
    """One row for each label."""
    biases: NDArray[np.float64]

    def sums(self, matrix: csr_matrix) -> NDArray[np.float64]:
        """How far each row is on each label's side."""
        found: NDArray[np.float64] = np.asarray(matrix @ self.weights.T) + self.biases
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stuff:
    """What models are made from."""

    rows: Sequence[Row]
    matrix: csr_matrix
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """Of unseen sentences: the lead of the first reading, and whether it was right."""

    margins: list[float]
    right: list[bool]


_shared: list[_Stuff] = []


def train(rows: Sequence[Row], *, digest: str, processes: int = 1) -> bytes:
    """The weights file for these rows; how many processes make it changes no byte.

    Raises ValueError with fewer than two labels.
    """
    labels = tuple(sorted({row.intent for row in rows}))
    if len(labels) < 2:
        raise ValueError("a classifier needs rows of at least two intents")
    stuff = _Stuff(rows=rows, matrix=matrix_of(rows), labels=labels)
    fitted, *heard = _side_by_side(stuff, (None, *FOLDS), processes)
    calibration = _calibrated([each for each in heard if isinstance(each, _Heard)])
    if not isinstance(fitted, Fitted):
        raise TypeError("the model of all rows was not made")
    scales = np.round(np.maximum(np.abs(fitted.weights).max(axis=1), 1e-4), 7)
    parts = np.clip(fitted.weights / scales[:, None], -1.0, 1.0)
    steps = np.rint(np.sign(parts) * np.sqrt(np.abs(parts)) * STEPS)
    head = {
        "labels": labels,
        "scales": [float(scale) for scale in scales],
        "biases": [float(bias) for bias in fitted.biases],
        "calibration": asdict(calibration),
        "digest": digest,
    }
    return orjson.dumps(head) + b"\n" + np.ascontiguousarray(steps.T).astype(np.int8).tobytes()


def matrix_of(rows: Sequence[Row]) -> csr_matrix:
    """The features of the rows, one line each."""
    concepts = load_concepts()
    starts, places, weights = [0], [], []
    for row in rows:
        found, values = features_of(plain_words(row.text), concepts)
        places += found
        weights += values
        starts.append(len(places))
    matrix = csr_matrix((weights, places, starts), shape=(len(rows), SIZE))
    matrix.sum_duplicates()
    return matrix


def fit(
    rows: Sequence[Row],
    matrix: csr_matrix,
    labels: tuple[Label, ...],
    *,
    tolerance: float = _EXACT,
) -> Fitted:
    """One machine for each label against all rows of which the label is wrong."""
    weights = np.zeros((len(labels), SIZE))
    biases = np.full(len(labels), -1.0)
    counts = np.array([_WEIGHTS.get(row.source, _COLLECTED_WEIGHT) for row in rows])
    for place, label in enumerate(labels):
        kept = np.array([row.intent is label or not row.accepts(label) for row in rows])
        wanted = np.array([row.intent is label for row in rows])[kept]
        if wanted.any():
            machine = LinearSVC(C=_COST, random_state=0, tol=tolerance, max_iter=400)
            machine.fit(matrix[kept], wanted, sample_weight=counts[kept])
            weights[place], biases[place] = machine.coef_[0], machine.intercept_[0]
    if Label.OUT_OF_SCOPE in labels:
        biases[labels.index(Label.OUT_OF_SCOPE)] += _CAUTION
    return Fitted(labels=labels, weights=weights, biases=biases)


def _side_by_side(
    stuff: _Stuff, folds: Sequence[Set[str] | None], processes: int
) -> list[Fitted | _Heard]:
    """The model of all rows (fold None) and what came of every fold, in the order of the folds."""
    if processes < 2 or "fork" not in get_all_start_methods():
        return [_made(stuff, fold) for fold in folds]
    with ProcessPoolExecutor(
        processes, get_context("fork"), initializer=_share, initargs=(stuff,)
    ) as pool:
        return list(pool.map(_made_of_shared, folds))


def _share(stuff: _Stuff) -> None:
    """In a process of the pool: what all its work is about came over with the process itself."""
    _shared.append(stuff)


def _made_of_shared(fold: Set[str] | None) -> Fitted | _Heard:
    return _made(_shared[-1], fold)


def _made(stuff: _Stuff, fold: Set[str] | None) -> Fitted | _Heard:
    if fold is None:
        return _rounded(fit(stuff.rows, stuff.matrix, stuff.labels))
    return _heard(stuff, fold)


def _heard(stuff: _Stuff, sources: Set[str]) -> _Heard:
    """How sentences of these sources are understood by a model that has not seen them, made in two
    thirds of the time from every other grown sentence."""
    rows, labels = stuff.rows, stuff.labels
    apart = np.array([row.source in sources for row in rows])
    if not apart.any() or apart.all():
        return _Heard(margins=[], right=[])
    learned = ~apart & np.array([row.source != GROWN or not at % 2 for at, row in enumerate(rows)])
    known = [row for row, stays in zip(rows, learned, strict=True) if stays]
    unseen = [row for row, out in zip(rows, apart, strict=True) if out]
    model = fit(known, stuff.matrix[learned], labels, tolerance=_ROUGH)
    sums = model.sums(stuff.matrix[apart])
    order = np.argsort(-sums, axis=1)[:, :2]
    lines = np.arange(len(unseen))
    return _Heard(
        margins=(sums[lines, order[:, 0]] - sums[lines, order[:, 1]]).tolist(),
        right=[row.accepts(labels[o]) for row, o in zip(unseen, order[:, 0], strict=True)],
    )


def _calibrated(heard: Sequence[_Heard]) -> Calibration:
    """Margins and hits on sources that the model has not seen, made into a curve and a bar."""
    margins = [margin for each in heard for margin in each.margins]
    right = [good for each in heard for good in each.right]
    if len(set(right)) < 2:
        return _EVEN
    curve = LogisticRegression(C=1e6, tol=1e-8).fit(np.array(margins)[:, None], right)
    plain = Calibration(
        slope=round(float(curve.coef_[0, 0]), 3),
        offset=round(float(curve.intercept_[0]), 3),
        threshold=0.0,
    )
    bar = float(np.quantile(margins, 1 - _ANSWERED))
    return Calibration(slope=plain.slope, offset=plain.offset, threshold=round(plain.score(bar), 3))


def _rounded(fitted: Fitted) -> Fitted:
    """Without the last digits, in which two machines may differ."""
    return Fitted(
        labels=fitted.labels,
        weights=np.round(fitted.weights, 7),
        biases=np.round(fitted.biases, 5),
    )
