"""One transport for all tests of a file; the shared suite's assertions explain themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.transport import Transport, TransportConfig

pytest.register_assert_rewrite("tests.contract.suite")


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    """The real transport under the adapter."""
    opened = Transport(TransportConfig())
    yield opened
    opened.close()
