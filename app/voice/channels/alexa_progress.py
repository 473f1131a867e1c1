"""Alexa's progressive response: a word to a shopper whose answer takes long.

Source: Alexa documentation "Send the User a Progressive Response" (fact sheet §1.2, read
2026-11-20): VoicePlayer.Speak to the Directive service of the request's own endpoint, at most 600
characters and five times a request. Best effort: nothing waits for it, and what comes after the
answer is dropped by Amazon.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache, partial
from typing import Final
from urllib.parse import urlsplit

import orjson

from app.voice.channels.alexa import Envelope
from app.voice.prompts.catalog import say
from app.voice.services import Patience
from app.voice.ssml import ssml
from app.voice.turn import Turn, TurnKind

_HOSTS: Final = frozenset(
    {"api.amazonalexa.com", "api.eu.amazonalexa.com", "api.fe.amazonalexa.com"}
)
"""The only places that a request's token is sent to."""
_PATH: Final = "/v1/directives"
_MAX_SPEECH: Final = 600


def while_working(patience: Patience | None, envelope: Envelope) -> AbstractContextManager[None]:
    """Around the work on a request: who waits long hears that we are at it."""
    device, turn = envelope.device, envelope.turn
    if patience is None or turn.kind is not TurnKind.SPEECH or not device.token:
        return nullcontext()
    if not is_amazons(device.endpoint):
        return nullcontext()
    return patience.waiting(device.endpoint + _PATH, device.token, partial(_body, turn))


@lru_cache(maxsize=16)
def is_amazons(endpoint: str) -> bool:
    """Whether an endpoint is one of Alexa's own, over TLS and without anything behind it."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    plain = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme == "https" and parts.hostname in _HOSTS and port is None and plain


def _body(turn: Turn) -> bytes:
    speech = ssml(say("moment"), locale=turn.locale, limit=_MAX_SPEECH)
    return orjson.dumps(
        {
            "header": {"requestId": turn.request_id},
            "directive": {"type": "VoicePlayer.Speak", "speech": speech},
        }
    )
