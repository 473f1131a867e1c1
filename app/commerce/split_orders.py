"""One order over several tills: laid out, priced and held whole, authorized whole, then placed.

Every part is an ordinary checkout under a key made of the whole's; here is only what joins them.
Nothing is captured before every part is authorized, and that is written down before the first
capture: a crash before it undoes all of them, one after it goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from app.commerce.model import NotOrderable, OutOfStock, Prepared, PrepareOrder, PriceChanged
from app.commerce.ports import OrderBook
from app.commerce.saga import Probe, no_probe
from app.commerce.split_benefits import dealt_out
from app.commerce.split_model import (
    PlaceSplit,
    SplitPlaceOutcome,
    SplitPrepared,
    SplitPrepareOutcome,
    SplitView,
)
from app.commerce.split_work import CALLED_OFF, SplitWork
from app.commerce.stock import StockService
from domain.calls import Call, Clock
from domain.errors import IllegalTransitionError, InvalidInputError
from domain.ids import LocationId, MerchantId, OrderId, ProductSku
from domain.money import total
from domain.orders import FulfillmentMethod
from domain.ports.pos import PosDirectory
from domain.splits import Demand, SplitPolicy, SplitState, lay_out
from storage import merchants, split_orders
from storage.engine import Database
from storage.locations import Store
from storage.results import Listed
from storage.split_orders import NewSplit, PlannedPart, StoredPart, StoredSplit

_FAR: Final = Decimal(10**6)
_PREPARED_WITHIN: Final = timedelta(minutes=15)
"""A split order that is not priced by then never will be: whoever asked died in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitService:
    """Thread-safe; every method may be repeated, and is gone on with by another process."""

    database: Database
    stock: StockService
    pos: PosDirectory
    book: OrderBook
    work: SplitWork
    clock: Clock
    probe: Probe = field(default=no_probe)

    def prepare(self, command: PrepareOrder, call: Call) -> SplitPrepareOutcome:
        """Lay the lines on stores, price and hold every part; the same key gives the same order.

        Raises UnknownSkuError, NotFoundError, InvalidInputError (other lines under the key).
        """
        with self.database.read() as tx:
            known = split_orders.by_key(tx, command.merchant_id, command.key)
        if known is not None and not _came_to_no_price(known):
            return self._gone_on_with(known, command, call)
        if known is not None:
            _require_lines(known, len(command.lines))
            self.work.go_on(known, call)  # its goods are needed
        planned = self._planned(command)
        if isinstance(planned, NotOrderable):
            return planned
        first = self._stored(planned, instead_of=known)
        outcome = self._gone_on_with(first, command, call)
        if not isinstance(outcome, OutOfStock):
            return outcome
        anew = self._planned_anew(command, first)
        return outcome if anew is None else self._gone_on_with(anew, command, call)

    def stores_for(self, command: PrepareOrder) -> tuple[LocationId, ...]:
        """The stores that would take the lines, one for each part; none where that cannot be.
        Nothing is stored or held. Raises UnknownSkuError."""
        planned = self._planned(command)
        if isinstance(planned, NotOrderable):
            return ()
        return tuple(part.location_id for part in planned.parts)

    def place(self, command: PlaceSplit, call: Call) -> SplitPlaceOutcome:
        """Authorize every part, then place them; placing a placed order tells the same again.

        Raises NotFoundError, IllegalTransitionError (it is not priced yet), InvalidInputError.
        """
        split = self._get(command.merchant_id, command.split_id)
        if command.payment_tokens and len(command.payment_tokens) != len(split.parts):
            raise InvalidInputError(
                "payment_tokens", len(command.payment_tokens), "one for each part, or none"
            )
        if split.state is SplitState.PREPARING or split.total is None:
            raise IllegalTransitionError("split order", split.state.value, SplitState.AGREED.value)
        if split.state is SplitState.PRICED:
            agreed = command.agreed_total
            if agreed is not None and agreed != split.total:
                return PriceChanged(order_id=OrderId(split.id), agreed=agreed, now=split.total)
            split = self.work.moved(split, SplitState.AGREED, out_of=(SplitState.PRICED,))
            self.probe("split.agreed")
        refused = self.work.go_on(split, call, tokens=command.payment_tokens)
        return refused or self.work.told(self._get(command.merchant_id, command.split_id))

    def cancel(self, merchant_id: MerchantId, split_id: str, *, call: Call) -> SplitView:
        """Take every part back, with its money; parts that are handed over stay.

        Raises NotFoundError, IllegalTransitionError (it is being placed).
        """
        split = self._get(merchant_id, split_id)
        if split.state in (SplitState.AGREED, SplitState.CAPTURING):
            raise IllegalTransitionError("split order", split.state.value, SplitState.ENDED.value)
        self.work.call_off(split, call)
        return self.get(merchant_id, split_id)

    def get(self, merchant_id: MerchantId, split_id: str, *, call: Call | None = None) -> SplitView:
        """One split order; with a call, its parts are read from their tills. Raises
        NotFoundError."""
        split = self._get(merchant_id, split_id)
        orders = tuple(
            None
            if part.order_id is None
            else self.book.order(merchant_id, part.order_id, call=call)
            for part in split.parts
        )
        return SplitView(stored=split, orders=orders)

    def list(
        self, merchant_id: MerchantId, *, cursor: str | None, limit: int
    ) -> Listed[StoredSplit]:
        """The merchant's split orders, newest first."""
        with self.database.read() as tx:
            return split_orders.listed(tx, merchant_id, cursor=cursor, limit=limit)

    def run(self) -> int:
        """Go on with those that were left; how many there were."""
        return self.work.run()

    def _gone_on_with(
        self, split: StoredSplit, command: PrepareOrder, call: Call
    ) -> SplitPrepareOutcome:
        _require_lines(split, len(command.lines))
        if split.state not in (SplitState.PREPARING, SplitState.PRICED):
            return NotOrderable(
                reason=f"split-{split.state.value}", detail="this split order has gone on"
            )
        return self._priced(split, command, call)

    # --- laying out --------------------------------------------------------------------------

    def _stored(self, planned: NewSplit, *, instead_of: StoredSplit | None = None) -> StoredSplit:
        now = self.clock.now()

        def work(tx: Connection) -> StoredSplit:
            if instead_of is not None:
                split_orders.give_up_key(tx, instead_of)
            return split_orders.add(tx, planned, now=now, due_at=now + _PREPARED_WITHIN)

        stored = self.database.transact(work)
        self.probe("split.stored")
        return stored

    def _planned_anew(self, command: PrepareOrder, failed: StoredSplit) -> StoredSplit | None:
        """Another plan under the same key, by the counts that the tills have told meanwhile; None
        where they leave no other. A till without webhooks is asked first when a part is priced."""
        planned = self._planned(command)
        if isinstance(planned, NotOrderable) or _laid_alike(planned, failed):
            return None
        return self._stored(planned, instead_of=failed)

    def _planned(self, command: PrepareOrder) -> NewSplit | NotOrderable:
        with self.database.read() as tx:
            told = merchants.merchant(tx, command.merchant_id).settings.get("split_orders") or {}
        policy = SplitPolicy.from_settings(told)
        if not policy.offered:
            return NotOrderable(reason="split-off", detail="this merchant splits no orders")
        places = {
            place.id: place
            for place in self.stock.places(command.merchant_id)
            if place.offers_pickup or command.method is FulfillmentMethod.SHIPPING
        }
        laid = self._laid(command, places, policy)
        if laid is None:
            return NotOrderable(
                reason="split-impossible",
                detail=f"no {policy.most_parts} stores together have everything",
            )
        return NewSplit(
            merchant_id=command.merchant_id,
            key=command.key,
            on_failure=policy.on_failure,
            channel=command.channel,
            customer_id=command.shopper.customer_id,
            parts=[
                PlannedPart(
                    connection_id=places[store].connection_id, location_id=store, lines=lines
                )
                for store, lines in laid.items()
            ],
        )

    def _laid(
        self, command: PrepareOrder, places: dict[LocationId, Store], policy: SplitPolicy
    ) -> dict[LocationId, tuple[int, ...]] | None:
        """Stores by how near they are to the one that was named."""
        free: dict[tuple[ProductSku, LocationId], Decimal | None] = {}
        far: dict[LocationId, Decimal] = {}
        for sku in dict.fromkeys(line.sku for line in command.lines):
            found = self.stock.availability(
                command.merchant_id, sku, near=command.location_id, channel=command.channel
            )
            for each in found.stores:
                free[sku, each.location_id] = each.available
                far[each.location_id] = _FAR if each.distance_km is None else each.distance_km
        named = command.location_id
        stores = sorted(
            (each for each in far if each in places),
            key=lambda each: (each != named, far[each], places[each].name),
        )
        demand = [Demand(sku=line.sku, quantity=line.quantity) for line in command.lines]
        laid = lay_out(demand, stores, free, most=policy.most_parts)
        return None if laid is None else dict(laid)

    # --- pricing -----------------------------------------------------------------------------

    def _priced(self, split: StoredSplit, command: PrepareOrder, call: Call) -> SplitPrepareOutcome:
        tills = [part.connection_id for part in split.parts]
        wishes = dealt_out(self.pos, command, tills, call)
        if isinstance(wishes, NotOrderable):
            self.work.call_off(split, call, reason=wishes.reason)
            return wishes
        held: list[Prepared] = []
        for part, wish in zip(split.parts, wishes, strict=True):
            outcome = self.work.checkout.prepare(_part_of(wish, split, part), call)
            if isinstance(outcome, Prepared) and held and not _same_money(held[0], outcome):
                outcome = NotOrderable(
                    reason="other-currency", detail="the stores sell in different currencies"
                )
            if not isinstance(outcome, Prepared):
                self.work.call_off(split, call, reason=type(outcome).__name__)
                return outcome
            with self.database.write() as tx:
                split_orders.note_part(tx, part, outcome.order_id, outcome.total)
            self.probe("split.part_held")
            held.append(outcome)
        prepared = SplitPrepared(
            split_id=split.id,
            parts=tuple(held),
            total=total((part.total for part in held), held[0].total.currency),
        )
        self.work.moved(
            split,
            SplitState.PRICED,
            out_of=(SplitState.PREPARING, SplitState.PRICED),
            total_minor=prepared.total.amount,
            currency=prepared.total.currency,
            due_at=prepared.expires_at,
        )
        self.probe("split.priced")
        return prepared

    def _get(self, merchant_id: MerchantId, split_id: str) -> StoredSplit:
        with self.database.read() as tx:
            return split_orders.get(tx, merchant_id, split_id)


