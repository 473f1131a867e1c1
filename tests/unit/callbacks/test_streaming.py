"""Who waits for a streamed answer hears that it takes a moment."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from datetime import UTC, datetime

import orjson

from app.callbacks.streaming import begun, streamed
from app.voice.channels.chat_model import ChatModel
from app.voice.channels.port import Answer, Incoming, Scene, Settings
from app.voice.reply import Reply, Text
from app.voice.shop_words import ShopWords
from app.voice.turn import Turn
from domain.ids import MerchantId
from tests.fakes.voice import bare_shop

TURN = Turn(channel="chat", merchant_id=MerchantId("mer_1"), session_id="s1", user_id="s1")
REPLY = Reply(say=(Text("Yes, there are five."),))
NOBODY_WAITS = 0.0


def scene() -> Scene:
    incoming = Incoming(
        url="https://shop.example",
        headers={},
        body=orjson.dumps({"stream": True, "user": "s1"}),
        now=datetime(2026, 11, 22, tzinfo=UTC),
    )
    settings = Settings(channel_id="chn_1", external_id="demo", secret="")
    words: ShopWords = bare_shop()["voice"].words.of(TURN.merchant_id)
    return Scene(incoming=incoming, settings=settings, words=words)


def deltas(answer: Answer) -> Iterable[str]:
    assert not isinstance(answer.body, bytes)
    for piece in answer.body:
        told = piece.removeprefix(b"data: ").strip()
        if told == b"[DONE]":
            return
        yield orjson.loads(told)["choices"][0]["delta"].get("content", "")


def test_what_takes_long_is_opened_with_a_word_and_goes_on_behind_it() -> None:
    work = Future[Reply]()

    pieces = iter(deltas(streamed(ChatModel(), TURN, work, scene(), after_s=NOBODY_WAITS)))
    opening = [next(pieces), next(pieces)]
    work.set_result(REPLY)

    assert opening == ["", "One moment, I'm looking. "]
    assert "".join(pieces) == "Yes, there are five."


def test_what_is_known_in_time_is_not_opened() -> None:
    work = begun(lambda: REPLY)
    work.result()

    answer = streamed(ChatModel(), TURN, work, scene(), after_s=60)

    assert "".join(deltas(answer)) == "Yes, there are five."
