"""A Counterpoint server in the merchant's back room: joined, read, off for hours, caught up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.commerce.model import (
    Placed,
    PlaceOrder,
    PlaceOutcome,
    Prepared,
    PrepareOrder,
    Shopper,
    StillWorking,
    Wish,
)
from app.connections.addresses import Place
from app.worker_assembly import build_worker
from domain.calls import Call
from domain.errors import AmbiguousOutcomeError, ConfigurationError, RetryableError
from domain.ids import ConnectionId, IdempotencyKey, PlatformId, ProductSku
from domain.orders import Cart, CartLine, OrderDraft
from sandbox.counterpoint import create_shop
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import Running, serve
from storage import merchants
from tests.integration.adapters.shops import Authority, authority
from tests.integration.sync.house import MERCHANT, House, open_house, open_till

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

    def adapter(self, within: float = 60.0) -> Any:
        """The adapter as the gateway opens it."""
        connection = self.house.connections["counterpoint"]
        return self.house.services.directory.open(connection, Call.within(within))


@contextmanager
def open_room(database_url: str, folder: Path) -> Iterator[BackRoom]:
    """A server over TLS with a certificate that no public authority knows, and a Square shop."""
    proof = authority(folder)
    with create_shop(Options(seed_variants=60)) as shop:
        server = serve(shop, tls=proof.server_context("127.0.0.1"))
        with open_till("square") as square, open_house(database_url, folder, [square]) as house:
            yield BackRoom(shop, server, proof, house)
        server.stop()


@pytest.fixture
def room(database_url: str, tmp_path: Path) -> Iterator[BackRoom]:
    """A back room, once over SQLite and once over PostgreSQL."""
    with open_room(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def one_room(sqlite_url: str, tmp_path: Path) -> Iterator[BackRoom]:
    """A back room over SQLite, for what takes longer and asks nothing more of the database."""
    with open_room(sqlite_url, tmp_path) as opened:
        yield opened


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
    room.house.delta_sync()

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


def test_an_order_for_a_back_room_store_is_paid_elsewhere_and_recorded_once(
    one_room: BackRoom,
) -> None:
    prepared = prepare(one_room)

    placed = place(one_room, prepared)

    assert isinstance(placed, Placed), placed
    (row,) = one_room.shop.control.call("GET orders")["orders"]
    assert (row["reference"], row["paid"]) == (prepared.order_id, True)
    assert row["payments"] == [{"charged": prepared.total.amount, "authorized": 0, "refunded": 0}]
    assert charged(one_room, prepared) == prepared.total.amount


def test_an_order_in_doubt_is_neither_repeated_nor_charged(one_room: BackRoom) -> None:
    prepared = prepare(one_room)
    one_room.shop.control.faults.add({"kind": "lose_answer", "route": "POST /Document"})

    placed = place(one_room, prepared)
    checkouts = next(
        loop for loop in build_worker(one_room.house.services).loops if loop.name == "checkouts"
    )
    for _ in range(3):
        one_room.house.clock.advance(minutes=6)
        checkouts.work()

    assert isinstance(placed, StillWorking), placed
    (row,) = one_room.shop.control.call("GET orders")["orders"]
    assert (row["reference"], row["payments"]) == (prepared.order_id, [])
    assert charged(one_room, prepared) == 0


def charged(room: BackRoom, prepared: Prepared) -> int:
    """What the processor took for the order."""
    taken: int = room.house.square.books("payments", reference_id=prepared.order_id)["charged"]
    return taken


def place(room: BackRoom, prepared: Prepared) -> PlaceOutcome:
    """Say yes with a good card of the merchant's processor."""
    command = PlaceOrder(
        merchant_id=MERCHANT,
        order_id=prepared.order_id,
        payment_token="cnon:card-nonce-ok",
        agreed_total=prepared.total,
    )
    return room.house.services.checkout.place(command, Call.within(60))


def prepare(room: BackRoom) -> Prepared:
    """One pair of shoes, to be fetched where Counterpoint sells, paid for through Square."""
    house = room.house
    house.connect("square")
    own = room.join()
    for platform in ("square", "counterpoint"):
        house.full_sync(platform)
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        payer = house.connections["square"]
        merchants.update_merchant(tx, replace(merchant, payment_connection_id=payer))
    places = house.services.stock.places(MERCHANT)
    downtown = next(p for p in places if p.connection_id == own and p.name == "Downtown")
    prepared = house.services.checkout.prepare(
        PrepareOrder(
            merchant_id=MERCHANT,
            lines=(Wish(sku=ProductSku(SKU), quantity=1),),
            shopper=Shopper(caller="jordan", name="Jordan Rivera", phone="+12065550123"),
            channel="api",
            key=IdempotencyKey("wish-1"),
            location_id=downtown.id,
        ),
        Call.within(60),
    )
    assert isinstance(prepared, Prepared), prepared
    return prepared
