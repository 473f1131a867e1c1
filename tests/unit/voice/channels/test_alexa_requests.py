"""Alexa's requests outside of a conversation, its events, its waiting shoppers and its names."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest

from app.voice.channels import alexa
from app.voice.channels.alexa_entities import ShopEntities, entities
from app.voice.channels.alexa_manifest import SkillFacts, account_linking, manifest
from app.voice.channels.alexa_model import LOCALES
from app.voice.channels.alexa_progress import is_amazons, while_working
from app.voice.channels.alexa_requests import answered
from app.voice.patience import PatientPoster
from domain.calls import Deadline
from domain.errors import InvalidInputError, UnavailableError
from domain.ids import MerchantId
from tests.fakes.voice import NORTHWIND, TalkingShop, talking_shop
from tests.unit.voice.channels.test_alexa import envelope, intent

EMPTY = {"version": "1.0", "response": {}}


@dataclass
class Ended:
    """Remembers whose links were ended."""

    tokens: list[tuple[MerchantId, str]] = field(default_factory=list)

    def end(self, merchant_id: MerchantId, access_token: str) -> int:
        self.tokens.append((merchant_id, access_token))
        return 1


@pytest.fixture
def shop() -> TalkingShop:
    return talking_shop()


def told(shop: TalkingShop, request: dict[str, Any], **more: Any) -> dict[str, Any] | None:
    body = answered(alexa.parse(envelope(request, **more), NORTHWIND), shop)
    return None if body is None else orjson.loads(body)


@pytest.mark.parametrize(
    "kind",
    [
        "System.ExceptionEncountered",
        "Connections.Response",
        "SessionResumedRequest",
        "AudioPlayer.PlaybackStarted",
        "PlaybackController.PlayCommandIssued",
        "Dialog.API.Invoked",
        "GameEngine.InputHandlerEvent",
        "AlexaSkillEvent.SkillPermissionAccepted",
        "AlexaSkillEvent.SkillPermissionChanged",
        "AlexaSkillEvent.ProactiveSubscriptionChanged",
        "SomethingAmazonInventsTomorrow",
    ],
)
def test_what_is_no_part_of_a_conversation_gets_an_empty_answer(
    shop: TalkingShop, kind: str
) -> None:
    assert told(shop, {"type": kind}) == EMPTY


@pytest.mark.parametrize(
    "request_body",
    [{"type": "LaunchRequest"}, intent("OrderProductIntent"), {"type": "SessionEndedRequest"}],
    ids=["launch", "intent", "end"],
)
def test_a_conversation_is_left_to_the_conversation(
    shop: TalkingShop, request_body: dict[str, Any]
) -> None:
    assert told(shop, request_body) is None


@pytest.mark.parametrize("state", ["STARTED", "IN_PROGRESS"])
def test_a_dialog_of_the_merchants_own_model_is_alexas_to_go_on_with(
    shop: TalkingShop, state: str
) -> None:
    answer = told(shop, {**intent("BuyIntent"), "dialogState": state})

    assert answer == {"version": "1.0", "response": {"directives": [{"type": "Dialog.Delegate"}]}}
    assert told(shop, {**intent("BuyIntent"), "dialogState": "COMPLETED"}) is None


def test_a_yes_is_never_given_back_to_alexa(shop: TalkingShop) -> None:
    """Built-in intents are in no dialog model, and still come with a state from some devices."""
    assert told(shop, {**intent("AMAZON.YesIntent"), "dialogState": "STARTED"}) is None


def test_a_disabled_skill_ends_its_shoppers_link_once(shop: TalkingShop) -> None:
    ended = Ended()
    shop.voice = replace(shop.voice, link_ender=ended)
    event = {"type": "AlexaSkillEvent.SkillDisabled", "body": {}}

    for _ in range(2):
        assert told(shop, event) == EMPTY

    assert ended.tokens == [(NORTHWIND, "from-system")]


@pytest.mark.parametrize(
    ("name", "slots", "expected"),
    [
        ("CheckAvailabilityIntent", {"query": "camp mug"}, "YES"),
        ("CheckAvailabilityIntent", {"query": "unicorn saddle"}, "NO"),
        ("OrderProductIntent", {"query": ""}, "MAYBE"),
        ("OrderStatusIntent", {"orderNumber": "1042"}, "YES"),
        ("OrderStatusIntent", {"planet": "mars"}, "NO"),
        ("PlayMusicIntent", {}, "NO"),
    ],
)
def test_a_wish_said_to_no_skill_is_judged_by_what_the_shop_has(
    shop: TalkingShop, name: str, slots: Mapping[str, str], expected: str
) -> None:
    filled = {slot: {"name": slot, "value": value} for slot, value in slots.items()}
    request = {**intent(name, filled), "type": "CanFulfillIntentRequest"}

    answer = told(shop, request)

    assert answer is not None
    judged = answer["response"]["canFulfillIntent"]
    assert judged["canFulfill"] == expected
    assert set(judged["slots"]) == set(slots)


# --- waiting -----------------------------------------------------------------------------------


@dataclass
class Posts:
    """Takes posts; `fails` makes them fail, and none ends before it is `free`."""

    fails: bool = False
    sent: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    free: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.free.set()

    def check(self, url: str) -> None:
        return

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: Deadline) -> int:
        self.sent.append((url, headers, body))
        self.came.set()
        assert self.free.wait(60)
        if self.fails:
            raise UnavailableError("down", platform="alexa", operation="directives")
        return 204


def waiting_request(endpoint: str = "https://api.amazonalexa.com") -> alexa.Envelope:
    body = orjson.loads(envelope(intent("OrderProductIntent")))
    body["context"]["System"] |= {"apiEndpoint": endpoint, "apiAccessToken": "api-token"}
    return alexa.parse(orjson.dumps(body), NORTHWIND)


@pytest.mark.parametrize("fails", [False, True])
def test_who_waits_long_is_told_once_by_the_requests_own_endpoint(fails: bool) -> None:
    posts = Posts(fails=fails)

    with while_working(PatientPoster(posts, after_s=0.0), waiting_request()):
        assert posts.came.wait(60)

    (url, headers, body) = posts.sent[0]
    assert url == "https://api.amazonalexa.com/v1/directives"
    assert headers["Authorization"] == "Bearer api-token"
    assert orjson.loads(body) == {
        "header": {"requestId": "amzn1.request.1"},
        "directive": {
            "type": "VoicePlayer.Speak",
            "speech": "<speak>One moment, I&apos;m looking.</speak>",
        },
    }
    assert len(posts.sent) == 1


def test_who_is_answered_in_time_hears_nothing_in_between() -> None:
    posts = Posts()
    posts.free.clear()
    patience = PatientPoster(posts, after_s=0.0)

    with while_working(patience, waiting_request()):
        assert posts.came.wait(60)
        with while_working(patience, waiting_request("https://api.fe.amazonalexa.com")):
            pass  # answered while the one before is still being told
        posts.came.clear()
        with while_working(patience, waiting_request("https://api.eu.amazonalexa.com")):
            posts.free.set()
            assert posts.came.wait(60)

    assert [url for url, _, _ in posts.sent] == [
        "https://api.amazonalexa.com/v1/directives",
        "https://api.eu.amazonalexa.com/v1/directives",
    ]


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://api.amazonalexa.com",
        "https://api.amazonalexa.com.evil.example",
        "https://evil.example/api.amazonalexa.com",
        "https://api.amazonalexa.com@evil.example",
        "https://api.amazonalexa.com:8443",
        "https://api.amazonalexa.com/elsewhere",
        "https://[",
    ],
)
def test_a_requests_token_goes_to_nobody_but_amazon(endpoint: str) -> None:
    assert not is_amazons(endpoint)
    posts = Posts()
    with while_working(PatientPoster(posts, after_s=0.0), waiting_request(endpoint)):
        pass
    assert posts.sent == []


# --- names and manifest --------------------------------------------------------------------------


def test_alexa_is_told_the_names_of_stores_and_best_sellers(shop: TalkingShop) -> None:
    (told,) = ShopEntities(shop.discovery, shop.stock, lambda _: True).of(NORTHWIND)
    directive = orjson.loads(told)

    types = {kind["name"]: kind["values"] for kind in directive["types"]}
    assert directive["updateBehavior"] == "REPLACE"
    assert {"STORE", "PRODUCT"} == set(types)
    assert all(each["id"] and each["name"]["value"] for of in types.values() for each in of)


def test_a_skill_with_a_model_of_its_own_is_told_none(shop: TalkingShop) -> None:
    assert ShopEntities(shop.discovery, shop.stock, lambda _: False).of(NORTHWIND) == ()


def test_never_more_than_a_hundred_names_are_told() -> None:
    (directive,) = entities(
        stores=[f"Store {at}" for at in range(50)],
        products=[(f"p{at}", f"Product {at}") for at in range(200)],
    )

    assert sum(len(kind["values"]) for kind in directive["types"]) == 100


FACTS = SkillFacts(
    shop="Northwind",
    endpoint="https://shop.example/callbacks/alexa/northwind",
    invocation_name="north wind",
    locales=LOCALES,
)


def test_the_manifest_names_every_locale_event_and_permission() -> None:
    made = manifest(FACTS)["manifest"]

    published = made["publishingInformation"]["locales"]
    assert set(published) == set(LOCALES)
    assert all(
        len(each["summary"]) <= 160 and each["examplePhrases"] for each in published.values()
    )
    assert made["apis"]["custom"]["endpoint"]["uri"] == FACTS.endpoint
    assert {"eventName": "SKILL_DISABLED"} in made["events"]["subscriptions"]
    assert {"name": "alexa::profile:email:read"} in made["permissions"]


def test_the_merchants_legal_pages_are_told_where_there_are_some() -> None:
    made = manifest(replace(FACTS, privacy_url="https://shop.example/privacy", locales=["de-DE"]))

    privacy = made["manifest"]["privacyAndCompliance"]
    assert privacy["locales"] == {"de-DE": {"privacyPolicyUrl": "https://shop.example/privacy"}}


@pytest.mark.parametrize(
    "wrong",
    [{"endpoint": "http://shop.example"}, {"locales": ["ja-JP"]}, {"locales": []}, {"shop": "x"}],
)
def test_a_manifest_amazon_would_refuse_is_refused_here(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        manifest(replace(FACTS, **wrong))


def test_account_linking_is_by_code_at_our_own_pages() -> None:
    made = account_linking("https://shop.example/link/n", client_id="c", scopes=["orders"])

    told_there = made["accountLinkingRequest"]
    assert told_there["type"] == "AUTH_CODE"
    assert told_there["accessTokenUrl"] == "https://shop.example/link/n/token"
