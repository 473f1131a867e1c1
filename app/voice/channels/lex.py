"""Amazon Lex V2 and V1, and Amazon Connect, as they reach a gateway over HTTPS.

Source: Lex "Lambda input event and response format", Connect "Invoke Lambda functions" (fact
sheet §3.2). These shapes have no signature of their own, so a shared secret proves them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.voice.channels.naming import intent_named, kind_named, slots_in
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
from app.voice.channels.proofs import shared_secret
from app.voice.reply import Reply, joined
from app.voice.speech import shown
from app.voice.ssml import clean, ssml
from app.voice.turn import Intent, Slot, Turn
from domain.errors import BadSignatureError
from domain.ids import MerchantId

_MAX_SPEECH: Final = 1_024
"""Characters of a message of Lex V2."""
_WORDS: Final = frozenset({"text", "keys"})
"""Parameters of a contact flow that are what the caller said or pressed."""
_AGREED: Final[Mapping[str, Intent]] = {"Confirmed": Intent.YES, "Denied": Intent.NO}


@dataclass(frozen=True, slots=True)
class Lex:
    """The channel of Lex V2, Lex V1 and Connect, told apart by their envelopes."""

    name: str = "lex"
    title: str = "Amazon Lex and Connect"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """The shared secret."""
        shared_secret(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """The one turn of an event."""
        payload = incoming.json()
        read = _READERS.get(_shape(payload))
        if read is None:
            raise BadSignatureError("the body is neither of Lex nor of Connect")
        return (read(payload, settings, merchant_id),)

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """In the shape that was asked in."""
        payload = scene.incoming.json()
        return answer_json(_WRITERS[_shape(payload)](payload, turns[0], replies[0]))


def _shape(payload: Json) -> str:
    if "Details" in payload:
        return "connect"
    return "v1" if "currentIntent" in payload else "v2" if "sessionState" in payload else ""


# --- Lex V2 ----------------------------------------------------------------------------------


def _v2_turn(payload: Json, settings: Settings, merchant_id: MerchantId) -> Turn:
    intent = inner(payload, "sessionState", "intent")
    name = text_of(intent, "name")
    locale = text_of(inner(payload, "bot"), "localeId").replace("_", "-")
    return Turn(
        channel="lex",
        merchant_id=merchant_id,
        session_id=_session(text_of(payload, "sessionId")),
        user_id=text_of(inner(payload, "requestAttributes"), "x-amz-lex:caller"),
        locale=locale or settings.locale,
        kind=kind_named(name),
        intent=_AGREED.get(text_of(intent, "confirmationState")) or intent_named(name),
        slots=dict(_v2_slots(inner(intent, "slots"))),
        text=clean(text_of(payload, "inputTranscript")) or None,
        pressed=text_of(payload, "inputMode") == "DTMF",
    )


def _v2_slots(slots: Json) -> Iterator[tuple[Slot, str]]:
    """The interpreted value, but for codes what was said: interpreting drops leading zeros."""
    told = {}
    for name in slots:
        slot = inner(slots, name)
        values = items_of(slot, "values")
        value = inner(slot, "value") or (inner(values[0], "value") if values else {})
        told[name] = text_of(value, "interpretedValue") or text_of(value, "originalValue")
    return slots_in(told)


def _v2_answer(payload: Json, turn: Turn, reply: Reply) -> dict[str, Any]:
    state = inner(payload, "sessionState")
    intent = dict(inner(state, "intent"))
    if reply.end:
        intent["state"] = "Fulfilled"
    speaks = text_of(payload, "inputMode") in ("Speech", "DTMF")
    content = (
        ssml(joined(reply.say, reply.keypad), locale=turn.locale, limit=_MAX_SPEECH)
        if speaks
        else shown(reply.say, turn.locale)[:_MAX_SPEECH]
    )
    return {
        "sessionState": {
            "sessionAttributes": {**inner(state, "sessionAttributes"), **_way(reply)},
            "dialogAction": {"type": "Close" if reply.end else "ElicitIntent"},
            **({"intent": intent} if reply.end else {}),
        },
        "messages": [{"contentType": "SSML" if speaks else "PlainText", "content": content}],
        "requestAttributes": dict(inner(payload, "requestAttributes")),
    }


# --- Lex V1 ----------------------------------------------------------------------------------


def _v1_turn(payload: Json, settings: Settings, merchant_id: MerchantId) -> Turn:
    intent = inner(payload, "currentIntent")
    name = text_of(intent, "name")
    return Turn(
        channel="lex",
        merchant_id=merchant_id,
        session_id=_session(text_of(payload, "userId")),
        user_id=text_of(payload, "userId"),
        locale=settings.locale,
        kind=kind_named(name),
        intent=_AGREED.get(text_of(intent, "confirmationStatus")) or intent_named(name),
        slots=dict(slots_in(inner(intent, "slots"))),
        text=clean(text_of(payload, "inputTranscript")) or None,
    )


def _v1_answer(payload: Json, turn: Turn, reply: Reply) -> dict[str, Any]:
    action: dict[str, Any] = {
        "type": "Close" if reply.end else "ElicitIntent",
        "message": {
            "contentType": "PlainText",
            "content": shown(reply.say, turn.locale)[:_MAX_SPEECH],
        },
    }
    if reply.end:
        action["fulfillmentState"] = "Fulfilled"
    return {
        "sessionAttributes": {**inner(payload, "sessionAttributes"), **_way(reply)},
        "dialogAction": action,
    }


# --- Connect ---------------------------------------------------------------------------------


def _connect_turn(payload: Json, settings: Settings, merchant_id: MerchantId) -> Turn:
    details = inner(payload, "Details")
    contact, told = inner(details, "ContactData"), inner(details, "Parameters")
    name = text_of(told, "intent")
    keys = clean(text_of(told, "keys"))
    said = keys or clean(text_of(told, "text"))
    return Turn(
        channel="lex",
        merchant_id=merchant_id,
        session_id=_session(text_of(contact, "ContactId")),
        user_id=number_told(text_of(inner(contact, "CustomerEndpoint"), "Address")),
        by_phone=text_of(contact, "Channel") == "VOICE",
        locale=text_of(told, "locale") or settings.locale,
        kind=kind_named(name if name or said else "welcome"),
        intent=intent_named(name),
        slots=dict(slots_in({key: value for key, value in told.items() if key not in _WORDS})),
        text=said or None,
        pressed=bool(keys),
    )


def _connect_answer(_payload: Json, turn: Turn, reply: Reply) -> dict[str, Any]:
    """Connect takes a flat map of texts."""
    speech = joined(reply.say, reply.keypad)
    return {
        "ssml": ssml(speech, locale=turn.locale, limit=_MAX_SPEECH),
        "text": shown(reply.say, turn.locale),
        "end": "true" if reply.end else "false",
        "transfer": "true" if reply.transfer else "false",
    }


def _way(reply: Reply) -> dict[str, str]:
    """What a contact flow branches by: whether a person takes over."""
    return {"voicetill_transfer": "true"} if reply.transfer else {}


def _session(text: str) -> str:
    if not text:
        raise BadSignatureError("the event names no session")
    return text[:200]


_READERS: Final = {"v2": _v2_turn, "v1": _v1_turn, "connect": _connect_turn}
_WRITERS: Final = {"v2": _v2_answer, "v1": _v1_answer, "connect": _connect_answer}
