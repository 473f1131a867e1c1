"""Prompts are complete, plain words, and never claim an order by themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.voice.prompts import de, en, es, fr
from app.voice.prompts.catalog import LANGUAGES, PROMPTS, places, say, spoken
from app.voice.reply import Amount, Digits, Text
from app.voice.speech import shown
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import DeclineReason
from tests.contracts_path import PROJECT_ROOT

DYNAMIC = (
    *("cancel.refused.", "declined.", "status.", "not.orderable.", "wish.", "word."),
    *("size.", "option.called.", "refund.", "return.refused.", "trouble."),
    "transfer.none.",
)


PLACE = re.compile(r"\{[^}]*\}")
PLURAL = re.compile(r"\{(\w+):")
COUNTS = {"count", "quantity", "minutes", "left", "days"}
"""Values that are always numbers."""


def calls_of_say() -> Iterator[tuple[Path, ast.Call]]:
    for path in sorted((PROJECT_ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "say" and node.args:
                yield path, node


def test_every_prompt_that_is_said_exists_and_gets_the_values_it_needs() -> None:
    checked = 0
    for path, call in calls_of_say():
        if not isinstance(call.args[0], ast.Constant):
            continue
        prompt_id = call.args[0].value
        given = {keyword.arg for keyword in call.keywords}
        assert prompt_id in en.PROMPTS, f"{path.name}: {prompt_id}"
        assert places(prompt_id) == given, f"{path.name}: {prompt_id}"
        checked += 1
    assert checked > 60


def test_every_prompt_is_said_somewhere() -> None:
    source = "\n".join(p.read_text() for p in (PROJECT_ROOT / "app").rglob("*.py"))
    for language in LANGUAGES:
        catalog = PROJECT_ROOT / f"app/voice/prompts/{language}.py"
        source = source.replace(catalog.read_text(), "")
    unused = [
        prompt_id
        for prompt_id in en.PROMPTS
        if f'"{prompt_id}"' not in source and not prompt_id.startswith(DYNAMIC)
    ]

    assert unused == []


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_every_reason_of_a_declined_card_has_its_own_words(reason: DeclineReason) -> None:
    texts = [shown(say(f"declined.{each.value}"), "en-US") for each in DeclineReason]

    assert texts.count(shown(say(f"declined.{reason.value}"), "en-US")) == 1


@pytest.mark.parametrize("state", list(OrderState))
def test_every_state_of_an_order_has_words(state: OrderState) -> None:
    assert say(f"status.{state.value}")


def test_refunds_have_words() -> None:
    assert say(f"status.{PaymentState.REFUNDED.value}")
    assert say(f"status.{PaymentState.PARTIALLY_REFUNDED.value}")


@pytest.mark.parametrize("catalog", [en, es, fr, de], ids=["en", "es", "fr", "de"])
def test_only_receipt_prompts_may_say_that_something_was_ordered(catalog: ModuleType) -> None:
    for prompt_id, template in catalog.PROMPTS.items():
        claims = [word for word in catalog.CONFIRMATION_WORDS if word in template.lower()]
        assert not claims or prompt_id.startswith(en.RECEIPT_PREFIX), (prompt_id, claims)
        returns = [word for word in catalog.RETURN_WORDS if word in template.lower()]
        assert not returns or prompt_id.startswith(("returned.", "status.")), (prompt_id, returns)


@pytest.mark.parametrize("catalog", [en, es, fr, de], ids=["en", "es", "fr", "de"])
def test_a_confirmation_is_known_by_its_words_in_every_language(catalog: ModuleType) -> None:
    for prompt_id in ("receipt.placed", "receipt.paid"):
        said = catalog.PROMPTS[prompt_id].lower()
        assert any(word in said for word in catalog.CONFIRMATION_WORDS), prompt_id
    for prompt_id in ("returned.working", "returned.needs_person"):
        said = catalog.PROMPTS[prompt_id].lower()
        assert any(word in said for word in catalog.RETURN_WORDS), prompt_id


def test_prompts_hold_no_markup() -> None:
    for language, prompts in PROMPTS.items():
        for prompt_id, template in prompts.items():
            assert not re.search(r"[<>&]", template), (language, prompt_id)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_every_prompt_with_every_place_and_plural(language: str) -> None:
    assert PROMPTS[language].keys() == en.PROMPTS.keys()
    for prompt_id, template in PROMPTS[language].items():
        assert places(prompt_id, language) == places(prompt_id), prompt_id
        assert template.endswith(" ") == en.PROMPTS[prompt_id].endswith(" "), prompt_id
        for name in PLURAL.findall(template):
            assert name in COUNTS, (prompt_id, name)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_reprompt_differs_from_its_question(language: str) -> None:
    prompts = PROMPTS[language]
    for prompt_id, again in prompts.items():
        question = prompts.get(prompt_id.removesuffix(".again"))
        assert not prompt_id.endswith(".again") or question != again, prompt_id


@pytest.mark.parametrize("language", ["es", "fr", "de"])
def test_no_sentence_was_left_in_english(language: str) -> None:
    same = {
        prompt_id
        for prompt_id, template in PROMPTS[language].items()
        if template == en.PROMPTS[prompt_id] and re.search(r"[a-z]{3}", PLACE.sub("", template))
    }

    assert same <= {"option.called.color"}, same


def test_values_become_parts_of_speech() -> None:
    speech = spoken(say("receipt.paid", total=Money(1250, "USD"), card=Digits("4242")), "en-US")

    assert Amount(Money(1250, "USD")) in speech
    assert Digits("4242") in speech


def test_the_same_words_are_given_in_the_language_of_who_hears_them() -> None:
    speech = say("stock.others", count=2)

    assert [shown(speech, locale) for locale in ("es-MX", "fr-FR", "de-DE", "it-IT")] == [
        "2 tiendas más lo tienen.",
        "2 autres magasins l'ont aussi.",
        "2 weitere Filialen haben es auch.",
        "2 other stores have it too.",
    ]
    assert shown(say("stock.others", count=0), "fr-FR") == "0 autre magasin l'a aussi."


def test_a_word_follows_its_count() -> None:
    one = shown(say("stock.others", count=1), "en-US")
    two = shown(say("stock.others", count=2), "en-US")

    assert (one, two) == ("1 other store has it too.", "2 other stores have it too.")


def test_a_missing_value_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        say("stock.price")


def test_markup_in_a_value_stays_a_value() -> None:
    assert Text("<break/>") in spoken(say("product.none", query="<break/>"), "en-US")
