"""No receipt, no "ordered": in what leaves the house on every channel, and to every agent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import count
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import KeySet

from app.voice.channels import alexa
from app.voice.channels.port import Incoming, Scene, Settings
from app.voice.channels.proofs import GoogleTokens
from app.voice.channels.registry import channels
from app.voice.conversation import Conversation
from app.voice.reply import Reply
from app.voice.turn import Turn
from tests.effort import examples
from tests.fakes.voice import NORTHWIND, TOKEN, TalkingShop, talking_shop
from tests.property.voice.test_receipts import MOVES, OUTCOMES, claims
from tests.unit.voice.channels.conftest import PUBLIC, SECRET
from tests.unit.voice.channels.test_every_channel import TALKS

CHANNELS = channels(GoogleTokens(lambda: KeySet([]).as_dict()))
SETTINGS = Settings(channel_id="cha_1", external_id="x", secret=SECRET)
ORDERED = ("order a camp mug for pickup at downtown", "yes")


@pytest.fixture(scope="module", autouse=True)
def a_streamed_answer_is_waited_for() -> Iterator[None]:
    """However busy the machine is, no answer is opened with "One moment"."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.callbacks.voice.AFTER_S", 60.0)
        yield


@dataclass
class Wires:
    """The channels as `Lines` has them, over a shop in memory: whoever speaks is its shopper."""

    shop: TalkingShop = field(default_factory=talking_shop)
    sent: str = ""
    """What left the house last, with markup and transport taken off."""
    _numbers: Any = field(default_factory=lambda: count(1))

    @property
    def clock(self) -> Any:
        return self.shop.clock

    def post(self, kind: str, body: Any, *, path: str = "", **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        return self._turn(kind, body=raw)

    def call(self, form: Mapping[str, str], query: str = "", **headers: str) -> Any:
        asked = dict(pair.split("=") for pair in query.removeprefix("?").split("&") if pair)
        return self._turn("phone", form=form, query=asked)

    def page(self, form: Mapping[str, str]) -> Any:
        return self._turn("vxml", form=form)

    def retell(self, body: Any) -> Any:
        return self._turn("retell", body=orjson.dumps(body))

    def _turn(
        self,
        kind: str,
        *,
        body: bytes = b"",
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        channel = CHANNELS[kind]
        incoming = Incoming(
            url=f"{PUBLIC}/callbacks/{kind}/{NORTHWIND}",
            headers={},
            body=body,
            form={name: [value] for name, value in (form or {}).items()},
            query=query or {},
            now=self.clock.now(),
        )
        turns = [self._by_shopper(t) for t in channel.turns(incoming, SETTINGS, NORTHWIND)]
        replies = [self.answer(turn) for turn in turns]
        words = self.shop.voice.words.of(NORTHWIND)
        scene = Scene(incoming=incoming, settings=SETTINGS, words=words)
        answer = channel.render(turns, replies, scene)
        raw = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
        self.sent = plain(raw)
        return SimpleNamespace(data=raw, get_json=lambda: orjson.loads(raw))

    def _by_shopper(self, turn: Turn) -> Turn:
        number = f"r{next(self._numbers)}"
        return replace(turn, access_token=TOKEN, request_id=number, once_within=None)

    def answer(self, turn: Turn) -> Reply:
        return Conversation(shop=self.shop).answer(turn)

    def numbers(self) -> set[str]:
        """Of orders that stand, or stood."""
        orders = self.shop.shop.orders.values()
        return {order.receipt.number for order in orders if order.receipt is not None}


def plain(raw: bytes) -> str:
    """What is said and shown: no tags, no stream frames; digits that were apart are together."""
    text = raw.decode()
    if text.startswith("data:"):
        frames = re.findall(r"^data: (\{.*)$", text, re.M)
        deltas = [orjson.loads(each)["choices"][0].get("delta", {}) for each in frames]
        text = "".join(delta.get("content") or "" for delta in deltas)
    return unescape(re.sub(r"<[^>]+>", "", text.replace("\\u003c", "<")))


def _stream(wires: Wires, session: str, words: str) -> None:
    said = [{"role": "user", "content": words}]
    wires.post("chat", {"model": "m", "user": session, "stream": True, "messages": said})


def _alexa(wires: Wires, session: str, words: str) -> None:
    turn = Turn(
        channel="alexa", merchant_id=NORTHWIND, session_id=session, user_id="u1", text=words
    )
    turn = wires._by_shopper(turn)
    wires.sent = plain(alexa.render(turn, wires.answer(turn)))


SPEAKERS: dict[str, Any] = {**TALKS, "stream": _stream, "alexa": _alexa}


def said(wires: Wires, name: str, words: str) -> str:
    """A sentence on a channel; everything that left the house for it."""
    wires.sent = ""
    SPEAKERS[name](wires, "s1", words)
    return wires.sent


def tells_a_receipt(text: str, numbers: set[str]) -> bool:
    told = re.sub(r"[^0-9A-Za-z]", "", text)
    return any(re.sub(r"[^0-9A-Za-z]", "", number) in told for number in numbers)


@pytest.mark.parametrize("name", sorted(SPEAKERS))
def test_a_confirmation_reaches_the_shopper_on_every_channel(name: str) -> None:
    wires = Wires()

    texts = [said(wires, name, words) for words in ORDERED]

    assert not claims(texts[0])
    assert claims(texts[1])
    assert tells_a_receipt(texts[1], wires.numbers())


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(sorted(SPEAKERS)), MOVES)
def test_ordered_leaves_the_house_only_with_a_receipt_of_that_number(
    name: str, moves: Sequence[str | tuple[str, int]]
) -> None:
    wires = Wires()
    for move in moves:
        if not isinstance(move, str):
            _happens(wires.shop, *move)
        elif move and claims(text := said(wires, name, move)):
            assert tells_a_receipt(text, wires.numbers()), (name, move, text)


def _happens(shop: TalkingShop, kind: str, number: int) -> None:
    if kind in OUTCOMES:
        getattr(shop.shop, kind).append(OUTCOMES[kind][number])
    elif kind == "wait":
        shop.clock.advance(minutes=number)
    elif kind == "unlink":
        shop.links.shoppers.clear()
    elif kind == "conflict":
        shop.sessions.conflicts += number
