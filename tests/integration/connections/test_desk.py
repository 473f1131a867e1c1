"""Joining by the desk asks for everything; disconnecting calls off what is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.platform import AdapterSettings
from adapters.registry import PLATFORMS
from adapters.toast.adapter import ToastAdapter
from adapters.wire import Line
from app.connections.addresses import Place
from app.connections.trust import TrustFolder
from app.start.sandboxes import say_yes
from domain.calls import Call
from domain.errors import ConfigurationError, InvalidInputError, UnsupportedError
from domain.ids import ConnectionId
from domain.ports.pos import Subscription
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.toast import create_shop as create_toast
from sandbox.toast.restaurant import GUID
from storage import sync_jobs, tables, webhook_watches
from storage.sync_jobs import JobKind, JobState
from sync.full_sync import SyncProgress
from tests.integration.connections.test_on_premises import OPTIONS, BackRoom, open_room
from tests.integration.sync.house import MERCHANT, House, open_house, open_till

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.fixture
def room(sqlite_url: str, tmp_path: Path) -> Iterator[BackRoom]:
    with open_room(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    with open_till("square") as till, open_house(sqlite_url, tmp_path, [till]) as opened:
        opened.connect("square")
        yield opened


def join(room: BackRoom, pem: str) -> tuple[ConnectionId, str]:
    """By the desk, with certificates as text."""
    keys = {
        "company": "NORTHWIND",
        "user": "VOICE",
        "password": "sandbox-password",
        "api_key": room.shop.options.client_secret,
    }
    joined = room.house.services.connections.join(
        MERCHANT,
        "counterpoint",
        keys,
        place=Place(host=room.server.url, on_premises=True, trust_pem=pem),
        options=OPTIONS,
    )
    return joined.view.connection.id, joined.sync_job_id


def test_joining_asks_a_worker_for_everything_and_disconnecting_calls_it_off(
    room: BackRoom,
) -> None:
    connection_id, job_id = join(room, room.proof.file.read_text())
    services = room.house.services
    with services.database.read() as tx:
        job = sync_jobs.get(tx, MERCHANT, job_id)
    services.connections.disconnect(MERCHANT, connection_id, actor="test")

    assert (job.kind, job.state, job.connection_id) == (
        JobKind.FULL,
        JobState.PENDING,
        connection_id,
    )
    with services.database.read() as tx:
        assert sync_jobs.get(tx, MERCHANT, job_id).state is JobState.CANCELED


def test_a_job_under_way_is_told_to_end_when_its_connection_is_disconnected(
    room: BackRoom,
) -> None:
    connection_id, job_id = join(room, room.proof.file.read_text())
    services, now = room.house.services, room.house.clock.now()
    with services.database.write() as tx:
        sync_jobs.claim(
            tx, owner="w", now=now, lease=timedelta(minutes=1), limit=1, kinds=list(JobKind)
        )
    services.connections.disconnect(MERCHANT, connection_id, actor="test")

    with services.database.read() as tx:
        assert sync_jobs.get(tx, MERCHANT, job_id).cancel_requested


def test_certificates_sent_as_text_prove_the_server_on_every_machine(
    room: BackRoom, tmp_path: Path
) -> None:
    connection_id, _ = join(room, room.proof.file.read_text())
    for laid_out in (tmp_path / "trust").iterdir():
        laid_out.unlink()
    room.house.restart()

    pos = room.house.services.directory.open(connection_id, Call.within(60))
    assert pos.ping().platform_id == "NORTHWIND"


@pytest.mark.parametrize(
    "pem", ["nothing", CERTIFICATE, f"-----BEGIN PRIVATE KEY-----\n{CERTIFICATE}", "x" * 40_000]
)
def test_what_is_no_certificate_is_refused_and_left_nowhere(tmp_path: Path, pem: str) -> None:
    folder = tmp_path / "trust"

    with pytest.raises(InvalidInputError, match="certificates"):
        TrustFolder(folder).checked(pem)

    assert not list(folder.glob("*"))


def test_a_full_run_ends_at_the_page_after_its_connection_was_disconnected(house: House) -> None:
    connection_id = house.connections["square"]
    seen: list[SyncProgress] = []

    def disconnect(progress: SyncProgress) -> None:
        if not seen:
            house.services.connections.disconnect(MERCHANT, connection_id, actor="test")
        seen.append(progress)

    with pytest.raises(ConfigurationError, match="disconnected here"):
        house.full_sync("square", disconnect)

    assert house.how_many(tables.product_records) == 0


def test_joining_on_the_platforms_page_by_the_desk_asks_for_everything_too(house: House) -> None:
    services = house.services
    url, _until = services.connections.begin(MERCHANT, "square", shop=None, options={})
    assert house.how_many(tables.sync_jobs) == 0, "only who asked the desk gets a first sync"

    assert say_yes(url).status == 200

    (job,) = house.rows(tables.sync_jobs)
    assert (job.kind, job.connection_id) == (JobKind.FULL, house.connections["square"])


def test_what_is_subscribed_is_known_at_once_and_nothing_counts_as_missed(house: House) -> None:
    stood = house.services.connector.subscribe(house.connections["square"])

    with house.services.database.read() as tx:
        watch = webhook_watches.get(tx, house.connections["square"])
    assert stood > 0
    assert watch is not None
    assert "inventory.count.updated" in watch.topics
    assert not watch.has_gap


@dataclass(frozen=True, slots=True)
class ByHand(ToastAdapter):
    """A till whose webhooks are set up in its back office only."""

    def subscribe_webhooks(self, url: str) -> tuple[Subscription, ...]:
        """Refused without a call."""
        raise UnsupportedError("by hand", platform="toast", operation="webhooks.create")


def open_by_hand(line: Line, settings: AdapterSettings) -> ByHand:
    plain: Any = PLATFORMS["toast"].open(line, settings)
    return ByHand(**{name: getattr(plain, name) for name in ToastAdapter.__dataclass_fields__})


def test_who_sets_the_address_by_hand_is_told_of_the_one_for_all_merchants(
    sqlite_url: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        shop = stack.enter_context(create_toast(Options(seed_variants=20, limits=False)))
        server = serve(shop)
        stack.callback(server.stop)
        by_hand = {"toast": replace(PLATFORMS["toast"], open=open_by_hand)}
        here = {"VOICETILL_TOAST_BASE_URL": server.url}
        house = stack.enter_context(open_house(sqlite_url, tmp_path, [], by_hand, **here))
        keys = {
            "restaurant_guid": GUID,
            "client_id": shop.options.client_id,
            "client_secret": shop.options.client_secret,
        }
        connector = house.services.connector
        joined = connector.join(MERCHANT, "toast", keys).connection
        told = connector.try_to_subscribe(joined.id)
        row = house.services.directory.connection(joined.id)

    assert told is not None
    assert f"{house.web.url}/webhooks/toast/{joined.id} " in told
    assert str(connector.address_to_set("toast")) in told
    assert row.webhook_url == f"{house.web.url}/webhooks/toast/{joined.id}"
