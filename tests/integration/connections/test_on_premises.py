"""A Counterpoint server in the merchant's back room: joined, read, off for hours, caught up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.connections.addresses import Place
from domain.calls import Call
from domain.errors import AmbiguousOutcomeError, ConfigurationError, RetryableError
from domain.ids import ConnectionId, IdempotencyKey, PlatformId
from domain.orders import Cart, CartLine, OrderDraft
from sandbox.counterpoint import create_shop
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import Running, serve
from tests.integration.adapters.shops import Authority, authority
from tests.integration.sync.house import MERCHANT, House, open_house

SKU = "NK-AIRMAX90-BLK-10"
OPTIONS = {
    "tills": "DOWNTOWN=DT/DT-1/DT-1",
    "taxes": "WA/TAX=6.5,SEATTLE/TAX=3.85",
    "user": "VOICE",
    "pay_code": "VOICE",
}


@dataclass
class BackRoom:
    """The server, what proves it, and the gateway that joins it."""

    shop: Shop
    server: Running
    proof: Authority
    house: House

    def join(self, **changes: Any) -> ConnectionId:
        """Type the keys in."""
        keys = {
            "company": "NORTHWIND",
            "user": "VOICE",
            "password": "sandbox-password",
            "api_key": self.shop.options.client_secret,
        }
        place = Place(host=self.server.url, on_premises=True, trust_file=self.proof.file)
        given: dict[str, Any] = {"place": place, "options": OPTIONS, **changes}
        joined = self.house.services.connector.join(MERCHANT, "counterpoint", keys, **given)
        self.house.connections["counterpoint"] = joined.connection.id
        return joined.connection.id

    def adapter(self, within: float = 20.0) -> Any:
        """The adapter as the gateway opens it."""
        connection = self.house.connections["counterpoint"]
        return self.house.services.directory.open(connection, Call.within(within))


@pytest.fixture
def room(database_url: str, tmp_path: Path) -> Iterator[BackRoom]:
    """A server over TLS with a certificate that no public authority knows."""
    proof = authority(tmp_path)
    with create_shop(Options(seed_variants=60)) as shop:
        server = serve(shop, tls=proof.server_context("127.0.0.1"))
        with open_house(database_url, tmp_path, []) as house:
            yield BackRoom(shop, server, proof, house)
        server.stop()


def test_a_server_is_joined_by_typed_keys_and_its_trust_file(room: BackRoom) -> None:
    connection_id = room.join()

    row = room.house.connection("counterpoint")
    assert (row.id, row.account_name) == (connection_id, "Northwind Outfitters")
    assert room.adapter().ping().platform_id == "NORTHWIND"


def test_without_its_trust_file_the_server_is_not_believed(room: BackRoom) -> None:
    place = Place(host=room.server.url, on_premises=True)

    with pytest.raises((RetryableError, ConfigurationError)):
        room.join(place=place)

    assert room.shop.control.call("GET stats")["total"] == 0


def test_the_shop_is_read_and_a_caller_is_found_in_our_own_copy(room: BackRoom) -> None:
    room.join()

    summary = room.house.full_sync("counterpoint")
    before = room.shop.control.call("GET stats")["total"]
    (found,) = room.adapter().find_customers(phone="+12065550123")

    assert summary.quarantined == 0
    assert summary.variants == room.shop.control.call("GET shop")["variants"]
    assert (found.given_name, found.email) == ("Jordan", "jordan.rivera@example.com")
    assert room.shop.control.call("GET stats")["total"] == before


def test_hours_of_an_outage_are_caught_up_by_one_delta(room: BackRoom) -> None:
    room.join()
    room.house.full_sync("counterpoint")
    known = room.house.count_of(SKU, "Downtown")
    assert known is not None

    room.shop.control.faults.add({"kind": "drop", "route": "*", "times": None})
    with pytest.raises(RetryableError):
        next(iter(room.adapter(within=0.5).locations()))
    sale = {"sku": SKU, "location": "Downtown", "quantity": 3}
    room.shop.control.call("POST sell", sale)
    room.shop.control.call("POST clock", {"advance_s": 8 * 3600})
    room.house.clock.advance(hours=8)
    room.shop.control.faults.remove()
    room.house.restart()  # the morning: another process, whose breaker knows nothing of the night
    room.house.upkeep().delta_sync()

    assert room.house.count_of(SKU, "Downtown") == known - Decimal(3)


def test_an_order_whose_answer_was_lost_is_in_doubt_in_every_process(room: BackRoom) -> None:
    room.join()
    line = CartLine(variant_platform_id=PlatformId(SKU), quantity=1)
    cart = Cart(location_platform_id=PlatformId("DOWNTOWN"), currency="USD", lines=(line,))
    draft, key = OrderDraft(cart=cart, reference="vt-1001"), IdempotencyKey("vt-1001-create")
    room.shop.control.faults.add({"kind": "lose_answer", "route": "POST /Document"})

    with pytest.raises(AmbiguousOutcomeError):
        room.adapter().create_order(draft, key=key)
    room.house.restart()
    with pytest.raises(AmbiguousOutcomeError):
        room.adapter().create_order(draft, key=key)
    with pytest.raises(AmbiguousOutcomeError):
        room.adapter().find_order(
            "vt-1001",
            location_id=PlatformId("DOWNTOWN"),
            created_after=datetime.now(UTC) - timedelta(minutes=5),
        )

    assert len(room.shop.control.call("GET orders")["orders"]) == 1
