"""VoiceXML 2.1, for telephone systems on a merchant's premises.

Each page asks one question and submits what was heard to the same address. Source: W3C VoiceXML
2.1 (Recommendation, 19 June 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from app.voice.channels.port import Answer, Incoming, Scene, Settings, number_told
from app.voice.channels.proofs import shared_secret
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, Speech, joined
from app.voice.speech import said_plainly
from app.voice.ssml import clean
from app.voice.turn import Turn, TurnKind
from domain.errors import BadSignatureError
from domain.ids import MerchantId

_TYPE: Final = "application/voicexml+xml"
_NAMESPACE: Final = "http://www.w3.org/2001/vxml"
_GRAMMAR: Final = "builtin:grammar/text"
_KEYS: Final = "builtin:dtmf/digits"
_PRESSED: Final = "dtmf"
_HOW: Final = "application.lastresult$.inputmode"
"""`voice` or `dtmf` (VoiceXML 2.1 §5.1.5)."""
_SILENCE_S: Final = "7s"
_MAX_SAY: Final = 4_000


@dataclass(frozen=True, slots=True)
class VoiceXml:
    """The channel; `grammar` among its options names the platform's grammar for free speech."""

    name: str = "vxml"
    title: str = "VoiceXML 2.1"

    def prove(self, incoming: Incoming, settings: Settings) -> None:
        """The shared secret, usually by HTTP Basic."""
        shared_secret(incoming, settings)

    def turns(
        self, incoming: Incoming, settings: Settings, merchant_id: MerchantId
    ) -> Sequence[Turn]:
        """One turn per page. Raises BadSignatureError without a session."""
        session = incoming.field("session")[:200]
        if not session:
            raise BadSignatureError("the request has no field `session`")
        kind = {"": TurnKind.LAUNCH, "hangup": TurnKind.ENDED}.get(
            incoming.field("event"), TurnKind.SPEECH
        )
        return (
            Turn(
                channel=self.name,
                merchant_id=merchant_id,
                session_id=session,
                user_id=number_told(incoming.field("caller")),
                by_phone=True,
                locale=settings.locale,
                kind=kind,
                text=clean(incoming.field("heard")) if kind is TurnKind.SPEECH else None,
                pressed=incoming.field("how") == _PRESSED,
                new_session=kind is TurnKind.LAUNCH,
            ),
        )

    def render(self, turns: Sequence[Turn], replies: Sequence[Reply], scene: Scene) -> Answer:
        """A page that says it and listens, or says it and ends."""
        turn, reply = turns[0], replies[0]
        root = Element("vxml", {"version": "2.1", "xmlns": _NAMESPACE, "xml:lang": turn.locale})
        form = SubElement(root, "form", {"id": "turn"})
        if (reply.end and not scene.stays(reply)) or turn.kind is TurnKind.ENDED:
            block = SubElement(form, "block")
            _prompt(block, reply.say, turn.locale)
            person = scene.person(reply)
            if person:
                # The form goes on behind the block; a blind transfer leaves the page for good.
                dialed = {"name": "person", "dest": f"tel:{person}", "bridge": "false"}
                SubElement(form, "transfer", dialed)
            else:
                SubElement(block, "exit")
        else:
            self._ask(root, form, turn, reply, scene)
        body = tostring(root, encoding="utf-8", xml_declaration=True)
        return Answer(body=body, content_type=_TYPE)

    def _ask(self, root: Element, form: Element, turn: Turn, reply: Reply, scene: Scene) -> None:
        address = urlsplit(scene.incoming.url).path
        for name, value in (
            ("session", turn.session_id),
            ("caller", turn.user_id),
            ("event", "heard"),
            ("how", "voice"),
        ):
            SubElement(form, "var", {"name": name, "expr": _literal(value)})
        field = SubElement(form, "field", {"name": "heard"})
        more = say("phone.more") if scene.stays(reply) else ()
        _prompt(field, joined(reply.say, reply.keypad, more), turn.locale, timeout=_SILENCE_S)
        grammar = scene.settings.options.get("grammar", _GRAMMAR)
        SubElement(field, "grammar", {"src": grammar, "type": "application/srgs+xml"})
        SubElement(field, "grammar", {"src": _KEYS, "mode": "dtmf"})
        _star(field)
        silent, unknown = SubElement(field, "noinput"), SubElement(field, "nomatch")
        _prompt(unknown, more or reply.reprompt or reply.say, turn.locale)
        if more:
            _prompt(silent, say("goodbye"), turn.locale)
            SubElement(silent, "exit")
        else:
            _prompt(silent, reply.reprompt or reply.say, turn.locale)
        submit = {"next": address, "method": "post", "namelist": "session caller event how heard"}
        filled = SubElement(field, "filled")
        SubElement(filled, "assign", {"name": "how", "expr": _HOW})
        SubElement(filled, "submit", submit)
        if not more:
            # Who stays silent is not asked the same for ever: the second time we are told.
            waiting = SubElement(field, "noinput", {"count": "2"})
            SubElement(waiting, "assign", {"name": "heard", "expr": "''"})
            SubElement(waiting, "submit", submit)
        hangup = SubElement(root, "catch", {"event": "connection.disconnect.hangup"})
        SubElement(hangup, "var", {"name": "session", "expr": _literal(turn.session_id)})
        SubElement(hangup, "var", {"name": "event", "expr": "'hangup'"})
        over = {"next": address, "method": "post", "namelist": "session event"}
        SubElement(hangup, "submit", over)


def _star(field: Element) -> None:
    """The star key, which the platform's own grammar for digits does not know."""
    star = {"mode": "dtmf", "version": "1.0", "root": "star"}
    rule = SubElement(SubElement(field, "grammar", star), "rule", {"id": "star"})
    SubElement(rule, "item").text = "*"


def _prompt(parent: Element, speech: Speech, locale: str, timeout: str | None = None) -> None:
    words = clean(said_plainly(speech, locale))[:_MAX_SAY]
    if words:
        attributes = {} if timeout is None else {"timeout": timeout}
        SubElement(parent, "prompt", attributes).text = words


def _literal(text: str) -> str:
    """A text as an ECMAScript string of the page."""
    plain = "".join(c if c.isalnum() or c in "+-_.:@/" else f"\\u{ord(c):04x}" for c in clean(text))
    return f"'{plain}'"
