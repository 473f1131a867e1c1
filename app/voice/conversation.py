"""One conversation, whatever the channel: state in, turn understood, dialogue run, state out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

import structlog

from app.rollout.words import note_served, outside
from app.voice.admission import Admission
from app.voice.agreed_goods import (
    as_agreed,
    as_many_as_told,
    in_its_words,
    not_yet_taken,
    without_price,
)
from app.voice.catalog_vote import (
    is_sold,
    product_sold,
    title_sold,
    with_another_kind,
    with_kind_told,
    with_sold_goods,
    with_whole_names,
    without_told_beside,
    without_unsold_goods,
)
from app.voice.dialogue.actions import (
    Action,
    CheckStock,
    Event,
    Failed,
    FindProducts,
    Heard,
    LetGo,
    ListChoices,
    ListVariants,
    Then,
)
from app.voice.dialogue.names import label_words
from app.voice.dialogue.questions import (
    LookUpPolicy,
    LookUpStores,
    SearchGoods,
)
from app.voice.dialogue.state import State
from app.voice.dialogue.step import step
from app.voice.goods_meant_instead import meant_instead
from app.voice.nlu.address_reading import with_address
from app.voice.nlu.exchange_wish import with_exchange
from app.voice.nlu.manners import forget_words
from app.voice.nlu.misfits import with_other_size
from app.voice.nlu.order_talk import without_kept_goods
from app.voice.nlu.reading import says_card_number
from app.voice.nlu.sent_to_store import with_sending
from app.voice.nlu.understanding import ADDRESSING, UNTOLD, Expect, Understanding
from app.voice.performer import Performer
from app.voice.prompts.catalog import FALLBACK, language_of, say
from app.voice.rehearsed import Run, run_of
from app.voice.reply import SILENCE, Reply, joined
from app.voice.resuming import Unfinished
from app.voice.services import ShopServices, TurnNote
from app.voice.sessions import StoredSession
from app.voice.speech import shown
from app.voice.telling_clause import told_by_a_clause
from app.voice.told_in_between import without_talk
from app.voice.troubles import prompt_for
from app.voice.turn import Intent, Turn, TurnKind
from app.voice.two_wishes import (
    TwoErrands,
    TwoWishes,
    as_addition,
    recounted,
    swapped_in_hand,
    told_first,
    told_of,
    two_changes,
    two_errands,
    two_wishes,
)
from app.voice.values_in_hand import other_value
from domain.calls import Call
from domain.errors import DomainError, PlatformError
from domain.ids import LocationId
from domain.log_fields import add_to_lines, fields_of_lines

_LOG = structlog.get_logger(__name__)
_MAX_STEPS: Final = 16
"""No turn needs half as many; a dialogue that runs in circles is cut off."""
_ATTEMPTS: Final = 2
_LONGEST: Final = 600
"""Characters of a turn that are read; nobody says more in one breath, and reading takes time."""
_LOOKING: Final = (
    *(FindProducts, ListVariants, ListChoices, CheckStock),
    *(SearchGoods, LookUpStores, LookUpPolicy),
)
"""Actions that change nothing and tell nothing of a person: done before it is known whether the
request came before, which is found out with the storing of the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Answers turns; holds no state of its own."""

    shop: ShopServices

    def answer(self, turn: Turn) -> Reply:
        """What to reply to this turn. Domain and platform failures become spoken apologies.

        Raises: StaleMessageError for a request that came before, where that is still to be found
        out; nothing was done for it.
        """
        admission = Admission(self.shop.voice, turn)
        try:
            reply = outside(self.shop.voice.rollout, turn) or self._reply(turn, admission)
        finally:
            forget_words()
        admission.admit()
        return reply

    def _reply(self, turn: Turn, admission: Admission) -> Reply:
        if turn.kind is TurnKind.EVENT:
            return SILENCE
        if turn.kind is TurnKind.ENDED:
            return self._end(turn, admission)
        if says_card_number(turn):
            _LOG.warning("voice.card_number_refused", channel=turn.channel)
            return Reply(
                say=joined(say("card.number"), say("what.next")), reprompt=say("what.next")
            )
        turn = _in_one_breath(turn)
        call = self._call(turn)
        for attempt in range(_ATTEMPTS):
            # What a channel calls a new session is looked up only if it turns out to be known.
            known = None if turn.new_session and not attempt else admission.load()
            reply = self._attempt(turn, call, known, admission)
            if reply is not None:
                return _in_language(reply, turn.locale)
        return Reply(say=say("miss.first"), reprompt=say("help"))

    def _attempt(
        self, turn: Turn, call: Call, stored: StoredSession | None, admission: Admission
    ) -> Reply | None:
        """One run of the turn; None when another turn of the session was faster."""
        states = self.shop.voice.states
        opened = states.opened(stored.state) if stored else None
        begun = self._begun_with(turn) if opened is None else opened[1]
        performer = Performer(self.shop, replace(turn, begun=begun), call)
        before = self._begun(performer) if opened is None else opened[0]
        performer.speaker.proof = before.proof
        run = self._run(before, performer, admission, opens=stored is None and not before.lines)
        after, reply = run.after, run.reply
        is_kept = stored is not None and after == before
        # What was committed must be heard, even if the state of the other turn stands.
        kept = states.kept(after, run.stored, begun=begun)
        if not (is_kept or admission.save(kept, replacing=stored) or performer.committed):
            return None
        if performer.known_shopper is not None and after != before:
            Unfinished(self.shop.voice).keep(performer, before, after)
        self._note(performer, before, after, reply)
        return reply

    def _begun(self, performer: Performer) -> State:
        """Where a new conversation starts: what was begun elsewhere, else from the home store."""
        recalled = Unfinished(self.shop.voice).recall(performer)
        return recalled or _from(performer.home())

    def _begun_with(self, turn: Turn) -> str:
        """What a conversation that this turn opens is told from others of its session id by: the
        request, the same if it comes again; else the half hour, since only after as long without a
        word the id names another conversation."""
        if turn.request_id.strip("-"):
            return turn.request_id
        ttl_s = self.shop.voice.session_ttl.total_seconds()
        return str(int(self.shop.voice.clock.now().timestamp() // ttl_s))

    def _run(self, state: State, performer: Performer, admission: Admission, *, opens: bool) -> Run:
        voice, turn = self.shop.voice, performer.turn
        words = voice.words.of(turn.merchant_id)
        single = sum(each.quantity for each in state.lines) == 1
        turn = without_price(turn, state)
        turn = without_talk(turn, words.vocabulary, state.expect, one_is_read_back=single)
        heard = voice.readings.read(turn, vocabulary=words.vocabulary, expect=state.expect)
        heard = with_address(heard, turn, country=words.country, expect=state.expect)
        read = partial(voice.readings.read, vocabulary=words.vocabulary)
        if state.expect not in UNTOLD:
            heard = with_sending(
                heard, turn, vocabulary=words.vocabulary, read=read, expect=state.expect
            )
            heard = with_exchange(heard, turn, vocabulary=words.vocabulary, read=read)
            heard = with_other_size(heard, turn, vocabulary=words.vocabulary, expect=state.expect)
            heard = without_kept_goods(heard, turn, read=read, expect=state.expect)
        discovery, merchant_id = self.shop.discovery, turn.merchant_id
        heard = without_unsold_goods(heard, discovery, merchant_id, state.expect)
        heard = with_whole_names(heard, discovery, merchant_id, words.vocabulary)
        heard = without_told_beside(heard, discovery, merchant_id)
        heard = with_another_kind(heard, discovery, merchant_id)
        heard = with_kind_told(heard, discovery, merchant_id)
        heard = with_sold_goods(heard, discovery, merchant_id, state.expect)
        sold = partial(is_sold, discovery=discovery, merchant_id=merchant_id)
        find = partial(product_sold, discovery=discovery, merchant_id=merchant_id)
        titled = partial(title_sold, discovery=discovery, merchant_id=merchant_id)
        swapped = meant_instead(
            turn, state, read=read, vocabulary=words.vocabulary, find=find, titled=titled
        ) or swapped_in_hand(turn, state, heard, read)
        heard = other_value(as_addition(heard, turn, state), turn, state, words.vocabulary)
        said_back = in_its_words(heard, performer.turn, state)
        heard = as_agreed(heard, turn, state, words.vocabulary)
        heard = said_back or told_by_a_clause(
            heard, turn, state, read=read, is_sold=sold, whole=swapped
        )
        heard = not_yet_taken(as_many_as_told(heard, turn, state), performer.turn, state)
        heard = as_addition(heard, turn, state)  # "d'accord, et une tasse"
        if turn.payment_token and state.receipt_given:
            heard = Understanding(intent=Intent.REPEAT)  # the post that paid came once more
        performer.heard = heard
        add_to_lines(intent=heard.intent.value)
        pair = two_wishes(turn, state.expect, read)
        both = self._both(state, pair, performer, admission) if pair else None
        if both is not None:
            return both
        errands = two_errands(turn, state.expect, read, sold)
        if errands is not None:
            return self._one_by_one(state, errands, performer, admission)
        changes = swapped or two_changes(turn, state, read) or recounted(turn, state, read)
        if changes:
            return self._one_then_the_other(state, changes, performer, admission)
        if not opens:
            done = self._dialogue(state, heard, performer, admission)
            return self._gone_on(done, performer, admission, said_before=True)
        look_up = partial(_performed, performer)
        run = voice.rehearsed.again(turn.merchant_id, state.home, heard, look_up)
        if run is not None:
            note_served(voice.rollout, turn, failed=False)
            return run
        run = self._dialogue(state, heard, performer, admission)
        voice.rehearsed.keep(turn.merchant_id, state.home, run)
        return run

    def _both(
        self, state: State, pair: TwoWishes, performer: Performer, admission: Admission
    ) -> Run | None:
        """What can be told at once, then the other wish; None: it cannot be told in words"
        " alone."""
        first = self._dialogue(state, pair.told, performer, admission)
        told = told_of(first.reply, first.after)
        if told is None:
            return None
        performer.heard = pair.wish
        run = self._dialogue(state.but(aside=joined(state.aside, told)), pair.wish, performer,
                             admission)  # fmt: skip
        if run.reply.say[: len(told)] == told:
            return run
        after = run.after.but(aside=(), said=joined(told, run.after.said))
        reply = replace(run.reply, say=joined(told, run.reply.say))
        return run_of(pair.wish, run.met, after, reply)

    def _one_then_the_other(
        self, state: State, changes: tuple[Understanding, ...], performer: Performer,
        admission: Admission,
    ) -> Run:  # fmt: skip
        """Two changes of the order in hand; the second is of what the first has left."""
        for heard in changes:
            performer.heard = heard
            run = self._dialogue(state, heard, performer, admission)
            state = run.after
        return run

    def _one_by_one(
        self, state: State, errands: TwoErrands, performer: Performer, admission: Admission
    ) -> Run:
        """The first of two errands; where it takes more than words, that the other comes after."""
        performer.heard = errands.first
        state = state.but(later=errands.later)
        run = self._dialogue(state, errands.first, performer, admission)
        if run.after.later is None or run.after.expect is Expect.NOTHING:
            return self._gone_on(run, performer, admission)
        spoken = joined(say("later"), run.reply.say)
        after = run.after.but(said=spoken)
        return run_of(errands.first, run.met, after, replace(run.reply, say=spoken))

    def _gone_on(
        self, run: Run, performer: Performer, admission: Admission, *, said_before: bool = False
    ) -> Run:
        """The run, and the errand that waited behind it, once nothing else is asked; whoever takes
        leave or is put through to a person is asked nothing more."""
        before, words = run.after, run.after.later
        if words is None or before.expect is not Expect.NOTHING:
            return run
        before = before.but(later=None)
        if run.reply.transfer or (run.reply.end and not run.reply.is_open) or before.receipt_given:
            return run_of(run.heard, run.met, before, run.reply)
        voice, turn = self.shop.voice, performer.turn
        vocabulary = voice.words.of(turn.merchant_id).vocabulary
        turn = replace(turn, text=words, pressed=False)
        heard = voice.readings.read(turn, vocabulary=vocabulary, expect=before.expect)
        performer.heard = heard
        then = self._dialogue(before, heard, performer, admission)
        is_plain = not said_before or then.after.expect is Expect.CONFIRM  # read back anyhow
        reminded = () if is_plain else say("later.now", words=words)
        spoken = joined(told_first(before), reminded, then.reply.say)
        reply = replace(then.reply, say=spoken, card=then.reply.card or run.reply.card)
        return run_of(heard, then.met, then.after.but(said=spoken), reply)

    def _dialogue(
        self, state: State, heard: Understanding, performer: Performer, admission: Admission
    ) -> Run:
        """Step by step, from the words to a reply."""
        rollout, turn = self.shop.voice.rollout, performer.turn
        event: Event = Heard(understanding=heard)
        met: list[tuple[Action, Event]] = []
        for _ in range(_MAX_STEPS):
            made = step(state, event)
            state = made.state
            if isinstance(made.next, Reply):
                failed = any(isinstance(each, Failed) for _, each in met)
                note_served(rollout, turn, failed=failed)
                return run_of(heard, met, state, made.next)
            if not isinstance(made.next, _LOOKING):
                admission.admit()
            event = _performed(performer, made.next)
            met.append((made.next, event))
        note_served(rollout, turn, failed=True)
        _LOG.error("voice.dialogue_cut_off", goal=state.goal.value, expect=state.expect.value)
        return run_of(heard, met, state.afresh(), Reply(say=say("trouble"), end=True))

    def _note(self, performer: Performer, before: State, after: State, reply: Reply) -> None:
        """Leave a note of the turn, for figures and for learning."""
        voice, heard = self.shop.voice, performer.heard
        if voice.turns is None or heard is None:
            return
        gave_up = reply.end and before.misses > 0 and heard.intent is Intent.UNKNOWN
        left_s = performer.call.deadline.remaining()
        voice.turns.note(
            TurnNote(
                turn=performer.turn,
                at=voice.clock.now(),
                took_ms=max(0, round((voice.turn_deadline_s - left_s) * 1000)),
                intent=heard.intent,
                expect=before.expect,
                missed=gave_up or after.misses > before.misses,
                reply=reply,
                told_address=before.expect in ADDRESSING or heard.address is not None,
                says_address=after.delivery is not None,
                order_id=performer.sold,
                shopper=performer.known_shopper,
                proven=performer.speaker.proven,
            )
        )

    def _call(self, turn: Turn) -> Call:
        """The one deadline of this turn, with the request's correlation id where there is one."""
        bound = fields_of_lines()
        return Call.within(
            self.shop.voice.turn_deadline_s,
            correlation_id=bound.get("correlation_id", turn.request_id),
        )

    def _end(self, turn: Turn, admission: Admission) -> Reply:
        """The session is over: what is held but not agreed to goes back on the shelf."""
        stored = admission.load()
        if stored is None:
            return SILENCE
        state, begun = self.shop.voice.states.opened(stored.state)
        exchanging = state.exchanging
        held = state.held or (exchanging.held if exchanging is not None else None)
        if held is not None:
            performer = Performer(self.shop, replace(turn, begun=begun), self._call(turn))
            _performed(performer, LetGo(held=held, then=Then.LEAVE))
        admission.drop()
        return SILENCE


