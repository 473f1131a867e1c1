"""Who fulfills a wish, who takes the money, and which store helps when one cannot.

The POS of record is the connection that owns the chosen store. Nothing is asked of a POS here:
what a platform can do is declared, stock is read from the projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.commerce.cards_on_file import Unread, card_on_file
from app.commerce.model import NotOrderable, OutOfStock, PosDown, PrepareOrder, StockAt, Wish
from app.commerce.ports import Discovery
from app.commerce.stock import StockService
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.catalog import CounterOnly
from domain.errors import ConfigurationError, NotFoundError, OutOfStockError
from domain.ids import ConnectionId, CustomerId, LocationId, MerchantId, PlatformId, ProductSku
from domain.loyalty import RewardWish
from domain.menus import check_choices, choice_names, hours_text, is_on, local_time
from domain.orders import FulfillmentMethod, Recipient
from domain.ports.pos import PosDirectory
from storage import catalog_reads, customer_merges, customers, menus, merchants
from storage.catalog_reads import Listing
from storage.customers import CustomerView
from storage.engine import Database
from storage.locations import Store
from storage.merchants import Merchant


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who fulfills and who takes the money, before anything is asked of a POS."""

    merchant: Merchant
    store: Store
    platform: str
    payment_connection: ConnectionId | None
    order_first: bool
    takes_tenders: bool
    pos_claims_stock: bool
    variants: tuple[PlatformId, ...]
    choices: tuple[tuple[str, ...], ...]
    """Names of what was chosen, line by line."""
    recipient: Recipient
    customer_id: CustomerId | None
    """Who the shopper is now, should they have been merged since their id was learned."""
    payment_customer: PlatformId | None
    payment_location: PlatformId | None
    earns_points: bool = False
    """Whether the till's own loyalty program may give points for it."""
    reward: RewardWish | None = None
    card_unread: bool = False
    """Whether there is a card on file could not be found out."""

    def asked_by(self, command: PrepareOrder) -> PrepareOrder:
        """The wish as of the person its shopper is now."""
        return replace(command, shopper=replace(command.shopper, customer_id=self.customer_id))


