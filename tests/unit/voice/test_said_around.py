"""What people say around what they mean: praise, a tail, talk beside it, and how things broke."""

from __future__ import annotations

import pytest

from app.voice.dialogue.reasons import reason_in
from app.voice.nlu.understanding import Understanding
from app.voice.turn import Intent
from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "asked", "answer"),
    [
        ("es", "una taza de camping, la recojo en Centro", "estupendo"),
        ("es", "una taza de camping, la recojo en Centro", "de lujo"),
        ("es", "una taza de camping, la recojo en Centro", "de perlas"),
        ("fr", "une tasse de camping à retirer à République", "nickel chrome"),
        ("fr", "une tasse de camping à retirer à République", "au poil"),
        ("es", "una taza de camping, la recojo en Centro", "cierra el pedido"),
        ("es", "una taza de camping, la recojo en Centro", "sí, con eso ya está"),
        ("es", "una taza de camping, la recojo en Centro", "cómo no"),
        ("es", "una taza de camping, la recojo en Centro", "confirmado"),
        ("fr", "une tasse de camping à retirer à République", "super"),
        ("fr", "une tasse de camping à retirer à République", "oui faites-le"),
        ("fr", "une tasse de camping à retirer à République", "pourquoi pas, oui"),
        ("fr", "une tasse de camping à retirer à République", "commandez-le"),
        ("fr", "une tasse de camping à retirer à République", "allez, c'est parti"),
        ("en", "one camp mug for pickup downtown", "agreed"),
        ("de", "ein Campingbecher zum Abholen in Mitte", "abgemacht"),
    ],
)
def test_whoever_praises_or_has_it_ordered_agrees(language: str, asked: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(asked, answer)

    assert talk.bought == [("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "answer"),
    [
        ("es", "una taza de camping, la recojo en Centro", "gracias"),
        ("es", "una taza de camping, la recojo en Centro", "supongo"),
        ("fr", "une tasse de camping à retirer à République", "merci"),
        ("fr", "une tasse de camping à retirer à République", "ça ira"),
        ("en", "one camp mug for pickup downtown", "lovely mug that"),
        ("de", "ein Campingbecher zum Abholen in Mitte", "danke"),
    ],
)
def test_thanks_or_doubt_alone_buys_nothing(language: str, asked: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(asked, answer)

    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "asked", "answer"),
    [
        ("es", "una taza de camping y una botella de acero, las recojo en Centro",
         "mejor sin la botella"),
        ("es", "una taza de camping y una botella de acero, las recojo en Centro",
         "todo menos la botella"),
        ("fr", "une tasse de camping et une gourde en acier, à retirer à République",
         "finalement sans la gourde"),
        ("fr", "une tasse de camping et une gourde en acier, à retirer à République",
         "tout sauf la gourde"),
        ("en", "a camp mug and a water bottle for pickup downtown", "everything but the bottle"),
        ("de", "einen Campingbecher und eine Trinkflasche, zum Abholen in Mitte",
         "alles außer der Trinkflasche"),
    ],
)  # fmt: skip
def test_goods_said_to_be_without_are_taken_out(language: str, asked: str, answer: str) -> None:
    talk = Talk(language)

    talk.say(asked, answer)

    assert [line.sku for line in talk.shop_lines()] == ["MUG"]


@pytest.mark.parametrize(
    ("language", "asked", "answer"),
    [
        ("es", "¿cuánto cuesta la chaqueta impermeable?",
         "¿cómo? eso es un robo, no gracias, adiós"),
        ("es", "¿cuánto cuesta la linterna frontal?", "no, demasiado lujo, voy a mirar en otra"),
        ("fr", "c'est combien la veste imperméable ?",
         "quoi ? c'est du vol, non merci, au revoir"),
        ("fr", "c'est combien la lampe frontale ?", "non, j'irai voir ailleurs"),
    ],
)  # fmt: skip
def test_a_no_that_takes_leave_is_taken_leave_of(language: str, asked: str, answer: str) -> None:
    talk = Talk(language)
    talk.say(asked)

    assert talk.turn(answer).end


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "a ver, que no tengo todo el día, una linterna frontal y punto"),
        ("es", "quiero una linterna frontal y ya está"),
        ("fr", "bon, je suis pressé, une lampe frontale et c'est tout"),
        ("fr", "mettez-moi une lampe frontale et rien d'autre"),
        ("en", "give me a head lamp and that's it"),
        ("de", "eine Stirnlampe und fertig"),
    ],
)
def test_a_tail_that_ends_the_wish_is_no_goods(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    state = talk._state()
    assert state.item is not None
    assert state.item.sku == "LAMP"
    assert not state.wanted


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "mi taza llegó en mil pedazos"),
        ("fr", "ma tasse est arrivée en mille morceaux"),
        ("en", "my mug came in a thousand pieces"),
        ("de", "mein Becher kam in tausend Teilen an"),
    ],
)
def test_what_came_in_a_thousand_pieces_is_one_thing(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed MUG")

    talk.say(said)

    returning = talk._state().returning
    assert returning is not None
    assert returning.quantity == 1


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("defective", "no enciende"),
        ("defective", "salió defectuosa"),
        ("defective", "elle ne s'allume même pas"),
        ("defective", "elle est en panne"),
        ("defective", "it doesn't turn on"),
        ("defective", "die hat einen Defekt"),
        ("defective", "geht nach zwei Tagen schon nicht mehr an"),
        ("damaged", "llegó hecha pedazos"),
        ("damaged", "elle est cassée"),
        ("damaged", "it's cracked and doesn't turn on"),
    ],
)
def test_what_does_not_do_its_work_is_defective(reason: str, said: str) -> None:
    heard = Understanding(intent=Intent.INFORM, text=said, reason="damaged")

    assert reason_in(heard, asked=True) == reason


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("es", "las zapatillas me quedan chicas, cámbienmelas por un 42", "42"),
        ("es", "cámbieme las zapatillas por un 42", "42"),
    ],
)
def test_pronouns_at_the_verb_do_not_hide_an_exchange(language: str, said: str, asked: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed SHOE-BK-1")

    assert asked in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "me sobra café, con un paquete me basta"),
        ("fr", "j'ai trop de café, un seul paquet me suffit"),
        ("en", "that's too much coffee, one bag is plenty"),
        ("de", "das ist zu viel Kaffee, ein Paket reicht"),
    ],
)
def test_where_it_piles_up_fewer_shall_come(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE*3")

    talk.say(said)

    managed = talk._state().managed
    assert managed is not None
    assert managed.quantity == 1


@pytest.mark.parametrize(
    ("language", "wanted", "said"),
    [
        ("es", "dos tazas de camping", "mándalo todo a casa"),
        ("fr", "deux tasses de camping", "livrez le tout chez moi"),
        ("en", "two camp mugs", "send all of it to my place"),
        ("de", "zwei Campingbecher", "schickt alles zu mir nach Hause"),
    ],
)
def test_all_of_it_sent_home_tells_the_way(language: str, wanted: str, said: str) -> None:
    talk = Talk(language)
    wish = {"es": "quiero", "fr": "je voudrais", "en": "I want", "de": "ich möchte"}[language]
    talk.say(f"{wish} {wanted}", said)

    method = talk._state().method
    assert method is not None
    assert method.value == "shipping"
