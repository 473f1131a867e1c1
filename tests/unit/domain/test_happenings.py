"""What a step of an order's history is called outside."""

from __future__ import annotations

import pytest

from domain.happenings import MEANINGS, Happening, of_order_step


@pytest.mark.parametrize(
    ("step", "state", "kind"),
    [
        ("parked", "parked", Happening.ORDER_PARKED),
        ("entered", "confirmed", Happening.ORDER_ENTERED),
        ("pos", "delivered", Happening.ORDER_DELIVERED),
        ("pos", "partly_returned", Happening.ORDER_RETURNED),
        ("refused-state", None, Happening.ORDER_UPDATED),
    ],
)
def test_every_step_that_somebody_waits_for_has_a_name(
    step: str, state: str | None, kind: Happening
) -> None:
    assert of_order_step(step, state) is kind


def test_every_name_says_what_it_means() -> None:
    assert set(MEANINGS) == set(Happening)
