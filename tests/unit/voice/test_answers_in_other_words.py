"""Answers to an open question in other words: yes, sizes, colors, and ways of getting goods."""

from __future__ import annotations

from datetime import date

import pytest

from app.voice.nlu.entities.reader import read_entities
from app.voice.nlu.labels import Label
from app.voice.nlu.self_repair import repaired
from app.voice.nlu.ways import method_in
from domain.orders import FulfillmentMethod
from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("red... nah, blue", "blue"),
        ("the red one nah the blue one", "the blue one"),
        ("rot... nee, blau", "blau"),
        ("rouge… non, bleu", "bleu"),
        ("rojo... no, azul", "azul"),
    ],
)
def test_a_color_taken_back_behind_a_pause_is_left_out(said: str, meant: str) -> None:
    assert repaired(said) == meant


@pytest.mark.parametrize("said", ["rojo, no azul", "the mug, not the lamp", "no, the blue one"])
def test_a_color_that_is_denied_takes_nothing_back(said: str) -> None:
    assert repaired(said) == said


JACKET = {
    "en": "do you have the rain jacket in red, medium",
    "es": "¿tenéis la chaqueta impermeable en rojo, talla M?",
    "fr": "vous avez la veste imperméable en rouge, taille M ?",
    "de": "habt ihr die Regenjacke in rot, Größe M?",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "make it an L"),
        ("en", "in large actually"),
        ("es", "mejor en la L"),
        ("es", "la L mejor"),
        ("fr", "plutôt en L en fait"),
        ("fr", "prenez-la plutôt en L"),
        ("de", "nehme ich doch lieber in L"),
        ("de", "mach mal L draus"),
    ],
)
def test_a_size_of_one_letter_is_heard_among_words_of_wishing(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(JACKET[language], said)

    assert [each.options["size"] for each in talk.shop_lines()] == ["L"]


READ_BACK = {
    "en": "two camp mugs for pickup downtown",
    "es": "quiero dos tazas de camping para recoger en Centro",
    "fr": "je voudrais deux tasses de camping, retrait à République",
    "de": "ich möchte zwei Campingbecher, Abholung in Mitte",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "spot on"),
        ("en", "yeah that'll do"),
        ("en", "that's the lot, yes"),
        ("en", "that's the one, yes"),
        ("en", "yes, much better"),
        ("en", "works for me"),
        ("en", "you bet"),
        ("en", "yeah go on"),
        ("en", "book it"),
        ("en", "that's fine"),
        ("en", "alright then"),
        ("en", "I'm happy with that"),
        ("en", "good to go"),
        ("fr", "ok pour moi"),
        ("fr", "je valide"),
        ("de", "dann mal los"),
        ("de", "jetzt passt's"),
    ],
)
def test_an_order_read_back_is_bought_by_other_words_for_yes(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language], said)

    assert talk.bought == [("MUG", 2)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "yes the unicorn"),
        ("en", "yes express"),
        ("en", "yes, but gift wrapped"),
        ("en", "that'd be lovely weather for it"),
        ("en", "yes just one"),
        ("en", "I guess so"),
        ("es", "supongo"),
        ("es", "sí, con lazo"),
        ("fr", "oui, avec un ruban"),
        ("de", "ja, mit Schleife"),
        ("es", "sí, pero mándamelas"),
        ("fr", "d'accord, c'est combien ?"),
        ("de", "klar, was kostet das"),
        ("en", "lovely mug that"),
        ("en", "fine, whatever"),
        ("en", "sounds expensive"),
    ],
)
def test_a_yes_with_more_or_with_doubt_buys_nothing(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language], said)

    assert talk.placed == []


@pytest.mark.parametrize(
    "said",
    [
        "I can pop into Ballard after work",
        "I'll nip in tomorrow",
        "me acerco yo a la tienda",
        "ya paso por la tienda",
        "je ferai un saut à Bastille",
        "je viens au magasin",
        "die hol ich in Altona ab",
        "nicht liefern, ich hole es ab",
        "pickup, not delivery",
    ],
)
def test_who_says_that_they_come_by_picks_it_up(said: str) -> None:
    assert method_in(said) is FulfillmentMethod.PICKUP


