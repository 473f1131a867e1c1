"""Whole conversations at a speaker, turn by turn: what a turn takes besides the POS, by its kind.

Many shoppers talk at once, each through scripts of the usual errands; a turn is sent only after the
one before it was answered, and in words of its own, so that few answers are known by heart.
"""

from __future__ import annotations

import itertools
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson

from app.start.demo_merchant import DEMO
from benchmarks.figures import Figure, Result
from benchmarks.load import Answer, Load, open_loop
from benchmarks.stage import Stage, temporary_stage
from benchmarks.turns import restock, signed_turn
from sandbox.alexa.device import Device, intent_request
from sandbox.kit.people import CUSTOMERS
from storage import account_links, customers, locations

_PER_SECOND: Final = 20.0
_CONNECTIONS: Final = 16
_STARTS: Final = 6
"""Shoppers begin one after the other, so that each moment has turns of all kinds."""
_LITTLE: Final = ("um", "uh", "er", "well", "so", "hey", "okay", "please", "just", "kindly")
_HOME: Final = "Downtown"


class Line(NamedTuple):
    """One turn: its kind, the intent and slots that the service hears, and what must be answered.

    `{shoe}`, `{mug}`, `{color}` and `{little}` stand for what differs between shoppers.
    """

    kind: str
    intent: str
    slots: Mapping[str, str]
    answered: str


def _line(kind: str, answered: str, intent: str, **slots: str) -> Line:
    return Line(kind, intent, slots, answered)


_AT_THE_TILL: Final = frozenset({"yes", "cancel"})
"""Kinds of turns that place or cancel an order at the till; told apart, and counted with all."""
_LAUNCH: Final = _line("launch", "What would you like", "")
_YES: Final = _line("yes", "ordered", "AMAZON.YesIntent")
SCRIPTS: Final[tuple[tuple[Line, ...], ...]] = (
    (
        _LAUNCH,
        _line("hours", "is open from", "StoreInfoIntent", store="downtown"),
        _line("availability", "Yes.", "CheckAvailabilityIntent",
              query="{little} {shoe} in black size 10"),
        _line("order", "go ahead", "OrderProductIntent",
              query="{little} one {shoe} in black size 10 for pickup downtown"),
        _line("change", ">2 ", "AnswerIntent", query="{little} make it two"),
        _YES,
        _line("status", "Order ", "OrderStatusIntent"),
    ),
    (
        _LAUNCH,
        _line("discovery", "I found", "ProductSearchIntent",
              query="{little} coffee under thirty dollars"),
        _line("price", "eighteen dollars", "PriceCheckIntent", query="{little} northwind camp mug"),
        _line("order", "Which size", "OrderProductIntent", query="{little} {shoe}"),
        _line("choice", "Which color", "SelectOptionIntent", size="10"),
        _line("choice", "pickup", "SelectOptionIntent", color="black"),
        _line("order", "go ahead", "SelectOptionIntent", method="pickup"),
        _line("repeat", "go ahead", "AMAZON.RepeatIntent"),
        _YES,
    ),
    (
        _LAUNCH,
        _line("help", "You can ask", "AMAZON.HelpIntent"),
        _line("order", "Anything else", "AddToCartIntent", query="{little} two {color} camp mugs"),
        _line("order", "pickup", "CheckoutIntent"),
        _line("order", "go ahead", "SelectOptionIntent", method="pickup"),
        _line("never mind", "let it go", "AMAZON.CancelIntent"),
    ),
    (
        _LAUNCH,
        _line("hours", "is open from", "StoreInfoIntent"),
        _line("policy", "30 days", "ReturnPolicyIntent"),
        _line("policy", "deliver", "DeliveryInfoIntent"),
        _line("status", "rder", "OrderStatusIntent"),
        _line("availability", "Yes.", "CheckAvailabilityIntent",
              query="{little} northwind camp mug in {color}"),
        _line("never mind", "", "AMAZON.CancelIntent"),
    ),
    (
        _LAUNCH,
        _line("availability", "Which size", "CheckAvailabilityIntent",
              query="{little} {shoe} in black"),
        _line("choice", "Yes.", "SelectOptionIntent", size="10"),
        _line("order", "go ahead", "AMAZON.YesIntent"),
        _line("hours", "is open from", "AnswerIntent", query="{little} when do you close"),
        _YES,
        _line("cancel", "cancel", "CancelOrderIntent"),
        _line("cancel", "canceled", "AMAZON.YesIntent"),
    ),
)  # fmt: skip
"""What shoppers come for: half of them order, all of them ask."""


