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


@pytest.mark.parametrize("question", ["how long to ship", "how much is shipping"])
def test_a_question_about_delivery_has_nothing_sent(question: str) -> None:
    talk = Talk("en")
    talk.say("do you have the camp mug")

    told = talk.say(question)

    assert "pickup at Downtown? Yes or no?" in told


@pytest.mark.parametrize("words", ["no I'll get it at ballard", "I'd rather get it at ballard"])
def test_who_gets_it_at_a_store_has_it_sent_no_more(words: str) -> None:
    talk = Talk("en")
    talk.say("order a camp mug for delivery")

    assert "for pickup at Ballard" in talk.say(words)


@pytest.mark.parametrize(
    ("language", "order", "words", "told"),
    [
        ("es", "pon cuatro tazas", "no, cinco", "5 Taza de Camping"),
        ("en", "add four mugs to my cart", "no five", "5 Camp Mug"),
        ("de", "leg vier Becher in den Korb", "nein, fünf", "5 Campingbecher"),
        ("fr", "ajoutez quatre tasses au panier", "non, cinq", "5 Tasse de Camping"),
    ],
)
def test_another_count_at_anything_else_is_of_what_was_named_last(
    language: str, order: str, words: str, told: str
) -> None:
    talk = Talk(language)
    talk.say(order)

    assert told in talk.say(words)


@pytest.mark.parametrize(
    "words",
    [
        "to my work: 5 Oak Avenue, Tacoma 98402",
        "send it to my office at 5 Oak Avenue, Tacoma 98402",
    ],
)
def test_whose_address_it_is_is_no_city(words: str) -> None:
    talk = Talk("en")
    talk.say("order a steel bottle, deliver it")

    assert "5 Oak Avenue, Tacoma, 98402" in talk.say(words)


def test_a_count_of_what_is_in_hand_is_no_other_goods() -> None:
    talk = Talk("en")
    talk.say("I want espresso and socks")
    talk.say("make it two coffees")
    talk.say("pickup")

    assert "2 Espresso Roast Coffee" in talk.say("downtown")


@pytest.mark.parametrize("words", ["in mittel", "die mittlere", "mittel bitte"])
def test_a_size_is_told_in_a_phrase(words: str) -> None:
    talk = Talk("de")
    talk.say("habt ihr Regenjacken")

    assert "Größe mittel" in talk.say(words)


def test_every_part_of_a_list_is_kept_behind_a_clause() -> None:
    talk = Talk("es")
    talk.say("apúntame una linterna frontal, una taza de camping y una botella de acero, paso yo")
    talk.say("en la tienda Centro")

    assert {str(each.sku) for each in talk.shop_lines()} == {"LAMP", "MUG", "BOTTLE"}

    talk.say("quita la botella, que ya tengo dos")

    lines = {(str(each.sku), each.quantity) for each in talk.shop_lines()}
    assert lines == {("LAMP", 1), ("MUG", 1)}


@pytest.mark.parametrize(
    ("language", "order", "words"),
    [
        ("de", "zwei Stirnlampen zum Abholen bitte", "ja, zwei Trinkflaschen"),
        ("en", "order a head lamp for pickup downtown", "yes two water bottles"),
    ],
)
def test_a_yes_that_names_other_goods_buys_nothing(language: str, order: str, words: str) -> None:
    talk = Talk(language)
    talk.say(order)
    talk.say(words)

    assert talk.bought == []


def test_a_sigh_before_a_question_is_no_yes() -> None:
    talk = Talk("fr")
    talk.say("c'est quoi le prix de la tente familiale")

    assert "249" in talk.say("oula, vous avez pas moins cher")


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("es", "estaba mirando la carpa familiar", "Sí. Carpa Familiar"),
        ("fr", "vous avez la tente familiale ?", "Tente Familiale"),
    ],
)
def test_a_size_that_goods_are_called_by_is_of_their_name(
    language: str, words: str, told: str
) -> None:
    heard = Talk(language).say(words)

    assert told in heard
    assert "Dos Personas" not in heard


def test_one_of_two_subscriptions_is_chosen_with_what_shall_become_of_it() -> None:
    talk = Talk("en")
    give(talk.shop, "subscription HOUSE")
    give(talk.shop, "subscription ESPRESSO")
    talk.say("we've got two coffees coming every month and it's too much")

    assert "Shall I end" in talk.say("cancel the espresso one for good, the house can stay")
