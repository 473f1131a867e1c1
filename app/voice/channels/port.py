"""What every voice channel is to the gateway: a proof, a parser and a renderer.

A channel is data and three functions; the callback runs them in this order. Nothing of a body is
used before the request is proven to come from the channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

import orjson

from app.voice.reply import Reply
from app.voice.shop_words import ShopWords
from app.voice.turn import Turn
from domain.errors import BadSignatureError
from domain.ids import MerchantId

Json: TypeAlias = Mapping[str, Any]

JSON = "application/json"
MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came; `url` is the public address it was sent to, with its query."""

    url: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    """Fields of a form body; empty for others."""
    query: Mapping[str, str] = field(default_factory=dict)
    now: datetime

    def json(self) -> Json:
        """The body as an object. Raises BadSignatureError if it is none: no channel sends that."""
        try:
            payload = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise BadSignatureError("the body is not JSON") from None
        if not isinstance(payload, dict):
            raise BadSignatureError("the body is no JSON object")
        return payload

    def field(self, name: str) -> str:
        """The first value of a form field, else of the query; empty if there is none."""
        values = self.form.get(name)
        return values[0] if values else self.query.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is set of one channel of one merchant."""

    channel_id: str
    external_id: str
    secret: str = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict)
    """By name, such as `locale`, `audience`, `transfer_to`."""
    default_locale: str = "en-US"
    """The merchant's own."""

    @property
    def locale(self) -> str:
        """What is spoken where the channel does not say."""
        return self.options.get("locale", self.default_locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to send back."""

    body: bytes | Iterable[bytes]
    """Several pieces are sent one by one."""
    content_type: str = JSON
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What rendering may need besides the reply."""

    incoming: Incoming
    settings: Settings
    words: ShopWords
    opened: bool = False
    """A `Streamed` channel's opening was sent already."""

    def stays(self, reply: Reply) -> bool:
        """Whether a caller is asked for more where other channels would stop listening."""
        return reply.end and reply.is_open and not reply.transfer

    def person(self, reply: Reply) -> str:
        """Whom the call is handed over to after this reply; empty: nobody."""
        return self.settings.options.get("transfer_to", "") if reply.transfer else ""


class Channel(Protocol):
    """One way shoppers speak to a merchant."""

    @property
    def name(self) -> str:
        """In its address, and the kind of its rows."""
        ...

    @property
    def title(self) -> str:
        """As people call it."""
        ...

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """That the request is from the channel. Raises BadSignatureError, StaleMessageError."""
        ...

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """What the shopper did; several for channels that send several at once, none for what
        asks for no answer. Raises BadSignatureError for a body that is none of the channel's."""
        ...

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """What the channel wants to hear."""
        ...


@runtime_checkable
class Streamed(Protocol):
    """A channel that can be answered piece by piece, so that who waits hears something."""

    def streams(self, incoming: Incoming) -> bool:
        """Whether this request wants it so."""
        ...

    def opening(self, turn: Turn, incoming: Incoming) -> Answer:
        """That it takes a moment: sent before `render`, whose scene says so."""
        ...


_WITHHELD: Final = frozenset(
    {"anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld",
     # The first five as a keypad spells them, which is how Twilio tells them.
     "266696687", "7378742833", "2562533", "8656696", "86282452253"}
)  # fmt: skip


def number_told(caller: str) -> str:
    """The number or name that a call comes from; empty where the caller withholds it.

    Telephony providers send a word instead, or (Twilio) that word in keys as if it were a number:
    taken for one, everybody who withholds theirs would be one and the same caller.
    """
    named = caller.strip()[:40]
    word = named.lower().removeprefix("sip:").removeprefix("tel:").lstrip("+").partition("@")[0]
    return "" if word in _WITHHELD else named


def answer_json(payload: Any, *, status: int = 200) -> Answer:
    """An object as the channel reads it."""
    return Answer(body=orjson.dumps(payload), status=status)


def inner(payload: Json, *names: str) -> Json:
    """The object below, empty where there is none or something else."""
    found: Any = payload
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def text_of(payload: Json, name: str) -> str:
    """A text, or a number as its digits; empty for anything else."""
    value = payload.get(name)
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def items_of(payload: Json, name: str) -> list[Json]:
    """The objects of a list."""
    value = payload.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
