"""Alexa custom skills: a verified request becomes a turn, a reply becomes a response.

Source: Alexa documentation "Request and Response JSON Reference" (read 2026-11-20). The envelope
is read as plain JSON and leniently: unknown fields, request types and enum values never hurt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from app.voice.channels.alexa_dialog import ATTRIBUTE, Dialog, dialog_of
from app.voice.channels.alexa_intents import INTENTS, SLOTS
from app.voice.channels.alexa_signature import Headers
from app.voice.channels.alexa_touch import chosen, touch_list
from app.voice.reply import (
    Card,
    LinkAccountCard,
    Permission,
    PermissionCard,
    Reply,
    Speech,
)
from app.voice.services import VoiceServices
from app.voice.speech import shown
from app.voice.ssml import clean, ssml
from app.voice.turn import ChannelAccount, Intent, Slot, Turn, TurnKind
from domain.cards import holds_card_number
from domain.errors import BadSignatureError, StaleMessageError
from domain.ids import MerchantId

CHANNEL: Final = "alexa"
MAX_REQUEST_BYTES: Final = 24 * 1024
MAX_RESPONSE_BYTES: Final = 24 * 1024
_ROOM_FOR_FRAMES: Final = 256
"""Bytes of what is around the directives."""
_MAX_SPEECH: Final = 8_000
_MAX_CARD: Final = 8_000
_MAX_SLOT: Final = 300
_MAX_TOLD_ID: Final = 80
_TOLERANCE: Final = timedelta(seconds=150)
_EVENT_TOLERANCE: Final = timedelta(seconds=3600)
_SEEN_FOR: Final = timedelta(minutes=5)
_EVENT_PREFIX: Final = "AlexaSkillEvent."
_KINDS: Final = {
    "LaunchRequest": TurnKind.LAUNCH,
    "IntentRequest": TurnKind.SPEECH,
    "SessionEndedRequest": TurnKind.ENDED,
}
_AMAZONS_NAME: Final = re.compile(
    r"amzn1\.[a-z-]+\.[a-z-]+\.(?=[\d-]*[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""A session or request as Amazon names them: random, and never taken for a card number."""
_EMPTY: Final = b'{"version":"1.0","response":{}}'

SCOPES: Final[Mapping[Permission, str]] = {
    Permission.ADDRESS: "read::alexa:device:all:address",
    Permission.EMAIL: "alexa::profile:email:read",
    Permission.PHONE: "alexa::profile:mobile_number:read",
    Permission.NAME: "alexa::profile:name:read",
}
"""What shoppers are asked to consent to, as Amazon calls it (fact sheet §1.5)."""

_Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The device that speaks, and how its owner's settings and its speaker are reached."""

    endpoint: str = ""
    token: str = field(default="", repr=False)
    """Good for this request's time, and only for what the shopper consented to."""
    interfaces: frozenset[str] = frozenset()

    @property
    def has_screen(self) -> bool:
        """Whether it shows documents of the presentation language."""
        return "Alexa.Presentation.APL" in self.interfaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is needed of a request before it is believed, and the turn it holds."""

    skill_ids: frozenset[str]
    request_id: str
    sent_at: datetime | None
    is_event: bool
    kind: str
    """Amazon's own word for the request, such as `IntentRequest`."""
    turn: Turn
    dialog: Dialog
    device: Device
    request: _Json = field(repr=False)


def receive(
    voice: VoiceServices, merchant_id: MerchantId, headers: Headers, body: bytes
) -> Envelope:
    """A request that is from Amazon, of this moment, and for this merchant's skill.

    Nothing of the body is used before its signature is checked. Whether the request came before is
    for the conversation to find out (`Turn.once_within`). Raises: BadSignatureError,
    StaleMessageError.
    """
    voice.alexa.verify(headers, body)
    envelope = parse(body, merchant_id)
    _check_names(envelope.turn)
    now = voice.clock.now()
    tolerance = _EVENT_TOLERANCE if envelope.is_event else _TOLERANCE
    if envelope.sent_at is None:
        raise StaleMessageError("the Alexa request does not tell when it was sent")
    age = now - envelope.sent_at
    if abs(age) > tolerance:
        raise StaleMessageError(
            f"the Alexa request is not from this moment: by our clock it was sent "
            f"{age.total_seconds():.0f} s ago, and {tolerance.total_seconds():.0f} s are allowed"
        )
    owners = {voice.channels.merchant_of(CHANNEL, skill_id) for skill_id in envelope.skill_ids}
    if owners != {merchant_id}:
        told = " and ".join(sorted(each[:_MAX_TOLD_ID] for each in envelope.skill_ids)) or "none"
        raise BadSignatureError(f"the Alexa request is for another skill: {told}")
    return envelope


