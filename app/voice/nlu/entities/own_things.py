"""What somebody looks for at home, and not in a shop."""

from __future__ import annotations

from app.voice.nlu.entities.names import MY
from app.voice.nlu.entities.story_words import (
    HABITS,
    SOUGHT,
    WISH,
)
from app.voice.nlu.entities.tokens import Sheet


def seeks_own(sheet: Sheet) -> bool:
    """Whether somebody looks for what is theirs: "I'm looking for my glasses"."""
    for at in range(len(sheet.plain)):
        led = sheet.words_at(at, SOUGHT)
        own = led and sheet.plain[at + led : at + led + 1] != () and sheet.plain[at + led] in MY
        rest = range(at + led, len(sheet.plain))
        if own and HABITS.isdisjoint(sheet.plain):
            return not any(sheet.words_at(each, WISH) for each in rest)
    return False
