"""What was wrong in conversations that somebody else wrote, by its kind."""

from __future__ import annotations

import pytest

from app.voice.dialogue.reasons import reason_in
from app.voice.nlu.order_talk import without_kept
from app.voice.nlu.self_repair import repaired
from app.voice.nlu.taken_offers import count_enough
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.ways import method_in
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod
from tests.conversations.runner import give
from tests.conversations.talk import Talk

READ_BACK = {
    "en": "two camp mugs for pickup downtown",
    "es": "quiero dos tazas de camping para recoger en Centro",
    "fr": "je voudrais deux tasses de camping, retrait à République",
    "de": "ich möchte zwei Campingbecher, Abholung in Mitte",
}
SENT = {
    "en": "for delivery to your address",
    "es": "con envío a la dirección",
    "fr": "à livrer à l'adresse",
    "de": "mit Lieferung an die Adresse",
}


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


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("one lamp is enough", 1),
        ("two of those are plenty", 2),
        ("con una me alcanza", 1),
        ("basta con dos", 2),
        ("une seule suffit", 1),
        ("mettez-m'en plus qu'un seul", 1),
        ("eine Lampe reicht eigentlich", 1),
        ("drei reichen", 3),
        ("is one big enough", None),
        ("I've had enough", None),
        ("est-ce qu'un vendeur est là", None),
    ],
)
def test_how_many_are_enough_is_heard(said: str, count: int | None) -> None:
    assert count_enough(said) == count


def test_of_two_lamps_one_is_enough() -> None:
    talk = Talk("de")

    talk.say("ein Familienzelt und zwei Stirnlampen nach Hause", "Moment, eine Lampe reicht", "ja")

    assert talk.bought == [("FAMTENT", 1), ("LAMP", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "said", "bought"),
    [
        ("en", "do you have the house blend coffee", "great, three bags please", 3),
        ("fr", "vous avez du café maison ?", "allez, deux paquets", 2),
        ("de", "habt ihr Hauskaffee", "gut, dann drei Packungen", 3),
    ],
)
def test_packs_of_what_is_offered_are_no_other_goods(
    language: str, asked: str, said: str, bought: int
) -> None:
    talk = Talk(language)

    talk.say(asked, said)

    assert [(each.title, each.quantity) for each in talk.shop_lines()] == [
        (talk.shop_lines()[0].title, bought)
    ]


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


