"""What can be said at any time (help, repeat, stop …), and what was not understood."""

from __future__ import annotations

from dataclasses import replace

from app.voice.dialogue import persons
from app.voice.dialogue.actions import Place, Step, Then
from app.voice.dialogue.names import all_of
from app.voice.dialogue.ordering import drop_hold, line_name
from app.voice.dialogue.state import State
from app.voice.dialogue.talk import AT_ONCE, MISSES, ask, digress, tell
from app.voice.nlu.labels import Label
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import has, say
from app.voice.reply import Reply, joined, listed
from domain.handover import HandoverReason
from domain.ids import OrderId


def greet(state: State) -> Step:
    """Welcome; or, with an order waiting for a yes, that question again."""
    if state.held is not None:
        return repeat(state)
    if state.expect is Expect.RESUME and state.lines:
        return _offer_to_go_on(state)
    return _with_keys(ask(state, Expect.NOTHING, say("welcome"), again=say("welcome.again")))


def _offer_to_go_on(state: State) -> Step:
    """What was begun in another conversation, and whether it shall be gone on with."""
    name = listed([line_name(line) for line in state.lines], say("word.and"))
    question = say("resume.offer", name=name)
    return ask(state, Expect.RESUME, question, again=say("resume.offer.again", name=name))


def give_help(state: State) -> Step:
    """What can be said, then the open question again."""
    speech = joined(say("help"), state.asked)
    reprompt = state.asked or say("welcome.again")
    return _with_keys(Step(state=state, next=Reply(say=speech, reprompt=reprompt)))


def _with_keys(step: Step) -> Step:
    """The step, whose reply tells callers with a keypad which keys there are."""
    if not isinstance(step.next, Reply):
        return step
    return replace(step, next=replace(step.next, keypad=say("keypad.help")))


def repeat(state: State) -> Step:
    """The last words again; a receipt is read anew from the order book."""
    if state.receipt_given and state.order_id is not None:
        again = Place(order_id=state.order_id, agreed_total=None)
        if state.split_id is not None:
            again = Place(order_id=OrderId(state.split_id), agreed_total=None, in_parts=True)
        return Step(state=state, next=again)
    if not state.said:
        return ask(state, Expect.NOTHING, say("nothing.said"), again=say("welcome.again"))
    ended = state.expect is Expect.NOTHING and not state.asked
    return Step(state=state, next=Reply(say=state.said, reprompt=state.asked, end=ended))


def start_over(state: State) -> Step:
    """Forget everything, giving back what is held."""
    let_go = drop_hold(state, Then.RESTART)
    if let_go is not None:
        return let_go
    return ask(state.afresh(), Expect.PRODUCT, say("start.over"), again=say("ask.product.again"))


def stop(state: State) -> Step:
    """Leave, giving back what is held."""
    if state.expect is Expect.CONFIRM_CANCEL:
        return tell(state, say("cancel.kept"), leaving=True)
    let_go = drop_hold(state, Then.LEAVE)
    if let_go is not None:
        return let_go
    return tell(state.afresh(), say("goodbye"), leaving=True)


def more(state: State) -> Step | None:
    """The next options of a list; None when there is no list."""
    if not state.choices:
        return None
    rest = state.choices[state.offered : state.offered + AT_ONCE]
    if not rest:
        over = say("choices.over")
        return ask(state.but(offered=0, page=0), state.expect, over, again=state.asked)
    titles = all_of([choice.label for choice in rest])
    more = say("choices.more", count=len(rest), titles=titles)
    state = state.but(page=state.offered, offered=state.offered + len(rest))
    return ask(state, state.expect, more, again=state.asked)


def wait(state: State) -> Step:
    """Wait: nothing is lost, and the question stays open."""
    reply = Reply(say=say("wait"), reprompt=state.asked or say("what.next"))
    return Step(state=state, next=reply)


def unsure(state: State) -> Step:
    """Who does not know is asked again without haste, or told how to hear what there is."""
    if state.asked and state.expect not in {Expect.NOTHING, Expect.PRODUCT}:
        return digress(state, say("unsure"))
    return Step(state=state, next=Reply(say=say("unsure.open"), reprompt=say("welcome.again")))


def who_speaks(state: State) -> Step:
    """That it is no person, and how to reach one."""
    return digress(state, say("who.speaks"))


def silent(state: State) -> Step:
    """Say that nothing was heard, and ask again; who cannot speak may press keys."""
    return _with_keys(miss(state, sorry=("silence.first", "silence.second")))


def miss(
    state: State,
    either: tuple[Label, Label] | None = None,
    *,
    sorry: tuple[str, str] = ("miss.first", "miss.second"),
) -> Step:
    """Ask again, then otherwise, then give up kindly (and give the stock back).

    With two likely readings, and nothing else asked, which of them was meant is asked first.
    """
    misses = state.misses + 1
    if misses == 1 and either is not None and state.expect is Expect.NOTHING:
        wishes = [f"wish.{label.value}" for label in either]
        if all(map(has, wishes)):
            question = say("miss.either", one=say(wishes[0]), other=say(wishes[1]))
            reply = Reply(say=question, reprompt=question)
            return Step(state=state.but(misses=misses), next=reply)
    if misses >= MISSES:
        let_go = drop_hold(state, Then.PERSON)
        return let_go or persons.call(state, HandoverReason.REPEATED_FAILURE)
    question = state.asked or say("help")
    first, second = sorry
    reply = Reply(say=joined(say(first if misses == 1 else second), question), reprompt=question)
    return Step(state=state.but(misses=misses), next=reply)
