"""Amazon is asked where somebody lives only with their consent, only there, and for one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import orjson
import pytest

from app.voice.channels import alexa
from app.voice.channels.alexa_profile import AlexaAddresses
from app.voice.conversation import Conversation
from app.voice.turn import ChannelAccount, Intent, Slot, Turn
from domain.calls import Deadline
from domain.catalog import Address
from domain.errors import UnavailableError
from tests.contracts_path import contracts_dir
from tests.fakes.voice import NORTHWIND, TOKEN, TalkingShop, talking_shop
from tests.unit.voice.channels.test_alexa import SHOP

HOME = Address(
    line1="410 Terry Ave North", city="Seattle", region="WA", postal_code="98109", country="US"
)
TOLD = {
    "stateOrRegion": "WA",
    "city": "Seattle",
    "countryCode": "US",
    "postalCode": "98109",
    "addressLine1": "410 Terry Ave North",
    "addressLine2": "",
    "addressLine3": "aeiou",
    "districtOrCounty": "",
}
"""The documented example of the Device Address API."""
ACCOUNT = ChannelAccount(endpoint="https://api.amazonalexa.com", token="t0k", device="amzn1.a/b")


@dataclass
class Amazon:
    """The Device Address API: what it answers, and what it was asked."""

    answer: bytes | Exception
    asked: list[tuple[str, Mapping[str, str] | None]] = field(default_factory=list)

    def get(
        self, url: str, *, deadline: Deadline, headers: Mapping[str, str] | None = None
    ) -> bytes:
        self.asked.append((url, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_the_address_is_read_with_the_requests_own_token() -> None:
    amazon = Amazon(orjson.dumps(TOLD))

    found = AlexaAddresses(amazon).address(ACCOUNT)

    assert found == HOME
    path = "https://api.amazonalexa.com/v1/devices/amzn1.a%2Fb/settings/address"
    assert amazon.asked == [(path, {"Authorization": "Bearer t0k"})]


@pytest.mark.parametrize(
    "answer",
    [
        UnavailableError("HTTP 403", platform="webhook", operation="get", status=403),
        UnavailableError("HTTP 204", platform="webhook", operation="get", status=204),
        b"{}",
        b"[]",
        b"<html>",
        orjson.dumps({**TOLD, "addressLine1": None}),
    ],
    ids=["no consent", "nothing entered", "empty", "no object", "no JSON", "no street"],
)
def test_what_is_no_address_is_none(answer: bytes | Exception) -> None:
    assert AlexaAddresses(Amazon(answer)).address(ACCOUNT) is None


@pytest.mark.parametrize("endpoint", ["https://evil.example", "http://api.amazonalexa.com", ""])
def test_the_token_goes_to_amazon_only(endpoint: str) -> None:
    amazon = Amazon(orjson.dumps(TOLD))

    assert AlexaAddresses(amazon).address(replace(ACCOUNT, endpoint=endpoint)) is None
    assert amazon.asked == []


def test_an_official_request_tells_where_the_account_is_asked() -> None:
    folder = contracts_dir("voice", "alexa")
    body = orjson.loads((folder / "request-envelope-webservice.json").read_bytes())
    system = body["context"]["System"]
    system |= {"apiEndpoint": "https://api.eu.amazonalexa.com", "apiAccessToken": "EXAMPLE"}
    system.setdefault("device", {})["deviceId"] = "amzn1.ask.device.EXAMPLE"

    account = alexa.parse(orjson.dumps(body), SHOP).turn.account

    assert account == ChannelAccount(
        endpoint="https://api.eu.amazonalexa.com",
        token="EXAMPLE",
        device="amzn1.ask.device.EXAMPLE",
    )
    del system["apiAccessToken"]
    assert alexa.parse(orjson.dumps(body), SHOP).turn.account is None


# --- the conversation about it ---------------------------------------------------------------


def turn(number: int, intent: Intent, **slots: str) -> Turn:
    return Turn(
        channel="alexa",
        merchant_id=NORTHWIND,
        session_id="s1",
        user_id="u1",
        request_id=f"r{number}",
        intent=intent,
        slots={Slot(name): value for name, value in slots.items()},
        access_token=TOKEN,
        account=ACCOUNT,
        new_session=number == 1,
    )


def shop_that_asks(amazon: Amazon) -> TalkingShop:
    shop = talking_shop()
    shop.voice = replace(shop.voice, addresses=AlexaAddresses(amazon))
    nowhere = {key: replace(each, address=None) for key, each in shop.links.shoppers.items()}
    shop.links.shoppers.update(nowhere)
    return shop


def test_who_wants_delivery_is_asked_for_consent_and_goes_on_with_it() -> None:
    refused = UnavailableError("HTTP 403", platform="webhook", operation="get", status=403)
    amazon = Amazon(refused)
    shop = shop_that_asks(amazon)
    talk = Conversation(shop=shop)
    wish = turn(1, Intent.PLACE_ORDER, query="camp mug", method="delivery")

    asked = orjson.loads(alexa.render(wish, talk.answer(wish)))["response"]
    amazon.answer = orjson.dumps(TOLD)
    again = talk.answer(turn(2, Intent.YES))

    assert asked["card"]["type"] == "AskForPermissionsConsent"
    assert asked["card"]["permissions"] == ["read::alexa:device:all:address"]
    assert "your Alexa app" in asked["outputSpeech"]["ssml"]
    assert "to the address of your device" in str(alexa.render(wish, again))
    (order,) = shop.shop.orders.values()
    assert order.command.shopper.address == HOME


def test_an_address_on_file_is_used_and_amazon_is_not_asked() -> None:
    amazon = Amazon(orjson.dumps(TOLD))
    shop = shop_that_asks(amazon)
    known = {key: replace(each, address=HOME) for key, each in shop.links.shoppers.items()}
    shop.links.shoppers.update(known)

    Conversation(shop=shop).answer(turn(1, Intent.PLACE_ORDER, query="camp mug", method="delivery"))

    assert amazon.asked == []
