"""What no answer of Counterpoint tells: tills, taxes, pay code, currency, time zone.

The server neither lists stores nor says which sells from which stock location, computes no tax,
and calls its money HOME; so the merchant says it once, when connecting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal

from adapters.keys import ConnectionOption
from domain.errors import ConfigurationError
from domain.ids import PlatformId
from domain.zones import zone_named
from mapping.platforms.counterpoint_pricing import TaxRate
from mapping.platforms.counterpoint_requests import Till

_CODE = r"[^,;:=/]+"
_RATE = rf"{_CODE}/{_CODE}=\d{{1,2}}(\.\d{{1,5}})?"
_RATES = rf"{_RATE}(,{_RATE})*"
_TILL = rf"{_CODE}={_CODE}/{_CODE}/{_CODE}"

OPTIONS = (
    ConnectionOption(
        name="tills",
        help="Where voice orders are rung up, one per stock location, as "
        "LOCATION=STORE/STATION/DRAWER with commas between them. Counterpoint: Setup > Point of "
        "Sale > Stores, Stations, Drawers.",
        pattern=rf"{_TILL}(,{_TILL})*",
    ),
    ConnectionOption(
        name="taxes",
        help="The taxes of a ticket in percent, as AUTHORITY/RULE=PERCENT with commas between "
        "them; where a location has its own, LOCATION:AUTHORITY/RULE=PERCENT with semicolons "
        "between locations. NONE if no tax is due. Counterpoint: Setup > Tax > Authorities, Rules.",
        pattern=rf"NONE|({_CODE}:)?{_RATES}(;({_CODE}:)?{_RATES})*",
    ),
    ConnectionOption(
        name="user",
        help="The Counterpoint user in whose name tickets are written, usually the user typed "
        "above.",
        pattern=_CODE,
    ),
    ConnectionOption(
        name="pay_code",
        help="The pay code that the merchant made for voice orders, whose money the card "
        "processor takes. Counterpoint: Setup > Point of Sale > Pay Codes.",
        pattern=r"[^,;:=]+",
    ),
    ConnectionOption(
        name="tax_code",
        help="The tax code of tickets; empty leaves it to the server.",
        pattern=_CODE,
    ),
    ConnectionOption(
        name="shipping_item",
        help="The item number that shipping fees are sold under; empty: nothing is shipped.",
    ),
    ConnectionOption(
        name="grid_orders",
        help="Whether items with sizes or colors of their own (grid items) may be ordered. The "
        "vendor's guide does not show such an order: try one at the till before saying yes.",
        default="no",
        choices=("no", "yes"),
    ),
    ConnectionOption(
        name="currency",
        help="The currency of the company, three letters; Counterpoint calls it HOME.",
        default="USD",
        pattern=r"[A-Z]{3}",
    ),
    ConnectionOption(
        name="time_zone",
        help="The time zone of the server, such as America/New_York.",
        default="UTC",
        pattern=r"[A-Za-z_]+(/[A-Za-z_+\-0-9]+)*",
    ),
)


@dataclass(frozen=True, slots=True)
class CounterpointSettings:
    """The connection's options, read."""

    options: Mapping[str, str]

    @property
    def currency(self) -> str:
        """ISO 4217."""
        return self._value("currency")

    @property
    def zone(self) -> tzinfo:
        """The server's own time. Raises ConfigurationError."""
        name = self._value("time_zone")
        zone = UTC if name == "UTC" else zone_named(name)
        if zone is None:
            raise ConfigurationError(f"time_zone: there is no time zone {name!r}")
        return zone

    @property
    def pay_code(self) -> str:
        """Where money taken elsewhere is recorded. Raises ConfigurationError."""
        return self._needed("pay_code")

    @property
    def shipping_item(self) -> str | None:
        """What shipping fees are sold under."""
        return self._value("shipping_item") or None

    @property
    def takes_grid_items(self) -> bool:
        """Whether cells of grid items may be ordered."""
        return self._value("grid_orders") == "yes"

    @property
    def tills(self) -> Mapping[PlatformId, Till]:
        """The till of each stock location that has one."""
        written = self._value("tills")
        return dict(self._till(one) for one in written.split(",")) if written else {}

    def till(self, location: PlatformId) -> Till:
        """The till that sells from a stock location. Raises ConfigurationError."""
        self._needed("user")
        found = self.tills.get(location)
        if found is None:
            raise ConfigurationError(
                f"tills: none is named for {location}; add {location}=STORE/STATION/DRAWER"
            )
        return found

    def rates(self, location: PlatformId) -> tuple[TaxRate, ...]:
        """The taxes of a location. Raises ConfigurationError."""
        written = self._needed("taxes")
        if written == "NONE":
            return ()
        usual: tuple[TaxRate, ...] | None = None
        for part in written.split(";"):
            place, mark, rates = part.rpartition(":")
            if place.strip() == location:
                return _rates(rates)
            usual = usual if mark else _rates(rates)
        if usual is None:
            raise ConfigurationError(f"taxes: none are named for {location}; add them")
        return usual

    def _till(self, written: str) -> tuple[PlatformId, Till]:
        location, _, rest = written.partition("=")
        store, station, drawer = (one.strip() for one in rest.split("/"))
        till = Till(
            store=store,
            station=station,
            drawer=drawer,
            user=self._value("user"),
            tax_code=self._value("tax_code") or None,
        )
        return PlatformId(location.strip()), till

    def _needed(self, name: str) -> str:
        value = self._value(name)
        if not value:
            (option,) = (one for one in OPTIONS if one.name == name)
            raise ConfigurationError(f"{name}: set this option of the connection. {option.help}")
        return value

    def _value(self, name: str) -> str:
        (option,) = (one for one in OPTIONS if one.name == name)
        return self.options.get(name, "") or option.default


def _rates(written: str) -> tuple[TaxRate, ...]:
    found = []
    for one in written.split(","):
        code, _, percent = one.partition("=")
        authority, _, rule = code.partition("/")
        found.append(
            TaxRate(authority=authority.strip(), rule=rule.strip(), percent=Decimal(percent))
        )
    return tuple(found)
