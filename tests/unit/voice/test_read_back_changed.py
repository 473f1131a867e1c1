"""What people say to an order that was read back: more of it, less of it, brought instead, or not
now."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

LAMP = {
    "es": "una linterna frontal, la recojo en Centro",
    "fr": "une lampe frontale à retirer à République",
    "en": "a head lamp for pickup downtown",
    "de": "eine Stirnlampe zum Abholen in Mitte",
}
BOTH = {
    "es": "una taza de camping y una botella de acero, las recojo en Centro",
    "fr": "une tasse de camping et une gourde en acier à retirer à République",
    "en": "a camp mug and a water bottle for pickup downtown",
    "de": "einen Campingbecher und eine Trinkflasche zum Abholen in Mitte",
}


def lines(talk: Talk) -> list[tuple[str, int]]:
    return sorted((str(each.sku), each.quantity) for each in talk.shop_lines())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "doble"),
        ("es", "ay, quería dos"),
        ("es", "añade otra igual"),
        ("fr", "doublez"),
        ("fr", "une autre pour mon frère"),
        ("en", "double it"),
        ("de", "das Doppelte bitte"),
    ],
)
def test_twice_as_many_buys_nothing_yet(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(LAMP[language], said)

    assert lines(talk) == [("LAMP", 2)]
    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "prefiero que me la traigan"),
        ("fr", "je préfère me faire livrer"),
        ("fr", "ah non, je ne peux pas venir, envoyez-la"),
        ("fr", "je ne pourrai pas passer, envoyez-la-moi"),
        ("en", "I can't get out, bring it over"),
    ],
)
def test_who_cannot_come_after_all_has_it_brought(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(LAMP[language], said)

    method = talk._state().method
    assert method is not None
    assert method.value == "shipping"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "en la de Norte, perdón"),
        ("es", "me equivoqué de tienda, es Norte"),
        ("fr", "à Bastille, pardon"),
        ("fr", "je me suis trompé de magasin, c'est Bastille"),
        ("en", "wrong shop, it's Ballard"),
    ],
)
def test_another_store_is_taken_whatever_is_said_beside_it(language: str, said: str) -> None:
    talk = Talk(language)
    mug = {"es": "una taza de camping, la recojo en Centro",
           "fr": "une tasse de camping à retirer à République",
           "en": "a camp mug for pickup downtown"}  # fmt: skip

    talk.say(mug[language], said)

    assert talk._state().place == "nb"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "ah, y una taza de camping"),
        ("es", "ya que estamos, una taza de camping"),
        ("es", "con una taza de camping"),
        ("fr", "ah, et une tasse de camping"),
        ("fr", "tant qu'on y est, une tasse de camping"),
        ("en", "oh, and a camp mug"),
        ("de", "ach, und ein Campingbecher"),
    ],
)
def test_other_goods_so_many_of_them_come_to_the_order(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(LAMP[language], said)

    assert lines(talk) == [("LAMP", 1), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "sin botella"),
        ("es", "solo la taza"),
        ("es", "deja solo la taza"),
        ("es", "la botella fuera"),
        ("es", "no me pongas la botella"),
        ("es", "con la taza me basta"),
        ("fr", "sans gourde"),
        ("fr", "juste la tasse"),
        ("fr", "virez la gourde"),
        ("fr", "la gourde finalement j'en veux pas"),
        ("fr", "la tasse me suffit"),
        ("fr", "rien que la tasse"),
        ("en", "just the mug"),
        ("de", "nur den Becher"),
    ],
)
def test_one_of_two_things_stays(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(BOTH[language], said)

    assert lines(talk) == [("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "otro día mejor"),
        ("es", "al final no me llevo nada"),
        ("fr", "je vais y réfléchir"),
        ("fr", "finalement je ne prends rien"),
    ],
)
def test_who_wants_nothing_now_lets_go_of_what_is_held(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(LAMP[language], said)

    assert talk._state().held is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "¿eso lleva impuestos?"),
        ("fr", "les taxes sont comprises ?"),
        ("fr", "j'ai commandé quoi ?"),
    ],
)
def test_what_is_asked_of_the_order_reads_it_back(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(LAMP[language])

    assert "38,50" in talk.say(said)
    assert talk._state().held is not None
