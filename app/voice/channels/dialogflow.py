"""Dialogflow ES and CX: one webhook for both, told apart by their envelopes.

Source: Dialogflow webhook references (fact sheet §2, read 2026-11-20): undocumented fields occur
and are passed over; numbers arrive as doubles and are read as the digits they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    number_told,
    text_of,
)
from app.voice.channels.proofs import GoogleTokens, bearer_of, shared_secret
from app.voice.channels.skill_intents import TAGS
from app.voice.reply import Reply, joined
from app.voice.speech import shown
from app.voice.ssml import clean, ssml
from app.voice.turn import Slot, Turn
from domain.errors import BadSignatureError
from domain.ids import MerchantId

_MAX_SPEECH: Final = 8_000
_TELEPHONY: Final = frozenset({"GOOGLE_TELEPHONY"})


@dataclass(frozen=True, slots=True)
class Dialogflow:
    """The channel; `tokens` proves calls that carry Google's identity instead of a secret."""

    tokens: GoogleTokens
    name: str = "dialogflow"
    title: str = "Dialogflow ES and CX"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """A service agent's token where an audience is set, else the shared secret."""
        audience = settings.options.get("audience")
        token = bearer_of(incoming)
        if audience and token.count(".") == 2:
            account = settings.options.get("service_account")
            self.tokens.check(token, incoming, audience=audience, email=account)
        else:
            shared_secret(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """The one turn of a request."""
        payload = incoming.json()
        if "queryResult" in payload:
            return (_es_turn(payload, settings, merchant_id),)
        if "sessionInfo" in payload:
            return (_cx_turn(payload, settings, merchant_id),)
        raise BadSignatureError("the body is neither of Dialogflow ES nor of CX")

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """In the shape that was asked in."""
        turn, reply = turns[0], replies[0]
        payload = scene.incoming.json()
        if "queryResult" in payload:
            return answer_json(_es_answer(turn, reply, scene, is_call=_is_call(payload)))
        return answer_json(_cx_answer(turn, reply, scene))


def _es_turn(payload: Json, settings: Settings, merchant_id: MerchantId) -> Turn:
    result = inner(payload, "queryResult")
    name = text_of(inner(result, "intent"), "displayName")
    is_fallback = inner(result, "intent").get("isFallback") is True
    caller = text_of(
        inner(payload, "originalDetectIntentRequest", "payload", "telephony"), "caller_id"
    )
    return Turn(
        channel="dialogflow",
        merchant_id=merchant_id,
        session_id=_last(text_of(payload, "session")),
        user_id=number_told(caller),
        by_phone=_is_call(payload),
        locale=_locale(text_of(result, "languageCode"), settings),
        request_id=text_of(payload, "responseId") or "-",
        kind=kind_named(name, text_of(result, "action")),
        intent=None if is_fallback else intent_named(name, text_of(result, "action")),
        slots=dict(slots_in(inner(result, "parameters"))),
        text=clean(text_of(result, "queryText")) or None,
        access_token=text_of(
            inner(payload, "originalDetectIntentRequest", "payload", "user"), "accessToken"
        )
        or None,
    )


def _cx_turn(payload: Json, settings: Settings, merchant_id: MerchantId) -> Turn:
    """What a session keeps is older than the turn, and counts only for agents of others, which fill
    forms in it."""
    tag = text_of(inner(payload, "fulfillmentInfo"), "tag")
    name = text_of(inner(payload, "intentInfo"), "displayName")
    words = text_of(payload, "text") or text_of(payload, "transcript")
    said = words or text_of(payload, "dtmfDigits")
    kept = {} if tag in TAGS else inner(payload, "sessionInfo", "parameters")
    found = dict(slots_in(kept))
    return Turn(
        channel="dialogflow",
        merchant_id=merchant_id,
        session_id=_last(text_of(inner(payload, "sessionInfo"), "session")),
        user_id=number_told(text_of(inner(payload, "payload", "telephony"), "caller_id")),
        by_phone="telephony" in inner(payload, "payload"),
        locale=_locale(text_of(payload, "languageCode"), settings),
        request_id=text_of(payload, "detectIntentResponseId") or "-",
        kind=kind_named(tag, name),
        intent=intent_named(tag, name),
        slots={**found, **dict(_intent_slots(payload))},
        text=clean(said) or None,
        pressed=not words and bool(said),
    )


def _intent_slots(payload: Json) -> Iterator[tuple[Slot, str]]:
    """An intent's own parameters; what was said counts for order numbers, not its rounding."""
    parameters = inner(payload, "intentInfo", "parameters")
    told = {
        name: inner(parameters, name).get("resolvedValue")
        for name in parameters
        if isinstance(parameters[name], dict)
    }
    return slots_in(told)


def _es_answer(turn: Turn, reply: Reply, scene: Scene, *, is_call: bool) -> dict[str, Any]:
    words = shown(reply.say, turn.locale)
    messages: list[dict[str, Any]] = [{"text": {"text": [words]}}]
    if reply.choices:
        messages.append({"quickReplies": {"quickReplies": [each[:20] for each in reply.choices]}})
    if is_call:
        speech = {"ssml": ssml(reply.say, locale=turn.locale, limit=_MAX_SPEECH)}
        messages = [{"platform": "TELEPHONY", "telephonySynthesizeSpeech": speech}]
        person = scene.person(reply)
        if person:
            call = {"phoneNumber": person}
            messages.append({"platform": "TELEPHONY", "telephonyTransferCall": call})
    return {
        "fulfillmentText": words,
        "fulfillmentMessages": messages,
        "payload": {"google": {"expectUserResponse": not reply.end}},
    }


def _cx_answer(turn: Turn, reply: Reply, scene: Scene) -> dict[str, Any]:
    speech = joined(reply.say, reply.keypad) if turn.by_phone else reply.say
    spoken = ssml(speech, locale=turn.locale, limit=_MAX_SPEECH)
    messages: list[dict[str, Any]] = [{"text": {"text": [shown(reply.say, turn.locale)]}}]
    if turn.by_phone or scene.settings.options.get("speech") == "ssml":
        messages.append({"outputAudioText": {"ssml": spoken}})
    person = scene.person(reply)
    if reply.transfer:
        messages.append({"liveAgentHandoff": {"metadata": {}}})
    if person:
        messages.append({"telephonyTransferCall": {"phoneNumber": person}})
    elif reply.end:
        messages.append({"endInteraction": {}})
    return {
        "fulfillmentResponse": {"messages": messages, "mergeBehavior": "REPLACE"},
        "sessionInfo": {"parameters": {"voicetill_end": reply.end}},
    }


def _is_call(payload: Json) -> bool:
    return text_of(inner(payload, "originalDetectIntentRequest"), "source") in _TELEPHONY


def _last(path: str) -> str:
    """The session of `projects/…/sessions/S`. Raises BadSignatureError if there is none."""
    session = path.rpartition("/")[2][:200]
    if not session:
        raise BadSignatureError("the request names no session")
    return session


def _locale(told: str, settings: Settings) -> str:
    """With a region: what the agent says may be a language alone."""
    return told if "-" in told else settings.locale if settings.locale.startswith(told) else told
