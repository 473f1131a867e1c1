"""One believable retailer, told the same way each time: `seed_shop()`."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product as combinations

from sandbox.kit.families import FAMILIES, MODEL_WORDS, ROTATION, Family
from sandbox.kit.merchandise import CATEGORIES, COLOR_CODES, FLAGSHIPS, Pattern
from sandbox.kit.people import CUSTOMERS, STORES, SeedCustomer, SeedStore

IMAGE_HOST = "https://images.northwind.example"
CURRENCY = "USD"
_COLORS = tuple(COLOR_CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedVariant:
    """One sellable version; `options` are values in the order of the product's option names."""

    sku: str
    barcode: str
    options: tuple[str, ...]
    price: int | None
    """Cents; None = asked at the till (variable pricing)."""
    grams: int
    stock: dict[str, int | None]
    """By store key; None = not tracked there."""

    @property
    def title(self) -> str:
        """`Black / 10`, or `Regular` where the product has no options."""
        return " / ".join(self.options) or "Regular"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedProduct:
    """One product with its variants; `category` is a key of `SeedShop.categories`."""

    key: str
    title: str
    brand: str
    description: str
    category: str
    images: tuple[str, ...]
    option_names: tuple[str, ...]
    variants: tuple[SeedVariant, ...]
    taxable: bool
    tracked: bool

    def option_values(self, position: int) -> tuple[str, ...]:
        """The values its variants use for one option, in order of appearance."""
        return tuple(dict.fromkeys(variant.options[position] for variant in self.variants))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedShop:
    """The whole retailer, for both platforms: filter stores by `platform`."""

    name: str
    currency: str
    categories: dict[str, str]
    stores: tuple[SeedStore, ...]
    products: tuple[SeedProduct, ...]
    customers: tuple[SeedCustomer, ...]
    seed: int
    by_sku: dict[str, tuple[SeedProduct, SeedVariant]] = field(default_factory=dict)

    def stores_of(self, platform: str) -> tuple[SeedStore, ...]:
        """Stores that belong to one platform's shop."""
        return tuple(store for store in self.stores if store.platform == platform)


@lru_cache(maxsize=16)
def seed_shop(variants: int = 1000, seed: int = 7) -> SeedShop:
    """The retailer with exactly `variants` variants; the same arguments give the same shop.

    Nobody changes it: a stand-in copies what it sells.
    """
    products: list[SeedProduct] = []
    room = variants
    number = 0
    patterns = _patterns(seed)
    while room > 0:
        built = _build(next(patterns), number, room, seed)
        products.append(built)
        room -= len(built.variants)
        number += len(built.variants)
    by_sku = {variant.sku: (item, variant) for item in products for variant in item.variants}
    return SeedShop(
        name="Northwind Outfitters",
        currency=CURRENCY,
        categories=dict(CATEGORIES),
        stores=STORES,
        products=tuple(products),
        customers=CUSTOMERS,
        seed=seed,
        by_sku=by_sku,
    )


def ean_13(number: int) -> str:
    """A valid EAN-13 in the range for use within a company (prefix 20, GS1)."""
    digits = f"20{number:010d}"
    odd = sum(map(int, digits[::2]))
    even = sum(map(int, digits[1::2]))
    return digits + str(-(odd + 3 * even) % 10)


