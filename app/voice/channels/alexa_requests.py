"""Alexa's requests outside of a conversation: each is answered as Amazon documents it.

Source: Alexa documentation "Request Types Reference", "CanFulfillIntentRequest Reference", "Skill
Events in Alexa Skills" (fact sheet §1.1, read 2026-11-20). Skill events come late, more than once
and in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import orjson
import structlog

from app.commerce.ports import Discovery
from app.voice.channels.alexa import CHANNEL, Envelope
from app.voice.channels.alexa_dialog import delegated
from app.voice.channels.alexa_intents import INTENTS, SLOTS
from app.voice.channels.port import Json, inner, text_of
from app.voice.services import ShopServices
from app.voice.turn import Intent, Slot, TurnKind
from domain.ids import MerchantId

_LOG = structlog.get_logger(__name__)
_REMEMBERED: Final = timedelta(hours=2)
"""Twice as long as an event may be under way."""
_LIKE: Final = 60.0
"""The score from which on a product is what was asked for."""
_GOODS: Final = frozenset({Slot.QUERY, Slot.PRODUCT})
_DISABLED: Final = "AlexaSkillEvent.SkillDisabled"
_FAILED: Final = frozenset({"System.ExceptionEncountered", "SessionEndedRequest"})


def answered(envelope: Envelope, shop: ShopServices) -> bytes | None:
    """The answer to a request that no conversation is needed for; None: one is."""
    if envelope.kind == "CanFulfillIntentRequest":
        return _bytes({"canFulfillIntent": can_fulfill(envelope, shop.discovery)})
    if envelope.kind == "IntentRequest" and envelope.dialog.is_merchants:
        return _bytes(delegated())
    if envelope.is_event:
        _take_event(envelope, shop)
        return _bytes({})
    if envelope.kind in _FAILED:
        _note_failure(envelope)
    if envelope.turn.kind is TurnKind.EVENT:
        _LOG.info("alexa.request_noted", kind=envelope.kind[:60])
        return _bytes({})
    return None


# --- can it be fulfilled -------------------------------------------------------------------------


def can_fulfill(envelope: Envelope, discovery: Discovery) -> Json:
    """Whether this shop could serve a wish that was said to no skill; nothing is done for it."""
    intent = inner(envelope.request, "intent")
    meant = INTENTS.get(text_of(intent, "name"), Intent.UNKNOWN)
    merchant_id = envelope.turn.merchant_id
    slots = {
        name: _slot(name, raw, merchant_id, discovery)
        for name, raw in inner(intent, "slots").items()
    }
    told = {each["canFulfill"] for each in slots.values()}
    if meant is Intent.UNKNOWN or "NO" in told:
        overall = "NO"
    else:
        overall = "MAYBE" if "MAYBE" in told else "YES"
    return {"canFulfill": overall, "slots": slots}


def _slot(
    name: str, raw: object, merchant_id: MerchantId, discovery: Discovery
) -> Mapping[str, str]:
    slot = SLOTS.get(name.lower().replace("_", ""))
    value = text_of(raw, "value") if isinstance(raw, dict) else ""
    if slot is None:
        return {"canUnderstand": "NO", "canFulfill": "NO"}
    if not value:
        return {"canUnderstand": "MAYBE", "canFulfill": "MAYBE"}
    if slot not in _GOODS:
        return {"canUnderstand": "YES", "canFulfill": "YES"}
    found = discovery.find(merchant_id, value, attributes={}, limit=1)
    has = bool(found) and found[0].score >= _LIKE
    return {"canUnderstand": "YES" if has else "NO", "canFulfill": "YES" if has else "NO"}


# --- events --------------------------------------------------------------------------------------


def _take_event(envelope: Envelope, shop: ShopServices) -> None:
    """A skill that is disabled ends its shopper's link; Amazon has no other word for unlinking."""
    voice, turn = shop.voice, envelope.turn
    first = voice.seen.first_time(
        f"{CHANNEL}:{turn.merchant_id}",
        envelope.request_id,
        ttl=_REMEMBERED,
        now=voice.clock.now(),
    )
    ended = 0
    if first and envelope.kind == _DISABLED and turn.access_token and voice.link_ender is not None:
        ended = voice.link_ender.end(turn.merchant_id, turn.access_token)
    kind = envelope.kind.rpartition(".")[2][:60]
    _LOG.info("alexa.skill_event", kind=kind, repeated=not first, links_ended=ended)


def _note_failure(envelope: Envelope) -> None:
    """Amazon says so when it could not use an answer of ours."""
    error = inner(envelope.request, "error")
    kind = text_of(error, "type")[:60]
    if kind:
        _LOG.warning("alexa.answer_refused", kind=kind, reason=text_of(error, "message")[:200])


def _bytes(response: dict[str, Any]) -> bytes:
    return orjson.dumps({"version": "1.0", "response": response})
