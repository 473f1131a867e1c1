"""The only place that says an order stands: every such sentence is made from a `Receipt`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.commerce.model import (
    Elsewhere,
    PreparedLine,
    Receipt,
)
from app.voice.dialogue.actions import Step
from app.voice.dialogue.names import variant_name
from app.voice.dialogue.state import Ordered, State
from app.voice.dialogue.talk import tell
from app.voice.prompts.catalog import say
from app.voice.reply import Card, Digits, InfoCard, Speech, Text, listed
from domain.orders import FulfillmentMethod


def confirmation(state: State, receipt: Receipt) -> Step:
    """Say what stands in the POS of record; repeating it asks for the receipt again."""
    speech = say(
        "receipt.placed",
        lines=listed([line_words(line) for line in receipt.lines], say("word.and")),
        how=_how(receipt),
        number=Digits(receipt.number),
        paid=_paid(receipt),
    )
    ordered = state.ordered  # read once more, it is the receipt of the same
    if state.lines:
        ordered = Ordered(lines=state.lines, method=state.method, place=state.place)
    done = state.afresh().but(order_id=receipt.order_id, ordered=ordered)
    step = tell(done, speech, card=_card(receipt))
    # The words are not kept: "repeat" reads the stored receipt anew.
    return replace(step, state=replace(step.state, said=(), receipt_given=True))


def gone_elsewhere(state: State, elsewhere: Elsewhere) -> Step:
    """Say that the order was gone on with in another conversation, and what came of it there;
    nothing of it is in hand here any more."""
    receipt, begun_anew = elsewhere.receipt, state.afresh()
    if receipt is not None:
        number = Digits(receipt.number)
        bought = begun_anew.but(order_id=receipt.order_id)
        return tell(bought, say("receipt.elsewhere", number=number), end=False)
    prompt = "wish.under.way" if elsewhere.is_under_way else "wish.waits"
    return tell(begun_anew, say(prompt), end=False)


def one_of_several(receipt: Receipt) -> Speech:
    """What one store's part is, with its own number and money."""
    return say(
        "receipt.part",
        lines=listed([line_words(line) for line in receipt.lines], say("word.and")),
        how=_how(receipt),
        number=Digits(receipt.number),
        paid=_paid(receipt),
    )


def line_words(line: PreparedLine) -> Speech:
    """How many of what."""
    name = (Text(f"{line.quantity} "), *variant_name(line.variant))
    if not line.choices:
        return name
    return say("line.with", name=name, choices=_choices(line.choices))


def _choices(names: Sequence[str]) -> Speech:
    """Names of choices, each once: "oat milk and 2 times extra shot"."""
    counted = [
        (Text(name),) if count == 1 else say("choice.times", count=count, name=name)
        for name, count in Counter(names).items()
    ]
    return listed(counted, say("word.and"))


def _how(receipt: Receipt) -> Speech:
    if receipt.method is FulfillmentMethod.PICKUP:
        return say("receipt.how.pickup", store=receipt.location_name)
    return say("receipt.how.shipping")


def _paid(receipt: Receipt) -> Speech:
    if receipt.payment_id is None:
        return say("receipt.total", total=receipt.total)
    card = say("receipt.card")
    if receipt.card_brand and receipt.card_last4:
        last4 = Digits(receipt.card_last4)
        card = say("receipt.card.last4", brand=_brand(receipt.card_brand), last4=last4)
    return say("receipt.paid", total=receipt.total, card=card)


def _off(receipt: Receipt) -> tuple[Speech, ...]:
    """The line about a discount, where there is one."""
    if receipt.discount is None or not receipt.discount.amount:
        return ()
    return (say("receipt.off", off=receipt.discount),)


def _brand(brand: str) -> str:
    """A card brand as one says it; platforms write "VISA" or "AMERICAN_EXPRESS"."""
    return brand.replace("_", " ").title()


def _card(receipt: Receipt) -> Card:
    lines = [
        say(
            "receipt.line",
            quantity=line.quantity,
            name=variant_name(line.variant),
            total=line.total,
        )
        for line in receipt.lines
    ]
    return InfoCard(
        title=say("receipt.title"),
        lines=(
            say("receipt.number", number=Digits(receipt.number)),
            *lines,
            *_off(receipt),
            say("receipt.total", total=receipt.total),
            _how(receipt),
        ),
    )
