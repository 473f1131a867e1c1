"""Order numbers that are spelled: by letters, by their names, by pieces, all of them letters."""

from __future__ import annotations

import pytest

from app.voice.nlu.labels import Label
from tests.unit.voice.nlu.entities_told import told


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("en", "where is order number are double you six tee", "RW6T"),
        ("en", "any news on order jay kay why four", "JKY4"),
        ("es", "cómo va mi pedido erre uve doble siete i griega", "RW7Y"),
        ("es", "número de pedido hache jota equis nueve", "HJX9"),
        ("fr", "où en est la commande double vé ixe i grec trois", "WXY3"),
        ("fr", "ma commande numéro ka ji cu cinq deux", "KJQ52"),
        ("de", "wo ist bestellung vau jot ypsilon acht", "VJY8"),
        ("es", "dónde está el pedido número pe doble uve i griega", "PWY"),
        ("en", "cancel order kilo tango seven", "KT7"),
        ("de", "bestellnummer zett ix ku drei eins", "ZXQ31"),
    ],
)
def test_the_names_of_letters_spell_an_order_number(lang: str, text: str, number: str) -> None:
    assert told(text, lang, Label.ORDER_STATUS) == {"order_number": number}


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("en", "track order r t m g", "RTMG"),
        ("es", "mi pedido es b n k z", "BNKZ"),
        ("fr", "ma commande c'est h l v w", "HLVW"),
        ("de", "meine bestellung d f g q", "DFGQ"),
        ("en", "what about order TRNQW", "TRNQW"),
        ("en", "order number t as in tom n as in nancy q as in queen", "TNQ"),
        ("de", "bestellung t wie theo n wie nadel q wie quelle", "TNQ"),
    ],
)
def test_an_order_number_may_be_all_letters(lang: str, text: str, number: str) -> None:
    assert told(text, lang, Label.ORDER_STATUS) == {"order_number": number}


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("en", "where is order TRN 4K7", "TRN4K7"),
        ("en", "order T R N, then 4 K 7", "TRN4K7"),
        ("es", "dónde está el pedido trn 4k7", "TRN4K7"),
        ("fr", "la commande TRN-4K7 s'il vous plaît", "TRN4K7"),
        ("de", "wo bleibt bestellung TRN 4 K 7", "TRN4K7"),
    ],
)
def test_an_order_number_may_be_said_in_pieces(lang: str, text: str, number: str) -> None:
    assert told(text, lang, Label.ORDER_STATUS) == {"order_number": number}


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("en", "where is order number seven", "7"),
        ("es", "dónde está el pedido número doce", "12"),
        ("fr", "où est la commande numéro huit", "8"),
        ("de", "wo ist die bestellnummer neun", "9"),
        ("en", "where is order five", "5"),
        ("de", "wo ist bestellung elf", "11"),
    ],
)
def test_a_short_number_told_as_one_is_no_word_about_the_last_order(
    lang: str, text: str, number: str
) -> None:
    assert told(text, lang, Label.ORDER_STATUS)["order_number"] == number


@pytest.mark.parametrize(
    ("lang", "text", "label"),
    [
        ("en", "can i order a t shirt", Label.PLACE_ORDER),
        ("en", "order a p s 5 please", Label.PLACE_ORDER),
        ("en", "order xyz brand jeans", Label.PLACE_ORDER),
        ("en", "where is the order i made", Label.ORDER_STATUS),
        ("es", "el pedido y la factura", Label.ORDER_STATUS),
        ("es", "mi pedido de té", Label.ORDER_STATUS),
        ("fr", "la commande est arrivée", Label.ORDER_STATUS),
        ("fr", "ma commande du mois de mai", Label.ORDER_STATUS),
        ("de", "wann kommt meine bestellung an", Label.ORDER_STATUS),
        ("de", "die bestellung ist weg", Label.ORDER_STATUS),
    ],
)
def test_words_that_sound_like_letters_are_no_order_number(
    lang: str, text: str, label: Label
) -> None:
    assert "order_number" not in told(text, lang, label)


@pytest.mark.parametrize(
    ("lang", "text", "number"),
    [
        ("en", "the number is A as in alpha seven seven", "A77"),
        ("es", "el número es C de casa ocho ocho", "C88"),
        ("fr", "le numéro est F comme françois neuf un", "F91"),
        ("de", "die nummer lautet M wie martha drei drei", "M33"),
        ("en", "my order is KT seven two", "KT72"),
        ("es", "el código es LR dos seis cinco", "LR265"),
        ("fr", "ma commande c'est la BT quatorze", "BT14"),
        ("de", "die bestellung HX neunzehn", "HX19"),
    ],
)
def test_a_letter_or_two_before_spoken_digits_belong_to_the_number(
    lang: str, text: str, number: str
) -> None:
    assert told(text, lang, Label.INFORM) == {"order_number": number}


def test_a_code_of_another_kind_is_no_order_number() -> None:
    assert "order_number" not in told("the promo code is KT seven two", "en", Label.INFORM)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "the number starts with j then it's four four nine one"),
        ("es", "el número de pedido empieza por j y luego cuatro cuatro nueve uno"),
        ("fr", "le numéro commence par j puis quatre quatre neuf un"),
        ("de", "die nummer fängt mit j an dann vier vier neun eins"),
    ],
)
def test_a_number_that_is_told_in_two_goes_is_one(lang: str, text: str) -> None:
    assert told(text, lang, Label.INFORM)["order_number"] == "J4491"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "la commande sept sept double zéro trois ne bouge pas"),
        ("de", "bestellung sieben sieben doppelnull drei bewegt sich nicht"),
    ],
)
def test_what_an_order_does_not_do_is_no_goods(lang: str, text: str) -> None:
    assert told(text, lang, Label.ORDER_STATUS) == {"order_number": "77003"}
