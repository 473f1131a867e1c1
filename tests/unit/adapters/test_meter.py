"""Metering the time spent in platforms."""

from __future__ import annotations

import threading
from contextvars import copy_context

from adapters.meter import current_meter, metered, spent_ms


def add(spent: float) -> None:
    meter = current_meter()
    assert meter is not None
    meter.add(spent_ms=spent, waited_ms=1.0, calls=1)


def test_calls_add_up_also_from_threads_that_got_the_context() -> None:
    with metered() as meter:
        add(2.0)
        thread = threading.Thread(target=copy_context().run, args=(add, 3.0))
        thread.start()
        thread.join()

        assert spent_ms() == 5.0

    assert (meter.spent_ms, meter.waited_ms, meter.calls) == (5.0, 2.0, 2)


def test_outside_nothing_is_metered() -> None:
    with metered():
        add(1.0)

    assert spent_ms() == 0.0
    assert current_meter() is None