def _part_of(command: PrepareOrder, split: StoredSplit, part: StoredPart) -> PrepareOrder:
    """The part's own wish: staff read on it that it is one of several."""
    number = f"part {part.position + 1} of {len(split.parts)}, {split.id}"
    return replace(
        command,
        lines=tuple(command.lines[position] for position in part.lines),
        key=part.key,
        location_id=part.location_id,
        note=f"{command.note}; {number}" if command.note else number,
        hold_id=None,
        part_of=split.id,
    )


def _same_money(one: Prepared, other: Prepared) -> bool:
    return one.total.currency == other.total.currency


def _came_to_no_price(split: StoredSplit) -> bool:
    """Whether its plan was not true, or its process died in it: nothing was agreed to or charged.
    What somebody called off stays so."""
    over = split.state in (SplitState.UNDOING, SplitState.ENDED)
    return over and split.total is None and split.reason != CALLED_OFF


def _laid_alike(planned: NewSplit, stored: StoredSplit) -> bool:
    return [(part.location_id, part.lines) for part in planned.parts] == [
        (part.location_id, part.lines) for part in stored.parts
    ]


def _require_lines(split: StoredSplit, count: int) -> None:
    """A repeated key brings the lines it brought. Raises InvalidInputError."""
    positions = sorted(position for part in split.parts for position in part.lines)
    if positions != list(range(count)):
        raise InvalidInputError("lines", count, "the lines that this key brought before")
