"""What the tests of returns by parcel begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.carriers.build import build_carriers
from sandbox.easypost.shop import TrackerShop
from sandbox.kit.server import serve
from storage.engine import Database
from tests.integration.returns.depot import BUYS, RING, Depot, lives_at_home
from tests.integration.returns.sold import MERCHANT, sold
from tests.integration.storage.shop import NOW


@pytest.fixture
def depot(database: Database) -> Iterator[Depot]:
    world, shop = sold(database), TrackerShop(now=NOW)
    server = serve(shop)
    lives_at_home(database)
    world.policy(buy_label=BUYS)
    carriers = build_carriers(database, RING, world.clock, allow_loopback=True, probe=world.probe)
    account = carriers.desk.connect(
        MERCHANT,
        "easypost",
        key=shop.key,
        secret=shop.webhook_secret,
        base_url=server.url,
        actor="test",
    )
    yield Depot(world, shop, carriers, account)
    carriers.close()
    server.stop()
