"""A speaker in a kitchen: turns what its owner says (as intent and slots) into signed requests.

The real service turns speech into an intent of the skill's interaction model; here the caller
names the intent and slots that it would choose.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import urllib3

from sandbox.alexa.signing import SigningChain

CHAIN_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-14-sandbox.pem"
_TIMEOUT_S = 8.0  # Amazon gives up on a skill after 8 s


@dataclass(frozen=True, slots=True)
class Heard:
    """What the skill answered."""

    status: int
    body: dict[str, Any]
    elapsed_ms: float

    @property
    def ssml(self) -> str:
        """The spoken answer as SSML; empty when nothing is said."""
        speech = self.body.get("response", {}).get("outputSpeech") or {}
        return str(speech.get("ssml") or speech.get("text") or "")

    @property
    def keeps_listening(self) -> bool:
        """Whether the microphone stays open."""
        return self.body.get("response", {}).get("shouldEndSession") is False


@dataclass(slots=True)
class Device:
    """One speaker, linked to one person's account (or not), talking to one skill."""

    endpoint: str
    skill_id: str
    chain: SigningChain
    access_token: str | None = None
    locale: str = "en-US"
    user_id: str = "amzn1.ask.account.SANDBOX"
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=32))
    _session: str = ""
    _attributes: dict[str, Any] = field(default_factory=dict)
    _new: bool = True

    def launch(self) -> Heard:
        """ "Alexa, open …" """
        self.start()
        return self._ask({"type": "LaunchRequest"})

    def intent(self, name: str, slots: Mapping[str, str] | None = None) -> Heard:
        """Say something that the interaction model understands as this intent."""
        if not self._session:
            self.start()
        return self._ask(intent_request(name, slots))

    def hang_up(self) -> Heard:
        """Walk away; the session ends."""
        heard = self._ask({"type": "SessionEndedRequest", "reason": "USER_INITIATED"})
        self._session = ""
        return heard

    def start(self, session: str | None = None) -> None:
        """Begin a session, forgetting the one before."""
        self._session = session or f"amzn1.echo-api.session.{uuid.uuid4()}"
        self._attributes, self._new = {}, True

    def _ask(self, request: dict[str, Any]) -> Heard:
        body = json.dumps(self.envelope(request)).encode()
        started = datetime.now(UTC)
        answer = self.http.request(
            "POST",
            self.endpoint,
            body=body,
            headers=self.headers(body),
            timeout=_TIMEOUT_S,
            retries=False,
        )
        elapsed = (datetime.now(UTC) - started).total_seconds() * 1000
        told = json.loads(answer.data) if answer.data else {}
        self.hear(told)
        if told.get("response", {}).get("shouldEndSession"):
            self._session = ""
        return Heard(answer.status, told, elapsed)

    def hear(self, told: Mapping[str, Any]) -> None:
        """Keep what an answer asks to be sent back with the next turn of the session."""
        self._new = False
        self._attributes = told.get("sessionAttributes") or {}

    def headers(self, body: bytes) -> dict[str, str]:
        """What Amazon sends beside the body."""
        return {
            "Content-Type": "application/json; charset=utf-8",
            "SignatureCertChainUrl": CHAIN_URL,
            "Signature-256": self.chain.sign(body),
            "User-Agent": "Apache-HttpClient/UNAVAILABLE (Java/1.8)",
        }

    def envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        """The whole request, as the Alexa service words it."""
        user: dict[str, Any] = {"userId": self.user_id}
        if self.access_token is not None:
            user["accessToken"] = self.access_token
        application = {"applicationId": self.skill_id}
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "version": "1.0",
            "session": {
                "new": self._new,
                "sessionId": self._session,
                "application": application,
                "attributes": self._attributes,
                "user": user,
            },
            "context": {
                "System": {
                    "application": application,
                    "user": user,
                    "device": {"deviceId": "amzn1.ask.device.SANDBOX", "supportedInterfaces": {}},
                    "apiEndpoint": "https://api.amazonalexa.com",
                    "apiAccessToken": "SANDBOX",
                }
            },
            "request": {
                "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
                "timestamp": moment,
                "locale": self.locale,
                **request,
            },
        }


def intent_request(name: str, slots: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The `request` member for an intent with plain slot values."""
    filled = {
        slot: {"name": slot, "value": value, "confirmationStatus": "NONE", "source": "USER"}
        for slot, value in (slots or {}).items()
    }
    intent = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    return {"type": "IntentRequest", "dialogState": "STARTED", "intent": intent}
