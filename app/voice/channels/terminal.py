"""A shopper at the keyboard: text in, the same conversation, text out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from app.voice.conversation import Conversation
from app.voice.reply import InfoCard, LinkAccountCard, Reply
from app.voice.speech import shown
from app.voice.turn import Turn, TurnKind
from domain.ids import MerchantId

CHANNEL: Final = "terminal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is printed for one turn."""

    text: str
    card: str | None = None
    end: bool = False


class Terminal:
    """One session of one shopper; `access_token` is the shop account's, if linked."""

    def __init__(
        self,
        conversation: Conversation,
        *,
        merchant_id: MerchantId,
        session_id: str,
        user_id: str = "terminal",
        access_token: str | None = None,
        locale: str = "en-US",
    ) -> None:
        self._conversation = conversation
        self._numbers = count(1)
        self._turn = Turn(
            channel=CHANNEL,
            merchant_id=merchant_id,
            session_id=session_id,
            user_id=user_id,
            locale=locale,
            access_token=access_token,
            can_link=True,
        )

    def open(self) -> Line:
        """The greeting."""
        return self._line(kind=TurnKind.LAUNCH)

    def say(self, text: str) -> Line:
        """What is answered to a sentence."""
        return self._line(text=text)

    def close(self) -> None:
        """Leave; what is held but not agreed to is given back."""
        self._line(kind=TurnKind.ENDED)

    def _line(self, *, kind: TurnKind = TurnKind.SPEECH, text: str | None = None) -> Line:
        number = next(self._numbers)
        turn = replace(
            self._turn,
            kind=kind,
            text=text,
            request_id=f"{self._turn.session_id}-{number}",
            new_session=number == 1,
        )
        return _printed(self._conversation.answer(turn), self._turn.locale)


def _printed(reply: Reply, locale: str) -> Line:
    card: str | None = None
    match reply.card:
        case InfoCard(title=title, lines=lines, link=link):
            texts = [shown(title, locale), *(shown(line, locale) for line in lines)]
            card = "\n".join([*texts, *([link] if link else [])])
        case LinkAccountCard():
            card = "Link your shop account."
        case None:
            pass
    return Line(text=shown(reply.say, locale), card=card, end=reply.end)
