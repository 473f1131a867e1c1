"""The choices of a dish: what was named is taken, what is required is asked for, list by list.

Optional lists are never read out; what a shopper names is looked for in all of them. Which lists
there are is a fact that is asked for anew on each turn: a choice may be 86'd in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.voice.dialogue import answers
from app.voice.dialogue.actions import ChoicesKnown, ListChoices, Step
from app.voice.dialogue.names import all_of, any_of, option_name
from app.voice.dialogue.state import Choice, Item, State
from app.voice.dialogue.talk import ask
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.words import choice_words, same_value, split_words
from app.voice.prompts.catalog import say
from app.voice.reply import Speech, joined
from app.voice.turn import Intent
from domain.catalog import Modifier, ModifierList
from domain.ids import PlatformId
from domain.menus import Asked, asked_lists, defaults_of

_AT_ONCE: Final = 3
_KEPT: Final = 40
"""Options kept for "more"; a menu's longest list is shorter."""
_LIKE_OPTIONS: Final = frozenset({"size", "color"})
"""Lists by these names are asked for as if each of their choices were a variant."""
_PHRASES: Final = frozenset(
    split_words("choose select pick add would how what which do want any your make")
)
"""A list whose name begins so is a question already."""
_ENOUGH: Final = frozenset(
    {"nothing", "nothing else", "that's all", "that is all", "i'm done", "that's it", "none"}
    | {"no that's all", "no that's it", "no nothing else", "nothing more", "no more"}
)
_WISHES: Final = frozenset({Intent.PLACE_ORDER, Intent.CHECK_AVAILABILITY})
_ANSWERS: Final = frozenset({Intent.INFORM, Intent.UNKNOWN, Intent.NO, Intent.YES})


def answer(state: State, heard: Understanding) -> Step | None:
    """The answer to "which milk?"; None when it is about something else."""
    if heard.text in _ENOUGH or (heard.intent is Intent.NO and not heard.says_something):
        return _settle(state)
    if heard.intent not in _ANSWERS and heard.intent not in _WISHES:
        return None
    named = _named(state, heard)
    if not named and heard.product and heard.intent in {Intent.INFORM, Intent.NO}:
        named = (heard.product,)
    if not named and not heard.left_out:
        return None
    rest = heard.but(product=None, phrase=None, attributes={}, choices=(), number=None)
    changed = answers.with_changes(state, rest.but(left_out=()))
    return _list_again(changed, named=named, left_out=heard.left_out)


def _named(state: State, heard: Understanding) -> tuple[str, ...]:
    """The choices an answer names: ids of those just read out, else words."""
    if len(heard.choices) > 1:
        return heard.choices
    words = (heard.text, heard.product, *heard.attributes.values())
    for text in words:
        one = answers.chosen(state, heard.but(text=text)) if text else None
        if one is not None:
            return (one.key,)
    return heard.choices


def _settle(state: State) -> Step | None:
    item = state.item
    if item is None or state.option is None:
        return None
    return _list_again(state.but(item=item.but(settled=(*item.settled, state.option))))


def _list_again(
    state: State, *, named: tuple[str, ...] = (), left_out: tuple[str, ...] = ()
) -> Step | None:
    item = state.item
    if item is None or item.sku is None:
        return None
    sku = item.sku
    item = item.but(named=(*item.named, *named), left_out=(*item.left_out, *left_out), ready=False)
    return Step(state=state.but(item=item), next=ListChoices(sku=sku, at=state.place))


def on_choices(state: State, fact: ChoicesKnown) -> Step | State:
    """Take over what was named and ask for the next choice that is missing: a state with nothing
    missing, or the question."""
    item = state.item
    if item is None:
        return state
    dish = _Dish(lists=fact.lists, asked_key=state.option)
    dish.begin(item)
    dish.dispute(item.disputed)
    dish.leave_out(item.left_out)
    dish.take_all(item.named)
    item = item.but(named=(), left_out=(), disputed=(), begun=True)
    asked = dish.next_question(item)
    item = item.but(modifiers=dish.reachable(), ready=asked is None)
    state = state.but(item=item, aside=joined(state.aside, *dish.remarks))
    if asked is None:
        return state.but(option=None, choices=(), offered=0)
    if asked.missing > len(asked.offered) and not any(each.repeatable for each in asked.offered):
        return _cannot(state, item, asked)
    return _ask(state, item, asked)


