"""The parts of one Clover shop, joined."""

from __future__ import annotations

from sandbox.clover import ids
from sandbox.clover.books import Books
from sandbox.clover.cards import Cards
from sandbox.clover.carts import Carts
from sandbox.clover.catalog import Catalog
from sandbox.clover.customers import Customers
from sandbox.clover.ecommerce import Ecommerce
from sandbox.clover.history import History
from sandbox.clover.merchant import Merchant
from sandbox.clover.notices import Notices
from sandbox.clover.oauth import OAuth
from sandbox.clover.orders import Orders
from sandbox.clover.store import State
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import Request
from sandbox.kit.webhooks import Sender


class Parts:
    """Everything that answers, over one state."""

    def __init__(
        self, *, options: Options, seed: SeedShop, state: State, clock: Clock, sender: Sender
    ) -> None:
        """Join the parts; nothing is seeded yet."""
        self.state = state
        self.merchant = Merchant(seed)
        self.public_key = ids.fixed("public key", options.client_id, 32).lower()
        self.notices = Notices(
            options=options, merchant=self.merchant, state=state, clock=clock, sender=sender
        )
        self.catalog = Catalog(seed=seed, state=state, clock=clock)
        self.customers = Customers(seed=seed, state=state)
        self.carts = Carts(state=state, catalog=self.catalog)
        self.orders = Orders(
            merchant=self.merchant,
            state=state,
            catalog=self.catalog,
            carts=self.carts,
            notices=self.notices,
        )
        self.cards = Cards(state)
        self.ecommerce = Ecommerce(
            state=state, catalog=self.catalog, orders=self.orders, cards=self.cards
        )
        self.oauth = OAuth(
            options=options,
            merchant=self.merchant,
            state=state,
            clock=clock,
            notices=self.notices,
        )
        self.history = History(
            seed=seed, state=state, clock=clock, carts=self.carts, orders=self.orders
        )
        self.books = Books(
            merchant=self.merchant,
            state=state,
            catalog=self.catalog,
            carts=self.carts,
            orders=self.orders,
            customers=self.customers,
            cards=self.cards,
            oauth=self.oauth,
            notices=self.notices,
        )

    def write(self) -> None:
        """The seeded shop."""
        self.catalog.write()
        self.customers.write()
        self.history.write()

    def host(self, request: Request) -> str:
        """The address the caller used, for `href`s."""
        return f"http://{request.headers.get('host', 'apisandbox.dev.clover.com')}"

    def base(self, request: Request) -> str:
        """The address of the merchant's resources."""
        return f"{self.host(request)}/v3/merchants/{self.merchant.id}"
