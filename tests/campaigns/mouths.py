"""One well-formed body and one proof per voice channel, for campaigns that send bodies."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode

from app.voice.channels.browser import ticket
from domain.ids import MerchantId
from sandbox.alexa.device import CHAIN_URL
from sandbox.alexa.signing import SigningChain
from tests.fakes.clock import FakeClock

MERCHANT = MerchantId("mer_1")
SECRET = "a secret of both sides"
SKILL = "amzn1.ask.skill.fuzzed"
_PUBLIC = "https://shop.example"
_NOW = FakeClock().now()
_BEARER = {"Authorization": f"Bearer {SECRET}"}
_NUMBERS = count(1)
_TICKETS = [ticket(SECRET, _NOW) for _ in range(50)]


@dataclass(frozen=True)
class Mouth:
    """How one channel speaks: a body that fits, and the proof of whatever is sent."""

    name: str
    sample: Callable[[str, str], Any]
    """The body for a session and words."""
    headers: Callable[[bytes, str], dict[str, str]] = lambda body, url: _BEARER
    path: str = ""
    is_form: bool = False

    def request(self, body: Any, chance: random.Random) -> dict[str, Any]:
        """What is sent, signed."""
        path = f"/callbacks/{self.name.partition(' ')[0]}/{MERCHANT}{self.path}"
        if self.is_form:
            path += chance.choice(("", "?heard=1", "?heard=1", "?heard=1&CallStatus=x", "?paid=1"))
            raw = _form(body)
            kind = "application/x-www-form-urlencoded"
        else:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            kind = "application/json"
        return {
            "path": path,
            "method": "POST",
            "data": raw,
            "headers": {"Content-Type": kind, **self.headers(raw, _PUBLIC + path)},
        }


def mouths(chain: SigningChain) -> Iterator[Mouth]:
    """Every channel in every dialect it has."""
    yield Mouth("alexa", _alexa, lambda raw, _: _amazon(chain, raw))
    yield Mouth("dialogflow es", _es)
    yield Mouth("dialogflow cx", _cx)
    yield Mouth("google", _google)
    yield Mouth("phone", _call, _twilio, is_form=True)
    yield Mouth("vxml", _vxml, is_form=True)
    yield Mouth("lex v2", _lex2)
    yield Mouth("lex v1", _lex1)
    yield Mouth("lex connect", _connect)
    yield Mouth("vapi", _vapi)
    yield Mouth("retell", _retell, lambda raw, _: _retold(raw))
    yield Mouth("chat", _chat, path="/chat/completions")
    yield Mouth("web", _web)


def _form(body: Any) -> bytes:
    """As a form's fields, whatever it is."""
    if not isinstance(body, dict):
        return urlencode({"CallSid": body, "session": body}, errors="replace").encode()
    return urlencode(body, doseq=True, errors="replace").encode()


def _alexa(session: str, words: str) -> Any:
    slot = {"name": "query", "value": words, "confirmationStatus": "NONE"}
    intent = {"name": "ProductSearchIntent", "slots": {"query": slot}}
    user = {"userId": "u1", "accessToken": "t"}
    stamp = _NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "version": "1.0",
        "session": {
            "new": words == "",
            "sessionId": session,
            "application": {"applicationId": SKILL},
            "user": user,
            "attributes": {},
        },
        "context": {"System": {"application": {"applicationId": SKILL}, "user": user}},
        "request": {
            "type": "LaunchRequest" if words == "" else "IntentRequest",
            "requestId": f"r-{next(_NUMBERS)}",
            "timestamp": stamp,
            "locale": "en-US",
            "intent": intent,
        },
    }


def _amazon(chain: SigningChain, raw: bytes) -> dict[str, str]:
    return {"Signature-256": chain.sign(raw), "SignatureCertChainUrl": CHAIN_URL}


def _es(session: str, words: str) -> Any:
    return {
        "responseId": "r1",
        "session": f"projects/p/agent/sessions/{session}",
        "queryResult": {
            "queryText": words,
            "parameters": {"product": "mug", "quantity": 2.0},
            "languageCode": "en",
            "intent": {"displayName": "order.status"},
        },
        "originalDetectIntentRequest": {"source": "GOOGLE_TELEPHONY", "payload": {}},
    }


