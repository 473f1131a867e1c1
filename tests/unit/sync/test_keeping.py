"""A lease is kept while the work lasts, and by nobody afterwards."""

from __future__ import annotations

import threading

import pytest

from storage.engine import DatabaseBusyError
from sync.keeping import kept


class Prolonging:
    """Counts, and fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.count = 0
        self._failures = failures
        self._called = threading.Condition()

    def __call__(self) -> None:
        with self._called:
            self.count += 1
            self._called.notify_all()
        if self.count <= self._failures:
            raise DatabaseBusyError("somebody else writes")

    def reach(self, count: int) -> bool:
        """Wait until it was called so often."""
        with self._called:
            return self._called.wait_for(lambda: self.count >= count, 10)


def test_the_lease_is_prolonged_again_and_again_until_the_work_is_done() -> None:
    prolong = Prolonging()

    with kept(prolong, every_s=0.001):
        assert prolong.reach(3)

    assert not [each for each in threading.enumerate() if each.name == "lease-keeper"]


def test_a_database_that_is_gone_for_a_moment_is_tried_again() -> None:
    prolong = Prolonging(failures=2)

    with kept(prolong, every_s=0.001):
        assert prolong.reach(3)


def test_short_work_prolongs_nothing_and_its_failure_comes_through() -> None:
    prolong = Prolonging()

    with pytest.raises(ZeroDivisionError), kept(prolong, every_s=60.0):
        raise ZeroDivisionError

    assert not prolong.count
