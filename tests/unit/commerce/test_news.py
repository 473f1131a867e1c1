"""What shoppers are written about their orders, in the language they ordered in."""

from __future__ import annotations

from typing import Any

import pytest

from app.commerce.news import News, words
from app.voice.prompts import de, en, es, fr
from domain.money import Money
from tests.unit.commerce.contexts import context

PAGE = "https://pay.example/1"
CATALOGS: dict[str, Any] = {"en-US": en, "es-MX": es, "fr-CA": fr, "de-DE": de}


@pytest.mark.parametrize("locale", sorted(CATALOGS))
def test_all_news_has_words_of_its_own_in_every_language(locale: str) -> None:
    asked = context(locale=locale, asked_total=Money(9900, "USD"), pos_order_number="A7")

    told = [words(news, asked, url=PAGE) for news in News]

    assert len(set(told)) == len(News)
    assert all("Downtown" in each for each in told)
    assert not any("{" in each for each in told)


@pytest.mark.parametrize("locale", sorted(CATALOGS))
def test_only_what_stands_at_the_till_is_told_as_ordered(locale: str) -> None:
    claims = CATALOGS[locale].CONFIRMATION_WORDS
    asked = context(locale=locale, asked_total=Money(9900, "USD"), pos_order_number="A7")

    claiming = {
        news
        for news in News
        for url in (None, PAGE)
        if any(claim in words(news, asked, url=url).lower() for claim in claims)
    }

    assert claiming == {News.CONFIRMED}


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fr-FR", "Downtown a reçu votre commande de 26,40 $US et va la confirmer."),
        ("de-DE", "Downtown hat Ihre Bestellung über 26,40 $ erhalten und wird sie bestätigen."),
        ("pt-BR", "Downtown received your order for $26.40 and will confirm it."),
        (None, "Downtown received your order for $26.40 and will confirm it."),
    ],
)
def test_amounts_are_written_as_people_write_them_there(locale: str | None, expected: str) -> None:
    told = words(News.RECEIVED, context(locale=locale)).replace("\N{NO-BREAK SPACE}", " ")

    assert told.startswith(expected)
