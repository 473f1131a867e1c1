"""A ninth platform comes from a package of its own, in few lines, and passes the suite."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any, ClassVar

import pytest

from adapters.keys import pack_keys
from adapters.platform import AdapterSettings, Platform
from adapters.registry import BUILT_IN, Registry
from adapters.transport import Transport, TransportConfig
from domain.calls import Call
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from tests.contract.pos_contract import FixedToken, PosAdapterContract, PosSim
from tests.contract.suite.stage import control_at
from tests.contracts_path import PROJECT_ROOT

PACKAGE = PROJECT_ROOT / "tests" / "toy_platform"
MOST_LINES = 600


@pytest.fixture(scope="module")
def abacus() -> Iterator[Platform]:
    """The platform, found by its entry point once its package can be imported."""
    sys.path.insert(0, str(PACKAGE))
    yield Registry(BUILT_IN)["abacus"]
    sys.path.remove(str(PACKAGE))
    for name in [one for one in sys.modules if one.startswith("voicetill_abacus")]:
        del sys.modules[name]


@pytest.fixture
def sim(abacus: Platform) -> Iterator[PosSim]:
    """An adapter on a shop's stand-in."""
    stand_in: Any = import_module("voicetill_abacus.stand_in")
    tokens = FixedToken(pack_keys({"shop": "1", "key": stand_in.KEY}), platform="abacus")
    transport, report = Transport(TransportConfig()), MappingReport()
    with stand_in.create_shop(Options(seed_variants=300)) as shop:
        running = serve(shop)

        def reopen(within: float = 10.0) -> PosAdapter:
            name, call = ConnectionId(f"con_{running.url}"), Call.within(within)
            line = transport.line(name, running.url, abacus.dialect, tokens, call)
            return abacus.open(line, AdapterSettings(report=report))

        yield PosSim(
            platform=abacus,
            adapter=reopen(60.0),
            control=control_at(running.url),
            reopen=reopen,
            report=report,
            routes={"locations": "GET /api/stores", "create_order": "POST /api/sales"},
            tokens=tokens,
        )
        running.stop()
    transport.close()


class TestAbacus(PosAdapterContract):
    """The port's suite."""

    other_location: ClassVar[str | None] = "Ballard"
    spoiled: ClassVar[str | None] = "data.0.title"


def test_it_fits_in_six_hundred_lines_with_its_stand_in() -> None:
    kept = (one for one in PACKAGE.rglob("*") if one.is_file() and one.suffix != ".pyc")

    assert sum(len(one.read_text().splitlines()) for one in kept) <= MOST_LINES


def test_the_command_line_lists_it_once_it_is_installed() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "app.cli", "platforms"],
        env={"PYTHONPATH": f"{PROJECT_ROOT}{os.pathsep}{PACKAGE}"},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    (line,) = [one for one in told.stdout.splitlines() if one.startswith("abacus")]
    assert line.endswith("installed")
