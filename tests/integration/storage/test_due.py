"""What is due is seen before it is claimed, by a look that locks nothing."""

from __future__ import annotations

import pkgutil
import sys
from datetime import timedelta
from importlib import import_module

import storage
from storage import inbox, outbox, schedules, sync_jobs, webhook_deliveries, webhook_events
from storage.engine import Database
from storage.prepared import Prepared
from storage.sync_jobs import JobKind
from tests.integration.storage.shop import NOW, after, open_shop


def test_an_effect_is_due_from_its_time_on_until_it_is_claimed(database: Database) -> None:
    open_shop(database)
    with database.write() as tx:
        outbox.put(tx, "mer_1", kind="test", key="k", payload={}, due_at=after(5), now=NOW)

    with database.write() as tx:
        early, in_time = (outbox.has_due(tx, now=after(seconds)) for seconds in (4, 5))
        outbox.claim(tx, owner="w", now=after(5), lease=timedelta(seconds=30))
        leased = outbox.has_due(tx, now=after(6))

    assert (early, in_time, leased) == (False, True, False)


def test_nothing_is_due_in_an_empty_house(database: Database) -> None:
    with database.read() as tx:
        assert not inbox.has_due(tx, now=NOW)
        assert not outbox.has_due(tx, now=NOW)
        assert not webhook_deliveries.has_due(tx, now=NOW)
        assert not webhook_events.has_new(tx)
        assert not schedules.has_due(tx, NOW)
        assert not sync_jobs.has_due(tx, NOW, list(JobKind))


def test_every_prepared_statement_is_whole_before_its_values_are_known(database: Database) -> None:
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        import_module(module.name)
    prepared = [
        each
        for name, module in tuple(sys.modules.items())
        if name.startswith("storage.")
        for each in vars(module).values()
        if isinstance(each, Prepared)
    ]
    assert len(prepared) > 20

    with database.read() as tx:
        for each in prepared:
            each._for(tx)  # raises where it is not
