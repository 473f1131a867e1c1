"""Conversations in other words than before, and what was wrong in them."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "hours", "other", "told"),
    [
        ("en", "are you open on sunday", "what about the other store", "Ballard is"),
        ("es", "¿hasta qué hora abrís hoy?", "¿y la otra tienda?", "Norte está"),
        ("fr", "vous êtes ouverts le dimanche ?", "et l'autre magasin ?", "Bastille est"),
        ("de", "wann habt ihr heute offen", "und die andere Filiale?", "Altona ist"),
    ],
)
def test_the_other_store_is_asked_for_behind_the_hours_of_one(
    language: str, hours: str, other: str, told: str
) -> None:
    talk = Talk(language)
    talk.say(hours)

    assert told in talk.say(other)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "did my payment go through"),
        ("en", "how much did I pay"),
        ("en", "what was my order number"),
        ("es", "¿cuánto me cobraron?"),
        ("es", "¿cuál era mi número de pedido?"),
        ("fr", "combien j'ai payé"),
        ("fr", "c'était quoi mon numéro de commande"),
        ("de", "wie viel habe ich da bezahlt"),
        ("de", "wie war nochmal meine Bestellnummer"),
    ],
)
def test_what_was_paid_and_its_number_are_told_with_the_order(language: str, words: str) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed LAMP")

    told = talk.say(words)

    assert "0001" in told
    assert "38" in told


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", "I ordered a lamp yesterday but I need it sent to my office instead", "an address"),
        ("es", "pedí una linterna pero quiero que la manden a mi oficina", "la dirección"),
        ("de", "ich hab eine Lampe bestellt, die soll an meine Arbeit geliefert werden", "Adresse"),
    ],
)
def test_what_is_on_its_way_and_shall_go_elsewhere_is_no_return_and_no_order(
    language: str, words: str, told: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed LAMP")

    assert told in talk.say(words)
    assert len(talk.bought) == 1


def test_a_size_told_at_the_price_is_no_count_and_leads_on() -> None:
    talk = Talk("en")
    talk.say("how much are your cheapest running shoes")

    assert "in size 10" in talk.say("in 10 then")
    assert "size 10, White: 8 at Downtown" in talk.say("white")
    assert "1 Trail Running Shoes, size 10, White, for pickup" in talk.say(
        "hold them for me, I'll come by tomorrow"
    )


@pytest.mark.parametrize(
    ("language", "gift", "bound"),
    [
        ("en", "I'm looking for a gift for my dad, he likes camping", "something under 50"),
        ("es", "busco un regalo para mi papá, le gusta acampar", "algo de menos de 50"),
        ("fr", "je cherche un cadeau pour mon père, il aime le camping", "moins de 50"),
        ("de", "ich suche ein Geschenk für meinen Vater, der geht gern zelten", "unter 50"),
    ],
)
def test_goods_at_a_price_are_read_out_to_who_looks_for_a_gift(
    language: str, gift: str, bound: str
) -> None:
    talk = Talk(language)
    talk.say(gift)

    assert "12,50" in (told := talk.say(bound)) or "12.50" in told
