"""Fills the shop from the shared seed, the way a Shopify merchant would have entered it.

Same SKUs as the Square seller, other habits: options are named `Size`, or `Shoe size` with values
like `US 10` for some vendors; categories become product types, taxonomy and collections; a few
products are drafts or archived, some may be oversold, some are not tracked.
"""

from __future__ import annotations

import zlib
from itertools import product as combinations

from sandbox.kit.people import SeedStore
from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant, ean_13, slug
from sandbox.shopify.books import Books
from sandbox.shopify.rows import (
    Collection,
    InventoryItem,
    InventoryLevel,
    Location,
    MediaImage,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductVariant,
)
from sandbox.shopify.times import iso_at

TAXONOMY: dict[str, tuple[str, str]] = {
    "shoes": ("aa-8", "Apparel & Accessories > Shoes"),
    "jackets": ("aa-1-10-2", "Apparel & Accessories > Clothing > Outerwear > Coats & Jackets"),
    "shirts": ("aa-1-13-7", "Apparel & Accessories > Clothing > Clothing Tops > Shirts"),
    "pants": ("aa-1-12", "Apparel & Accessories > Clothing > Pants"),
    "socks": ("aa-1-18", "Apparel & Accessories > Clothing > Socks"),
    "hats": ("aa-2-17", "Apparel & Accessories > Clothing Accessories > Hats"),
    "gloves": ("aa-2-13", "Apparel & Accessories > Clothing Accessories > Gloves & Mittens"),
    "backpacks": ("lb-1", "Luggage & Bags > Backpacks"),
    "camping": ("sg-4-1", "Sporting Goods > Outdoor Recreation > Camping & Hiking"),
    "drinkware": ("hg-11-6", "Home & Garden > Kitchen & Dining > Tableware > Drinkware"),
    "coffee": ("fb-1-3", "Food, Beverages & Tobacco > Beverages > Coffee"),
    "coffee-bar": ("fb-1", "Food, Beverages & Tobacco > Beverages"),
    "accessories": ("aa-2", "Apparel & Accessories > Clothing Accessories"),
    "services": ("se", "Services"),
}
"""Seed category → Shopify's standard product taxonomy."""
CATEGORY_NAMES = dict(TAXONOMY.values())

_US_SIZES = frozenset({"Adidas", "Hoka", "Merrell", "Salomon", "La Sportiva"})
"""Vendors whose shoes carry `Shoe size` and `US 10`."""
_DIGITAL = frozenset({"coffee-bar", "services"})
"""Categories that nobody ships."""
WIDE_PRODUCTS = 2
WIDE_FROM_VARIANTS = 500
"""Shops of at least this many variants also sell made-to-measure goods of 120 variants each."""


OPENED_DAYS_AGO = 420
"""How long the shop has existed; what it sells was last touched at some time since."""
_DAY_S = 86400


def stock_shelves(books: Books, seed: SeedShop, timestamp: float) -> None:
    """Enter locations, collections, products, variants and stock, as of `timestamp`."""
    now = iso_at(timestamp - OPENED_DAYS_AGO * _DAY_S)
    locations = _locations(books, seed.stores_of("shopify"), now)
    collections = {
        key: books.collections.add(
            Collection(
                id=books.new_id("Collection"),
                title=title,
                handle=slug(title),
                product_ids=[],
                updated_at=now,
            )
        )
        for key, title in seed.categories.items()
    }
    total = 0
    for entry in seed.products:
        times = (now, _last_touched(entry, timestamp))
        _enter(books, entry, collections[entry.category], locations, times)
        total += len(entry.variants)
    if total >= WIDE_FROM_VARIANTS:
        for number in range(WIDE_PRODUCTS):
            wide = _wide_product(number, tuple(locations))
            times = (now, _last_touched(wide, timestamp))
            _enter(books, wide, collections[wide.category], locations, times)


def _last_touched(entry: SeedProduct, timestamp: float) -> str:
    """Some time in the last year, but not today."""
    return iso_at(timestamp - (1 + _roll(f"touched/{entry.key}", 360)) * _DAY_S)


