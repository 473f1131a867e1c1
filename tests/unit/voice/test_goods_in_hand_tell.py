"""What is told by the goods in hand, by where something is and by what was bought before: which of
two values is meant, what is no goods at all, what buys nothing."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_JACKET = {"es": "quiero una chaqueta impermeable azul talla L, para recoger en Centro",
           "fr": "je veux une veste imperméable bleue taille L, à retirer à République",
           "de": "eine blaue Regenjacke in L zum Abholen in Mitte"}  # fmt: skip
_SHOES = {"es": "zapatillas de trail blancas del 42, las recojo en Norte",
          "fr": "des chaussures de trail blanches en 42, je les récupère à Bastille",
          "de": "weiße Trailrunning Schuhe in 42 zum Abholen in Altona"}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "uy espera, azul ya tengo, mejor la roja"),
        ("fr", "oh attendez, du bleu j'en ai déjà, plutôt la rouge"),
        ("de", "oh warte, blau hab ich schon, lieber die rote"),
    ],
)
def test_the_color_that_is_not_in_hand_is_meant(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_JACKET[language], words)

    assert [str(each.sku) for each in talk.shop_lines()] == ["JACKET-RD-L"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "perdona, que el 42 es mi hermano, yo el 41"),
        ("fr", "pardon, le 42 c'est mon frère, moi c'est 41"),
        ("de", "Moment, 42 hat mein Bruder, ich hab 41"),
    ],
)
def test_the_size_that_is_not_in_hand_is_meant(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_SHOES[language], words)

    lines = [(str(each.sku), each.quantity) for each in talk.shop_lines()]

    assert lines == [("SHOE-WH-2", 1)]


@pytest.mark.parametrize(
    ("language", "order", "without"),
    [
        ("es", "una linterna frontal y una taza de camping para recoger en Centro",
         "la taza no, que tengo el armario lleno"),
        ("fr", "une lampe frontale et une tasse de camping à retirer à République",
         "la tasse non, mon placard est plein"),
    ],
)  # fmt: skip
def test_what_is_refused_with_a_reason_is_taken_out(
    language: str, order: str, without: str
) -> None:
    talk = Talk(language)
    talk.say(order, without)

    assert [str(each.sku) for each in talk.shop_lines()] == ["LAMP"]


def test_where_somebody_works_is_not_ordered() -> None:
    talk = Talk("fr")
    talk.say("il me faut une lampe frontale, je bosse dans une cave sans lumière ni réseau",
             "en livraison")  # fmt: skip

    assert [str(each.sku) for each in talk.shop_lines()] == ["LAMP"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "ayer encargué unos calcetines, ¿están ya?"),
        ("fr", "hier j'ai commandé des chaussettes, elles sont prêtes ?"),
    ],
)
def test_what_was_ordered_is_asked_after(language: str, said: str) -> None:
    assert "0001" in shopper_with(language, "confirmed SOCK").say(said)


@pytest.mark.parametrize(
    ("language", "said", "yes"),
    [
        ("fr", "j'avais commandé une tasse et vous m'avez envoyé des chaussettes,"
         " je vous les renvoie", "oui"),
        ("es", "había pedido una taza y me habéis mandado calcetines, os los devuelvo", "sí"),
    ],
)  # fmt: skip
def test_what_had_been_ordered_is_not_ordered_again(language: str, said: str, yes: str) -> None:
    talk = shopper_with(language, "completed SOCK")
    talk.say(said, yes)

    assert [each.reason.value for each in talk.shop.given_back] == ["wrong_item"]
    assert len(talk.placed) == 1


@pytest.mark.parametrize(
    ("language", "said", "title"),
    [
        ("es", "quiero regalar algo pero que no me cueste más de quince dólares", "Taza"),
        ("fr", "je voudrais offrir quelque chose mais pas plus de quinze dollars", "Tasse"),
    ],
)
def test_something_to_give_for_so_much_is_shown(language: str, said: str, title: str) -> None:
    assert title in Talk(language).say(said)


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("es", "¿pero tú eres una persona o un cacharro?", "ordenador"),
        ("fr", "mais vous êtes une vraie personne ou une machine ?", "ordinateur"),
    ],
)
def test_who_asks_with_a_but_hears_that_it_is_a_machine(
    language: str, said: str, told: str
) -> None:
    assert told in Talk(language).say(said)
