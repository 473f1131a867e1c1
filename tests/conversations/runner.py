"""Plays scripted conversations against the dialogue and tells whether they reach their end.

A script is a heading, what is given, and what the shopper says. In a file that is not of one
language, the language stands before the title. A line that begins with `name>` is
the answer to that question and waits for it; when something else is asked first, a shopper gives a
short plain answer, and that question counts as one more than the perfect script has. Who is
offered a pickup and has an answer to the question for the way gives it there, if it is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from app.commerce.model import PlaceOrder, Prepared, PrepareOrder, Wish
from app.commerce.subscriptions.model import Plan, StartSubscription
from app.voice.conversation import Conversation
from app.voice.dialogue.state import State
from app.voice.dialogue.stored_state import decode
from app.voice.identity import shopper_of
from app.voice.reply import Reply
from app.voice.sessions import SessionKey
from app.voice.speech import shown
from app.voice.turn import Turn
from domain.calls import Call
from domain.ids import IdempotencyKey, LocationId, OrderId, ProductSku
from domain.orders import FulfillmentMethod, OrderState
from domain.recurrence import Cadence, Unit
from storage.bought import BoughtLine
from storage.recurring import StoredSubscription
from tests.conversations.shop import LOCALES, STORES, ConversationShop, open_shop
from tests.fakes.voice import JORDAN, NORTHWIND, TOKEN

FOLDER: Final = Path(__file__).parent
_MIXED: Final = (
    "overheard",
    "afresh",
    "afresh_too",
    "afresh_again",
    "unheard",
    "at_the_counter",
    "at_the_speaker",
    "on_the_phone",
    "in_the_kitchen",
    "on_the_road",
    "in_the_yard",
    "at_the_station",
    "kept_to_the_last",
    "every_day",
    "every_day_kept",
)
"""Files of several languages."""
MORE_QUESTIONS: Final = 2
_TAGGED: Final = re.compile(r"(\w+)> (.*)")
_WAYS: Final = frozenset({"method", "store"})
_PLAIN: Final = {
    "en": {"yes": "yes", "no": "no", "method": "pickup", "all": "that's all", "why": "damaged"},
    "es": {"yes": "sí", "no": "no", "method": "para recoger", "all": "eso es todo",
           "why": "está dañado"},
    "fr": {"yes": "oui", "no": "non", "method": "retrait", "all": "c'est tout", "why": "abîmé"},
    "de": {"yes": "ja", "no": "nein", "method": "Abholung", "all": "das ist alles",
           "why": "beschädigt"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation as it should go."""

    language: str
    title: str
    goal: str
    given: tuple[str, ...]
    lines: tuple[tuple[str | None, str], ...]
    """The question that a line answers, and its words."""

    @property
    def name(self) -> str:
        return f"{self.language}: {self.title}"


@dataclass(slots=True)
class Outcome:
    """How a conversation went."""

    script: Script
    reached: bool
    turns: int
    spoken: list[str] = field(default_factory=list)

    @property
    def extra(self) -> int:
        return self.turns - len(self.script.lines)

    @property
    def good(self) -> bool:
        return self.reached and self.extra <= MORE_QUESTIONS

    def __str__(self) -> str:
        head = f"{self.script.name} [{self.script.goal}] reached={self.reached} +{self.extra}"
        return "\n  ".join([head, *self.spoken])


def scripts() -> Iterator[Script]:
    """All conversations of all languages."""
    for name in (*LOCALES, *_MIXED):
        yield from scripts_in((FOLDER / f"{name}.txt").read_text(encoding="utf-8"), name)


def scripts_in(text: str, file: str = "") -> Iterator[Script]:
    """The conversations of a text; in one of no file the language stands before each title."""
    for block in text.split("\n\n"):
        rows = [row for row in block.strip().splitlines() if row and not row.startswith("#")]
        if rows:
            yield _script(file, rows)


def _script(file: str, rows: list[str]) -> Script:
    title, _, goal = rows[0].removeprefix("= ").partition(" | ")
    language = file
    if file not in LOCALES:
        language, _, title = title.partition(": ")
    given = tuple(row.removeprefix("given ") for row in rows[1:] if row.startswith("given "))
    said = [row for row in rows[1:] if not row.startswith("given ")]
    return Script(language, title, goal, given, tuple(map(_line, said)))


