"""Finding something: criteria that are kept, a few products with prices, cheaper, dearer, more."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.commerce.search import FoundProduct
from app.commerce.words import root, tokens_of
from app.voice.dialogue import glancing, summing
from app.voice.dialogue.actions import (
    Step,
)
from app.voice.dialogue.finding import not_found_words, take_product
from app.voice.dialogue.names import label_words, short_title
from app.voice.dialogue.questions import (
    GoodsFound,
    SearchGoods,
)
from app.voice.dialogue.state import Choice, Criteria, Goal, Item, State
from app.voice.dialogue.talk import AT_ONCE, ask, with_choices
from app.voice.nlu.compared_prices import compared_in
from app.voice.nlu.hesitation import asks_for_range, names_nothing
from app.voice.nlu.manners import (
    picks_by_price,
    plainly,
    wants_cheaper,
    wants_dearer,
    wants_other_size,
    wants_similar,
)
from app.voice.nlu.money_in_hand import names_any_goods
from app.voice.nlu.price_extremes import goods_of_extreme, picks_by_size
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, Speech, joined, listed

_CLEAR: Final = 90.0
"""From this score on a single product is taken for what was meant."""
_SEVERAL: Final = 2
_OF_ONE: Final = frozenset({Expect.OFFER, Expect.OPTION, Expect.METHOD})
"""Questions about one product, which go on when there is no other."""
_SIZE: Final = "size"
_STEP: Final = Decimal("0.01")


def look_for(state: State, heard: Understanding) -> Step | None:
    """Look for what an utterance describes."""
    has_bound = heard.most is not None or heard.least is not None
    extreme = goods_of_extreme(heard.product, heard.text)
    query = extreme or heard.product or heard.phrase or heard.text
    if not query:
        return None
    unnamed = not heard.product or names_any_goods(heard.product)  # "a present under fifteen"
    if asks_for_range(heard.text) or (has_bound and unnamed):
        query = ""  # "under fifty dollars"
    criteria = Criteria(
        query=query,
        attributes=dict(heard.attributes),
        least=_text(heard.least),
        most=_text(heard.most),
        lowest=picks_by_price(heard.text) if query else None,
    )
    item = Item(
        query=query,
        phrase=extreme or heard.phrase or query,
        attributes=dict(heard.attributes),
        quantity=max(heard.quantity or 1, 1),
    )
    state = state.but(item=item, place=heard.place or state.place, criteria=criteria)
    return Step(state=state.but(choices=(), offered=0), next=SearchGoods(criteria=criteria))


def compare(state: State, heard: Understanding) -> Step | None:
    """Look for the two goods of which the cheaper, or the dearer, is asked for; None: nothing is
    compared, or an order waits for a yes."""
    compared = compared_in(heard.text) if heard.product is None else None
    if compared is None or state.held is not None:
        return None
    query = " ".join(compared.names)
    criteria = Criteria(query=query, lowest=compared.lowest)
    state = state.but(item=None, place=heard.place or state.place, criteria=criteria)
    look = SearchGoods(criteria=criteria, among=compared.names)
    return Step(state=state.but(choices=(), offered=0), next=look)


def pick(state: State, heard: Understanding) -> Step | None:
    """Take the cheapest or the dearest of the goods read out; None: neither is meant."""
    criteria, cheapest = state.criteria, picks_by_price(heard.text)
    cheapest = picks_by_size(heard.text) if cheapest is None else cheapest
    if criteria is None or cheapest is None or not _is_choice(state):
        return None
    price = criteria.cheapest if cheapest else criteria.dearest
    if price is None:
        return None
    bound = _text(price.to_decimal())
    picked = criteria.but(most=bound) if cheapest else criteria.but(least=bound)
    return Step(state=state, next=SearchGoods(criteria=picked))


def refine(state: State, heard: Understanding) -> Step | None:
    """Look again for less or more money, or with another size or color; None: it is no such wish.

    What was looked for is kept: only what is said anew changes.
    """
    dearer = wants_dearer(heard.text) and not _says_how(heard)
    bounded = heard.most is not None or heard.least is not None
    steers = wants_cheaper(heard.text) or dearer or (bounded and _is_choice(state))
    if not steers and (wants_other_size(heard.text) or _means_similar(heard)):
        return _of_its_kind(state) if wants_other_size(heard.text) else _similar(state)
    criteria = state.criteria or (_of_the_item(state) if steers else None)
    if criteria is None or (heard.product and not steers):
        return None
    criteria = _of_kind(criteria, state, heard)
    if wants_cheaper(heard.text) and criteria.cheapest is not None and heard.most is None:
        below = criteria.cheapest.to_decimal() - _STEP
        criteria = criteria.but(most=_text(below), least=None)
    elif dearer and criteria.dearest is not None and heard.least is None:
        above = criteria.dearest.to_decimal() + _STEP
        criteria = criteria.but(least=_text(above), most=None)
    elif bounded:
        criteria = criteria.but(most=_text(heard.most), least=_text(heard.least))
    elif _is_choice(state) and heard.attributes:
        criteria = criteria.but(attributes={**criteria.attributes, **heard.attributes})
    elif state.criteria is None:
        than = state.item.product_id if state.item is not None else None
        dearer = dearer and not wants_cheaper(heard.text)
        look = SearchGoods(criteria=criteria, than=than, dearer=dearer)
        return Step(state=state.but(criteria=criteria), next=look)
    else:
        return None
    return Step(state=state, next=SearchGoods(criteria=criteria))


def _is_choice(state: State) -> bool:
    """Whether it was asked which of several is meant."""
    return state.expect is Expect.PRODUCT_CHOICE and len(state.choices) >= _SEVERAL


def _singled_out(state: State, fact: GoodsFound) -> bool:
    """Whether what is left is one of several that were read out: it is chosen."""
    keys = [choice.key for choice in state.choices]
    only = fact.items[0].match.product_id if len(fact.items) == 1 else None
    return _is_choice(state) and not fact.loosened and only in keys


def _none_beyond(state: State, fact: GoodsFound) -> Step | None:
    """That nothing is cheaper, or dearer, than the goods in hand, and what was asked of them again;
    None: there is something else."""
    item, only = state.item, fact.items[0]
    in_hand = item is not None and item.product_id == only.match.product_id
    if state.expect not in _OF_ONE or not in_hand or not fact.loosened or len(fact.items) > 1:
        return None
    prompt = "found.none.cheaper" if fact.criteria.most is not None else "found.none.dearer"
    told = joined(say(prompt, title=_with_price(only)), state.asked)
    return Step(state=state.but(said=told), next=Reply(say=told, reprompt=state.asked))


def _says_how(heard: Understanding) -> bool:
    """Whether it is told what would be better: "mejor en la L", "lieber, besser zwei"."""
    told = heard.attributes or heard.method or heard.place
    return bool(told) or heard.quantity is not None or heard.number is not None


def _of_its_kind(state: State) -> Step | None:
    """What else there is of the goods just offered, where they are of one size: a smaller tent is
    another tent; None: nothing is offered, or it comes in sizes."""
    item = state.item if state.expect is Expect.OFFER and state.held is None else None
    if item is None or _SIZE in {*item.options, *item.attributes}:
        return None
    kind = Criteria(query=item.title or item.query)
    return Step(state=state, next=SearchGoods(criteria=kind, besides=item.product_id))


def _means_similar(heard: Understanding) -> bool:
    """Whether something like what was spoken of is meant, and no goods are named: "something
    similar", not "a similar lamp"."""
    named = [word for word in plainly(heard.product or "").split() if not wants_similar(word)]
    return wants_similar(heard.text) and names_nothing(" ".join(named))


