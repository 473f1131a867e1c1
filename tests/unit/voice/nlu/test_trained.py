"""Rules and parser together: what a conversation hears in free text, in four languages."""

from __future__ import annotations

from datetime import date

import pytest

from app.voice.nlu.labels import Label
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

VOCABULARY = Vocabulary.of(
    {"size": {"9", "10", "M", "L"}, "color": {"Black", "White"}},
    [(LocationId("dt"), "Downtown"), (LocationId("ch"), "Capitol Hill")],
)
UNDERSTANDER = TrainedUnderstander(today=lambda _zone: date(2026, 3, 11))


def heard(
    text: str,
    locale: str = "en-US",
    expect: Expect = Expect.NOTHING,
    known: Intent | None = None,
) -> Understanding:
    return UNDERSTANDER.understand(
        text, vocabulary=VOCABULARY, expect=expect, locale=locale, known=known
    )


@pytest.mark.parametrize(
    ("text", "locale", "intent"),
    [
        ("any chance you still carry running shoes", "en-US", Intent.CHECK_AVAILABILITY),
        ("has my parcel left the warehouse", "en-US", Intent.ORDER_STATUS),
        ("habt ihr laufschuhe auf lager", "de-DE", Intent.CHECK_AVAILABILITY),
        ("dónde está mi pedido", "es-MX", Intent.ORDER_STATUS),
        ("annulez ma commande", "fr-CA", Intent.CANCEL_ORDER),
        ("adiós", "es-ES", Intent.STOP),
        ("wie bitte", "de-DE", Intent.REPEAT),
    ],
)
def test_wishes_are_heard_in_any_wording_and_language(
    text: str, locale: str, intent: Intent
) -> None:
    assert heard(text, locale).intent is intent


@pytest.mark.parametrize(
    "text",
    [
        "subscribe me to storyville prologue whole bean every two weeks",
        "order storyville prologue whole bean for pickup downtown",
    ],
)
def test_an_option_of_the_shop_is_heard_in_the_name_of_goods_whatever_they_are_for(
    text: str,
) -> None:
    beans = Vocabulary.of({"grind": {"Whole Bean", "Drip"}}, [(LocationId("dt"), "Downtown")])

    found = UNDERSTANDER.understand(text, vocabulary=beans, expect=Expect.NOTHING, locale="en-US")

    assert dict(found.attributes) == {"grind": "Whole Bean"}
    assert (found.product or "").startswith("storyville prologue")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can i get my money back", Intent.RETURN_ITEM),
        ("can i get a human on the phone", Intent.HUMAN_AGENT),
        ("can i get the weather", Intent.UNKNOWN),
    ],
)
def test_what_only_begins_like_an_order_starts_none(text: str, intent: Intent) -> None:
    found = heard(text)

    assert found.intent is intent
    assert not found.says_something or found.intent is Intent.UNKNOWN


@pytest.mark.parametrize(
    ("text", "locale", "intent"),
    [
        ("ja bitte", "de-DE", Intent.YES),
        ("non merci", "fr-FR", Intent.NO),
        ("claro que sí", "es-ES", Intent.YES),
    ],
)
def test_an_open_question_is_answered_in_the_language_of_the_channel(
    text: str, locale: str, intent: Intent
) -> None:
    assert heard(text, locale, Expect.CONFIRM).intent is intent


def test_values_are_the_merchants_own_whatever_the_language() -> None:
    found = heard("quiero dos camisetas negras", "es-US")

    assert (found.product, found.quantity) == ("camisetas", 2)
    assert found.attributes == {"color": "Black"}


def test_a_verb_the_rules_do_not_know_is_no_part_of_the_product() -> None:
    found = heard("i wanna grab two running shoes")

    assert (found.product, found.quantity) == ("running shoes", 2)


def test_the_intent_of_the_channel_is_not_questioned() -> None:
    found = heard("can i get my money back", known=Intent.PLACE_ORDER)

    assert found.product is not None


def test_the_slot_that_was_asked_for_comes_first() -> None:
    assert heard("two", expect=Expect.QUANTITY).number == 2
    assert heard("downtown", expect=Expect.STORE).place == "dt"


def test_where_nothing_is_likely_enough_two_readings_are_told() -> None:
    texts = ("status", "back", "again the box", "pedido", "el envío", "devolver o cancelar")
    doubtful = [heard(text, "es-ES") for text in texts]

    told = [found.either for found in doubtful if found.either]

    assert told
    assert all(isinstance(label, Label) for pair in told for label in pair)


