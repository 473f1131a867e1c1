"""A shipped order that comes back by parcel: its shop, its shopper, and EasyPost's stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.carriers.build import Carriers
from domain.calls import Call
from domain.return_labels import LabelState
from sandbox.easypost.shop import TrackerShop
from storage import outbox, tables
from storage.alert_rules import Severity
from storage.engine import Database
from storage.keyring import Keyring
from storage.notifications import AlertChannels, ChannelKind
from storage.outbox import Effect
from storage.parcels import Account
from storage.return_labels import BUY, GIVE_BACK, StoredLabel
from storage.returns import StoredReturn
from storage.shopper_notices import ShopperChannelKind, ShopperChannels
from tests.integration.returns.sold import MERCHANT, World
from tests.integration.storage.shop import NOW

RING = Keyring(current_id="k", keys={"k": b"k" * 32})
BUYS: dict[str, Any] = {
    "address": {
        "name": "Northwind Returns",
        "line1": "417 Montgomery St",
        "line2": "Floor 5",
        "city": "San Francisco",
        "region": "CA",
        "postal_code": "94104",
        "country": "US",
        "phone": "4153334445",
    },
    "parcel": {"grams": 900, "length_mm": 300, "width_mm": 200, "height_mm": 100},
}
HOME = {
    "line1": "179 N Harbor Dr",
    "city": "Redondo Beach",
    "region": "CA",
    "postal_code": "90277",
    "country": "US",
}


@dataclass
class Depot:
    """A shipped order, a shopper with an address, an account with a carrier, and its worker."""

    world: World
    shop: TrackerShop
    carriers: Carriers
    account: Account

    def ask(self, key: str = "k1") -> StoredReturn:
        asked = self.world.ask((1, 1), key=key)
        assert isinstance(asked, StoredReturn), asked
        return asked

    def work(self, *, minutes: int = 0) -> int:
        """What the outbox asks of labels, as a worker carries it out; how much was due."""
        self.world.clock.advance(minutes=minutes)
        due = []
        for kind in (BUY, GIVE_BACK):
            with self.world.database.write() as tx:
                due += outbox.claim(
                    tx,
                    owner="w",
                    now=self.world.clock.now(),
                    lease=timedelta(seconds=60),
                    kind=kind,
                )
        for effect in due:
            self.carry_out(effect)
        return len(due)

    def carry_out(self, effect: Effect) -> None:
        both = self.carriers
        step = both.labels.buy if effect.kind == BUY else both.refunds.give_back
        step(effect, Call.within(60))

    def look(self, **later: float) -> int:
        """What carriers decided about refunds, asked once that much time has passed."""
        self.world.clock.advance(**later)
        return self.carriers.refunds.look()

    def hear(self, body: bytes, headers: dict[str, str]) -> int:
        """An event of the carrier's comes in."""
        small = {name.lower(): value for name, value in headers.items()}
        return self.carriers.desk.receive("easypost", self.account.id, small, body)

    def given_back(self, key: str = "k1") -> StoredReturn:
        """A return that was called off, and whose label's money was asked for."""
        asked = self.ask(key)
        self.work()
        self.cancel(asked)
        self.work()
        assert self.label(asked).state is LabelState.REFUND_ASKED
        return asked

    def label(self, stored: StoredReturn) -> StoredLabel:
        return self.carriers.labels.label(MERCHANT, stored.id)

    def cancel(self, stored: StoredReturn) -> None:
        self.world.service.cancel(MERCHANT, stored.id, actor="staff")

    def outbox(self, kind: str) -> list[dict[str, Any]]:
        with self.world.database.read() as tx:
            rows = tx.execute(select(tables.outbox).where(tables.outbox.c.kind == kind))
            return [row.payload for row in rows]


def lives_at_home(database: Database, **address: str | None) -> None:
    with database.write() as tx:
        order = tx.execute(tables.orders.select()).one()
        tx.execute(
            tables.customers.insert().values(id="cus_1", merchant_id=MERCHANT, created_at=NOW)
        )
        tx.execute(
            tables.customer_records.insert().values(
                connection_id=order.connection_id,
                platform_id="c1",
                merchant_id=MERCHANT,
                customer_id="cus_1",
                given_name="Steve",
                family_name="Brule",
                phone="+18573875756",
                email="steve@example.com",
                address={**HOME, **address},
                active=True,
                revision=1,
                as_of=NOW,
            )
        )
        tx.execute(tables.orders.update().values(method="shipping", customer_id="cus_1"))


def can_write(database: Database) -> None:
    """The merchant has a program that tells shoppers."""
    with database.write() as tx:
        ShopperChannels(RING).put(
            tx, MERCHANT, ShopperChannelKind.WEBHOOK, url="https://x.example", now=NOW
        )


def hears_alerts(database: Database) -> None:
    """Somebody of the merchant's is told of alerts."""
    with database.write() as tx:
        AlertChannels(RING).add(
            tx,
            MERCHANT,
            kind=ChannelKind.WEBHOOK,
            name="staff",
            target="https://staff.example",
            secret=None,
            least_severity=Severity.WARNING,
            now=NOW,
        )
