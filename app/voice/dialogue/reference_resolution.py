"""What points at what was just spoken of: both, the other one, the second one, one more, the same
for somebody else, it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.commerce.words import root
from app.voice.dialogue import answers, anytime, asides
from app.voice.dialogue.actions import Step, Then
from app.voice.dialogue.names import any_of
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.questions import SearchGoods
from app.voice.dialogue.state import Choice, Criteria, Goal, Item, State
from app.voice.dialogue.talk import ask, digress, with_choices
from app.voice.nlu import anaphora
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import plainly, takes_it
from app.voice.nlu.order_talk import cancels
from app.voice.nlu.taken_offers import names_only_units
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod

_STEM: Final = 4
"""Letters from which on a word may be part of a longer one: "Becher", "Campingbecher"."""
_GATHERING: Final = frozenset({Goal.ORDER, Goal.CART})
_BEHIND_A_LINE: Final = frozenset(
    {Expect.CONFIRM, Expect.CHANGE, Expect.MORE_ITEMS, Expect.METHOD, Expect.STORE,
     Expect.OTHER_STORE, Expect.TRY_AGAIN, Expect.PAY_LINK}
)  # fmt: skip
"""Questions asked once a line is chosen."""
_BEHIND_A_LIST: Final = frozenset(
    {Expect.OFFER, Expect.OPTION, Expect.NOTHING, *_BEHIND_A_LINE} - {Expect.METHOD, Expect.STORE}
)
"""Questions to which "the first one" means goods that were read out before."""
_AFTER: Final = {
    Intent.CHECK_AVAILABILITY: Goal.AVAILABILITY,
    Intent.PRICE_CHECK: Goal.PRICE,
    Intent.PLACE_ORDER: Goal.ORDER,
}
_MANNERS: Final = frozenset(
    {
        Intent.DELIVERY_INFO,
        Intent.HELP,
        Intent.INFORM,
        Intent.PLACE_ORDER,
        Intent.UNKNOWN,
        Intent.ORDER_STATUS,
        Intent.CHANGE_ADDRESS,
    }
)
_ASKED_FOR_IT: Final = frozenset({Expect.METHOD, Expect.STORE})
_NO_ANSWERS: Final = frozenset({Intent.ORDER_STATUS, Intent.REORDER, Intent.REFUND_STATUS})
"""What an answer with few words may be taken for: "blau wäre schön"."""
_NOT_MORE: Final = frozenset({Intent.REPEAT, Intent.HELP, Intent.START_OVER, Intent.NO})
_OF_IT: Final = frozenset({Intent.CHECK_AVAILABILITY, Intent.PRICE_CHECK, Intent.PRODUCT_SEARCH})


def without_pronoun(heard: Understanding) -> Understanding:
    """What was heard, without a pronoun that was taken for a name of goods: "is it in stock?",
    "great, I'll take it"."""
    name = heard.product
    if name is None:
        return heard
    if heard.intent is Intent.PLACE_ORDER and takes_it(heard.text):
        return heard.but(product=None, phrase=None, full_phrase=None)
    if heard.intent not in _OF_IT or not anaphora.means_it(name):
        return heard
    intent = Intent.CHECK_AVAILABILITY if heard.intent is Intent.PRODUCT_SEARCH else heard.intent
    return heard.but(intent=intent, product=None, phrase=None, full_phrase=None)


def resolve(state: State, heard: Understanding) -> Step | None:
    """The step that pointing words lead to; None: there are none, or nothing to point at."""
    if state.expect is Expect.PRODUCT_CHOICE:
        return _among_goods(state, heard)
    if heard.intent is Intent.INFORM and state.asked and anaphora.says_again(heard.text):
        return anytime.repeat(state)
    if state.expect is Expect.OPTION:
        made = _among_values(state, heard) or _cost_of_delivery(state, heard)
        if made is not None:
            return made
    if state.expect in _BEHIND_A_LINE and state.lines and state.goal in _GATHERING:
        made = _other_store(state, heard) or _once_more(state, heard) or _the_same(state, heard)
        made = made or _way_told(state, heard) or _otherwise(state, heard)
        made = made or _is_kept(state, heard)
        if made is not None:
            return made
    return _in_last_list(state, heard) if state.expect in _BEHIND_A_LIST else None


def the_one_offered(state: State, heard: Understanding) -> State | None:
    """The state with the only thing that was asked about, where it is wanted without its name;
    None: several were read out, or other goods are named."""
    named = heard.product is not None and not names_only_units(heard.product)
    if state.expect is not Expect.PRODUCT_CHOICE or len(state.choices) != 1 or named:
        return None
    item = _of_list(state.item, state.choices[0])
    return state.but(item=item, choices=(), offered=0, option=None)


def none_of_them(state: State) -> Step:
    """Nothing of what was offered is wanted."""
    state = state.but(item=None, choices=(), offered=0, criteria=None)
    return ask(state, Expect.PRODUCT, say("ask.product"), again=say("ask.product.again"))


# --- among what was just read out --------------------------------------------------------------


def _among_goods(state: State, heard: Understanding) -> Step | None:
    """All that was read out, or one of it that something is asked of."""
    read = state.choices[state.page : state.offered] or state.choices
    each = anaphora.each_of(heard.text, [choice.label for choice in read])
    if each is not None and len(read) > 1:
        return _take_all(state, [_of_list(state.item, choice) for choice in read], each)
    denied = anaphora.denied_of([choice.label for choice in read], heard.text)
    left = [choice for choice in read if choice.label not in denied]
    if denied and len(left) == 1:
        return _turn_to(state, left[0], _asked(heard) or state.goal)  # "not the house blend"
    if anaphora.wants_none(heard.text):
        return none_of_them(state)
    place = anaphora.place_in_list(heard.text, heard.item_ref, heard.product)
    goal = _asked(heard)
    if place is not None and goal is not None:
        choice = answers.chosen(state, heard.but(product=None, item_ref=place))
        return None if choice is None else _turn_to(state, choice, goal)
    if heard.intent is Intent.PRICE_CHECK and not heard.says_something:
        return _prices(state, read)
    bounded = heard.least is not None or heard.most is not None
    if heard.intent in _OF_IT and not (heard.says_something or bounded) and len(read) > 1:
        return Step(state=state, next=Reply(say=state.asked, reprompt=state.asked))
    return None


def _prices(state: State, read: Sequence[Choice]) -> Step:
    """What those cost that were read out: the one, or all of them with the question again."""
    if len(read) == 1:
        return _turn_to(state, read[0], Goal.PRICE)
    query = state.criteria.query if state.criteria is not None else ""
    query = query or (state.item.query if state.item is not None else "")
    if state.page or not query:
        return Step(state=state, next=Reply(say=state.asked, reprompt=state.asked))
    criteria = state.criteria or Criteria(query=query)
    return Step(state=state, next=SearchGoods(criteria=criteria))


def _among_values(state: State, heard: Understanding) -> Step | None:
    """Several of the values just read out: both, or "one black and two white"."""
    item, option = state.item, state.option
    if item is None or option is None or len(state.choices) < 2:
        return None
    labels = [choice.label for choice in state.choices]
    if heard.intent in _NO_ANSWERS:
        named = answers.chosen(state, heard.but(item_ref=None, number=None))
        return None if named is None else advance(answers.with_option(state, option, named.key))
    told = anaphora.counts_of(heard.text, labels)
    each = anaphora.each_of(heard.text, labels) if told is None else None
    if told is None and each is None:
        return None
    attributes = item.attributes
    items = [item.but(attributes={**attributes, option: one.key}) for one in state.choices]
    if each is not None:
        return _take_all(state, items, each)
    counted = zip(items, told or (), strict=False)
    return _gather(state, [each.but(quantity=count) for each, count in counted if count])


def _take_all(state: State, items: Sequence[Item], each: int) -> Step | None:
    """A line for each; of four, two each. None: they cannot be shared out."""
    quantity = state.item.quantity if state.item else 1
    if each == 1 and quantity > 1:
        if quantity % len(items):
            return None
        each = quantity // len(items)
    return _gather(state, [item.but(quantity=each) for item in items])


def _gather(state: State, items: Sequence[Item]) -> Step:
    goal = state.goal if state.goal in _GATHERING else Goal.CART
    state = state.but(goal=goal, item=items[0], wanted=(*items[1:], *state.wanted), option=None)
    return advance(state.but(choices=(), offered=0, criteria=None))


# --- among what was read out before ------------------------------------------------------------


def _in_last_list(state: State, heard: Understanding) -> Step | None:
    """The other one, or "the first one", of the goods that were read out last."""
    if len(state.listed) < 2 or state.item is None:
        return None
    if anaphora.points_elsewhere(heard.text):
        return _the_other(state, state.item)
    place = anaphora.place_in_list(heard.text, heard.item_ref, heard.product)
    if place is None or not -1 <= place <= len(state.listed) or place == 0:
        return None
    choice = state.listed[place if place < 0 else place - 1]
    goal = _asked(heard) or state.goal
    return None if choice.key == state.item.product_id else _turn_to(state, choice, goal)


def _the_other(state: State, item: Item) -> Step:
    rest = [choice for choice in state.listed if choice.key != item.product_id]
    if len(rest) == 1:
        return _turn_to(state, rest[0], state.goal)
    question = say("product.which", titles=any_of([choice.label for choice in rest]))
    again = say("product.which.again")
    return ask(with_choices(state, rest), Expect.PRODUCT_CHOICE, question, again=again)


def _turn_to(state: State, choice: Choice, goal: Goal) -> Step:
    """Go on with that one; what was held of another goes back."""
    listed = state.listed if choice in state.listed else state.choices
    state = state.but(item=_of_list(state.item, choice), goal=goal, listed=listed, option=None)
    state = state.but(choices=(), offered=0, agreed=None)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _of_list(spoken_of: Item | None, choice: Choice) -> Item:
    """The item of a list, with what was said of how many and of which kind."""
    item = Item(query=choice.label, phrase=choice.label, product_id=choice.key, title=choice.label)
    if spoken_of is None:
        return item
    return item.but(attributes=spoken_of.attributes, quantity=spoken_of.quantity)


def _asked(heard: Understanding) -> Goal | None:
    """What is wanted of the one pointed at; None: that it be taken."""
    return Goal.PRICE if anaphora.asks_price(heard.text) else _AFTER.get(heard.intent)


# --- once more ---------------------------------------------------------------------------------


def _once_more(state: State, heard: Understanding) -> Step | None:
    """One more of the line in hand, or of the line that is named."""
    more = anaphora.how_many_more(heard.text)
    if anaphora.doubles(heard.text) and state.item is not None and state.item.sku is not None:
        return _with_more(state, state.item, state.item.quantity)
    item = state.item
    if anaphora.halves(heard.text) and item is not None and item.sku and item.quantity % 2 == 0:
        return _with_more(state, item, -item.quantity // 2)
    if more is None or heard.intent in _NOT_MORE:
        return None
    line = state.item if anaphora.is_bare(heard.text) else line_named(state, heard)
    return None if line is None or line.sku is None else _with_more(state, line, more)


def line_named(state: State, heard: Understanding) -> Item | None:
    """The line whose name has every word of what was said, if no other kind of it is meant."""
    words = plainly(heard.product or "").split()
    named = [
        word for word in words if word not in LITTLE_WORDS and not anaphora.counts_further(word)
    ]
    said = {root(word) for word in named if anaphora.how_many_more(word) is None}
    alike = [each for each in state.lines if said and _has_all(_words_of(each), said)]
    if len(alike) != 1:
        return None
    is_other = any(alike[0].options.get(name) != value for name, value in heard.attributes.items())
    return None if is_other else alike[0]


def _has_all(title: set[str], said: set[str]) -> bool:
    """Whether every word said is in the title, be it as part of a compound."""
    return all(any(w == t or (len(w) >= _STEM and w in t) for t in title) for w in said)


def _words_of(item: Item) -> set[str]:
    return {root(word) for word in plainly(f"{item.title} {item.query}").split()}


def _with_more(state: State, line: Item, more: int) -> Step:
    fuller = line.but(quantity=line.quantity + more)
    cart = tuple(fuller if each is line else each for each in state.cart)
    item = fuller if state.item is line else state.item
    state = state.but(cart=cart, item=item, agreed=None)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _the_same(state: State, heard: Understanding) -> Step | None:
    """The line in hand again, as it is or with a difference: "the same for my wife, in red"."""
    item = state.item
    if item is None or item.sku is None or not anaphora.wants_the_same(heard.text):
        return None
    if not heard.attributes:
        return _with_more(state, item, item.quantity)
    attributes = {**item.attributes, **item.options, **heard.attributes}
    again = item.but(attributes=attributes, options={}, sku=None, ready=not item.modifiers)
    state = state.but(cart=state.lines, item=again, agreed=None, choices=(), offered=0)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _other_store(state: State, heard: Understanding) -> Step | None:
    """Which one is asked for, with those that have the goods."""
    if not anaphora.means_other_store(heard.text) or state.method is FulfillmentMethod.SHIPPING:
        return None
    state = state.but(place=None, home=None, agreed=None)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _way_told(state: State, heard: Understanding) -> Step | None:
    """How the goods are got, told in words that were taken for a farewell: "gut, dann"
    " Abholung"."""
    told = state.expect is Expect.METHOD and heard.method is not None
    if not told or heard.intent is not Intent.STOP or cancels(heard.text):
        return None
    return advance(answers.with_changes(state, heard.but(product=None, phrase=None)))


def _otherwise(state: State, heard: Understanding) -> Step | None:
    """Another store or way for what is in the order, put as a question: "could I pick it up in
    Ballard?". What delivery costs is only told."""
    if heard.method is None or heard.intent not in _MANNERS:
        return None
    if heard.intent is Intent.INFORM:
        return _cost_of_delivery(state, heard)
    is_new = heard.place not in (None, state.place) or heard.method is not state.method
    if not is_new or (heard.product and not anaphora.names_only_manner(heard.product)):
        return None
    is_answer = state.expect in _ASKED_FOR_IT and not anaphora.asks_how(heard.text)
    if heard.intent is Intent.CHANGE_ADDRESS:  # "livrez-les-moi"
        is_answer = not anaphora.names_address(heard.text)
    is_wish = anaphora.asks_for_it(heard.text) or anaphora.says_way(heard.text)
    if not is_answer and not is_wish:
        return None
    heard = heard.but(product=None, phrase=None, quantity=None)
    state = answers.with_changes(state, heard).but(agreed=None, choices=(), offered=0)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _cost_of_delivery(state: State, heard: Understanding) -> Step | None:
    asked = heard.method is not None and anaphora.asks_price(heard.text)
    return asides.delivery(state, heard) if asked and heard.intent is Intent.INFORM else None


def _is_kept(state: State, heard: Understanding) -> Step | None:
    """Whether what is held is in stock: it is."""
    asked = heard.intent is Intent.CHECK_AVAILABILITY and not heard.says_something
    return digress(state, say("stock.held")) if asked and state.held is not None else None