class Router:
    """Chooses stores and payers; thread-safe."""

    def __init__(
        self,
        database: Database,
        pos: PosDirectory,
        discovery: Discovery,
        stock: StockService,
        clock: Clock,
    ) -> None:
        self._db = database
        self._pos = pos
        self._discovery = discovery
        self._stock = stock
        self._clock = clock

    def store_for(self, command: PrepareOrder) -> Store | OutOfStock | NotOrderable:
        """The store named, else the first that has everything. Raises NotFoundError."""
        places = {place.id: place for place in self._stock.places(command.merchant_id)}
        if command.location_id is not None:
            wanted = self._stock.serving(command.merchant_id, command.location_id)
            if wanted not in places:
                raise NotFoundError("location", command.location_id)
            if command.method is FulfillmentMethod.PICKUP and not places[wanted].offers_pickup:
                return no_pickup(places[wanted].name)
            return self._just_gone(command, places[wanted]) or places[wanted]
        candidates = self._candidates(command, list(places.values()))
        for place in candidates:
            if self._has_all(command, place.id):
                return place
        if not candidates:
            return NotOrderable(reason="no-store", detail="no store can fulfill this order")
        first = candidates[0]
        short = (line for line in _demand(command) if not self._has(command, line, first.id))
        return self.out_of_stock(command, next(short, command.lines[0]), first, left=None)

    def asked_store(self, command: PrepareOrder) -> LocationId | None:
        """The store that serves the one named; None where none was."""
        wanted = command.location_id
        return None if wanted is None else self._stock.serving(command.merchant_id, wanted)

    def _just_gone(self, command: PrepareOrder, store: Store) -> OutOfStock | None:
        """A line that the till was just found to have too few of: in a rush on few units some ask
        the till, and the others are told at once."""
        if command.hold_id is not None:
            return None
        for line in _demand(command):
            if self._stock.is_just_short(command.merchant_id, line, store.id, command.channel):
                return self.out_of_stock(command, line, store, left=None)
        return None

    def counter_only(self, command: PrepareOrder) -> NotOrderable | None:
        """Why one of the wishes is the staff's to sell, before any store or till is asked.

        Raises UnknownSkuError.
        """
        for line in command.lines:
            variant = self._discovery.variant(command.merchant_id, line.sku)
            if variant.counter_only is not None:
                return _at_the_counter(variant.title, variant.counter_only)
        return None

    def _candidates(self, command: PrepareOrder, places: list[Store]) -> list[Store]:
        """Stores in the order they are tried: for pickup the home store first, for shipping those
        of the merchant's default POS."""
        home = self._home_of(command)
        with self._db.read() as tx:
            merchant = merchants.merchant(tx, command.merchant_id)
        shipping = command.method is FulfillmentMethod.SHIPPING
        if not shipping:
            places = [place for place in places if place.offers_pickup]

        def rank(place: Store) -> tuple[bool, bool, str]:
            default = place.connection_id == merchant.shipping_connection_id
            if shipping:
                return (not default, place.id != home, place.name)
            return (place.id != home, False, place.name)

        return sorted(places, key=rank)

    def _home_of(self, command: PrepareOrder) -> LocationId | None:
        if command.shopper.customer_id is None:
            return None
        with self._db.look() as tx:
            view = customers.get(tx, command.merchant_id, command.shopper.customer_id)
        home = view.home_location_id
        return None if home is None else self._stock.serving(command.merchant_id, home)

    def _has_all(self, command: PrepareOrder, location_id: LocationId) -> bool:
        return all(self._has(command, line, location_id) for line in _demand(command))

    def _has(self, command: PrepareOrder, line: Wish, location_id: LocationId) -> bool:
        found = self._stock.availability(command.merchant_id, line.sku, channel=command.channel)
        return any(
            store.location_id == location_id and store.can_sell(line.quantity)
            for store in found.stores
        )

    def plan(self, command: PrepareOrder, store: Store, call: Call) -> Plan | NotOrderable:
        """Who does what for this wish at this store. Raises UnknownSkuError, ConfigurationError."""
        with self._db.look() as tx:
            merchant, platform = merchants.seller(tx, command.merchant_id, store.connection_id)
            skus = {line.sku for line in command.lines}
            sold = catalog_reads.listings(tx, command.merchant_id, skus, store.connection_id)
            variants, choices = [], []
            for line in command.lines:
                listing = sold.get(line.sku)
                if listing is None or not listing.active:
                    self._discovery.variant(command.merchant_id, line.sku)  # or UnknownSkuError
                    return NotOrderable(
                        reason="not-sold-there", detail=f"{store.name} does not sell {line.sku}"
                    )
                if listing.counter_only is not None:
                    return _at_the_counter(line.sku, listing.counter_only)
                price = listing.price_at(store.platform_id)
                if price is not None and price.currency != (store.currency or price.currency):
                    return other_currency(f"{line.sku} is priced in {price.currency}", store)
                chosen = self._chosen(tx, command.merchant_id, line, listing, store)
                if isinstance(chosen, NotOrderable):
                    return chosen
                variants.append(listing.platform_id)
                choices.append(chosen)
        payer, order_first, takes_tenders = self._payer(merchant, store, call)
        person = self._person(command)
        known = {} if person is None else _records_of(person)
        return Plan(
            merchant=merchant,
            store=store,
            platform=platform,
            payment_connection=payer,
            order_first=order_first,
            takes_tenders=takes_tenders,
            pos_claims_stock=self._claims_stock(store.connection_id, call),
            variants=tuple(variants),
            choices=tuple(choices),
            recipient=_recipient(command, known.get(store.connection_id)),
            customer_id=None if person is None else person.id,
            payment_customer=None if payer is None else known.get(payer),
            payment_location=self._payment_location(command.merchant_id, store, payer),
        )

    def _chosen(
        self, tx: Connection, merchant_id: MerchantId, line: Wish, listing: Listing, store: Store
    ) -> tuple[str, ...] | NotOrderable:
        """The names of a line's choices, or why that line cannot be had there now."""
        if listing.hours and not is_on(
            listing.hours, local_time(self._clock.now(), store.timezone)
        ):
            return NotOrderable(
                reason="out-of-hours",
                detail=f"{listing.name} is on the menu {hours_text(listing.hours)}",
            )
        offers = self._discovery.variant(merchant_id, line.sku).modifier_lists
        if not line.modifiers and not offers:
            return ()
        lists = menus.modifier_lists(tx, listing.connection_id, listing.product_platform_id)
        fault = check_choices(lists, line.modifiers)
        if fault is not None:
            return NotOrderable(reason=fault.reason, detail=fault.detail)
        return choice_names(lists, line.modifiers)

    def _payer(
        self, merchant: Merchant, store: Store, call: Call
    ) -> tuple[ConnectionId | None, bool, bool]:
        """Who takes the money, whether the order must exist before it is authorized, and whether
        two cards may pay it.

        An account of another currency takes none of it: nothing is converted here.
        """
        record = store.connection_id
        for connection in (merchant.payment_connection_id, record):
            if connection is None or not self._takes_currency_of(store, connection, merchant.id):
                continue
            capabilities = self._pos.open(connection, call).capabilities
            charge, own = capabilities[Capability.CHARGE], connection == record
            if charge.support is Support.NONE or (charge.own_orders_only and not own):
                continue
            names_order = capabilities[Capability.ORDER_BEFORE_PAYMENT].support
            several = capabilities[Capability.SEVERAL_TENDERS].support
            return (
                connection,
                own and names_order is not Support.NONE,
                own and several is not Support.NONE,
            )
        return None, True, False

    def has_card(
        self, merchant_id: MerchantId, customer_id: CustomerId, location_id: LocationId, call: Call
    ) -> bool | None:
        """Whether a card is on file with whoever takes the money of orders of that store; None
        where that cannot be told now. Raises NotFoundError."""
        stores = {place.id: place for place in self._stock.places(merchant_id)}
        store = stores[self._stock.serving(merchant_id, location_id)]
        with self._db.look() as tx:
            merchant = merchants.merchant(tx, merchant_id)
            known = _records_of(customer_merges.person(tx, merchant_id, customer_id))
        try:
            payer, _, _ = self._payer(merchant, store, call)
        except ConfigurationError:
            return None
        if payer is None or payer not in known:
            return False
        card = card_on_file(self._pos, payer, known[payer], call)
        return None if isinstance(card, Unread) else card is not None

    def _takes_currency_of(
        self, store: Store, payer: ConnectionId, merchant_id: MerchantId
    ) -> bool:
        """Whether the payer's own stores sell in the store's currency, as far as both are known."""
        if payer == store.connection_id or store.currency is None:
            return True
        places = self._stock.places(merchant_id)
        known = {p.currency for p in places if p.connection_id == payer and p.currency}
        return not known or store.currency in known

    def _claims_stock(self, record: ConnectionId, call: Call) -> bool:
        capabilities = self._pos.open(record, call).capabilities
        return capabilities[Capability.ORDER_CLAIMS_STOCK].support is not Support.NONE

    def unpayable(self, plan: Plan, call: Call) -> NotOrderable | None:
        """Why nobody can take the money, known before anything is held or made.

        Raises ConfigurationError.
        """
        if plan.payment_connection is not None:
            return None
        capabilities = self._pos.open(plan.store.connection_id, call).capabilities
        if capabilities[Capability.PAYMENT_LINK].support is not Support.NONE:
            return None
        why = capabilities[Capability.CHARGE].note or "its till charges no cards"
        return NotOrderable(
            reason="no-payment",
            detail=f"no connection charges cards for {plan.store.name}: {why}",
        )

    def _payment_location(
        self, merchant_id: MerchantId, store: Store, payer: ConnectionId | None
    ) -> PlatformId | None:
        if payer is None or payer == store.connection_id:
            return store.platform_id
        places = [p for p in self._stock.places(merchant_id) if p.connection_id == payer]
        return places[0].platform_id if places else None

    def _person(self, command: PrepareOrder) -> CustomerView | None:
        if command.shopper.customer_id is None:
            return None
        with self._db.look() as tx:
            return customer_merges.person(tx, command.merchant_id, command.shopper.customer_id)

    def out_of_stock(
        self, command: PrepareOrder, line: Wish, store: Store, *, left: OutOfStockError | None
    ) -> OutOfStock:
        """Fewer left than all lines of it want there; the other stores that have as many."""
        wanted = next(each.quantity for each in _demand(command) if each.sku == line.sku)
        found = self._stock.availability(
            command.merchant_id, line.sku, near=store.id, channel=command.channel
        )
        here = next((s for s in found.stores if s.location_id == store.id), None)
        return OutOfStock(
            variant=found.variant,
            wanted=wanted,
            left=left.left if left is not None else (here.available if here else None),
            location_name=store.name,
            alternatives=_others(found.stores, store, wanted, command.method),
        )

    def pos_down(self, command: PrepareOrder, store: Store) -> PosDown:
        """Only a store of another POS helps when this one cannot be reached."""
        line = _demand(command)[0]
        found = self._stock.availability(
            command.merchant_id, line.sku, near=store.id, channel=command.channel
        )
        elsewhere = [s for s in found.stores if s.connection_id != store.connection_id]
        return PosDown(
            location_name=store.name,
            alternatives=_others(elsewhere, store, line.quantity, command.method),
        )


