"""Every store that has what was just spoken of, asked for in so many words."""

from __future__ import annotations

from app.voice.dialogue.actions import CheckStock, Step
from app.voice.dialogue.state import Goal, State
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.wishes import asks_everywhere


def check_all_stores(state: State, heard: Understanding) -> Step | None:
    """Look into every store; None: nothing was asked, or no goods were spoken of."""
    item = state.item
    if item is None or item.sku is None or state.held is not None:
        return None
    if not asks_everywhere(heard.text):
        return None
    asked = state.but(
        goal=Goal.AVAILABILITY,
        place=None,
        everywhere=True,
        expect=Expect.NOTHING,
        choices=(),
        offered=0,
    )
    check = CheckStock(skus=(item.sku,), quantity=item.quantity, near=state.home)
    return Step(state=asked, next=check)
