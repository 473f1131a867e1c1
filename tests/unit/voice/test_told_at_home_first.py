"""Who asks somebody at home first and says that they will be back, who wants to know of an order by
its number, and a size that is thought better of."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_LAMP = {"es": "una linterna frontal para recoger en Centro",
         "fr": "une lampe frontale à retirer à République",
         "de": "eine Stirnlampe zum Abholen in Mitte",
         "en": "a head lamp for pickup at Downtown"}  # fmt: skip
_SHOES = {"es": "quiero unas zapatillas de trail blancas",
          "de": "ich möchte weiße Trailrunning Schuhe"}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "le digo a mi mujer y vuelvo a llamar"),
        ("es", "lo consulto con mi hermana y os digo algo"),
        ("es", "me lo pienso y os digo algo"),
        ("fr", "j'en parle à ma femme et je vous redis"),
        ("de", "das bespreche ich mit meiner Frau und melde mich"),
        ("en", "let me ask my sister and I'll get back to you"),
    ],
)
def test_who_asks_at_home_first_leaves_it(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_LAMP[language])

    assert talk.turn(said).end
    assert not talk.placed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "je voudrais savoir pour la 0001, elle est prête ?"),
        ("es", "quería saber si la 0001 ya está lista"),
        ("de", "ich wollte nur wissen, was mit der 0001 ist"),
    ],
)
def test_who_wants_to_know_of_a_number_hears_of_that_order(language: str, said: str) -> None:
    talk = shopper_with(language, "confirmed LAMP", "ready HOUSE")

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "no sé, un 41... o mejor el 42, sí"), ("de", "41... oder lieber 42")],
)
def test_the_size_that_is_thought_better_of_is_taken(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_SHOES[language], said)

    assert str(getattr(talk.spoken_of(), "sku", None)) == "SHOE-WH-3"
