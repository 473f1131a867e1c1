"""What was wrong in conversations written before any of them was played, by its kind."""

from __future__ import annotations

import pytest

from app.voice.nlu.self_repair import repaired
from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("medium, no scratch that, large", "large"),
        ("mediana, no, perdón, la grande", "la grande"),
        ("klein, ach nein, mittel", "mittel"),
        ("du M, euh non, du L", "du L"),
        ("des chaussettes, non pardon, des gants", "des gants"),
    ],
)
def test_a_size_taken_back_in_words_is_left_out(said: str, meant: str) -> None:
    assert repaired(said) == meant


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "sure, I'll grab it from the store"),
        ("en", "yes, I'll get it from the shop"),
        ("fr", "oui, je passe la prendre"),
    ],
)
def test_a_yes_with_the_way_it_is_fetched_takes_the_offer(language: str, said: str) -> None:
    goods = {"en": "do you have the camp mug", "fr": "vous avez des tasses de camping ?"}
    talk = Talk(language)

    talk.say(goods[language])
    answered = talk.say(said)

    assert any(word in answered for word in ("Shall I go ahead?", "Je valide ?"))


READ_BACK = {
    "en": "two camp mugs for pickup downtown",
    "es": "quiero dos tazas de camping para recoger en Centro",
    "fr": "je voudrais deux tasses de camping, retrait à République",
    "de": "ich möchte zwei Campingbecher, Abholung in Mitte",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "all good, go for it"),
        ("en", "yep, all good"),
        ("es", "sí, todo bien"),
        ("fr", "oui, tout est bon"),
        ("de", "ja, alles gut"),
    ],
)
def test_all_good_beside_a_yes_is_a_yes(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language], said)

    assert talk.bought == [("MUG", 2)]


@pytest.mark.parametrize("said", ["no, all good", "I'm all good thanks"])
def test_all_good_without_a_yes_buys_nothing(said: str) -> None:
    talk = Talk("en")

    talk.say(READ_BACK["en"], said)

    assert talk.placed == []


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("en", "oh hang on, could you drop it at my house instead", "for delivery"),
        ("en", "can you drop them off at my place", "for delivery"),
        ("es", "mejor a mi domicilio", "con envío"),
        ("fr", "non, à mon domicile", "à livrer"),
        ("en", "actually, bump it up to three", "3 Camp Mug"),
        ("en", "bump it up to three mugs", "3 Camp Mug"),
        ("es", "súbelo a tres", "3 Taza"),
        ("fr", "passez à trois", "3 Tasse"),
        ("de", "erhöhen Sie auf drei", "3 Camping"),
    ],
)
def test_an_order_read_back_is_sent_or_raised_as_people_say_it(
    language: str, said: str, then: str
) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language])

    assert then in talk.say(said)


def test_thanks_beside_another_way_change_the_order() -> None:
    talk = Talk("de")

    talk.say(READ_BACK["de"])

    assert "mit Lieferung" in talk.say("ach wisst ihr was, liefert sie mir lieber")


def test_goods_that_are_counted_are_wanted_and_not_only_looked_for() -> None:
    talk = Talk("es")

    talk.say("hola, pues mira, quería dos tazas de camping, de esas para el monte", "paso yo")

    assert "2 Taza" in talk.say("Norte")


@pytest.mark.parametrize("said", ["I'll fetch it later", "I'll fetch it", "I'll come get it later"])
def test_who_fetches_it_later_does_not_leave(said: str) -> None:
    talk = Talk("en")

    talk.say("order a camp mug")

    assert "Which store?" in talk.say(said)


def test_to_drop_something_still_takes_it_out() -> None:
    talk = Talk("en")

    talk.say("a camp mug and a head lamp for pickup downtown")

    assert "without Head Lamp" in talk.say("drop the head lamp")


def test_who_names_goods_and_comes_to_get_them_is_not_asked_how() -> None:
    answered = Talk("en").say("I need one of those steel bottles, I'll come and get it")

    assert "pickup at a store, or delivery" not in answered


