"""Prompts are complete, plain words, and never claim an order by themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.voice.prompts import en
from app.voice.prompts.catalog import places, say
from app.voice.reply import Amount, Digits, Text
from app.voice.speech import shown
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import DeclineReason
from tests.contracts_path import PROJECT_ROOT

DYNAMIC = ("cancel.refused.", "declined.", "status.", "not.orderable.", "wish.", "word.")


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
    source = source.replace((PROJECT_ROOT / "app/voice/prompts/en.py").read_text(), "")
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


def test_only_receipt_prompts_may_say_that_something_was_ordered() -> None:
    for prompt_id, template in en.PROMPTS.items():
        claims = [word for word in en.CONFIRMATION_WORDS if word in template.lower()]
        assert not claims or prompt_id.startswith(en.RECEIPT_PREFIX), (prompt_id, claims)


def test_prompts_hold_no_markup() -> None:
    for prompt_id, template in en.PROMPTS.items():
        assert not re.search(r"[<>&]", template), prompt_id


def test_values_become_parts_of_speech() -> None:
    speech = say("receipt.paid", total=Money(1250, "USD"), card=Digits("4242"))

    assert Amount(Money(1250, "USD")) in speech
    assert Digits("4242") in speech


def test_a_word_follows_its_count() -> None:
    one = shown(say("stock.others", count=1), "en-US")
    two = shown(say("stock.others", count=2), "en-US")

    assert (one, two) == ("1 other store has it too.", "2 other stores have it too.")


def test_a_missing_value_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        say("stock.price")


def test_markup_in_a_value_stays_a_value() -> None:
    assert Text("<break/>") in say("product.none", query="<break/>")
