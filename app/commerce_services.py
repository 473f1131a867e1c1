"""The services of commerce, built in groups: shelf, till, the counter over both, and aftercare.

A group is handed to `Services` as it is, name by name, which the type checker follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from app.base_services import Ground
from app.bindings import StoredHomes, StoredPurchases
from app.commerce.alternatives import Substitutes
from app.commerce.audit import CatalogAudit
from app.commerce.cancellation import Cancellation
from app.commerce.capturing import Capturing
from app.commerce.checkout import CheckoutService
from app.commerce.credit_desk import CreditDesk
from app.commerce.discovery import DiscoveryService
from app.commerce.exchanges import ExchangeService
from app.commerce.loyalty import LoyaltyDesk
from app.commerce.native import NativeHolds
from app.commerce.nearby import Nearby
from app.commerce.order_book import OrderBookService
from app.commerce.parked_queue import ParkedQueue
from app.commerce.persons import Persons
from app.commerce.ports import Checkout
from app.commerce.prepare import Preparer
from app.commerce.reading import StockPolicy
from app.commerce.reconciler import Reconciler
from app.commerce.returns import ReturnService
from app.commerce.routing import Router
from app.commerce.rules import RuleBook
from app.commerce.saga import Probe, Saga
from app.commerce.search import Search
from app.commerce.split_orders import SplitService
from app.commerce.split_work import SplitWork
from app.commerce.steps import Steps
from app.commerce.stock import StockService
from app.commerce.subscriptions.attempt import Attempts
from app.commerce.subscriptions.billing import Biller
from app.commerce.subscriptions.native import NativeSubscriptions
from app.commerce.subscriptions.service import SubscriptionService
from app.commerce.transfer_offers import TransferOffers
from app.commerce.transfer_work import TransferWork
from app.commerce.transfers import TransferService
from app.commerce.usual import UsualService
from app.connections.directory import Directory
from app.payments.balance import ClosingBalance
from app.payments.gift_cards import GiftCardDesk
from app.payments.key_ring import CardKeys
from app.payments.links import PaymentLinks
from app.payments.tokens import CardDesk
from app.rollout.build import Rollout, build_rollout
from app.rollout.desk import RolloutDesk


class Shelf(TypedDict):
    """What there is, where, and how it is found."""

    discovery: DiscoveryService
    rules: RuleBook
    stock: StockService
    nearby: Nearby
    substitutes: Substitutes
    search: Search
    usual: UsualService
    audit: CatalogAudit


class Counter(TypedDict):
    """Orders, as channels ask for them."""

    checkout: Checkout
    rollout: Rollout
    orders: OrderBookService
    cancellation: Cancellation
    native: NativeHolds
    cards: CardDesk
    pay_links: PaymentLinks
    reconciler: Reconciler
    parked: ParkedQueue


class Aftercare(TypedDict):
    """What comes after one sale, or goes beyond it."""

    returns: ReturnService
    exchanges: ExchangeService
    transfers: TransferService
    splits: SplitService
    subscriptions: SubscriptionService
    biller: Biller


class Purse(TypedDict):
    """What shoppers have with the merchant, and whether the money adds up."""

    persons: Persons
    loyalty: LoyaltyDesk
    credit: CreditDesk
    gift_cards: GiftCardDesk
    balance: ClosingBalance


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """What one order goes through; a rollout's shadow does not watch this `checkout`."""

    book: OrderBookService
    cards: CardDesk
    saga: Saga
    cancellation: Cancellation
    native: NativeHolds
    checkout: CheckoutService


def build_shelf(ground: Ground, pos: Directory) -> Shelf:
    """Everything that reads the catalog and the stock."""
    database, clock = ground.database, ground.clock
    discovery = DiscoveryService(database, clock)
    rules = RuleBook(database)
    stock = StockService(database, pos, discovery, clock, _policy(ground), rules)
    nearby = Nearby(stock, rules, clock, StoredHomes(database))
    return Shelf(
        discovery=discovery,
        rules=rules,
        stock=stock,
        nearby=nearby,
        substitutes=Substitutes(discovery, stock, nearby),
        search=Search(discovery, stock, nearby),
        usual=UsualService(discovery, stock, StoredPurchases(database), clock),
        audit=CatalogAudit(discovery),
    )


def _policy(ground: Ground) -> StockPolicy:
    settings = ground.settings
    return StockPolicy(hold_ttl=settings.hold_ttl, fresh=settings.stock_freshness)


