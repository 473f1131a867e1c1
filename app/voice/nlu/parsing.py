"""A sentence understood: its likeliest readings with scores, and what it names.

The one door for whoever has a sentence and no intent: dialogue, command line, evaluation. The
answer is data. Below the threshold it is not sure, and whoever asked should ask back with `either`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.voice.nlu.classifier import IntentClassifier, Reading, load_classifier
from app.voice.nlu.entities.reader import WITHOUT_ITEMS, Entities, guess_language, read_entities
from app.voice.nlu.external import ExternalParsing
from app.voice.nlu.labels import Label
from app.voice.nlu.plain import plain_words
from app.voice.nlu.plainer_goods import with_plainer_goods
from app.voice.nlu.understanding import UNTOLD, Expect
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.votes import votes_for

_SHOWN: Final = 3
_NOTHING: Final = [
    Reading(label=Label.OUT_OF_SCOPE, score=0.0),
    Reading(label=Label.HELP, score=0.0),
]
"""What nothing but signs, or letters of a script that nobody taught it, may mean."""
_CALLING_OFF: Final = frozenset({Label.STOP, Label.CANCEL_ORDER})
"""Of these two, goods are named for the second: "the lamp, can we cancel it?"."""
_CIVIL: Final = frozenset({Label.YES, Label.GREETING})
"""Where nothing was asked, goods may be named beside it: "yes hello, a tent"."""
_TRIED: Final = 4
"""Readings among which one about goods is looked for."""
_DOUBTFUL: Final = 0.98
"""In a conversation a sentence that is surely no business of a shop names no goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a sentence means, as far as it can be told."""

    text: str
    lang: str
    readings: tuple[Reading, ...]
    """The likeliest first; at least two."""
    entities: Entities
    sure: bool
    """Whether the first reading may be acted on without asking back."""

    @property
    def label(self) -> Label:
        """The likeliest reading."""
        return self.readings[0].label

    @property
    def either(self) -> tuple[Label, Label]:
        """The two likeliest readings, to ask which of them was meant."""
        return self.readings[0].label, self.readings[1].label

    def as_json(self) -> dict[str, Any]:
        """The form of `voicetill nlu parse --json`: entities in that of entity files."""
        return {
            "text": self.text,
            "lang": self.lang,
            "intent": self.label.value,
            "score": round(self.readings[0].score, 4),
            "sure": self.sure,
            "readings": [
                {"intent": reading.label.value, "score": round(reading.score, 4)}
                for reading in self.readings
            ],
            **self.entities.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceParser:
    """Understands sentences locally; with `external`, asks that first."""

    classifier: IntentClassifier = field(default_factory=load_classifier)
    external: ExternalParsing | None = None

    def parse(
        self,
        text: str,
        *,
        today: date,
        lang: str | None = None,
        expect: Expect = Expect.NOTHING,
        channel: Label | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> Parsed:
        """What the text means, given the open question, the channel's intent and the catalog.

        `lang`: a code such as "de", "fr-CA" or "en-es"; None: told from the words.
        """
        spoken = _language(lang) if lang else guess_language(text)
        votes = votes_for(text, expect=expect, channel=channel, vocabulary=vocabulary)
        plainer = (
            None
            if vocabulary is None
            else with_plainer_goods(text, spoken, vocabulary, self.classifier.concepts)
        )
        readings = (
            self.classifier.readings(text, votes=votes, plainer=plainer)
            if votes or _says_something(text)
            else _NOTHING
        )
        if self.external is not None and expect not in UNTOLD:
            readings = self.external.first_of(text, spoken, readings)
        entities = read_entities(
            text,
            label=_about(
                readings,
                conversing=vocabulary is not None,
                asked=expect is not Expect.NOTHING,
            ),
            today=today,
            lang=spoken,
            asked_for_order=expect in {Expect.ORDER_NUMBER, Expect.PROOF_NUMBER},
            goods=vocabulary.goods if vocabulary else frozenset(),
        )
        return Parsed(
            text=text,
            lang=spoken,
            readings=tuple(readings[:_SHOWN]),
            entities=entities,
            sure=readings[0].score >= self.classifier.calibration.threshold,
        )


def _about(readings: list[Reading], *, conversing: bool, asked: bool) -> Label:
    """The reading that entities are read by.

    Of a sentence that seems no business of a shop it is the next one, so that goods are not lost
    where the first was wrong; in a conversation only where that is in doubt.
    """
    first, second = readings[:2]
    if conversing and {first.label, second.label} == _CALLING_OFF:
        return Label.CANCEL_ORDER
    if not asked and (first.label is Label.GREETING or (conversing and first.label in _CIVIL)):
        return second.label
    if first.label is not Label.OUT_OF_SCOPE or (conversing and first.score >= _DOUBTFUL):
        return first.label
    if conversing:
        return second.label
    return next((r.label for r in readings[1:_TRIED] if r.label not in WITHOUT_ITEMS), second.label)


def _says_something(text: str) -> bool:
    """Whether there is a word or a figure that the classifier may know."""
    return any(char.isalnum() for word in plain_words(text) for char in word if char.isascii())


def _language(code: str) -> str:
    """ "en-US" is English; "en-es" is both."""
    first, _, second = code.lower().replace("_", "-").partition("-")
    return f"{first}-{second}" if second in _MIXED and code.islower() else first


_MIXED: Final[Iterable[str]] = frozenset({"es", "en", "fr", "de"})
