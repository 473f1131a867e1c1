"""Toast's modifier groups and options as choices: the tables, and what they refer to.

Source: toast-menus.yaml, menus V2 2.4.1 (`ModifierGroup`, `ModifierOption`, `PricingRules`). Groups
and options stand in two maps of the document and are referred to by number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.catalog import Modifier, ModifierList
from domain.ids import PlatformId
from domain.money import Money
from mapping.converters import identifier, text
from mapping.engine import Field, Map, MappingError
from mapping.platforms import toast_words as words
from mapping.platforms.toast_ids import Choice, choice_id
from mapping.report import MappingReport

_DEEPEST = 4
"""Choices under choices are followed so far; a till's screen goes no deeper either."""
PUBLISH = "correct the item in Toast Web and publish the menus again"

LOOKS = {
    "posName": "for the till's screen",
    "posButtonColorLight": "for the till's screen",
    "posButtonColorDark": "for the till's screen",
    "masterId": "deprecated twin of multiLocationId",
    "multiLocationId": "orders and stock are asked for by the restaurant's own guid",
}
DISH = {
    "kitchenName": "for the kitchen",
    "prepTime": "the kitchen's own planning",
    "prepStations": "the kitchen's own planning",
    "salesCategory": "for the restaurant's reports",
    "calories": "not asked for by voice yet",
    "contentAdvisories": "age checks are the restaurant's at handover",
    "allergens": "reserved by Toast for the future",
    "portions": "halves of a dish cannot be ordered by voice yet",
    "length": "parcels are not planned here",
    "height": "parcels are not planned here",
    "width": "parcels are not planned here",
    "dimensionUnitOfMeasure": "parcels are not planned here",
    "weight": "parcels are not planned here",
    "weightUnitOfMeasure": "parcels are not planned here",
    "guestCount": "not asked for by voice yet",
    "sortOrder": "orders the kitchen's tickets",
    "plu": "the till's own short number",
}


@dataclass(slots=True)
class MenuSide:
    """What items refer to: modifier groups and options, and which of them are 86'd."""

    currency: str
    groups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    """GUIDs that are out of stock."""
    counted: frozenset[str] = frozenset()
    """GUIDs that have a quantity or are out of stock; all others are simply in stock."""
    report: MappingReport = field(default_factory=MappingReport)

    def group_named(self, guid: Any) -> Mapping[str, Any] | None:
        """The modifier group with that guid."""
        return next((one for one in self.groups.values() if one.get("guid") == guid), None)

    def lists(
        self, references: Sequence[Any], sizes: Mapping[str, PlatformId], path: str = ""
    ) -> tuple[ModifierList, ...]:
        """The modifier lists behind reference ids; a reference that leads nowhere is refused."""
        if path.count("/") >= _DEEPEST:
            return ()
        context = {"side": self, "sizes": sizes, "path": path}
        return tuple(
            MODIFIER_LIST.read(self._at(self.groups, one), context=context, report=self.report)
            for one in references
        )

    def modifiers(self, group: Mapping[str, Any], sizes: Any, path: str) -> tuple[Modifier, ...]:
        """The options of one group."""
        rows = [self._at(self.options, one) for one in group["modifierOptionReferences"]]
        return tuple(
            MODIFIER.read(
                raw,
                context={"side": self, "group": group, "sizes": sizes, "path": path},
                report=self.report,
            )
            for raw in rows
        )

    def _at(self, rows: Mapping[str, Mapping[str, Any]], reference: Any) -> Mapping[str, Any]:
        found = rows.get(str(reference))
        if found is None:
            raise MappingError("referenceId", reference, PUBLISH)
        return found


def _sequence(strategy: Any, rules: Any, side: MenuSide) -> tuple[Money, ...]:
    if strategy != "SEQUENCE_PRICE" or not rules:
        return ()
    return rule_prices(rules, None, side.currency)


def rule_prices(rules: Any, size: str | None, currency: str) -> tuple[Money, ...]:
    for rule in rules.get("sizeSequencePricingRules") or ():
        if size is None or rule.get("sizeName") == size:
            ordered = sorted(rule["sequencePrices"], key=lambda one: one["sequence"])
            return tuple(words.amount(one["price"], currency) for one in ordered)
    return ()


def _least(least: Any, mode: Any) -> int:
    return max(int(least or 0), 1 if mode == "REQUIRED" else 0)


