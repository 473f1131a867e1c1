"""A place for those who ask a platform, and one thread that is left for the others."""

from __future__ import annotations

from domain.ids import ConnectionId
from sync.crowd import Crowd

SLOW, OTHER = ConnectionId("con_slow"), ConnectionId("con_other")


def test_a_connection_is_left_alone_once_enough_ask_its_platform() -> None:
    crowd = Crowd(at_most=2)

    with crowd.place(SLOW) as first:
        assert crowd.full() == set()
        with crowd.place(SLOW) as second, crowd.place(SLOW) as third, crowd.place(OTHER) as other:
            assert (first, second, third, other) == (True, True, False, True)
            assert crowd.full() == {SLOW}
    assert crowd.full() == set()


def test_whoever_found_no_place_takes_none_away() -> None:
    crowd = Crowd(at_most=1)

    with crowd.place(SLOW):
        with crowd.place(SLOW) as is_free:
            assert not is_free
        assert crowd.full() == {SLOW}
