"""A shop in memory: what a till keeps, what its staff do, and how its line misbehaves on order."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.catalog import Address, Image, Location, Product, StockLevel, Variant
from domain.customers import Customer, StoredCard
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import PosHold, PosOrder
from domain.payments import Payment, Refund
from mapping.options import normalize_option
from sandbox.kit.faults import Faults
from sandbox.kit.seed import SeedProduct, SeedShop, SeedVariant, seed_shop

TAX = Decimal("0.1035")
STORES = ("Downtown", "Ballard")


def phone_of(typed: str) -> str:
    """E.164 of a North American number as staff type it."""
    digits = "".join(filter(str.isdigit, typed))
    return f"+1{digits}" if len(digits) == 10 else f"+{digits}"


@dataclass
class MemoryShop:
    """Everything one till knows. Ids are words with a number; revisions are one counter."""

    products: dict[PlatformId, Product] = field(default_factory=dict)
    taxed: set[PlatformId] = field(default_factory=set)
    places: dict[PlatformId, Location] = field(default_factory=dict)
    stock: dict[tuple[PlatformId, PlatformId], StockLevel] = field(default_factory=dict)
    customers: dict[PlatformId, Customer] = field(default_factory=dict)
    cards: dict[PlatformId, tuple[StoredCard, ...]] = field(default_factory=dict)
    orders: dict[PlatformId, PosOrder] = field(default_factory=dict)
    payments: dict[PlatformId, Payment] = field(default_factory=dict)
    refunds: dict[PlatformId, Refund] = field(default_factory=dict)
    holds: dict[PlatformId, tuple[PosHold, tuple[tuple[PlatformId, int], ...], PlatformId]] = field(
        default_factory=dict
    )
    done: dict[str, Any] = field(default_factory=dict)
    """What was answered to a write, by purpose and key."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    is_revoked: bool = False
    currency: str = "USD"
    _numbers: Any = field(default_factory=lambda: itertools.count(1001))
    _revisions: Any = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def seeded(cls, variants: int = 300) -> MemoryShop:
        """The believable retailer of the stand-ins, with two stores and a few purchases."""
        shop, seed = cls(), seed_shop(variants)
        for store in (one for one in seed.stores if one.name in STORES):
            place = Location(
                platform_id=PlatformId(f"loc-{store.key}"),
                name=store.name,
                address=Address(line1=store.street, city=store.city, country=store.country),
                currency=seed.currency,
            )
            shop.places[place.platform_id] = place
        for product in seed.products:
            shop._stock_up(product, seed)
        for person in seed.customers:
            shop.add_customer(
                given_name=person.given_name,
                family_name=person.family_name,
                phone=person.phone,
                email=person.email,
                has_card=person.card is not None,
            )
        return shop

    def fresh(self, kind: str) -> PlatformId:
        """A new id."""
        return PlatformId(f"{kind}-{next(self._numbers):06d}")

    def revision(self) -> int:
        """A revision that is newer than all before."""
        revision: int = next(self._revisions)
        return revision

    def variant(self, platform_id: PlatformId) -> Variant | None:
        """What is sold under this id, if anything."""
        products = self.products.values()
        return next(
            (v for p in products if p.active for v in p.variants if v.platform_id == platform_id),
            None,
        )

    def move(self, variant: PlatformId, place: PlatformId, pieces: int) -> None:
        """Add pieces to what is counted (or take them); what is not counted stays unknown."""
        level = self.stock.get((variant, place))
        if level is not None and level.available is not None:
            self.stock[variant, place] = replace(
                level,
                available=level.available + pieces,
                as_of=datetime.now(UTC),
                revision=self.revision(),
            )

    def add_customer(self, *, has_card: bool = False, **typed: str | None) -> Customer:
        """A customer as staff type one in."""
        customer = Customer(
            platform_id=self.fresh("cus"),
            given_name=typed.get("given_name"),
            family_name=typed.get("family_name"),
            email=(typed.get("email") or "").lower() or None,
            phone=phone_of(typed["phone"] or "") if typed.get("phone") else None,
            revision=self.revision(),
        )
        self.customers[customer.platform_id] = customer
        if has_card:
            card = StoredCard(token=f"card-{customer.platform_id}", brand="Visa", last4="1111")
            self.cards[customer.platform_id] = (card,)
        return customer

    def control(self, name: str, body: dict[str, Any] | None = None) -> Any:
        """What the stand-ins offer under `/_sandbox/`, in the same words."""
        action, _, query = name.partition("?")
        return self._controls()[action](body or dict(p.split("=") for p in query.split("&") if p))

    def _controls(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        return {
            "GET controls": lambda _: {"controls": sorted(self._controls())},
            "GET stats": lambda _: {"total": len(self.requests)},
            "GET requests": lambda _: {"requests": list(self.requests)},
            "GET shop": lambda _: {"variants": sum(len(p.variants) for p in self._on_sale())},
            "GET orders": lambda _: {"orders": [self._row(one) for one in self.orders.values()]},
            "GET stock": lambda asked: {"stock": self._counted(asked["sku"])},
            "POST faults": lambda order: self.faults.add(order).as_json(),
            "POST sell": lambda sale: self._sell(**sale),
            "POST price": self._reprice,
            "POST rename": lambda sale: self._change(sale["sku"], title=sale["title"]),
            "POST delete": lambda sale: self._change(sale["sku"], active=False),
            "POST customer": lambda typed: self.add_customer(**typed).platform_id,
            "POST revoke": lambda _: setattr(self, "is_revoked", True),
        }

    def _on_sale(self) -> list[Product]:
        return [one for one in self.products.values() if one.active]

    def _find(self, sku: str) -> tuple[Product, Variant]:
        return next((p, v) for p in self.products.values() for v in p.variants if v.sku == sku)

    def _counted(self, sku: str) -> dict[str, str]:
        _, variant = self._find(sku)
        levels = {place.name: self.stock.get((variant.platform_id, place.platform_id))
                  for place in self.places.values()}  # fmt: skip
        return {name: str(one.available) for name, one in levels.items() if one is not None}

    def _sell(self, sku: str, location: str, quantity: int = 1) -> None:
        place = next(one for one in self.places.values() if one.name == location)
        self.move(self._find(sku)[1].platform_id, place.platform_id, -quantity)

    def _reprice(self, sale: dict[str, Any]) -> None:
        self._change(sale["sku"], price=Money(sale["amount"], "USD"))

    def _change(
        self, sku: str, *, price: Money | None = None, title: str = "", active: bool = True
    ) -> None:
        product, changed = self._find(sku)
        revision = self.revision()
        variants = tuple(
            replace(one, price=price or one.price, active=active, revision=revision)
            if one is changed or not active
            else one
            for one in product.variants
        )
        self.products[product.platform_id] = replace(
            product,
            title=title or product.title,
            variants=variants,
            active=active,
            revision=revision,
        )

    def _row(self, order: PosOrder) -> dict[str, Any]:
        payments = [self.payments[one] for one in order.payment_platform_ids]
        return {
            "reference": order.reference,
            "visible_in_pos": True,
            "payments": [
                {
                    "charged": one.amount.amount if one.status == "captured" else 0,
                    "authorized": one.amount.amount if one.status == "authorized" else 0,
                    "refunded": one.refunded.amount if one.refunded else 0,
                }
                for one in payments
            ],
        }

    def _stock_up(self, seed: SeedProduct, shop: SeedShop) -> None:
        revision = self.revision()
        product = Product(
            platform_id=self.fresh("pro"),
            title=seed.title,
            variants=tuple(self._variant(seed, one, revision) for one in seed.variants),
            brand=seed.brand,
            description=seed.description,
            categories=(shop.categories[seed.category],),
            images=tuple(Image(url=url) for url in seed.images),
            revision=revision,
        )
        self.products[product.platform_id] = product
        for ours, theirs in zip(product.variants, seed.variants, strict=True):
            for place in self.places.values():
                self._count(ours, theirs.stock[place.platform_id.removeprefix("loc-")], place)

    def _variant(self, product: SeedProduct, seed: SeedVariant, revision: int) -> Variant:
        options = dict(map(normalize_option, product.option_names, seed.options))
        variant = Variant(
            platform_id=self.fresh("var"),
            name=seed.title,
            sku=seed.sku,
            barcode=seed.barcode,
            price=Money(seed.price, "USD") if seed.price is not None else None,
            options=options,
            tracked=product.tracked,
            taxable=product.taxable,
            revision=revision,
        )
        if product.taxable:
            self.taxed.add(variant.platform_id)
        return variant

    def _count(self, variant: Variant, pieces: int | None, place: Location) -> None:
        key = (variant.platform_id, place.platform_id)
        self.stock[key] = StockLevel(
            inventory_platform_id=variant.platform_id,
            location_platform_id=place.platform_id,
            available=Decimal(pieces) if pieces is not None else None,
            as_of=datetime.now(UTC),
            revision=self.revision(),
        )
