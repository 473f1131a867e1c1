"""The demo's retailer, on two platforms, and its shopper, who has a card on file."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from app.services import Services
from domain.errors import ConfigurationError
from domain.ids import MerchantId, OrderId
from storage import account_links, customers, locations, merchants, tables
from storage.merchants import Channel, ConnectionStatus, Merchant, PosConnection

DEMO: Final = MerchantId("demo")
OWN_PLATFORMS: Final = ("square", "shopify")
SKILL_ID: Final = "amzn1.ask.skill.voicetill-demo"
SHOPPER_PHONE: Final = "+12065550123"
LINK_TOKEN: Final = "demo-shopper"  # noqa: S105 - the sandbox shopper's well-known account link
_HOME: Final = "downtown"


def ensure_merchant(services: Services) -> None:
    """The demo's merchant and its Alexa skill; left alone if they are there."""
    now = services.clock.now()
    with services.database.write() as tx:
        if any(merchant.id == DEMO for merchant in merchants.merchants(tx)):
            return
        merchants.add_merchant(
            tx,
            Merchant(
                id=DEMO,
                name="Northwind Outfitters",
                currency="USD",
                timezone="America/Los_Angeles",
                country="US",
                created_at=now,
            ),
        )
        merchants.add_channel(
            tx,
            Channel(
                id="demo-alexa",
                merchant_id=DEMO,
                kind="alexa",
                external_id=SKILL_ID,
                created_at=now,
            ),
        )


def own_shops(tx: Connection) -> list[PosConnection]:
    """The connections of the shops that run beside the gateway, but for one that was disconnected;
    what was joined since is a worker's to read, and may have no webhooks, or be away."""
    return [
        each
        for each in merchants.connections(tx, DEMO)
        if each.platform in OWN_PLATFORMS and each.status is not ConnectionStatus.REVOKED
    ]


def prefer_square(services: Services) -> None:
    """Cards are charged through Square, also for orders that Shopify fulfills."""
    with services.database.write() as tx:
        merchant = merchants.merchant(tx, DEMO)
        by_platform = {each.platform: each.id for each in merchants.connections(tx, DEMO)}
        merchants.update_merchant(
            tx,
            replace(
                merchant,
                payment_connection_id=by_platform["square"],
                shipping_connection_id=by_platform.get("shopify"),
            ),
        )


def ensure_shopper(services: Services) -> str:
    """Link the demo shopper's account, with the downtown store as home; the linking token.

    Raises ConfigurationError if the sandbox shops do not know the shopper.
    """
    now = services.clock.now()
    with services.database.write() as tx:
        people = customers.find(tx, DEMO, phone=SHOPPER_PHONE)
        if len(people) != 1:
            raise ConfigurationError(
                f"{len(people)} people have {SHOPPER_PHONE}; remove var/ and start anew"
            )
        person = people[0]
        stores = locations.locations(tx, DEMO)
        home = next((store.id for store in stores if _HOME in store.name.lower()), None)
        customers.set_home_location(tx, DEMO, person.id, home)
        account_links.link(
            tx,
            DEMO,
            token=LINK_TOKEN,
            customer_id=person.id,
            channel="alexa",
            scopes=("orders",),
            now=now,
        )
    return LINK_TOKEN


def newest_order(services: Services) -> OrderId | None:
    """The last order that was placed by voice and stands."""
    table = tables.orders
    with services.database.read() as tx:
        found = tx.execute(
            select(table.c.id)
            .where(
                table.c.merchant_id == DEMO,
                table.c.channel == "alexa",
                table.c.state == "confirmed",
            )
            .order_by(table.c.id.desc())
            .limit(1)
        ).scalar_one_or_none()
    return None if found is None else OrderId(found)
