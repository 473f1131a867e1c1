"""One page is read while the one before it is worked on; order and errors stay as they were."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextvars import ContextVar

import pytest

from sync.ahead import one_ahead

_NAME: ContextVar[str] = ContextVar("name", default="nobody")


def test_pages_come_in_order_and_each_once() -> None:
    assert list(one_ahead(iter(range(100)))) == list(range(100))
    assert list(one_ahead(iter(()))) == []


def test_the_next_page_is_read_while_this_one_is_worked_on() -> None:
    second_was_read = threading.Event()

    def pages() -> Iterator[int]:
        yield 1
        second_was_read.set()
        yield 2

    reading = one_ahead(pages())

    assert next(reading) == 1
    assert second_was_read.wait(5)


def test_no_more_than_one_page_is_read_ahead() -> None:
    read: list[int] = []

    def pages() -> Iterator[int]:
        for number in range(10):
            read.append(number)
            yield number

    reading = one_ahead(pages())
    next(reading)
    reading.close()  # type: ignore[attr-defined]  # a generator

    assert read in ([0], [0, 1])


def test_an_error_is_raised_in_the_place_of_its_page() -> None:
    def pages() -> Iterator[int]:
        yield 1
        raise ValueError("the cursor is not taken any more")

    reading = one_ahead(pages())

    assert next(reading) == 1
    with pytest.raises(ValueError, match="cursor"):
        next(reading)


def test_pages_are_read_in_the_callers_context() -> None:
    _NAME.set("full-sync")

    assert list(one_ahead(_NAME.get() for _ in range(2))) == ["full-sync", "full-sync"]
