"""Whoever plays on a platform's stage: its stand-in, a connected adapter, and what applies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.retry import RetryPolicy
from adapters.transport import Transport, TransportConfig
from sandbox.kit.app import Shop
from sandbox.kit.server import serve
from tests.contract.suite.asking import applies
from tests.contract.suite.base import ContractBase, Stage
from tests.contract.suite.sim import PosSim


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the suite's tests of what a platform does not declare."""
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for one in items:
        (kept if _applies(one) else left_out).append(one)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """What was collected runs: a stage that says too much of its platform is a failure.

    Only the check against the vendor's documents is left out, afterwards, where those are not
    beside the project.
    """
    report = yield
    if report.when == "call" and report.skipped and _stage_of(item) is not None:
        report.outcome = "failed"
    return report


def _applies(item: pytest.Item) -> bool:
    stage = _stage_of(item)
    return stage is None or applies(getattr(item, "function", None), stage)


def _stage_of(item: pytest.Item) -> Stage | None:
    """The stage that a test of the suite is played on."""
    played = getattr(item, "cls", None)
    is_suite = isinstance(played, type) and issubclass(played, ContractBase)
    return getattr(played, "stage", None) if is_suite else None


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    """The real transport under the adapter; its pauses are short, for they are proved elsewhere."""
    opened = Transport(TransportConfig(retry=RetryPolicy(base_s=0.01)))
    yield opened
    opened.close()


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage:
    """The class's, or, beside the suite, the one that the module is marked with."""
    if (found := _stage_of(request.node)) is not None:
        return found
    (found,) = request.node.get_closest_marker("stage").args
    return found


@pytest.fixture
def shop(stage: Stage) -> Iterator[Shop | None]:
    """A freshly seeded stand-in; None where the stage has none."""
    if stage.create_shop is None:
        yield None
        return
    with stage.create_shop(stage.options) as opened:
        yield opened


@pytest.fixture
def shop_url(shop: Shop | None) -> Iterator[str]:
    """Its address."""
    if shop is None:
        yield ""
        return
    running = serve(shop)
    yield running.url
    running.stop()


@pytest.fixture
def sim(stage: Stage, shop_url: str, transport: Transport) -> Iterator[PosSim]:
    """A connected adapter; afterwards what it sent is held against the vendor's documents."""
    opened = stage.connect(transport, shop_url)
    yield opened
    stage.check(opened)
