"""Days told by a plain number, days taken back, and feasts that are no day at all."""

from __future__ import annotations

import pytest

from app.voice.nlu.labels import Label
from tests.unit.voice.nlu.entities_told import told


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("es", "lo necesito antes del día veinte", "2026-03-20"),
        ("es", "el día veintidós me viene bien", "2026-03-22"),
        ("es", "a partir del diecisiete", "2026-03-17"),
        ("fr", "d'ici le vingt", "2026-03-20"),
        ("fr", "au plus tard le quinze", "2026-03-15"),
        ("de", "spätestens am achtzehnten", "2026-03-18"),
        ("en", "no later than the twenty second", "2026-03-22"),
    ],
)
def test_a_day_of_the_month_is_a_day_and_counts_nothing(lang: str, text: str, day: str) -> None:
    assert told(text, lang) == {"date": day}


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "deliver it thursday no wait make that saturday", "2026-03-14"),
        ("en", "come monday actually tuesday", "2026-03-17"),
        ("es", "mañana no mejor pasado mañana", "2026-03-13"),
        ("es", "para el día veinte no espera el veintidós", "2026-03-22"),
        ("fr", "livrez jeudi non plutôt samedi", "2026-03-14"),
        ("de", "liefert am donnerstag nein lieber am samstag", "2026-03-14"),
        ("de", "am zehnten april nein am zwölften", "2026-04-12"),
    ],
)
def test_of_a_day_taken_back_the_other_is_meant(lang: str, text: str, day: str) -> None:
    assert told(text, lang)["date"] == day


def test_digits_that_sound_like_months_are_no_day_to_take_back() -> None:
    said = "la commande sept sept six non pardon sept sept huit"

    assert told(said, "fr")["order_number"] == "778"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "c'est pour la fête des mères un collier"),
        ("en", "a scarf for mother's day"),
        ("es", "busco un perfume para el día del padre"),
        ("de", "blumen zum muttertag bitte"),
    ],
)
def test_a_feast_that_goods_are_for_is_no_day_where_countries_differ(lang: str, text: str) -> None:
    found = told(text, lang)

    assert "date" not in found
    assert len(found["items"]) == 1


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "send the flowers on mother's day", "2026-05-10"),
        ("de", "bis weihnachten brauche ich zwei schlitten", "2026-12-25"),
    ],
)
def test_a_feast_that_goods_shall_come_on_is_a_day(lang: str, text: str, day: str) -> None:
    assert told(text, lang)["date"] == day


def test_the_sixth_is_an_ordinal_as_the_third_is() -> None:
    said = "zwischen dem dritten und dem sechsten april"

    assert told(said, "de")["date_range"] == {"from": "2026-04-03", "to": "2026-04-06"}


def test_a_week_from_today_is_told_by_its_eight_days_in_spanish() -> None:
    assert told("de hoy en ocho me viene bien", "es") == {"date": "2026-03-18"}


def test_what_would_suit_looks_ahead() -> None:
    assert told("am zwanzigsten würde es mir passen", "de") == {"date": "2026-03-20"}


def test_a_part_of_a_weekday_is_that_day() -> None:
    assert told("bitte am samstagvormittag liefern", "de")["date"] == "2026-03-14"


def test_a_wreath_called_after_a_feast_is_wanted_on_no_day() -> None:
    found = told("have you got a christmas wreath", "en")

    assert "date" not in found
    assert found["items"][0]["product"] == "christmas wreath"


def test_a_day_of_a_month_in_figures_is_no_order_number() -> None:
    found = told("the order should arrive june 15th", "en", Label.ORDER_STATUS)

    assert found == {"date": "2026-06-15"}


def test_who_has_got_a_wedding_looks_ahead() -> None:
    assert told("i've got a wedding on saturday", "en")["date"] == "2026-03-14"


@pytest.mark.parametrize("text", ["either thursday or friday", "in the first week of april"])
def test_another_day_or_a_week_is_no_goods(text: str) -> None:
    assert "items" not in told(text, "en", Label.INFORM)