def _locations(books: Books, stores: tuple[SeedStore, ...], now: str) -> dict[str, Location]:
    """By store key; the warehouse comes first in order routing."""
    ranked = sorted(stores, key=lambda store: not store.is_warehouse)
    return {
        store.key: books.locations.add(
            Location(
                id=books.new_id("Location"),
                name=store.name,
                rank=ranked.index(store),
                address1=store.street,
                city=store.city,
                province="Washington",
                province_code=store.state,
                zip=store.postal_code,
                country="United States",
                country_code=store.country,
                phone=store.phone,
                latitude=store.latitude,
                longitude=store.longitude,
                created_at=now,
                updated_at=now,
                pickup=not store.is_warehouse,
            )
        )
        for store in stores
    }


def _wide_product(number: int, stores: tuple[str, ...]) -> SeedProduct:
    """A product of 120 variants: ten lengths, six chests, two fits."""
    lengths = tuple(f"{inches} in" for inches in range(26, 36))
    chests = ("XS", "S", "M", "L", "XL", "XXL")
    name = ("Made-to-Measure Field Shirt", "Made-to-Measure Rain Shell")[number]
    code = ("NW-MTMSHIRT", "NW-MTMSHELL")[number]
    rows = list(combinations(lengths, chests, ("Regular", "Slim")))
    return SeedProduct(
        key=slug(f"Northwind {name}"),
        title=f"Northwind {name}",
        brand="Northwind",
        description="Cut to your length, size and fit in our Seattle workshop.",
        category=("shirts", "jackets")[number],
        images=(),
        option_names=("Length", "Size", "Fit"),
        variants=tuple(
            SeedVariant(
                sku="-".join([code, row[0].split()[0], row[1], row[2][:1]]),
                barcode=ean_13(9_000_000 + number * 1000 + place),
                options=row,
                price=9800 + number * 8000,
                grams=420,
                stock=dict.fromkeys(stores, (place * 7 + number) % 9),
            )
            for place, row in enumerate(rows)
        ),
        taxable=True,
        tracked=True,
    )


def _roll(text: str, sides: int) -> int:
    return zlib.crc32(text.encode()) % sides


def _status(entry: SeedProduct) -> str:
    if entry.category not in ("camping", "accessories", "hats"):
        return "ACTIVE"
    roll = _roll(f"status/{entry.key}", 24)
    return {0: "DRAFT", 1: "ARCHIVED"}.get(roll, "ACTIVE")


def _enter(
    books: Books,
    entry: SeedProduct,
    collection: Collection,
    locations: dict[str, Location],
    times: tuple[str, str],
) -> None:
    """Enter a product; `times` are those of its creation and of its last change."""
    now, touched = times
    status = _status(entry)
    product = Product(
        id=books.new_id("Product"),
        title=entry.title,
        handle=entry.key,
        description=entry.description,
        vendor=entry.brand,
        product_type=collection.title,
        category=TAXONOMY[entry.category][0],
        status=status,
        tags=sorted({entry.category, slug(entry.brand)}),
        options=_options(books, entry),
        media=_media(books, entry, now),
        variant_ids=[],
        collection_ids=[collection.id],
        created_at=now,
        updated_at=touched,
        published_at=now if status == "ACTIVE" else None,
    )
    books.products.add(product)
    collection.product_ids.append(product.id)
    for position, variant in enumerate(entry.variants, start=1):
        _enter_variant(books, product, entry, variant, position, locations)


def _option_name(entry: SeedProduct, name: str) -> str:
    return "Shoe size" if name == "Size" and _uses_us_sizes(entry) else name


def _uses_us_sizes(entry: SeedProduct) -> bool:
    return entry.category == "shoes" and entry.brand in _US_SIZES


def _choice(entry: SeedProduct, name: str, value: str) -> str:
    return f"US {value}" if name == "Size" and _uses_us_sizes(entry) else value


def _choices(entry: SeedProduct, variant: SeedVariant) -> list[str]:
    """`Default Title` is what Shopify shows where there is nothing to choose."""
    named = zip(entry.option_names, variant.options, strict=True)
    return [_choice(entry, name, value) for name, value in named] or ["Default Title"]


def _options(books: Books, entry: SeedProduct) -> list[ProductOption]:
    names = [_option_name(entry, name) for name in entry.option_names] or ["Title"]
    columns = zip(*(_choices(entry, variant) for variant in entry.variants), strict=True)
    return [
        ProductOption(
            id=books.new_id("ProductOption"),
            name=name,
            position=position,
            values=[
                ProductOptionValue(id=books.new_id("ProductOptionValue"), name=value)
                for value in dict.fromkeys(column)
            ],
        )
        for position, (name, column) in enumerate(zip(names, columns, strict=True), start=1)
    ]