@pytest.mark.parametrize(
    "said",
    [
        "bring it to us",
        "by post, please",
        "have it delivered, not picked up",
        "no quiero recogerlo, envíamelo",
        "me lo traéis a casa",
        "livraison plutôt que retrait",
        "apportez-la-moi",
        "diesmal aber nach Hause liefern, nicht abholen",
        "bringt es mir vorbei",
        "per Post wär besser",
    ],
)
def test_who_will_not_come_has_it_sent(said: str) -> None:
    assert method_in(said) is FulfillmentMethod.SHIPPING


SENT = {
    "en": "for delivery to your address",
    "es": "con envío a la dirección",
    "fr": "à livrer à l'adresse",
    "de": "mit Lieferung an die Adresse",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "drop them round to me instead"),
        ("en", "delivery to my house, please"),
        ("es", "shipping a casa, please"),
        ("es", "envío a domicilio"),
        ("fr", "livraison à la maison"),
        ("de", "Lieferung nach Hause bitte"),
        ("de", "diesmal aber nach Hause liefern, nicht abholen"),
        ("de", "per Post wär besser"),
    ],
)
def test_another_way_said_in_so_many_words_is_taken_at_the_read_back(
    language: str, said: str
) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language])

    assert SENT[language] in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "¿hacen envíos a domicilio?"), ("fr", "vous livrez ?"), ("de", "liefert ihr auch?")],
)
def test_who_asks_whether_it_can_be_sent_is_only_told(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language])

    assert SENT[language] not in talk.say(said)


def test_a_store_named_among_words_of_leaving_is_where_it_is_fetched() -> None:
    talk = Talk("de")

    talk.say("ein Zelt für Zwei bitte, zum Abholen in Mitte")

    assert "Altona" in talk.say("dann halt in Altona")


def test_a_size_that_there_is_perhaps_is_no_name_of_goods() -> None:
    talk = Talk("es")

    talk.say("me hacen falta unas zapatillas de trail")

    assert "43" in talk.say("una 43, si hay")


@pytest.mark.parametrize(
    ("language", "size", "said"),
    [("es", "43", "43"), ("en", "12", "twelve"), ("en", "12", "12, please")],
)
def test_a_size_by_its_number_alone_that_there_is_not_is_said_to_be_none(
    language: str, size: str, said: str
) -> None:
    talk = Talk(language)
    wish = {"es": "me hacen falta unas zapatillas de trail", "en": "I want trail running shoes"}

    talk.say(wish[language])

    assert size in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "brilliant, that's sorted then"),
        ("en", "great, thanks"),
        ("fr", "impeccable, merci"),
        ("de", "super, danke"),
    ],
)
def test_praise_and_thanks_for_what_was_read_back_buy_it(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language], said)

    assert talk.bought == [("MUG", 2)]


@pytest.mark.parametrize(
    ("language", "said", "where"),
    [
        ("en", "can I get them from Ballard, it's near my house", "pickup at Ballard"),
        ("fr", "je préférerais à Bastille, c'est à côté de chez moi", "retirer à Bastille"),
        ("de", "lieber in Altona, das liegt näher an zu Hause", "Abholen in Altona"),
    ],
)
def test_a_store_near_home_is_no_delivery(language: str, said: str, where: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language])

    assert where in talk.say(said)


def test_a_size_before_a_polite_word_is_heard() -> None:
    talk = Talk("fr")

    talk.say("une veste imperméable rouge en M, s'il vous plaît")

    assert [each.options["size"] for each in talk.shop_lines()] == ["M"]


@pytest.mark.parametrize(
    ("language", "said", "color"),
    [
        ("en", "oh no, it's the blue one my wife wanted", "Blue"),
        ("es", "ay no, mi mujer quería la azul", "Azul"),
        ("fr", "mince, non, c'est la bleue que ma femme voulait", "Bleu"),
        ("de", "Mist, nein, meine Frau wollte die blaue", "Blau"),
    ],
)
def test_a_color_that_somebody_else_wanted_changes_the_order(
    language: str, said: str, color: str
) -> None:
    talk = Talk(language)
    wish = {
        "en": "a red rain jacket in medium, pickup downtown",
        "es": "una chaqueta impermeable roja, talla M, para recoger en Centro",
        "fr": "une veste imperméable rouge en M, retrait à République",
        "de": "eine rote Regenjacke in M, Abholung in Mitte",
    }

    talk.say(wish[language], said)

    assert [each.options["color"] for each in talk.shop_lines()] == [color]
    assert talk.placed == []