def _similar(state: State) -> Step | None:
    """Others of the kind of the goods just spoken of; None: there are none, or one is ordered."""
    item = state.item
    if item is None or item.product_id is None or state.held is not None or state.cart:
        return None
    kind = Criteria(query=item.title or item.query)
    return Step(state=state, next=SearchGoods(criteria=kind, besides=item.product_id))


def _of_kind(criteria: Criteria, state: State, heard: Understanding) -> Criteria:
    """The criteria, for all of a kind where that is named: "any coffee cheaper than that", of one
    coffee."""
    title = state.item.title if state.item is not None else None
    kind, titled = ({root(each) for each in tokens_of(one or "")} for one in (heard.product, title))
    return criteria.but(query=heard.product or "") if kind and kind < titled else criteria


def _of_the_item(state: State) -> Criteria | None:
    """What would be looked for of the item just spoken of; None: an order waits for a yes."""
    if state.item is None or state.held is not None or not state.item.query:
        return None
    return Criteria(query=state.item.query, attributes=dict(state.item.attributes))


def on_goods(state: State, fact: GoodsFound) -> Step:
    """Read out at most three, or take the one that was clearly meant."""
    if fact.in_between:
        return glancing.told(state, fact)
    if fact.summed:
        return summing.told(state, fact)
    criteria = fact.criteria
    if not fact.items:
        return _nothing(state, criteria)
    none_beyond = _none_beyond(state, fact)
    if none_beyond is not None:
        return none_beyond
    extreme = _extreme(fact)
    only = extreme or fact.items[0]
    is_clear = len(fact.items) == 1 and not fact.loosened and only.match.score >= _CLEAR
    if extreme is not None or is_clear or _singled_out(state, fact):
        state = state.but(goal=Goal.AVAILABILITY, criteria=_read(criteria, fact.items))
        return take_product(state, only.match.product_id, only.match.title)
    choices = [
        Choice(key=each.match.product_id, label=short_title(each.match.title))
        for each in fact.items
    ]
    read, prompt = fact.items[:AT_ONCE], _question(state, fact)
    state = with_choices(state, choices).but(goal=Goal.AVAILABILITY, criteria=_read(criteria, read))
    titles = listed([_with_price(each) for each in read], say("word.or"))
    question = say(prompt, titles=titles)
    return ask(state, Expect.PRODUCT_CHOICE, question, again=say("product.which.again"))


