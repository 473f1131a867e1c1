"""A connection's life: joined by keys, set, paused, disconnected, revived; every refusal told."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import urllib3

from adapters.keys import ConnectionOption, KeyAccess, KeyField, StaticKeys, unpack_keys
from app.bootstrap import build_services
from app.connections.addresses import Place
from app.connections.connect import Connector
from app.connections.views import connection_view
from app.connections.watch import ConnectionWatch
from app.master_key_rotation import rotate
from app.services import Services
from app.start.sandboxes import say_yes
from config.settings import Settings
from domain.calls import Call
from domain.errors import (
    ConfigurationError,
    ConnectRefusedError,
    InvalidInputError,
    NotFoundError,
    RetryableError,
)
from domain.ids import MerchantId
from storage import alerts, audit, merchants, tables
from storage.merchants import ConnectionStatus
from tests.integration.sync.house import (
    MERCHANT,
    House,
    MovableClock,
    Till,
    add_merchant,
    open_house,
    open_till,
)
from tests.unhurried import UNHURRIED

SQUARE = UNHURRIED["square"]


@dataclass(frozen=True)
class KeyedDialect:
    """Square's dialect, with the token taken out of typed keys."""

    inner: object = field(default_factory=lambda: SQUARE.dialect)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def auth_headers(self, token: str) -> object:
        return SQUARE.dialect.auth_headers(unpack_keys(token)["token"])


KEYED = replace(
    SQUARE,
    name="keyed",
    title="Keyed Till",
    base_url=None,
    oauth=None,
    dialect=KeyedDialect(),
    keys=KeyAccess(
        fields=(
            KeyField(name="seller", label="seller id", help="Settings, Account.", secret=False),
            KeyField(name="token", label="token", help="Settings, Keys.", pattern=r"[\w-]+"),
        ),
        open=lambda _app, _line, clock: StaticKeys("keyed", "seller", clock),
    ),
    options=(
        ConnectionOption(name="tender", help="Which tender books money.", default="EXTERNAL"),
        ConnectionOption(name="order_type", help="Which order type.", choices=("WEB", "PHONE")),
    ),
)
"""Square's API, joined by typed keys at an address that the person gives."""


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    with open_till("square") as till, open_house(database_url, tmp_path, [till]) as opened:
        yield opened
        till.settle()  # what it still has to say comes before the house is closed


@pytest.fixture
def connector(house: House) -> Iterator[Connector]:
    """Of a gateway that also knows a platform joined by keys."""
    services = keyed_services(house)
    yield services.connector
    services.close()


def keyed_services(house: House, **changes: str) -> Services:
    env = {**house.env, **changes}
    platforms = {**UNHURRIED, "keyed": KEYED}
    return build_services(Settings.from_env(env), clock=house.clock, platforms=platforms)


def till_of(house: House) -> Till:
    return house.tills["square"]


def is_empty(house: House) -> bool:
    return house.how_many(tables.connections) == house.how_many(tables.secrets) == 0


def keys(token: str = "EAAAwrong") -> dict[str, str]:
    return {"seller": "seller-1", "token": token}


def own_token(house: House) -> str:
    """A token that works: the one that was granted on Square's page."""
    connection_id = house.connect("square")
    with house.services.database.read() as tx:
        tokens = house.services.vault.tokens(tx, connection_id)
    assert tokens is not None
    return tokens.access


def test_keys_that_work_connect_and_are_found_again(house: House, connector: Connector) -> None:
    token, place = own_token(house), Place(host=till_of(house).server.url)

    first = connector.join(
        MERCHANT, "keyed", keys(token), place=place, options={"order_type": "WEB"}
    )
    again = connector.join(MERCHANT, "keyed", keys(token), place=place)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.connection.id == first.connection.id
    assert again.connection.status is ConnectionStatus.ACTIVE
    assert again.connection.settings["options"] == {"order_type": "WEB"}
    assert token not in repr(house.rows(tables.secrets))


def test_wrong_keys_are_told_and_nothing_is_stored(house: House, connector: Connector) -> None:
    with pytest.raises(ConnectRefusedError) as refused:
        connector.join(MERCHANT, "keyed", keys(), place=Place(host=till_of(house).server.url))

    assert "refuses these keys" in str(refused.value)
    assert "copy them again" in str(refused.value)
    assert is_empty(house)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"seller": "s"}, "give the token: Settings, Keys."),
        ({"seller": "s", "token": "two words"}, "this is no token; copy it whole"),
        ({"seller": "s", "token": "t", "extra": "x"}, "give one of: seller, token"),
    ],
)
def test_keys_that_cannot_be_are_told_before_any_call(
    house: House, connector: Connector, given: dict[str, str], told: str
) -> None:
    till_of(house).forget_calls()
    with pytest.raises(InvalidInputError) as refused:
        connector.join(MERCHANT, "keyed", given, place=Place(host=till_of(house).server.url))

    assert told in str(refused.value)
    assert "two words" not in str(refused.value)
    assert till_of(house).calls() == {}