@pytest.mark.parametrize(
    ("language", "wish", "said", "color"),
    [
        ("en", "I'm after some trail running shoes in 11", "ooh, do they come in blue", "Blue"),
        ("es", "busco unas zapatillas de trail, talla 41", "anda, ¿las hay en azul?", "azul"),
    ],
)
def test_a_color_that_is_asked_for_names_no_other_goods(
    language: str, wish: str, said: str, color: str
) -> None:
    talk = Talk(language)

    talk.say(wish)

    assert color.lower() in talk.say(said).lower()
    assert [choice.label for choice in talk.choices()]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "if I leave work at six, will you still be there"),
        ("es", "si salgo a las seis, ¿estaréis todavía ahí?"),
        ("fr", "si je pars du boulot à dix-huit heures, vous serez encore là ?"),
        ("de", "wenn ich um sechs loskomme, seid ihr dann noch da?"),
    ],
)
def test_who_asks_whether_somebody_is_there_is_told_the_hours(language: str, said: str) -> None:
    answered = Talk(language).say(said).replace("\xa0", " ")

    assert any(hour in answered for hour in ("7 PM", "7 de la tarde", "19 heures", "19 Uhr"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "great, and which street is it again?"),
        ("es", "vale, ¿y en qué calle está?"),
        ("fr", "super, et c'est quelle rue déjà ?"),
        ("de", "super, und welche Straße war das?"),
    ],
)
def test_the_street_is_told_to_who_asks_for_it(language: str, said: str) -> None:
    assert "12 Pine Street" in Talk(language).say(said)


def test_a_color_that_is_taken_names_no_goods() -> None:
    talk = Talk("en")

    talk.say("rain jacket in a medium please", "is there a green", "fine, I'll take it in blue")
    talk.say("pickup", "Downtown", "yes")

    assert talk.bought == [("JACKET-BL-M", 1)]


@pytest.mark.parametrize(
    ("language", "goods", "said"),
    [
        ("de", "Becher", "ja, vier Stück davon"),
        ("en", "camp mug", "yes, four of those please"),
        ("fr", "une tasse de camping", "oui, quatre"),
    ],
)
def test_a_yes_with_a_count_takes_so_many(language: str, goods: str, said: str) -> None:
    talk = Talk(language)

    asked = talk.say(goods, said)

    assert asked.startswith("4 ")


def test_days_that_something_lasted_count_no_goods() -> None:
    read = read_entities(
        "meine Stirnlampe geht nach zwei Tagen nicht mehr an",
        label=Label.RETURN_ITEM,
        today=date(2026, 3, 11),
        lang="de",
    )

    assert [item.quantity for item in read.items] in ([None], [1])


def test_what_was_bought_is_no_wish_beside_its_return() -> None:
    talk = Talk("es")
    give(talk.shop, "completed MUG BOTTLE")

    told = talk.say("compré una botella de acero con ustedes y pierde agua, quiero devolverla")

    assert "lo otro" not in told


def test_what_a_subscription_costs_is_told_and_it_still_waits_for_a_yes() -> None:
    talk = Talk("es")

    talk.say("quiero café expreso cada mes", "a domicilio")
    told = talk.say("espere, ¿a cuánto me sale eso?")

    assert "16" in told
    assert "¿Lo programo" in told


def test_the_end_of_a_compound_names_what_goes_back() -> None:
    talk = Talk("de")
    give(talk.shop, "completed MUG SOCK")

    asked = talk.say("ich möchte etwas zurückschicken", "den Becher")

    assert asked.startswith("Warum geben Sie Campingbecher zurück?")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "I'd like the same as always but three"), ("es", "lo de siempre pero tres")],
)
def test_the_usual_may_be_more_or_less_this_time(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "usual HOUSE*2")

    assert talk.say(said).startswith("3 ")


def test_when_it_comes_is_asked_of_the_order_just_told_of() -> None:
    talk = Talk("es")
    give(talk.shop, "confirmed LAMP")

    assert talk.say("¿ya salió mi pedido?", "¿cuándo llega?").startswith("El pedido 0001")
