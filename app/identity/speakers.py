"""Who may be speaking, and whether they proved it: shoppers, numbers and factors for dialogues."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.identity.factors import Claim, Factor, FactorDesk, Outcome
from app.voice.identity import LinkedShopper
from domain.errors import NotFoundError
from domain.ids import CustomerId, MerchantId
from storage import customers, identity, merchants, orders
from storage.customers import CustomerView
from storage.engine import Database

_SETTING: Final = "identity"


class Linked(StrEnum):
    """What a linked account proves where level 2 is needed; a merchant's decision."""

    TRUSTED = "trusted"
    """Enough: the account was signed in to when it was linked."""
    PIN = "pin"
    """Enough, unless the shopper has chosen a PIN, which is then asked for. The default."""
    ALWAYS = "always"
    """Not enough: a PIN or a code is asked for in every conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerDesk:
    """`Speakers` over customers and factors; thread-safe."""

    database: Database
    factors: FactorDesk

    def called(self, merchant_id: MerchantId, number: str) -> LinkedShopper | None:
        """Whose phone number it is; None where it is nobody's, or several people's."""
        with self.database.read() as tx:
            found = customers.find(tx, merchant_id, phone=number)
        return linked_shopper(found[0]) if len(found) == 1 else None

    def buyer(self, merchant_id: MerchantId, order_number: str) -> CustomerId | None:
        """Whose order it is; it proves nothing alone."""
        with self.database.read() as tx:
            order = orders.by_number(tx, merchant_id, order_number)
        return None if order is None else order.customer_id

    def person(self, merchant_id: MerchantId, customer_id: CustomerId) -> LinkedShopper | None:
        """The shopper who proved it earlier in the conversation; None once they are gone."""
        try:
            with self.database.read() as tx:
                return linked_shopper(customers.get(tx, merchant_id, customer_id))
        except NotFoundError:
            return None

    def needs_more(self, merchant_id: MerchantId, customer_id: CustomerId) -> bool:
        """Whether a linked account must be joined by a factor where level 2 is needed."""
        with self.database.read() as tx:
            settings = merchants.merchant(tx, merchant_id).settings.get(_SETTING) or {}
            rule = Linked(settings.get("linked_accounts", Linked.PIN))
            if rule is not Linked.PIN:
                return rule is Linked.ALWAYS
            return identity.has_pin(tx, merchant_id, customer_id)

    def check(self, claim: Claim, factor: Factor, told: str) -> Outcome:
        """Whether the factor fits; wrong answers are counted and audited."""
        return self.factors.check(claim, factor, told)

    def send_code(self, claim: Claim, *, locale: str) -> None:
        """Send a code to the number or address on file, if there is one."""
        self.factors.send_code(claim, locale=locale)


def linked_shopper(person: CustomerView) -> LinkedShopper:
    """A customer as conversations know them."""
    return LinkedShopper(
        customer_id=person.id,
        name=person.name,
        phone=person.phone,
        email=person.email,
        address=person.address,
        home_location_id=person.home_location_id,
    )
