"""The intent of a sentence by a linear model over hashed features: numpy and one small file.

`training/fit.py` makes the file. It holds a line of JSON (labels, scales, calibration, threshold
and the digest of what it was trained on), then one signed byte for each feature and label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import orjson
from numpy.typing import NDArray

from app.voice.nlu.concepts import Concepts, load_concepts
from app.voice.nlu.features import SIZE, features_of
from app.voice.nlu.labels import Label
from app.voice.nlu.plain import plain_words

WEIGHTS_FILE: Final = Path(__file__).with_name("data") / "intents.weights"
Votes: TypeAlias = Mapping[Label, float]
"""How much speaks for a label besides the words, in units of the classifier's margin."""
STEPS: Final = 127
"""Each byte's square, signed, is what it stands for in parts of the label's largest weight: most
weights are small."""
_NONE: Final[Votes] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to understand a sentence."""

    label: Label
    score: float
    """The share of readings this clear that are right, 0 to 1; calibrated on unseen sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """From the distance to the next label to the chance of being right: a logistic curve."""

    slope: float
    offset: float
    threshold: float
    """Readings with a lower score are asked back instead of acted on."""

    def score(self, margin: float) -> float:
        """The chance, 0 to 1, that a label so far ahead of all others is right."""
        return 1.0 / (1.0 + exp(-max(min(self.slope * margin + self.offset, 30.0), -30.0)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntentClassifier:
    """Tells what sentences are about; pure, and safe to share between threads."""

    labels: tuple[Label, ...]
    weights: NDArray[np.int8]
    """One row for each feature, one column for each label."""
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]
    calibration: Calibration
    digest: str
    """Of the files that the weights were made from."""
    concepts: Concepts

    def readings(
        self, text: str, *, votes: Votes = _NONE, plainer: str | None = None
    ) -> list[Reading]:
        """All labels, the likeliest first.

        `plainer`: the same sentence with a plain thing in the place of goods that nobody taught it.
        """
        sums = self._sums(text)
        if plainer is not None:
            sums = (sums + self._sums(plainer)) * np.float32(0.5)
        for label, vote in votes.items():
            sums[self.labels.index(label)] += vote
        far = sums.tolist()
        first, *rest = sorted(range(len(far)), key=far.__getitem__, reverse=True)
        score = self.calibration.score
        found = [Reading(label=self.labels[first], score=score(far[first] - far[rest[0]]))]
        found += (
            Reading(label=self.labels[place], score=score(far[place] - far[first]))
            for place in rest
        )
        return found

    def _sums(self, text: str) -> NDArray[np.float32]:
        words = plain_words(text)
        places, values = features_of(words, self.concepts)
        steps = np.take(self.weights, places, axis=0).astype(np.float32)
        said = np.asarray(values, dtype=np.float32) @ (steps * np.abs(steps)) / np.float32(STEPS**2)
        sums: NDArray[np.float32] = said * self.scales + self.biases
        return sums


@lru_cache(maxsize=1)
def load_classifier() -> IntentClassifier:
    """The classifier that comes with the project; read once.

    Its weights stay in the file: processes share what they look up of them.
    """
    with WEIGHTS_FILE.open("rb") as file:
        return read_classifier(mmap(file.fileno(), 0, access=ACCESS_READ))


def read_classifier(raw: bytes | mmap) -> IntentClassifier:
    """The classifier in a weights file. Raises ValueError when the file is none."""
    end = raw.find(b"\n")
    try:
        told = orjson.loads(raw[: max(end, 0)])
        labels = tuple(map(Label, told["labels"]))
        weights = np.frombuffer(raw, dtype=np.int8, offset=end + 1).reshape(SIZE, len(labels))
        return IntentClassifier(
            labels=labels,
            weights=weights,
            scales=np.asarray(told["scales"], dtype=np.float32),
            biases=np.asarray(told["biases"], dtype=np.float32),
            calibration=Calibration(**told["calibration"]),
            digest=told["digest"],
            concepts=load_concepts(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a weights file of this version: {error}") from error
