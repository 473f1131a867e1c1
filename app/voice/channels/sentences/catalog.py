"""The languages that skills and agents can be generated in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.voice.channels.sentences.de import GERMAN
from app.voice.channels.sentences.en import ENGLISH
from app.voice.channels.sentences.es import SPANISH
from app.voice.channels.sentences.fr import FRENCH
from app.voice.channels.sentences.language import Language

LANGUAGES: Final[Mapping[str, Language]] = {
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "de": GERMAN,
}
"""By ISO 639-1 code."""