@pytest.mark.parametrize(
    "host",
    ["http://169.254.169.254", "https://10.0.0.8", "https://192.168.1.4:8443", "https://[fd00::1]"],
)
def test_a_private_address_is_refused_unless_it_is_marked_on_premises(
    house: House, connector: Connector, host: str
) -> None:
    with pytest.raises(ConfigurationError, match=r"on-premises|use https"):
        connector.join(MERCHANT, "keyed", keys(), place=Place(host=host))
    assert is_empty(house)


def test_a_private_address_that_is_marked_is_called(house: House) -> None:
    place = Place(host="https://10.255.255.1:9", on_premises=True)

    house.services.directory.check_address("https://10.255.255.1:9", place)


def test_a_link_local_address_is_refused_even_on_premises(connector: Connector) -> None:
    place = Place(host="https://169.254.169.254", on_premises=True)
    with pytest.raises(ConfigurationError):
        connector.join(MERCHANT, "keyed", keys(), place=place)


@pytest.mark.parametrize("host", ["https://no-such-host.invalid", "https://", "ftp://x"])
def test_an_address_that_is_none_is_told(house: House, connector: Connector, host: str) -> None:
    with pytest.raises((ConfigurationError, InvalidInputError)):
        connector.join(MERCHANT, "keyed", keys(), place=Place(host=host))
    assert is_empty(house)


def test_a_platform_joined_by_keys_offers_no_page_and_the_other_way_round(
    house: House, connector: Connector
) -> None:
    with pytest.raises(ConfigurationError, match="joined by keys"):
        connector.begin(MERCHANT, "keyed", shop=till_of(house).server.url)
    with pytest.raises(ConfigurationError, match="on its own page"):
        connector.join(MERCHANT, "square", {"token": "t"})


def test_a_platform_that_is_not_set_up_names_its_variables(house: House) -> None:
    bare = keyed_services(house, VOICETILL_SQUARE_CLIENT_ID="", VOICETILL_SQUARE_CLIENT_SECRET="")
    with pytest.raises(ConfigurationError, match="VOICETILL_SQUARE_CLIENT_ID"):
        bare.connector.begin(MERCHANT, "square")
    bare.close()


def test_options_are_set_checked_and_taken_back(house: House) -> None:
    house.connect("square")
    connection_id = house.connections["square"]
    desk = house.services.connections

    before = dict(desk.view(MERCHANT, connection_id).options)

    with pytest.raises(InvalidInputError):
        desk.change_options(MERCHANT, connection_id, {"colour": "blue"})
    assert dict(desk.view(MERCHANT, connection_id).options) == before
    assert set(before.values()) == {"off"}

    desk.change_options(MERCHANT, connection_id, {"loyalty": "on"})
    assert dict(desk.view(MERCHANT, connection_id).options) == {**before, "loyalty": "on"}
    desk.change_options(MERCHANT, connection_id, {"loyalty": "off"})
    assert dict(desk.view(MERCHANT, connection_id).options) == before


def test_connecting_again_asks_for_what_an_option_that_was_set_since_needs(house: House) -> None:
    house.connect("square")
    connector, connection_id = house.services.connector, house.connections["square"]
    before = connector.begin(MERCHANT, "square")
    house.services.connections.change_options(MERCHANT, connection_id, {"loyalty": "on"})

    again = connector.begin(MERCHANT, "square")
    without = connector.begin(MERCHANT, "square", options={"gift_cards": "on"})
    add_merchant(house.services, MerchantId("neighbor"))
    others = connector.begin(MerchantId("neighbor"), "square")

    asked = ["LOYALTY_READ" in url for url in (before, again, without, others)]
    assert asked == [False, True, False, False]


