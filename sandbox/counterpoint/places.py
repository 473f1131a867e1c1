"""Where Northwind sells through Counterpoint: stock locations, stores, stations, drawers, taxes."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.counterpoint.times import local_text, utc_text
from sandbox.kit.clock import Clock
from sandbox.kit.people import SeedStore
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject

COMPANY = "NORTHWIND"
USER = "VOICE"
"""The Counterpoint user of the gateway: `NORTHWIND.VOICE`."""
USERS = (USER, "MGR")
_CODES = {"downtown": "DT", "ballard": "BAL", "bellevue": "BEL"}
AUTHORITIES = {
    "DT": (("WA", "6.5"), ("SEATTLE", "3.85")),
    "BAL": (("WA", "6.5"), ("SEATTLE", "3.85")),
    "BEL": (("WA", "6.5"), ("BELLEVUE", "3.8")),
}
"""Tax authorities of a store's tax code with their percentages, each under the rule `TAX`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One store with the stock location it sells from."""

    key: str
    name: str
    store: str
    location: str

    @property
    def station(self) -> str:
        """Its one station, which is also the name of its drawer."""
        return f"{self.store}-1"

    @property
    def tax_code(self) -> str:
        """The code its taxes go by."""
        return "SEATTLE" if self.store != "BEL" else "BELLEVUE"


def places_of(seed: SeedShop) -> tuple[Place, ...]:
    """The three stores in town."""
    return tuple(
        Place(key=one.key, name=one.name, store=_CODES[one.key], location=one.key.upper())
        for one in seed.stores
        if one.key in _CODES
    )


class Setup:
    """The rows that change rarely: company, locations, stores, stations, pay and tax codes."""

    def __init__(self, seed: SeedShop, clock: Clock) -> None:
        """Lay out the seed's stores."""
        self._seed = seed
        self._now = clock.now()
        self.places = places_of(seed)
        self.by_location = {one.location: one for one in self.places}
        self.by_store = {one.store: one for one in self.places}

    def named(self, name: str) -> Place | None:
        """The place of that name (`Downtown`)."""
        return next((one for one in self.places if one.name == name), None)

    def company(self) -> JsonObject:
        """SY_COMP, with the database's own row inside."""
        return {
            "KEY_ID": 1,
            "NAM": self._seed.name,
            "ADRS_1": "1420 4th Ave",
            "CITY": "Seattle",
            "STATE": "WA",
            "ZIP_COD": "98101",
            "CNTRY": "USA",
            "PHONE_1": "206-555-0171",
            "CURR_CALNDR_ID": "2026",
            "MAX_LKUP_ROWS": 200,
            "RS_STAT": 1,
            "DB_CTL": {"KEY_ID": 1, "DB_VER": "29.35", "DB_TYP": "MSSQL2019", "DB_KIND": "C"},
        }

    def locations(self) -> list[JsonObject]:
        """IM_LOC rows."""
        return [
            {
                "LOC_ID": one.location,
                "DESCR": one.name,
                "DESCR_UPR": one.name.upper(),
                **self._maintained(),
                "ANNL_HLD_COST_PERC": 25,
                "FORC_USE_XFER_IN": "N",
            }
            for one in self.places
        ]

    def store(self, place: Place) -> JsonObject:
        """PS_STR."""
        seed = self._seed_store(place)
        return {
            "STR_ID": place.store,
            "DESCR": f"Northwind {place.name}",
            "DESCR_UPR": f"NORTHWIND {place.name.upper()}",
            "ADRS_1": seed.street,
            "CITY": seed.city,
            "STATE": seed.state,
            "ZIP_COD": seed.postal_code,
            "CNTRY": "USA",
            "PHONE_1": seed.phone.removeprefix("+1"),
            **self._maintained(),
            "PS_STR_CFG_PS": {
                "STR_ID": place.store,
                "STK_LOC_ID": place.location,
                "PRC_LOC_ID": place.location,
                "TAX_COD": place.tax_code,
            },
        }

    def station(self, place: Place) -> JsonObject:
        """PS_STA."""
        return {
            "STR_ID": place.store,
            "STA_ID": place.station,
            "DESCR": "Station 1",
            "DESCR_UPR": "STATION 1",
            "USE_OE": "N",
            "STA_NO": 1,
            **self._maintained(),
            "PS_STA_CFG_PS": {"STR_ID": place.store, "STA_ID": place.station, "FRM_TYP": "B"},
        }

    def categories(self) -> list[JsonObject]:
        """IM_CATEG_COD rows."""
        return [
            {
                "CATEG_COD": category_code(key),
                "DESCR": title,
                "DESCR_UPR": title.upper(),
                **self._maintained(),
                "MIN_PFT_PCT": 50,
                "TRGT_PFT_PCT": 70,
                "IM_SUBCAT_COD": [],
            }
            for key, title in self._seed.categories.items()
        ]

    def _seed_store(self, place: Place) -> SeedStore:
        return next(one for one in self._seed.stores if one.key == place.key)

    def _maintained(self) -> JsonObject:
        return {
            "LST_MAINT_DT": local_text(self._now),
            "LST_MAINT_USR_ID": "MGR",
            "RS_UTC_DT": utc_text(self._now),
            "RS_STAT": 0,
        }


def category_code(key: str) -> str:
    """A category's code: at most ten capitals."""
    return key.upper()[:10]


def pay_codes() -> list[JsonObject]:
    """Pay codes: cash, cards, store credit, and the one made for the gateway."""
    rows = (
        ("CASH", "B", "Cash"),
        ("VISA", "E", "Visa"),
        ("A/R", "A", "A/R Charge"),
        ("GC", "G", "Gift card"),
        ("VOICE", "O", "Voice orders"),
    )
    return [
        {
            "PAY_COD": code,
            "PAY_TYP": kind,
            "DESCR": title,
            "DESCR_UPR": title.upper(),
            "CURNCY_COD": "HOME",
            "ALLOW_FOR_ORDS": "Y",
            "IS_FOREIGN": "N",
        }
        for code, kind, title in rows
    ]
