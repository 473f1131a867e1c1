"""What Northwind Outfitters sells: the products written by hand."""

from __future__ import annotations

from dataclasses import dataclass

SHOE_SIZES = ("7", "8", "9", "10", "11", "12")
APPAREL_SIZES = ("S", "M", "L", "XL")

COLOR_CODES = {
    "Black": "BLK",
    "White": "WHT",
    "Navy": "NVY",
    "Olive": "OLV",
    "Gray": "GRY",
    "Red": "RED",
    "Rust": "RST",
    "Blue": "BLU",
    "Sand": "SND",
    "Forest": "FOR",
}

CATEGORIES = {
    "shoes": "Shoes",
    "jackets": "Jackets",
    "shirts": "Shirts",
    "pants": "Pants",
    "socks": "Socks",
    "hats": "Hats",
    "gloves": "Gloves",
    "backpacks": "Backpacks",
    "camping": "Camping",
    "drinkware": "Drinkware",
    "coffee": "Coffee Beans",
    "coffee-bar": "Coffee Bar",
    "accessories": "Accessories",
    "services": "Services",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A product as written down: every combination of its options is a variant.

    `prices` in cents: one for all, or one per value of the first option; () = asked at the till.
    """

    code: str
    title: str
    brand: str
    category: str
    description: str
    prices: tuple[int, ...]
    grams: int
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    taxable: bool = True
    tracked: bool = True


def _shoe(
    code: str, title: str, brand: str, price: int, colors: tuple[str, ...], description: str
) -> Pattern:
    return Pattern(
        code=code,
        title=title,
        brand=brand,
        category="shoes",
        description=description,
        prices=(price,),
        grams=640,
        options=(("Color", colors), ("Size", SHOE_SIZES)),
    )


def _beans(code: str, title: str, brand: str, price: int, description: str) -> Pattern:
    return Pattern(
        code=code,
        title=title,
        brand=brand,
        category="coffee",
        description=description,
        prices=(price, price * 5 - 500),
        grams=340,
        options=(("Weight", ("12 oz", "5 lb")), ("Grind", ("Whole Bean", "Drip"))),
        taxable=False,
    )


def _drink(code: str, title: str, prices: tuple[int, ...], description: str) -> Pattern:
    return Pattern(
        code=code,
        title=title,
        brand="Northwind Coffee Bar",
        category="coffee-bar",
        description=description,
        prices=prices,
        grams=0,
        options=(("Size", ("Small", "Large")),),
        tracked=False,
    )


FLAGSHIPS: tuple[Pattern, ...] = (
    _shoe(
        "NK-AIRMAX90",
        "Nike Air Max 90",
        "Nike",
        13000,
        ("Black", "White"),
        "The running shoe of 1990 with the visible Air unit, leather and mesh upper.",
    ),
    _shoe(
        "NK-PEGASUS41",
        "Nike Pegasus 41",
        "Nike",
        14500,
        ("Black", "Blue"),
        "Everyday road running shoe with a ReactX foam midsole.",
    ),
    _shoe(
        "AD-SAMBA",
        "Adidas Samba OG",
        "Adidas",
        10000,
        ("White", "Black"),
        "Low-top leather classic with a gum sole.",
    ),
    _shoe(
        "HK-CLIFTON9",
        "Hoka Clifton 9",
        "Hoka",
        14500,
        ("Gray", "Navy"),
        "Light, cushioned daily trainer.",
    ),
    _shoe(
        "ML-MOAB3",
        "Merrell Moab 3 Hiking Shoe",
        "Merrell",
        12000,
        ("Olive",),
        "Breathable hiking shoe with a Vibram sole.",
    ),
    _beans(
        "SV-PROLOGUE",
        "Storyville Prologue",
        "Storyville",
        1995,
        "Whole-bean blend with notes of dark chocolate and caramel, roasted in Seattle.",
    ),
    _beans(
        "SV-EPILOGUE",
        "Storyville Epilogue Decaf",
        "Storyville",
        2095,
        "Decaffeinated without chemicals; brown sugar and cocoa.",
    ),
    _beans(
        "NC-RAINIER",
        "Rainier Morning Blend",
        "Northwind Coffee",
        1650,
        "Bright breakfast blend from Guatemala and Ethiopia.",
    ),
    _beans(
        "NC-PIKE",
        "Pike Street Espresso",
        "Northwind Coffee",
        1750,
        "Syrupy espresso roast with a hint of orange.",
    ),
    _drink("CB-LATTE", "Caffe Latte", (450, 550), "Espresso with steamed milk."),
    _drink("CB-CAPPUCCINO", "Cappuccino", (425, 525), "Espresso, steamed milk, deep foam."),
    _drink("CB-DRIP", "Drip Coffee", (300, 375), "Today's roast by the cup."),
    _drink("CB-COLDBREW", "Cold Brew", (425, 500), "Steeped for eighteen hours."),
    Pattern(
        code="PT-NANOPUFF",
        title="Patagonia Nano Puff Jacket",
        brand="Patagonia",
        category="jackets",
        description="Windproof insulated jacket that packs into its own pocket.",
        prices=(23900,),
        grams=337,
        options=(("Color", ("Black", "Forest")), ("Size", APPAREL_SIZES)),
    ),
    Pattern(
        code="OP-TALON22",
        title="Osprey Talon 22 Backpack",
        brand="Osprey",
        category="backpacks",
        description="Day pack with a breathable back panel and trekking-pole loops.",
        prices=(16000,),
        grams=1100,
        options=(("Color", ("Black", "Red")),),
    ),
    Pattern(
        code="DT-HIKER",
        title="Darn Tough Hiker Crew Socks",
        brand="Darn Tough",
        category="socks",
        description="Merino hiking socks with a lifetime guarantee.",
        prices=(2600,),
        grams=80,
        options=(("Color", ("Gray", "Olive")), ("Size", ("S", "M", "L"))),
    ),
    Pattern(
        code="NW-MUG",
        title="Northwind Camp Mug",
        brand="Northwind",
        category="drinkware",
        description="Enameled steel mug with the Northwind compass.",
        prices=(1800,),
        grams=190,
        options=(("Color", ("White", "Navy", "Red")),),
    ),
    Pattern(
        code="HF-32",
        title="Hydro Flask 32 oz Wide Mouth",
        brand="Hydro Flask",
        category="drinkware",
        description="Insulated steel bottle: cold for a day, hot for half.",
        prices=(4495,),
        grams=440,
        options=(("Color", ("Black", "Blue")),),
    ),
    Pattern(
        code="SVC-REPAIR",
        title="Gear Repair",
        brand="Northwind",
        category="services",
        description="Zippers, seams and soles mended by hand; priced when we have seen it.",
        prices=(),
        grams=0,
        taxable=False,
        tracked=False,
    ),
    Pattern(
        code="SVC-EMBROIDERY",
        title="Custom Embroidery",
        brand="Northwind",
        category="services",
        description="Your name or badge on a jacket or hat; price by size.",
        prices=(),
        grams=0,
        tracked=False,
    ),
)
