"""Words that tell no goods from others, in four languages."""

from __future__ import annotations

from typing import Final

from app.commerce.words import STOP_WORDS
from app.voice.nlu.words import EDGE_WORDS

LITTLE_WORDS: Final = EDGE_WORDS | STOP_WORDS
"""Articles, pronouns, verbs of wishing: "la segunda" shares nothing with "Café de la Casa"."""