@lru_cache(maxsize=256)
def _from(home: LocationId | None) -> State:
    """Where a conversation starts of which nothing is known but the home store."""
    return State(home=home)


def _in_one_breath(turn: Turn) -> Turn:
    """The turn with no more words than are read."""
    if len(turn.text or "") <= _LONGEST and all(len(v) <= _LONGEST for v in turn.slots.values()):
        return turn
    slots = {name: value[:_LONGEST] for name, value in turn.slots.items()}
    return replace(turn, text=turn.text[:_LONGEST] if turn.text else None, slots=slots)


def _in_language(reply: Reply, locale: str) -> Reply:
    """The reply with its choices as they are called in that language."""
    if not reply.choices or language_of(locale) == FALLBACK:
        return reply
    called = tuple(shown(label_words(label), locale) for label in reply.choices)
    return replace(reply, choices=called)


def _performed(performer: Performer, action: Action, before: Event | None = None) -> Event:
    """The fact an action leads to, which may be what it led to `before`; what no outcome names is
    logged once, here."""
    try:
        return performer.perform(action) if before is None else performer.again(action, before)
    except (DomainError, PlatformError) as error:
        _LOG.warning(
            "voice.action_failed",
            action=type(action).__name__,
            error=type(error).__name__,
            reason=str(error),
        )
        trouble = prompt_for(error) if isinstance(error, PlatformError) else None
        return Failed(action=action, trouble=trouble)
