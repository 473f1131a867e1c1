"""What a shopper let the skill read of their own Amazon account: where the device stands.

Read anew whenever it is needed and kept with nothing but the order it is for, as Amazon asks. It
proves nothing about who speaks. Source: Alexa documentation "Device Address API" (fact sheet §1.5,
read 2026-11-20): 403 without consent, 204 where nothing is entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote

import orjson
import structlog

from app.voice.channels.alexa_progress import is_amazons
from app.voice.turn import ChannelAccount
from domain.calls import Deadline
from domain.catalog import Address
from domain.errors import ConfigurationError, UnavailableError

_LOG = structlog.get_logger(__name__)
_READ_S: Final = 2.0


class Reader(Protocol):
    """Reads what stands at an address (`adapters.outward.OutwardPoster`)."""

    def get(
        self, url: str, *, deadline: Deadline, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """The body of a 200. Raises ConfigurationError, UnavailableError."""
        ...


@dataclass(frozen=True, slots=True)
class AlexaAddresses:
    """`ShopperAddresses` of shoppers who speak to Alexa."""

    reader: Reader

    def address(self, account: ChannelAccount) -> Address | None:
        """Where the device stands; None where nobody consented or it cannot be read."""
        if not is_amazons(account.endpoint):
            return None
        device = quote(account.device, safe="")
        url = f"{account.endpoint}/v1/devices/{device}/settings/address"
        headers = {"Authorization": f"Bearer {account.token}"}
        try:
            told = orjson.loads(
                self.reader.get(url, headers=headers, deadline=Deadline.after(_READ_S))
            )
        except (ConfigurationError, UnavailableError, orjson.JSONDecodeError) as error:
            _LOG.info("alexa.address_not_read", error=type(error).__name__)
            return None
        return _address(told) if isinstance(told, dict) else None


def _address(told: Mapping[str, Any]) -> Address | None:
    """A postal address, if it has what a parcel needs."""
    texts = {name: value.strip() for name, value in told.items() if isinstance(value, str)}
    line, city, country = (texts.get(n, "") for n in ("addressLine1", "city", "countryCode"))
    if not (line and city and len(country) == 2):
        return None
    return Address(
        line1=line,
        line2=texts.get("addressLine2") or None,
        city=city,
        region=texts.get("stateOrRegion") or None,
        postal_code=texts.get("postalCode") or None,
        country=country.upper(),
    )