def test_what_is_chosen_with_a_dish_is_no_second_line() -> None:
    menu = Vocabulary.of({"size": {"Large"}}, [], ["Extra shot", "Oat milk"])
    latte = UNDERSTANDER.understand(
        "order a latte with two extra shots for pickup", vocabulary=menu, expect=Expect.NOTHING
    )

    assert latte.product == "latte"
    assert latte.choices == ("extra shots", "extra shots")
    assert latte.others == ()


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("ok I'll have one", "en-US"),
        ("pues me llevo una", "es-ES"),
        ("bon, j'en prends une", "fr-FR"),
        ("ja, ich nehm ein Paar", "de-DE"),
    ],
)
def test_whoever_takes_what_is_offered_says_yes(text: str, locale: str) -> None:
    assert heard(text, locale, Expect.OFFER).intent is Intent.YES


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("I'll swing by and get them", "en-US"),
        ("paso a por ellas", "es-ES"),
        ("je viens la chercher", "fr-FR"),
        ("ich hole ihn", "de-DE"),
    ],
)
def test_coming_by_is_pickup(text: str, locale: str) -> None:
    assert heard(text, locale, Expect.METHOD).method is FulfillmentMethod.PICKUP


def test_the_number_of_an_order_may_come_before_its_name() -> None:
    assert heard("track four four one two it's my order number").order_number == "4412"


def test_what_the_shop_sells_is_no_talk_about_the_weather() -> None:
    sold = Vocabulary.of({}, [], title_words={"marea", "nube", "nieve", "tormenta"})
    text = "quiero marea nube nieve tormenta"

    for vocabulary, intent in ((sold, Intent.PLACE_ORDER), (VOCABULARY, Intent.UNKNOWN)):
        told = UNDERSTANDER.understand(
            text, vocabulary=vocabulary, expect=Expect.NOTHING, locale="es-ES"
        )
        assert told.intent is intent


@pytest.mark.parametrize("said", ["nine and a half", "9.5 please", "in nine point five"])
def test_a_half_size_is_no_whole_one_where_only_whole_ones_are_sold(said: str) -> None:
    whole = Vocabulary.of({"size": ["8", "9", "10"]}, [])

    found = UNDERSTANDER.understand(said, vocabulary=whole, expect=Expect.OPTION)

    assert found.attributes == {"size": "9.5"}


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("what sizes do you have", "en-US"),
        ("which other colors are there", "en-US"),
        ("¿qué tallas hay?", "es-ES"),
        ("quelles couleurs avez-vous", "fr-FR"),
        ("welche Größen gibt es denn", "de-DE"),
    ],
)
def test_who_asks_what_there_is_to_choose_hears_it_again(said: str, locale: str) -> None:
    found = UNDERSTANDER.understand(
        said, vocabulary=VOCABULARY, expect=Expect.OPTION, locale=locale
    )

    assert found.intent is Intent.REPEAT
    assert not found.attributes


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("socks from 15 to 20 dollars", "en-US"),
        ("socks $15-$20", "en-US"),
        ("socks $15 to 20", "en-US"),
        ("Socken zwischen 15 und 20 Dollar", "de-DE"),
        ("Socken 15-20 Euro", "de-DE"),
        ("calcetines de 15 a 20 dólares", "es-ES"),
        ("chaussettes 15-20 euros", "fr-FR"),
    ],
)
def test_who_names_goods_and_what_they_may_cost_looks_for_them(said: str, locale: str) -> None:
    found = heard(said, locale)

    assert found.intent is Intent.PRODUCT_SEARCH
    assert (found.least, found.most) == (15, 20)


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "es-ES", "fr-FR"])
@pytest.mark.parametrize("said", ["12 oz", "5 lb"])
def test_a_value_with_a_figure_counts_nothing_where_it_is_chosen(said: str, locale: str) -> None:
    weights = Vocabulary.of({"weight": {"12 oz", "5 lb"}}, [(LocationId("dt"), "Downtown")])

    found = UNDERSTANDER.understand(said, vocabulary=weights, expect=Expect.OPTION, locale=locale)

    assert found.attributes == {"weight": said}
    assert (found.product, found.quantity) == (None, None)