def parse(body: bytes, merchant_id: MerchantId) -> Envelope:
    """The envelope of a request body. Raises: BadSignatureError when it is no envelope at all."""
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadSignatureError("the Alexa request is not JSON") from None
    request, session = _object(payload, "request"), _object(payload, "session")
    system = _object(_object(payload, "context"), "System")
    kind = _text(request, "type")
    request_id = _text(request, "requestId")
    if not kind or not request_id:
        raise BadSignatureError("the Alexa request has no type or id")
    is_event = kind.startswith(_EVENT_PREFIX)
    user = _object(session, "user") or _object(system, "user")
    applications = (_object(session, "application"), _object(system, "application"))
    session_id = _text(session, "sessionId")
    dialog = dialog_of(payload)
    intent, slots = _meant(request, dialog) if kind == "IntentRequest" else chosen(request)
    turn = Turn(
        channel=CHANNEL,
        merchant_id=merchant_id,
        session_id=session_id or request_id,
        user_id=_text(user, "userId"),
        locale=_text(request, "locale") or "en-US",
        request_id=request_id,
        kind=_kind(kind, intent) if session_id else TurnKind.EVENT,
        intent=intent,
        slots=slots,
        access_token=_token(session) or _token(system),
        account=_account(system),
        can_link=True,
        new_session=session.get("new") is True,
        once_within=None if is_event else _SEEN_FOR,
    )
    return Envelope(
        skill_ids=frozenset(filter(None, (_text(a, "applicationId") for a in applications))),
        request_id=request_id,
        sent_at=_moment(_text(request, "timestamp")),
        is_event=is_event,
        kind=kind,
        turn=turn,
        dialog=dialog,
        device=_device(system),
        request=request,
    )


def _kind(kind: str, intent: Intent | None) -> TurnKind:
    """A touch on the screen is speech by other means; what else is not known, an event."""
    unknown = TurnKind.EVENT if intent is None else TurnKind.SPEECH
    return _KINDS.get(kind, unknown)


def _meant(request: _Json, dialog: Dialog) -> tuple[Intent, Mapping[Slot, str]]:
    intent = _object(request, "intent")
    named = INTENTS.get(_text(intent, "name"), Intent.UNKNOWN)
    return dialog.meaning(named, dict(_slots(_object(intent, "slots"))))


def _device(system: _Json) -> Device:
    return Device(
        endpoint=_text(system, "apiEndpoint"),
        token=_text(system, "apiAccessToken"),
        interfaces=frozenset(_object(_object(system, "device"), "supportedInterfaces")),
    )


def _account(system: _Json) -> ChannelAccount | None:
    """Where Amazon tells what the shopper consented to."""
    endpoint, token = _text(system, "apiEndpoint"), _text(system, "apiAccessToken")
    device = _text(_object(system, "device"), "deviceId")
    if not (endpoint and token and device):
        return None
    return ChannelAccount(endpoint=endpoint, token=token, device=device)


def _check_names(turn: Turn) -> None:
    """What a turn is remembered by is written down, so it may not be a card number."""
    names = (turn.session_id, turn.request_id, turn.user_id)
    if any(holds_card_number(name) for name in names if not _AMAZONS_NAME.fullmatch(name)):
        raise BadSignatureError("the Alexa request is named like a card number")


