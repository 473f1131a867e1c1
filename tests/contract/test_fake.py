"""The POS in memory passes what the real adapters pass, so tests may stand on it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from adapters.registry import PLATFORMS
from domain.calls import Call
from domain.ids import PlatformId
from mapping.report import MappingReport
from tests.contract.pos_contract import FixedToken, PosAdapterContract, PosSim, draft, key
from tests.fakes.pos import CAPABILITIES, VERSION, MemoryPos
from tests.fakes.pos_line import NAME, MemoryLine
from tests.fakes.pos_shop import MemoryShop

MEMORY = replace(
    PLATFORMS["square"],
    name=NAME,
    title="The POS in memory",
    api_version=VERSION,
    capabilities=CAPABILITIES,
    scopes={},
)
"""Only its description is used; no request is ever worded."""


@pytest.fixture
def sim() -> PosSim:
    """A seeded shop with two purchases of the demo shopper and one of somebody else."""
    shop = MemoryShop.seeded()
    tokens = FixedToken("memory-secret-token", platform=NAME)

    def reopen(within: float = 10.0) -> MemoryPos:
        return MemoryPos(MemoryLine(shop, tokens, Call.within(within)))

    sim = PosSim(
        platform=MEMORY,
        adapter=reopen(60.0),
        control=shop.control,
        reopen=reopen,
        report=MappingReport(),
        location_name="Downtown",
        sku="NK-AIRMAX90-BLK-10",
        phone="+12065550123",
        email="jordan.rivera@example.com",
        good_token=lambda: "good",
        declined_token=lambda: "declined",
        routes={},
        tokens=tokens,
    )
    other = next(one for one in shop.customers if one != sim.shopper())
    for number, buyer in enumerate((sim.shopper(), sim.shopper(), other)):
        _sell(sim, f"seed-{number}", buyer)
    return sim


def _sell(sim: PosSim, reference: str, buyer: PlatformId) -> None:
    """A purchase of the past."""
    cart = sim.cart()
    assert cart.recipient is not None
    recipient = replace(cart.recipient, customer_platform_id=buyer)
    wish = draft(replace(cart, recipient=recipient), reference)
    made = sim.adapter.create_order(wish, key=key(reference))
    sim.adapter.confirm_order(made, paid=made.total, external_reference="0", key=key(reference))


class TestMemoryPos(PosAdapterContract):
    """The port's suite."""

    most_checkout_calls: ClassVar[int] = 4
    version_word: ClassVar[str | None] = None  # nothing is worded
    other_location: ClassVar[str | None] = "Ballard"
    spoiled: ClassVar[str | None] = "records.0.title"
