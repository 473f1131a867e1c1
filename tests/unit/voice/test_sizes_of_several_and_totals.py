"""Sizes told in letters are of the goods they are said with, in whatever language; what several
come to is told; how many are fetched, and how many there shall be in all, is heard."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "meine Frau und ich brauchen Regenjacken beide rot einmal M und einmal L"),
        ("de", "zwei rote Regenjacken, eine in M und eine in L"),
        ("en", "two red rain jackets, one in M and one in L"),
        ("es", "dos chaquetas rojas, una en M y otra en L"),
        ("fr", "deux vestes rouges, une en M et l'autre en L"),
        ("fr", "deux vestes rouges une M une L"),
    ],
)
def test_each_of_several_has_the_size_in_a_letter_that_is_told_with_it(
    language: str, said: str
) -> None:
    talk = Talk(language)
    way = {"de": "per Lieferung", "en": "delivered", "es": "a domicilio", "fr": "en livraison"}
    talk.say(said, way[language], {"de": "ja", "en": "yes", "es": "sí", "fr": "oui"}[language])

    assert talk.bought == [("JACKET-RD-L", 1), ("JACKET-RD-M", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "schickt mir eine Trinkflasche, die blaue Regenjacke in M und zwei Paar Wollsocken"),
        ("en", "send me a bottle, the blue rain jacket in M and two pairs of socks"),
        ("es", "mándame una botella, la chaqueta azul en M y dos pares de calcetines"),
        ("fr", "envoyez-moi une gourde, la veste bleue en M et deux paires de chaussettes"),
    ],
)
def test_a_size_in_a_letter_is_of_the_goods_in_the_middle_of_a_list(
    language: str, said: str
) -> None:
    talk = Talk(language)
    talk.say(said)
    if language in {"en", "es"}:
        talk.say({"en": "delivery", "es": "a domicilio"}[language])
    talk.say({"de": "ja", "en": "yes", "es": "sí", "fr": "oui"}[language])

    assert talk.bought == [("BOTTLE", 1), ("JACKET-BL-M", 1), ("SOCK", 2)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "eine rote Regenjacke in S nein in M per Lieferung"),
        ("de", "eine rote Regenjacke in M per Lieferung"),
        ("en", "one of the red rain jackets in M, delivered"),
    ],
)
def test_a_letter_that_is_taken_back_or_no_size_buys_nothing_more(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said, {"de": "ja", "es": "sí", "en": "yes"}[language])

    assert talk.bought == [("JACKET-RD-M", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("de", "ich brauch eine Regenjacke", "S müsst gehen"),
        ("de", "ich brauch eine Regenjacke", "S tut's auch"),
        ("en", "I need a rain jacket", "S should do"),
        ("fr", "il me faut une veste imperméable", "S ça ira"),
    ],
)
def test_a_letter_that_would_do_is_the_size_asked_for(language: str, asked: str, said: str) -> None:
    talk = Talk(language)
    talk.say(asked, said)

    item = talk.spoken_of()
    assert item is not None
    assert item.attributes["size"] == "S"


def test_who_stops_at_the_question_for_a_size_is_let_go() -> None:
    talk = Talk("de")
    assert "Auf Wiederhören" in talk.say("ich brauch eine Regenjacke", "stopp")


@pytest.mark.parametrize(
    ("language", "asked", "total"),
    [
        ("de", "was kosten zwei Paar Wollsocken zusammen", "36,00"),
        ("de", "was machen drei Becher zusammen", "37,50"),
        ("en", "how much are two pairs of socks together", "36.00"),
        ("es", "cuánto cuestan dos pares de calcetines en total", "36,00"),
        ("fr", "combien coûtent deux paires de chaussettes en tout", "36,00"),
    ],
)
def test_what_several_of_something_come_to_is_told(language: str, asked: str, total: str) -> None:
    assert total in Talk(language).say(asked)


def test_the_price_of_one_is_told_without_a_total() -> None:
    assert Talk("de").say("was kostet der Campingbecher").startswith("Campingbecher kostet 12,50")


@pytest.mark.parametrize(
    ("language", "asked", "said", "count"),
    [
        ("de", "habt ihr Stirnlampen", "ok dann hol ich zwei Stück in Mitte ab", 2),
        ("en", "do you have head lamps", "ok I'll come and collect two downtown", 2),
        ("es", "tenéis linternas frontales", "vale pues recojo dos en Centro", 2),
        ("de", "habt ihr Stirnlampen", "dann hol ich sie in zwei Stunden in Mitte ab", 1),
        ("en", "do you have head lamps", "ok I'll pick it up at two o'clock", 1),
    ],
)
def test_so_many_of_what_is_offered_are_fetched_as_are_told(
    language: str, asked: str, said: str, count: int
) -> None:
    talk = Talk(language)
    talk.say(asked, said)

    assert [each.quantity for each in talk.shop_lines()] == [count]


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("de", "zwei Campingbecher per Lieferung", "könnten Sie noch einen dazu tun also drei"
         " insgesamt"),
        ("en", "two camp mugs delivered please", "could you add one more so three in total"),
        ("es", "dos tazas de camping a domicilio", "¿puede añadir una más? o sea tres en total"),
        ("fr", "deux tasses de camping en livraison", "vous pouvez en rajouter une donc trois en"
         " tout"),
    ],
)  # fmt: skip
def test_how_many_there_shall_be_in_all_counts(language: str, asked: str, said: str) -> None:
    talk = Talk(language)
    talk.say(asked, said)

    assert [each.quantity for each in talk.shop_lines()] == [3]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "eine Stirnlampe und die Trailrunning Schuhe in schwarz 41 per Lieferung"),
        ("fr", "une lampe frontale et les chaussures de trail en noir 41 en livraison"),
    ],
)
def test_a_size_in_figures_behind_the_last_of_a_list_counts_nothing(
    language: str, said: str
) -> None:
    talk = Talk(language)
    talk.say(said, {"de": "ja", "fr": "oui"}[language])

    assert talk.bought == [("LAMP", 1), ("SHOE-BK-2", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "ich hätt gern das was ich immer nehm"),
        ("de", "das, was ich sonst auch hol"),
    ],
)
def test_what_is_always_taken_is_the_usual(language: str, said: str) -> None:
    talk = shopper_with(language, "usual SOCK*2")
    talk.say(said, "ja")

    assert talk.bought == [("SOCK", 2)]
