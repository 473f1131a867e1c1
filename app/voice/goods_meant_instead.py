"""Goods said to be meant instead of those in the order in hand: "sorry, I said bottles, I meant
mugs", "botellas no, tazas", "plutôt des tasses que des gourdes".

The sentence is taken apart at its joints, and the catalog judges what each part names: what is in
the order goes, what is not comes for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from app.commerce.words import NUMBERS, root
from app.voice.dialogue.state import Item, State
from app.voice.nlu.goods_words import goods_words
from app.voice.nlu.manners import adds, plainly, takes_away
from app.voice.nlu.swaps import wants_rather
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import without_manner
from app.voice.nlu.words import split_words
from app.voice.turn import Intent, Turn
from app.voice.two_wishes import WITHOUT, Read

FindProduct = Callable[[str], str | None]
"""The product that the search finds for certain by these words."""

_OPEN: Final = frozenset({Expect.CONFIRM, Expect.CHANGE, Expect.MORE_ITEMS})
_MISTAKEN: Final = re.compile(
    r"\b(?:i (?:said|meant|wanted)|did i (?:just )?say|(?:my )?mistake|mixed (?:it |them )?up"
    r"|got (?:it|that) wrong"
    r"|dije|he dicho|quise decir|queria(?: decir)?|me (?:he )?(?:equivo\w+|confund\w+|lie|liado)"
    r"|j ai dit|je voulais|me suis (?:trompe|plante|emmele)e?|je pensais a"
    r"|(?:hab|habe) (?:\w+ ){0,3}?gesagt|(?:ich )?meinte|(?:hab|habe) mich (?:ver\w+|geirrt)"
    r"|wollte|gemeint|mein(?:e|te|t)? ich|(?:i|we) mean|quatsch|schmarrn|blodsinn|unsinn"
    r"|was (?:red\w*|sag\w*) ich|what am i (?:saying|on about)|silly me|slip of the tongue"
    r"|versprochen|vertan)\b"
)
"""Tells of a mistake, so that what is named stands for what is in hand."""
_INSTEAD: Final = re.compile(
    r"\b(?:instead(?: of)?|rather(?: than)?|not|no|en (?:vez|lugar) de|sino|no (?:son|es|eran?)"
    r"|au lieu|a la place|plutot|pas (?:des?|les?|la|l|d)|remplac\w+|statt|anstatt|anstelle"
    r"|sondern|keine?n?|nicht|lieber)\b"
)
"""Sets one thing against another."""
_JOINTS: Final = re.compile(
    r"[,;:.!?]+\s*|\b(?:pero|sino|en vez de|en lugar de|que (?=des |de |las |los |l)|mais"
    r"|au lieu (?:des?|d)|à la place (?:des?|du|d)|par (?=des |les |une? )|but|instead of(?: the)?"
    r"|rather than(?: the)?|instead|i meant|(?:when |but )?i wanted|son|eran?|c'est|ich meinte"
    r"|ponme|ponga|pon|dame|mettez|donnez|quería|queria|quise decir|je voulais(?: dire)?"
    r"|anstatt(?: der| des)?|statt(?: der| des| dem)?|sondern|lieber|aber|wollte(?: ich)?)\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[,;:.!?]+\s*")
_ONE: Final = frozenset(split_words("one a an 1 un una uno une ein eine einen eins"))
"""What counts one: "rather the lamp" tells no number."""
_MOST: Final = 6
_STEM: Final = 4


class _Named(NamedTuple):
    product_id: str
    words: str
    quantity: int | None


def meant_instead(
    turn: Turn,
    state: State,
    *,
    read: Read,
    vocabulary: Vocabulary,
    find: FindProduct,
    titled: FindProduct,
) -> tuple[Understanding, ...]:
    """What comes and what goes, one after the other; none where nothing is meant instead."""
    text = turn.text
    if not text or turn.intent is not None or state.expect not in _OPEN or not state.lines:
        return ()
    plain = plainly(text)
    mistaken = _MISTAKEN.search(plain) is not None
    is_set_against = mistaken or _INSTEAD.search(plain) is not None
    if not is_set_against and not wants_rather(text):
        return ()
    named = _named(turn, read, vocabulary, find, titled)
    lines = {line.product_id: line for line in state.lines}
    wanted = [each for each in named if each.product_id not in lines]
    gone = [lines[each.product_id] for each in named if each.product_id in lines]
    if len(wanted) != 1 or len(gone) > 1:
        return ()
    if is_set_against and (gone or mistaken) and not adds(text):
        return _changes(turn, gone[0] if gone else state.lines[-1], wanted[0], read, state)
    line = _passed_over(text, wanted[0], state) if not gone else None
    return () if line is None else _changes(turn, line, wanted[0], read, state)


def _passed_over(text: str, wanted: _Named, state: State) -> Item | None:
    """The line that other goods are rather wanted for ("my mum's coming too, better the family
    tent"): the one of the same kind, or the only one; None: they are not said to be preferred."""
    names = {root(word) for word in telling(wanted.words)}
    parts = _CLAUSE.split(text)
    told = [each for each in parts if names & set(map(root, plainly(each).split()))]
    if not any(map(wants_rather, told)) or any(adds(each) or takes_away(each) for each in told):
        return None
    alike = [line for line in state.lines if names & set(map(root, telling(line.title or "")))]
    fitting = alike if len(alike) == 1 else state.lines
    return fitting[0] if len(fitting) == 1 else None


def _named(
    turn: Turn, read: Read, vocabulary: Vocabulary, find: FindProduct, titled: FindProduct
) -> list[_Named]:
    """The goods that the parts of a sentence name, each once."""
    found: dict[str, _Named] = {}
    text = without_manner(turn.text or "", ())  # "à la maison plutôt" names no Café Maison
    for part in [each.strip() for each in _JOINTS.split(text) if each.strip()][:_MOST]:
        words = plainly(part).split()
        if not any(_in_titles(root(word), vocabulary) for word in telling(" ".join(words))):
            continue
        heard = read(replace(turn, text=part), expect=Expect.PRODUCT)
        name = heard.product or goods_words(part, vocabulary).words
        is_named = bool(name) and any(_in_titles(root(each), vocabulary) for each in telling(name))
        product_id = find(name) if is_named else None
        if product_id is not None:
            title = titled(name) or ""
            if _number_of(title, words):  # "the two person one"
                name, heard = title, heard.but(quantity=None)
            counted = heard.quantity != 1 or not _ONE.isdisjoint(words)
            found[product_id] = _Named(product_id, name, heard.quantity if counted else None)
    return list(found.values())


def _number_of(title: str, words: Sequence[str]) -> bool:
    """Whether a number among the words is that of a title."""
    return any(
        word in NUMBERS and word not in _ONE for word in words if word in plainly(title).split()
    )


def telling(name: str) -> list[str]:
    """The words of a name that are no numbers: "two" names no tent for two."""
    return [word for word in plainly(name).split() if word not in NUMBERS and not word.isdecimal()]


def _in_titles(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word stands in titles, be it as the end of a compound."""
    is_long = len(word) >= _STEM
    return word in vocabulary.goods_roots or (
        is_long and any(each.endswith(word) for each in vocabulary.goods_roots)
    )


def _changes(
    turn: Turn, line: Item, wanted: _Named, read: Read, state: State
) -> tuple[Understanding, ...]:
    title = line.title or line.query
    without = WITHOUT[turn.locale[:2].lower()].format(title)
    gone = read(replace(turn, text=without), expect=state.expect)
    gone = gone.but(product=title, phrase=title, quantity=None)
    added = Understanding(
        intent=Intent.ADD_TO_CART,
        product=wanted.words,
        phrase=wanted.words,
        quantity=wanted.quantity or line.quantity,
        text=wanted.words,
    )
    return (gone, added) if len(state.lines) > 1 else (added, gone)
