"""The dialogue: one pure step from a state and an event to a state and what comes next."""

from __future__ import annotations

from typing import assert_never

from app.voice.dialogue import (
    after,
    asides,
    cart,
    choosing,
    discovering,
    exchanging,
    finding,
    giving_back,
    ordering,
    persons,
    privacy,
    proving,
    purses,
    rating,
    receipts,
    sending,
    standing,
    stock,
    subscribing,
)
from app.voice.dialogue.actions import (
    CancelDone,
    ChoicesKnown,
    Event,
    Failed,
    Heard,
    LetGo,
    LetGone,
    NotLinked,
    OrderFound,
    PayLinkSent,
    Place,
    PlaceDone,
    PrepareDone,
    ProductsFound,
    ProofNeeded,
    ShopperKnown,
    Step,
    StockKnown,
    Then,
    VariantsKnown,
)
from app.voice.dialogue.balances import BalanceKnown
from app.voice.dialogue.consents import ConsentKept, Forgotten
from app.voice.dialogue.exchanges import ExchangeFact
from app.voice.dialogue.hearing import hear
from app.voice.dialogue.proofs import ProofFact
from app.voice.dialogue.questions import (
    GoodsFound,
    PersonCalled,
    PolicyKnown,
    ReturnAssessed,
    ReturnRated,
    ReturnStarted,
    StoresKnown,
    UsualFound,
)
from app.voice.dialogue.recurring import (
    RecurringFact,
    SubscriptionBegun,
    SubscriptionManaged,
    SubscriptionPreviewed,
    SubscriptionsFound,
)
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.talk import ask, tell
from app.voice.dialogue.transfers import TransferFact
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import LinkAccountCard, Reply
from app.voice.troubles import words_for
from domain.handover import HandoverReason


def step(state: State, event: Event) -> Step:
    """What the dialogue does next; no clock, no I/O, the same answer for the same arguments."""
    if isinstance(event, Heard):
        return hear(state, event.understanding)
    if isinstance(event, (ProductsFound, VariantsKnown, ChoicesKnown, StockKnown)):
        return _on_goods(state, event)
    if isinstance(event, (GoodsFound, UsualFound, StoresKnown, PolicyKnown)):
        return _on_question(state, event)
    if isinstance(event, (ReturnAssessed, ReturnStarted, ReturnRated, PersonCalled)):
        return _on_errand(state, event)
    if isinstance(event, (BalanceKnown, ConsentKept, Forgotten, ProofNeeded, ProofFact)):
        return _on_speaker(state, event)
    if isinstance(event, TransferFact | ExchangeFact):
        return _on_goods_moved(state, event)
    if isinstance(event, RecurringFact):
        return _on_recurring(state, event)
    return _on_order(state, event)


def _on_goods_moved(state: State, event: TransferFact | ExchangeFact) -> Step:
    if isinstance(event, TransferFact):
        return sending.on_fact(state, event)
    return exchanging.on_fact(state, event)


def _on_question(state: State, event: GoodsFound | UsualFound | StoresKnown | PolicyKnown) -> Step:
    match event:
        case GoodsFound():
            return discovering.on_goods(state, event)
        case UsualFound():
            return cart.on_usual(state, event)
        case StoresKnown():
            return asides.on_stores(state, event)
        case PolicyKnown():
            return asides.on_policy(state, event)
        case _:
            assert_never(event)


def _on_errand(
    state: State, event: ReturnAssessed | ReturnStarted | ReturnRated | PersonCalled
) -> Step:
    match event:
        case ReturnAssessed() if state.goal is Goal.EXCHANGE:
            return exchanging.on_assessed(state, event)
        case ReturnAssessed():
            return giving_back.on_assessed(state, event)
        case ReturnStarted():
            return giving_back.on_started(state, event)
        case ReturnRated():
            return rating.on_rated(state, event)
        case PersonCalled():
            return persons.on_called(state, event)
        case _:
            assert_never(event)


def _on_speaker(
    state: State, event: BalanceKnown | ConsentKept | Forgotten | ProofNeeded | ProofFact
) -> Step:
    if isinstance(event, BalanceKnown):
        return purses.on_balance(state, event)
    if isinstance(event, ConsentKept):
        return privacy.on_consent(state, event)
    if isinstance(event, Forgotten):
        return privacy.on_forgotten(state, event)
    if isinstance(event, ProofNeeded):
        return proving.on_needed(state, event)
    return proving.on_fact(state, event)


