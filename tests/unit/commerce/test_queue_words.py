"""Why an order waits is said in words, whatever stops it."""

from __future__ import annotations

import typing

import pytest

from app.commerce import queue_words
from app.commerce.model import PlaceOutcome
from app.commerce.steps import Step
from domain import errors


def _concrete(root: type) -> list[type]:
    below = [each for child in root.__subclasses__() for each in _concrete(child)]
    return below or [root]


_WAITS = (
    *_concrete(errors.RetryableError),
    errors.NotAuthorizedError,
    errors.MalformedResponseError,
    errors.AmbiguousOutcomeError,
    errors.ConfigurationError,
)


@pytest.mark.parametrize(
    "code", [each.__name__ for each in _WAITS if each.__module__ == errors.__name__]
)
def test_every_failure_that_lets_an_order_wait_has_words(code: str) -> None:
    assert code not in queue_words.why(code)


@pytest.mark.parametrize(
    "outcome", ["PriceChanged", "OutOfStock", "NotOrderable", "HoldExpired", "CardDeclined"]
)
def test_every_end_of_a_waiting_order_has_words(outcome: str) -> None:
    assert outcome in {each.__name__ for each in typing.get_args(PlaceOutcome)}
    assert outcome not in queue_words.why(outcome)


def test_an_unknown_code_is_named_with_a_place_to_look() -> None:
    assert queue_words.why("Comet") == (
        "it could not be entered (Comet): voicetill status shows the till"
    )


@pytest.mark.parametrize("step", Step)
def test_every_step_that_is_outstanding_has_words(step: Step) -> None:
    told = queue_words.under_way(step.value, is_undone=False)

    assert not told.startswith("it has not come to its end")
    assert "while a worker runs" in told
