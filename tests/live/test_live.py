"""The contract suite's reading tests against real vendors' sandbox accounts (docs/live-tests.md).

They write nothing, so an account may be any that can be spared; each is skipped with the names of
the variables it lacks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NoReturn

import pytest

from adapters.registry import BUILT_IN, PLATFORMS
from adapters.transport import Transport, TransportConfig
from domain.ports.pos import PosAdapter
from mapping.report import MappingReport
from tests.contract.pos_contract import PosAdapterContract
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim
from tests.contracts_path import PROJECT_ROOT
from tests.live.accounts import LiveAccount, missing, names_of

READING = {
    name: test
    for name in dir(PosAdapterContract)
    if hasattr(test := getattr(PosAdapterContract, name), "only_reads")
}


NAMED = [name for name in sorted(BUILT_IN) if not missing(PLATFORMS[name])]


@pytest.fixture(params=NAMED)
def sim(request: pytest.FixtureRequest) -> Iterator[PosSim]:
    """An adapter on a vendor's account that the environment names."""
    platform = PLATFORMS[request.param]
    transport, report = Transport(TransportConfig()), MappingReport()
    account = LiveAccount(platform, transport, report, os.environ)
    tokens = account.source()

    def reopen(within: float = 60.0) -> PosAdapter:
        return account.open(tokens, within)

    yield PosSim(
        platform=platform,
        adapter=reopen(300.0),
        control=_no_control,
        reopen=reopen,
        report=report,
        location_name=account.said("LOCATION"),
        sku=account.said("SKU"),
        phone=account.said("PHONE"),
        email=account.said("EMAIL"),
        good_token=str,
        declined_token=str,
        routes={},
        tokens=tokens,
    )
    transport.close()


def _no_control(*_: object) -> NoReturn:
    raise AssertionError("a vendor's account has no control surface")


TestLive = type("TestLive", (ContractBase,), READING)
"""What only reads, once per account."""


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_an_account_is_named(name: str) -> None:
    lacking = missing(PLATFORMS[name])

    if lacking:
        pytest.skip(f"no {PLATFORMS[name].title} account: set {', '.join(lacking)}")
    assert name in NAMED


def test_there_is_enough_that_only_reads() -> None:
    assert len(READING) >= 15


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_the_page_names_every_variable(name: str) -> None:
    page = (PROJECT_ROOT / "docs" / "live-tests.md").read_text()

    assert not [one for one in names_of(PLATFORMS[name]) if f"`{one}`" not in page]


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_an_account_that_is_not_named_is_told_by_its_variables(name: str) -> None:
    lacking = missing(PLATFORMS[name], {})

    assert lacking
    assert all(one.startswith(f"VOICETILL_LIVE_{name.upper()}_") for one in lacking)
