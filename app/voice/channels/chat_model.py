"""The dialogue as a chat model, for telephone bots that ask one: `/chat/completions`.

Streamed, an answer comes clause by clause, so that it is spoken while the rest is still on its way;
who waits long for the till hears that first. Source: the chat completions shape of OpenAI (fact
sheet §3.3, read 2026-11-20). No tokens are used, and none are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson

from app.voice.channels import proofs
from app.voice.channels.port import (
    Answer,
    Incoming,
    Json,
    Scene,
    Settings,
    answer_json,
    inner,
    items_of,
    text_of,
)
from app.voice.channels.voice_agents import spoken_turn
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.speech import shown
from app.voice.turn import Turn
from domain.errors import BadSignatureError
from domain.ids import MerchantId

STREAM: Final = "text/event-stream; charset=utf-8"
_CLAUSE: Final = re.compile(r"(?<=[,.;:?!])\s+")
_MODEL: Final = "voicetill"
_PIECE: Final = "chat.completion.chunk"
_NO_TOKENS: Final = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


@dataclass(frozen=True, slots=True)
class ChatModel:
    """The dialogue as a chat model: what the shopper said last is answered, streamed by clause."""

    name: str = "chat"
    title: str = "Chat completions"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """The secret as API key."""
        proofs.shared_secret(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """The last user's message; a conversation is named by call, session or user."""
        payload = incoming.json()
        session = (
            text_of(inner(payload, "call"), "id")
            or text_of(inner(payload, "metadata"), "session_id")
            or text_of(payload, "user")
        )
        if not session:
            raise BadSignatureError(
                "the conversation has no name: send `user`, one value for each conversation"
            )
        said = [text for role, text in _messages(payload) if role == "user"]
        return (
            spoken_turn(
                self.name,
                merchant_id,
                settings,
                session=session,
                caller=text_of(inner(payload, "call", "customer"), "number"),
                said=said[-1] if said else "",
            ),
        )

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """One completion, or its clauses as they can be spoken."""
        words = shown(replies[0].say, turns[0].locale)
        head = _head(turns[0], scene.incoming)
        if self.streams(scene.incoming):
            begun = () if scene.opened else (_opening(head),)
            rest = _rest(head, words, counted=_wants_usage(scene.incoming.json()))
            return Answer(body=[*begun, *rest], content_type=STREAM)
        message = {"role": "assistant", "content": words}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        told = {**head, "object": "chat.completion", "choices": [choice], "usage": _NO_TOKENS}
        return answer_json(told)

    def streams(self, incoming: Incoming) -> bool:
        """Whether the answer is wanted piece by piece."""
        return incoming.json().get("stream") is True

    def opening(self, turn: Turn, incoming: Incoming) -> Answer:
        """What is spoken to a shopper whose answer takes long; `render` goes on behind it."""
        head = _head(turn, incoming)
        moment = _chunk(head, {"content": f"{shown(say('moment'), turn.locale)} "}, None)
        return Answer(body=[_opening(head), moment], content_type=STREAM)


def _messages(payload: Json) -> Iterator[tuple[str, str]]:
    for message in items_of(payload, "messages"):
        content = message.get("content")
        if isinstance(content, list):
            parts = [text_of(part, "text") for part in content if isinstance(part, dict)]
            content = " ".join(filter(None, parts))
        yield text_of(message, "role"), content if isinstance(content, str) else ""


def _wants_usage(payload: Json) -> bool:
    return inner(payload, "stream_options").get("include_usage") is True


def _head(turn: Turn, incoming: Incoming) -> Mapping[str, Any]:
    """What every piece of one answer begins with; no other answer has its id."""
    told = f"{turn.session_id} {incoming.now.timestamp()}".encode()
    return {
        "id": f"chatcmpl-{sha256(told).hexdigest()[:24]}",
        "created": int(incoming.now.timestamp()),
        "model": text_of(incoming.json(), "model") or _MODEL,
    }


def _opening(head: Mapping[str, Any]) -> bytes:
    return _chunk(head, {"role": "assistant", "content": ""}, None)


def _rest(head: Mapping[str, Any], words: str, *, counted: bool) -> Iterator[bytes]:
    """Server-sent events: each clause, the end, the tokens where they are asked for."""
    clauses = _CLAUSE.split(words)
    last = len(clauses) - 1
    for number, clause in enumerate(clauses):
        yield _chunk(head, {"content": clause if number == last else f"{clause} "}, None)
    yield _chunk(head, {}, "stop")
    if counted:
        yield _event({**head, "object": _PIECE, "choices": [], "usage": _NO_TOKENS})
    yield b"data: [DONE]\n\n"


def _chunk(head: Mapping[str, Any], delta: Mapping[str, str], reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return _event({**head, "object": _PIECE, "choices": [choice]})


def _event(told: Mapping[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(told) + b"\n\n"
