"""What Northwind Outfitters sells: hand-written products, and patterns for the rest."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A pattern for many products: brand × model word × kind of thing."""

    category: str
    things: tuple[str, ...]
    brands: tuple[tuple[str, str], ...]
    price_from: int
    price_to: int
    grams: int
    sizes: tuple[str, ...] = ()
    colors: int = 1
    taxable: bool = True
    text: str = ""


MODEL_WORDS = [
    "Cascade",
    "Rainier",
    "Olympic",
    "Skagit",
    "Tahoma",
    "Baker",
    "Snoqualmie",
    "Stevens",
    "Enchantment",
    "Palouse",
    "Methow",
    "Chelan",
    "Juan",
    "Orcas",
    "Lopez",
    "Shuksan",
    "Hood",
    "Adams",
    "Elwha",
    "Quinault",
    "Hoh",
    "Nisqually",
    "Puget",
    "Salish",
    "Alpine",
    "Summit",
    "Ridge",
    "Timber",
    "Harbor",
    "Beacon",
    "Meridian",
    "Juniper",
    "Larch",
    "Fern",
    "Cedar",
    "Granite",
    "Basalt",
    "Drift",
]

FAMILIES: tuple[Family, ...] = (
    Family(
        category="socks",
        things=("Merino Crew Socks", "Ankle Socks", "Ski Socks"),
        brands=(("Smartwool", "SW"), ("Stance", "ST"), ("Northwind", "NW")),
        price_from=1200,
        price_to=3200,
        grams=80,
        sizes=("M", "L"),
        text="Knitted for long days; seamless toe.",
    ),
    Family(
        category="drinkware",
        things=("Travel Mug", "Water Bottle", "Tumbler"),
        brands=(("Stanley", "SY"), ("Klean Kanteen", "KK"), ("Miir", "MR")),
        price_from=1800,
        price_to=4800,
        grams=350,
        colors=2,
        text="Double-walled steel; dishwasher safe.",
    ),
    Family(
        category="shirts",
        things=("Flannel Shirt", "Tech Tee", "Wool Base Layer"),
        brands=(("Patagonia", "PT"), ("Northwind", "NW"), ("Filson", "FL")),
        price_from=3500,
        price_to=12500,
        grams=260,
        sizes=APPAREL_SIZES,
        text="Soft against the skin and dry before lunch.",
    ),
    Family(
        category="camping",
        things=("Camp Stove", "Headlamp", "Sleeping Pad", "Dry Bag", "Trekking Poles"),
        brands=(("MSR", "MS"), ("Black Diamond", "BD"), ("Therm-a-Rest", "TR")),
        price_from=2500,
        price_to=22000,
        grams=700,
        text="Tested on wet weekends in the Cascades.",
    ),
    Family(
        category="hats",
        things=("Wool Beanie", "Trail Cap", "Rain Hat"),
        brands=(("Outdoor Research", "OR"), ("Northwind", "NW"), ("Filson", "FL")),
        price_from=2200,
        price_to=6500,
        grams=120,
        colors=3,
        text="Keeps the rain out of your eyes.",
    ),
    Family(
        category="backpacks",
        things=("Daypack", "Hydration Pack", "Sling Bag"),
        brands=(("Osprey", "OP"), ("Gregory", "GR"), ("Cotopaxi", "CX")),
        price_from=4500,
        price_to=26000,
        grams=1000,
        colors=2,
        text="Carries well when full and folds flat when not.",
    ),
    Family(
        category="coffee",
        things=("Single Origin", "House Roast", "Decaf"),
        brands=(("Storyville", "SV"), ("Northwind Coffee", "NC"), ("Herkimer", "HK")),
        price_from=1500,
        price_to=2600,
        grams=340,
        taxable=False,
        text="12 oz whole beans, roasted on Tuesdays.",
    ),
    Family(
        category="accessories",
        things=("Carabiner", "Sunglasses", "Belt", "Wax Tin", "Repair Kit", "Trail Map"),
        brands=(("Black Diamond", "BD"), ("Smith", "SM"), ("Northwind", "NW")),
        price_from=600,
        price_to=14000,
        grams=90,
        text="Small things that save a trip.",
    ),
    Family(
        category="gloves",
        things=("Liner Gloves", "Rain Mitts"),
        brands=(("Outdoor Research", "OR"), ("Black Diamond", "BD")),
        price_from=2400,
        price_to=9900,
        grams=110,
        sizes=("S", "M", "L"),
        text="Warm hands, working touch screens.",
    ),
    Family(
        category="jackets",
        things=("Rain Shell", "Down Jacket", "Fleece"),
        brands=(("Arc'teryx", "AX"), ("Patagonia", "PT"), ("Outdoor Research", "OR")),
        price_from=9900,
        price_to=45000,
        grams=450,
        sizes=APPAREL_SIZES,
        colors=2,
        text="Made for weather that changes its mind.",
    ),
    Family(
        category="pants",
        things=("Hiking Pants", "Rain Pants", "Climbing Pants"),
        brands=(("prAna", "PR"), ("Northwind", "NW")),
        price_from=6500,
        price_to=19900,
        grams=400,
        sizes=("30", "32", "34", "36"),
        text="Stretch where you need it.",
    ),
    Family(
        category="shoes",
        things=("Trail Runner", "Hiking Boot", "Approach Shoe"),
        brands=(("Salomon", "SL"), ("Merrell", "ML"), ("La Sportiva", "LS")),
        price_from=9900,
        price_to=23000,
        grams=700,
        sizes=SHOE_SIZES,
        text="Grip on wet rock, comfort on dry road.",
    ),
)

ROTATION = [
    "socks",
    "drinkware",
    "camping",
    "accessories",
    "coffee",
    "hats",
    "accessories",
    "camping",
    "shirts",
    "backpacks",
    "coffee",
    "accessories",
    "drinkware",
    "camping",
    "gloves",
    "accessories",
    "coffee",
    "backpacks",
    "jackets",
    "camping",
    "accessories",
    "drinkware",
    "pants",
    "coffee",
    "accessories",
    "hats",
    "camping",
    "shoes",
    "accessories",
    "drinkware",
]
"""Order in which families take turns, weighted so that 1,000 variants make over 300 products."""
