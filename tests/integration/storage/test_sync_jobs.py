"""Jobs: one open of a kind and entity, nobody's twice, and each has an end."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain.errors import NotFoundError
from domain.events import Entity
from storage import sync_jobs
from storage.engine import Database
from storage.sync_jobs import IfOpen, JobKind, JobState, LeaseLostError, SyncJob
from storage.tables.sync import OPEN
from tests.integration.storage.shop import NOW, a_connection, after, open_shop

LEASE = timedelta(seconds=30)
OTHER = a_connection("con_b", merchant_id="mer_2")


@pytest.fixture(autouse=True)
def _shop(database: Database) -> None:
    open_shop(database)
    open_shop(database, merchant_id="mer_2", connection_id="con_b")


def ask(database: Database, seconds: float = 0, **values: Any) -> SyncJob:
    """Enqueue a delta of products, unless told else."""
    asked = {"kind": JobKind.DELTA, "entity": Entity.PRODUCT, "requested_by": "test", **values}
    connection = asked.pop("connection", a_connection())
    with database.write() as tx:
        return sync_jobs.enqueue(tx, connection, due_at=after(seconds), now=NOW, **asked)


def claim(
    database: Database, owner: str = "w1", seconds: float = 0, limit: int = 50, **values: Any
) -> list[SyncJob]:
    with database.write() as tx:
        return sync_jobs.claim(
            tx, owner=owner, now=after(seconds), lease=LEASE, limit=limit, **values
        )


def beat(
    database: Database, job: SyncJob, seconds: float, owner: str = "w1", **values: Any
) -> bool:
    with database.write() as tx:
        return sync_jobs.heartbeat(
            tx, job.id, owner=owner, now=after(seconds), lease=LEASE, **values
        )


def finish(database: Database, job: SyncJob, owner: str = "w1", **values: Any) -> bool:
    with database.write() as tx:
        return sync_jobs.finish(tx, job.id, owner=owner, now=after(9), **values)


def look(database: Database, job: SyncJob) -> SyncJob:
    with database.read() as tx:
        return sync_jobs.get(tx, job.merchant_id, job.id)


def open_jobs(database: Database) -> list[SyncJob]:
    with database.read() as tx:
        states = (JobState.PENDING, JobState.RUNNING)
        return list(sync_jobs.listed(tx, None, states=states).rows)


def test_a_job_comes_back_as_it_was_asked_for(database: Database) -> None:
    asked = ask(database, 5, params={"note": "caf\u00e9"})

    (job,) = claim(database, seconds=5)

    assert (job.id, job.connection_id, job.merchant_id) == (asked.id, "con_a", "mer_1")
    assert (job.kind, job.entity, job.params) == (JobKind.DELTA, Entity.PRODUCT, {"note": "café"})
    assert (job.state, job.attempts, job.owner) == (JobState.RUNNING, 1, "w1")
    assert (job.created_at, job.started_at, job.heartbeat_at) == (NOW, after(5), after(5))
    assert (job.requested_by, job.progress, job.finished_at) == ("test", {}, None)


def test_asking_again_brings_the_open_job_forward_and_adds_its_params(database: Database) -> None:
    first = ask(database, 60, params={"a": 1})
    later = ask(database, 90)
    sooner = ask(database, 10, params={"b": 2})

    assert first.id == later.id == sooner.id
    assert (later.due_at, sooner.due_at) == (after(60), after(10))
    assert sooner.params == {"a": 1, "b": 2}
    assert claim(database, seconds=9) == []
    assert len(claim(database, seconds=10)) == 1


def test_a_clock_leaves_the_open_job_as_it_is(database: Database) -> None:
    ask(database, 60)

    again = ask(database, 0, if_open=IfOpen.LEAVE, params={"b": 2})

    assert (again.due_at, again.params) == (after(60), {})


def test_jobs_of_other_kinds_entities_and_connections_stand_beside_it(database: Database) -> None:
    ask(database)
    ask(database, entity=Entity.STOCK)
    ask(database, kind=JobKind.PROBE, entity=None)
    ask(database, connection=OTHER)

    assert len(claim(database)) == 4


def test_a_running_job_will_do_unless_it_shall_be_repeated(database: Database) -> None:
    ask(database)
    (job,) = claim(database)

    assert ask(database).again_at is None
    assert ask(database, 20, if_open=IfOpen.REPEAT).again_at == after(20)
    assert ask(database, 15, if_open=IfOpen.REPEAT, params={"b": 2}).again_at == after(15)
    assert look(database, job).due_at == NOW + LEASE, "the lease is not the worse for it"
    assert finish(database, job)

    (follower,) = open_jobs(database)
    assert follower.id != job.id
    assert (follower.due_at, follower.params, follower.attempts) == (after(15), {"b": 2}, 0)


def test_asking_after_the_end_makes_a_new_job(database: Database) -> None:
    first = ask(database)
    (job,) = claim(database)
    finish(database, job, progress={"records": 3})

    second = ask(database)

    assert second.id != first.id
    done = look(database, first)
    assert (done.state, done.progress, done.finished_at) == (
        JobState.DONE,
        {"records": 3},
        after(9),
    )


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(database: Database) -> None:
    ask(database)
    (job,) = claim(database)

    assert claim(database, "w2", seconds=29) == []
    (taken,) = claim(database, "w2", seconds=30)

    assert (taken.id, taken.attempts, taken.started_at) == (job.id, 2, NOW)


def test_a_heartbeat_prolongs_the_lease_and_keeps_the_progress(database: Database) -> None:
    ask(database)
    (job,) = claim(database)

    assert not beat(database, job, 25, progress={"pages": 4})
    assert not beat(database, job, 26)

    assert claim(database, "w2", seconds=55) == []
    assert look(database, job).progress == {"pages": 4}
    assert look(database, job).heartbeat_at == after(26)


def test_who_lost_the_lease_can_neither_go_on_nor_finish_nor_put_back(database: Database) -> None:
    ask(database)
    (job,) = claim(database)
    claim(database, "w2", seconds=30)

    with pytest.raises(LeaseLostError):
        beat(database, job, 31)
    assert not finish(database, job)
    with database.write() as tx:
        assert not sync_jobs.retry(tx, job.id, owner="w1", at=after(31), reason="x")


def test_a_job_put_back_is_due_when_it_was_asked_for(database: Database) -> None:
    ask(database)
    (job,) = claim(database)
    with database.write() as tx:
        assert sync_jobs.retry(tx, job.id, owner="w1", at=after(60), reason="503")

    assert claim(database, seconds=59) == []
    (again,) = claim(database, seconds=60)
    assert (again.reason, again.attempts) == ("503", 2)


def test_waiting_for_a_platform_that_is_down_is_no_attempt(database: Database) -> None:
    ask(database)
    (job,) = claim(database)
    with database.write() as tx:
        sync_jobs.retry(
            tx, job.id, owner="w1", at=after(60), reason="down", counts_as_attempt=False
        )

    (again,) = claim(database, seconds=60)
    assert again.attempts == 1


def test_a_pending_job_is_canceled_at_once(database: Database) -> None:
    job = ask(database)
    with database.write() as tx:
        canceled = sync_jobs.cancel(tx, "mer_1", job.id, now=after(3))

    assert (canceled.state, canceled.finished_at) == (JobState.CANCELED, after(3))
    assert claim(database, seconds=99) == []


def test_a_running_job_learns_at_its_next_page_that_it_is_canceled(database: Database) -> None:
    ask(database)
    (job,) = claim(database)
    ask(database, if_open=IfOpen.REPEAT)
    with database.write() as tx:
        sync_jobs.cancel(tx, "mer_1", job.id, now=after(3), reason="by Ann")

    assert beat(database, job, 4)
    assert finish(database, job, state=JobState.CANCELED, reason="by Ann")
    assert open_jobs(database) == [], "nor is it repeated"


def test_canceling_what_has_ended_changes_nothing(database: Database) -> None:
    ask(database)
    (job,) = claim(database)
    finish(database, job)

    with database.write() as tx:
        assert sync_jobs.cancel(tx, "mer_1", job.id, now=NOW).state is JobState.DONE


def test_no_merchant_sees_or_cancels_anothers_jobs(database: Database) -> None:
    job = ask(database)

    with database.write() as tx:
        with pytest.raises(NotFoundError):
            sync_jobs.get(tx, "mer_2", job.id)
        with pytest.raises(NotFoundError):
            sync_jobs.cancel(tx, "mer_2", job.id, now=NOW)
        assert sync_jobs.listed(tx, "mer_2").rows == ()
    assert look(database, job).state is JobState.PENDING


def test_jobs_are_listed_newest_first_in_pages_and_by_filter(database: Database) -> None:
    for entity in Entity:
        ask(database, entity=entity)
    ask(database, kind=JobKind.FULL, entity=None)
    claim(database, kinds=[JobKind.FULL])

    pages, cursor = [], None
    with database.read() as tx:
        while True:
            page = sync_jobs.listed(tx, "mer_1", kind=JobKind.DELTA, cursor=cursor, limit=3)
            pages.append([job.entity for job in page.rows])
            cursor = page.cursor
            if cursor is None:
                break
        running = sync_jobs.listed(tx, None, states=[JobState.RUNNING], connection_id="con_a")
    assert [len(page) for page in pages] == [3, 3, 2]
    assert {entity for page in pages for entity in page} == set(Entity)
    assert [job.kind for job in running.rows] == [JobKind.FULL]


def test_a_worker_claims_the_kinds_it_can_do_the_longest_due_first(database: Database) -> None:
    ask(database, 2, kind=JobKind.PROBE, entity=None)
    ask(database, 1, kind=JobKind.VERIFY, entity=None)
    ask(database, 0, kind=JobKind.FULL, entity=None)

    kinds = [JobKind.PROBE, JobKind.VERIFY]
    (first,) = claim(database, seconds=9, limit=1, kinds=kinds)

    assert first.kind is JobKind.VERIFY
    assert len(claim(database, seconds=9, kinds=kinds)) == 1


def test_a_connection_has_so_many_jobs_at_once_and_others_their_turn(database: Database) -> None:
    for entity in (Entity.PRODUCT, Entity.STOCK, Entity.ORDER):
        ask(database, entity=entity)
    ask(database, 3, connection=OTHER)
    kinds = [JobKind.DELTA]

    def next_one(seconds: float) -> list[str]:
        jobs = claim(database, seconds=seconds, limit=1, kinds=kinds, at_once=2)
        return [job.connection_id for job in jobs]

    assert [next_one(5) for _ in range(4)] == [["con_a"], ["con_a"], ["con_b"], []]
    assert next_one(36) == ["con_a"], "a lease that has run out counts for nobody"


def test_one_job_is_claimed_by_its_name(database: Database) -> None:
    ask(database)
    wanted = ask(database, 5, entity=Entity.STOCK)

    assert claim(database, only=wanted.id) == []
    assert [job.id for job in claim(database, seconds=5, only=wanted.id)] == [wanted.id]
    assert claim(database, "w2", seconds=6, only=wanted.id) == []


def test_workers_claiming_at_once_share_the_jobs_without_overlap(database: Database) -> None:
    for kind in JobKind:
        for entity in Entity:
            ask(database, kind=kind, entity=entity)
    taken: list[str] = []

    def work(owner: str) -> None:
        while jobs := claim(database, owner=owner, limit=3):
            taken.extend(job.id for job in jobs)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == len(JobKind) * len(Entity)


def test_many_who_ask_at_once_make_one_job(database: Database) -> None:
    threads = [threading.Thread(target=ask, args=(database,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(open_jobs(database)) == 1


def test_only_old_ended_jobs_of_the_named_kinds_are_pruned(database: Database) -> None:
    ask(database)
    (job,) = claim(database)
    finish(database, job)
    ask(database)

    def prune(kind: JobKind, seconds: float) -> int:
        with database.write() as tx:
            return sync_jobs.prune(tx, kinds=[kind], before=after(seconds))

    assert prune(JobKind.FULL, 99) == prune(JobKind.DELTA, 9) == 0
    assert prune(JobKind.DELTA, 10) == 1
    assert len(open_jobs(database)) == 1


def test_claiming_does_not_read_what_has_ended(database: Database) -> None:
    query = (
        f"SELECT id FROM sync_jobs WHERE ({OPEN}) AND due_at <= 5 "
        "AND kind IN ('delta', 'probe') ORDER BY due_at LIMIT 9"
    )
    with database.read() as tx:
        if database.dialect == "postgresql":
            for other in ("seqscan", "bitmapscan", "sort"):  # cheaper while all is empty
                tx.execute(text(f"SET LOCAL enable_{other} = off"))
            plan = " ".join(row[0] for row in tx.execute(text(f"EXPLAIN {query}")))
        else:
            plan = " ".join(row[3] for row in tx.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert "ix_sync_jobs_due" in plan