def _on_recurring(state: State, event: RecurringFact) -> Step:
    match event:
        case SubscriptionPreviewed():
            return subscribing.on_previewed(state, event)
        case SubscriptionBegun():
            return subscribing.on_begun(state, event)
        case SubscriptionsFound():
            return standing.on_found(state, event)
        case SubscriptionManaged():
            return standing.on_managed(state, event)
        case _:
            assert_never(event)


def _on_goods(
    state: State, event: ProductsFound | VariantsKnown | ChoicesKnown | StockKnown
) -> Step:
    match event:
        case ProductsFound():
            return finding.on_products(state, event)
        case VariantsKnown():
            found = finding.on_variants(state, event)
        case ChoicesKnown():
            found = choosing.on_choices(state, event)
        case StockKnown():
            found = stock.on_stock(state, event)
        case _:
            assert_never(event)
    return ordering.advance(found) if isinstance(found, State) else found


def _on_order(
    state: State,
    event: ShopperKnown
    | NotLinked
    | PrepareDone
    | PlaceDone
    | PayLinkSent
    | LetGone
    | OrderFound
    | CancelDone
    | Failed,
) -> Step:
    if isinstance(event, PrepareDone | PlaceDone) and event.elsewhere is not None:
        return receipts.gone_elsewhere(state, event.elsewhere)
    if isinstance(event, PrepareDone):
        return ordering.on_prepared(state, event)
    if isinstance(event, PlaceDone):
        return ordering.on_placed(state, event)
    if isinstance(event, PayLinkSent):
        return ordering.on_link(state, event)
    if isinstance(event, OrderFound):
        return after.on_order(state, event)
    if isinstance(event, CancelDone):
        return after.on_canceled(state, event)
    return _on_other(state, event)


def _on_other(state: State, event: ShopperKnown | NotLinked | LetGone | Failed) -> Step:
    match event:
        case ShopperKnown():
            return ordering.advance(state.but(home=state.home or event.home))
        case NotLinked():
            return _unknown_here(state, event)
        case LetGone() if event.stands is not None:
            return after.on_standing(state, event.stands)
        case LetGone():
            return _after_letting_go(state, event)
        case Failed():
            # Whether what failed did something is for the order book to say, not for us.
            is_open = isinstance(event.action, Place | LetGo)
            prompt = "trouble.place" if is_open else event.trouble
            return tell(state.but(held=None), words_for(prompt or "trouble"))
        case _:
            assert_never(event)


def _unknown_here(state: State, event: NotLinked) -> Step:
    """Who has a card links the account by it; whoever has none is told how else it can be done."""
    if event.by_card:
        speech = say("link.account")
        reply = Reply(say=speech, card=LinkAccountCard(), end=True)
        return Step(state=state.but(said=speech), next=reply)
    speech, nothing = say("link.elsewhere"), state.but(expect=Expect.NOTHING, choices=(), offered=0)
    if nothing.goal is Goal.SUBSCRIBE:  # nobody here can have it: the goods alone are spoken of
        nothing = nothing.but(goal=Goal.NONE, subscribing=None)
    reply = Reply(say=speech, reprompt=say("what.next"))
    return Step(state=nothing.but(said=speech, asked=()), next=reply)


def _after_letting_go(state: State, event: LetGone) -> Step:
    match event.then:
        case Then.ADVANCE if state.goal is Goal.EXCHANGE and state.item is None:
            return exchanging.go_on(state)
        case Then.ADVANCE:
            return ordering.advance(state)
        case Then.RESTART:
            return ask(
                state.afresh(), Expect.PRODUCT, say("start.over"), again=say("ask.product.again")
            )
        case Then.LEAVE:
            return tell(state.afresh(), say("let.go"), leaving=True)
        case Then.PERSON:
            return persons.call(state, HandoverReason.REPEATED_FAILURE)
        case Then.KEEP:
            return exchanging.kept(state)
        case Then.RETURN:
            return exchanging.as_return(state)
        case _:
            assert_never(event.then)
