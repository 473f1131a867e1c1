"""From the till to the shelf over the one address of all merchants: Clover and Revel, over HTTP."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import urllib3
from click.testing import CliRunner

from adapters.revel.webhooks import signature
from app.cli import cli
from app.webhook_addresses import ADDRESS_CHECK, asked_by_checks, drop_old_notes
from domain.ids import ConnectionId
from sandbox.clover import create_shop as create_clover
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.revel import create_shop as create_revel
from storage import alerts, merchants, tables
from storage.ids import new_id
from storage.merchants import PosConnection
from tests.integration.sync.house import (
    MERCHANT,
    Drift,
    House,
    Till,
    open_house,
)

SECRET = "sandbox-app-token"
NEXT_SECRET = "the-one-it-is-changed-to"
SHOP = Options(seed_variants=40, limits=False, webhook_retry_factor=0.001, app_token=SECRET)
SHOE = "NK-AIRMAX90-BLK-10"
STORES = {"clover": "Northwind Outfitters Capitol Hill", "revel": "Downtown"}
_HTTP = urllib3.PoolManager(retries=False, timeout=60.0)


@dataclass
class Shared:
    """A gateway joined to one shop, whose webhooks go to the application's address."""

    house: House
    till: Till
    url: str

    @property
    def platform(self) -> str:
        """Whose shop it is."""
        return self.till.platform

    @property
    def connection(self) -> PosConnection:
        """The shop's connection."""
        return self.house.connection(self.platform)

    @property
    def store(self) -> str:
        """The shop's store."""
        return STORES[self.platform]

    def sell(self) -> None:
        """Somebody buys shoes at the counter, and the webhooks of it arrive."""
        self.till.control("POST sell", {"sku": SHOE, "location": self.store, "quantity": 1})
        self.arrive()

    def arrive(self) -> None:
        """Wait for what is on its way, and work it off."""
        self.till.settle()
        self.house.work_off()

    def count(self) -> Any:
        """What the gateway knows to be on the shelf."""
        return self.house.count_of(SHOE, self.store)

    def booked(self) -> Any:
        """What the till's books say."""
        found = self.till.books("stock", sku=SHOE)["stock"]
        return int(found[self.store])

    def inbox(self) -> list[tuple[str, str]]:
        """Which connection got which delivery."""
        return sorted((r.connection_id, r.delivery_id) for r in self.house.rows(tables.inbox))

    def last(self) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a delivery that was taken, of a sale just made."""
        self.sell()
        told = self.till.deliveries()[-1]
        return told["body"].encode(), told["headers"]

    def add(self, account_id: str) -> ConnectionId:
        """Another merchant's shop on the platform, as far as the receiver sees it."""
        other = replace(
            self.connection,
            id=ConnectionId(new_id("con", self.house.clock.now())),
            account_id=account_id,
        )
        with self.house.services.database.write() as tx:
            merchants.add_connection(tx, other)
        return other.id

    def post(self, body: bytes, headers: Mapping[str, str], url: str = "") -> int:
        """Send something by hand."""
        return _HTTP.request("POST", url or self.url, body=body, headers=dict(headers)).status


def _open(stack: ExitStack, platform: str, database_url: str, folder: Path) -> Shared:
    create = {"clover": create_clover, "revel": create_revel}[platform]
    shop = stack.enter_context(create(SHOP))
    drift = Drift(shop)
    server = serve(drift)
    stack.callback(server.stop)
    till = Till(platform, shop, drift, server)
    prefix = f"VOICETILL_{platform.upper()}"
    registration = {
        f"{prefix}_BASE_URL": server.url,
        f"{prefix}_WEBHOOK_SECRET": f"{NEXT_SECRET},{SECRET}",
    }
    house = stack.enter_context(open_house(database_url, folder, [], **registration))
    connector = house.services.connector
    joined = connector.join(MERCHANT, platform, *_JOINING[platform](till))
    house.connections[platform] = joined.connection.id
    assert connector.try_to_subscribe(joined.connection.id) is None
    url = house.connection(platform).webhook_url
    assert url == f"{house.web.url}/webhooks/{platform}"
    assert str(url) in str(connector.address_to_set(platform))
    _SETTING[platform](till, url)
    house.full_sync(platform)
    return Shared(house, till, url)


def _clover_keys(till: Till) -> tuple[dict[str, str]]:
    told = till.control("POST merchant_token", {})
    return ({"merchant_id": told["merchant_id"], "api_token": told["token"]},)


