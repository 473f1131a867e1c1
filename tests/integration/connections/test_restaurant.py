"""A café on Toast, joined by keys: read, 86'd, ordered from, and paid for elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.commerce.model import Placed, PlaceOrder, Prepared, PrepareOrder, Shopper, Wish
from app.voice.channels.terminal import Terminal
from app.voice.conversation import Conversation
from domain.calls import Call
from domain.errors import ConnectRefusedError
from domain.ids import ConnectionId, IdempotencyKey, ProductSku
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.toast import create_shop
from sandbox.toast.restaurant import GUID, VOICE_TENDER
from storage import account_links, customers, locations, merchants
from tests.integration.sync.house import MERCHANT, House, open_house, open_till

EGGS = "CF-EGGS"
ESPRESSO = "CF-ESP"
"""On the menu all day: no test depends on the hour."""
OPTIONS = {
    "payment_type": VOICE_TENDER,
    "fallback_email": "voice@northwind.example",
    "history_days": "20",
}


@dataclass
class Cafe:
    """The stand-in and the gateway that joins it."""

    shop: Shop
    house: House

    def join(self, **changes: str) -> ConnectionId:
        """Type the keys in."""
        keys = {
            "restaurant_guid": GUID,
            "client_id": self.shop.options.client_id,
            "client_secret": self.shop.options.client_secret,
            **changes,
        }
        joined = self.house.services.connector.join(
            MERCHANT,
            "toast",
            keys,
            options=OPTIONS,
        )
        self.house.connections["toast"] = joined.connection.id
        return joined.connection.id

    def adapter(self) -> Any:
        """The adapter as the gateway opens it."""
        return self.house.services.directory.open(self.house.connections["toast"], Call.within(60))


@pytest.fixture
def cafe(sqlite_url: str, tmp_path: Path) -> Iterator[Cafe]:
    """A café, and a Square shop whose processor takes the money."""
    with create_shop(Options(seed_variants=60, limits=False)) as shop:
        server = serve(shop)
        here = {"VOICETILL_TOAST_BASE_URL": server.url}
        with (
            open_till("square") as square,
            open_house(sqlite_url, tmp_path, [square], **here) as house,
        ):
            yield Cafe(shop, house)
        server.stop()


def test_a_restaurant_is_joined_by_typed_keys_and_logs_in_once(cafe: Cafe) -> None:
    connection_id = cafe.join()

    account = cafe.adapter().ping()

    row = cafe.house.connection("toast")
    assert (row.id, row.account_name) == (connection_id, "Northwind Outfitters")
    assert not account.missing_scopes
    logins = cafe.shop.control.call("GET stats")["calls"]
    assert logins["POST /authentication/v1/authentication/login"] == 1


def test_a_wrong_secret_is_told_and_joins_nothing(cafe: Cafe) -> None:
    with pytest.raises(ConnectRefusedError, match="refuses these keys"):
        cafe.join(client_secret="wrong")

    with cafe.house.services.database.read() as tx:
        assert not [one for one in merchants.connections(tx, MERCHANT) if one.platform == "toast"]


def test_the_menus_are_read_and_a_guest_is_found_in_our_own_copy(cafe: Cafe) -> None:
    cafe.join()

    summary = cafe.house.full_sync("toast")
    before = cafe.shop.control.call("GET stats")["total"]
    (found,) = cafe.adapter().find_customers(phone="+12065550123")

    assert summary.quarantined == 0
    assert summary.variants == cafe.shop.control.call("GET shop")["variants"]
    assert found.given_name == "Jordan"
    assert cafe.shop.control.call("GET stats")["total"] == before


def test_a_dish_is_ordered_by_voice_paid_elsewhere_and_booked_at_the_till(cafe: Cafe) -> None:
    prepared = prepare(cafe, ESPRESSO)

    placed = cafe.house.services.checkout.place(
        PlaceOrder(
            merchant_id=MERCHANT,
            order_id=prepared.order_id,
            payment_token="cnon:card-nonce-ok",
            agreed_total=prepared.total,
        ),
        Call.within(60),
    )

    assert isinstance(placed, Placed), placed
    rows = cafe.shop.control.call("GET orders")["orders"]
    (row,) = [one for one in rows if one["reference"] == prepared.order_id]
    assert [one["charged"] for one in row["payments"]] == [prepared.total.amount]
    assert row["visible_in_pos"]
    taken = cafe.house.square.books("payments", reference_id=prepared.order_id)["charged"]
    assert taken == prepared.total.amount


def test_a_dish_that_is_86d_is_not_sold_after_the_next_delta(cafe: Cafe) -> None:
    cafe.join()
    cafe.house.full_sync("toast")

    cafe.shop.control.call("POST count", {"sku": EGGS, "quantity": 0})
    cafe.house.delta_sync()
    gone = cafe.house.count_of(ProductSku(EGGS), "Downtown")

    assert gone == 0


def test_a_dish_is_ordered_in_a_conversation_with_its_choices(cafe: Cafe) -> None:
    open_for_orders(cafe)
    talk = speaker(cafe)

    size = talk.say("order a latte with two extra shots for pickup").text
    milk = talk.say("large").text
    store_or_milk = milk if "milk" in milk else talk.say("the first one").text
    read_back = talk.say("oat milk").text
    done = talk.say("yes").text

    assert "Which size would you like?" in size
    assert "Which milk would you like? Whole milk, Oat milk or Almond milk?" in store_or_milk
    assert "with Oat milk and 2 times Extra shot" in read_back
    assert "I ordered 1 Latte" in done
    rows = [one for one in cafe.shop.control.call("GET orders")["orders"] if one["reference"]]
    (line,) = rows[-1]["lines"]
    assert sorted(line["modifiers"]) == ["Extra shot", "Large", "Oat milk"]


def speaker(cafe: Cafe) -> Terminal:
    """Jordan, whose account is linked and whose home is the café."""
    services = cafe.house.services
    with services.database.write() as tx:
        jordan = next(
            one
            for one in customers.find(tx, MERCHANT, phone="+12065550123")
            if any(r.connection_id == cafe.house.connections["square"] for r in one.records)
        )
        own = cafe.house.connections["toast"]
        home = next(s.id for s in locations.locations(tx, MERCHANT) if s.connection_id == own)
        customers.set_home_location(tx, MERCHANT, jordan.id, home)
        account_links.link(
            tx,
            MERCHANT,
            token="jordan",
            customer_id=jordan.id,
            channel="terminal",
            scopes=("orders",),
            now=services.clock.now(),
        )
    return Terminal(
        Conversation(shop=services), merchant_id=MERCHANT, session_id="s1", access_token="jordan"
    )


def open_for_orders(cafe: Cafe) -> ConnectionId:
    """Both tills read, and Square's processor takes the money; the café's connection."""
    house = cafe.house
    house.connect("square")
    own = cafe.join()
    for platform in ("square", "toast"):
        house.full_sync(platform)
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        payer = house.connections["square"]
        merchants.update_merchant(tx, replace(merchant, payment_connection_id=payer))
    return own


def prepare(cafe: Cafe, sku: str) -> Prepared:
    """One dish, to be fetched at the café, paid for through Square."""
    house, own = cafe.house, open_for_orders(cafe)
    places = house.services.stock.places(MERCHANT)
    downtown = next(one for one in places if one.connection_id == own)
    prepared = house.services.checkout.prepare(
        PrepareOrder(
            merchant_id=MERCHANT,
            lines=(Wish(sku=ProductSku(sku), quantity=1),),
            shopper=Shopper(caller="jordan", name="Jordan Rivera", phone="+12065550123"),
            channel="api",
            key=IdempotencyKey("wish-1"),
            location_id=downtown.id,
        ),
        Call.within(60),
    )
    assert isinstance(prepared, Prepared), prepared
    return prepared