ORDERS = {
    "en": "I've got two orders open with you and I'd like to call one off",
    "es": "tengo dos pedidos hechos y quiero quitar uno",
    "fr": "j'ai deux commandes en cours, je veux en annuler une",
    "de": "ich hab zwei Bestellungen laufen und will eine stornieren",
}


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "the mug, the socks I still want", "Camp Mug"),
        ("en", "the one with the mug", "Camp Mug"),
        ("es", "el de la taza, los calcetines sí los quiero", "Taza de Camping"),
        ("fr", "celle de la tasse, je garde les chaussettes", "Tasse de Camping"),
        ("de", "die Becher, die Socken behalte ich", "Campingbecher"),
    ],
)
def test_of_two_orders_the_one_is_canceled_whose_goods_are_named(
    language: str, said: str, asked: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed MUG")
    give(talk.shop, "confirmed SOCK")

    assert asked not in talk.say(ORDERS[language])
    assert asked in talk.say(said)


def test_who_still_wants_it_cancels_nothing() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed MUG")

    talk.say("cancel my order", "yes, I still want it")

    assert [each.value for each in talk.placed] == ["confirmed"]


def test_goods_that_shall_stay_are_not_the_ones_that_are_canceled() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed MUG")
    give(talk.shop, "confirmed SOCK")

    assert "0002" in talk.say("cancel the socks but keep the mug")


def test_an_order_that_stands_is_canceled_rather_than_one_that_is_over() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed MUG")
    give(talk.shop, "completed SOCK")

    assert "Camp Mug" in talk.say("cancel my order please")


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "cancel the order with the jacket", "Why are you returning Rain Jacket?"),
        ("en", "I don't want the jacket any more, can you take it back", "$99.00 back for Rain"),
        ("fr", "la veste, finalement je n'en veux plus, vous la reprenez ?", "pour Veste"),
        ("de", "die Jacke will ich doch nicht mehr, nehmt ihr die zurück?", "Sie Regenjacke"),
    ],
)
def test_what_the_shopper_has_already_goes_back_instead(
    language: str, said: str, asked: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed JACKET-RD-M SOCK")

    assert asked in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I ordered running shoes last week, can I come and get them?"),
        ("es", "pedí ayer unas zapatillas, ¿puedo pasar a recogerlas?"),
        ("fr", "j'avais commandé des baskets, je peux venir les prendre ?"),
        ("de", "ich hab gestern Laufschuhe bestellt, kann ich die schon abholen?"),
    ],
)
def test_who_ordered_something_and_asks_for_it_is_told_of_that_order(
    language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "ready SHOE-WH-2")
    give(talk.shop, "confirmed MUG")

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "put my coffee on hold for a while, would you"),
        ("es", "pon en pausa mi café una temporada"),
        ("fr", "mettez mon café en pause quelque temps"),
        ("de", "leg meinen Kaffee mal auf Eis"),
    ],
)
def test_what_comes_again_is_halted_though_no_subscription_is_spoken_of(
    language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE")
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    made = talk.shop.subscriptions.kept.values()
    assert [each.state.value for each in made if each.sku == "HOUSE"] == ["paused"]


def test_goods_put_on_hold_for_somebody_are_no_subscription() -> None:
    assert "size" in Talk("en").say("put the red jacket on hold for me")


def test_who_has_no_subscription_and_says_how_often_wants_one() -> None:
    talk = Talk("fr")

    wish = "est-ce que vous pourriez m'envoyer deux paquets de café maison chaque mois"
    talk.say(wish, "à retirer", "oui")

    made = talk.shop.subscriptions.kept.values()
    assert [each.quantity for each in made if each.sku == "HOUSE"] == [2]


@pytest.mark.parametrize("said", ["bring it to us", "by post please"])
def test_how_a_subscription_comes_is_told_in_any_words_of_delivery(said: str) -> None:
    talk = Talk("en")

    talk.say("subscribe me to the espresso roast coffee every two weeks")

    assert "for delivery" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said", "back"),
    [
        ("en", "I'd like to exchange the blue jacket for a red one", 1),
        ("en", "can I swap the blue one for a large", 1),
        ("es", "quiero cambiar la chaqueta azul por una roja", 1),
        ("fr", "je voudrais échanger la veste bleue contre une rouge", 1),
        ("de", "ich möchte die blaue Regenjacke gegen eine rote tauschen", 1),
    ],
)
def test_the_color_of_what_is_exchanged_tells_which_goes_back(
    language: str, said: str, back: int
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed JACKET-RD-M JACKET-BL-S")
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    assert [each.lines[0][0] for each in talk.shop.given_back] == [back]


def test_an_exchange_is_asked_for_with_the_verb_of_those_who_do_it() -> None:
    talk = Talk("es")
    give(talk.shop, "completed SHOE-WH-1")

    answered = talk.say("¿me cambian las zapatillas blancas por unas negras del mismo número?")

    assert "Negro" in answered
    assert "Devuelves" in answered


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "my head lamp keeps flickering, I'd like my money back"),
        ("es", "la linterna se apaga sola, quiero devolverla"),
        ("fr", "ma lampe frontale clignote toute seule, je voudrais la rendre"),
        ("de", "die Stirnlampe flackert ständig, ich will sie zurückgeben"),
    ],
)
def test_what_does_not_work_as_it_should_is_a_reason(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed LAMP")
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(said, yes[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["defective"]


COFFEES = {
    "en": "what coffee do you have",
    "es": "¿qué cafés tenéis?",
    "fr": "vous avez quoi comme café ?",
    "de": "was für Kaffee habt ihr",
}


@pytest.mark.parametrize(
    ("language", "said", "taken"),
    [
        ("en", "the cheaper one please", "House Blend Coffee: 8"),
        ("en", "whichever is cheapest", "House Blend Coffee: 8"),
        ("en", "the more expensive one", "Espresso Roast Coffee: 8"),
        ("es", "el más barato de los dos", "Café de la Casa: 8"),
        ("fr", "le moins cher des deux", "Café Maison : 8"),
        ("de", "den billigsten", "Hauskaffee: 8"),
        ("de", "den teureren", "Espresso Kaffee: 8"),
    ],
)
def test_the_cheapest_of_those_read_out_is_taken_without_another_question(
    language: str, said: str, taken: str
) -> None:
    talk = Talk(language)

    talk.say(COFFEES[language])

    assert taken in talk.say(said).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "asked", "said", "told"),
    [
        ("en", "what's the price of the family tent", "and the two person one?", "Two Person Tent"),
        ("es", "¿qué precio tiene la carpa familiar?", "uf, ¿y la de dos personas?", "Carpa Dos"),
        ("fr", "combien coûte la tente familiale ?", "et la deux places ?", "Tente Deux Places"),
        ("de", "was kostet das Familienzelt", "und das für zwei?", "Zelt für Zwei"),
        ("de", "was kostet das Familienzelt", "hm, und der Campingbecher?", "Campingbecher: 8"),
    ],
)
def test_other_goods_asked_after_by_what_tells_them_apart_are_found(
    language: str, asked: str, said: str, told: str
) -> None:
    talk = Talk(language)

    talk.say(asked)

    assert told in talk.say(said)


MUGS_AND_LAMP = {
    "en": "four camp mugs and a head lamp to my door",
    "es": "cuatro tazas de camping y una linterna frontal a casa",
    "fr": "quatre tasses de camping et une lampe frontale à la maison",
    "de": "vier Campingbecher und eine Stirnlampe nach Hause",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "hmm, leave out the lamp and make it three mugs"),
        ("en", "three mugs only, and lose the lamp"),
        ("es", "quita la linterna y pon tres tazas"),
        ("fr", "enlevez la lampe et mettez trois tasses"),
        ("de", "nimm die Lampe raus und mach drei Becher draus"),
    ],
)
def test_one_line_is_taken_out_and_another_changed_in_one_breath(language: str, said: str) -> None:
    talk = Talk(language)
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}

    talk.say(MUGS_AND_LAMP[language], said, yes[language])

    assert talk.bought == [("MUG", 3)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "die rote Regenjacke"), ("fr", "je l'ai eue au magasin"), ("en", "I'll say it later")],
)
def test_words_that_only_begin_like_a_reason_are_none(language: str, said: str) -> None:
    heard = Understanding(intent=Intent.INFORM, text=said.lower())

    assert reason_in(heard, asked=True) is None


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("cancel the socks but keep the mug", "cancel the socks"),
        ("el de la botella, la taza sí la quiero", "el de la botella"),
        ("la lampe, je garde la tasse", "la lampe"),
        ("die Lampe, den Becher behalte ich", "die Lampe"),
        ("the lamp, I want to return it", None),
        ("la linterna, ya no la quiero", None),
        ("la lampe, je ne la garde pas", None),
        ("die Lampe, die will ich nicht behalten", None),
        ("yes, I still want it", None),
    ],
)
def test_what_is_said_of_goods_that_stay_is_left_out(said: str, left: str | None) -> None:
    assert without_kept(said) == left
