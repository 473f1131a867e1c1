"""Which of several subscriptions is meant, and how those with one name are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.voice.dialogue.names import short_title
from app.voice.dialogue.recurring import SubscriptionFacts
from app.voice.dialogue.state import Managed
from app.voice.nlu.entities.intervals import interval
from app.voice.nlu.entities.reader import guess_language
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.wishes import Managing, cadence_of
from app.voice.nlu.words import singular, tokenize
from app.voice.reply import Day, Speech, Text
from app.voice.speech import cadence_words
from domain.recurrence import Cadence

_OPEN: Final = frozenset({None, Managing.TELL.value})
"""Who wishes nothing in particular means the one that waits for their word, if one does."""


def meant_of(facts: Sequence[SubscriptionFacts], managed: Managed) -> SubscriptionFacts | None:
    """The one that is meant by its name, by how often it comes, or since it waits for a word."""
    if managed.subscription_id is not None:
        named = (each for each in facts if each.subscription_id == managed.subscription_id)
        return next(named, None)
    if len(facts) == 1:
        return facts[0]
    said = {singular(word) for word in tokenize(managed.words or "").norm} - LITTLE_WORDS
    shared = [len(said & set(map(singular, tokenize(each.name).norm))) for each in facts]
    most = max(shared)
    likest = [each for each, count in zip(facts, shared, strict=True) if count == most]
    often = managed.which
    if often is None and managed.kind != Managing.CADENCE:
        often = managed.cadence  # "pause my weekly coffee"
    as_often = [each for each in likest if each.cadence == often]
    if len(as_often) == 1:
        return as_often[0]
    if most and len(likest) == 1:
        return likest[0]
    if managed.kind not in _OPEN:
        return None
    waiting = [each for each in likest if each.asked is not None]
    return waiting[0] if len(waiting) == 1 else None


def told_apart(facts: SubscriptionFacts, among: Sequence[SubscriptionFacts]) -> Speech:
    """What is said behind a name that another has too: how often it comes, and when next where that
    is the same as well."""
    alike = [each for each in among if short_title(each.name) == short_title(facts.name)]
    if len(alike) == 1:
        return ()
    often = (Text(", "), *cadence_words(facts.cadence))
    as_often = [each for each in alike if each.cadence == facts.cadence]
    if len(as_often) == 1 or facts.next_on is None:
        return often
    return (*often, Text(", "), Day(facts.next_on, facts.today))


def every_said(text: str) -> Cadence | None:
    """How often the one comes that is pointed at, also where the words about it read as goods."""
    return cadence_of(interval(Sheet.of(text, guess_language(text))))