def _cx(session: str, words: str) -> Any:
    return {
        "text": words,
        "languageCode": "en",
        "fulfillmentInfo": {"tag": "talk"},
        "intentInfo": {"displayName": "x", "parameters": {"product": {"resolvedValue": "mug"}}},
        "sessionInfo": {"session": f"projects/p/locations/l/agents/a/sessions/{session}"},
    }


def _google(session: str, words: str) -> Any:
    return {
        "handler": {"name": "talk"},
        "intent": {"name": "talk", "params": {"product": {"resolved": "mug"}}, "query": words},
        "scene": {"name": "Talk"},
        "session": {"id": session, "params": {}},
        "user": {"locale": "en-US", "params": {"bearerToken": "t"}},
    }


def _call(session: str, words: str) -> Any:
    paid = {"Result": "success", "PaymentToken": words}
    return {"CallSid": session, "From": "+14155550100", "SpeechResult": words, **paid}


def _twilio(raw: bytes, url: str) -> dict[str, str]:
    """Over the fields as the other side reads them."""
    fields = parse_qs(raw.decode(), keep_blank_values=True, errors="replace")
    text = url + "".join(
        name + value for name, values in sorted(fields.items()) for value in sorted(set(values))
    )
    digest = hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).digest()
    return {"X-Twilio-Signature": base64.b64encode(digest).decode()}


def _vxml(session: str, words: str) -> Any:
    return {"session": session, "caller": "+1415", "event": "heard", "heard": words}


def _lex2(session: str, words: str) -> Any:
    value = {"originalValue": "mug", "interpretedValue": "mug", "resolvedValues": ["mug"]}
    slots = {"product": {"shape": "Scalar", "value": value}, "size": None}
    intent = {"name": "CheckStock", "slots": slots, "state": "InProgress"}
    return {
        "messageVersion": "1.0",
        "sessionId": session,
        "inputMode": "Speech",
        "responseContentType": "text/plain; charset=utf-8",
        "inputTranscript": words,
        "bot": {"localeId": "en_US"},
        "interpretations": [{"intent": intent, "nluConfidence": {"score": 0.8}}],
        "sessionState": {"intent": intent, "sessionAttributes": {}},
        "transcriptions": [{"transcription": words}],
    }


def _lex1(session: str, words: str) -> Any:
    intent = {"name": "OrderStatus", "slots": {"product": "mug"}, "confirmationStatus": "None"}
    return {"userId": session, "inputTranscript": words, "currentIntent": intent}


def _connect(session: str, words: str) -> Any:
    contact = {"ContactId": session, "CustomerEndpoint": {"Address": "+1415", "Type": "T"}}
    details = {"ContactData": contact, "Parameters": {"text": words}}
    return {"Name": "ContactFlowEvent", "Details": details}


def _vapi(session: str, words: str) -> Any:
    call = {"id": "c1", "name": "ask_the_store", "parameters": {"text": words}}
    other = {"id": "c2", "function": {"name": "order_status", "arguments": '{"text": "x"}'}}
    return {
        "message": {"type": "tool-calls", "call": {"id": session}, "toolCallList": [call, other]}
    }


def _retell(session: str, words: str) -> Any:
    return {
        "interaction_type": "response_required",
        "response_id": 1,
        "call": {"call_id": session},
        "transcript": [{"role": "agent", "content": "hi"}, {"role": "user", "content": words}],
    }


def _retold(raw: bytes) -> dict[str, str]:
    sent = str(int(_NOW.timestamp() * 1000))
    digest = hmac.new(SECRET.encode(), raw + sent.encode(), hashlib.sha256).hexdigest()
    return {"X-Retell-Signature": f"v={sent},d={digest}"}


def _chat(session: str, words: str) -> Any:
    messages = [{"role": "system", "content": "x"}, {"role": "user", "content": words}]
    return {"model": "m", "user": session, "stream": words == "yes", "messages": messages}


def _web(session: str, words: str) -> Any:
    held = _TICKETS[int(session[1:])]
    return {"ticket": held, "kind": "say", "text": words, "number": 1, "locale": "en-US"}
