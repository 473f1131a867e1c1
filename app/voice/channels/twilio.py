"""Telephone by TwiML: Twilio Voice and services that speak like it.

A call is one session. What is heard comes back to the same address with `?heard=1`, also when it
was silence. A card is typed to the telephony provider, whose connector gives a token; it comes back
with `?paid=1`, as does that no card was taken, and no digit of the card comes here. Source: TwiML
for Programmable Voice, `<Pay>` (fact sheet §3.1, read 2026-11-20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from app.voice.channels import proofs
from app.voice.channels.port import Answer, Incoming, Scene, Settings, number_told
from app.voice.nlu.understanding import ADDRESSING, Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, Speech, joined
from app.voice.speech import said_plainly
from app.voice.ssml import clean
from app.voice.turn import Intent, Turn, TurnKind
from domain.errors import BadSignatureError
from domain.ids import MerchantId

_XML: Final = "text/xml; charset=utf-8"
_OVER: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_HINTS: Final = 100
_MAX_HINT: Final = 100
_OF_GOODS: Final = frozenset(
    {Expect.NOTHING, Expect.PRODUCT, Expect.PRODUCT_CHOICE, Expect.MORE_ITEMS, Expect.CHANGE}
)
_SILENCE_S: Final = "8"
"""Until the reprompt; the provider's own five are short for who speaks slowly."""
_MAX_SAY: Final = 4_000


@dataclass(frozen=True, slots=True)
class Telephone:
    """The channel; the external id is the number that is called."""

    name: str = "phone"
    title: str = "Telephone (Twilio)"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """The signature under the account's auth token."""
        proofs.twilio(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """One turn per request. Raises BadSignatureError without a call."""
        call = incoming.field("CallSid")[:64]
        if not call:
            raise BadSignatureError("the request names no call")
        paid = incoming.query.get("paid") == "1"
        heard = paid or incoming.query.get("heard") == "1"
        token = _token(incoming) if paid else None
        told = (Intent.YES if token else Intent.CARD_FAILED) if paid else None
        kind = TurnKind.SPEECH if heard else TurnKind.LAUNCH
        if incoming.field("CallStatus") in _OVER:
            kind = TurnKind.ENDED
        return (
            Turn(
                channel=self.name,
                merchant_id=merchant_id,
                session_id=call,
                user_id=number_told(incoming.field("From")),
                by_phone=True,
                locale=incoming.field("Language") or settings.locale,
                request_id=incoming.headers.get("i-twilio-idempotency-token", "-")[:80],
                kind=kind,
                intent=told,
                text=_said(incoming) if kind is TurnKind.SPEECH and not paid else None,
                pressed=bool(incoming.field("Digits")),
                payment_token=token,
                new_session=kind is TurnKind.LAUNCH,
            ),
        )

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """Say it and listen, or say it and hang up."""
        turn, reply = turns[0], replies[0]
        root = Element("Response")
        if scene.stays(reply):
            _ask_for_more(root, turn, reply, scene)
        elif reply.end:
            _say(root, reply.say, turn.locale)
            person = scene.person(reply)
            if person:
                SubElement(root, "Dial").text = person
            SubElement(root, "Hangup")
        elif reply.pay and scene.settings.options.get("payment_connector"):
            _take_card(root, turn, reply, scene)
        else:
            action = _heard_at(scene)
            gather = SubElement(root, "Gather", _listening(action, turn.locale, reply, scene))
            _say(gather, joined(reply.say, reply.keypad), turn.locale)
            if reply.reprompt:  # the gather ended without a word and its action failed
                _say(root, reply.reprompt, turn.locale)
            SubElement(root, "Redirect", {"method": "POST"}).text = action
        body = tostring(root, encoding="utf-8", xml_declaration=True)
        return Answer(body=body, content_type=_XML)


def _heard_at(scene: Scene) -> str:
    return f"{urlsplit(scene.incoming.url).path}?heard=1"


def _ask_for_more(root: Element, turn: Turn, reply: Reply, scene: Scene) -> None:
    """Say it and ask for more; who keeps silent has none, and is told goodbye."""
    listening = _listening(_heard_at(scene), turn.locale, reply, scene)
    del listening["actionOnEmptyResult"]
    gather = SubElement(root, "Gather", listening)
    _say(gather, joined(reply.say, say("phone.more")), turn.locale)
    _say(root, say("goodbye"), turn.locale)
    SubElement(root, "Hangup")


def _token(incoming: Incoming) -> str | None:
    """The connector's token; None where the caller gave up or the card was not taken."""
    token = incoming.field("PaymentToken")[:255]
    return token if token and incoming.field("Result") == "success" else None


def _take_card(root: Element, turn: Turn, reply: Reply, scene: Scene) -> None:
    """Have the provider ask for a card and turn it into a token, without charging it."""
    _say(root, reply.pay, turn.locale)
    taken = {
        "input": "dtmf",
        "paymentConnector": scene.settings.options["payment_connector"],
        "tokenType": "one-time",
        "language": turn.locale,
        "action": f"{urlsplit(scene.incoming.url).path}?paid=1",
    }
    SubElement(root, "Pay", taken)


def _said(incoming: Incoming) -> str:
    """Words, or the keys that were pressed; empty: silence."""
    return clean(incoming.field("Digits") or incoming.field("SpeechResult"))


def _listening(action: str, locale: str, reply: Reply, scene: Scene) -> dict[str, str]:
    said = {
        "input": "speech dtmf",
        "action": action,
        "method": "POST",
        "language": locale,
        "timeout": _SILENCE_S,
        "speechTimeout": "auto",
        "actionOnEmptyResult": "true",
    }
    hints = _hints(reply, scene)
    return {**said, "hints": hints} if hints else said


def _hints(reply: Reply, scene: Scene) -> str:
    """What was just offered, then the shop's own words: recognition is biased by them.

    Where goods may be named, what sells best goes before sizes and colors.
    """
    words = scene.words.vocabulary
    values = [value for offered in words.values.values() for value in offered.values()]
    own = [*words.store_names.values(), *values, *scene.words.best]
    if reply.expect in _OF_GOODS:
        own = [*scene.words.best, *own]
    phrases = [*reply.choices, *([] if reply.expect in ADDRESSING else own)]
    wanted = dict.fromkeys(each.replace(",", " ").strip()[:_MAX_HINT] for each in phrases)
    return ", ".join([each for each in wanted if each][:_HINTS])


def _say(parent: Element, speech: Speech, locale: str) -> None:
    """Plain words, codes digit by digit: every voice takes them."""
    words = clean(said_plainly(speech, locale))[:_MAX_SAY]
    if words:
        SubElement(parent, "Say", {"language": locale}).text = words
