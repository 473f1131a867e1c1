"""What is refused where it is wished, taken along, and asked after in a temper."""

from __future__ import annotations

import pytest

from app.voice.nlu.ways import method_in
from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "quiero una chaqueta impermeable que no sea roja"),
        ("fr", "je voudrais une veste imperméable mais pas rouge"),
        ("en", "I want a rain jacket, anything but red"),
        ("de", "ich möchte eine Regenjacke, aber bloß nicht rot"),
    ],
)
def test_a_color_refused_with_the_wish_is_not_wanted(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(said)

    item = talk._state().item
    assert item is not None
    assert "color" not in item.attributes


@pytest.mark.parametrize("said", ["me la llevo", "esa misma, me la llevo", "me los llevo"])
def test_who_takes_it_along_has_nothing_sent(said: str) -> None:
    assert method_in(said) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "¿dónde narices está mi linterna, que me voy el viernes?"),
        ("fr", "mais où diable est ma lampe"),
        ("en", "where on earth is my head lamp"),
        ("de", "wo zum Kuckuck bleibt meine Stirnlampe"),
    ],
)
def test_who_asks_in_a_temper_hears_where_the_order_is(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "ready LAMP")

    assert "0001" in talk.say(said)
