"""The parts of the Square shop, made and joined in one place."""

from __future__ import annotations

from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.seed import SeedShop
from sandbox.kit.webhooks import Sender
from sandbox.square.books import Books
from sandbox.square.cards import Cards
from sandbox.square.catalog import Catalog
from sandbox.square.catalog_api import CatalogApi
from sandbox.square.charges import Charges
from sandbox.square.customers import Customers
from sandbox.square.gift_cards import GiftCards
from sandbox.square.history import History
from sandbox.square.instruments import Instruments
from sandbox.square.inventory import Inventory
from sandbox.square.loyalty import Loyalty
from sandbox.square.notices import Notices
from sandbox.square.oauth import OAuth
from sandbox.square.order_build import OrderBuilder
from sandbox.square.order_search import OrderSearch
from sandbox.square.orders import Orders
from sandbox.square.payments import Payments
from sandbox.square.recurring import Recurring
from sandbox.square.refunds import Refunds
from sandbox.square.seller import Seller
from sandbox.square.store import State
from sandbox.square.subscriptions import Subscriptions
from sandbox.square.transfers import Transfers


class Parts:
    """Everything the routes call."""

    def __init__(
        self, *, options: Options, seed: SeedShop, state: State, clock: Clock, sender: Sender
    ) -> None:
        """Make every part."""
        self.seller = Seller(seed)
        notices = Notices(seller=self.seller, state=state, clock=clock, sender=sender)
        self.catalog = Catalog(seed, self.seller, state, clock)
        self.catalog_api = CatalogApi(self.catalog, clock)
        self.inventory = Inventory(
            seed=seed,
            seller=self.seller,
            catalog=self.catalog,
            state=state,
            clock=clock,
            notices=notices,
        )
        self.customers = Customers(state, clock, notices)
        instruments = Instruments(state)
        self.cards = Cards(
            state=state,
            clock=clock,
            seller=self.seller,
            customers=self.customers,
            instruments=instruments,
            notices=notices,
        )
        builder = OrderBuilder(self.catalog, self.seller)
        self.orders = Orders(
            state=state, clock=clock, builder=builder, inventory=self.inventory, notices=notices
        )
        self.order_search = OrderSearch(state, clock)
        self.loyalty = Loyalty(state=state, clock=clock, seller=self.seller, orders=self.orders)
        self.transfers = Transfers(
            state=state,
            clock=clock,
            seller=self.seller,
            inventory=self.inventory,
            notices=notices,
        )
        self.payments = Payments(state=state, clock=clock, orders=self.orders, notices=notices)
        self.charges = Charges(
            state=state,
            clock=clock,
            seller=self.seller,
            orders=self.orders,
            payments=self.payments,
            instruments=instruments,
        )
        self.gift_cards = GiftCards(state, clock)
        self.recurring = Recurring(
            state=state,
            clock=clock,
            seller=self.seller,
            catalog=self.catalog,
            orders=self.orders,
            charges=self.charges,
            notices=notices,
        )
        self.refunds = Refunds(
            state=state, clock=clock, payments=self.payments, orders=self.orders, notices=notices
        )
        self.oauth = OAuth(
            options=options, state=state, clock=clock, seller=self.seller, notices=notices
        )
        self.subscriptions = Subscriptions(state, clock, notices)
        self._history = History(
            seed=seed, seller=self.seller, state=state, clock=clock, builder=builder
        )
        self.books = Books(
            state=state,
            clock=clock,
            seller=self.seller,
            catalog=self.catalog,
            inventory=self.inventory,
            orders=self.orders,
            charges=self.charges,
            instruments=instruments,
            oauth=self.oauth,
            notices=notices,
            loyalty=self.loyalty,
            transfers=self.transfers,
            recurring=self.recurring,
            gift_cards=self.gift_cards,
        )

    def write_history(self) -> None:
        """Add the seeded customers and their purchases to an empty state."""
        self._history.write(self.cards)
        self.loyalty.seed()
