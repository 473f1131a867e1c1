"""Who is speaking: the shop account linked to the token that a channel passes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.commerce.model import Shopper
from app.identity.factors import Claim, Factor, Outcome
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


class Speakers(Protocol):
    """Who may be speaking, and whether they proved it."""

    def called(self, merchant_id: MerchantId, number: str) -> LinkedShopper | None:
        """Whose phone number it is; None where it is nobody's, or several people's."""
        ...

    def buyer(self, merchant_id: MerchantId, order_number: str) -> CustomerId | None:
        """Whose order it is; it proves nothing alone."""
        ...

    def person(self, merchant_id: MerchantId, customer_id: CustomerId) -> LinkedShopper | None:
        """The shopper who proved it earlier; None once they are gone."""
        ...

    def needs_more(self, merchant_id: MerchantId, customer_id: CustomerId) -> bool:
        """Whether a linked account must be joined by a factor where level 2 is needed."""
        ...

    def check(self, claim: Claim, factor: Factor, told: str) -> Outcome:
        """Whether the factor fits; wrong answers are counted."""
        ...

    def send_code(self, claim: Claim, *, locale: str) -> None:
        """Send a code to where the shopper is known to be reached."""
        ...


def shopper_of(linked: LinkedShopper, *, locale: str) -> Shopper:
    """The linked shopper as commerce wants to know who orders, and what they speak."""
    return Shopper(
        caller=linked.customer_id,
        name=linked.name,
        customer_id=linked.customer_id,
        phone=linked.phone,
        email=linked.email,
        address=linked.address,
        locale=locale,
    )