@pytest.mark.parametrize(
    ("language", "goods", "said"),
    [
        ("en", "how much is the family tent", "umm no, I'd better ask my wife first"),
        ("en", "how much is the family tent", "I'll have to check with my husband"),
        ("en", "how much is the family tent", "let me sleep on it"),
        ("es", "¿cuánto cuesta la carpa familiar?", "déjame consultarlo con mi marido"),
        ("es", "¿cuánto cuesta la carpa familiar?", "tengo que hablarlo con mi mujer"),
        ("fr", "combien coûte la tente familiale ?", "non, je vais en parler à ma femme d'abord"),
        ("fr", "combien coûte la tente familiale ?", "la nuit porte conseil"),
        ("de", "was kostet das Familienzelt?", "hm, da muss ich noch mal drüber schlafen"),
        ("de", "was kostet das Familienzelt?", "das bespreche ich erst mit meiner Frau"),
    ],
)
def test_who_asks_at_home_first_buys_nothing_and_may_go(
    language: str, goods: str, said: str
) -> None:
    talk = Talk(language)

    talk.say(goods)

    assert talk.turn(said).end
    assert talk.placed == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "that's it for today, cheers"),
        ("es", "eso es todo por hoy, gracias"),
        ("fr", "c'est tout pour aujourd'hui, merci"),
        ("de", "das war's für heute, danke"),
    ],
)
def test_that_it_is_all_for_today_ends_the_conversation(language: str, said: str) -> None:
    assert Talk(language).turn(said).end


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "quiero unas zapatillas de trail, talla 42, color black"),
        ("de", "ich möchte Trailrunning Schuhe in black, Größe 42"),
        ("fr", "je voudrais des chaussures de trail en black, taille 42"),
        ("en", "I'd like the trail running shoes in negro, size eleven"),
    ],
)
def test_a_color_in_another_language_is_the_shops_own(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    assert [str(each.sku) for each in talk.shop_lines()] == ["SHOE-BK-3"]


@pytest.mark.parametrize(
    "said",
    [
        "j'aurais besoin de deux tasses de camping ainsi que d'une gourde",
        "il me faudrait deux tasses de camping et une gourde",
    ],
)
def test_two_goods_that_are_counted_are_wanted(said: str) -> None:
    talk = Talk("fr")

    answered = talk.say(said, "retrait", "République")

    assert "2 Tasse de Camping" in answered
    assert "Gourde en Acier" in answered


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "remettez-moi la même chose que d'habitude"),
        ("de", "packt mir wieder das Übliche ein"),
    ],
)
def test_a_verb_beside_the_usual_names_no_goods(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "usual SOCK*2")

    assert "2 " in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said", "both"),
    [
        ("de", "ich überlege, ob ich mir ein Zelt hole", ("Familienzelt", "Zelt für Zwei")),
        ("en", "I'm thinking about getting a tent", ("Family Tent", "Two Person Tent")),
        ("es", "estoy pensando en comprarme una carpa", ("Familiar", "Dos Personas")),
        ("fr", "je pense m'acheter une tente", ("Familiale", "Deux Places")),
    ],
)
def test_who_thinks_about_buying_is_shown_what_there_is(
    language: str, said: str, both: tuple[str, str]
) -> None:
    answered = Talk(language).say(said)

    assert all(name in answered for name in both)


def test_a_name_with_little_words_is_subscribed_to_as_a_whole() -> None:
    answered = Talk("es").say("me gustaría recibir café de la casa cada quince días")

    assert "Café Expreso" not in answered


def test_one_noun_alone_is_told_of_and_not_ordered_whatever_sizes_it_has() -> None:
    assert "Would you like to order" in Talk("en").say("sneakers", "ten", "black")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the running shoes I got are a nine and I need a ten, could you swap them over"),
        ("en", "I got the running shoes in a nine but need a ten, can you exchange them"),
        ("es", "las zapatillas son una 40 y necesito una 41, ¿me las pueden cambiar?"),
        ("fr", "les chaussures sont en 40 et il me faut du 41, vous pouvez les échanger ?"),
        ("de", "die Schuhe sind 40 und ich brauche 41, könnt ihr sie umtauschen?"),
    ],
)
def test_the_size_that_is_needed_is_the_one_exchanged_for(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed SHOE-BK-1")

    answered = talk.say(said)

    assert ("10" if language == "en" else "41") in answered


def test_prices_are_told_of_what_was_only_guessed() -> None:
    talk = Talk("en")

    talk.say("coffee")

    assert "$14.00" in talk.say("what do they cost")


@pytest.mark.parametrize(
    ("language", "first", "said", "other"),
    [
        ("en", "how much is the family tent", "what about something similar", "Two Person Tent"),
        ("en", "how much is the family tent", "do you have anything like it", "Two Person Tent"),
        ("es", "¿cuánto cuesta la carpa familiar?", "¿y algo parecido?", "Dos Personas"),
        ("fr", "combien coûte la tente familiale ?", "et quelque chose de semblable ?", "Deux"),
        ("de", "was kostet das Familienzelt?", "habt ihr etwas Ähnliches?", "Zelt für Zwei"),
    ],
)
def test_something_similar_is_other_goods_of_the_kind(
    language: str, first: str, said: str, other: str
) -> None:
    talk = Talk(language)

    talk.say(first)

    assert other in talk.say(said)


def test_a_compound_is_found_by_its_kind() -> None:
    answered = Talk("de").say("ich möchte Kaffee")

    assert "Espresso Kaffee" in answered
    assert "Hauskaffee" in answered


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("en", "I want to return the coffee mug", "Camp Mug"),
        ("en", "exchange the coffee mug", "Camp Mug"),
        ("en", "I want to return the mug coffee", "House Blend Coffee"),
        ("fr", "je veux rendre la tasse à café", "Tasse de Camping"),
    ],
)
@pytest.mark.parametrize("bought", [["HOUSE MUG"], ["MUG HOUSE"], ["MUG", "HOUSE"]])
def test_what_goods_are_tells_which_were_meant(
    language: str, said: str, name: str, bought: list[str]
) -> None:
    talk = Talk(language)
    for goods in bought:
        give(talk.shop, f"completed {goods}")

    assert name in talk.say(said)
