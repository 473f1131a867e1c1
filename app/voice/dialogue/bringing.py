"""Goods for a store that has too few: where that was wished, who could send them is looked for."""

from __future__ import annotations

from app.voice.dialogue.actions import Step
from app.voice.dialogue.state import State
from app.voice.dialogue.transfers import FindTransfer


def sent_there(state: State) -> Step | None:
    """Who could send it to the store that has too few; None: nobody shall."""
    item = state.item
    if not state.brought or item is None or item.sku is None or not state.place or state.cart:
        return None
    wanted = FindTransfer(
        sku=item.sku, quantity=item.quantity, to=state.place, source=state.brought_from
    )
    return Step(state=state, next=wanted)
