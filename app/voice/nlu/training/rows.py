"""Utterances with their intent, as the data files hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson

from app.voice.nlu.labels import Label
from app.voice.nlu.training.grammar import read_grammars

DATA: Final = Path(__file__).parents[1] / "data"
GROWN: Final = "grammar"
"""The source of the sentences that the grammars give."""
_CODE: Final = ("plain.py", "concepts.py", "features.py", "training/fit.py", "training/grammar.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One utterance."""

    text: str
    intent: Label
    lang: str
    source: str
    also: tuple[Label, ...] = ()
    """Labels as right as `intent` for this text out of context."""

    def accepts(self, label: Label) -> bool:
        """Whether the label is one of the right ones."""
        return label is self.intent or label in self.also


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file. Raises ValueError naming the line that is no row."""
    rows: list[Row] = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = orjson.loads(line)
            rows.append(
                Row(
                    text=told["text"],
                    intent=Label(told["intent"]),
                    lang=told.get("lang", "en"),
                    source=told.get("source", ""),
                    also=tuple(map(Label, told.get("also", ()))),
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    return rows


def training_rows(data: Path = DATA) -> list[Row]:
    """Everything the classifier learns from: the collected rows, then those of the grammars."""
    collected = [row for path in _row_files(data) for row in read_rows(path)]
    return [*collected, *_grown(data)]


def digest_of(data: Path = DATA) -> str:
    """A digest of all that decides the weights: rows, grammars, concepts, code of training."""
    whole = sha256()
    files: Sequence[Path] = [
        *_row_files(data),
        *sorted((data / "grammar").glob("*.txt")),
        data / "concepts.toml",
        *(DATA.parent / name for name in _CODE),
    ]
    for path in files:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _row_files(data: Path) -> list[Path]:
    return sorted((data / "train").glob("*.jsonl"))


def _grown(data: Path) -> Iterator[Row]:
    for lang, grammar in read_grammars(data / "grammar").items():
        for intent, text in grammar.sentences():
            yield Row(text=text, intent=Label(intent), lang=lang, source=GROWN)
