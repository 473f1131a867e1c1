"""Words that point at what was just spoken of, resolved: both, the other one, one more, it."""

from __future__ import annotations

import pytest

from app.voice.nlu.anaphora import counts_of, each_of, means_it, wants_the_same
from domain.orders import OrderState
from tests.conversations.runner import give
from tests.conversations.talk import Talk

MUG = {
    "en": "order a camp mug for pickup downtown",
    "es": "quiero una taza de camping para recoger en Centro",
    "fr": "je voudrais une tasse de camping, retrait à République",
    "de": "ich möchte einen Campingbecher, Abholung in Mitte",
}
JACKET = {
    "en": "order a rain jacket in medium blue for pickup downtown",
    "es": "quiero una chaqueta impermeable talla M azul para recoger en Centro",
    "fr": "je voudrais une veste imperméable taille M bleue, retrait à République",
    "de": "ich möchte eine Regenjacke Größe M blau, Abholung in Mitte",
}
YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}
BOTH_JACKETS = [("JACKET-BL-M", 1), ("JACKET-RD-M", 1)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("I want to order a tent for pickup at ballard", "both of them please")),
        ("en", ("do you have tents", "both", "that's all", "pickup ballard")),
        ("es", ("¿tienen carpas?", "las dos", "eso es todo", "recoger en Norte")),
        ("fr", ("vous avez des tentes ?", "les deux", "c'est tout", "retrait à Bastille")),
    ],
)
def test_both_of_two_goods_are_two_lines(language: str, words: tuple[str, ...]) -> None:
    talk = Talk(language)

    talk.say(*words, YES[language])

    assert talk.bought == [("FAMTENT", 1), ("TENT", 1)]


@pytest.mark.parametrize(
    ("wish", "answer", "bought"),
    [
        ("rain jackets size m", "one of each", BOTH_JACKETS),
        ("two rain jackets size m", "both", BOTH_JACKETS),
        ("four rain jackets size m", "both", [("JACKET-BL-M", 2), ("JACKET-RD-M", 2)]),
        ("rain jackets size m", "two blue, one red", [("JACKET-BL-M", 2), ("JACKET-RD-M", 1)]),
    ],
)
def test_both_of_two_colors_are_two_lines(
    wish: str, answer: str, bought: list[tuple[str, int]]
) -> None:
    talk = Talk("en")

    talk.say(f"I'd like {wish} for pickup downtown", answer, "yes")

    assert talk.bought == bought


def test_three_are_not_shared_out_among_two_colors() -> None:
    talk = Talk("en")

    told = talk.say("I'd like three rain jackets size m for pickup downtown", "both")

    assert told.startswith("Sorry, I didn't get that. Which color")


def test_the_other_one_is_the_other_of_those_read_out() -> None:
    talk = Talk("en")

    talk.say("do you have tents", "the second one")

    assert talk.say("actually the other one").startswith("Yes. Family Tent")
    assert talk.say("how much is the second one") == (
        "Two Person Tent is $249.00. Would you like to order it?"
    )


@pytest.mark.parametrize(
    ("language", "list_them", "ask", "told"),
    [
        ("en", "what coffee do you have", "is the first one in stock", "Yes. House Blend Coffee"),
        ("es", "¿qué café tienen?", "cuánto cuesta la segunda", "Café Expreso cuesta 16,00"),
        ("fr", "vous avez quel café ?", "combien coûte le deuxième", "Café Expresso coûte 16,00"),
        ("de", "welchen Kaffee haben Sie", "was kostet das zweite", "Hauskaffee kostet 14,00"),
    ],
)
def test_what_is_asked_of_one_in_a_list_is_told_of_it(
    language: str, list_them: str, ask: str, told: str
) -> None:
    talk = Talk(language)

    talk.say(list_them)

    assert talk.say(ask).replace("\xa0", " ").startswith(told)


