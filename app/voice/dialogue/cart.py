"""Several lines in one order: gathering, adding, taking out, telling, and the usual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.commerce.usual import Stead, UsualItem
from app.commerce.words import root
from app.voice.dialogue import answers
from app.voice.dialogue.actions import (
    Identify,
    Step,
    Then,
)
from app.voice.dialogue.names import any_of, label_words, variant_name
from app.voice.dialogue.ordering import advance, drop_hold, line_name
from app.voice.dialogue.questions import (
    FindUsual,
    UsualFound,
)
from app.voice.dialogue.state import Choice, Goal, Item, Ordered, State
from app.voice.dialogue.talk import AT_ONCE, ask, digress, with_choices
from app.voice.nlu.anaphora import means_that_order
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import (
    keeps_only,
    kept_only_in,
    left_out_in,
    means_all_usual,
    takes_away,
)
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.words import singular, tokenize
from app.voice.prompts.catalog import say
from app.voice.reply import Speech, Text, listed
from domain.orders import FulfillmentMethod

_STEM: Final = 4
"""Letters from which on a word may be part of a longer one: "Becher", "Campingbecher"."""


def add(state: State, heard: Understanding) -> Step | None:
    """Put what was named on top of the order, whatever is being asked."""
    item = answers.new_item(heard)
    if item is None:
        return None
    wanted = (*answers.further_items(heard), *state.wanted)
    if state.goal is not Goal.ORDER:
        state = state.but(goal=Goal.CART)
    kept = state.lines if state.goal in {Goal.ORDER, Goal.CART} else state.cart
    state = state.but(item=item, cart=kept, wanted=wanted, choices=(), offered=0, option=None)
    heard = heard.but(product=None, phrase=None, choices=(), left_out=(), quantity=None)
    state = answers.with_manner(state, heard).but(agreed=None)
    let_go = drop_hold(state, Then.ADVANCE)
    if let_go is not None:
        return let_go
    return advance(state)


def take_out(state: State, heard: Understanding) -> Step | None:
    """Take a line out of the order; None: that was not the wish."""
    kept = _only_kept(state, heard)
    if kept is not None:
        return kept
    if not state.lines or not (takes_away(heard.text) or _is_without(state, heard)):
        return None
    if state.expect is Expect.METHOD and heard.method is not None:
        return None  # "je la retire": it is picked up
    line = find_line(state.lines, heard)
    if line is None or (not heard.product and is_of_another(line, heard)):
        return _not_in(state, heard)
    left = tuple(each for each in state.lines if each is not line)
    name = line_name(line)
    state = state.but(cart=left[:-1], item=left[-1] if left else None, agreed=None)
    if not left:
        state = state.but(goal=Goal.CART, aside=say("cart.removed", name=name))
        let_go = drop_hold(state, Then.ADVANCE)
        return let_go or advance(state)
    state = state.but(aside=say("cart.removed", name=name))
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _not_in(state: State, heard: Understanding) -> Step | None:
    """That what shall go is not in the order, or was only named for it; None: nothing is named."""
    named = heard.product or " ".join(heard.attributes.values())
    if not named:
        return None
    waiting = _without_wanted(state, heard)
    if waiting is not None:
        return advance(waiting)
    return digress(state, say("cart.not.in", name=named))


def is_of_another(line: Item, heard: Understanding) -> bool:
    """Whether a value is told that goods in hand come in, and this line does not have."""
    return any(line.options.get(name, value) != value for name, value in heard.attributes.items())


def _only_kept(state: State, heard: Understanding) -> Step | None:
    """The order with the lines that are named, and nothing else: "just the mug"."""
    counted = heard.quantity not in {None, 1} or heard.number is not None
    if len(state.lines) < 2 or counted or not keeps_only(heard.text):
        return None
    named = [heard.but(product=each, item_ref=None) for each in kept_only_in(heard.text)]
    found = [find_line(state.lines, each) for each in named or (heard,)]
    stay = [each for each in state.lines if any(each is one for one in found)]
    if not stay or len(stay) == len(state.lines):
        return None
    gone = [line_name(each) for each in state.lines if not any(each is one for one in stay)]
    state = state.but(cart=tuple(stay[:-1]), item=stay[-1], agreed=None)
    state = state.but(aside=say("cart.removed", name=listed(gone, say("word.and"))))
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _is_without(state: State, heard: Understanding) -> bool:
    """Whether a line is named to be left out, without an article: "sin botella"."""
    named = left_out_in(heard.text)
    said = {singular(word) for word in tokenize(named or "").norm} - LITTLE_WORDS
    return bool(said) and any(said & _title_words(each) for each in state.lines)


def _without_wanted(state: State, heard: Understanding) -> State | None:
    """The state without goods that were named and not looked for yet; None: none were."""
    said = {singular(word) for word in tokenize(heard.product or "").norm} - LITTLE_WORDS
    gone = next(
        (each for each in state.wanted if said & {singular(w) for w in tokenize(each.query).norm}),
        None,
    )
    if gone is None:
        return None
    left = tuple(each for each in state.wanted if each is not gone)
    return state.but(wanted=left, aside=say("cart.removed", name=label_words(gone.query)))


def to_line(state: State, heard: Understanding) -> State | None:
    """The state with the line in hand that is named by its product; None: none is."""
    if not heard.product or len(state.lines) < 2:
        return None
    line = find_line(state.lines, heard)
    if line is None:
        return None
    return state.but(cart=tuple(each for each in state.lines if each is not line), item=line)


def find_line(lines: Sequence[Item], heard: Understanding) -> Item | None:
    """The line whose title has a word in common with what was said; the last one of several."""
    if heard.item_ref is not None and 0 < heard.item_ref <= len(lines):
        return lines[heard.item_ref - 1]
    said = {singular(word) for word in tokenize(heard.product or heard.text).norm}
    said -= LITTLE_WORDS
    alike = [(_shared(said, _title_words(each)), at) for at, each in enumerate(lines)]
    most, at = max(alike, default=(0, 0))
    if most:
        return lines[at]
    return lines[-1] if not heard.product and len(lines) == 1 else None


def names_line(lines: Sequence[Item], name: str) -> bool:
    """Whether a word of a name stands in the title of a line, in any number, be it as the end of a
    compound: "Lampen" of a "Stirnlampe"."""
    said = set(tokenize(name).norm) - LITTLE_WORDS
    titles = [word for each in lines for word in tokenize(f"{each.title} {each.query}").norm]
    return any(
        root(title) == root(word) or (len(word) >= _STEM and title.endswith(_ends(word)))
        for word in said
        for title in titles
    )


def _ends(word: str) -> tuple[str, ...]:
    return word, root(word), f"{root(word)}e"


def view(state: State) -> Step:
    """What is in the order so far, then the open question again."""
    if not state.lines:
        empty = say("cart.empty")
        return ask(state, Expect.PRODUCT, empty, again=say("ask.product.again"))
    told = say("cart.has", lines=_lines(state.lines))
    if state.expect is Expect.NOTHING:
        return ask(
            state.but(goal=Goal.CART),
            Expect.MORE_ITEMS,
            say("cart.ask"),
            again=say("cart.ask.again"),
            before=told,
        )
    return digress(state, told)


def check_out(state: State) -> Step:
    """Order what is there; it is read back before anything is bought."""
    if not state.lines:
        return view(state)
    if state.item is None or state.item.sku is None:
        state = state.but(item=state.cart[-1], cart=state.cart[:-1])
    return Step(state=state.but(goal=Goal.ORDER, expect=Expect.NOTHING), next=Identify())


def reorder(state: State, heard: Understanding) -> Step:
    """What the shopper takes as always, or what of it was named."""
    words = heard.product or heard.phrase or None
    if state.receipt_given and state.ordered is not None and means_that_order(heard.text):
        return _once_more(state, state.ordered, heard)
    state = answers.with_manner(state, heard)
    if heard.quantity is not None and state.item is not None:
        state = state.but(item=None)
    quantity = heard.quantity if heard.quantity is not None else heard.number
    whole = means_all_usual(heard.text)
    words = None if whole else words
    return Step(state=state, next=FindUsual(words=words, quantity=quantity, whole=whole))


def _once_more(state: State, ordered: Ordered, heard: Understanding) -> Step:
    """The order whose receipt was just given, read back as another one."""
    *cart, item = ordered.lines
    state = state.but(goal=Goal.ORDER, item=item, cart=tuple(cart), agreed=None)
    state = state.but(method=ordered.method, place=ordered.place)
    return Step(state=answers.with_manner(state, heard), next=Identify())


def on_usual(state: State, fact: UsualFound) -> Step:
    """Go straight to the read-back with what is clear, or ask which of a few."""
    items = [each for each in fact.usual.items if each.available is not False]
    if not items:
        if fact.words:
            wish = Item(query=fact.words, phrase=fact.words)
            return Step(state=state.but(item=wish, goal=Goal.ORDER), next=Identify())
        none = say("usual.none")
        return ask(state, Expect.PRODUCT, none, again=say("ask.product.again"))
    if fact.usual.is_clear or len(items) == 1:
        return _take(state, items[0], fact.quantity)
    whole = fact.whole or (fact.usual.is_together and fact.quantity is None)
    if whole and len(items) <= AT_ONCE:
        state = state.but(wanted=(*map(_usual_item, items[1:]), *state.wanted))
        return _take(state, items[0])
    choices = [Choice(key=each.variant.product_id, label=each.variant.title) for each in items]
    places = {each.location_id for each in items}
    if state.place is None and state.method is None and len(places) == 1 and None not in places:
        state = state.but(place=places.pop(), method=FulfillmentMethod.PICKUP)
    state = with_choices(state.but(goal=Goal.ORDER, item=None), choices)
    titles = any_of([choice.label for choice in choices])
    question = say("usual.which", titles=titles)
    return ask(state, Expect.PRODUCT_CHOICE, question, again=say("product.which.again"))


def _usual_item(usual: UsualItem, quantity: int | None = None) -> Item:
    variant = usual.variant
    return Item(
        query=variant.title,
        phrase=variant.title,
        product_id=variant.product_id,
        title=variant.title,
        sku=variant.sku,
        options=variant.options,
        quantity=quantity or usual.quantity,
        modifiers=tuple(usual.modifiers),
        begun=bool(usual.modifiers),
        ready=bool(usual.modifiers) or not variant.modifier_lists,
    )


def _take(state: State, usual: UsualItem, quantity: int | None = None) -> Step:
    variant, item = usual.variant, _usual_item(usual, quantity)
    aside: Speech = ()
    if usual.stead is not Stead.SAME:
        aside = say("usual.instead", bought=usual.bought_name, name=variant_name(variant))
    place = state.place or usual.location_id
    method = state.method or (FulfillmentMethod.PICKUP if place is not None else None)
    state = state.but(
        goal=Goal.ORDER, item=item, place=place, method=method, aside=aside, agreed=None
    )
    return drop_hold(state, Then.ADVANCE) or Step(state=state, next=Identify())


def _lines(lines: Sequence[Item]) -> Speech:
    spoken = [(Text(f"{each.quantity} "), *line_name(each)) for each in lines]
    return listed(spoken, say("word.and"))


def _shared(said: set[str], title: set[str]) -> int:
    """How many words of the one are in the other, be it as part of a compound."""
    return sum(
        any(word == each or (len(word) >= _STEM and word in each) for each in title)
        for word in said
    )


def _title_words(item: Item) -> set[str]:
    words = {*tokenize(item.title or "").norm, *tokenize(item.query).norm}
    words.update(word for value in item.options.values() for word in tokenize(value).norm)
    return {singular(word) for word in words}
