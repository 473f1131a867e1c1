"""Connecting a shop: through its consent form, proven by a first call, kept when made again."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

import pytest
import urllib3

from app.bootstrap import build_services
from app.services import Services
from app.start.sandboxes import say_yes
from config.settings import Settings
from domain.calls import Call
from domain.errors import ConfigurationError, NotAuthorizedError
from domain.ids import MerchantId, PlatformId
from sandbox.kit.server import serve
from storage import audit, tables
from storage.merchants import ConnectionStatus
from tests.integration.sync.house import (
    MERCHANT,
    House,
    Till,
    add_merchant,
    open_house,
    open_till,
)

TOKEN_ROUTE = {"square": "POST /oauth2/token", "shopify": "POST /admin/oauth/access_token"}
LEFT_OUT = {"square": "PAYMENTS_WRITE", "shopify": "write_returns"}
_ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')
_HTTP = urllib3.PoolManager(retries=False, timeout=60.0)


@pytest.fixture(params=["square", "shopify"])
def house(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[House]:
    """Registered with one shop, not connected: once Square, once Shopify."""
    with open_till(request.param) as till, open_house(database_url, tmp_path, [till]) as opened:
        yield opened


@pytest.fixture
def till(house: House) -> Till:
    """The house's only shop."""
    (only,) = house.tills.values()
    return only


def way_back(house: House, till: Till, **changes: str) -> str:
    """Where the seller's browser is sent after deciding; `changes` are made to the form."""
    asked = house.services.connector.begin(MERCHANT, till.platform)
    markup = _HTTP.request("GET", asked).data.decode()
    form = dict(_ATTRIBUTE.findall(re.search(r"<form[^>]*>", markup).group()))  # type: ignore[union-attr]
    fields = {}
    for tag in re.findall(r"<input[^>]*hidden[^>]*>", markup):
        attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        fields[attributes["name"]] = attributes.get("value", "")
    sent = {**fields, "decision": "allow", **changes}
    action = urljoin(asked, form.get("action", ""))
    answer = _HTTP.request("POST", action, fields=sent, encode_multipart=False)
    return str(answer.headers["Location"])


def ping(house: House, till: Till) -> str:
    """The first call of anybody."""
    services = house.services
    return services.directory.open(house.connections[till.platform], Call.within(60)).ping().name


def nothing_stored(house: House) -> bool:
    """Neither a connection nor a secret."""
    return house.how_many(tables.connections) == house.how_many(tables.secrets) == 0


def test_a_shop_is_connected_through_its_consent_form(house: House, till: Till) -> None:
    connection_id = house.connect(till.platform)

    connection = house.connection(till.platform)
    assert connection.id == connection_id
    assert connection.merchant_id == MERCHANT
    assert connection.account_name == "Northwind Outfitters"
    assert connection.status is ConnectionStatus.ACTIVE
    platform = house.services.directory.platform(till.platform)
    assert connection.api_version == platform.api_version.version
    assert connection.scopes >= set(platform.scopes)
    assert connection.webhook_url == f"{house.web.url}/webhooks/{till.platform}/{connection_id}"
    with house.services.database.read() as tx:
        told = {entry.action for entry in audit.entries(tx, MERCHANT)}
    assert {"connection.granted", "tokens.stored"} <= told


def test_connecting_again_keeps_the_connection_and_its_webhooks(house: House, till: Till) -> None:
    first = house.connect(till.platform)
    made = till.calls()
    till.forget_calls()

    again = house.connect(till.platform)

    assert again == first
    assert house.how_many(tables.connections) == 1
    subscribing = [name for name in made if "ubscription" in name and name.split()[0] != "query"]
    repeated = {name: till.calls().get(name, 0) for name in subscribing}
    assert not any(
        count for name, count in repeated.items() if "mutation" in name or "POST" in name
    ), repeated


def test_a_seller_who_says_no_leaves_nothing_behind(house: House, till: Till) -> None:
    answer = _HTTP.request("GET", way_back(house, till, decision="deny"))

    assert 400 <= answer.status < 500, answer.data
    assert nothing_stored(house)


def forged(url: str) -> str:
    """The way back with one character of the state's content changed."""
    return re.sub(r"state=(.)", lambda found: f"state={'A' if found[1] != 'A' else 'B'}", url)


def test_a_forged_state_is_refused_before_anything_is_asked(house: House, till: Till) -> None:
    url = way_back(house, till)
    till.forget_calls()

    answer = _HTTP.request("GET", forged(url))

    assert 400 <= answer.status < 500
    assert till.calls() == {}
    assert nothing_stored(house)


def test_a_state_that_waited_too_long_is_refused(house: House, till: Till) -> None:
    url = way_back(house, till)
    house.clock.advance(minutes=16)

    assert 400 <= _HTTP.request("GET", url).status < 500
    assert nothing_stored(house)


def test_a_grant_of_another_platform_is_refused(house: House, till: Till) -> None:
    other = {"square": "shopify", "shopify": "square"}[till.platform]
    url = way_back(house, till).replace(f"/oauth/{till.platform}/", f"/oauth/{other}/")

    assert 400 <= _HTTP.request("GET", url).status < 500
    assert nothing_stored(house)


