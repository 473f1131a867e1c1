"""Whatever is said in whatever order and language: "ordered" and "returned" come from what is
stored, and from nothing else."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commerce.model import (
    CardDeclined,
    HoldExpired,
    NotOrderable,
    PosDown,
    PriceChanged,
    StillWorking,
)
from app.voice.dialogue.stored_state import decode, encode
from app.voice.prompts import de, en, es, fr
from app.voice.speech import shown
from domain.errors import RejectedError, UnavailableError
from domain.ids import OrderId
from domain.money import Money
from domain.payments import DeclineReason
from tests.conversations.runner import Player, Script, scripts
from tests.conversations.shop import LOCALES, open_shop
from tests.effort import examples

ORDER = OrderId("ord_1")
CATALOGS: dict[str, ModuleType] = {"en": en, "es": es, "fr": fr, "de": de}
NUMBERS = {
    "en": r"order number is (\S+?)\.",
    "es": r"número de pedido es (\S+?)\.",
    "fr": r"numéro de commande est (\S+?)\.",
    "de": r"Bestellnummer ist (\S+?)\.",
}
OUTCOMES = {
    "next_place": (
        PosDown(location_name="X"),
        StillWorking(order_id=ORDER),
        HoldExpired(order_id=ORDER),
        PriceChanged(order_id=ORDER, agreed=Money(1, "USD"), now=Money(2, "USD")),
        CardDeclined(order_id=ORDER, reason=DeclineReason.EXPIRED),
        NotOrderable(reason="anything", detail="internal"),
    ),
    "next_prepare": (PosDown(location_name="X"), NotOrderable(reason="no-store", detail="x")),
    "next_error": (
        UnavailableError("no", platform="fake", operation="any"),
        RejectedError("no", platform="fake", operation="any", platform_code="INVALID_ITEM"),
    ),
}
FAULTS = [(queue, n) for queue, all_of in OUTCOMES.items() for n in range(len(all_of))]
SAID = {
    language: sorted({w for s in scripts() if s.language == language for _, w in s.lines})
    for language in LOCALES
}
YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


@st.composite
def talks(draw: st.DrawFn) -> tuple[str, list[str | tuple[str, int]]]:
    """A language, and what is said in it between faults of the world; a yes comes often."""
    language = draw(st.sampled_from(sorted(LOCALES)))
    words = st.one_of(st.sampled_from(SAID[language]), st.just(YES[language]))
    return language, draw(st.lists(st.one_of(words, words, st.sampled_from(FAULTS)), max_size=9))


def player(language: str) -> Player:
    return Player(Script(language, "anything", "told", (), ()), open_shop(language))


@settings(max_examples=examples(150), deadline=None)
@given(talks())
def test_ordered_and_returned_are_said_only_of_what_is_stored(
    talk: tuple[str, list[str | tuple[str, int]]],
) -> None:
    language, moves = talk
    catalog, talking = CATALOGS[language], player(language)
    shop = talking.shop
    for move in moves:
        if isinstance(move, tuple):
            getattr(shop.shop, move[0]).append(OUTCOMES[move[0]][move[1]])
            continue
        text = shown(talking.say(move).say, LOCALES[language])
        numbers = {o.receipt.number for o in shop.shop.orders.values() if o.receipt}
        if any(words in text.lower() for words in catalog.CONFIRMATION_WORDS):
            told = re.search(NUMBERS[language], text)
            assert told is not None, text
            assert told.group(1) in numbers, text
        if any(words in text.lower() for words in catalog.RETURN_WORDS):
            assert shop.given_back, text
        assert text
        assert decode(encode(talking.state)) == talking.state


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_a_confirmation_is_recognized_in_every_language(language: str) -> None:
    script = next(s for s in scripts() if s.language == language and s.goal.startswith("order"))
    talking = Player(script, open_shop(language))

    talking.play()

    text = shown(talking.replies[-1].say, LOCALES[language])
    assert any(words in text.lower() for words in CATALOGS[language].CONFIRMATION_WORDS)
    assert re.search(NUMBERS[language], text)