def slug(text: str) -> str:
    """`Nike Air Max 90` → `nike-air-max-90`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _patterns(seed: int) -> Iterator[Pattern]:
    yield from FLAGSHIPS
    families = {family.category: family for family in FAMILIES}
    turns = dict.fromkeys(families, 0)
    while True:
        for category in ROTATION:
            yield _generated(families[category], turns[category], seed)
            turns[category] += 1


def _generated(family: Family, turn: int, seed: int) -> Pattern:
    thing = family.things[turn % len(family.things)]
    brand, brand_code = family.brands[(turn // len(family.things)) % len(family.brands)]
    round_, word_number = divmod(turn, len(MODEL_WORDS))
    word = MODEL_WORDS[word_number]
    edition = f" {round_ + 1}" if round_ else ""
    code = f"{brand_code}-{word.upper()}{round_ + 1 if round_ else ''}-{_initials(thing)}{turn}"
    dice = _hash(f"{seed}:{code}")
    step = (family.price_to - family.price_from) // 100
    price = family.price_from + dice % (step + 1) * 100
    first_color = dice % len(_COLORS)
    colors = tuple(_COLORS[(first_color + n) % len(_COLORS)] for n in range(family.colors))
    options: list[tuple[str, tuple[str, ...]]] = []
    if family.colors > 1:
        options.append(("Color", colors))
    if family.sizes:
        options.append(("Size", family.sizes))
    return Pattern(
        code=code,
        title=f"{brand} {word}{edition} {thing}",
        brand=brand,
        category=family.category,
        description=family.text,
        prices=(price,),
        grams=family.grams,
        options=tuple(options),
        taxable=family.taxable,
    )


def _initials(thing: str) -> str:
    return "".join(word[0] for word in thing.split())


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())


def _build(pattern: Pattern, number: int, room: int, seed: int) -> SeedProduct:
    values = [choices for _, choices in pattern.options]
    rows = list(combinations(*values))[:room]
    key = slug(pattern.title)
    return SeedProduct(
        key=key,
        title=pattern.title,
        brand=pattern.brand,
        description=pattern.description,
        category=pattern.category,
        images=_images(pattern, key),
        option_names=tuple(name for name, _ in pattern.options),
        variants=tuple(
            _variant(pattern, row, number + offset, seed) for offset, row in enumerate(rows)
        ),
        taxable=pattern.taxable,
        tracked=pattern.tracked,
    )


def _images(pattern: Pattern, key: str) -> tuple[str, ...]:
    colors = next((values for name, values in pattern.options if name == "Color"), ())
    names = [f"{key}-{slug(color)}" for color in colors] or [key]
    return tuple(f"{IMAGE_HOST}/products/{name}.jpg" for name in names)


def _variant(pattern: Pattern, row: tuple[str, ...], number: int, seed: int) -> SeedVariant:
    sku = "-".join([pattern.code, *(_sku_part(value) for value in row)])
    return SeedVariant(
        sku=sku,
        barcode=ean_13(number),
        options=row,
        price=_price(pattern, row),
        grams=pattern.grams,
        stock=_stock(sku, seed) if pattern.tracked else {store.key: None for store in STORES},
    )


def _sku_part(value: str) -> str:
    return COLOR_CODES.get(value) or re.sub(r"[^A-Z0-9]", "", value.upper())


def _price(pattern: Pattern, row: tuple[str, ...]) -> int | None:
    if not pattern.prices:
        return None
    if len(pattern.prices) == 1:
        return pattern.prices[0]
    return pattern.prices[pattern.options[0][1].index(row[0])]


_PLENTY = frozenset(
    {
        "SV-PROLOGUE-12OZ-WHOLEBEAN",
        "NK-AIRMAX90-BLK-10",
        "NK-PEGASUS41-BLK-10",
        "NW-MUG-WHT",
        "NW-MUG-NVY",
        "DT-HIKER-GRY-L",
    }
)
"""SKUs that demonstrations lean on: always in stock in every store."""


def _stock(sku: str, seed: int) -> dict[str, int | None]:
    """0 to 40 pieces; about one in ten is zero and one in forty is not tracked."""
    dice = _hash(f"{seed}/{sku}")
    found: dict[str, int | None] = {}
    for position, store in enumerate(STORES):
        roll = ((dice ^ (position * 0x9E3779B1)) * 0x85EBCA6B & 0xFFFFFFFF) >> 9
        pieces = roll % 46
        if sku in _PLENTY:
            found[store.key] = 20 + roll % 20
        elif roll % 41 == 0:
            found[store.key] = None
        else:
            found[store.key] = 0 if pieces > 40 else pieces * (4 if store.is_warehouse else 1)
    return found
