"""Only some parts of an order that several stores deliver: left out, kept alone, or taken back in.

What is left is priced and held anew and read back; the offer is kept, so that "no wait, both" and
"the second one instead" still mean what was read out.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from app.voice.dialogue import anytime, yes_and_no
from app.voice.dialogue.actions import Step, Then
from app.voice.dialogue.ordering import advance, drop_hold, line_name
from app.voice.dialogue.state import Goal, Item, SplitOffer, State
from app.voice.nlu.manners import is_answer, plainly, refuses_price
from app.voice.nlu.part_choice import agrees_to_all, lines_chosen, lines_recounted
from app.voice.nlu.part_lexicon import asks
from app.voice.nlu.part_words import OfferedLine, limits, names_part
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, Speech, listed
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

_OPEN: Final = frozenset({Expect.CONFIRM, Expect.CHANGE, Expect.TRY_AGAIN})
_ANSWERS: Final = {Intent.YES: "yes", Intent.NO: "no"}
_PLAIN: Final = frozenset(
    {Intent.PRICE_CHECK, Intent.INFORM, Intent.UNKNOWN, Intent.YES, Intent.NO, Intent.REPEAT,
     Intent.VIEW_CART}
)  # fmt: skip
"""What a question about parts may be taken for; others have answers of their own."""
_COLOR: Final = "color"


def resolve(state: State, heard: Understanding) -> Step | None:
    """The step that words about parts lead to; None: there are none, or nothing is in parts."""
    offer = state.split_offer
    if offer is None or state.expect not in _OPEN or _is_otherwise(offer, heard):
        return None
    text = _whole(heard)
    if refuses_price(text):
        return None  # a no to all of it
    if asks(text):
        stores = [part.store for part in offer.parts]
        about_parts = limits(text) or names_part(text, stores)
        return anytime.repeat(state) if about_parts and heard.intent in _PLAIN else None
    return _chosen(state, offer, heard, text) or _unclear(state, heard, text)


def _chosen(state: State, offer: SplitOffer, heard: Understanding, text: str) -> Step | None:
    stores = [part.store for part in offer.parts]
    current = _current(offer, state.lines)
    lines = _lines(offer, current)
    kept = frozenset(at for at, line in enumerate(current) if line is not None)
    asked = state.expect is not Expect.CHANGE
    if not kept:
        return None
    is_whole = asked and len(kept) == len(lines) and heard.intent is not Intent.NO
    if is_whole and not heard.hesitant and agrees_to_all(text, stores, lines):
        return yes_and_no.hear_yes(state, Understanding(intent=Intent.YES, text=heard.text))
    recounted = lines_recounted(text, stores, lines, kept=kept)
    if recounted is not None and recounted[0] in kept:
        return _with_count(state, current, *recounted)
    wanted = lines_chosen(text, stores, lines, kept=kept, by_name_alone=asked)
    if wanted is None or _in_other_color(offer, wanted, heard):
        return None
    if wanted == kept and state.held is not None:
        return _ask_again(state)
    return _with_lines(state, offer, wanted)


def _unclear(state: State, heard: Understanding, text: str) -> Step | None:
    """A yes to less than all of it, where it was not understood to what, is no yes."""
    return _ask_again(state) if heard.intent is Intent.YES and limits(text) else None


def _is_otherwise(offer: SplitOffer, heard: Understanding) -> bool:
    """Whether what was said is about another way, or a store that was not offered."""
    elsewhere = heard.place is not None and heard.place not in {each.place for each in offer.parts}
    return elsewhere or heard.method is FulfillmentMethod.SHIPPING


def _in_other_color(offer: SplitOffer, wanted: Set[int], heard: Understanding) -> bool:
    """Whether goods are named in a color that none of them has: they shall be otherwise."""
    color = heard.attributes.get(_COLOR)
    items = [line for part in offer.parts for line in part.lines]
    return color is not None and all(items[at].options.get(_COLOR) != color for at in wanted)


def _whole(heard: Understanding) -> str:
    """The text with the yes or no that was taken off its beginning."""
    words = plainly(heard.text).split()
    answer = _ANSWERS.get(heard.intent)
    if answer is None or (words and is_answer(words[0])):
        return heard.text
    return f"{answer} {heard.text}"


def _lines(offer: SplitOffer, current: Sequence[Item | None]) -> list[OfferedLine]:
    """The lines as they were read out, in the number that the order has of them now."""
    offered = [(at, line) for at, part in enumerate(offer.parts) for line in part.lines]
    return [
        OfferedLine(
            part=at,
            names=f"{line.title or ''} {line.query}",
            quantity=(now or line).quantity,
        )
        for (at, line), now in zip(offered, current, strict=True)
    ]


def _current(offer: SplitOffer, lines: Sequence[Item]) -> list[Item | None]:
    """Each line of the offer as it is in the order now; None: it was left out."""
    left = list(lines)
    found: list[Item | None] = []
    for line in (line for part in offer.parts for line in part.lines):
        now = next((each for each in left if _is_alike(each, line)), None)
        if now is not None:
            left.remove(now)
        found.append(now)
    return found


def _is_alike(one: Item, other: Item) -> bool:
    return one.sku == other.sku and one.modifiers == other.modifiers


def _with_lines(state: State, offer: SplitOffer, wanted: Set[int]) -> Step:
    """Give up what is held, and go on with the lines wanted; one part is an ordinary order."""
    offered = [line for part in offer.parts for line in part.lines]
    current = _current(offer, state.lines)
    added = [line for line in state.lines if not any(line is each for each in current)]
    lines = [*added, *(current[at] or offered[at] for at in sorted(wanted))]
    gone = [line for at, line in enumerate(current) if line is not None and at not in wanted]
    back = [offered[at] for at in sorted(wanted) if current[at] is None]
    aside = _told("cart.removed", gone) or _told("parts.back", back)
    state = state.but(aside=aside, agreed=None, choices=(), offered=0)
    if not lines:
        state = state.but(goal=Goal.CART, cart=(), item=None, split_offer=None)
    else:
        state = state.but(cart=tuple(lines[:-1]), item=lines[-1], place=_place(offer, wanted))
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _with_count(state: State, current: Sequence[Item | None], at: int, count: int) -> Step:
    """Another number of one line; the parts stay, and all of it is priced and read back anew."""
    lines = [line.but(quantity=count) if line is current[at] else line for line in state.lines]
    state = state.but(cart=tuple(lines[:-1]), item=lines[-1], agreed=None, choices=(), offered=0)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _place(offer: SplitOffer, wanted: Set[int]) -> LocationId | None:
    """The store of what is wanted; that which was asked for, where all of it is."""
    at, places = 0, []
    for part in offer.parts:
        here = range(at, at + len(part.lines))
        at += len(part.lines)
        if any(each in wanted for each in here):
            places.append(part.place)
    return offer.place if len(places) == len(offer.parts) or not places else places[0]


def _told(prompt: str, lines: Sequence[Item]) -> Speech:
    if not lines:
        return ()
    return say(prompt, name=listed([line_name(line) for line in lines], say("word.and")))


def _ask_again(state: State) -> Step:
    return Step(state=state, next=Reply(say=state.asked, reprompt=state.asked))
