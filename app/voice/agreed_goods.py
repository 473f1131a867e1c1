"""Goods that are named beside a yes: who agrees to an order, or to canceling one, and names what is
not in it, means something else."""

from __future__ import annotations

from app.commerce.words import NUMBERS, root
from app.voice.dialogue.state import State
from app.voice.nlu.hesitation import BOUGHT_BY_YES
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import plainly
from app.voice.nlu.order_talk import without_kept
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.speech import shown
from app.voice.turn import Intent, Turn

_STEM = 4
"""Letters from which on a word may be part of a longer one: "Becher", "Campingbecher"."""


def as_agreed(
    heard: Understanding, turn: Turn, state: State, vocabulary: Vocabulary
) -> Understanding:
    """What was heard; a yes that names goods which were not read out agrees to nothing."""
    if state.expect is Expect.CONFIRM_CANCEL:
        return _of_another(heard, turn, state, vocabulary)
    in_parts = state.held is not None and state.held.in_parts
    if heard.intent is not Intent.YES or state.expect not in BOUGHT_BY_YES or in_parts:
        return heard
    told = [each for each in plainly(turn.text or "").split() if each not in LITTLE_WORDS]
    named = {root(each) for each in told} & vocabulary.goods_roots
    titles = " ".join(plainly(each.title or "") for each in state.lines)
    others = {each for each in named if each not in titles}
    return heard.but(intent=Intent.UNKNOWN) if others else heard


def _of_another(
    heard: Understanding, turn: Turn, state: State, vocabulary: Vocabulary
) -> Understanding:
    """The order with the goods that are named, where those of another were read out: "the mug, yes
    please" cancels no socks."""
    if heard.intent not in {Intent.YES, Intent.UNKNOWN} or heard.order_number:
        return heard
    text = turn.text or ""
    said = plainly(without_kept(text) or text).split()
    words = [each for each in said if each not in LITTLE_WORDS and each not in NUMBERS]
    named = [each for each in words if _is_goods(root(each), vocabulary)]
    read_out = plainly(shown(state.asked, turn.locale))
    others = [each for each in named if root(each) not in read_out]
    if not others or len(others) < len(named):
        return heard
    name = " ".join(others)
    return heard.but(intent=Intent.CANCEL_ORDER, product=name, phrase=name, either=None)


def _is_goods(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a word stands in titles, be it as the end of a compound."""
    compound = len(name) >= _STEM and name.isalpha()
    return name in vocabulary.goods_roots or (
        compound and any(each.endswith(name) for each in vocabulary.goods_roots)
    )