@dataclass(slots=True)
class Talk:
    """One shopper at one speaker."""

    device: Device
    script: Sequence[Line]
    words: Mapping[str, str]
    starts: int
    """In which round the first turn is said."""
    said: int = 0
    new: bool = True

    def request(self) -> bytes:
        """The next turn, signed."""
        line = self.script[self.said]
        if not line.intent:
            return signed_turn(self.device, {"type": "LaunchRequest"}, new=self.new)
        slots = {name: value.format_map(self.words) for name, value in line.slots.items()}
        return signed_turn(self.device, intent_request(line.intent, slots), new=self.new)

    def hear(self, answer: Answer) -> str | None:
        """Go on after an answer; what is wrong with it, if anything is."""
        line, self.said = self.script[self.said], self.said + 1
        response = orjson.loads(answer.body) if answer.status == 200 else {}
        spoken = response.get("response", {}).get("outputSpeech", {}).get("ssml", "")
        self.device.hear(response)
        self.new = response.get("response", {}).get("shouldEndSession", True)
        if self.new:
            self.device.start(_session())
        return None if line.answered in spoken and spoken else f"{line.kind}: {spoken or answer}"


@dataclass(slots=True)
class Told:
    """All turns by their kind, and what was answered wrongly."""

    loads: dict[str, Load] = field(default_factory=lambda: defaultdict(Load))
    wrong: list[str] = field(default_factory=list)

    @property
    def all(self) -> Load:
        """Turns of every kind."""
        return Load(answers=[each for load in self.loads.values() for each in load.answers])

    def p99(self, *, at_the_till: bool) -> float:
        """Own time of the turns that write or cancel an order at the till, or of all others."""
        of = [load for kind, load in self.loads.items() if (kind in _AT_THE_TILL) is at_the_till]
        turns = Load(answers=[each for load in of for each in load.answers])
        return round(turns.quantile(0.99, without_pos=True), 1)

    def about(self) -> dict[str, Any]:
        """Own times by kind, the commonest first."""
        kinds = sorted(self.loads, key=lambda kind: -len(self.loads[kind].answers))
        return {
            "turns": len(self.all.answers),
            "own_p50_ms": round(self.all.quantile(0.5, without_pos=True), 1),
            "own_p99_at_the_till_ms": self.p99(at_the_till=True),
            "own_p99_of_all_others_ms": self.p99(at_the_till=False),
            "by_kind": {kind: _times(self.loads[kind]) for kind in kinds},
            "wrong": dict(Counter(each[:160] for each in self.wrong).most_common(5)),
        }


def voice_turns() -> Result:
    """Whole conversations at 20 turns a second over a POS at 0 ms."""
    with temporary_stage(variants=1000) as made:
        for sku in ("NK-AIRMAX90-BLK-10", "NK-PEGASUS41-BLK-10", "NW-MUG-WHT", "NW-MUG-NVY"):
            restock(made, sku)
        made.lift_budget()
        tokens = _linked(made)
        _talked(made, tokens[:_STARTS])  # every process makes its statements at its first turns
        told = _talked(made, tokens)
        own = round(told.all.quantile(0.99, without_pos=True), 1)
        return Result(
            figures=(Figure(name="own_p99", measured=own, unit="ms", at_most=15),),
            failures=told.all.failures() + len(told.wrong),
            about=told.about(),
        )


def _times(load: Load) -> dict[str, float]:
    return {
        "turns": len(load.answers),
        "own_p50_ms": round(load.quantile(0.5, without_pos=True), 1),
        "own_p99_ms": round(load.quantile(0.99, without_pos=True), 1),
    }


def _talked(made: Stage, tokens: Sequence[str]) -> Told:
    """Every script by every shopper, round by round: a round has one turn of each who talks."""
    talks, told, number = list(_talks(made, tokens)), Told(), 0
    while any(talk.said < len(talk.script) for talk in talks):
        talking = [t for t in talks if t.starts <= number and t.said < len(t.script)]
        load = open_loop(made.port, [t.request() for t in talking], _PER_SECOND, _CONNECTIONS)
        for answer in load.answers:
            talk = talking[answer.number]
            told.loads[talk.script[talk.said].kind].answers.append(answer)
            wrong = talk.hear(answer)
            if wrong is not None:
                told.wrong.append(wrong)
        number += 1
    return told


def _talks(made: Stage, tokens: Sequence[str]) -> Iterator[Talk]:
    fillers = itertools.permutations(_LITTLE, 3)
    for number, token in enumerate(tokens):
        for script in SCRIPTS:
            device = made.device(_session())
            device.access_token = token
            words = {
                "shoe": ("nike air max", "nike pegasus")[number % 2],
                "color": ("white", "navy")[number % 2],
                "little": " ".join(next(fillers)),
            }
            yield Talk(device=device, script=script, words=words, starts=number % _STARTS)


def _linked(made: Stage) -> tuple[str, ...]:
    """The account links of everybody in the sandbox who has a card on file, at home downtown."""
    people = [each for each in CUSTOMERS if each.card is not None]
    now = made.services.clock.now()
    with made.services.database.write() as tx:
        home = next(each for each in locations.locations(tx, DEMO) if each.name == _HOME)
        for each in people:
            (person,) = customers.find(tx, DEMO, phone=each.phone)
            customers.set_home_location(tx, DEMO, person.id, home.id)
            account_links.link(
                tx,
                DEMO,
                token=each.key,
                customer_id=person.id,
                channel="alexa",
                scopes=("orders",),
                now=now,
            )
    return tuple(each.key for each in people)


def _session() -> str:
    return f"amzn1.echo-api.session.{uuid.uuid4()}"
