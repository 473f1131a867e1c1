"""What a platform says of itself to the contract suite, all in one place: its `Stage`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from adapters.platform import Platform
from domain.capabilities import Capability, Declaration, Support
from domain.events import Entity
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from tests.contract.suite.sim import PosSim


def unchecked(sim: PosSim) -> None:
    """No documents of the vendor's are at hand."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One platform put on a stage: its stand-in, a connected adapter, and what is other there.

    Every default suits Square and Shopify.
    """

    platform: Platform
    connect: Callable[[Any, str], PosSim]
    """A connected adapter over a transport, on the stand-in at an address."""
    check: Callable[[PosSim], None] = unchecked
    """Holds what was sent, and what was answered, against the vendor's documents after a test."""
    create_shop: Callable[[Any], Shop] | None = None
    """A stand-in freshly seeded by `options`; None where nothing is spoken over HTTP."""
    options: Options = field(default_factory=Options)
    capabilities: Mapping[Capability, Declaration] | None = None
    """What the connection declares where its settings add to the platform's declaration."""

    account_name: str = "Northwind Outfitters"
    most_checkout_calls: int = 3
    """Sequential calls that a checkout may cost while a shopper waits."""
    carries: frozenset[str] = frozenset({"images", "barcode", "categories"})
    """What the platform's product records hold; take out only what the vendor has no field for."""
    addressed: bool = True
    """Whether the platform's record of a store holds its address."""
    tells_hours: bool = False
    """Whether the platform's record of a store says when it is open."""
    ships: bool = True
    """Whether an order can carry goods to the shopper for a fee of ours; else it is refused."""
    phones_typed: tuple[str, ...] = (
        "+1{area}{first}{last}",
        "({area}) {first}-{last}",
        "{area}-{first}-{last}",
    )
    """Ways staff may type a phone number (of the stand-in's country) that the platform finds."""
    phones_shared: bool = True
    """Whether two customers may have one phone number."""
    untracked_sku: str | None = "CB-LATTE-LARGE"
    """A variant the till keeps no count of; None where the platform counts everything."""
    open_price_sku: str | None = "SVC-REPAIR"
    """A variant that is priced at the till; None where the platform has no such thing."""
    has_choices: bool = True
    """Whether something with modifiers is sold."""
    other_location: str | None = None
    """A second store with pickup on the same connection, where there is one."""
    version_word: str | None = ""
    """What every request names as the version (empty: the pinned version); None where the
    vendor's requests name none."""
    spoiled: str | None = None
    """Where the first product's required title stands in a catalog answer, as the `spoil` fault
    words it (`objects.0.item_data.name`); None where the catalog is not read as JSON pages."""
    finds_lost_orders: bool = True
    """Whether an order whose answer was lost can be found again over there; where not, it is in
    doubt: never made twice, and never said not to exist."""
    reserves: bool = True
    """Whether authorizing only reserves; where it takes the money at once, letting it go is giving
    it back."""
    signs_body: bool = True
    """Whether the proof of a webhook covers its body; a static code does not."""
    edges: Mapping[Entity, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    """Listings whose pages may lose records: the fault route, and where its records stand, as the
    `lose_edge` fault words it (`path`, `only`, `unless`)."""
    one_page: frozenset[Entity] = frozenset()
    """Listings that fit on one page with this much in the stand-in."""
    lacks: frozenset[str] = frozenset()
    """Controls that the stand-in has not, because the platform has not what they do, e.g.
    `POST bundle`."""

    def has(self, capability: Capability) -> bool:
        """Whether the connection declares it, natively or emulated."""
        declared = self.capabilities or self.platform.capabilities
        return declared[capability].support is not Support.NONE


class ContractBase:
    """What the parts of the suite share: whose stage they are played on."""

    stage: ClassVar[Stage]
