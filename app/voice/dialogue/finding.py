"""From words to one variant: which product, which size, which color."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

from app.commerce.model import ProductMatch, VariantView
from app.commerce.narrowing import near_misses, values_of
from app.voice.dialogue import persons
from app.voice.dialogue.actions import CheckStock, ListVariants, ProductsFound, Step, VariantsKnown
from app.voice.dialogue.menu_hours import hours_words
from app.voice.dialogue.names import (
    any_of,
    label_words,
    option_name,
    option_words,
    short_title,
    value_label,
)
from app.voice.dialogue.pricing import price_answer
from app.voice.dialogue.questions import SearchGoods
from app.voice.dialogue.state import Choice, Criteria, Goal, Item, State
from app.voice.dialogue.talk import AT_ONCE, MISSES, ask, with_choices
from app.voice.nlu.understanding import Expect
from app.voice.nlu.words import SIZE_NAMES, same_value, tokenize
from app.voice.numerals import number_words
from app.voice.prompts.catalog import LANGUAGES, say
from app.voice.reply import Speech, listed
from domain.catalog import CounterOnly
from domain.handover import HandoverReason
from domain.menus import is_on

_CLEAR: Final = 75.0
"""From this score on a match is taken for what was meant; below it is only offered."""
_CLOSE: Final = 5.0
"""Matches this near to the best are as likely as the best."""
_TAKEN_ALL: Final = frozenset({Goal.ORDER, Goal.CART, Goal.AVAILABILITY})
_ASK_ORDER: Final = ("size", "color")
_CHECKED_AT_ONCE: Final = 4
_LISTED_VALUES: Final = 5
_SAID_BACK: Final = 4
"""Words of a name that is not found; more are no name, and are not said back."""
_SIZES_BY_LENGTH: Final = sorted(SIZE_NAMES, key=len, reverse=True)


def on_products(state: State, fact: ProductsFound) -> Step:
    """Take the one product that fits, or ask which of several."""
    item = _item(state)
    item = item.but(attributes=dict(fact.attributes), named=fact.choices)
    state = state.but(item=item)
    if not fact.matches:
        return _not_found(state, item.query)
    likely = _likely(fact.matches, item.query)
    is_clear = likely[0].score >= _CLEAR
    if len(likely) == 1 and is_clear:
        return take_product(state, likely[0].product_id, likely[0].title)
    sizes = _sizes_of(likely)
    if sizes:
        return _ask_size(state, likely, sizes)
    if item.of_each and is_clear and state.goal in _TAKEN_ALL:
        return _take_each(state, item, likely)
    if state.goal is Goal.PRICE and is_clear:  # each of them is told with its price
        look = SearchGoods(criteria=Criteria(query=item.query, attributes=dict(fact.attributes)))
        return Step(state=state, next=look)
    choices = [Choice(key=match.product_id, label=short_title(match.title)) for match in likely]
    state = with_choices(state, choices)
    titles = any_of([choice.label for choice in choices[:AT_ONCE]])
    unclear = "product.closest" if len(likely) > 1 else "product.did.you.mean"
    question = say("product.which", titles=titles) if is_clear else say(unclear, titles=titles)
    return ask(state, Expect.PRODUCT_CHOICE, question, again=say("product.which.again"))


def _take_each(state: State, item: Item, matches: Sequence[ProductMatch]) -> Step:
    """So many of every kind of it: a line for each."""
    lines = [
        item.but(query=each.title, phrase=each.title, full_phrase=None, of_each=False)
        for each in matches
    ]
    goal = Goal.ORDER if state.goal is Goal.ORDER else Goal.CART
    state = state.but(goal=goal, item=lines[0], wanted=(*lines[1:], *state.wanted))
    return take_product(state, matches[0].product_id, matches[0].title)


def _sizes_of(matches: Sequence[ProductMatch]) -> list[str]:
    """The sizes that tell the titles apart, where each size is an item of its own ("Drip Coffee
    Large"); empty: they differ otherwise."""
    told = [_size_in(tokenize(match.title).said) for match in matches]
    sizes = [size for size, _ in told]
    names = {name for _, name in told}
    return sizes if all(sizes) and len(names) == 1 and len(set(sizes)) == len(sizes) > 1 else []


def _size_in(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The size at either end of a title, or "", and the title without it."""
    for size in _SIZES_BY_LENGTH:
        count = len(size)
        if words[-count:] == size and len(words) > count:
            return " ".join(size), words[:-count]
        if words[:count] == size and len(words) > count:
            return " ".join(size), words[count:]
    return "", words


def _ask_size(state: State, matches: Sequence[ProductMatch], sizes: Sequence[str]) -> Step:
    """Ask for the size of an item that is several items in the till, like any other size."""
    choices = [
        Choice(key=match.product_id, label=size) for match, size in zip(matches, sizes, strict=True)
    ]
    state = with_choices(state, choices, offered=len(choices))
    spoken = any_of(sizes)
    return ask(
        state,
        Expect.PRODUCT_CHOICE,
        say("option.which", carry=(), option=option_name("size"), values=spoken),
        again=say("option.again", option=option_name("size"), values=spoken),
    )


def _not_found(state: State, query: str) -> Step:
    """Ask for other words; after the third time in a row a person takes over."""
    misses = state.misses + 1
    if misses >= MISSES:
        return persons.call(state, HandoverReason.REPEATED_FAILURE)
    again = say("ask.product.again")
    asked = ask(state.but(item=None), Expect.PRODUCT, not_found_words(query), again=again)
    return replace(asked, state=replace(asked.state, misses=misses))


def not_found_words(query: str) -> Speech:
    """That there is no such thing; a name is said back, a whole sentence is not."""
    if query and len(query.split()) <= _SAID_BACK:
        return say("product.none", query=query)
    return say("product.none.like")


def take_product(state: State, product_id: str, title: str) -> Step:
    """Go on with this product."""
    item = _item(state)
    item = item.but(query=item.query or title, product_id=product_id, title=title, sku=None)
    if item.quantity > 1 and _is_of_name(item.quantity, title, item.query):
        item = item.but(quantity=1)  # "a two person tent" is one tent
    of_name = set(tokenize(title).norm)
    wanted = tuple(
        each
        for each in state.wanted
        if not set(tokenize(each.query).norm) <= of_name or _is_of_another_kind(each, item)
    )
    same = [each.quantity for each in state.wanted if each not in wanted]
    counts = [each for each in same if not _is_of_name(each, title, item.query)]
    item = item.but(quantity=max([item.quantity, *counts]))  # "der Club braucht fünf Wollsocken"
    state = state.but(item=item, wanted=wanted, listed=_listed(state, product_id))
    state = state.but(choices=(), offered=0)
    near = state.place or state.home
    return Step(state=state, next=ListVariants(product_id=product_id, near=near))


def _listed(state: State, product_id: str) -> tuple[Choice, ...]:
    """The goods that a product was taken from, as they were read out; empty: it was named."""
    lists = (state.choices[: state.offered or AT_ONCE], state.listed)
    return next((each for each in lists if any(one.key == product_id for one in each)), ())


def _is_of_name(number: int, title: str, query: str) -> bool:
    """Whether a number is part of a title, in whatever language that is, and not of the words that
    were said beside it: who says "deux sacs à dos" has said the "dos" of the title already."""
    said = {number_words(number, language) for language in LANGUAGES}
    beside = {*tokenize(query).said, *tokenize(query).norm}
    named = {*tokenize(title).said, *tokenize(title).norm} - beside
    return bool({*said, str(number)} & named)


def on_variants(state: State, fact: VariantsKnown) -> Step | State:
    """Narrow the variants down by what is known: a state with one variant chosen, or a step."""
    item = _item(state)
    fitting = _fitting(fact.variants, item.attributes)
    if not fact.variants:
        gone = say("product.none", query=item.title or item.query)
        return ask(state.but(item=None), Expect.PRODUCT, gone, again=say("ask.product.again"))
    if not fitting:
        return _no_such_variant(state, fact.variants)
    on_menu = [v for v in fitting if is_on(v.hours, fact.local)]
    if not on_menu:
        return _off_menu(state, fitting)
    fitting = on_menu
    if state.goal is Goal.PRICE:
        return price_answer(state, fitting)
    option = _next_option(fitting, state.option)
    if option is None:
        return _taken(state, fitting[0])
    if state.goal is Goal.AVAILABILITY and len(fitting) <= _CHECKED_AT_ONCE:
        return Step(
            state=state.but(option=option),
            next=CheckStock(
                skus=tuple(variant.sku for variant in fitting),
                quantity=item.quantity,
                near=state.place or state.home,
            ),
        )
    carry: Speech = ()
    if state.goal is Goal.AVAILABILITY:
        carry = say("option.carry", title=short_title(item.title or item.query))
    return ask_option(state, option, values_of(fitting, option), carry=carry)


def _off_menu(state: State, variants: Sequence[VariantView]) -> Step:
    """Say when it can be had, and ask for something else."""
    item = _item(state)
    hours = tuple(dict.fromkeys(each for v in variants for each in v.hours))
    title = short_title(item.title or item.query)
    return ask(
        state.but(item=None, option=None, choices=(), offered=0),
        Expect.PRODUCT,
        say("ask.product.else"),
        again=say("ask.product.again"),
        before=say("hours.off", title=title, when=hours_words(hours)),
    )


def ask_option(
    state: State, option: str, values: Sequence[str], *, carry: Speech = (), before: Speech = ()
) -> Step:
    """Ask for one option, the values read out as briefly as they allow."""
    state = state.but(option=option)
    state = with_values(state, option, values)
    spoken = spoken_values(option, values)
    return ask(
        state,
        Expect.OPTION,
        say("option.which", carry=carry, option=option_name(option), values=spoken),
        again=say("option.again", option=option_name(option), values=spoken),
        before=before,
    )


def with_values(state: State, option: str, values: Sequence[str]) -> State:
    """The state with the values of an option as its choices, all of them read out."""
    choices = [Choice(key=value, label=value_label(option, value)) for value in values]
    return with_choices(state, choices, offered=len(choices))


def spoken_values(option: str, values: Sequence[str]) -> Speech:
    """Values of an option as a list, or as "7 to 12" when they are many numbers."""
    if len(values) > _LISTED_VALUES and all(_number(value) is not None for value in values):
        return say("values.range", low=values[0], high=values[-1])
    words = [value_label(option, value) for value in values]
    if len(words) > _LISTED_VALUES:
        first = [label_words(word) for word in words[: _LISTED_VALUES - 1]]
        return listed([*first, say("word.others")], say("word.and"))
    return any_of(words)


def _item(state: State) -> Item:
    return state.item or Item(query="", phrase="")


def take_variant(state: State, variant: VariantView) -> State:
    """Go on with this variant."""
    item = _item(state)
    words = tuple(v for option, v in item.attributes.items() if option not in variant.options)
    if words and variant.modifier_lists:  # "a medium burger": no size of it, a choice
        kept = {name: v for name, v in item.attributes.items() if name in variant.options}
        item = item.but(attributes=kept, named=(*item.named, *words))
    item = item.but(
        ready=not (variant.modifier_lists or item.named or item.left_out or item.disputed),
        product_id=variant.product_id,
        title=variant.title,
        sku=variant.sku,
        options=variant.options,
    )
    return state.but(item=item, option=None, choices=(), offered=0)


def _likely(matches: Sequence[ProductMatch], query: str) -> list[ProductMatch]:
    """The matches among which only the shopper can tell."""
    best = matches[0].score
    close = [match for match in matches if match.score >= best - _CLOSE]
    fitting = [match for match in close if match.fits] or close
    named = [match for match in fitting if tokenize(match.title).norm == tokenize(query).norm]
    return named[:1] or fitting


def _taken(state: State, variant: VariantView) -> State | Step:
    """The variant, unless an order is wanted of what only the staff can sell."""
    taken = take_variant(state, variant)
    if variant.counter_only is None or state.goal not in {Goal.ORDER, Goal.CART, Goal.EXCHANGE}:
        return taken
    return ask(
        state.but(item=None, choices=(), offered=0),
        Expect.PRODUCT,
        say("ask.product"),
        again=say("ask.product.again"),
        before=counter_words(variant.counter_only),
    )


def counter_words(reason: CounterOnly) -> Speech:
    """Why only the staff can sell it."""
    return say(f"not.orderable.counter-only-{reason.value}")


def _fitting(variants: Sequence[VariantView], attributes: Mapping[str, str]) -> list[VariantView]:
    """Variants with every option value asked for; options the product lacks don't count.

    Each value is compared once: a product may have thousands of variants.
    """
    fitting = list(variants)
    for option, value in attributes.items():
        known = {v.options[option] for v in variants if option in v.options}
        same = {one for one in known if same_value(one, value)}
        if known:
            fitting = [v for v in fitting if v.options.get(option) in same]
    return fitting


def _no_such_variant(state: State, variants: Sequence[VariantView]) -> Step:
    """Say which option value does not exist and ask for another one."""
    item = _item(state)
    title = short_title(item.title or item.query)
    kept: dict[str, str] = {}
    for option, value in item.attributes.items():
        if _fitting(variants, {**kept, option: value}):
            kept[option] = value
            continue
        values = values_of(_fitting(variants, kept), option)
        state = state.but(item=item.but(attributes=kept), option=option, aside=())
        near = near_misses(value, values)
        if len(near) < 2:  # the largest or smallest: all that there are tell more
            near = ()
        state = with_values(state, option, [*near, *(v for v in values if v not in near)])
        spoken = spoken_values(option, near or values)
        named = option_words(option, value)
        sorry = "option.near" if near else "option.none"
        question = say(sorry, title=title, value=named, values=spoken)
        again = say("option.again", option=option_name(option), values=spoken)
        return ask(state, Expect.OPTION, question, again=again)
    return ask(state, Expect.PRODUCT, say("ask.product"), again=say("ask.product.again"))


def _next_option(variants: Sequence[VariantView], asked: str | None = None) -> str | None:
    """The option to ask for next: the one that was asked about, else size, then color, then any
    other that still differs."""
    differing = [
        option
        for option in dict.fromkeys(name for v in variants for name in v.options)
        if len({v.options.get(option) for v in variants}) > 1
    ]
    order = (asked, *_ASK_ORDER)
    return next((o for o in order if o in differing), differing[0] if differing else None)


def _number(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _is_of_another_kind(wanted: Item, item: Item) -> bool:
    """Whether the same goods are wanted besides in another size or color: "and one in white"."""
    told = item.attributes
    return any(told.get(name, value) != value for name, value in wanted.attributes.items())