def test_disconnecting_withdraws_stops_and_keeps_what_was_learned(house: House) -> None:
    connection_id = house.connect("square")
    house.full_sync("square")
    till = till_of(house)
    products = house.how_many(tables.product_records)
    till.forget_calls()

    view = house.services.connections.disconnect(MERCHANT, connection_id, actor="test")
    again = house.services.connections.disconnect(MERCHANT, connection_id, actor="test")

    assert view.connection.status is ConnectionStatus.REVOKED
    assert not view.has_access
    assert again.connection == view.connection
    assert till.calls() == {"POST /oauth2/revoke": 1}
    assert house.how_many(tables.product_records) == products
    assert house.delta_sync() == 0
    with pytest.raises(ConfigurationError, match="disconnected here"):
        house.services.directory.open(connection_id, Call.within(60))
    with house.services.database.read() as tx:
        told = {entry.action for entry in audit.entries(tx, MERCHANT)}
    assert {"connection.disconnected", "tokens.revoked"} <= told


def test_what_arrives_after_the_disconnection_changes_nothing(house: House) -> None:
    connection_id = house.connect("square")
    till = till_of(house)
    till.sell("NW-MUG-WHT")
    till.settle()
    house.services.connections.disconnect(MERCHANT, connection_id, actor="test")
    till.forget_calls()

    house.work_off()

    assert till.calls() == {}
    assert {row.state for row in house.rows(tables.inbox)} <= {"done"}


def test_a_platform_that_is_away_keeps_the_access_for_the_next_try(house: House) -> None:
    connection_id = house.connect("square")
    till_of(house).fault("fail", "POST /oauth2/revoke", times=None, status=503)
    with pytest.raises(RetryableError):
        house.services.connections.disconnect(MERCHANT, connection_id, actor="test")
    view = house.services.connections.view(MERCHANT, connection_id)
    assert view.connection.status is ConnectionStatus.REVOKED
    assert view.has_access
    till_of(house).shop.control.faults.remove()

    assert not house.services.connections.disconnect(MERCHANT, connection_id, actor="x").has_access


def test_connecting_again_revives_a_disconnected_account(house: House) -> None:
    connection_id = house.connect("square")
    house.services.connections.disconnect(MERCHANT, connection_id, actor="test")

    assert house.connect("square") == connection_id
    view = house.services.connections.view(MERCHANT, connection_id)
    assert view.connection.status is ConnectionStatus.ACTIVE


def joined_by(house: House, merchant_id: MerchantId) -> urllib3.BaseHTTPResponse:
    """What the browser of that merchant's person shows after Allow on Square's page."""
    return say_yes(house.services.connector.begin(merchant_id, "square"))


def test_an_account_of_another_merchant_is_refused_on_a_page_that_says_what_to_do(
    house: House,
) -> None:
    house.connect("square")
    rival = MerchantId("rival")
    add_merchant(house.services, rival)

    answer = joined_by(house, rival)

    assert answer.status == 422
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"disconnect it from the other merchant first" in answer.data
    assert house.services.connections.list(rival) == ()


def test_an_account_that_its_merchant_gave_up_is_the_next_ones_and_may_come_back(
    house: House,
) -> None:
    first = house.connect("square")
    house.full_sync("square")
    desk, rival = house.services.connections, MerchantId("rival")
    add_merchant(house.services, rival)
    account = desk.view(MERCHANT, first).connection.account_id
    learned = house.how_many(tables.product_records)

    desk.disconnect(MERCHANT, first, actor="test")
    assert joined_by(house, rival).status == 200
    (theirs,) = desk.list(rival)

    assert theirs.connection.id != first
    assert theirs.connection.status is ConnectionStatus.ACTIVE
    owner = merchants.owner_of_account(house.services.database, "square", account)
    assert owner == (theirs.connection.id, rival)
    gone = desk.view(MERCHANT, first)
    assert gone.connection.status is ConnectionStatus.REVOKED
    assert connection_view(gone, house.clock.now())["account_id"] == account
    assert house.how_many(tables.product_records) == learned
    assert joined_by(house, MERCHANT).status == 422
    desk.disconnect(rival, theirs.connection.id, actor="test")
    assert house.connect("square") == first
    assert desk.view(MERCHANT, first).connection.account_id == account
    assert desk.view(rival, theirs.connection.id).connection.status is ConnectionStatus.REVOKED


def test_an_account_whose_access_is_still_to_be_withdrawn_is_nobody_elses(house: House) -> None:
    first = house.connect("square")
    rival = MerchantId("rival")
    add_merchant(house.services, rival)
    till_of(house).fault("fail", "POST /oauth2/revoke", times=None, status=503)
    with pytest.raises(RetryableError):
        house.services.connections.disconnect(MERCHANT, first, actor="test")
    till_of(house).shop.control.faults.remove()

    assert joined_by(house, rival).status == 422


