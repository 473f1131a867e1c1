"""Goods that nobody taught the classifier do not hide what shall be done with them."""

from __future__ import annotations

from datetime import date

import pytest

from app.voice.nlu.concepts import load_concepts
from app.voice.nlu.labels import Label
from app.voice.nlu.parsing import SentenceParser
from app.voice.nlu.plainer_goods import with_plainer_goods
from app.voice.nlu.vocabulary import Vocabulary

TODAY = date(2026, 3, 11)
SHOP = Vocabulary.of({}, [], title_words=["familienzelt", "xylofin", "taza", "gift", "card"])
PARSER = SentenceParser()


@pytest.mark.parametrize(
    ("lang", "text", "label"),
    [
        ("de", "was kostet das Familienzelt", Label.PRICE_CHECK),
        ("en", "how much does a xylofin cost", Label.PRICE_CHECK),
        ("en", "is there a xylofin left at the harbor store", Label.CHECK_AVAILABILITY),
        ("fr", "je voudrais rendre mon xylofin", Label.RETURN_ITEM),
        ("es", "quiero comprar un xylofin", Label.PLACE_ORDER),
    ],
)
def test_what_is_sold_here_is_heard_as_goods(lang: str, text: str, label: Label) -> None:
    alone = PARSER.parse(text, today=TODAY, lang=lang)
    known = PARSER.parse(text, today=TODAY, lang=lang, vocabulary=SHOP)

    assert known.label is label
    assert known.readings[0].score > alone.readings[0].score or alone.label is not label


def test_each_run_of_goods_is_one_plain_thing_in_any_number() -> None:
    said = "2 xylofin familienzelt y tres tazas"

    assert with_plainer_goods(said, "es", SHOP, load_concepts()) == "0 chaqueta y tres chaqueta"


@pytest.mark.parametrize("said", ["can I pay with a gift card", "when do you open"])
def test_words_that_say_something_else_stay_as_they_are(said: str) -> None:
    assert with_plainer_goods(said, "en", SHOP, load_concepts()) is None
