"""Clauses apart from the wish that tell its size, its end, or what does not fit."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


@pytest.mark.parametrize(
    ("language", "said", "colors"),
    [
        ("en", "good afternoon young lady, I'm after one of those waterproof jackets, a large if"
               " you please", ["Blue", "Red"]),
        ("de", "ich brauch ne Jacke, wo der Regen nicht durchgeht, ich bin groß, also L",
         ["Blau", "Rot"]),
    ],
)  # fmt: skip
def test_a_size_in_a_clause_of_its_own_is_that_of_the_goods(
    language: str, said: str, colors: list[str]
) -> None:
    talk = Talk(language)
    talk.say(said)

    assert [each.key for each in talk.choices()] == colors


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("en", "how much is the rain jacket", "ninety nine bucks? nah I'll pass"),
        ("de", "was kostet die Regenjacke", "neunundneunzig? nee, da pass ich"),
    ],
)
def test_who_says_the_price_again_and_passes_is_done(language: str, asked: str, said: str) -> None:
    talk = Talk(language)
    talk.say(asked)

    assert talk.turn(said).end


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "we're abroad until spring, stop the coffee till we're back"),
        ("de", "wir sind bis zum Frühjahr im Ausland, haltet den Kaffee so lange an"),
    ],
)
def test_what_stops_for_a_while_is_paused(language: str, said: str) -> None:
    talk = shopper_with(language, "subscription HOUSE")
    talk.say(said, _YES[language])

    states = [each.state.value for each in talk.shop.subscriptions.kept.values()]
    assert "paused" in states
    assert "canceled" not in states


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I want out of the coffee subscription"),
        ("de", "ich will aus dem Kaffee-Abo raus"),
    ],
)
def test_who_wants_out_ends_it(language: str, said: str) -> None:
    talk = shopper_with(language, "subscription HOUSE")
    talk.say(said, _YES[language])

    states = [each.state.value for each in talk.shop.subscriptions.kept.values()]
    assert "canceled" in states


@pytest.mark.parametrize(
    ("language", "said", "size"),
    [
        ("en", "the jacket's massive on me, can I get a medium instead", "medium"),
        ("de", "die Jacke ist mir viel zu groß, kann ich die in M kriegen", "mittel"),
    ],
)
def test_another_size_for_what_does_not_fit_is_an_exchange(
    language: str, said: str, size: str
) -> None:
    talk = shopper_with(language, "completed JACKET-BL-L")

    assert size in talk.say(said)
    assert len(talk.placed) == 1


def test_a_number_in_a_clause_of_its_own_is_a_size() -> None:
    told = Talk("de").say("sind die weißen Trailrunning Schuhe wieder da, ich hab 41")

    assert "Größe 41, Weiß" in told


def test_all_right_before_a_farewell_changes_nothing() -> None:
    talk = Talk("de")
    talk.say("führt ihr Gaskocher")

    assert talk.turn("schade. na gut, tschüss").end
