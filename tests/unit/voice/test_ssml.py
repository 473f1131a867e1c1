"""Speech is put into a document once; what holds a shopper's own words, anew each time."""

from __future__ import annotations

from app.voice import ssml
from app.voice.reply import Private, Text

_LIMIT = 8_000


def test_the_same_words_are_the_same_document_whoever_says_them() -> None:
    first, second = (Text("Salt & pepper"),), (Text("Salt & pepper"),)

    documents = {
        ssml.ssml(each, locale="en-US", limit=_LIMIT) for each in (first, second, first, second)
    }

    assert documents == {"<speak>Salt &amp; pepper</speak>"}


def test_a_shorter_document_is_not_taken_for_a_longer_one() -> None:
    speech = (Text("one "), Text("two"))

    told = [ssml.ssml(speech, locale="en-US", limit=limit) for limit in (_LIMIT, 19, _LIMIT)]

    assert told == [
        "<speak>one two</speak>",
        "<speak>one </speak>",
        "<speak>one two</speak>",
    ]


def test_a_shoppers_own_words_are_remembered_nowhere() -> None:
    speech = (Text("It goes to "), Private("12 Elm Street"))

    for _ in range(2):
        assert "12 Elm Street" in ssml.ssml(speech, locale="en-US", limit=_LIMIT)

    assert not any("Elm" in document for _, document in ssml._TOLD.values())
    assert not any(kept is speech for kept, _ in ssml._TOLD.values())
