"""Who is speaking: the shop account linked to the token that a channel passes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.commerce.model import Shopper
from domain.catalog import Address
from domain.ids import CustomerId, LocationId, MerchantId


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedShopper:
    """A customer of the shop who linked the account to a voice channel."""

    customer_id: CustomerId
    name: str
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    address: Address | None = field(default=None, repr=False)
    home_location_id: LocationId | None = None


class AccountLinks(Protocol):
    """Account-linking tokens, kept as hashes."""

    def find(
        self, merchant_id: MerchantId, access_token: str, now: datetime
    ) -> LinkedShopper | None:
        """The shopper of a token; None when it is unknown, expired, revoked or of another shop."""
        ...

    def home(self, merchant_id: MerchantId, access_token: str, now: datetime) -> LocationId | None:
        """The shopper's home store as of at most a minute ago: to look things up, not to act."""
        ...


def shopper_of(linked: LinkedShopper) -> Shopper:
    """The linked shopper as commerce wants to know who orders."""
    return Shopper(
        caller=linked.customer_id,
        name=linked.name,
        customer_id=linked.customer_id,
        phone=linked.phone,
        email=linked.email,
        address=linked.address,
    )
