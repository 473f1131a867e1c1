"""Numbers as they are spoken, in four languages: what one writes in words reads as the number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.voice.nlu.entities.codes import spoken_code
from app.voice.nlu.entities.numbers import amount_at, cardinal_at
from app.voice.nlu.entities.reader import read_entities
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.labels import Label
from app.voice.nlu.words import split_words

_EN_SMALL = split_words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ES_SMALL = split_words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece "
    "catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno "
    "veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho "
    "veintinueve"
)
_ES_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_DE_SMALL = split_words(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
    "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
)
_DE_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_FR_SMALL = split_words(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize dix-sept dix-huit dix-neuf"
)
_FR_TENS = ["vingt", "trente", "quarante", "cinquante", "soixante"]


def english(n: int) -> str:
    if n < 20:
        return _EN_SMALL[n]
    if n < 100:
        return _EN_TENS[n // 10 - 2] + (f" {_EN_SMALL[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{_EN_SMALL[n // 100]} hundred" + (f" and {english(n % 100)}" if n % 100 else "")
    return f"{english(n // 1000)} thousand" + (f" {english(n % 1000)}" if n % 1000 else "")


def spanish(n: int) -> str:
    if n < 30:
        return _ES_SMALL[n]
    return _ES_TENS[n // 10 - 3] + (f" y {_ES_SMALL[n % 10]}" if n % 10 else "")


def german(n: int) -> str:
    if n < 20:
        return _DE_SMALL[n]
    if n < 100:
        ones = "ein" if n % 10 == 1 else _DE_SMALL[n % 10]
        return (f"{ones}und" if n % 10 else "") + _DE_TENS[n // 10 - 2]
    hundreds = "ein" if n // 100 == 1 else _DE_SMALL[n // 100]
    return f"{hundreds}hundert" + (german(n % 100) if n % 100 else "")


def french(n: int) -> str:
    if n < 20:
        return _FR_SMALL[n]
    if n < 70:
        joint = " et un" if n % 10 == 1 else f"-{_FR_SMALL[n % 10]}"
        return _FR_TENS[n // 10 - 2] + (joint if n % 10 else "")
    if n < 80:
        return "soixante et onze" if n == 71 else f"soixante-{_FR_SMALL[n - 60]}"
    return "quatre-vingts" if n == 80 else f"quatre-vingt-{_FR_SMALL[n - 80]}"


def whole(text: str, lang: str) -> int | None:
    sheet = Sheet.of(text, lang)
    found = cardinal_at(sheet, 0)
    return found[0] if found and found[1] == len(sheet.plain) else None


@given(st.integers(0, 99_999))
def test_english_numbers_are_read(n: int) -> None:
    assert whole(english(n), "en") == n


@given(st.integers(2, 99))
def test_spanish_numbers_are_read(n: int) -> None:
    assert whole(spanish(n), "es") == n


@given(st.integers(0, 999))
def test_german_numbers_are_read(n: int) -> None:
    assert whole(german(n), "de") == n


@given(st.integers(2, 99))
def test_french_numbers_are_read(n: int) -> None:
    assert whole(french(n), "fr") == n


@given(st.decimals(0, 9_999, places=2), st.sampled_from([".", ","]))
def test_figures_with_a_decimal_mark_are_read(value: Decimal, mark: str) -> None:
    sheet = Sheet.of(f"{value:.2f}".replace(".", mark), "de")

    assert amount_at(sheet, 0) == (value, 1)


@given(st.text(alphabet="0123456789", min_size=3, max_size=12))
def test_an_order_number_said_digit_by_digit_keeps_its_zeros(code: str) -> None:
    sheet = Sheet.of(" ".join(_EN_SMALL[int(digit)] for digit in code), "en")

    assert spoken_code(sheet, 0) == (code, len(code))


@given(st.text(max_size=200), st.sampled_from(["en", "es", "fr", "de", "en-es"]))
@example(text="⓵", lang="en")
@example(text="x² ٣", lang="de")
def test_any_text_is_read_without_a_fault(text: str, lang: str) -> None:
    sheet = Sheet.of(text, lang)

    for at in range(len(sheet.plain)):
        amount_at(sheet, at)
        spoken_code(sheet, at)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("sac à dos", "fr"), ("très bien", "fr"), ("once a month", "en"), ("fifty cents", "en")],
)
def test_what_is_a_number_elsewhere_only_is_none(text: str, lang: str) -> None:
    sheet = Sheet.of(text, lang)
    values = [cardinal_at(sheet, at) for at in range(len(sheet.plain))]

    assert [value[0] for value in values if value] in ([], [50])


@pytest.mark.parametrize("text", ["⓵", "send ² mugs", "order ①②③④ please", "every ➂ weeks"])
def test_signs_that_only_look_like_figures_are_none(text: str) -> None:
    read = read_entities(text, label=Label.PLACE_ORDER, today=date(2026, 3, 11), lang="en")

    assert read.order_number is None
