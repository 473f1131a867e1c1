"""From one variant to an order that stands: method, store, read-back, yes, receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from app.commerce.model import (
    CanceledSince,
    CardDeclined,
    CardUnread,
    HoldExpired,
    LinkSent,
    NoCard,
    NotOrderable,
    OutOfStock,
    Parked,
    PayElsewhere,
    Placed,
    PosDown,
    Prepared,
    PreparedLine,
    PriceChanged,
    StillWorking,
    StockAt,
)
from app.commerce.split_model import SplitPlaced, SplitPrepared
from app.voice.dialogue import delivering, exchange_price, parts, purses, subscribing
from app.voice.dialogue.actions import (
    CheckStock,
    FindProducts,
    LetGo,
    Line,
    ListChoices,
    ListVariants,
    PayLinkSent,
    Place,
    PlaceDone,
    Prepare,
    PrepareDone,
    Step,
    Then,
)
from app.voice.dialogue.bringing import sent_there
from app.voice.dialogue.names import item_name, variant_name
from app.voice.dialogue.paying import link_told, payment_open, without_order
from app.voice.dialogue.receipts import confirmation, line_words
from app.voice.dialogue.state import Choice, Goal, Held, Item, State
from app.voice.dialogue.talk import ask, tell, whole, with_choices
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import has, say
from app.voice.reply import (
    Permission,
    PermissionCard,
    Speech,
    Text,
    joined,
    listed,
)
from app.voice.speech import time_words
from domain.ids import ProductSku
from domain.orders import FulfillmentMethod

_UNDONE: Final = "checkout-undone"
"""The checkout was taken back meanwhile: what was agreed to must be prepared anew."""
_NO_ADDRESS: Final = "no-address"
_FAMILIES: Final = {"too-often-by-": "too-often", "address-": "address-incomplete"}
"""Reasons that are told alike: by whom attempts were counted is the merchant's business, and which
part of an address is missing is asked for elsewhere."""
_ADDRESS_WANTED: Final = PermissionCard((Permission.ADDRESS,), say=say("permit.address"))


def advance(state: State) -> Step:
    """The next thing missing on the way to the goal."""
    item = state.item
    if item is None or not item.query:
        return ask(state, Expect.PRODUCT, say("ask.product"), again=say("ask.product.again"))
    if item.product_id is None:
        wanted = FindProducts(query=item.query, phrase=item.phrase, attributes=item.attributes)
        if item.named:
            wanted = replace(wanted, choices=item.named, full_phrase=item.full_phrase)
        return Step(state=state, next=wanted)
    if item.sku is None:
        return Step(state=state, next=_list_variants(state, item.product_id))
    return _advance_with(state, item, item.sku)


def _advance_with(state: State, item: Item, sku: ProductSku) -> Step:
    """What comes next once the variant is chosen. The store goes before the choices: what can be
    chosen is what can be had there."""
    check = CheckStock(skus=(sku,), quantity=item.quantity, near=state.place or state.home)
    if state.goal is Goal.CART:
        if not item.ready:
            return Step(state=state, next=ListChoices(sku=sku, at=state.place or state.home))
        return _next_line(state) or _so_far(state)
    if state.goal is not Goal.ORDER:
        return _no_order(state, item, sku) or Step(state=state, next=check)
    if state.method is None:
        return ask(state, Expect.METHOD, say("ask.method"), again=say("ask.method.again"))
    if state.method is FulfillmentMethod.PICKUP and state.place is None:
        return Step(state=state, next=check)
    if not item.ready:
        return Step(state=state, next=ListChoices(sku=sku, at=state.place))
    return _next_line(state) or _prepare(state)


def _no_order(state: State, item: Item, sku: ProductSku) -> Step | None:
    """What a variant is chosen for besides an order; None: it is a question about its stock."""
    if state.goal is Goal.SUBSCRIBE:
        return subscribing.next_step(state, item, sku)
    return exchange_price.price(state)


def _next_line(state: State) -> Step | None:
    """Go on with what was named in the same breath; None: nothing is left of it."""
    if not state.wanted or state.item is None:
        return None
    return advance(
        state.but(cart=(*state.cart, state.item), item=state.wanted[0], wanted=state.wanted[1:])
    )


def _so_far(state: State) -> Step:
    """A line is complete: tell what there is, and ask for more."""
    lines = [(Text(f"{each.quantity} "), *line_name(each)) for each in state.lines]
    return ask(
        state.but(option=None, choices=(), offered=0),
        Expect.MORE_ITEMS,
        say("cart.ask"),
        again=say("cart.ask.again"),
        before=say("cart.so.far", lines=listed(lines, say("word.and"))),
    )


def line_name(item: Item) -> Speech:
    """A line of the order as one says it."""
    return item_name(item.title or item.query, item.options)


def _list_variants(state: State, product_id: str) -> ListVariants:
    return ListVariants(product_id=product_id, near=state.place or state.home)


def drop_hold(state: State, then: Then) -> Step | None:
    """Give up what is held before going on; None when nothing is."""
    exchanging = state.exchanging
    held = state.held or (exchanging.held if exchanging is not None else None)
    if held is None:
        return None
    if exchanging is not None:
        state = state.but(exchanging=exchanging.but(held=None, stale=False))
    return Step(state=state.but(held=None, agreed=None), next=LetGo(held=held, then=then))


def place(state: State, held: Held) -> Step:
    """The shopper said yes to what was read back."""
    return Step(
        state=state,
        next=Place(
            order_id=held.order_id,
            agreed_total=held.total,
            in_parts=held.in_parts,
            wish=state.wish,
        ),
    )


def _prepare(state: State) -> Step:
    item, method = state.item, state.method
    if item is None or item.sku is None or method is None:
        return ask(state, Expect.PRODUCT, say("ask.product"), again=say("ask.product.again"))
    told = state.delivery
    if told is not None and not told.confirmed and method is FulfillmentMethod.SHIPPING:
        return delivering.next_question(state)
    prepared = state.prepared + 1
    state = state.but(prepared=prepared, wish=state.wish or str(prepared), held=None)
    return Step(
        state=state,
        next=Prepare(
            lines=tuple(
                Line(sku=each.sku, quantity=each.quantity, modifiers=each.modifiers)
                for each in state.lines
                if each.sku is not None
            ),
            method=method,
            location_id=state.place if method is FulfillmentMethod.PICKUP else None,
            serial=state.prepared,
            address=delivering.address_of(state),
            with_points=state.with_points,
            wish=state.wish,
        ),
    )


def on_prepared(state: State, fact: PrepareDone) -> Step:
    """Read the order back, or say why it cannot be taken and what else can."""
    outcome = fact.outcome
    if fact.points is not None and isinstance(outcome, Prepared | SplitPrepared):
        said = joined(state.aside, purses.taken(fact.points))
        state = state.but(aside=said, with_points=fact.points.reward is not None)
    match outcome:
        case Prepared():
            return _read_back(state, outcome, fact)
        case SplitPrepared():
            return parts.read_back(state, outcome, fact.now)
        case OutOfStock():
            return sent_there(state) or _out_of_stock(state, outcome)
        case PosDown():
            return _pos_down(state, outcome)
        case NotOrderable():
            if outcome.reason == _NO_ADDRESS and not fact.can_permit:
                missing = say("not.orderable.no-address")
                return delivering.begin(state.but(held=None), before=missing)
            return _not_orderable(state, outcome)
        case _:
            assert_never(outcome)


def on_placed(state: State, fact: PlaceDone) -> Step:
    """Say what came of the order, each outcome in its own words."""
    outcome = fact.outcome
    if isinstance(outcome, Placed):
        return confirmation(state, outcome.receipt)
    if isinstance(outcome, SplitPlaced):
        return parts.confirmation(state, outcome)
    if isinstance(outcome, CanceledSince):
        was = outcome.receipt
        return tell(without_order(state, was.order_id), say("cancel.done", number=was.number))
    if isinstance(outcome, CardDeclined | NoCard | CardUnread | PayElsewhere):
        return payment_open(state, outcome, fact.pay_link_by)
    return _not_placed(state, outcome)


def on_link(state: State, fact: PayLinkSent) -> Step:
    """Say that the page is on its way, or why it is not."""
    if fact.outcome is None or isinstance(fact.outcome, LinkSent):
        return link_told(state, fact.outcome, fact.now)
    return on_placed(state, PlaceDone(outcome=fact.outcome))


def _not_placed(
    state: State,
    outcome: PriceChanged
    | HoldExpired
    | OutOfStock
    | PosDown
    | NotOrderable
    | StillWorking
    | Parked,
) -> Step:
    match outcome:
        case PriceChanged():
            return _ask_price_again(state, outcome)
        case HoldExpired():
            state = state.but(held=None)
            return ask(state, Expect.TRY_AGAIN, say("hold.expired"), again=say("try.again"))
        case OutOfStock():
            return _out_of_stock(state.but(held=None), outcome)
        case PosDown():
            return _pos_down(state, outcome)
        case NotOrderable():
            return _not_orderable(state, outcome)
        case StillWorking():
            return tell(without_order(state, outcome.order_id), say("still.working"))
        case Parked():
            return tell(without_order(state, outcome.order_id), _parked(outcome))
        case _:
            assert_never(outcome)


def _parked(outcome: Parked) -> Speech:
    """It is received and no more: only a receipt may say that something was ordered."""
    prompt = "parked.authorized" if outcome.is_authorized else "parked.unpaid"
    received = say(prompt, store=outcome.location_name, total=outcome.total)
    return joined(received, say("parked.told" if outcome.is_told else "parked.ask"))


def _read_back(state: State, prepared: Prepared, fact: PrepareDone) -> Step:
    """Item, quantity, place and total, then the question; nothing is sold yet."""
    again = say("read.back.again", total=prepared.total)
    tax, off = prepared.quote.tax, prepared.quote.discount
    question = say(
        "read.back",
        lines=listed([line_words(line) for line in prepared.lines], say("word.and")),
        quantity=sum(line.quantity for line in prepared.lines),
        how=_how(state, prepared, fact),
        total=prepared.total,
        off=say("read.back.off", off=off) if off.amount else (),
        tax=say("read.back.tax", tax=tax) if tax.amount else (),
        time=time_words(prepared.expires_at - fact.now),
    )
    changed: Speech = ()
    if state.agreed is not None and state.agreed != prepared.total:
        changed = say("price.changed", agreed=state.agreed, now=prepared.total)
    elif state.agreed is not None:
        changed = say("price.same", now=prepared.total)
    held = Held(order_id=prepared.order_id, hold_id=prepared.hold_id, total=prepared.total)
    state = state.but(held=held, agreed=None, choices=(), offered=0)
    before = joined(changed, *(_comes_later(line) for line in prepared.lines))
    return ask(state, Expect.CONFIRM, question, again=again, before=before)


def _comes_later(line: PreparedLine) -> Speech:
    """What of it has to come in first, before anybody says yes to it."""
    if not line.back_ordered:
        return ()
    name = variant_name(line.variant)
    if line.backorder_days is None:
        return say("back.order", name=name)
    return say("back.order.days", name=name, days=line.backorder_days)


def _how(state: State, prepared: Prepared, fact: PrepareDone) -> Speech:
    if prepared.method is FulfillmentMethod.PICKUP:
        return say("how.pickup", store=prepared.location_name)
    if state.delivery is not None and delivering.address_of(state) is not None:
        return say("how.shipping.told", address=delivering.spoken(state.delivery))
    return say("how.shipping.channel" if fact.channels_address else "how.shipping")


def _ask_price_again(state: State, outcome: PriceChanged) -> Step:
    """Price anew with the stock already held, so that the shopper can agree to the new total."""
    step = _prepare(state.but(agreed=outcome.agreed))
    if state.held is None or state.held.in_parts or not isinstance(step.next, Prepare):
        return step
    return replace(step, next=replace(step.next, hold_id=state.held.hold_id))


def _out_of_stock(state: State, outcome: OutOfStock) -> Step:
    name, left = variant_name(outcome.variant), whole(outcome.left)
    short = (
        say("out.of.stock.few", store=outcome.location_name, left=left, name=name)
        if left
        else say("out.of.stock", store=outcome.location_name, name=name)
    )
    if not outcome.alternatives:
        ask_change = say("out.of.stock.no.other")
        return ask(state, Expect.CHANGE, ask_change, again=say("ask.change.again"), before=short)
    other = outcome.alternatives[0]
    count = whole(other.available)
    question = (
        say("out.of.stock.other", other=other.location_name, count=count)
        if count
        else say("out.of.stock.other.plain", other=other.location_name)
    )
    return _offer_stores(state, outcome.alternatives, question, before=short)


def _pos_down(state: State, outcome: PosDown) -> Step:
    down = say("pos.down", store=outcome.location_name)
    if not outcome.alternatives:
        return ask(
            state, Expect.TRY_AGAIN, say("pos.down.retry"), again=say("try.again"), before=down
        )
    question = say("pos.down.other", other=outcome.alternatives[0].location_name)
    return _offer_stores(state, outcome.alternatives, question, before=down)


def _offer_stores(
    state: State, stores: tuple[StockAt, ...], question: Speech, *, before: Speech
) -> Step:
    choices = [Choice(key=store.location_id, label=store.location_name) for store in stores]
    again = say("ask.store.again", store=choices[0].label)
    state = with_choices(state, choices)
    return ask(state, Expect.OTHER_STORE, question, again=again, before=before)


def _not_orderable(state: State, outcome: NotOrderable) -> Step:
    """Say why in the shopper's words; a reason without words of its own gets the general ones."""
    if outcome.reason == _UNDONE and state.held is not None:
        return _prepare(state.but(agreed=state.held.total))
    if outcome.reason == _NO_ADDRESS:
        return _no_address(state)
    family = next((each for each in _FAMILIES if outcome.reason.startswith(each)), None)
    reason = outcome.reason if family is None else _FAMILIES[family]
    prompt = f"not.orderable.{reason}"
    return ask(
        state.but(held=None),
        Expect.CHANGE,
        say("not.orderable.ask"),
        again=say("ask.change.again"),
        before=say(prompt if has(prompt) else "not.orderable"),
    )


def _no_address(state: State) -> Step:
    """Whoever lets the channel tell it, or has it added in the shop, may try once more."""
    return ask(
        state.but(held=None),
        Expect.TRY_AGAIN,
        say("not.orderable.address.ask"),
        again=say("try.again"),
        before=say("not.orderable.no-address"),
        card=_ADDRESS_WANTED,
    )
