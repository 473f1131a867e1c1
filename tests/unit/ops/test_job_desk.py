"""The job desk: what people start, cancel and set, each with its line in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.ops.job_desk import JobDesk
from domain.errors import ConfigurationError, InvalidInputError, NotFoundError
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage import audit, merchants, sync_jobs
from storage.engine import Database, open_database
from storage.schedules import Duty
from storage.sync_jobs import JobKind, JobState
from sync.clocks import Clocks
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, open_shop

MERCHANT, OTHER = MerchantId("mer_1"), MerchantId("mer_2")
FULL = Duty(JobKind.FULL)


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    open_shop(opened)
    open_shop(opened, merchant_id=OTHER, connection_id="con_b")
    Clocks(opened, FakeClock(NOW)).set_up()
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Database) -> JobDesk:
    return JobDesk(store, FakeClock(NOW))


def trail(store: Database) -> list[tuple[str, str]]:
    with store.read() as tx:
        return [(line.action, line.actor) for line in audit.entries(tx, MERCHANT)]


def test_what_is_started_is_due_now_and_noted(desk: JobDesk, store: Database) -> None:
    job = desk.start(MERCHANT, "con_a", JobKind.DELTA, Entity.PRODUCT, actor="ann")
    again = desk.start(MERCHANT, "con_a", JobKind.DELTA, Entity.PRODUCT, actor="bob")

    assert (job.due_at, job.requested_by, again.id) == (NOW, "ann", job.id)
    assert trail(store) == [("job.start", "bob"), ("job.start", "ann")]


def test_a_running_job_is_not_doubled(desk: JobDesk, store: Database) -> None:
    job = desk.start(MERCHANT, "con_a", JobKind.FULL, actor="ann")
    with store.write() as tx:
        sync_jobs.claim(tx, owner="w", now=NOW, lease=timedelta(minutes=1), limit=1)

    again = desk.start(MERCHANT, "con_a", JobKind.FULL, actor="ann")

    assert (again.id, again.state, again.again_at) == (job.id, JobState.RUNNING, None)


def test_nobody_starts_or_cancels_on_anothers_behalf(desk: JobDesk) -> None:
    job = desk.start(MERCHANT, "con_a", JobKind.FULL, actor="ann")

    with pytest.raises(NotFoundError):
        desk.start(OTHER, "con_a", JobKind.FULL, actor="eve")
    with pytest.raises(NotFoundError):
        desk.cancel(OTHER, job.id, actor="eve")
    assert desk.jobs(OTHER).rows == ()
    assert desk.job(MERCHANT, job.id).state is JobState.PENDING


def test_what_may_not_be_called_is_not_started(desk: JobDesk, store: Database) -> None:
    with store.write() as tx:
        merchants.pause(tx, ConnectionId("con_a"), "token refused")

    with pytest.raises(ConfigurationError, match="token refused"):
        desk.start(MERCHANT, "con_a", JobKind.FULL, actor="ann")


@pytest.mark.parametrize(
    ("kind", "entity"), [(JobKind.PROBE, Entity.STOCK), (JobKind.DELTA, Entity.REFUND)]
)
def test_a_kind_takes_only_its_entities(desk: JobDesk, kind: JobKind, entity: Entity) -> None:
    with pytest.raises(InvalidInputError, match="entity"):
        desk.start(MERCHANT, "con_a", kind, entity, actor="ann")


def test_a_job_is_canceled_once(desk: JobDesk, store: Database) -> None:
    job = desk.start(MERCHANT, "con_a", JobKind.FULL, actor="ann")

    canceled = desk.cancel(MERCHANT, job.id, actor="bob")
    desk.cancel(MERCHANT, job.id, actor="eve")

    assert (canceled.state, canceled.reason) == (JobState.CANCELED, "canceled by bob")
    assert trail(store).count(("job.cancel", "bob")) == 1
    assert ("job.cancel", "eve") not in trail(store)


def test_schedules_are_set_shown_and_noted(desk: JobDesk, store: Database) -> None:
    told = desk.set_schedule(MERCHANT, FULL, "daily 03:00", actor="ann")

    assert (told.rule, told.is_own, told.default) == ("daily 03:00", True, "nightly")
    (turn,) = told.turns
    assert turn.connection_id == "con_a"
    assert turn.next_at is not None
    assert f"{turn.next_at:%H:%M}" == "08:00", "three in New York"
    assert not desk.set_schedule(MERCHANT, FULL, None, actor="ann").is_own
    assert trail(store) == [("schedule.set", "ann")] * 2


def test_a_merchant_nobody_knows_has_no_schedules(desk: JobDesk) -> None:
    with pytest.raises(NotFoundError):
        desk.schedules(MerchantId("mer_x"))
