"""An outdoor shop in each language: real search, real understanding, commerce in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from typing import Final

from app.commerce.model import ProductMatch
from app.commerce.ports import Discovery
from app.commerce.rules import Rules
from app.commerce.search_index import IndexEntry, PriceRange, SearchIndex
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.readings import Readings
from app.voice.shop_words import ShopWordsCache
from domain.catalog import Address, WeeklyHours
from domain.ids import LocationId, MerchantId
from storage.store_rules import StoreRule
from tests.fakes.commerce import FakeDiscovery
from tests.fakes.voice import NORTHWIND, FixedRules, MemoryHandoffs, TalkingShop, bare_shop

LOCALES: Final = {"en": "en-US", "es": "es-ES", "fr": "fr-FR", "de": "de-DE"}
STORES: Final = {
    "en": ("Downtown", "Ballard"),
    "es": ("Centro", "Norte"),
    "fr": ("République", "Bastille"),
    "de": ("Mitte", "Altona"),
}
TITLES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "SHOE": "Trail Running Shoes", "MUG": "Camp Mug", "TENT": "Two Person Tent",
        "FAMTENT": "Family Tent", "SOCK": "Merino Wool Socks", "HOUSE": "House Blend Coffee",
        "ESPRESSO": "Espresso Roast Coffee", "JACKET": "Rain Jacket", "LAMP": "Head Lamp",
        "BOTTLE": "Steel Water Bottle", "STOVE": "Gas Stove",
    },
    "es": {
        "SHOE": "Zapatillas de Trail", "MUG": "Taza de Camping", "TENT": "Carpa Dos Personas",
        "FAMTENT": "Carpa Familiar", "SOCK": "Calcetines de Lana", "HOUSE": "Café de la Casa",
        "ESPRESSO": "Café Expreso", "JACKET": "Chaqueta Impermeable", "LAMP": "Linterna Frontal",
        "BOTTLE": "Botella de Acero", "STOVE": "Hornillo de Gas",
    },
    "fr": {
        "SHOE": "Chaussures de Trail", "MUG": "Tasse de Camping", "TENT": "Tente Deux Places",
        "FAMTENT": "Tente Familiale", "SOCK": "Chaussettes en Laine", "HOUSE": "Café Maison",
        "ESPRESSO": "Café Expresso", "JACKET": "Veste Imperméable", "LAMP": "Lampe Frontale",
        "BOTTLE": "Gourde en Acier", "STOVE": "Réchaud à Gaz",
    },
    "de": {
        "SHOE": "Trailrunning Schuhe", "MUG": "Campingbecher", "TENT": "Zelt für Zwei",
        "FAMTENT": "Familienzelt", "SOCK": "Wollsocken", "HOUSE": "Hauskaffee",
        "ESPRESSO": "Espresso Kaffee", "JACKET": "Regenjacke", "LAMP": "Stirnlampe",
        "BOTTLE": "Trinkflasche aus Stahl", "STOVE": "Gaskocher",
    },
}  # fmt: skip
COLORS: Final = {
    "en": {"BK": "Black", "WH": "White", "BL": "Blue", "RD": "Red"},
    "es": {"BK": "Negro", "WH": "Blanco", "BL": "Azul", "RD": "Rojo"},
    "fr": {"BK": "Noir", "WH": "Blanc", "BL": "Bleu", "RD": "Rouge"},
    "de": {"BK": "Schwarz", "WH": "Weiß", "BL": "Blau", "RD": "Rot"},
}
SHOE_SIZES: Final = {"en": ("9", "10", "11")}
PRICES: Final = {
    "SHOE": 12900, "MUG": 1250, "TENT": 24900, "FAMTENT": 44900, "SOCK": 1800, "HOUSE": 1400,
    "ESPRESSO": 1600, "JACKET": 9900, "LAMP": 3500, "BOTTLE": 2200, "STOVE": 5900,
}  # fmt: skip
KEYWORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "HOUSE": {"en": ("filter",), "es": ("molido",), "fr": ("moulu",), "de": ("kaffee", "filter")},
    "TENT": {"de": ("zelt", "camping")},
    "FAMTENT": {"de": ("zelt", "camping")},
    "MUG": {"en": ("cup",), "de": ("becher", "tasse")},
    "SHOE": {"en": ("sneakers",), "de": ("laufschuhe",), "fr": ("baskets",)},
    "JACKET": {"en": ("waterproof",), "de": ("jacke", "wasserdicht")},
    "LAMP": {"en": ("headlamp", "flashlight"), "de": ("lampe",)},
    "BOTTLE": {"en": ("flask",), "de": ("flasche",), "es": ("cantimplora",)},
    "SOCK": {"de": ("socken",)},
}
"""Tags, as a merchant gives them."""
STOCK: Final[Mapping[str, Mapping[str, int]]] = {
    "TENT": {"dt": 0, "nb": 3},
    "STOVE": {"dt": 0, "nb": 0},
    "LAMP": {"dt": 5},
}
"""Other goods: eight in each store."""


@dataclass(frozen=True, slots=True)
class IndexedDiscovery(FakeDiscovery):
    """The catalog in memory behind the search that the gateway really has."""

    index: SearchIndex

    def find(
        self,
        merchant_id: MerchantId,
        query: str,
        *,
        attributes: Mapping[str, str],
        limit: int = 5,
        least: Decimal | None = None,
        most: Decimal | None = None,
    ) -> tuple[ProductMatch, ...]:
        bounds = None
        if least is not None or most is not None:
            bounds = PriceRange(
                least=None if least is None else int((least * 100).to_integral(ROUND_CEILING)),
                most=None if most is None else int((most * 100).to_integral(ROUND_FLOOR)),
            )
        found = []
        for product_id, score in self.index.find(query, limit, bounds):
            variants = self.variants_of(merchant_id, product_id)
            fitting = tuple(
                each
                for each in variants
                if all(
                    each.options.get(name, value).lower() == value.lower()
                    for name, value in attributes.items()
                )
            )
            found.append(self._match(product_id, fitting or variants, bool(fitting), score))
        return tuple(found)


@dataclass(slots=True)
class ConversationShop(TalkingShop):
    """A shop that is talked to in one language."""

    language: str = "en"
    found_by: IndexedDiscovery | None = None
    handoffs: MemoryHandoffs = field(default_factory=MemoryHandoffs)

    @property
    def discovery(self) -> Discovery:
        return self.found_by or self.shop.discovery


@cache
def _understander(day: date) -> TrainedUnderstander:
    return TrainedUnderstander(today=lambda _zone: day)


def open_shop(language: str) -> ConversationShop:
    """The shop, with nothing bought yet."""
    shop = ConversationShop(**bare_shop(), language=language)
    main, other = STORES[language]
    for place, name in (("dt", main), ("nb", other)):
        shop.shop.add_store(NORTHWIND, place, name)
        known = shop.shop.stores[NORTHWIND][LocationId(place)]
        shop.shop.stores[NORTHWIND][LocationId(place)] = replace(
            known,
            phone="+12065550100",
            timezone="America/Los_Angeles",
            address=Address(line1="12 Pine Street", city="Seattle", country="US"),
        )
    _stock_up(shop, language)
    shop.found_by = IndexedDiscovery(shop.shop, _index(language))
    open_daily = WeeklyHours(days=frozenset(range(1, 8)), start=time(9), end=time(19))
    shop.rules = FixedRules(Rules(stores={None: _open(open_daily)}, stocks={}))
    shop.voice = replace(
        shop.voice,
        handoffs=shop.handoffs,
        words=ShopWordsCache(shop.discovery, shop.stock),
        readings=Readings(_understander(shop.clock.now().date())),
    )
    return shop


def _open(hours: WeeklyHours) -> StoreRule:
    return StoreRule(location_id=None, hours=(hours,), closed_on=frozenset(), pickup_minutes=60)


def _stock_up(shop: ConversationShop, language: str) -> None:
    for sku, title in TITLES[language].items():
        stock = STOCK.get(sku, {"dt": 8, "nb": 8})
        for suffix, options in _variants(sku, language):
            shop.shop.add_variant(
                NORTHWIND,
                f"{sku}{suffix}",
                title,
                price=PRICES[sku],
                options=options,
                stock=dict(stock),
            )


def _variants(sku: str, language: str) -> list[tuple[str, dict[str, str]]]:
    colors = COLORS[language]
    if sku == "SHOE":
        sizes = SHOE_SIZES.get(language, ("40", "41", "42"))
        return [
            (f"-{color}-{at}", {"size": size, "color": colors[color]})
            for at, size in enumerate(sizes, start=1)
            for color in ("BK", "WH")
        ]
    if sku == "JACKET":
        return [
            (f"-{color}-{size}", {"size": size, "color": colors[color]})
            for size in ("S", "M", "L")
            for color in ("BL", "RD")
        ]
    return [("", {})]


@cache
def _index(language: str) -> SearchIndex:
    return SearchIndex(
        IndexEntry(
            product_id="prod_" + title.lower().replace(" ", "_"),
            title=title,
            brand=None,
            category=None,
            keywords=tuple(sorted(KEYWORDS.get(sku, {}).get(language, ()))),
            low=PRICES[sku],
            high=PRICES[sku],
        )
        for sku, title in TITLES[language].items()
    )
