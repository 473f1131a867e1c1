"""Every reason for which an order is not taken has words, and says what would help."""

from __future__ import annotations

import ast
import inspect

import pytest

from app.commerce import entry, refusal_words
from domain import order_policy
from domain.order_policy import Trait


def codes_in(module: object) -> set[str]:
    """What a module gives as the code of a `Rejection`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):  # type: ignore[arg-type]
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rejection"):
            continue
        (code,) = [each.value for each in node.keywords if each.arg == "code"]
        if isinstance(code, ast.Constant):
            found.add(code.value)
    return found


CODES = sorted(
    codes_in(order_policy)
    | codes_in(entry)
    | {f"address-{name}-missing" for name in ("line1", "city", "country")}
    | {f"too-often-by-{trait.value}" for trait in Trait}
)


@pytest.mark.parametrize("code", CODES)
def test_a_reason_is_told_in_words_with_what_helps(code: str) -> None:
    reason = refusal_words.told(code)

    assert reason.code == code
    assert reason.why != code.replace("-", " ")
    assert reason.remedy
    assert "{{" not in reason.remedy


def test_the_reasons_that_are_checked_are_those_there_are() -> None:
    assert {"over-limit", "too-often-by-card", "policy-unreadable", "region-mismatch"} <= {*CODES}


def test_a_reason_that_rules_of_old_gave_is_told_all_the_same() -> None:
    assert refusal_words.told("moon-full").why == "moon full"
