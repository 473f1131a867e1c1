"""Other goods asked about while an order is in hand: answered in between, and the order goes on."""

from __future__ import annotations

from app.commerce.search import FoundProduct
from app.voice.dialogue.actions import Step
from app.voice.dialogue.cart import find_line
from app.voice.dialogue.names import label_words, short_title
from app.voice.dialogue.questions import GoodsFound, SearchGoods
from app.voice.dialogue.state import Criteria, Goal, State
from app.voice.dialogue.talk import digress
from app.voice.nlu.understanding import Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech, joined

_ORDERING = frozenset({Goal.ORDER, Goal.CART})


def glance(state: State, heard: Understanding) -> Step | None:
    """Look at what was asked about; None: there is no order in hand, or it is of the order."""
    if state.goal not in _ORDERING or not state.lines or not heard.product:
        return None
    if find_line(state.lines, heard) is not None:
        return None
    criteria = Criteria(query=heard.product, attributes=dict(heard.attributes))
    return Step(state=state, next=SearchGoods(criteria=criteria, in_between=True))


def told(state: State, fact: GoodsFound) -> Step:
    """Whether there is such a thing and for how much, then the open question again."""
    if not fact.items:
        return digress(state, say("glance.none", query=fact.criteria.query))
    return digress(state, _about(fact.items[0]))


def _about(found: FoundProduct) -> Speech:
    name = label_words(short_title(found.match.title))
    price: Speech = ()
    if found.price_from is not None:
        is_range = found.price_to is not None and found.price_to != found.price_from
        prompt = "glance.price.from" if is_range else "glance.price"
        price = say(prompt, name=name, price=found.price_from)
    if found.in_stock is None:
        return price or say("glance.unknown", name=name)
    if not found.in_stock:
        return joined(price, say("glance.out", name=name))
    store = found.stores[0].location_name if found.stores else None
    there = say("glance.at", store=store) if store else say("glance.in")
    return joined(price, there, say("glance.add", name=name))
