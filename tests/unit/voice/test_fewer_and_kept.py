"""How many are left of what is in hand, how many people it is for, and what shall stay."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_SIX_MUGS = {
    "en": "six camp mugs please, I'll collect them downtown",
    "es": "quiero seis tazas para recoger en el centro",
    "fr": "six tasses s'il vous plaît, je passe les prendre à République",
    "de": "sechs Campingbecher bitte, ich hol sie in Mitte ab",
}
_BOTTLES_AND_LAMP = {
    "en": "three steel water bottles and a head lamp for pickup downtown",
    "es": "tres botellas de acero y una linterna frontal para recoger en el centro",
    "fr": "trois gourdes et une lampe frontale, à retirer à République",
    "de": "drei Trinkflaschen und eine Stirnlampe zum Abholen in Mitte",
}
_COFFEE_AND_BOTTLES = {
    "en": "two house coffees and two steel bottles for pickup downtown",
    "es": "dos cafés de la casa y dos botellas de acero para recoger en el centro",
    "fr": "deux Café Maison et deux gourdes en acier à retirer à République",
    "de": "zwei Hauskaffee und zwei Trinkflaschen zum Abholen in Mitte",
}
_A_TENT = {
    "es": ("¿tenéis una tienda de campaña?", "la de dos personas"),
    "fr": ("vous avez une tente ?", "celle à deux places"),
    "de": ("habt ihr ein Zelt",),
}
_LAMPS_ELSEWHERE = {
    "en": "do you have head lamps in Ballard",
    "es": "¿tenéis linternas frontales en Norte?",
    "fr": "vous avez des lampes frontales à Bastille ?",
    "de": "habt ihr Stirnlampen in Altona",
}


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return sorted((str(each.sku), each.quantity) for each in talk.shop_lines())


@pytest.mark.parametrize(
    ("language", "words", "left"),
    [
        ("en", "leave one out actually, one of the kids has his own", 5),
        ("en", "drop one, my sister isn't coming after all", 5),
        ("en", "lose one because my brother can't make it", 5),
        ("en", "take two off, we've found a couple in the shed", 4),
        ("es", "a ver... no, quita una, que mi suegra no viene", 5),
        ("es", "quita una que mi suegra no viene", 5),
        ("es", "quite dos, que los niños tienen las suyas", 4),
        ("es", "quita una taza, que mi hermano no puede venir", 5),
        ("fr", "enlevez-en une, ma belle-mère ne vient pas", 5),
        ("fr", "enlevez une tasse, mon frère a la sienne", 5),
        ("fr", "supprimez-en une, on en a retrouvé une dans la cave", 5),
        ("de", "streich einen, meine Schwester kommt nicht", 5),
        ("de", "lass eine weg, mein Sohn hat seine eigene", 5),
    ],
)
def test_one_fewer_for_a_reason_leaves_the_others(language: str, words: str, left: int) -> None:
    talk = Talk(language)
    talk.say(_SIX_MUGS[language], words)

    assert _lines(talk) == [("MUG", left)]


@pytest.mark.parametrize(
    ("language", "words", "left"),
    [
        ("en", "leave one bottle out, we just found the old one", 2),
        ("en", "just the one bottle then", 1),
        ("es", "quita una botella, que hemos encontrado la vieja", 2),
        ("es", "quita una de las botellas", 2),
        ("es", "de las botellas deja una nada más", 1),
        ("es", "deje una botella nada más", 1),
        ("fr", "enlevez une gourde, on vient de retrouver la vieille", 2),
        ("fr", "des gourdes n'en laissez qu'une", 1),
        ("de", "lass eine Flasche weg, wir haben grad die alte gefunden", 2),
        ("de", "von den Flaschen lass nur eine drin", 1),
        ("de", "nur eine von den Flaschen", 1),
    ],
)
def test_fewer_of_one_line_leaves_the_other_alone(language: str, words: str, left: int) -> None:
    talk = Talk(language)
    talk.say(_BOTTLES_AND_LAMP[language], words)

    assert _lines(talk) == [("BOTTLE", left), ("LAMP", 1)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "leave the lamp out, we just found the old one"),
        ("es", "quita la linterna, que mi suegra no viene"),
        ("de", "lass die Lampe weg, wir haben die alte gefunden"),
    ],
)
def test_the_old_one_that_was_found_is_looked_for_by_nobody(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_BOTTLES_AND_LAMP[language], words)

    assert _lines(talk) == [("BOTTLE", 3)]
    assert talk._state().expect.value == "confirm"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "perfect, two coffees and one bottle"),
        ("es", "perfecto, dos cafés y una botella"),
        ("fr", "parfait, deux cafés et une gourde"),
        ("de", "perfekt, zwei Kaffee und eine Flasche"),
    ],
)
def test_praise_with_other_counts_takes_the_counts_and_asks(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_COFFEE_AND_BOTTLES[language], words)

    assert _lines(talk) == [("BOTTLE", 1), ("HOUSE", 2)]
    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "nur zwei Tage"), ("en", "only two days then"), ("es", "solo una cosa más")],
)
def test_so_many_of_something_else_are_no_fewer_goods(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_SIX_MUGS[language], words)

    assert _lines(talk) == [("MUG", 6)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "ja, das wär was für uns zwei, ich hol's ab"),
        ("de", "ja, wir sind ja nur zwei"),
        ("es", "sí, para nosotros dos va perfecta"),
        ("es", "sí, es para los dos, la recojo"),
        ("fr", "oui, c'est parfait pour nous deux"),
        ("fr", "oui, on est deux"),
    ],
)
def test_people_are_no_count_of_what_is_offered(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(*_A_TENT[language], words)

    assert _lines(talk) == [("TENT", 1)]
    assert talk._state().expect.value == "confirm"


@pytest.mark.parametrize(
    ("language", "words"), [("de", "ja, wir sind zwei"), ("en", "yes, for the two of us")]
)
def test_six_are_not_bought_for_two_without_a_question(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_SIX_MUGS[language], words)

    assert talk.bought == []


def test_the_number_beside_the_people_counts() -> None:
    talk = Talk("en")
    talk.say(_SIX_MUGS["en"], "make it two, there are two of us")

    assert _lines(talk) == [("MUG", 2)]


def test_one_for_the_two_of_us_is_not_both_of_them() -> None:
    talk = Talk("en")
    talk.say("do you have a tent", "yes, one for the two of us")

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("TENT", 1)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "also die Becher bitte annullieren, den Kaffee will ich aber behalten"),
        ("de", "den Kaffee will ich behalten, aber die Becher bitte stornieren"),
        ("de", "storniert die Becher, den Kaffee nicht"),
        ("de", "lass den Kaffee stehen und storniere die Becher"),
        ("de", "den Kaffee bitte nicht stornieren, nur die Becher"),
        ("en", "leave the coffee as it is, cancel the mugs"),
        ("en", "don't cancel the coffee, just the mugs"),
        ("en", "I want to keep the coffee but cancel the mugs"),
        ("es", "no el café, las tazas cancélalas"),
        ("es", "el café me lo quedo, pero cancela las tazas"),
        ("fr", "le café je veux le garder, les tasses vous pouvez les annuler"),
        ("fr", "n'annulez pas le café, juste les tasses"),
    ],
)
def test_what_is_kept_is_not_canceled(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed MUG", "confirmed HOUSE")
    said = talk.say(words)

    assert "0001" in said
    assert "0002" not in said
    assert talk._state().expect.value == "confirm_cancel"


@pytest.mark.parametrize(
    ("language", "words", "count"),
    [
        ("en", "oh okay, Downtown it is, then put two aside for me", 2),
        ("en", "keep three for me downtown then", 3),
        ("en", "then hold two for me", 2),
        ("de", "gut, dann hebt mir drei auf", 3),
        ("de", "na gut, dann legt mir zwei zurück", 2),
        ("es", "vale, apárteme dos en el centro", 2),
        ("es", "pues apártame dos", 2),
        ("fr", "bon, à République alors, mettez-en deux de côté pour moi", 2),
        ("fr", "gardez-m'en trois là-bas", 3),
    ],
)
def test_so_many_as_shall_be_put_aside_are_held(language: str, words: str, count: int) -> None:
    talk = Talk(language)
    talk.say(_LAMPS_ELSEWHERE[language], words)

    assert _lines(talk) == [("LAMP", count)]
    assert talk._state().expect.value == "confirm"