def build_till(ground: Ground, pos: Directory, shelf: Shelf, probe: Probe) -> Till:
    """Everything between a wish and its receipt."""
    database, clock, stock = ground.database, ground.clock, shelf["stock"]
    book = OrderBookService(database, pos, stock, clock)
    cards = _cards(ground, pos, probe)
    steps, paying = Steps(pos, clock, cards), ground.settings.hold_ttl
    saga = Saga(database, steps, clock, paying=paying, probe=probe)
    cancellation = Cancellation(
        database=database, pos=pos, saga=saga, book=book, clock=clock, probe=probe
    )
    native = NativeHolds(
        database=database,
        pos=pos,
        stock=stock,
        saga=saga,
        clock=clock,
        pool=ground.pool,
        ttl=ground.settings.hold_ttl,
        probe=probe,
    )
    checkout = CheckoutService(
        database=database,
        preparer=_preparer(ground, pos, shelf, native),
        saga=saga,
        stock=stock,
        cancellation=cancellation,
        capturing=Capturing(pos),
        clock=clock,
        pool=ground.pool,
    )
    return Till(
        book=book,
        cards=cards,
        saga=saga,
        cancellation=cancellation,
        native=native,
        checkout=checkout,
    )


def _cards(ground: Ground, pos: Directory, probe: Probe) -> CardDesk:
    return CardDesk(
        database=ground.database,
        pos=pos,
        ring=CardKeys(ground.database, ground.keyring, ground.clock),
        keyring=ground.keyring,
        clock=ground.clock,
        probe=probe,
    )


def _preparer(ground: Ground, pos: Directory, shelf: Shelf, native: NativeHolds) -> Preparer:
    return Preparer(
        database=ground.database,
        pos=pos,
        discovery=shelf["discovery"],
        stock=shelf["stock"],
        clock=ground.clock,
        policy=_policy(ground),
        pool=ground.pool,
        native=native,
    )


def build_counter(
    ground: Ground, pos: Directory, shelf: Shelf, till: Till, *, probe: Probe
) -> Counter:
    """The till as channels reach it, with a rollout's shadow beside it."""
    database, clock = ground.database, ground.clock
    desk = RolloutDesk(database, clock)
    rollout = build_rollout(database, desk, till.checkout, shelf["stock"], clock)
    return Counter(
        checkout=rollout.checkout,
        rollout=rollout,
        orders=till.book,
        cancellation=till.cancellation,
        native=till.native,
        cards=till.cards,
        pay_links=PaymentLinks(database=database, pos=pos, saga=till.saga, clock=clock),
        reconciler=Reconciler(till.saga, clock),
        parked=ParkedQueue(
            database=database,
            pos=pos,
            saga=till.saga,
            cancellation=till.cancellation,
            clock=clock,
            rechecks=till.checkout.recheck,
            probe=probe,
        ),
    )


def build_aftercare(
    ground: Ground, pos: Directory, shelf: Shelf, till: Till, *, probe: Probe
) -> Aftercare:
    """Goods back, goods between stores, orders over several tills, orders that come again."""
    database, clock = ground.database, ground.clock
    returns = ReturnService(database, pos, clock, probe=probe)
    exchanges = ExchangeService(
        database=database, returns=returns, checkout=till.checkout, clock=clock, probe=probe
    )
    return Aftercare(
        returns=returns,
        exchanges=exchanges,
        transfers=_transfers(ground, pos, shelf, probe),
        splits=_splits(ground, pos, shelf, till, probe),
        subscriptions=SubscriptionService(
            database,
            shelf["discovery"],
            shelf["stock"],
            clock,
            NativeSubscriptions(database, pos, clock, till.cards),
            Router(database, pos, shelf["discovery"], shelf["stock"], clock),
        ),
        biller=Biller(
            database=database,
            discovery=shelf["discovery"],
            substitutes=shelf["substitutes"],
            attempts=Attempts(database, till.checkout),
            clock=clock,
            probe=probe,
        ),
    )


def _transfers(ground: Ground, pos: Directory, shelf: Shelf, probe: Probe) -> TransferService:
    database, clock, stock, rules = ground.database, ground.clock, shelf["stock"], shelf["rules"]
    return TransferService(
        database=database,
        offers=TransferOffers(database, pos, stock, rules),
        work=TransferWork(database=database, pos=pos, stock=stock, clock=clock, probe=probe),
        rules=rules,
        clock=clock,
        probe=probe,
    )


def _splits(ground: Ground, pos: Directory, shelf: Shelf, till: Till, probe: Probe) -> SplitService:
    database, clock = ground.database, ground.clock
    return SplitService(
        database=database,
        stock=shelf["stock"],
        pos=pos,
        book=till.book,
        work=SplitWork(database=database, checkout=till.checkout, clock=clock, probe=probe),
        clock=clock,
        probe=probe,
    )


def build_purse(ground: Ground, pos: Directory) -> Purse:
    """What shoppers have here, beside their orders."""
    database, clock = ground.database, ground.clock
    return Purse(
        persons=Persons(database, clock),
        loyalty=LoyaltyDesk(database, pos),
        credit=CreditDesk(database, clock),
        gift_cards=GiftCardDesk(database=database, pos=pos, keyring=ground.keyring, clock=clock),
        balance=ClosingBalance(database, pos, clock),
    )
