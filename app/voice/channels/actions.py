"""Google's Actions webhook format, which outlived the assistant it was made for.

Source: Actions Builder webhook reference (fact sheet §2.1); the session id is echoed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.voice.channels.naming import intent_named, kind_named, slots_in
from app.voice.channels.port import (
    Answer,
    Incoming,
    Scene,
    Settings,
    answer_json,
    inner,
    text_of,
)
from app.voice.channels.proofs import GoogleTokens, bearer_of, shared_secret
from app.voice.reply import Reply
from app.voice.speech import shown
from app.voice.ssml import clean, ssml
from app.voice.turn import Intent, Turn, TurnKind
from domain.errors import BadSignatureError
from domain.ids import MerchantId

_END: Final = "actions.scene.END_CONVERSATION"
_GOOGLES: Final = "actions.intent."
_MAIN: Final = "actions.intent.MAIN"
_MAX_SPEECH: Final = 8_000
_SIGNATURE: Final = "google-assistant-signature"


@dataclass(frozen=True, slots=True)
class ActionsBuilder:
    """The channel; the external id is the project, for which Google's token must be made."""

    tokens: GoogleTokens
    name: str = "google"
    title: str = "Google Actions webhook"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """Google's signature for the project, or the shared secret where one is sent."""
        token = incoming.headers.get(_SIGNATURE, "")
        if token:
            self.tokens.check(token, incoming, audience=settings.external_id, email=None)
        else:
            shared_secret(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """The one turn of a request."""
        payload = incoming.json()
        session = text_of(inner(payload, "session"), "id")[:200]
        if not session:
            raise BadSignatureError("the request names no session")
        intent = inner(payload, "intent")
        handler = text_of(inner(payload, "handler"), "name")
        name = text_of(intent, "name")
        parameters = inner(intent, "params")
        told = {
            key: value.get("original") or value.get("resolved")
            for key, value in parameters.items()
            if isinstance(value, dict)
        }
        token = bearer_of(incoming) if incoming.headers.get(_SIGNATURE) else ""
        return (
            Turn(
                channel=self.name,
                merchant_id=merchant_id,
                session_id=session,
                user_id=text_of(inner(payload, "user", "params"), "id"),
                locale=text_of(inner(payload, "user"), "locale") or settings.locale,
                kind=_kind(handler, name),
                intent=_intent(handler, name),
                slots=dict(slots_in(told)),
                text=clean(text_of(intent, "query")) or None,
                access_token=token or None,
            ),
        )

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """A prompt, with the choices as suggestions on screens."""
        turn, reply = turns[0], replies[0]
        payload = scene.incoming.json()
        prompt: dict[str, Any] = {
            "override": True,
            "firstSimple": {
                "speech": ssml(reply.say, locale=turn.locale, limit=_MAX_SPEECH),
                "text": shown(reply.say, turn.locale)[:640],
            },
        }
        if reply.choices and not reply.end:
            prompt["suggestions"] = [{"title": each[:25]} for each in reply.choices[:8]]
        answer: dict[str, Any] = {
            "session": {"id": turn.session_id, "params": dict(inner(payload, "session", "params"))},
            "prompt": prompt,
        }
        if reply.end:
            scene_name = text_of(inner(payload, "scene"), "name") or "Main"
            answer["scene"] = {"name": scene_name, "slots": {}, "next": {"name": _END}}
        return answer_json(answer)


def _kind(handler: str, intent: str) -> TurnKind:
    """Google's own intent says whether a conversation begins; a handler may be one for all turns,
    whatever it is called."""
    if intent.startswith(_GOOGLES):
        return TurnKind.LAUNCH if intent == _MAIN else TurnKind.SPEECH
    return kind_named(intent or handler)


def _intent(handler: str, intent: str) -> Intent | None:
    """The project's own intent, else what the handler is called by; a greeting is no wish."""
    found = intent_named("" if intent.startswith(_GOOGLES) else intent, handler)
    return None if found is Intent.GREETING else found
