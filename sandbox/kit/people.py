"""Where Northwind Outfitters sells and to whom: five stores, some thirty customers."""

from __future__ import annotations

from dataclasses import dataclass

TIMEZONE = "America/Los_Angeles"
TAX_NAME = "Seattle Sales Tax"
TAX_PERCENT = "10.35"
WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedStore:
    """A store or warehouse; `platform` says which shop it belongs to."""

    key: str
    name: str
    platform: str
    street: str
    city: str
    postal_code: str
    latitude: float
    longitude: float
    phone: str
    hours: tuple[tuple[str, str, str], ...]
    """(day of WEEK, opens, closes) in local time"""
    is_warehouse: bool = False
    state: str = "WA"
    country: str = "US"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCard:
    """A card on file: what a vendor shows of it, never a number."""

    brand: str
    last_4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedOrder:
    """A finished purchase; lines are (SKU, quantity)."""

    days_ago: int
    store: str
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCustomer:
    """A customer known to both shops; `orders` may be at stores of either."""

    key: str
    given_name: str
    family_name: str
    phone: str
    email: str
    street: str
    city: str
    postal_code: str
    card: SeedCard | None = None
    orders: tuple[SeedOrder, ...] = ()

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"


def _daily(opens: str, closes: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((day, opens, closes) for day in WEEK)


STORES: tuple[SeedStore, ...] = (
    SeedStore(
        key="downtown",
        name="Downtown",
        platform="square",
        street="1420 4th Ave",
        city="Seattle",
        postal_code="98101",
        latitude=47.6097,
        longitude=-122.3365,
        phone="+12065550171",
        hours=_daily("08:00", "20:00"),
    ),
    SeedStore(
        key="ballard",
        name="Ballard",
        platform="square",
        street="5214 Ballard Ave NW",
        city="Seattle",
        postal_code="98107",
        latitude=47.6659,
        longitude=-122.3824,
        phone="+12065550172",
        hours=_daily("09:00", "19:00"),
    ),
    SeedStore(
        key="bellevue",
        name="Bellevue",
        platform="square",
        street="575 Bellevue Way NE",
        city="Bellevue",
        postal_code="98004",
        latitude=47.6157,
        longitude=-122.2015,
        phone="+14255550173",
        hours=_daily("10:00", "21:00"),
    ),
    SeedStore(
        key="capitol-hill",
        name="Capitol Hill",
        platform="shopify",
        street="1517 10th Ave",
        city="Seattle",
        postal_code="98122",
        latitude=47.6145,
        longitude=-122.3197,
        phone="+12065550174",
        hours=_daily("09:00", "20:00"),
    ),
    SeedStore(
        key="tacoma-warehouse",
        name="Tacoma Warehouse",
        platform="shopify",
        street="2201 E Port of Tacoma Rd",
        city="Tacoma",
        postal_code="98421",
        latitude=47.2596,
        longitude=-122.4012,
        phone="+12535550175",
        hours=tuple((day, "07:00", "16:00") for day in WEEK[:5]),
        is_warehouse=True,
    ),
)

_COFFEE = "SV-PROLOGUE-12OZ-WHOLEBEAN"

JORDAN = SeedCustomer(
    key="jordan-rivera",
    given_name="Jordan",
    family_name="Rivera",
    phone="+12065550123",
    email="jordan.rivera@example.com",
    street="814 E Pike St",
    city="Seattle",
    postal_code="98122",
    card=SeedCard(brand="VISA", last_4="1111", exp_month=12, exp_year=2031),
    orders=(
        SeedOrder(
            days_ago=92,
            store="downtown",
            lines=(("NK-PEGASUS41-BLK-10", 1), ("DT-HIKER-GRY-L", 2)),
        ),
        SeedOrder(days_ago=61, store="capitol-hill", lines=((_COFFEE, 1), ("NW-MUG-NVY", 2))),
        SeedOrder(days_ago=40, store="ballard", lines=((_COFFEE, 1), ("HF-32-BLK", 1))),
        SeedOrder(
            days_ago=15,
            store="capitol-hill",
            lines=((_COFFEE, 2), ("PT-NANOPUFF-BLK-M", 1)),
        ),
        SeedOrder(
            days_ago=12,
            store="downtown",
            lines=((_COFFEE, 1), ("CB-LATTE-LARGE", 1), ("NW-MUG-WHT", 1)),
        ),
    ),
)

_NAMES = (
    ("Ava", "Chen"),
    ("Noah", "Patel"),
    ("Mia", "Johnson"),
    ("Liam", "Okafor"),
    ("Sofia", "Martinez"),
    ("Ethan", "Kim"),
    ("Zoe", "Nakamura"),
    ("Lucas", "Andersson"),
    ("Priya", "Raman"),
    ("Owen", "Gallagher"),
    ("Hannah", "Weiss"),
    ("Mateo", "Silva"),
    ("Chloe", "Dubois"),
    ("Isaac", "Cohen"),
    ("Leila", "Haddad"),
    ("Jack", "Thompson"),
    ("Grace", "Liu"),
    ("Diego", "Ramos"),
    ("Nora", "Lindqvist"),
    ("Samuel", "Adeyemi"),
    ("Ella", "Fitzroy"),
    ("Marcus", "Bell"),
    ("Yuki", "Tanaka"),
    ("Olivia", "Novak"),
    ("Ben", "Whitaker"),
    ("Amara", "Diallo"),
    ("Tessa", "Vance"),
    ("Hugo", "Marchetti"),
)

_CARDS = (
    ("VISA", "4242"),
    ("MASTERCARD", "5454"),
    ("AMERICAN_EXPRESS", "0005"),
    ("DISCOVER", "6011"),
)

_FAVORITES = (
    _COFFEE,
    "NC-RAINIER-12OZ-DRIP",
    "NK-AIRMAX90-BLK-10",
    "AD-SAMBA-WHT-9",
    "OP-TALON22-RED",
    "NW-MUG-RED",
    "DT-HIKER-OLV-M",
)


def _customer(number: int, given: str, family: str) -> SeedCustomer:
    brand, last_4 = _CARDS[number % len(_CARDS)]
    has_card = number % 3 != 0
    stores = tuple(store.key for store in STORES[:4])
    orders = tuple(
        SeedOrder(
            days_ago=5 + 7 * turn + number,
            store=stores[(number + turn) % len(stores)],
            lines=((_FAVORITES[(number + turn) % len(_FAVORITES)], 1 + turn % 2),),
        )
        for turn in range(number % 4)
    )
    return SeedCustomer(
        key=f"{given}-{family}".lower(),
        given_name=given,
        family_name=family,
        phone=f"+12065550{130 + number}",
        email=f"{given}.{family}@example.com".lower(),
        street=f"{200 + 37 * number} Fremont Ave N",
        city="Seattle",
        postal_code="98103",
        card=SeedCard(brand=brand, last_4=last_4, exp_month=1 + number % 12, exp_year=2029)
        if has_card
        else None,
        orders=orders,
    )


CUSTOMERS: tuple[SeedCustomer, ...] = (
    JORDAN,
    *(_customer(number, *name) for number, name in enumerate(_NAMES)),
)
