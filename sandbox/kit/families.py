"""Patterns that make the rest of the range: brand × model word × kind of thing."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.kit.merchandise import APPAREL_SIZES, SHOE_SIZES


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MODEL_WORDS = _words(
    "Cascade Rainier Olympic Skagit Tahoma Baker Snoqualmie Stevens Enchantment Palouse Methow "
    "Chelan Juan Orcas Lopez Shuksan Hood Adams Elwha Quinault Hoh Nisqually Puget Salish Alpine "
    "Summit Ridge Timber Harbor Beacon Meridian Juniper Larch Fern Cedar Granite Basalt Drift"
)

ROTATION = _words(
    "socks drinkware camping accessories coffee hats accessories camping shirts backpacks coffee "
    "accessories drinkware camping gloves accessories coffee backpacks jackets camping accessories "
    "drinkware pants coffee accessories hats camping shoes accessories drinkware"
)
"""Order in which families take turns, weighted so that 1,000 variants make over 300 products."""


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