def test_another_merchants_connection_is_nobodys(house: House) -> None:
    connection_id = house.connect("square")
    rival = MerchantId("rival")
    add_merchant(house.services, rival)
    desk = house.services.connections

    assert desk.list(rival) == ()
    for act in (desk.view, desk.verify):
        with pytest.raises(NotFoundError):
            act(rival, connection_id)
    with pytest.raises(NotFoundError):
        desk.disconnect(rival, connection_id, actor="rival")
    with pytest.raises(NotFoundError):
        desk.change_options(rival, connection_id, {})


def test_a_grant_whose_first_call_fails_is_kept_and_not_active(house: House) -> None:
    till = till_of(house)
    till.fault("fail", "GET /v2/merchants/{merchant_id}", times=None, status=503)
    with pytest.raises((RetryableError, AssertionError)):
        house.connect("square")
    (row,) = house.rows(tables.connections)
    assert row.status == "pending"
    assert row.status_reason
    with pytest.raises(ConfigurationError, match="pending"):
        house.services.directory.open(row.id, Call.within(60))
    till.shop.control.faults.remove()

    view = house.services.connections.verify(MERCHANT, row.id)

    assert view.connection.status is ConnectionStatus.ACTIVE


def test_a_person_is_called_when_access_ends_or_has_ended(house: House) -> None:
    connection_id = house.connect("square")
    services = house.services
    watch = ConnectionWatch(services.database, services.directory, services.vault, house.clock)
    assert watch.run() == 0
    till_of(house).control("POST webhooks", {"drop": True})
    till_of(house).control("POST revoke", {})
    services.directory.forget(connection_id)
    with pytest.raises(Exception, match=r"connect (it )?again"):
        services.directory.open(connection_id, Call.within(60)).ping()

    assert watch.run() == 1
    with services.database.read() as tx:
        (alert,) = alerts.standing(tx, MERCHANT)
    assert (alert.kind, alert.severity) == ("access-refused", "critical")

    house.connect("square")
    assert watch.run() == 0


def test_every_use_of_a_credential_is_in_the_audit_without_its_value(house: House) -> None:
    connection_id = house.connect("square")
    services = house.services
    for _ in range(3):
        services.directory.open(connection_id, Call.within(60))

    assert services.uses.flush() == 1

    with services.database.read() as tx:
        (entry, *_) = [e for e in audit.entries(tx, MERCHANT) if e.action == "tokens.used"]
    assert entry.connection_id == connection_id
    assert entry.detail["times"] >= 3


def master_key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


def test_the_master_key_is_exchanged_while_everything_runs(house: House, tmp_path: Path) -> None:
    """Two processes on a key file: one rotates, the other goes on, also without the old key."""
    file = tmp_path / "keys"
    old = house.env["VOICETILL_MASTER_KEYS"]
    file.write_text(old)
    source = {
        "VOICETILL_SECRETS_PROVIDER": "file",
        "VOICETILL_MASTER_KEYS_FILE": str(file),
        "VOICETILL_MASTER_KEYS": "",
    }
    house.connect("square")
    connection_id = house.connections["square"]
    running = keyed_services(house, **source)
    running.directory.open(connection_id, Call.within(60)).ping()
    new = master_key("2026-11")
    file.write_text(f"{new}\n{old}\n")
    rotating = keyed_services(house, **source)

    done = rotate(rotating.database, rotating.vault, rotating.keyring)

    assert done.done == house.how_many(tables.secrets)
    assert {row.key_id for row in house.rows(tables.secrets)} == {"2026-11"}
    running.keyring._loaded_at -= 10  # it was loaded a while ago
    running.directory.forget(connection_id)
    running.directory.open(connection_id, Call.within(60)).ping()
    file.write_text(f"{new}\n")
    fresh = keyed_services(house, **source)
    fresh.directory.open(connection_id, Call.within(60)).ping()
    for services in (running, rotating, fresh):
        services.close()


def test_a_clock_that_is_ten_minutes_off_still_connects(house: House) -> None:
    assert isinstance(house.clock, MovableClock)
    house.clock.advance(minutes=10)

    connection_id = house.connect("square")

    assert house.services.connections.view(MERCHANT, connection_id).has_access


def test_secrets_of_webhooks_that_a_person_set_up_stand_beside_each_other(house: House) -> None:
    connection_id = house.connect("square")
    with house.services.database.read() as tx:
        before = house.services.vault.webhook_secrets(tx, connection_id, house.clock.now())

    for secret in ("stock-secret", "orders-secret"):
        house.services.connector.add_webhook_secret(connection_id, secret)

    house.clock.advance(days=30)
    with house.services.database.read() as tx:
        found = house.services.vault.webhook_secrets(tx, connection_id, house.clock.now())
    assert set(found) == {*before, "stock-secret", "orders-secret"}