def _media(books: Books, entry: SeedProduct, now: str) -> list[MediaImage]:
    return [
        MediaImage(id=books.new_id("MediaImage"), url=url, alt=entry.title, created_at=now)
        for url in entry.images
    ]


def _picture(entry: SeedProduct, product: Product, variant: SeedVariant) -> int | None:
    """The picture of the variant's color, where each color has one."""
    if "Color" not in entry.option_names or len(product.media) < 2:
        return None
    place = entry.option_names.index("Color")
    colors = entry.option_values(place)
    return product.media[colors.index(variant.options[place])].id


def _enter_variant(
    books: Books,
    product: Product,
    entry: SeedProduct,
    seeded: SeedVariant,
    position: int,
    locations: dict[str, Location],
) -> None:
    now, touched = product.created_at, product.updated_at
    choices = _choices(entry, seeded)
    stock = {locations[key].id: seeded.stock[key] for key in locations}
    tracked = entry.tracked and any(pieces is not None for pieces in stock.values())
    item = InventoryItem(
        id=books.new_id("InventoryItem"),
        variant_id=0,
        tracked=tracked,
        created_at=now,
        updated_at=touched,
        unit_cost=(seeded.price or 0) * 55 // 100 if entry.tracked else None,
        levels={},
    )
    variant = ProductVariant(
        id=books.new_id("ProductVariant"),
        product_id=product.id,
        item_id=item.id,
        position=position,
        title=" / ".join(choices),
        sku=seeded.sku,
        barcode=seeded.barcode,
        price=seeded.price or 0,
        compare_at_price=_compare_at(seeded),
        taxable=entry.taxable,
        inventory_policy="CONTINUE" if _roll(f"policy/{seeded.sku}", 37) == 0 else "DENY",
        grams=seeded.grams,
        requires_shipping=entry.category not in _DIGITAL,
        choices=choices,
        media_id=_picture(entry, product, seeded),
        created_at=now,
        updated_at=touched,
    )
    item.variant_id = variant.id
    for location_id, pieces in stock.items():
        if not tracked or pieces is not None:
            item.levels[location_id] = InventoryLevel(
                item_id=item.id,
                location_id=location_id,
                updated_at=touched,
                created_at=now,
                available=pieces or 0,
            )
    books.items.add(item)
    books.variants.add(variant)
    product.variant_ids.append(variant.id)


def _compare_at(seeded: SeedVariant) -> int | None:
    if not seeded.price or _roll(f"sale/{seeded.sku}", 11):
        return None
    return seeded.price * 5 // 4


def single_product(
    books: Books, *, sku: str, title: str, price: int, pieces: int, now: str
) -> tuple[Product, ProductVariant, InventoryItem]:
    """A product with one variant, `pieces` at every location; not entered yet."""
    product = Product(
        id=books.new_id("Product"),
        title=title,
        handle=slug(sku),
        description=title,
        vendor="Northwind",
        product_type="Accessories",
        category=TAXONOMY["accessories"][0],
        status="ACTIVE",
        tags=[],
        options=[
            ProductOption(
                id=books.new_id("ProductOption"),
                name="Title",
                position=1,
                values=[
                    ProductOptionValue(id=books.new_id("ProductOptionValue"), name="Default Title")
                ],
            )
        ],
        media=[],
        variant_ids=[],
        collection_ids=[],
        created_at=now,
        updated_at=now,
        published_at=now,
    )
    item = InventoryItem(
        id=books.new_id("InventoryItem"),
        variant_id=books.new_id("ProductVariant"),
        tracked=True,
        created_at=now,
        updated_at=now,
    )
    variant = ProductVariant(
        id=item.variant_id,
        product_id=product.id,
        item_id=item.id,
        position=1,
        title="Default Title",
        sku=sku,
        barcode=None,
        price=price,
        compare_at_price=None,
        taxable=True,
        inventory_policy="DENY",
        grams=0,
        requires_shipping=True,
        choices=["Default Title"],
        media_id=None,
        created_at=now,
        updated_at=now,
    )
    product.variant_ids.append(variant.id)
    for location in books.locations:
        item.levels[location.id] = InventoryLevel(
            item_id=item.id,
            location_id=location.id,
            updated_at=now,
            created_at=now,
            available=pieces,
        )
    return product, variant, item
