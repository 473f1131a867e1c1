"""Telephone bots with a language model of their own: Vapi, Retell, and any that ask a chat model.

They keep talking to the shopper; what the store says comes from here, as a tool's result or as the
model's answer. Sources: Vapi server events, Retell custom LLM and functions, the chat completions
shape of OpenAI (fact sheet §3.3, read 2026-11-20).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from app.voice.channels import proofs
from app.voice.channels.naming import intent_named, slots_in
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
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, joined
from app.voice.speech import said_plainly, shown
from app.voice.ssml import clean
from app.voice.turn import Slot, Turn, TurnKind
from domain.errors import BadSignatureError
from domain.ids import MerchantId

_STREAM: Final = "text/event-stream; charset=utf-8"
_CLAUSE: Final = re.compile(r"(?<=[,.;:?!])\s+")
_MODEL: Final = "voicetill"


def _spoken_turn(
    channel: str,
    merchant_id: MerchantId,
    settings: Settings,
    *,
    session: str,
    caller: str,
    said: str,
    tool: str = "",
    told: Mapping[str, Any] | None = None,
) -> Turn:
    """A turn of what was said, or of what a model wants a tool to do."""
    if not session:
        raise BadSignatureError("the request names no call")
    slots = dict(slots_in(told or {}))
    said = said or slots.pop(Slot.QUERY, "")
    opens = not said and not slots and not intent_named(tool)
    return Turn(
        channel=channel,
        merchant_id=merchant_id,
        session_id=session[:200],
        user_id=caller[:40],
        locale=settings.locale,
        kind=TurnKind.LAUNCH if opens else TurnKind.SPEECH,
        intent=intent_named(tool),
        slots=slots,
        text=clean(said) or None,
    )


@dataclass(frozen=True, slots=True)
class Vapi:
    """Tool calls of a Vapi assistant; every other event is acknowledged."""

    name: str = "vapi"
    title: str = "Vapi"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """A bearer credential, or the legacy secret header."""
        proofs.shared_secret(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """One per tool call."""
        message = inner(incoming.json(), "message")
        call = inner(message, "call")
        return [
            _spoken_turn(
                self.name,
                merchant_id,
                settings,
                session=text_of(call, "id") or text_of(each, "id"),
                caller=text_of(inner(call, "customer"), "number"),
                said="",
                tool=text_of(each, "name") or text_of(inner(each, "function"), "name"),
                told=_arguments(each),
            )
            for each in items_of(message, "toolCallList")
        ]

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """A result per call, each on one line; `{}` where nothing is asked."""
        message = inner(scene.incoming.json(), "message")
        kind = text_of(message, "type")
        if kind in _ASKED:
            return answer_json(_ASKED[kind](scene.settings))
        calls = items_of(message, "toolCallList")
        if not calls:
            return answer_json({})
        return answer_json(
            {
                "results": [
                    {
                        "toolCallId": text_of(each, "id"),
                        "name": text_of(each, "name"),
                        "result": " ".join(said_plainly(reply.say, turn.locale).split()),
                    }
                    for each, turn, reply in zip(calls, turns, replies, strict=True)
                ]
            }
        )


def _assistant(settings: Settings) -> Json:
    """Which assistant answers a call."""
    assistant = settings.options.get("assistant_id")
    return {"assistantId": assistant} if assistant else {"error": "No assistant is set up."}


def _destination(settings: Settings) -> Json:
    """Where a call goes that its assistant hands over."""
    person = settings.options.get("transfer_to")
    if not person:
        return {"error": "Nobody takes calls over."}
    return {"destination": {"type": "number", "number": person}}


_ASKED: Final[Mapping[str, Callable[[Settings], Json]]] = {
    "assistant-request": _assistant,
    "transfer-destination-request": _destination,
}
"""Events of Vapi that are questions to the shop and not to the dialogue."""


def _arguments(call: Json) -> Json:
    """What a tool is called with: an object, or one written as text."""
    given = (
        call.get("parameters") or call.get("arguments") or inner(call, "function").get("arguments")
    )
    if isinstance(given, str):
        try:
            given = orjson.loads(given)
        except orjson.JSONDecodeError:
            return {"text": given}
    return given if isinstance(given, dict) else {}


@dataclass(frozen=True, slots=True)
class Retell:
    """Retell's custom functions and its response-required messages."""

    name: str = "retell"
    title: str = "Retell"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """The signature under the API key."""
        proofs.retell(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """One for what needs an answer, none for notices."""
        payload = incoming.json()
        call = inner(payload, "call")
        kind = text_of(payload, "interaction_type")
        if (not kind and "name" not in payload) or kind in (
            "ping_pong",
            "call_details",
            "update_only",
        ):
            return ()
        session = text_of(call, "call_id") or incoming.query.get("call_id", "")
        transcript = items_of(payload, "transcript")
        said = text_of(transcript[-1], "content") if transcript else ""
        return (
            _spoken_turn(
                self.name,
                merchant_id,
                settings,
                session=session,
                caller=text_of(call, "from_number"),
                said=said if kind == "response_required" else "",
                tool=text_of(payload, "name"),
                told=inner(payload, "args"),
            ),
        )

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """A function's result, or the response to that message."""
        if not turns:
            return answer_json({})
        turn, reply = turns[0], replies[0]
        stays = scene.stays(reply)
        more = say("phone.more") if stays else ()
        words = said_plainly(joined(reply.say, more), turn.locale)
        ends = reply.end and not stays
        payload = scene.incoming.json()
        if "interaction_type" not in payload:
            return answer_json({"result": words, "end_call": ends})
        person = scene.person(reply)
        told = {
            "response_type": "response",
            "response_id": payload.get("response_id"),
            "content": words,
            "content_complete": True,
            "end_call": ends and not person,
        }
        return answer_json({**told, "transfer_number": person} if person else told)


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
            _spoken_turn(
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
        payload = scene.incoming.json()
        words = shown(replies[0].say, turns[0].locale)
        model = text_of(payload, "model") or _MODEL
        head = {
            "id": f"chatcmpl-{turns[0].session_id}",
            "created": int(scene.incoming.now.timestamp()),
            "model": model,
        }
        if payload.get("stream") is True:
            return Answer(body=list(_chunks(head, words)), content_type=_STREAM)
        message = {"role": "assistant", "content": words}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        told = {**head, "object": "chat.completion", "choices": [choice], "usage": usage}
        return answer_json(told)


def _messages(payload: Json) -> Iterator[tuple[str, str]]:
    for message in items_of(payload, "messages"):
        content = message.get("content")
        if isinstance(content, list):
            parts = [text_of(part, "text") for part in content if isinstance(part, dict)]
            content = " ".join(filter(None, parts))
        yield text_of(message, "role"), content if isinstance(content, str) else ""


def _chunks(head: Mapping[str, Any], words: str) -> Iterator[bytes]:
    """Server-sent events: the role, each clause, the end."""
    clauses = _CLAUSE.split(words)
    last = len(clauses) - 1
    yield _chunk(head, {"role": "assistant", "content": ""}, None)
    for number, clause in enumerate(clauses):
        yield _chunk(head, {"content": clause if number == last else f"{clause} "}, None)
    yield _chunk(head, {}, "stop")
    yield b"data: [DONE]\n\n"


def _chunk(head: Mapping[str, Any], delta: Mapping[str, str], reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    told = {**head, "object": "chat.completion.chunk", "choices": [choice]}
    return b"data: " + orjson.dumps(told) + b"\n\n"