def _extreme(fact: GoodsFound) -> FoundProduct | None:
    """The one of several that costs least, or most, where that was asked for; None: it was not, or
    several cost as much."""
    lowest = fact.criteria.lowest
    meant = [each for each in fact.items if each.match.score >= _CLEAR]
    priced = [(each.price_from.amount, each) for each in meant if each.price_from is not None]
    several = len(fact.items) >= _SEVERAL
    if lowest is None or fact.loosened or len(priced) < len(meant) or not (priced and several):
        return None
    bound = (min if lowest else max)(price for price, _ in priced)
    alike = [each for price, each in priced if price == bound]
    return alike[0] if len(alike) == 1 else None


def _question(state: State, fact: GoodsFound) -> str:
    if not fact.loosened and not fact.criteria.query:
        return "found.range" if len(fact.items) > 1 else "found.one"
    if not fact.loosened:
        return "found.list" if len(fact.items) > 1 else "found.one"
    before = state.criteria  # of what was read out before
    if before is not None and fact.criteria.most is not None and fact.criteria.most != before.most:
        return "found.cheapest"
    return "found.at.price" if fact.criteria.most is not None else "found.dearest"


def _nothing(state: State, criteria: Criteria) -> Step:
    return ask(
        state.but(item=None, choices=(), offered=0, criteria=None),
        Expect.PRODUCT,
        not_found_words(criteria.query),
        again=say("ask.product.again"),
    )


def _read(criteria: Criteria, items: Sequence[FoundProduct]) -> Criteria:
    """The criteria with the prices of what was read out."""
    prices = [each.price_from for each in items if each.price_from is not None]
    if not prices:
        return criteria
    ranked = sorted(prices, key=lambda price: price.amount)
    return criteria.but(cheapest=ranked[0], dearest=ranked[-1])


def _with_price(found: FoundProduct) -> Speech:
    name = label_words(short_title(found.match.title))
    if found.price_from is None:
        return name
    if found.price_to is not None and found.price_to != found.price_from:
        return say("found.item.from", name=name, price=found.price_from)
    return say("found.item", name=name, price=found.price_from)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
