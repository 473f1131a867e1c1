"""A till that takes its time: the shopper hears once that we are at it, then the answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pytest

from app.commerce.model import PrepareOrder, PrepareOutcome
from app.voice.patience import PatientPoster
from domain.calls import Call, Deadline
from sandbox.alexa.signing import SigningChain
from tests.e2e.voice.test_alexa_callback import Speaker
from tests.fakes.voice import TalkingShop, talking_shop

pytestmark = pytest.mark.e2e
LONG_S = 60.0


@dataclass
class DirectiveService:
    """Amazon's: takes directives, each with how many answers the skill had given by then."""

    told: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)

    def check(self, url: str) -> None:
        return

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        self.told.append((url, headers["Authorization"], json.loads(body)))
        self.came.set()
        return 204


@dataclass(slots=True)
class SlowTill:
    """A checkout whose till answers only after the shopper was told to wait."""

    checkout: Any
    amazon: DirectiveService
    waited: list[bool] = field(default_factory=list)

    def prepare(self, command: PrepareOrder, call: Call) -> PrepareOutcome:
        self.waited.append(self.amazon.came.wait(LONG_S))
        outcome: PrepareOutcome = self.checkout.prepare(command, call)
        return outcome

    def __getattr__(self, name: str) -> Any:
        return getattr(self.checkout, name)


class SlowShop(TalkingShop):
    """A shop behind such a till."""

    till: SlowTill

    @property
    def checkout(self) -> Any:
        return self.till


def slow_shop(chain: SigningChain, amazon: DirectiveService) -> SlowShop:
    quick = talking_shop(chain)
    shop = SlowShop(**{each.name: getattr(quick, each.name) for each in fields(quick) if each.init})
    shop.till = SlowTill(checkout=quick.checkout, amazon=amazon)
    shop.voice = replace(quick.voice, patience=PatientPoster(amazon, after_s=0.0))
    return shop


def test_a_shopper_whose_till_is_slow_is_told_once_before_the_answer() -> None:
    chain, amazon = SigningChain.make(), DirectiveService()
    speaker = Speaker(slow_shop(chain, amazon), chain)
    request = {
        "type": "IntentRequest",
        "intent": {
            "name": "OrderProductIntent",
            "slots": {
                "query": {"name": "query", "value": "the nike air max 90 in black size 10"},
                "location": {"name": "location", "value": "downtown"},
            },
        },
    }
    envelope = speaker.envelope(request)
    envelope["context"]["System"] |= {
        "apiEndpoint": "https://api.eu.amazonalexa.com",
        "apiAccessToken": "the-requests-token",
    }

    answer = speaker.post(json.dumps(envelope).encode())

    shop = speaker.shop
    assert isinstance(shop, SlowShop)
    assert shop.till.waited == [True]  # the directive came while the till was being asked
    [(url, authorization, directive)] = amazon.told
    assert url == "https://api.eu.amazonalexa.com/v1/directives"
    assert authorization == "Bearer the-requests-token"
    assert directive["header"]["requestId"] == envelope["request"]["requestId"]
    assert "holding" in answer.get_json()["response"]["outputSpeech"]["ssml"]