def render(
    turn: Turn,
    reply: Reply,
    envelope: Envelope | None = None,
    *,
    directives: Sequence[bytes] = (),
) -> bytes:
    """The response body; after a session's end nothing may be said.

    With the `envelope` that is answered Alexa is told what to listen for and what to show;
    `directives`, JSON already, go with it.
    """
    if not reply.say or turn.kind in {TurnKind.ENDED, TurnKind.EVENT}:
        return _EMPTY
    response: dict[str, Any] = {
        "outputSpeech": _speech(_words(reply), turn.locale),
        "shouldEndSession": reply.end,
    }
    if reply.reprompt and not reply.end:
        response["reprompt"] = {"outputSpeech": _speech(reply.reprompt, turn.locale)}
    if reply.card is not None:
        response["card"] = _card(reply.card, turn.locale)
    answer: dict[str, Any] = {"version": "1.0", "response": response}
    if envelope is not None:
        _steer(answer, reply, envelope, directives)
    return orjson.dumps(answer)


def _steer(answer: dict[str, Any], reply: Reply, envelope: Envelope, more: Sequence[bytes]) -> None:
    """Add directives, unless they would make the answer longer than Alexa takes."""
    asked = envelope.dialog.next(reply)
    wanted = [*map(orjson.dumps, envelope.dialog.directives(reply)), *more]
    if envelope.device.has_screen and reply.choices and not reply.end:
        wanted.append(orjson.dumps(touch_list(reply.choices)))
    kept: list[orjson.Fragment] = []
    room = MAX_RESPONSE_BYTES - len(orjson.dumps(answer)) - _ROOM_FOR_FRAMES
    for directive in wanted:
        room -= len(directive) + 1
        if room >= 0:
            kept.append(orjson.Fragment(directive))
    if kept:
        answer["response"]["directives"] = kept
    if asked and kept:
        answer["sessionAttributes"] = {ATTRIBUTE: f"{envelope.dialog.intent}.{asked}"}


def _words(reply: Reply) -> Speech:
    """Whoever is shown a page for their consent hears of it."""
    card = reply.card
    return card.say if isinstance(card, PermissionCard) and card.say else reply.say


def _speech(speech: Speech, locale: str) -> _Json:
    return {"type": "SSML", "ssml": ssml(speech, locale=locale, limit=_MAX_SPEECH)}


def _card(card: Card, locale: str) -> _Json:
    if isinstance(card, LinkAccountCard):
        return {"type": "LinkAccount"}
    if isinstance(card, PermissionCard):
        scopes = [SCOPES[each] for each in card.permissions]
        return {"type": "AskForPermissionsConsent", "permissions": scopes}
    lines = [shown(line, locale) for line in card.lines]
    text = "\n".join([*lines, *([card.link] if card.link else [])])
    title = clean(shown(card.title, locale))
    return {"type": "Simple", "title": title, "content": clean(text)[: _MAX_CARD - len(title)]}


def _slots(slots: _Json) -> Iterator[tuple[Slot, str]]:
    """Known slots that hold a value: the resolved name where there is exactly one, else as said."""
    for name, raw in slots.items():
        slot = SLOTS.get(name.lower().replace("_", ""))
        if slot is None or not isinstance(raw, dict) or raw.get("confirmationStatus") == "DENIED":
            continue
        value = _resolved(raw) or _text(raw, "value") or _text(_object(raw, "slotValue"), "value")
        value = clean(value)[:_MAX_SLOT].strip()
        if value and value != "?":
            yield slot, value


def _resolved(slot: _Json) -> str:
    """The single match of an authority; a dynamic one (`.dynamic.`) wins over the static."""
    authorities = _object(slot, "resolutions").get("resolutionsPerAuthority")
    if not isinstance(authorities, list):
        return ""
    names: list[str] = []
    for authority in authorities:
        if _text(_object(authority, "status"), "code") != "ER_SUCCESS_MATCH":
            continue
        values = authority.get("values")
        if not isinstance(values, list) or len(values) != 1:
            continue
        name = _text(_object(values[0], "value"), "name")
        at = 0 if ".dynamic." in _text(authority, "authority") else len(names)
        names.insert(at, name)
    return names[0] if names else ""


def _token(holder: _Json) -> str | None:
    return _text(_object(holder, "user"), "accessToken") or None


def _object(holder: object, name: str) -> _Json:
    """A member that is an object; an empty one where it is missing or something else."""
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _text(holder: object, name: str) -> str:
    """A member that is a string; empty where it is missing or something else."""
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    """An ISO 8601 time with its offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
