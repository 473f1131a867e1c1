"""Telephone bots with a language model of their own: Vapi and Retell.

They keep talking to the shopper; what the store says comes from here, as a tool's result or as the
model's answer. Sources: Vapi server events, Retell custom LLM and functions (fact sheet §3.3, read
2026-11-20). Bots that ask a chat model: `chat_model`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    number_told,
    text_of,
)
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, joined
from app.voice.speech import said_plainly
from app.voice.ssml import clean
from app.voice.turn import Slot, Turn, TurnKind
from domain.errors import BadSignatureError
from domain.ids import MerchantId


def spoken_turn(
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
        user_id=number_told(caller),
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
            spoken_turn(
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
            spoken_turn(
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
