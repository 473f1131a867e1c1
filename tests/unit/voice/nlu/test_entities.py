"""What sentences name: floors over files of labeled sentences, and what must hold for any."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.voice.nlu.entities.reader import guess_language, read_entities
from app.voice.nlu.evaluation import evaluate
from app.voice.nlu.labels import Label
from app.voice.nlu.parsing import SentenceParser
from app.voice.nlu.words import split_words

FILES = Path(__file__).parents[3] / "fixtures" / "nlu"
WEDNESDAY = date(2026, 3, 11)
FLOORS = {
    "quantity": 0.95,
    "price": 0.95,
    "order_number": 0.95,
    "date": 0.95,
    "product": 0.92,
    "every": 0.95,
    "unit": 0.9,
}


def told(text: str, label: Label = Label.PLACE_ORDER, lang: str | None = "en") -> dict[str, Any]:
    return read_entities(text, label=label, today=WEDNESDAY, lang=lang).as_json()


@pytest.mark.parametrize(
    "name",
    ["entities_dev", "entities_seen", "entities_unseen", "entities_fresh", "heldout_entities"],
)
def test_labeled_sentences_are_read_at_least_this_well(name: str) -> None:
    figures = evaluate(FILES / f"{name}.jsonl", SentenceParser())

    reached = {kind: group["accuracy"] for kind, group in figures["exact"].items()}
    floors = {kind: floor for kind, floor in FLOORS.items() if kind in reached}
    assert {kind: reached[kind] for kind, floor in floors.items() if reached[kind] < floor} == {}


@given(st.dates(WEDNESDAY, WEDNESDAY + timedelta(days=360)))
def test_a_day_of_the_coming_year_is_read_back(day: date) -> None:
    month = day.strftime("%B")

    assert told(f"deliver it on {month} {day.day}") == {"date": day.isoformat()}
    assert told(f"deliver it on the {day.day} of {month}") == {"date": day.isoformat()}
    assert told(f"deliver it on {day.isoformat()}") == {"date": day.isoformat()}


@given(st.integers(1, 60))
def test_days_from_now_and_ago_are_counted(n: int) -> None:
    later, earlier = WEDNESDAY + timedelta(days=n), WEDNESDAY - timedelta(days=n)

    assert told(f"in {n} days", Label.INFORM)["date"] == later.isoformat()
    assert told(f"vor {n} tagen", Label.INFORM, "de")["date"] == earlier.isoformat()
    assert told(f"hace {n} días", Label.INFORM, "es")["date"] == earlier.isoformat()
    assert told(f"il y a {n} jours", Label.INFORM, "fr")["date"] == earlier.isoformat()


@settings(max_examples=150)
@given(
    st.text(max_size=120) | st.lists(st.sampled_from(
        split_words(
"two half a dozen of under between and to order number a b 5 $ every week "
"tomorrow march first the one no not without with size red de la à zwei hundert "
"mille , . # - 31"
)
    ), max_size=16).map(" ".join),
    st.sampled_from(list(Label)),
    st.sampled_from(["en", "es", "fr", "de", "en-es"]),
)  # fmt: skip
def test_any_sentence_is_read_without_a_fault(text: str, label: Label, lang: str) -> None:
    found = told(text, label, lang)

    for item in found.get("items", []):
        assert item.get("product") != ""
        assert 0 < item.get("quantity", 1) <= 9999


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        ("order 120 paper cups", Label.PLACE_ORDER,
         {"items": [{"product": "paper cups", "quantity": 120}]}),
        ("status of order 120", Label.ORDER_STATUS, {"order_number": "120"}),
        ("change the batteries to six", Label.MODIFY_ORDER,
         {"items": [{"product": "batteries", "quantity": 6}]}),
        ("no make it ten not twelve", Label.MODIFY_ORDER, {"items": [{"quantity": 10}]}),
        ("may I speak to a person", Label.HUMAN_AGENT, {}),
        ("no more than three bags of rice", Label.PLACE_ORDER,
         {"items": [{"product": "rice", "quantity": 3, "unit": "bag"}]}),
    ],
)  # fmt: skip
def test_the_same_number_means_what_its_sentence_is_about(
    text: str, label: Label, found: dict[str, Any]
) -> None:
    assert told(text, label) == found


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("a week from friday", "en", "2026-03-20"),
        ("two weeks from tomorrow", "en", "2026-03-26"),
        ("heute in einer woche", "de", "2026-03-18"),
        ("vendredi en huit", "fr", "2026-03-20"),
        ("by christmas eve", "en", "2026-12-24"),
        ("by christmas", "en", "2026-12-25"),
    ],
)
def test_days_are_counted_from_a_named_day(text: str, lang: str, day: str) -> None:
    assert told(text, Label.INFORM, lang) == {"date": day}


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("watches over two hundred", {"min": 200}),
        ("sandals from thirty to sixty", {"min": 30, "max": 60}),
        ("open from ten to eight", None),
        ("i waited over thirty minutes", None),
        ("change it from twenty to thirty", None),
    ],
)
def test_a_bound_without_money_is_a_price_only_where_it_counts_nothing_else(
    text: str, price: dict[str, int] | None
) -> None:
    assert told(text, Label.PRODUCT_SEARCH).get("price") == price


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        ("bestellung siebentausenddreihundertvierzig", "de", "7340"),
        ("bestellung siebentausend dreihundertvierzig", "de", "7340"),
        ("die bestellung anton zwo zwo eins null", "de", "A2210"),
        ("le numéro de commande c'est double cinq double huit", "fr", "5588"),
    ],
)
def test_order_numbers_are_spelled_as_people_of_a_language_do(
    text: str, lang: str, number: str
) -> None:
    assert told(text, Label.ORDER_STATUS, lang)["order_number"] == number


def test_who_needs_something_is_not_what_they_need() -> None:
    found = told("my daughter needs a pink tutu")

    assert [item["product"] for item in found["items"]] == ["tutu"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("where is my order", "en"),
        ("dónde está mi pedido", "es"),
        ("où est ma commande", "fr"),
        ("wo ist meine bestellung", "de"),
        ("quiero a coffee with leche", "en-es"),
    ],
)
def test_the_language_is_told_from_the_words(text: str, lang: str) -> None:
    assert guess_language(text) == lang
