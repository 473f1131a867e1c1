"""After a return the shopper is asked once how it went, and may leave it at that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from app.voice.nlu.understanding import Expect
from app.voice.speech import shown
from domain.ids import MerchantId
from tests.conversations.runner import Player, Script, give, scripts
from tests.conversations.shop import LOCALES, open_shop

GIVEN_BACK = {
    language: next(
        s for s in scripts() if s.language == language and s.goal.startswith("return 0 ")
    )
    for language in LOCALES
}


@dataclass
class Ratings:
    """Remembers what was rated."""

    kept: list[tuple[str, int, str, str]] = field(default_factory=list)

    def rate_return(
        self, merchant_id: MerchantId, return_id: str, score: int, *, channel: str, locale: str
    ) -> None:
        self.kept.append((return_id, score, channel, locale))


def after_a_return(language: str) -> tuple[Player, Ratings]:
    """A shopper who has just given something back."""
    ratings = Ratings()
    shop = open_shop(language)
    shop.voice = replace(shop.voice, ratings=ratings)
    player = Player(GIVEN_BACK[language], shop)
    for given in player.script.given:
        give(shop, given)
    player.play()
    return player, ratings


def text(player: Player, words: str) -> str:
    return shown(player.say(words).say, LOCALES[player.script.language])


@pytest.mark.parametrize(
    ("language", "words", "score"),
    [
        ("en", "five", 5),
        ("en", "four out of five", 4),
        ("en", "I'd say three stars", 3),
        ("es", "un cuatro", 4),
        ("es", "cinco", 5),
        ("fr", "trois étoiles", 3),
        ("fr", "un", 1),
        ("de", "eine vier", 4),
        ("de", "fünf", 5),
    ],
)
def test_the_number_is_kept_with_its_return_channel_and_language(
    language: str, words: str, score: int
) -> None:
    player, ratings = after_a_return(language)
    (returned,) = player.shop.given_back

    assert player.state.expect is Expect.RATING
    text(player, words)

    assert ratings.kept == [(returned.id, score, "phone", LOCALES[language])]
    assert player.state.expect is Expect.NOTHING


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "skip"),
        ("en", "no thanks"),
        ("en", "no, not that one"),
        ("es", "saltar"),
        ("fr", "passer"),
        ("de", "nein danke"),
    ],
)
def test_who_does_not_want_to_is_left_alone(language: str, words: str) -> None:
    player, ratings = after_a_return(language)

    text(player, words)

    assert (ratings.kept, player.state.expect) == ([], Expect.NOTHING)


def test_what_is_no_number_is_asked_for_once_more_and_then_let_go() -> None:
    player, ratings = after_a_return("en")

    once, twice = text(player, "it went great"), text(player, "ten")

    assert "one to five" in once
    assert twice.startswith("All right.")
    assert (ratings.kept, player.state.expect) == ([], Expect.NOTHING)


def test_another_wish_goes_before_the_question() -> None:
    player, ratings = after_a_return("en")

    said = text(player, "do you have a camp mug")

    assert ratings.kept == []
    assert "one to five" not in said


def test_a_rating_is_asked_for_in_every_language_only_of_what_is_stored() -> None:
    for language in LOCALES:
        script = Script(language, "", "told x", (), ())
        player = Player(script, open_shop(language))
        text(player, {"en": "five", "es": "cinco", "fr": "cinq", "de": "fünf"}[language])

        assert player.state.expect is not Expect.RATING