@pytest.mark.parametrize(
    ("language", "words", "count"),
    [
        ("en", "add another", 2),
        ("en", "another camp mug", 2),
        ("en", "two more please", 3),
        ("es", "otra más", 2),
        ("es", "dos más", 3),
        ("fr", "encore une", 2),
        ("fr", "deux de plus", 3),
        ("de", "noch einen", 2),
        ("de", "noch zwei", 3),
    ],
)
def test_one_more_comes_on_top(language: str, words: str, count: int) -> None:
    talk = Talk(language)

    talk.say(MUG[language], words, YES[language])

    assert talk.bought == [("MUG", count)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "same for my wife but in red"),
        ("es", "lo mismo para mi mujer en rojo"),
        ("fr", "la même pour ma femme en rouge"),
        ("de", "das gleiche für meine Frau in rot"),
    ],
)
def test_the_same_for_somebody_else_is_a_line_of_its_own(language: str, words: str) -> None:
    talk = Talk(language)

    talk.say(JACKET[language], words, YES[language])

    assert talk.bought == BOTH_JACKETS


@pytest.mark.parametrize(
    ("language", "words", "then"),
    [
        ("en", "oh could I pick it up in Ballard instead", "for pickup at Ballard"),
        ("en", "can you deliver it", "for delivery to your address"),
        ("en", "how much is delivery", "Shall I buy it for $13.75?"),
        ("en", "what time does Ballard close", "Shall I buy it for $13.75?"),
        ("en", "is it in stock", "Yes, it's set aside for you. Shall I buy it for $13.75?"),
        ("es", "¿puedo recogerla en Norte?", "para recoger en Norte"),
        ("fr", "je peux le retirer à Bastille ?", "à retirer à Bastille"),
        ("de", "wann macht Altona zu", "13,75"),
        ("de", "können Sie es mir liefern", "mit Lieferung"),
    ],
)
def test_a_question_about_the_order_changes_what_it_asks_to_change_and_no_more(
    language: str, words: str, then: str
) -> None:
    talk = Talk(language)

    talk.say(MUG[language])

    assert then in talk.say(words).replace("\xa0", " ")
    assert talk.placed == []


@pytest.mark.parametrize(
    ("language", "words", "then"),
    [
        ("en", "another color please", "Which color would you like?"),
        ("es", "otro color", "¿Qué color quieres?"),
        ("fr", "une autre couleur", "Quelle couleur voulez-vous ?"),
        ("de", "eine andere Farbe", "Welche Farbe möchten Sie?"),
        ("en", "is it the same price for delivery", "Shall I buy it for $108.90?"),
        ("en", "one more time please", "1 Rain Jacket, size medium, Blue"),
        ("es", "otra vez por favor", "1 Chaqueta Impermeable"),
        ("fr", "encore une fois s'il vous plaît", "1 Veste Imperméable"),
        ("fr", "l'autre magasin", "Dans quel magasin ?"),
        ("de", "die andere Filiale", "In welcher Filiale?"),
    ],
)
def test_another_of_its_kind_and_once_again_are_not_one_more(
    language: str, words: str, then: str
) -> None:
    talk = Talk(language)

    talk.say(JACKET[language])

    assert then in talk.say(words)
    assert talk.placed == []


@pytest.mark.parametrize(
    ("language", "no", "what", "then"),
    [
        ("es", "no", "la talla", "¿Qué talla quieres?"),
        ("fr", "non", "la taille", "Quelle taille voulez-vous ?"),
        ("de", "nein", "die Größe", "Welche Größe möchten Sie?"),
        ("de", "nein", "die Filiale", "Filiale"),
        ("fr", "non", "la quantité", "Combien"),
    ],
)
def test_what_to_change_is_named_in_the_language_it_was_asked_in(
    language: str, no: str, what: str, then: str
) -> None:
    talk = Talk(language)

    talk.say(JACKET[language], no)

    assert then in talk.say(what)


