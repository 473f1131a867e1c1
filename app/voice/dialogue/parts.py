"""An order of which several stores deliver a part each: read back whole, told by its receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.commerce.model import Prepared, PreparedLine
from app.commerce.split_model import SplitPlaced, SplitPrepared
from app.voice.dialogue.actions import Step
from app.voice.dialogue.receipts import line_words, one_of_several
from app.voice.dialogue.state import Held, Item, OfferedPart, SplitOffer, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Speech, Text, joined, listed
from app.voice.speech import time_words
from domain.ids import HoldId, OrderId


def read_back(state: State, prepared: SplitPrepared, now: datetime) -> Step:
    """Each store with its goods and its total, then all of it; nothing is sold yet."""
    question = say(
        "parts.read.back",
        parts=listed([_part(each) for each in prepared.parts], say("word.and")),
        count=len(prepared.parts),
        total=prepared.total,
        time=time_words(prepared.expires_at - now),
    )
    held = Held(
        order_id=OrderId(prepared.split_id),
        hold_id=HoldId(prepared.split_id),
        total=prepared.total,
        in_parts=True,
    )
    state = state.but(
        held=held, agreed=None, choices=(), offered=0, split_offer=_offer(state, prepared)
    )
    again = say("parts.again", count=len(prepared.parts), total=prepared.total)
    return ask(state, Expect.CONFIRM, question, again=again)


def _offer(state: State, prepared: SplitPrepared) -> SplitOffer:
    """The parts as they are read back, each with its lines of the order."""
    left = list(state.lines)
    parts = []
    for part in prepared.parts:
        lines = [_taken(left, line) for line in part.lines]
        parts.append(
            OfferedPart(
                place=part.location_id,
                store=part.location_name,
                lines=tuple(line for line in lines if line is not None),
            )
        )
    return SplitOffer(parts=tuple(parts), place=state.place)


def _taken(left: list[Item], line: PreparedLine) -> Item | None:
    """The line of the order that a till's line is, taken from those left."""
    alike = [each for each in left if each.sku == line.variant.sku]
    found = next((each for each in alike if each.quantity == line.quantity), None)
    found = found or next(iter(alike), None)
    if found is not None:
        left.remove(found)
    return found


def _part(part: Prepared) -> Speech:
    return say(
        "parts.one",
        lines=listed([line_words(line) for line in part.lines], say("word.and")),
        store=part.location_name,
        total=part.total,
    )


def confirmation(state: State, placed: SplitPlaced) -> Step:
    """What stands, part by part, from their receipts; and which stores' part does not."""
    if not placed.receipts:  # paid, and a till must still be told
        return tell(state.but(held=None), say("still.working"))
    speech: Speech = say("receipt.parts", count=len(placed.receipts))
    for receipt in placed.receipts:
        speech = joined(speech, one_of_several(receipt))
    for store in placed.missing:
        speech = joined(speech, say("parts.missing", store=(Text(store),)))
    done = State(
        home=state.home,
        prepared=state.prepared,
        order_id=placed.receipts[0].order_id,
        split_id=placed.split_id,
    )
    step = tell(done, speech)
    # The words are not kept: "repeat" reads the stored receipts anew.
    return replace(step, state=replace(step.state, said=(), receipt_given=True))
