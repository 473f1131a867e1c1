"""What the café at Northwind Outfitters cooks: menus, items and choices, written by hand."""

from __future__ import annotations

from dataclasses import dataclass

WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice; `price` in currency units as text, "" = the group's rules say."""

    name: str
    price: str = "0"
    default: bool = False
    repeats: bool = False
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A modifier group; `sizes` and `sequence` are its rules where it is priced as a whole."""

    name: str
    options: tuple[Option, ...]
    least: int = 0
    most: int | None = None
    strategy: str = "NONE"
    sizes: tuple[tuple[str, str], ...] = ()
    sequence: tuple[str, ...] = ()
    charges_defaults: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to eat or drink; `timed` = (price, days, from, until)."""

    name: str
    text: str
    price: str | None
    strategy: str = "BASE_PRICE"
    sku: str = ""
    groups: tuple[str, ...] = ()
    size_group: str = ""
    timed: tuple[str, tuple[str, ...], str, str] | None = None
    alcohol: bool = False
    tags: tuple[str, ...] = ()
    unit: str = "NONE"
    stock: int | None = None
    pos_only: bool = False


def _plain(*rows: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(name=name, price=price) for name, price in rows)


GROUPS: dict[str, Group] = {
    "latte-size": Group(
        name="Size",
        options=_plain(("Small", "4.5"), ("Medium", "5"), ("Large", "5.75")),
        least=1,
        most=1,
    ),
    "pizza-size": Group(
        name="Size", options=_plain(("Small", "12"), ("Large", "18.5")), least=1, most=1
    ),
    "milk": Group(
        name="Milk",
        options=_plain(("Whole milk", "0"), ("Oat milk", "0.75"), ("Almond milk", "0.75")),
        least=1,
        most=1,
    ),
    "extras": Group(
        name="Extras",
        options=(
            Option(name="Extra shot", price="1", repeats=True),
            *_plain(("Cinnamon", "0"), ("Whipped cream", "0.5")),
        ),
        most=3,
    ),
    "syrups": Group(
        name="Syrups",
        options=_plain(("Vanilla", ""), ("Hazelnut", ""), ("Caramel", "")),
        most=2,
        strategy="SIZE_PRICE",
        sizes=(("Small", "0.5"), ("Medium", "0.6"), ("Large", "0.7")),
    ),
    "toppings": Group(
        name="Toppings",
        options=_plain(("Mushrooms", ""), ("Onions", ""), ("Pepperoni", ""), ("Olives", "")),
        most=4,
        strategy="SIZE_PRICE",
        sizes=(("Small", "1.5"), ("Large", "2.5")),
    ),
    "temperature": Group(
        name="Temperature",
        options=_plain(("Rare", "0"), ("Medium rare", "0"), ("Medium", "0"), ("Well done", "0")),
        least=1,
        most=1,
    ),
    "sides": Group(
        name="Sides",
        options=(
            Option(name="Side salad", price="1.5", groups=("dressing",)),
            *_plain(("French fries", "0"), ("Roasted vegetables", "0"), ("Mashed potatoes", "0")),
        ),
        least=2,
        most=2,
    ),
    "dressing": Group(
        name="Dressing",
        options=_plain(("Ranch", "0"), ("Vinaigrette", "0"), ("Blue cheese", "0.5")),
        least=1,
        most=1,
    ),
    "burger": Group(
        name="Burger toppings",
        options=(
            Option(name="Lettuce", price="0.25", default=True),
            Option(name="Tomato", price="0.5", default=True),
            *_plain(("Bacon", "2"), ("Cheddar", "1.25")),
        ),
        most=None,
        charges_defaults=False,
    ),
    "dips": Group(
        name="Dips",
        options=_plain(("Aioli", ""), ("Barbecue", ""), ("Chipotle", "")),
        most=3,
        strategy="SEQUENCE_PRICE",
        sequence=("0", "0.75", "0.5"),
    ),
}

SOUP = Item(
    name="Soup of the Day",
    text="Ask what is in the pot.",
    price=None,
    strategy="MENU_SPECIFIC_PRICE",
    sku="CF-SOUP",
)

MENUS: tuple[tuple[str, tuple[tuple[tuple[str, ...], str, str], ...], dict[str, object]], ...] = (
    (
        "All Day",
        (),
        {
            "Drinks/Coffee": (
                Item(
                    name="Latte",
                    text="Espresso with steamed milk.",
                    price=None,
                    strategy="SIZE_PRICE",
                    sku="CF-LATTE",
                    size_group="latte-size",
                    groups=("latte-size", "milk", "syrups", "extras"),
                    tags=("Hot",),
                ),
                Item(name="Drip Coffee Small", text="12 ounces.", price="2.95", sku="CF-DRIP-S"),
                Item(name="Drip Coffee Large", text="20 ounces.", price="3.65", sku="CF-DRIP-L"),
                Item(name="Espresso", text="A double.", price="3.25", sku="CF-ESP"),
            ),
            "Drinks/Beer": (
                Item(
                    name="Draft Beer",
                    text="A pint of pale ale.",
                    price="7.5",
                    strategy="TIME_SPECIFIC_PRICE",
                    sku="CF-DRAFT",
                    timed=("5", WEEK[:5], "15:00", "18:00"),
                    alcohol=True,
                ),
            ),
            "Plates": (
                Item(
                    name="Burger",
                    text="Half a pound, on a brioche bun.",
                    price="14",
                    sku="CF-BURGER",
                    groups=("temperature", "burger", "dips"),
                    stock=25,
                ),
                Item(
                    name="Steak Plate",
                    text="Ten ounces with two sides.",
                    price="29.5",
                    sku="CF-STEAK",
                    groups=("temperature", "sides"),
                    stock=12,
                ),
                Item(name="Crab Cakes", text="Two.", price="16", sku="CF-CRAB", stock=0),
                SOUP,
                Item(
                    name="Market Fish",
                    text="What came in this morning, at the market's price.",
                    price=None,
                    strategy="OPEN_PRICE",
                    sku="CF-FISH",
                ),
                Item(
                    name="Deli Salad",
                    text="By the pound.",
                    price="11.99",
                    sku="CF-DELI",
                    unit="LB",
                ),
                Item(
                    name="Staff Meal",
                    text="For the crew.",
                    price="5",
                    sku="CF-STAFF",
                    pos_only=True,
                ),
            ),
            "Pizza": (
                Item(
                    name="Cheese Pizza",
                    text="Tomato, mozzarella, basil.",
                    price=None,
                    strategy="SIZE_PRICE",
                    sku="CF-PIZZA",
                    size_group="pizza-size",
                    groups=("pizza-size", "toppings"),
                    tags=("Vegetarian",),
                ),
            ),
        },
    ),
    (
        "Breakfast",
        (((*WEEK[:5],), "07:00", "11:00"), ((*WEEK[5:],), "08:00", "12:30")),
        {
            "Eggs": (
                Item(name="Two Eggs", text="Any style.", price="8.5", sku="CF-EGGS"),
                Item(name="Pancakes", text="Three, with maple syrup.", price="9.75", sku="CF-PANC"),
            ),
        },
    ),
    (
        "Dinner",
        ((WEEK, "17:00", "22:00"),),
        {"Starters": (SOUP,)},
    ),
)
"""(name, schedule of (days, from, until) or () for always, items by "group/subgroup")."""

SOUP_PRICES = {"All Day": "6", "Dinner": "8"}
