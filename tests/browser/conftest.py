"""One gateway and one tab for all who look at pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Page, opened
from tests.browser.gateway import Gateway, running


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """One as `make run` starts it."""
    with running(tmp_path_factory.mktemp("home") / "var") as found:
        yield found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A tab on a desk's screen."""
    with opened(tmp_path_factory.mktemp("profile")) as tab:
        tab.resize(1120, 700)
        yield tab
