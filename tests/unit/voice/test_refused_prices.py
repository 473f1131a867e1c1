"""What is refused for its price, in four languages: at an offer something cheaper is looked for,
and an order that was read back is not bought."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

ASKED = {
    "en": "what does the family tent cost",
    "es": "¿cuánto cuesta la carpa familiar?",
    "fr": "combien coûte la tente familiale ?",
    "de": "was kostet das Familienzelt?",
}
LAMP = {
    "en": "order a head lamp for pickup downtown",
    "es": "quiero una linterna frontal para recoger en Centro",
    "fr": "je voudrais une lampe frontale, retrait à République",
    "de": "ich möchte eine Stirnlampe, Abholung in Mitte",
}
REFUSED = [
    ("en", "not at that price"),
    ("en", "nothing for that money"),
    ("es", "a ese precio no"),
    ("es", "no, por ese precio nada"),
    ("fr", "pas à ce prix"),
    ("fr", "à ce prix-là, non"),
    ("de", "nichts zu dem Preis"),
    ("de", "nein, nicht für das Geld"),
]


@pytest.mark.parametrize(("language", "words"), REFUSED)
def test_a_read_back_refused_for_its_price_buys_nothing_and_asks_what_to_change(
    language: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(LAMP[language])

    told = talk.say(words)

    assert talk.bought == []
    assert "38" not in told
    assert "?" in told


@pytest.mark.parametrize(("language", "words"), REFUSED)
def test_an_offer_refused_for_its_price_leads_to_what_costs_less_or_is_said_to_be_the_cheapest(
    language: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(ASKED[language])

    told = talk.say(words)

    cheaper = "249" in told
    cheapest = {"en": "cheaper", "es": "más barato", "fr": "moins cher", "de": "ünstig"}
    assert cheaper or cheapest[language] in told
    assert talk.bought == []


@pytest.mark.parametrize("words", ["that's too expensive for me", "that's too much for me"])
def test_what_was_just_offered_is_not_offered_again_as_the_closest_in_price(words: str) -> None:
    talk = Talk("en")
    talk.say("do you have a family tent")

    assert "nothing at that price" not in talk.say(words)


def test_goods_of_another_kind_are_not_offered_for_the_price_of_those_wanted() -> None:
    told = Talk("de").say("ich suche ein Zelt für weniger als fünfzig Dollar")

    assert "Campingbecher" not in told
    assert "Zelt für Zwei" in told
