"""What sounds like a yes and agrees to nothing: on a condition, taken back, for another day, beside
a question, or to less than was read back. None of it buys; a yes beside them still does."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

_ORDER = {
    "es": "dos botellas de acero para recoger en Centro",
    "fr": "deux gourdes en acier à retirer à République",
    "en": "two steel water bottles for pickup downtown",
    "de": "zwei Trinkflaschen zum Abholen in Mitte",
}
_NOT_YET = {
    "es": "si fuera más barata sí|si llega hoy sí|me parece mucho|¿es seguro?|prefiero pensármelo"
    "|vale, pero mejor mañana|sí, bueno, no|sí a una, no a la otra|luego te digo",
    "fr": "oui, enfin non|si c'était moins cher oui|si ça arrive aujourd'hui oui|oui pour une, non"
    " pour l'autre|c'est sûr ?|sans doute oui, je vous dis demain|oui si vous me faites une remise"
    "|bien, et la livraison c'est combien ?|ok, et vous ouvrez à quelle heure ?",
    "en": "if it was cheaper, yes|if it comes today yes|yes if you give me a discount|is it safe?"
    "|probably yes, I'll tell you tomorrow|good, and how much is delivery?",
    "de": "wenn es billiger wäre ja|wenn es heute kommt, ja|ja, wenn ihr mir Rabatt gebt|ist das"
    " sicher?|wahrscheinlich ja, ich sag morgen Bescheid",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [(lang, each) for lang, told in _NOT_YET.items() for each in told.split("|")],
)
def test_a_yes_that_is_none_buys_nothing(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_ORDER[language], words)

    assert not talk.placed


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "sí hombre sí"),
        ("es", "si, por favor"),
        ("es", "si"),
        ("es", "sí, está bien"),
        ("es", "sí, sin problema"),
        ("fr", "oui oui"),
        ("fr", "mais oui"),
        ("en", "yes, why not"),
        ("de", "ja, gerne"),
    ],
)
def test_a_yes_that_is_one_buys(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_ORDER[language], words)

    assert talk.bought == [("BOTTLE", 2)]


@pytest.mark.parametrize(
    ("language", "words"), [("es", "vale, y una taza"), ("fr", "d'accord, et une tasse")]
)
def test_what_comes_behind_an_all_right_comes_on_top(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_ORDER[language], words)

    lines = sorted((str(each.sku), each.quantity) for each in talk.shop_lines())

    assert lines == [("BOTTLE", 2), ("MUG", 1)]


def test_one_of_something_that_is_no_goods_changes_no_count() -> None:
    talk = Talk("fr")
    talk.say(_ORDER["fr"], "oui, avec une carte cadeau")

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("BOTTLE", 2)]