def test_a_grant_is_good_once(house: House, till: Till) -> None:
    url = way_back(house, till)
    assert _HTTP.request("GET", url).status == 200
    secrets = house.how_many(tables.secrets)

    assert _HTTP.request("GET", url).status >= 400
    assert house.how_many(tables.secrets) == secrets


def test_a_shop_of_one_merchant_cannot_be_taken_by_another(house: House, till: Till) -> None:
    house.connect(till.platform)
    rival = MerchantId("rival")
    add_merchant(house.services, rival)
    asked = house.services.connector.begin(rival, till.platform)

    answer = say_yes(asked)

    assert 400 <= answer.status < 500
    assert house.connection(till.platform).merchant_id == MERCHANT
    assert house.how_many(tables.connections) == 1


def test_permissions_that_were_not_given_are_named(house: House, till: Till) -> None:
    platform = house.services.directory.platform(till.platform)
    left_out = LEFT_OUT[till.platform]
    separator = " " if till.platform == "square" else ","
    given = separator.join(scope for scope in platform.scopes if scope != left_out)

    answer = _HTTP.request("GET", way_back(house, till, scope=given))

    assert answer.status == 200
    assert left_out in answer.data.decode()
    house.connections[till.platform] = answer.headers["X-Voicetill-Connection"]
    account = house.services.directory.open(
        house.connections[till.platform], Call.within(60)
    ).ping()
    assert account.missing_scopes == {left_out}


@pytest.fixture(params=["square", "shopify"])
def short_lived(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> Iterator[House]:
    """Connected to a shop whose access tokens live a minute."""
    with (
        open_till(request.param, token_seconds=60) as till,
        open_house(database_url, tmp_path, [till]) as opened,
    ):
        opened.connect(request.param)
        yield opened


def let_tokens_end(house: House, till: Till) -> None:
    """The minute is over, here and there."""
    house.clock.advance(seconds=61)
    till.control("POST clock", {"advance_s": 61})
    till.forget_calls()


def places(services: Services, house: House, till: Till) -> int:
    """One call to the platform, and what it brought."""
    pos = services.directory.open(house.connections[till.platform], Call.within(60))
    return len(next(iter(pos.locations())).records)


def test_a_dozen_calls_over_an_expiry_refresh_once(short_lived: House) -> None:
    """As many as Square's assumed share of calls per second lets through without waiting long."""
    house = short_lived
    (till,) = house.tills.values()
    wanted = places(house.services, house, till)
    let_tokens_end(house, till)

    with ThreadPoolExecutor(12) as callers:
        found = list(callers.map(lambda _: places(house.services, house, till), range(12)))

    assert found == [wanted] * 12
    assert till.calls()[TOKEN_ROUTE[till.platform]] == 1


def test_two_processes_over_an_expiry_refresh_once(short_lived: House) -> None:
    house = short_lived
    (till,) = house.tills.values()
    wanted = places(house.services, house, till)
    processes = (house.services, build_another(house))
    let_tokens_end(house, till)

    with ThreadPoolExecutor(20) as callers:
        found = list(callers.map(lambda n: places(processes[n % 2], house, till), range(20)))
    processes[1].close()

    assert found == [wanted] * 20
    assert till.calls()[TOKEN_ROUTE[till.platform]] == 1


def build_another(house: House) -> Services:
    """The machinery of another process over the same stores."""
    return build_services(Settings.from_env(house.env), clock=house.clock)


def test_access_that_was_taken_away_pauses_the_connection_until_it_is_given_again(
    house: House, till: Till
) -> None:
    first = house.connect(till.platform)
    till.control("POST webhooks", {"drop": True})
    till.control("POST revoke", {})

    with pytest.raises(NotAuthorizedError):
        ping(house, till)

    connection = house.connection(till.platform)
    assert connection.status is ConnectionStatus.PAUSED
    assert connection.status_reason
    house.services.directory.forget(first)
    till.forget_calls()
    with pytest.raises(ConfigurationError, match="connect it again"):
        ping(house, till)
    assert till.calls() == {}, "nobody asks in vain"
    assert house.connect(till.platform) == first
    assert ping(house, till) == "Northwind Outfitters"
    assert house.connection(till.platform).status is ConnectionStatus.ACTIVE


def test_a_shop_that_moved_is_reached_where_it_was_connected_last(house: House, till: Till) -> None:
    first = house.connect(till.platform)
    moved = serve(till.drift)
    house.env[f"VOICETILL_{till.platform.upper()}_BASE_URL"] = moved.url
    later = build_another(house)

    answer = say_yes(later.connector.begin(MERCHANT, till.platform))

    later.close()
    assert answer.status == 200
    assert house.connection(till.platform).id == first
    assert house.connection(till.platform).base_url == moved.url
    assert ping(house, till) == "Northwind Outfitters"
    moved.stop()


@pytest.mark.parametrize("house", ["square"], indirect=True)
def test_what_is_permitted_by_connecting_again_is_permitted_to_every_process(
    house: House, till: Till
) -> None:
    connection = house.connect(till.platform)
    worker = build_another(house)
    assert places(worker, house, till)

    say_yes(house.services.connector.begin(MERCHANT, till.platform, options={"loyalty": "on"}))
    house.clock.advance(seconds=6)

    pos = worker.directory.open(connection, Call.within(60))
    standing = pos.loyalty(PlatformId("CUSTOMERNOBODYKNOWS"))
    worker.close()
    assert standing is not None
    assert standing.account is None