def _line(row: str) -> tuple[str | None, str]:
    tagged = _TAGGED.fullmatch(row)
    return (tagged[1], tagged[2]) if tagged else (None, row)


def _fitting(waiting: list[tuple[str | None, str]], asked: str) -> int | None:
    """The next line that may be said now: whichever question comes first, its answer is given,
    but nothing that the shopper says unasked is skipped."""
    for at, (question, _) in enumerate(waiting):
        if question == asked or (question is None and at == 0):
            return at
        if question is None:
            return None
    return None


@dataclass(slots=True)
class Player:
    """One shopper who has a script and answers what else is asked."""

    script: Script
    shop: ConversationShop
    replies: list[Reply] = field(default_factory=list)
    _turns: int = 0

    def play(self) -> Outcome:
        """Say the script to its end, and answer at most two questions more."""
        waiting = list(self.script.lines)
        outcome = Outcome(self.script, reached=False, turns=0)
        most = len(waiting) + MORE_QUESTIONS
        while self._turns < most and not outcome.reached:
            words = self._next(waiting)
            if words is None:
                break
            reply = self.say(words)
            outcome.spoken += [f"> {words}", shown(reply.say, LOCALES[self.script.language])]
            outcome.turns = self._turns
            left = any(question is None for question, _ in waiting)
            outcome.reached = not left and reaches(self.script.goal, self)
        outcome.reached = outcome.reached or reaches(self.script.goal, self)
        return outcome

    def _next(self, waiting: list[tuple[str | None, str]]) -> str | None:
        """The next line of the script, or a plain answer to another question."""
        asked = self.state.expect.value
        at = _fitting(waiting, asked)
        if (at is None and asked == "offer") or asked == "confirm":
            objection = self._objection(waiting)
            at = at if objection is None else objection
        if at is not None:
            return waiting.pop(at)[1]
        plain = self._plain(asked)
        if plain is not None and self.replies:
            return plain
        return waiting.pop(0)[1] if waiting else None

    def _objection(self, waiting: list[tuple[str | None, str]]) -> int | None:
        """The line for the way or the store, where another is offered or read back than the script
        ends with: nobody agrees to a pickup who wants it sent."""
        kind, *words = self.script.goal.split()
        wanted = next((word[1:] for word in words if word.startswith("@")), None)
        at = next((at for at, (asked, _) in enumerate(waiting) if asked in _WAYS), None)
        if kind != "order" or wanted is None or at is None:
            return None
        if any(asked is None for asked, _ in waiting[:at]):
            return None
        state = self.state
        offered = state.choices[0].key if state.choices else state.place
        is_sent = state.method is FulfillmentMethod.SHIPPING
        return None if (wanted == "ship") is is_sent and wanted in {"ship", offered} else at

    def _plain(self, asked: str) -> str | None:
        words, language = _PLAIN[self.script.language], self.script.language
        if asked in {"offer", "other_store", "try_again", "confirm", "confirm_cancel", "resume"}:
            return words["yes"]
        if asked in {"confirm_return", "product_choice_one", "confirm_subscription",
                     "confirm_change"}:  # fmt: skip
            return words["yes"]
        if asked in {"option", "product_choice", "return_line", "modifier"}:
            return self.state.choices[0].label if self.state.choices else None
        answers = {
            "method": words["method"],
            "store": STORES[language][0],
            "more_items": words["all"],
            "return_reason": words["why"],
        }
        return answers.get(asked)

    @property
    def state(self) -> State:
        """What the dialogue remembers."""
        stored = self.shop.sessions.load(KEY, self.shop.clock.now())
        return decode(stored.state) if stored else State()

    def say(self, words: str) -> Reply:
        """One turn."""
        self._turns += 1
        turn = Turn(
            channel="phone",
            merchant_id=NORTHWIND,
            session_id="s1",
            user_id="+12065550123",
            locale=LOCALES[self.script.language],
            request_id=f"r{self._turns}",
            text=words,
            access_token=TOKEN,
        )
        reply = Conversation(shop=self.shop).answer(turn)
        self.replies.append(reply)
        return reply


