"""What is refused with the rest kept, what one need not do then, and what somebody decides for
behind a doubt."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

_TWO = {"es": "una taza de camping y una linterna frontal, para recoger en Centro",
        "fr": "une tasse de camping et une lampe frontale, à retirer à République",
        "de": "einen Campingbecher und eine Stirnlampe zum Abholen in Mitte",
        "en": "a camp mug and a head lamp for pickup at Downtown"}  # fmt: skip
_COFFEE = {"es": "un café de la casa para recoger en Centro",
           "fr": "un café maison à retirer à République",
           "de": "einen Hauskaffee zum Abholen in Mitte",
           "en": "a house blend coffee for pickup at Downtown"}  # fmt: skip
_PRICE = "¿cuánto cuestan las zapatillas de trail?"


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return [(str(each.sku), each.quantity) for each in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "la linterna no, déjala, solo lo otro"),
        ("es", "la linterna déjala, solo la otra cosa"),
        ("fr", "la lampe non, laissez-la, juste le reste"),
        ("fr", "pas la lampe, seulement l'autre chose"),
        ("de", "die Lampe nicht, lassen Sie die weg, nur das andere"),
        ("en", "not the lamp, leave it, just the other one"),
    ],
)
def test_what_is_refused_goes_and_the_rest_stays(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_TWO[language], said)

    assert _lines(talk) == [("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "mira, que sean tres, así no llamo cada semana"),
        ("fr", "tiens, mettez-en trois, comme ça je n'appelle pas chaque semaine"),
        ("de", "ach, machen Sie drei, dann muss ich nicht jede Woche anrufen"),
        ("en", "make it three, then I needn't call every week"),
    ],
)
def test_what_one_need_not_do_every_week_is_no_subscription(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_COFFEE[language], said)

    assert _lines(talk) == [("HOUSE", 3)]


@pytest.mark.parametrize(
    "said",
    ["bueno, me lo pienso y ya os diré, hasta luego", "lo hablo con mi mujer y ya os aviso"],
)  # fmt: skip
def test_who_will_tell_later_buys_nothing_now(said: str) -> None:
    talk = Talk("es")
    talk.say(_PRICE)

    assert talk.turn(said).end
    assert not talk.placed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "no sé si me hace falta una chaqueta o no... bueno, sí, la impermeable"),
        ("fr", "je sais pas si j'ai besoin d'une veste ou pas... bon, si, l'imperméable"),
        ("de", "ich weiß nicht, ob ich eine Jacke brauche oder nicht... doch, ja, die Regenjacke"),
        ("en", "I don't know if I need a jacket or not... well, yes, the rain one"),
    ],
)
def test_what_is_decided_for_behind_a_doubt_is_wanted(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said)
    item = talk.spoken_of()

    assert item is not None
    assert item.product_id is not None
    assert len(talk.choices()) > 1  # its sizes


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("es", "¿tienen algo por menos de trece dólares?",
         "la taza de camping me sirve, ponme dos"),
        ("fr", "vous avez quelque chose à moins de treize dollars ?",
         "la tasse de camping me convient, mettez-m'en deux"),
        ("de", "haben Sie was unter dreizehn Dollar?",
         "der Campingbecher passt, geben Sie mir zwei"),
        ("en", "have you got something under thirteen dollars?",
         "the camp mug will do, give me two"),
    ],
)  # fmt: skip
def test_so_many_are_taken_of_what_will_do(language: str, asked: str, said: str) -> None:
    talk = Talk(language)
    talk.say(asked, said)

    assert _lines(talk) == [("MUG", 2)]


@pytest.mark.parametrize("said", ["para pasar a buscarlas", "para ir a buscarlas"])
def test_who_comes_by_for_them_fetches_them(said: str) -> None:
    talk = Talk("es")

    assert "¿En qué tienda?" in talk.say("dame dos tazas de camping", said)


def test_each_of_several_goods_has_its_whole_name() -> None:
    talk = Talk("es")
    talk.say("mándame a casa un café de la casa, una taza de camping y unos calcetines de lana")

    assert _lines(talk) == [("HOUSE", 1), ("MUG", 1), ("SOCK", 1)]


@pytest.mark.parametrize(
    ("language", "said", "lines"),
    [
        ("es", "quiero un café expreso y dos de la casa, a domicilio",
         [("ESPRESSO", 1), ("HOUSE", 2)]),
        ("es", "un café expreso y otro de la casa para recoger en Centro",
         [("ESPRESSO", 1), ("HOUSE", 1)]),
        ("es", "una carpa familiar y una de dos personas, para recoger en Norte",
         [("FAMTENT", 1), ("TENT", 1)]),
        ("fr", "il me faut deux cafés expresso et un maison, livrés chez moi",
         [("ESPRESSO", 2), ("HOUSE", 1)]),
        ("fr", "une tente familiale et une deux places à retirer à Bastille",
         [("FAMTENT", 1), ("TENT", 1)]),
        ("es", "un café expreso y una taza de camping para recoger en Centro",
         [("ESPRESSO", 1), ("MUG", 1)]),
    ],
)  # fmt: skip
def test_another_kind_of_the_same_goods_is_ordered_as_well(
    language: str, said: str, lines: list[tuple[str, int]]
) -> None:
    talk = Talk(language)
    talk.say(said)

    assert _lines(talk) == lines