@dataclass(slots=True, kw_only=True)
class _Dish:
    """One line while its choices are gathered."""

    lists: tuple[ModifierList, ...]
    asked_key: str | None
    """The list that the shopper was just asked for."""
    chosen: list[PlatformId] = field(default_factory=list)
    remarks: list[Speech] = field(default_factory=list)

    def begin(self, item: Item) -> None:
        """What was chosen before, without what is gone; at first, what belongs to the dish."""
        if not item.begun:
            self.chosen = list(defaults_of(self.lists))
            return
        self.chosen = [PlatformId(each) for each in item.modifiers]
        for asked in self._asked():
            for one in asked.chosen:
                if not one.active and one.platform_id in self.chosen:
                    self._drop(one)
                    self._remark("choice.out", one.name)

    def dispute(self, names: Sequence[str]) -> None:
        """ "No tomato" leaves out what is chosen; else it is a correction: "no, oat milk"."""
        for name in names:
            here = any(_is(name, one) for asked in self._asked() for one in asked.chosen)
            if here:
                self.leave_out((name,))
            else:
                self.take_all((name,))

    def leave_out(self, names: Sequence[str]) -> None:
        """Take choices away by name."""
        for name in names:
            found = [one for asked in self._asked() for one in asked.choices.modifiers]
            alike = [one for one in found if _is(name, one)]
            if not alike:
                self._remark("choice.cannot.leave", name)
            for one in alike:
                self._drop(one)

    def take_all(self, names: Sequence[str]) -> None:
        """Take choices by name or id, those that others lead to after these."""
        open_names = list(names)
        while open_names:
            left = [name for name in open_names if not self._take(name)]
            if len(left) == len(open_names):
                break
            open_names = left
        for name in dict.fromkeys(open_names):
            self._remark("choice.unknown", name)

    def next_question(self, item: Item) -> Asked | None:
        """The first list that still needs a choice, or may take another of those just asked for."""
        for asked in self._asked():
            if asked.missing:
                if asked.key in item.settled and asked.key == self.asked_key:
                    self.remarks.append(say("choice.needed"))
                return asked
            full = asked.room is not None and asked.room <= 0
            more = asked.key == self.asked_key and asked.choices.minimum and not full
            if more and asked.offered and asked.key not in item.settled:
                return asked
        return None

    def reachable(self) -> tuple[str, ...]:
        """The choices, in the order of the menu, without those whose parent was taken away."""
        return tuple(one.platform_id for asked in self._asked() for one in asked.chosen)

    def _asked(self) -> list[Asked]:
        return list(asked_lists(self.lists, self.chosen))

    def _take(self, name: str) -> bool:
        """Whether there is such a choice (taken, or remarked on why not)."""
        lists = sorted(self._asked(), key=lambda asked: asked.key != self.asked_key)
        for asked in lists:
            alike = [one for one in asked.choices.modifiers if _is(name, one)]
            if alike:
                self._take_from(asked, next((one for one in alike if one.active), alike[0]))
                return True
        return False

    def _take_from(self, asked: Asked, one: Modifier) -> None:
        if not one.active:
            self._remark("choice.out", one.name)
            return
        if one in asked.chosen and not one.repeatable:
            return
        if asked.room is not None and asked.room <= 0:
            other = _to_replace(asked)
            if other is None:
                most = asked.choices.maximum or 0
                self.remarks.append(say("choice.too.many", count=most, name=one.name))
                return
            self._drop(other)
        self.chosen.append(one.platform_id)

    def _drop(self, one: Modifier) -> None:
        self.chosen = [each for each in self.chosen if each != one.platform_id]

    def _remark(self, prompt: str, name: str) -> None:
        self.remarks.append(say(prompt, name=name))


def _is(name: str, one: Modifier) -> bool:
    """Whether words (or an id) mean that choice."""
    if name == one.platform_id or same_value(name, one.name):
        return True
    return choice_words(name) == choice_words(one.name)


def _to_replace(asked: Asked) -> Modifier | None:
    """What gives way in a full list: its only choice, or one that the shopper did not name."""
    if asked.choices.maximum == 1:
        return asked.chosen[0]
    return next((one for one in asked.chosen if one.chosen_by_default), None)


def _ask(state: State, item: Item, asked: Asked) -> Step:
    offered = asked.offered[:_KEPT]
    labels = [one.name for one in offered]
    choices = tuple(Choice(key=one.platform_id, label=one.name) for one in offered)
    read = len(labels) if len(labels) <= _AT_ONCE + 1 else _AT_ONCE
    state = state.but(option=asked.key, choices=choices, offered=read, page=0)
    values = any_of(labels[:read])
    if read < len(labels):
        values = joined(values, say("choice.or.more"))
    question = _question(item, asked, values)
    return ask(state, Expect.MODIFIER, question, again=_again(asked, values))


def _question(item: Item, asked: Asked, values: Speech) -> Speech:
    name = asked.choices.name.lower()
    if not asked.missing:
        return say("choice.more", values=values)
    if asked.chosen:
        return say("choice.another", name=name, values=values)
    if name in _LIKE_OPTIONS:
        return say("option.which", carry=(), option=option_name(name), values=values)
    if not name or name.split()[0] in _PHRASES:
        return say("choice.plain", name=asked.choices.name or item.title or "", values=values)
    return say("choice.which", name=name, values=values)


def _again(asked: Asked, values: Speech) -> Speech:
    if not asked.missing:
        return say("choice.more.again")
    return say("choice.again", values=values)


def _cannot(state: State, item: Item, asked: Asked) -> Step:
    """A dish whose required choices are out cannot be had, whatever else is there."""
    out = all_of([one.name for one in asked.choices.modifiers if not one.active] or ["-"])
    sorry = say("choice.none.left", title=item.title or item.query, out=out)
    state = state.but(item=None, option=None, choices=(), offered=0, aside=())
    return ask(
        state, Expect.PRODUCT, say("ask.product.else"), again=say("ask.product.again"), before=sorry
    )