def _most(most: Any, several: Any) -> int | None:
    if several is False:
        return 1
    return None if most is None else int(most)


def _choices(
    guid: Any, references: Any, strategy: Any, rules: Any, free: Any, side: MenuSide,
    sizes: Any, path: str,
) -> tuple[Modifier, ...]:  # fmt: skip
    group = {
        "guid": guid,
        "modifierOptionReferences": references or (),
        "pricingStrategy": strategy,
        "pricingRules": rules,
        "defaultOptionsChargePrice": free,
    }
    return side.modifiers(group, sizes, path)


MODIFIER_LIST = Map(
    ModifierList,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("name", "name", text, default=""),
        Field(
            "modifiers",
            (
                "guid",
                "modifierOptionReferences",
                "pricingStrategy",
                "pricingRules",
                "defaultOptionsChargePrice",
            ),
            _choices,
            context=("side", "sizes", "path"),
        ),
        Field("minimum", ("minSelections", "requiredMode"), _least, default=0),
        Field("maximum", ("maxSelections", "isMultiSelect"), _most, default=None),
        Field(
            "sequence_prices",
            ("pricingStrategy", "pricingRules"),
            _sequence,
            default=(),
            context=("side",),
        ),
    ),
    ignored=LOOKS
    | {
        "referenceId": "the key it was found by",
        "visibility": "the item's visibility decides",
        "defaultOptionsSubstitutionPricing": "the quote tells the price of a substitution",
        "preModifierGroupReference": "EXTRA and ON THE SIDE cannot be said by voice yet",
    },
)


def _option_price(
    price: Any, default: Any, side: MenuSide, group: Mapping[str, Any]
) -> Money | None:
    if default is True and group["defaultOptionsChargePrice"] in ("NO", False):
        return Money.zero(side.currency)
    return None if price is None else words.amount(price, side.currency)


def _sized_prices(
    strategy: Any, side: MenuSide, group: Mapping[str, Any], sizes: Mapping[str, PlatformId]
) -> dict[PlatformId, Money]:
    if strategy != "GROUP_PRICE" or group["pricingStrategy"] != "SIZE_PRICE":
        return {}
    found = {}
    for size, variant in sizes.items():
        prices = rule_prices(group["pricingRules"] or {}, size, side.currency)
        if prices:
            found[variant] = prices[0]
    return found


def _inner_lists(
    references: Any, guid: Any, side: MenuSide, group: Mapping[str, Any], sizes: Any, path: str
) -> tuple[ModifierList, ...]:
    if not references:
        return ()
    return side.lists(references, sizes, choice_id(path, Choice(group["guid"], guid)))


def _choice_id(guid: Any, group: Mapping[str, Any], path: str) -> PlatformId:
    return choice_id(path, Choice(group["guid"], identifier(guid)))


def _is_offered(guid: Any, visibility: Any, side: MenuSide) -> bool:
    """Neither 86'd nor hidden from everyone; whether it shows to partners, its item decides."""
    return guid not in side.out and (visibility is None or bool(visibility))


MODIFIER = Map(
    Modifier,
    fields=(
        Field(
            "platform_id",
            "guid",
            _choice_id,
            context=("group", "path"),
        ),
        Field("name", "name", text),
        Field(
            "price",
            ("price", "isDefault"),
            _option_price,
            default=None,
            context=("side", "group"),
        ),
        Field(
            "variant_prices",
            "pricingStrategy",
            _sized_prices,
            default={},
            context=("side", "group", "sizes"),
        ),
        Field(
            "active",
            ("guid", "visibility"),
            _is_offered,
            context=("side",),
        ),
        Field("chosen_by_default", "isDefault", bool, default=False),
        Field("repeatable", "allowsDuplicates", bool, default=False),
        Field(
            "modifier_lists",
            ("modifierGroupReferences", "guid"),
            _inner_lists,
            default=(),
            context=("side", "group", "sizes", "path"),
        ),
    ),
    ignored=LOOKS
    | DISH
    | {
        "referenceId": "the key it was found by",
        "description": "the name is spoken",
        "image": "the dish is pictured",
        "images": "the dish is pictured",
        "pricingRules": "a choice priced by its own size or hour is told by the quote",
        "taxInfo": "deprecated; Toast calculates",
        "modifierOptionTaxInfo": "Toast calculates",
        "itemTags": "the dish is tagged",
        "unitOfMeasure": "choices are counted",
        "sku": "a choice is not sold alone",
    },
)
