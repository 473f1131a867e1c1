"""Which store could send what another has none of, and when it would be there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from app.commerce.model import Availability, StockAt, VariantView
from app.commerce.rules import RuleBook
from app.commerce.stock import StockService
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import ConfigurationError, NotFoundError
from domain.ids import ConnectionId, LocationId, MerchantId, ProductSku
from domain.ports.pos import PosDirectory
from domain.transfers import TransferPolicy, arrival
from domain.zones import zone_named
from storage import merchants
from storage.counting import counted_items
from storage.engine import Database
from storage.locations import Store
from storage.merchants import Merchant
from storage.transfers import MadeBy

NOBODY_HAS_IT: Final = "nobody-has-it"
"""Why nothing is sent: no store that was asked has enough of it."""
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOffer:
    """A store sends goods to another, if the shopper says yes."""

    variant: VariantView
    quantity: int
    source: StockAt
    destination: Store
    expected_on: date
    """By the calendar of the receiving store."""
    made_by: MadeBy
    policy: TransferPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTransferable:
    """Nobody can send it; `reason` is a code, `detail` says what would help."""

    reason: str
    detail: str


class TransferOffers:
    """Finds who could send; thread-safe, nothing is written."""

    def __init__(
        self, database: Database, pos: PosDirectory, stock: StockService, rules: RuleBook
    ) -> None:
        self._db = database
        self._pos = pos
        self._stock = stock
        self._rules = rules

    def find(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        to: LocationId,
        quantity: int,
        channel: str | None,
        clock: Clock,
        call: Call,
        source: LocationId | None = None,
    ) -> TransferOffer | NotTransferable:
        """The nearest store on the same till that has enough beyond what it holds and keeps back;
        `source`: that one or none. Raises UnknownSkuError, NotFoundError (a store)."""
        merchant, policy = self._policy(merchant_id)
        if not policy.offered:
            return _refused("switched-off", "this merchant sends nothing between stores")
        if quantity > policy.most:
            return _refused("too-many", f"at most {policy.most} are sent at once")
        place = self._place(merchant_id, to)
        found = self._stock.availability(
            merchant_id, sku, quantity=quantity, near=to, channel=channel
        )
        sender = _sender(found, place, quantity, source)
        if sender is None or sku not in counted_items(
            self._db, merchant_id, [sku], sender.location_id
        ):
            return _refused(NOBODY_HAS_IT, "no other store on the same till has enough of it")
        return TransferOffer(
            variant=found.variant,
            quantity=quantity,
            source=sender,
            destination=place,
            expected_on=self._arrival(merchant, policy, place, clock),
            made_by=self._made_by(place.connection_id, call),
            policy=policy,
        )

    def _policy(self, merchant_id: MerchantId) -> tuple[Merchant, TransferPolicy]:
        with self._db.read() as tx:
            merchant = merchants.merchant(tx, merchant_id)
        return merchant, TransferPolicy.from_settings(merchant.settings.get("transfers") or {})

    def _place(self, merchant_id: MerchantId, location_id: LocationId) -> Store:
        for place in self._stock.places(merchant_id):
            if place.id == location_id:
                return place
        raise NotFoundError("location", location_id)

    def _arrival(
        self, merchant: Merchant, policy: TransferPolicy, place: Store, clock: Clock
    ) -> date:
        zone = zone_named(place.timezone or merchant.timezone) or _UTC
        hours = self._rules.of(merchant.id).opening(place.id, place.hours, place.timezone)
        return arrival(clock.now(), policy.days, zone=zone, hours=hours)

    def _made_by(self, connection_id: ConnectionId, call: Call) -> MadeBy:
        """The till, where it writes transfers; its staff where it does not, or is switched off."""
        try:
            capabilities = self._pos.open(connection_id, call).capabilities
        except ConfigurationError:
            return MadeBy.STAFF
        can = capabilities[Capability.TRANSFERS].support is not Support.NONE
        return MadeBy.TILL if can else MadeBy.STAFF


def _sender(
    found: Availability, place: Store, quantity: int, source: LocationId | None
) -> StockAt | None:
    """Stores come nearest first; what may be promised beyond the stock cannot be sent."""
    for each in found.stores:
        is_other = each.location_id != place.id and each.connection_id == place.connection_id
        if is_other and source in (None, each.location_id) and each.can_sell(quantity):
            return each
    return None


def _refused(reason: str, detail: str) -> NotTransferable:
    return NotTransferable(reason=reason, detail=detail)
