"""Product records put together into families: Vend lists every variant as a product of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from adapters.listing import quarantine
from adapters.wire import JsonObject
from domain.catalog import Product, Variant
from domain.events import Entity, Quarantined
from mapping.engine import MappingError
from mapping.platforms import vend as table
from mapping.platforms.vend_words import family_key
from mapping.report import MappingReport


def key_of(raw: JsonObject) -> str:
    """What all records of a family share."""
    return family_key(raw.get("variant_parent_id"), raw.get("id"))


def is_lone(raw: JsonObject) -> bool:
    """Whether a record is its whole family."""
    return not raw.get("variant_parent_id") and not raw.get("has_variants")


def is_head_only(raw: JsonObject) -> bool:
    """Whether a record only holds a family together; one with options of its own is sold too."""
    return bool(raw.get("has_variants")) and not raw.get("variant_options")


@dataclass(slots=True)
class _Family:
    """What has been read of one family; only one raw record is kept."""

    face: JsonObject
    """The record that speaks for the family: its head where it has been read."""
    variants: list[Variant] = field(default_factory=list)
    revision: int = 0


@dataclass(slots=True)
class Assembler:
    """Collects records and gives products; a record that cannot be mapped leaves the rest alone."""

    currency: str
    inclusive: bool
    report: MappingReport
    context: dict[str, Any] = field(init=False, repr=False)
    families: dict[str, _Family] = field(default_factory=dict)
    faults: list[Quarantined] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = {"currency": self.currency, "inclusive": self.inclusive}

    def add(self, raw: JsonObject) -> None:
        """Take one record in."""
        try:
            self._take(raw)
        except MappingError as error:
            self.faults.append(quarantine(raw, Entity.PRODUCT, error))

    def _take(self, raw: JsonObject) -> None:
        if not raw.get("id"):
            raise MappingError("id", raw.get("id"), "the platform should send an id here")
        variant = None
        if not is_head_only(raw):
            variant = table.VARIANT.read(raw, context=self.context, report=self.report)
        key = key_of(raw)
        family = self.families.get(key)
        if family is None:
            family = self.families[key] = _Family(raw)
        elif raw.get("has_variants"):
            family.face = raw
        if variant is not None:
            family.variants.append(variant)
        version = raw.get("version")
        family.revision = max(family.revision, version if isinstance(version, int) else 0)

    def products(self, keys: list[str]) -> Iterator[Product]:
        """The products of these families; what cannot be mapped joins the faults."""
        for key in keys:
            family = self.families[key]
            try:
                yield self._product(family)
            except MappingError as error:
                self.faults.append(quarantine(family.face, Entity.PRODUCT, error))

    def _product(self, family: _Family) -> Product:
        context: dict[str, Any] = {
            "variants": tuple(family.variants),
            "active": any(one.active for one in family.variants),
            "revision": family.revision,
        }
        return table.PRODUCT.read(family.face, context=context, report=self.report)

    def take_faults(self) -> tuple[Quarantined, ...]:
        """What could not be mapped since it was last asked."""
        taken, self.faults = tuple(self.faults), []
        return taken
