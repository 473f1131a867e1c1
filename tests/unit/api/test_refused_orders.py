"""Refused orders over REST: with why they were not taken, and what would let the next one in."""

from __future__ import annotations

from app.api.services import Scope
from domain.ids import ConnectionId, CustomerId, MerchantId
from domain.money import Money
from storage.refused_orders import RefusedOrder
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, OTHER, Api


def refuse(
    services: FakeServices, its_id: str, *reasons: str, of: MerchantId = ACME, by: str = "alexa"
) -> None:
    services.shop.refused.append(
        RefusedOrder(
            id=its_id,
            merchant_id=of,
            connection_id=ConnectionId("con_1"),
            channel=by,
            customer_id=CustomerId("cus_1"),
            total=Money(90000, "USD"),
            reasons=reasons,
            at=services.clock.now(),
        )
    )


def test_refused_orders_are_listed_with_every_reason_and_its_remedy(
    api: Api, services: FakeServices
) -> None:
    refuse(services, "int_1", "over-limit", "country-not-served")
    refuse(services, "int_x", "over-limit", of=OTHER)

    (told,) = api.get("/v1/orders/refused").get_json()["items"]

    assert (told["refused_id"], told["channel"]) == ("int_1", "alexa")
    assert told["total"]["display"] == "$900.00"
    assert (told["connection_id"], told["customer_id"]) == ("con_1", "cus_1")
    assert [each["code"] for each in told["reasons"]] == ["over-limit", "country-not-served"]
    assert told["reasons"][0]["why"] == "it came to more than orders may"
    assert "most_minor" in told["reasons"][0]["remedy"]


def test_refused_orders_come_page_by_page_and_by_channel(api: Api, services: FakeServices) -> None:
    for number, channel in enumerate(("alexa", "phone", "alexa")):
        refuse(services, f"int_{number}", "over-limit", by=channel)

    first = api.get("/v1/orders/refused", limit=2).get_json()
    second = api.get("/v1/orders/refused", limit=2, cursor=first["next_cursor"]).get_json()
    by_phone = api.get("/v1/orders/refused", channel="phone").get_json()
    elsewhere = api.get("/v1/orders/refused", channel="phone", cursor=first["next_cursor"])

    ids = [each["refused_id"] for each in first["items"] + second["items"]]
    assert ids == ["int_2", "int_1", "int_0"]
    assert second["next_cursor"] is None
    assert [each["refused_id"] for each in by_phone["items"]] == ["int_1"]
    assert elsewhere.status_code == 422


def test_refused_orders_are_for_keys_that_may_read_orders(api: Api, services: FakeServices) -> None:
    allowed = Api(api.http, services.keys.issue(ACME, Scope.ORDERS_READ))
    barred = Api(api.http, services.keys.issue(ACME, Scope.CUSTOMERS_READ))

    assert allowed.get("/v1/orders/refused").status_code == 200
    assert barred.get("/v1/orders/refused").status_code == 403
