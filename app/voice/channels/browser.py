"""A web page's script: sentences as JSON, under a ticket that the page was given.

The ticket names the session and is signed with the channel's secret, so that nobody can speak in
a session that was not opened for them, and nothing about it is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.voice.channels.port import Answer, Incoming, Json, Scene, Settings, answer_json, text_of
from app.voice.prompts.catalog import LANGUAGES
from app.voice.reply import InfoCard, Reply
from app.voice.speech import shown
from app.voice.ssml import clean
from app.voice.turn import Turn, TurnKind
from domain.errors import BadSignatureError, StaleMessageError
from domain.ids import MerchantId

KIND: Final = "web"
MAX_TEXT: Final = 500
TICKET_LIFE: Final = timedelta(hours=12)
_TICKET: Final = re.compile(r"(\d{1,12})\.([\w-]{22})\.([0-9a-f]{64})", re.ASCII)
_KINDS: Final = {"open": TurnKind.LAUNCH, "say": TurnKind.SPEECH, "close": TurnKind.ENDED}
_LOCALE: Final = re.compile(r"[a-z]{2}-[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Browser:
    """The channel; the external id is the merchant's own."""

    name: str = KIND
    title: str = "Web page (talk to the store)"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """The ticket. Raises BadSignatureError; StaleMessageError for one of yesterday."""
        issued, session, told = _parts(incoming.json())
        if not hmac.compare_digest(_seal(settings.secret, issued, session), told):
            raise BadSignatureError("the ticket is not one of ours")
        if incoming.now.timestamp() - int(issued) > TICKET_LIFE.total_seconds():
            raise StaleMessageError("the page was opened too long ago; load it again")

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """One turn. Raises BadSignatureError for an unknown kind, or a text that is too long."""
        told = incoming.json()
        kind = _KINDS.get(text_of(told, "kind"))
        text = clean(text_of(told, "text")).strip()
        if kind is None or len(text) > MAX_TEXT:
            raise BadSignatureError(f"`kind` is one of {', '.join(_KINDS)}; `text` ≤ {MAX_TEXT}")
        _, session, _ = _parts(told)
        return (
            Turn(
                channel=KIND,
                merchant_id=merchant_id,
                session_id=session,
                user_id=session,
                locale=_locale(told, settings),
                request_id=f"{session}-{text_of(told, 'number')[:9]}",
                kind=kind,
                text=text if kind is TurnKind.SPEECH else None,
                access_token=text_of(told, "account")[:200] or None,
                new_session=kind is TurnKind.LAUNCH,
            ),
        )

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """Plain words to be read, and read aloud; the script writes them as text."""
        del scene
        turn, reply = turns[0], replies[0]
        return answer_json(
            {
                "say": shown(reply.say, turn.locale),
                "reprompt": shown(reply.reprompt, turn.locale),
                "choices": list(reply.choices),
                "card": _card(reply, turn.locale),
                "end": reply.end,
                "locale": turn.locale,
            }
        )


def ticket(secret: str, now: datetime) -> str:
    """The right to speak in a new session, for twelve hours."""
    issued, session = str(int(now.timestamp())), secrets.token_urlsafe(16)
    return f"{issued}.{session}.{_seal(secret, issued, session)}"


def _parts(told: Json) -> tuple[str, str, str]:
    found = _TICKET.fullmatch(text_of(told, "ticket"))
    if found is None:
        raise BadSignatureError("there is no ticket")
    issued, session, seal = found.groups()
    return issued, session, seal


def _seal(secret: str, issued: str, session: str) -> str:
    about = f"{KIND}|{issued}|{session}"
    return hmac.new(secret.encode(), about.encode(), hashlib.sha256).hexdigest()


def _locale(told: Json, settings: Settings) -> str:
    """What the page asks for, if we speak it."""
    wanted = text_of(told, "locale")
    if _LOCALE.fullmatch(wanted) and wanted[:2] in LANGUAGES:
        return wanted
    return settings.locale


def _card(reply: Reply, locale: str) -> dict[str, Any] | None:
    card = reply.card
    if not isinstance(card, InfoCard):
        return None
    lines = [shown(line, locale) for line in card.lines]
    return {"title": shown(card.title, locale), "lines": lines, "link": card.link}