KEY: Final = SessionKey(merchant_id=NORTHWIND, channel="phone", session_id="s1")


def played(script: Script) -> Outcome:
    """The script in a shop of its own."""
    shop = open_shop(script.language)
    for given in script.given:
        give(shop, given)
    return Player(script, shop).play()


# --- what is given -----------------------------------------------------------------------------


def give(shop: ConversationShop, given: str) -> None:
    """Let something have happened before the conversation, in the words of a script."""
    kind, _, rest = given.partition(" ")
    if kind in {"usual", "together"}:
        shop.bought.extend(_bought(shop, rest, together=kind == "together"))
    elif kind in {"completed", "confirmed", "ready"}:
        order_id = _order(shop, rest)
        shop.shop.orders[order_id].state = OrderState(kind)
    elif kind == "subscription":
        _subscribe(shop, rest)
    elif kind == "home":
        linked = replace(JORDAN, home_location_id=LocationId(rest))
        shop.links.shoppers[NORTHWIND, TOKEN] = linked
    else:
        raise ValueError(given)


def _wishes(words: str) -> list[Wish]:
    pairs = (word.partition("*") for word in words.split())
    return [Wish(sku=ProductSku(sku), quantity=int(count or 1)) for sku, _, count in pairs]


def _order(shop: ConversationShop, words: str) -> OrderId:
    command = PrepareOrder(
        merchant_id=NORTHWIND,
        lines=tuple(_wishes(words)),
        shopper=shopper_of(JORDAN, locale="en-US"),
        channel="web",
        key=IdempotencyKey(f"given-{words}"),
        location_id=LocationId("nb" if "TENT" in words else "dt"),
        method=FulfillmentMethod.PICKUP,
    )
    call = Call.within(60)
    prepared = shop.checkout.prepare(command, call)
    assert isinstance(prepared, Prepared)
    shop.checkout.place(PlaceOrder(merchant_id=NORTHWIND, order_id=prepared.order_id), call)
    return prepared.order_id


def _subscribe(shop: ConversationShop, words: str) -> None:
    """`subscription SKU*2`, monthly; `subscription SKU asking 1500` waits for a yes to a price."""
    wish, _, asking = words.partition(" asking ")
    for each in _wishes(wish):
        plan = Plan(
            merchant_id=NORTHWIND,
            customer_id=JORDAN.customer_id,
            sku=each.sku,
            cadence=Cadence(every=1, unit=Unit.MONTH),
            quantity=each.quantity,
        )
        key = IdempotencyKey(f"given-{words}")
        made = shop.subscriptions.start(StartSubscription(plan=plan, key=key, channel="web"))
        if asking:
            price = {"price_minor": int(asking), "currency": "USD"}
            shop.subscriptions.asking[made.stored.id] = {"kind": "price", **price}


def _bought(shop: ConversationShop, words: str, *, together: bool) -> Iterator[BoughtLine]:
    """What was bought two weeks running, each by itself or `together HOUSE MUG` in one order."""
    for at, wish in enumerate(_wishes(words)):
        for week in (1, 2):
            yield BoughtLine(
                order_id=OrderId(f"old_{0 if together else at}_{week}"),
                at=shop.clock.now() - timedelta(days=7 * week),
                sku=wish.sku,
                name=shop.shop.variants[NORTHWIND][wish.sku].title,
                quantity=Decimal(wish.quantity),
                modifiers=(),
                location_id=LocationId("dt"),
            )


# --- the right end -----------------------------------------------------------------------------


def reaches(goal: str, player: Player) -> bool:
    """Whether the conversation is where it should end."""
    kind, _, rest = goal.partition(" ")
    return _ENDS[kind](rest, player)


