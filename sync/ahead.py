"""Reading one page ahead, so that the platform is asked while the last page is being stored."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


def one_ahead(pages: Iterator[T]) -> Iterator[T]:
    """The same pages in the same order; what reading one raises is raised in its place.

    The next page is read in a thread of its own, in the caller's context. Whoever stops early waits
    for the page that is on its way, which is then lost: resume from a cursor.
    """
    context = copy_context()

    def read() -> T | None:
        return context.run(lambda: next(pages, None))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="one-ahead") as reader:
        coming = reader.submit(read)
        while (page := coming.result()) is not None:
            coming = reader.submit(read)
            yield page