def _demand(command: PrepareOrder) -> list[Wish]:
    """What is wanted of each variant: lines of the same are one claim on its stock."""
    wanted: dict[ProductSku, int] = {}
    for line in command.lines:
        wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
    return [Wish(sku=sku, quantity=quantity) for sku, quantity in wanted.items()]


def _records_of(person: CustomerView) -> dict[ConnectionId, PlatformId]:
    """By what id each platform knows them, the first where it has several."""
    return {each.connection_id: each.platform_id for each in reversed(person.records)}


def _recipient(command: PrepareOrder, known_as: PlatformId | None) -> Recipient:
    shopper = command.shopper
    return Recipient(
        name=shopper.name,
        phone=shopper.phone,
        email=shopper.email,
        customer_platform_id=known_as,
        address=shopper.address if command.method is FulfillmentMethod.SHIPPING else None,
    )


def _others(
    stores: Sequence[StockAt], store: Store, quantity: int, method: FulfillmentMethod
) -> tuple[StockAt, ...]:
    """Other stores that have enough, and where it can be fetched if it shall be."""
    return tuple(
        other
        for other in stores
        if other.location_id != store.id
        and other.can_sell(quantity)
        and (other.offers_pickup or method is not FulfillmentMethod.PICKUP)
    )


def no_pickup(store: str) -> NotOrderable:
    """Nobody hands goods over there: a warehouse, a store that only ships."""
    return NotOrderable(
        reason="no-pickup",
        detail=f"{store} offers no pickup; name another store, or have it shipped",
    )


def _at_the_counter(name: str, why: CounterOnly) -> NotOrderable:
    return NotOrderable(
        reason=f"counter-only-{why.value}",
        detail=f"{name} is sold at the counter only: {why.value}",
    )


def other_currency(what: str, store: Store) -> NotOrderable:
    """Two currencies meet where one is needed; nothing is converted, added or compared."""
    return NotOrderable(
        reason="other-currency", detail=f"{what}, {store.name} sells in {store.currency}"
    )