def _ordered(rest: str, player: Player) -> bool:
    """`order SKU*2 SKU @dt`, or `@ship`; exactly one order more than was given."""
    words = rest.split()
    where = next((word[1:] for word in words if word.startswith("@")), None)
    wanted = sorted((wish.sku, wish.quantity) for wish in _wishes(_without(rest)))
    made = [
        order
        for order in player.shop.shop.orders.values()
        if order.receipt is not None and order.command.channel == "phone"
    ]
    if len(made) != 1:
        return False
    lines = sorted((line.variant.sku, line.quantity) for line in made[0].prepared.lines)
    shipped = made[0].command.method is FulfillmentMethod.SHIPPING
    place = "ship" if shipped else made[0].prepared.location_id
    return lines == wanted and where in (None, place)


def _without(rest: str) -> str:
    return " ".join(word for word in rest.split() if not word.startswith("@"))


def _told(rest: str, player: Player) -> bool:
    """`told a & b`: the last reply holds all of these, whatever the language around them."""
    said = shown(player.replies[-1].say, LOCALES[player.script.language]) if player.replies else ""
    lowered = said.lower().replace("\xa0", " ").replace("\u202f", " ")
    return all(part.strip().lower() in lowered for part in rest.split("&"))


def _canceled(rest: str, player: Player) -> bool:
    orders = player.shop.shop.orders.values()
    return any(
        order.state is OrderState.CANCELED
        for order in orders
        if order.receipt is not None and order.receipt.number == rest
    )


def _returned(rest: str, player: Player) -> bool:
    """`return POSITION reason`."""
    position, reason = rest.split()
    return [(each.lines[0][0], each.reason.value) for each in player.shop.given_back] == [
        (int(position), reason)
    ]


def _ticket(rest: str, player: Player) -> bool:
    return [each.reason.value for each in player.shop.handoffs.opened] == [rest]


def _gathered(rest: str, player: Player) -> bool:
    wanted = sorted((str(wish.sku), wish.quantity) for wish in _wishes(rest))
    return sorted((str(each.sku), each.quantity) for each in player.state.lines) == wanted


def _left(rest: str, player: Player) -> bool:
    """Nothing ordered, nothing held."""
    del rest
    shop = player.shop.shop
    held = any(shop.is_live(hold.view) for hold in shop.holds.values())
    sold = any(o.receipt and o.command.channel == "phone" for o in shop.orders.values())
    return not held and not sold and bool(player.replies) and player.replies[-1].end


def _subscribed(rest: str, player: Player) -> bool:
    """`subscribed SKU*2 every 2 week`; exactly one, begun by voice."""
    wish, _, cadence = rest.partition(" every ")
    made = [each for each in player.shop.subscriptions.kept.values() if each.channel == "phone"]
    told = [(each.sku, each.quantity, _cadence(each)) for each in made]
    return told == [(each.sku, each.quantity, cadence) for each in _wishes(wish)]


def _cadence(stored: StoredSubscription) -> str:
    cadence = stored.recurrence.cadence
    return f"{cadence.every} {cadence.unit.value}"


def _stands(rest: str, player: Player) -> bool:
    """`stands SKU state [every 2 week | count 3 | next 2026-12-20 | answered yes]`."""
    sku, state, *more = rest.split(maxsplit=2)
    own = [each for each in player.shop.subscriptions.kept.values() if each.channel == "web"]
    stored = next(each for each in own if each.sku == sku)
    kind, _, value = (more[0] if more else "").partition(" ")
    answers = [("yes" if yes else "no") for its, yes in player.shop.subscriptions.answers
               if its == stored.id]  # fmt: skip
    told = {
        "": [value],
        "every": [_cadence(stored)],
        "next": [stored.recurrence.anchor.isoformat()],
        "count": [str(stored.quantity)],
        "answered": answers,
    }
    return stored.state.value == state and told[kind] == [value]


def _not_returned(rest: str, player: Player) -> bool:
    """`refused code`: no return, and the policy's reason was said."""
    del rest
    return not player.shop.given_back


_ENDS: Final = {
    "order": _ordered,
    "told": _told,
    "cancel": _canceled,
    "return": _returned,
    "ticket": _ticket,
    "cart": _gathered,
    "left": _left,
    "refused": _not_returned,
    "subscribed": _subscribed,
    "stands": _stands,
}
