"""The POS in memory on the stage of the contract suite."""

from __future__ import annotations

from dataclasses import replace

from adapters.registry import PLATFORMS
from adapters.transport import Transport
from domain.calls import Call
from domain.events import Entity
from domain.ids import PlatformId
from mapping.report import MappingReport
from tests.contract.suite.base import Stage
from tests.contract.suite.sim import PATIENCE_S, FixedToken, PosSim, draft, key
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


def sim_at(transport: Transport, url: str) -> PosSim:
    """A seeded shop with two purchases of the demo shopper and one of somebody else."""
    shop = MemoryShop.seeded()
    tokens = FixedToken("memory-secret-token", platform=NAME)

    def reopen(within: float = PATIENCE_S) -> MemoryPos:
        return MemoryPos(MemoryLine(shop, tokens, Call.within(within)))

    sim = PosSim(
        platform=MEMORY,
        adapter=reopen(),
        control=shop.control,
        reopen=reopen,
        report=MappingReport(),
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


STAGE = Stage(
    platform=MEMORY,
    connect=sim_at,
    most_checkout_calls=4,
    version_word=None,  # nothing is worded
    other_location="Ballard",
    spoiled="records.0.title",
    has_choices=False,
    one_page=frozenset({Entity.ORDER}),
    lacks=frozenset({"POST bundle"}),
)
