"""AR_CUST: the seed's customers, the walk-in customer, and those made by API."""

from __future__ import annotations

from datetime import timedelta

from sandbox.counterpoint.errors import missing, not_found, unknown
from sandbox.counterpoint.times import local_text, utc_text
from sandbox.kit.clock import Clock
from sandbox.kit.people import SeedCustomer
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject

WALK_IN = "CASH"
_FIRST_NUMBER = 100001
_SEEDED_BEFORE = timedelta(days=30)
_WRITABLE = frozenset(
    {"NAM", "FST_NAM", "LST_NAM", "PHONE_1", "PHONE_2", "EMAIL_ADRS_1", "STR_ID"}
    | {"ADRS_1", "ADRS_2", "CITY", "STATE", "ZIP_COD", "CNTRY", "CUST_NAM_TYP"}
    | {"AR_CUST_NOTE", "AR_SHIP_ADRS"}
)


class Customers:
    """The customer table; there is no search, only a list and one by number."""

    def __init__(self, seed: SeedShop, clock: Clock) -> None:
        """Write the seed's people down."""
        self._clock = clock
        self.rows: dict[str, JsonObject] = {}
        began = clock.now() - _SEEDED_BEFORE
        walk_in = {"CUST_NO": WALK_IN, "NAM": "Cash customer", "CUST_TYP": "C"}
        self.rows[WALK_IN] = {**walk_in, **_flags(), "RS_UTC_DT": utc_text(began)}
        for number, person in enumerate(seed.customers):
            row = _row(str(_FIRST_NUMBER + number), person)
            changed = {"RS_UTC_DT": utc_text(began), "LST_MAINT_DT": local_text(began)}
            self.rows[row["CUST_NO"]] = {**row, **changed}

    def get(self, number: str) -> JsonObject:
        """One customer. Raises: CounterpointError."""
        if number not in self.rows:
            raise not_found(f"Customer {number}")
        return self.rows[number]

    def sorted(self) -> list[JsonObject]:
        """Every customer, by number."""
        return [self.rows[key] for key in sorted(self.rows)]

    def create(self, given: JsonObject) -> str:
        """A new customer's number. Raises: CounterpointError."""
        strange = sorted(set(given) - _WRITABLE)
        if strange:
            raise unknown(f"AR_CUST has no column {strange[0]}")
        if not (given.get("NAM") or given.get("LST_NAM")):
            raise missing("AR_CUST.NAM")
        number = str(_FIRST_NUMBER + len(self.rows) - 1)
        name = given.get("NAM") or f"{given.get('FST_NAM', '')} {given['LST_NAM']}".strip()
        now = self._clock.now()
        self.rows[number] = {
            "CUST_NO": number,
            **_flags(),
            "NAM": name,
            **given,
            "LST_MAINT_DT": local_text(now),
            "RS_UTC_DT": utc_text(now),
        }
        return number


def _flags() -> JsonObject:
    return {
        "ALLOW_AR_CHRG": "N",
        "ALLOW_TKTS": "Y",
        "ALLOW_ORDS": "Y",
        "ALLOW_LWYS": "Y",
        "BAL": 0,
        "ORD_BAL": 0,
        "NO_OF_ORDS": 0,
        "DISC_PCT": 0,
        "LOY_PTS_BAL": 0,
        "CUST_NAM_TYP": "P",
        "RS_STAT": 1,
        "AR_CUST_NOTE": [],
        "AR_SHIP_ADRS": [],
        "AR_CUST_CARDS": [],
    }


def _row(number: str, person: SeedCustomer) -> JsonObject:
    phone = person.phone.removeprefix("+1")
    return {
        "CUST_NO": number,
        "NAM": person.name,
        "NAM_UPR": person.name.upper(),
        "FST_NAM": person.given_name,
        "LST_NAM": person.family_name,
        "CUST_TYP": "A",
        "ADRS_1": person.street,
        "CITY": person.city,
        "STATE": "WA",
        "ZIP_COD": person.postal_code,
        "PHONE_1": f"{phone[:3]}-{phone[3:6]}-{phone[6:]}",
        "EMAIL_ADRS_1": person.email.upper(),
        "STR_ID": "DT",
        "TAX_COD": "SEATTLE",
        **_flags(),
    }