def _revel_keys(till: Till, place: str = "1") -> tuple[dict[str, str]]:
    options = till.shop.options
    named = {"subdomain": "northwind", "establishment": place}
    return ({**named, "api_key": options.client_id, "api_secret": options.client_secret},)


_JOINING: dict[str, Callable[[Till], Any]] = {"clover": _clover_keys, "revel": _revel_keys}
_SETTING: dict[str, Callable[[Till, str], Any]] = {
    "clover": lambda till, url: till.control(
        "POST dashboard",
        {"webhook_url": url, "verified": True, "trackStock": True, "updateStock": True},
    ),
    "revel": lambda till, url: till.control("POST register", {"url": url}),
}


@pytest.fixture(scope="module", params=["clover", "revel"])
def shared(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: Any
) -> Iterator[Shared]:
    """One gateway and one shop of each platform for all tests here."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copyfile(sqlite_template, folder / "voicetill.db")
    with ExitStack() as stack:
        yield _open(stack, request.param, f"sqlite:///{folder}/voicetill.db", folder)


CLOVER_ONLY = pytest.mark.parametrize("shared", ["clover"], indirect=True)
REVEL_ONLY = pytest.mark.parametrize("shared", ["revel"], indirect=True)


def test_a_sale_at_the_till_is_known_after_its_webhook(shared: Shared) -> None:
    before, rows = shared.count(), set(shared.inbox())

    shared.sell()

    assert shared.count() == before - 1 == shared.booked()
    assert {connection for connection, _ in set(shared.inbox()) - rows} == {shared.connection.id}
    ours = shared.house.rows(tables.inbox, tables.inbox.c.connection_id == shared.connection.id)
    assert {row.state for row in ours} == {"done"}


def test_a_delivery_that_comes_three_times_has_one_effect(shared: Shared) -> None:
    before, rows = shared.count(), len(shared.inbox())
    shared.till.control("POST webhooks", {"duplicate": 2})

    shared.sell()

    shared.till.control("POST webhooks", {"duplicate": 0})
    told = {row["id"]: row["body"] for row in shared.till.deliveries()}
    assert shared.count() == before - 1 == shared.booked()
    assert 0 < len(shared.inbox()) - rows <= len(told)
    assert len(set(shared.inbox())) == len(shared.inbox())


def test_a_forged_delivery_is_refused_and_stored_nowhere(shared: Shared) -> None:
    body, headers = shared.last()
    rows = shared.inbox()
    proof = {"clover": "X-Clover-Auth", "revel": "X-Revel-Signature"}[shared.platform]
    bare = {name: value for name, value in headers.items() if name != proof}

    assert shared.post(body, bare) == 401
    for wrong in ("", "x", headers[proof][:-1], headers[proof] + "0", signature("no", body)):
        assert shared.post(body, {**headers, proof: wrong}) == 401
    if shared.platform == "revel":  # Clover's code is the same for every body
        assert shared.post(body + b" ", headers) == 401
    assert shared.inbox() == rows


def test_the_secret_that_comes_next_proves_as_well(shared: Shared) -> None:
    body, headers = shared.last()
    named = {
        "clover": {"X-Clover-Auth": NEXT_SECRET},
        "revel": {"X-Revel-Signature": signature(NEXT_SECRET, body)},
    }[shared.platform]

    assert shared.post(body, {**headers, **named}) == 200


def test_the_connections_own_address_still_takes_deliveries(shared: Shared) -> None:
    body, headers = shared.last()
    rows = shared.inbox()
    own = f"{shared.url}/{shared.connection.id}"

    assert shared.post(body, headers, own) == 200
    assert shared.inbox() == rows  # it is the same delivery
    assert shared.post(body, {**headers, "X-Revel-Event-Id": "own-1"}, own) == 200
    assert shared.post(body, {}, own) == 401
    assert len(shared.inbox()) - len(rows) == (1 if shared.platform == "revel" else 0)
    shared.house.work_off()


@CLOVER_ONLY
def test_of_a_message_about_several_merchants_each_gets_its_own_part(shared: Shared) -> None:
    rows = set(shared.inbox())
    foreign = shared.till.control("POST foreign", {"sku": SHOE, "events": ["O:THEIRS"]})
    shared.till.settle()
    assert {connection for connection, _ in set(shared.inbox()) - rows} == {shared.connection.id}

    other = shared.add(foreign["merchant_id"])
    rows = set(shared.inbox())
    shared.till.control("POST foreign", {"sku": SHOE, "events": ["O:THEIRS"]})
    shared.till.settle()

    new = set(shared.inbox()) - rows
    assert {connection for connection, _ in new} == {shared.connection.id, other}
    for row in shared.house.rows(tables.inbox, tables.inbox.c.delivery_id.in_([d for _, d in new])):
        assert (b"O:THEIRS" in row.body) == (row.connection_id == other)
    with shared.house.services.database.write() as tx:  # nobody answers for them
        tx.execute(tables.inbox.delete().where(tables.inbox.c.connection_id == other))


def test_a_merchant_nobody_here_has_is_answered_alike_and_stored_nowhere(shared: Shared) -> None:
    rows = shared.inbox()
    if shared.platform == "clover":
        told = {"objectId": "O:X", "type": "UPDATE", "ts": _now_ms(shared.house)}
        body = json.dumps({"appId": "A", "merchants": {"NOBODY0000000": [told]}}).encode()
        headers = {"X-Clover-Auth": SECRET}
    else:
        body = b'{"event": "menu.updated"}'
        headers = {
            "X-Revel-Signature": signature(SECRET, body),
            "X-Revel-Instance": "nobody",
            "X-Revel-Event-Type": "menu.updated",
            "X-Revel-Event-Id": "e-1",
        }

    assert shared.post(body, headers) == 200
    assert shared.inbox() == rows


def _now_ms(house: House) -> int:
    return int(house.clock.now().timestamp() * 1000)


@REVEL_ONLY
def test_what_is_about_a_whole_instance_reaches_each_of_its_stores(shared: Shared) -> None:
    keys = _revel_keys(shared.till, "2")[0]
    second = shared.house.services.connector.join(MERCHANT, "revel", keys).connection.id
    rows = set(shared.inbox())

    shared.till.control("POST event", {"type": "menu.updated", "body": {"event": "menu.updated"}})
    shared.till.settle()
    for_all = {connection for connection, _ in set(shared.inbox()) - rows}
    rows = set(shared.inbox())
    shared.sell()

    assert for_all == {shared.connection.id, second}
    assert {connection for connection, _ in set(shared.inbox()) - rows} == {shared.connection.id}


@CLOVER_ONLY
def test_clovers_check_of_the_address_is_shown_to_the_operator(shared: Shared) -> None:
    rows, services = shared.inbox(), shared.house.services
    code = shared.till.control("POST dashboard", {"webhook_url": shared.url})["verification_code"]
    shared.till.settle()

    with services.database.read() as tx:
        (told, *_) = asked_by_checks(tx)
    assert code in told
    assert shared.inbox() == rows

    for number in range(40):  # strangers know the address, too
        body = json.dumps({"verificationCode": f"{number:08}-0000-4000-8000-000000000000"})
        assert shared.post(body.encode(), {}) == 200
    with services.database.write() as tx:
        kept = asked_by_checks(tx)
        drop_old_notes(tx, shared.house.clock.now())
        assert [one.kind for one in alerts.standing(tx)] == [ADDRESS_CHECK]
    assert len(kept) <= 3
    assert shared.inbox() == rows
    shared.house.clock.advance(days=1, seconds=1)
    with services.database.write() as tx:
        drop_old_notes(tx, shared.house.clock.now())
        assert asked_by_checks(tx) == []


@pytest.fixture
def run(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs a command with the gateway's settings; gives what it prints."""
    for name, value in shared.house.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("config.logging.structlog.configure", lambda **_: None)

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(cli, [*arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


@REVEL_ONLY
def test_connecting_tells_the_operator_which_address_to_set(
    shared: Shared, run: Callable[..., str]
) -> None:
    keys = _JOINING[shared.platform](shared.till)[0]
    pairs = [part for name, value in keys.items() for part in ("--set", f"{name}={value}")]

    told = run("connect", shared.platform, "--merchant", MERCHANT, *pairs)

    assert f"Webhooks: {shared.url} takes all webhooks of all merchants" in told
    assert SECRET not in told


@CLOVER_ONLY
def test_addresses_to_set_are_listed_with_what_a_check_of_them_asks(
    shared: Shared, run: Callable[..., str]
) -> None:
    shared.house.services.webhooks.checks.tell("clover", "paste 1234", now=shared.house.clock.now())

    told = run("connections", "webhooks")
    listed = json.loads(run("connections", "webhooks", "--json"))

    assert "paste 1234" in told
    assert set(listed["addresses"]) == {"clover", "revel", "shopify", "toast"}
    assert "customers/redact" in listed["addresses"]["shopify"]
    assert listed["to_do"][0] == "paste 1234"