@pytest.mark.parametrize(
    ("language", "ask", "none", "then"),
    [
        ("en", "do you have tents", "neither", "What are you looking for?"),
        ("es", "¿tienen carpas?", "ninguna de las dos", "¿Qué buscas?"),
        ("fr", "vous avez des tentes ?", "ni l'une ni l'autre", "Que cherchez-vous ?"),
        ("de", "welchen Kaffee haben Sie", "keinen von beiden", "Was suchen Sie?"),
    ],
)
def test_neither_of_them_asks_for_something_else(
    language: str, ask: str, none: str, then: str
) -> None:
    talk = Talk(language)

    talk.say(ask)

    assert talk.say(none) == then


def test_a_size_corrected_at_the_next_question_is_said_back() -> None:
    talk = Talk("en")

    talk.say("I want trail running shoes for pickup downtown", "nine")

    assert talk.say("actually size ten").startswith("Okay, size 10. Which color")
    assert "size 10, Black" in talk.say("black")


def test_sizes_are_understood_as_they_were_read_out() -> None:
    talk = Talk("de")

    assert "klein, mittel oder groß" in talk.say("haben Sie Regenjacken")
    assert "Größe mittel" in talk.say("mittel")


@pytest.mark.parametrize(
    ("language", "ask", "words", "told"),
    [
        ("en", "do you have a camp mug", "great, I'll take it", "1 Camp Mug, for pickup"),
        ("en", "do you have trail running shoes", "do you have them in nine", "size 9"),
        ("de", "ich möchte einen Campingbecher", "gut, dann Abholung", "In welcher Filiale?"),
        ("fr", "commande une lampe frontale", "bien, je la retire", "à retirer à République"),
    ],
)
def test_what_refers_to_goods_in_hand_is_no_name_of_others(
    language: str, ask: str, words: str, told: str
) -> None:
    talk = Talk(language)

    talk.say(ask)

    assert told in talk.say(words)


@pytest.mark.parametrize(
    ("language", "order", "words"),
    [
        ("fr", "commande une tasse de camping et une lampe frontale à retirer à République",
         "plutôt quatre tasses"),
        ("de", "bestell einen Campingbecher und eine Stirnlampe zum Abholen in Mitte",
         "lieber vier Becher"),
        ("en", "order a camp mug and a head lamp for pickup downtown", "order four mugs instead"),
    ],
)  # fmt: skip
def test_another_number_of_a_line_keeps_the_other_lines(
    language: str, order: str, words: str
) -> None:
    talk = Talk(language)

    talk.say(order, words, YES[language])

    assert talk.bought == [("LAMP", 1), ("MUG", 4)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("I'd like to return something", "the head lamp", "I changed my mind")),
        ("es", ("quiero devolver algo", "la linterna", "he cambiado de idea")),
        ("fr", ("je voudrais faire un retour", "la lampe", "j'ai changé d'avis")),
        ("de", ("ich möchte etwas zurückgeben", "die Stirnlampe",
                "ich habe es mir anders überlegt")),
    ],
)  # fmt: skip
def test_a_changed_mind_is_a_reason_to_give_something_back(
    language: str, words: tuple[str, ...]
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed MUG LAMP")

    talk.say(*words, YES[language])

    assert [each.reason.value for each in talk.shop.given_back] == ["changed_mind"]


def test_whether_it_is_done_is_asked_of_the_order() -> None:
    talk = Talk("en")

    talk.say(MUG["en"], "yes")

    assert talk.say("is it done").startswith("Order 0001 from today")
    assert talk.placed == [OrderState.CONFIRMED]


@pytest.mark.parametrize("words", ["both or neither", "black or white", "both tents and a lamp"])
def test_what_says_more_than_all_of_it_is_not_taken_for_it(words: str) -> None:
    assert each_of(words, ["Black", "White"]) is None
    assert counts_of(words, ["Black", "White"]) is None


def test_what_is_bought_as_always_is_not_the_same_for_somebody() -> None:
    assert not wants_the_same("the same as always for me")
    assert not means_it("camp mug")
