"""Card numbers are found however they are written, and other numbers are left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cards import (
    REDACTED,
    find_card_field,
    holds_card_number,
    redact_card_numbers,
    redact_issued_numbers,
    without_issued_numbers,
)


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "3782 822463 10005",
        "2 of it, 4111 1111 1111 1111 12/28 123",
        "0 4111111111111111 0",
        "4111111111111111 12 28",
        "5500005555555559 4111111111111111",
        "four one one one one one one one one one one one one one one one",
        "four one double one one one one one one one one one one one one one one",
        "forty-one eleven eleven eleven eleven eleven eleven eleven",
        "4111 one one one one 1111 1111",
        "4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1",
        "4111%201111%201111%201111",
        "4111\u00a01111\u00a01111\u00a01111",
        "４１１１１１１１１１１１１１１１",
        "4111 <break time='1s'/>1111 <break/>1111 <break/>1111",
        "two 4111-1111 1111.1111",
        "4111,1111,1111,1111",
        "4222222222222",
        "30569309025904",
        "3056 930902 5904",
    ],
)
def test_a_card_number_is_found_and_removed(text: str) -> None:
    assert holds_card_number(text)
    assert not holds_card_number(redact_card_numbers(text))
    assert REDACTED in redact_card_numbers(text)


def test_every_card_number_in_a_text_goes() -> None:
    text = "a 5500005555555559 b 4111 1111 1111 1111 c"

    assert redact_card_numbers(text) == f"a {REDACTED} b {REDACTED} c"


@pytest.mark.parametrize(
    "text",
    [
        "vier " + "eins " * 15,
        "VIER doppelt eins " + "eins, " * 13,
        "einundvierzig " + "elf und " * 7,
        "fünf fünf null null null null fünf fünf fünf fünf fünf fünf fünf fünf fünf neun",
        "cuatro " + "uno " * 15,
        "cuarenta y uno " + "once " * 7,
        "cuatro doble uno " + "uno y " * 13,
        "quatre " + "un " * 15,
        "quarante et un " + "onze, " * 7,
        "ma carte est le quatre mille cent onze, non, 4111 un un un un 1111 1111 voilà",
        "zéro zéro quatre " + "un " * 15,
    ],
)
def test_a_card_number_is_found_in_the_words_of_every_language_we_speak(text: str) -> None:
    assert holds_card_number(text)
    assert not holds_card_number(redact_card_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "um zwei oder drei Uhr, ich hätte gern fünf Brötchen und vier Kaffee für heute",
        "quiero dos cafés y una tarta, uno para hoy y uno para mañana a las once",
        "un café et une tarte, deux croissants, un pour moi et neuf pour mes amis",
        "vier " + "eins " * 14 + "zwei",
        "cuatro " + "uno " * 14 + "dos",
    ],
)
def test_numbers_of_every_language_that_are_no_card_stay(text: str) -> None:
    assert redact_card_numbers(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "4006381333931",
        "1764000000123",
        "20261121030000",
        "2026-11-21T04:39:50.452692+00:00",
        "at 1763699990452692 µs",
        "4111111111111112",
        "2026-11-20 2026-11-27",
        "1111 1111 1111 1111",
        "150.99",
        "12125554240",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact_card_numbers(text) == text


IDENTIFIERS = [
    "c5b91634111111111111111abc0d12ef",
    "a4111111-1111-1111-1abc-0123456789ab",
    "shopify:gid://shopify/ProductVariant/40000000000002",
]


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_identifiers_that_pass_luhn_by_chance_stay(text: str) -> None:
    assert not holds_card_number(text)
    assert redact_card_numbers(f"seen {text} here") == f"seen {text} here"


@pytest.mark.parametrize(
    "text",
    [
        "gid://shopify/ProductVariant/4111111111111111",
        "x4111111111111111y",
        "a4111111-1111-1111-1abc-0123456789ab 4111111111111111",
    ],
)
def test_what_only_resembles_an_identifier_is_still_found(text: str) -> None:
    assert holds_card_number(text)
    assert "4111111111111111" not in redact_card_numbers(text)


@given(
    st.integers(1_002_000_000_000_000, 1_980_000_000_000_000),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["T", " "]),
)
def test_no_moment_is_a_card_number(micros: int, offset: int, between: str) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    local = moment.astimezone(timezone(timedelta(minutes=offset)))

    for text in (local.isoformat(between), local.isoformat(between, "seconds"), str(local.date())):
        assert not holds_card_number(text)
        assert not holds_card_number(text.replace("+00:00", "Z"))
    assert not holds_card_number(str(micros))
    assert not holds_card_number(str(micros // 1000))


@given(st.uuids(version=4).filter(lambda one: any(char in "abcdef" for char in one.hex)))
def test_no_random_id_is_a_card_number(one: object) -> None:
    assert not holds_card_number(f"amzn1.echo-api.request.{one}")


def test_what_a_platform_sends_loses_cards_of_issuers_and_keeps_its_ids() -> None:
    sent = {"id": 4111111111111111, "note": 'said "4111-1111 1111-1111"', "sku": "9999999999999995"}
    raw = json.dumps(sent).encode()

    cleaned = json.loads(without_issued_numbers(raw))

    assert cleaned == sent | {"note": f'said "{REDACTED}"'}
    assert without_issued_numbers(b"{}") == b"{}"
    assert redact_issued_numbers("9999999999999995") == "9999999999999995"


@pytest.mark.parametrize(
    "before", ["\ued41", "\u00e9", 'a"', "\n"], ids=["private", "accent", "quote", "line"]
)
@pytest.mark.parametrize("number", ["4111111111111111", "4111\u00a01111\u00a01111\u00a01111"])
def test_an_escape_beside_a_card_number_is_no_part_of_it(before: str, number: str) -> None:
    raw = json.dumps({"note": f"{before}{number}"}).encode()

    assert json.loads(without_issued_numbers(raw)) == {"note": f"{before}{REDACTED}"}


TEXTS = st.text() | st.text().map(lambda text: f"{text} 4111111111111111 {text}")


@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_cleaning_leaves_json_that_can_be_read(value: object) -> None:
    for raw in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        cleaned = without_issued_numbers(raw.encode("utf-8", "surrogatepass"))
        json.loads(cleaned.decode("utf-8", "surrogatepass"))
        assert b" 4111111111111111 " not in cleaned


def test_the_field_with_a_card_number_is_named() -> None:
    assert find_card_field({"a": [{"b": 4111111111111111}]}) == "a[0].b"
    assert find_card_field({"4111111111111111": 1}) == "(name)"
    assert find_card_field(4111111111111111.0) == "body"
    assert find_card_field({"a": [1, "x", None, True]}) is None


SPOKEN = [
    "four",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
    "one",
]


@pytest.mark.parametrize(
    "between", [" ", "-", ", ", "_", "%20", "%2D", "%2d", "<br>", "&nbsp;", "\n", " - ", " and "]
)
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title], ids=["low", "high", "title"])
def test_a_number_in_words_is_found_however_they_are_parted(
    between: str, case: Callable[[str], str]
) -> None:
    told = between.join(case(word) for word in SPOKEN)

    assert holds_card_number(f"paid with {told} on Friday")
    assert not holds_card_number(f"paid with {told.replace(case(SPOKEN[0]), '')} on Friday")


def test_twice_and_thrice_a_number_of_two_digits_counts_in_full() -> None:
    told = "forty one triple eleven double eleven double eleven"  # 41 and fourteen ones

    assert holds_card_number(told)
