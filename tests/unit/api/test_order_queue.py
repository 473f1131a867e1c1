"""The queue over REST: why an order waits, in words, and what is under way for too long."""

from __future__ import annotations

from app.commerce.under_way import UnderWay
from domain.ids import ConnectionId, OrderId
from domain.money import Money
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, WISH, Api


def test_what_waits_is_told_by_its_code_and_in_words(api: Api, services: FakeServices) -> None:
    order_id = OrderId(api.post("/v1/orders", WISH).get_json()["order_id"])
    services.parked.get(ACME, order_id)

    (waits,) = api.get("/v1/orders/queue").get_json()["items"]

    assert (waits["order_id"], waits["reason"]) == (order_id, "UnavailableError")
    assert waits["why"].startswith("the till does not answer")


def test_what_is_under_way_for_too_long_stands_on_the_first_page(
    api: Api, services: FakeServices
) -> None:
    now = services.clock.now()
    services.parked.stuck = [
        UnderWay(
            order_id=OrderId("ord_stuck"),
            connection_id=ConnectionId("con_x"),
            location_name="Downtown",
            channel="alexa",
            total=Money(4711, "USD"),
            step=None,
            is_undone=True,
            attempts=3,
            since=now,
            due_at=now,
        )
    ]

    (stuck,) = api.get("/v1/orders/queue").get_json()["under_way"]

    assert (stuck["order_id"], stuck["is_undone"], stuck["step"]) == ("ord_stuck", True, None)
    assert stuck["total"]["display"] == "$47.11"
    assert stuck["why"].startswith("it is being taken back")
    assert api.get("/v1/orders/queue", state="ended").get_json()["under_way"] == []
