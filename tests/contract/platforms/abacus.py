"""Abacus, a ninth platform in a package of its own, on the stage of the contract suite."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from adapters.keys import pack_keys
from adapters.platform import AdapterSettings
from adapters.registry import BUILT_IN, Registry
from adapters.transport import Transport
from mapping.report import MappingReport
from sandbox.kit.platform import Options
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import FixedToken, PosSim
from tests.contract.suite.stage import control_at, opener
from tests.contracts_path import PROJECT_ROOT

PACKAGE = PROJECT_ROOT / "tests" / "toy_platform"

sys.path.insert(0, str(PACKAGE))
ABACUS = Registry(BUILT_IN)["abacus"]
"""Found by its entry point while its package can be imported."""
stand_in: Any = import_module("voicetill_abacus.stand_in")
sys.path.remove(str(PACKAGE))


def sim_at(transport: Transport, url: str) -> PosSim:
    """A connected adapter."""
    tokens = FixedToken(pack_keys({"shop": "1", "key": stand_in.KEY}), platform="abacus")
    report = MappingReport()
    reopen = opener(ABACUS, transport, url, tokens, AdapterSettings(report=report))
    return PosSim(
        platform=ABACUS,
        adapter=reopen(),
        control=control_at(url),
        reopen=reopen,
        report=report,
        routes={"locations": "GET /api/stores", "create_order": "POST /api/sales"},
        tokens=tokens,
    )


STAGE = Stage(
    platform=ABACUS,
    create_shop=stand_in.create_shop,
    options=Options(seed_variants=300),
    connect=sim_at,
    other_location="Ballard",
    spoiled="data.0.title",
    has_choices=False,
    lacks=frozenset({"POST bundle", "POST customer"}),
)
