"""The answer to the question for a size or color, whatever words it stands among."""

from __future__ import annotations

from typing import Final

from app.commerce.words import root
from app.voice.dialogue import answers
from app.voice.dialogue.names import called, called_by_language
from app.voice.dialogue.state import Choice, State
from app.voice.nlu.denied_choices import left_of
from app.voice.nlu.entities.numbers import amounts_in, figures, in_figures
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.words import tokenize
from app.voice.turn import Intent

_BUYING: Final = frozenset({Intent.PLACE_ORDER, Intent.ADD_TO_CART, Intent.CHECKOUT})
_BESIDE: Final = frozenset({Intent.YES, Intent.THANKS, Intent.UNKNOWN, Intent.GREETING})
"""What may be read of words around a value: "oui 42", "42 danke"."""
_LEAVING: Final = frozenset({Intent.STOP, Intent.PRODUCT_SEARCH, Intent.CHECK_AVAILABILITY})
_LANGUAGES: Final = "en-es-fr-de"
_FEW: Final = 4
"""So many words leave nothing and look for nothing else beside a value: "dann halt 41"."""


def with_value(state: State, heard: Understanding) -> Understanding:
    """What was heard, with the one value named of those asked for: "I'll take the eleven"."""
    if state.expect is not Expect.OPTION or state.option is None:
        return heard
    if heard.attributes.get(state.option) is not None or heard.item_ref is not None:
        return heard
    value = _named(state, heard)
    if value is None or not _is_beside(heard, value) or refused_of(state, heard.text) is not None:
        return heard
    bought = heard.intent in _BUYING
    return heard.but(
        intent=heard.intent if bought else Intent.INFORM,
        product=None,
        phrase=None,
        attributes={**heard.attributes, state.option: value.key},
        quantity=_counted(heard, value) if bought else heard.quantity,
        number=None,
        either=None,
    )


def _named(state: State, heard: Understanding) -> Choice | None:
    """The value that is named, if it is one."""
    if any(figures(each.key) is not None for each in state.choices):
        numbers = amounts_in(Sheet.of(heard.text, _LANGUAGES))
        named = [each for each in state.choices if figures(each.key) in numbers]
    else:
        words = _words(heard.text)
        named = [each for each in state.choices if _stands_in(each, words)]
    return named[0] if len(named) == 1 else answers.letter_of(state, heard)


def refused_of(state: State, text: str) -> tuple[int, ...] | None:
    """Which of the values are left once those that are refused are gone, in figures or words and
    whatever the language that they are called in: "ni grande ni pequeña, la mediana"; None: none
    is refused."""
    names = list(zip(*(called_by_language(each.label) for each in state.choices), strict=False))
    said = in_figures(Sheet.of(text, _LANGUAGES))
    told = [left for words in (text, said) for each in names if (left := left_of(words, each))]
    return min(told, key=len, default=None)


def _words(text: str) -> frozenset[str]:
    return frozenset(map(root, tokenize(text).norm))


def _stands_in(choice: Choice, words: frozenset[str]) -> bool:
    names = [{root(part) for part in tokenize(each).norm} for each in called(choice.label)]
    return any(name and name <= words for name in names)


def _is_beside(heard: Understanding, value: Choice) -> bool:
    """Whether nothing but the value and what buys or greets is said."""
    few = len(tokenize(heard.text).norm) <= _FEW
    if heard.intent not in _BUYING | _BESIDE and not (few and heard.intent in _LEAVING):
        return False
    if heard.product is None or heard.others:
        return not heard.others
    numbers = amounts_in(Sheet.of(heard.product, _LANGUAGES))
    return numbers == [figures(value.key)] or _stands_in(value, _words(heard.product))


def _counted(heard: Understanding, value: Choice) -> int | None:
    """How many are bought; a number that is the value itself counts nothing."""
    said = [each for each in (heard.quantity, heard.number) if each is not None]
    return next((each for each in said if str(each) != value.key), None)
