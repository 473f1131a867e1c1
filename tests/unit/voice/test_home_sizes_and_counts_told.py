"""What is told beside a story or a correction: how many more it shall be, the size that is taken
instead, a home that is no coffee, how often in other words, the order by its number alone."""

from __future__ import annotations

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk, shopper_with

_MUGS = {"es": "dos tazas de camping, para recoger en Centro",
         "fr": "deux tasses de camping à retirer à République",
         "de": "zwei Campingbecher zum Abholen in Mitte",
         "en": "two camp mugs for pickup at Downtown"}  # fmt: skip
_LAMP = {"es": "una linterna frontal, la recojo en Centro",
         "fr": "une lampe frontale à retirer à République"}  # fmt: skip
_SHOES = {"es": "quiero unas zapatillas de trail blancas",
          "fr": "je voudrais des chaussures de trail blanches",
          "de": "ich möchte weiße Trailrunning Schuhe",
          "en": "I'd like white trail running shoes"}  # fmt: skip
_JACKET = {"es": "quiero una chaqueta impermeable azul",
           "fr": "je voudrais une veste imperméable bleue",
           "de": "ich möchte eine blaue Regenjacke",
           "en": "I'd like a blue rain jacket"}  # fmt: skip


def _lines(talk: Talk) -> list[tuple[str, int]]:
    return [(str(each.sku), each.quantity) for each in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "said", "count"),
    [
        ("es", "uy, espera, que hoy viene más gente a la oficina, que sean cuatro", 4),
        ("es", "espera, que viene mi cuñado a casa, que sean tres", 3),
        ("fr", "ah, mon frère vient aussi à la maison, qu'on en mette trois", 3),
        ("de", "oh warte, heute kommen mehr Leute ins Büro, machen wir vier", 4),
        ("en", "oh hang on, there's more people coming to the office today, make it four", 4),
    ],
)
def test_who_comes_as_well_makes_it_more_and_has_nothing_sent(
    language: str, said: str, count: int
) -> None:
    talk = Talk(language)
    talk.say(_MUGS[language], said)

    assert _lines(talk) == [("MUG", count)]
    assert talk.way() is FulfillmentMethod.PICKUP


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "ahora sí, cuatro"), ("fr", "là oui, quatre"), ("de", "jetzt ja, vier"),
     ("en", "now yes, four")],
)  # fmt: skip
def test_a_yes_with_another_number_buys_nothing_yet(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_MUGS[language], said)

    assert not talk.placed
    assert _lines(talk) == [("MUG", 4)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "uf, está lloviendo a mares, mejor mándenmelos a la casa"),
        ("es", "ay no, mejor me la traen a la casa"),
        ("es", "mejor que me la lleven a la casa, por favor"),
        ("es", "llueve a cántaros, mejor a la casa"),
        ("fr", "il pleut des cordes, plutôt livrée à la maison"),
        ("fr", "il neige, envoyez-la plutôt à la maison"),
    ],
)
def test_home_is_no_coffee_and_rain_no_bottle(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_LAMP[language], said)

    assert _lines(talk) == [("LAMP", 1)]
    assert talk.way() is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize(
    ("language", "said", "sku"),
    [
        ("fr", "je fais du 41... euh non, prenez 42, j'ai le pied large", "SHOE-WH-3"),
        ("fr", "d'habitude 41 mais mettez 42, elles taillent petit", "SHOE-WH-3"),
        ("fr", "42, j'ai le pied large", "SHOE-WH-3"),
        ("es", "uso el 41... ay no, deme 42, que tengo el pie ancho", "SHOE-WH-3"),
        ("es", "calzo 40, bueno no, póngame el 41 que los calcetines abultan", "SHOE-WH-2"),
        ("de", "ich hab 41... ach nein, nehmen Sie 42, ich hab breite Füße", "SHOE-WH-3"),
        ("en", "I'm a nine... oh no, give me a ten, I've got wide feet", "SHOE-WH-2"),
    ],
)
def test_the_size_that_is_taken_instead_is_meant(language: str, said: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(_SHOES[language], said)

    assert str(getattr(talk.spoken_of(), "sku", None)) == sku


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "je mets du M... ah non, prenez L, je mets un gros pull dessous"),
        ("es", "llevo la M... no, mejor deme la L, que tengo los hombros anchos"),
        ("de", "sonst trag ich M, ach nee, geben Sie mir L, ich hab breite Schultern"),
        ("en", "I wear a medium... no, let's take large, I've broad shoulders"),
    ],
)
def test_the_letter_that_is_taken_instead_is_meant(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_JACKET[language], said)

    assert str(getattr(talk.spoken_of(), "sku", None)) == "JACKET-BL-L"


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("il me faut deux cafés maison et un café expresso, livrés chez moi",
         [("HOUSE", 2), ("ESPRESSO", 1)]),
        ("trois cafés expresso et un café maison à livrer", [("ESPRESSO", 3), ("HOUSE", 1)]),
    ],
)  # fmt: skip
def test_two_coffees_that_are_sent_stay_two(said: str, lines: list[tuple[str, int]]) -> None:
    talk = Talk("fr")
    talk.say(said)

    assert _lines(talk) == lines


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "celle qui m'intéresse, c'est la 0001, elle en est où ?"),
        ("de", "mich interessiert die 0001, wo bleibt die?"),
    ],
)
def test_an_order_is_told_by_its_number_alone(language: str, said: str) -> None:
    talk = shopper_with(language, "confirmed LAMP", "ready HOUSE")

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("fr", "un paquet de café maison aux trois semaines, livré à la maison",
         "toutes les 3 semaines"),
        ("fr", "un café maison une semaine sur deux, livré à la maison", "toutes les 2 semaines"),
        ("fr", "j'aimerais recevoir un café expresso à tous les mois à la maison", "chaque mois"),
        ("es", "mándenme un café expreso semana por medio, a domicilio", "cada 2 semanas"),
        ("en", "send me a house blend fortnightly, delivered", "every 2 weeks"),
    ],
)  # fmt: skip
def test_how_often_is_told_in_other_words(language: str, said: str, told: str) -> None:
    assert told in Talk(language).say(said).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "said", "sku"),
    [
        ("fr", "bon tant pis, je vais quand même prendre une lampe frontale", "LAMP"),
        ("fr", "pas grave, on va prendre une tasse de camping", "MUG"),
        ("de", "egal, ich werde trotzdem einen Campingbecher nehmen", "MUG"),
        ("en", "oh well, I'm still going to get a camp mug", "MUG"),
    ],
)
def test_what_somebody_is_going_to_take_is_ordered(language: str, said: str, sku: str) -> None:
    talk = Talk(language)
    talk.say(said)

    assert _lines(talk) == [(sku, 1)]
    assert talk.way() is None
    assert not talk.choices()
