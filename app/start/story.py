"""The first voice order, told step by step: a speaker asks, the gateway answers, the till rings."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from domain.errors import ConfigurationError

_TAG = re.compile(r"<[^>]+>")


class HeardAnswer(Protocol):
    """What a speaker heard."""

    @property
    def status(self) -> int:
        """HTTP status of the skill's answer."""
        ...

    @property
    def ssml(self) -> str:
        """What was said."""
        ...

    @property
    def elapsed_ms(self) -> float:
        """How long the shopper waited."""
        ...


class Speaker(Protocol):
    """A voice device."""

    def launch(self) -> HeardAnswer:
        """Open the skill."""
        ...

    def intent(self, name: str, slots: dict[str, str] | None = None) -> HeardAnswer:
        """Say something that is understood as this intent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing the shopper says, and what the assistant makes of it."""

    text: str
    intent: str | None
    """None: "open the shop"."""
    slots: dict[str, str]


SCRIPT = (
    Line(text="Alexa, open Northwind Outfitters.", intent=None, slots={}),
    Line(
        text="Do you have the Nike Air Max in size ten?",
        intent="CheckAvailabilityIntent",
        slots={"query": "the nike air max in size 10"},
    ),
    Line(
        text="Order one in black for pickup downtown.",
        intent="OrderProductIntent",
        slots={"query": "one in black for pickup downtown"},
    ),
)
_YES = Line(text="Yes, please.", intent="AMAZON.YesIntent", slots={})
_MOST_TURNS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How the conversation went."""

    turns_ms: tuple[float, ...]
    last_words: str


def tell(speaker: Speaker, show: Callable[[str, str], None], placed: Callable[[], bool]) -> Told:
    """Play the script, then say yes until the order stands. `show(who, words)` prints a line.

    Raises ConfigurationError if the gateway refuses a request or the order never stands.
    """
    times: list[float] = []
    words = ""
    script = [*SCRIPT, *[_YES] * (_MOST_TURNS - len(SCRIPT))]
    for line in script:
        show("Shopper", line.text)
        heard = speaker.launch() if line.intent is None else speaker.intent(line.intent, line.slots)
        if heard.status != 200:
            raise ConfigurationError(f"the gateway answered {heard.status} to {line.text!r}")
        words = spoken(heard.ssml)
        times.append(heard.elapsed_ms)
        show("Voicetill", words)
        if placed():
            return Told(turns_ms=tuple(times), last_words=words)
    raise ConfigurationError(f"the order does not stand after {len(script)} turns: {words}")


def spoken(ssml: str) -> str:
    """What a listener hears of SSML, as text."""
    words = re.sub(r"\s+", " ", html.unescape(_TAG.sub(" ", ssml))).strip()
    return re.sub(r" ([.,;:?!])", r"\1", words)


def till_view(order: dict[str, Any]) -> list[tuple[str, str]]:
    """The rows in which the sandbox POS shows an order to its staff."""
    return [(name.replace("_", " "), _cell(value)) for name, value in order.items()]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_cell(item) for item in value)
    if isinstance(value, dict):
        if set(value) == {"amount", "currency"}:
            return f"{value['amount'] / 100:.2f} {value['currency']}"
        return ", ".join(f"{key} {_cell(inner)}" for key, inner in value.items())
    return str(value)
