"""From the wish to the order over REST: every outcome has an answer of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.commerce.model import (
    CancelRefused,
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    NotOrderable,
    OutOfStock,
    PayElsewhere,
    PosDown,
    PriceChanged,
    StillWorking,
    TokenTrouble,
)
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    NotAuthorizedError,
    RateLimitedError,
    RejectedError,
    ReservationExpiredError,
    UnavailableError,
    UnsupportedError,
)
from domain.ids import ConnectionId, OrderId, ProductSku
from domain.money import Money
from domain.orders import OrderState
from domain.payments import DeclineReason
from tests.fakes.rest import FakeServices
from tests.unit.api.conftest import ACME, WISH, Api

ORDER = OrderId("ord_1")


def test_an_order_is_prepared_confirmed_and_read(api: Api, services: FakeServices) -> None:
    prepared = api.post("/v1/orders", WISH)
    order_id = prepared.get_json()["order_id"]
    confirmed = api.send(
        "PUT",
        f"/v1/orders/{order_id}/confirm",
        {"payment_token": "cnon:ok", "agreed_total": {"amount": 16608, "currency": "USD"}},
    )
    read = api.get(f"/v1/orders/{order_id}").get_json()

    assert prepared.status_code == 201
    assert prepared.get_json()["quote"]["total"]["display"] == "$166.08"
    assert prepared.get_json()["expires_at"] == "2026-11-21T09:10:00Z"
    assert confirmed.status_code == 200
    assert confirmed.get_json()["pos_order_id"] == "pos-ord_1"
    assert (read["state"], read["payment_state"], read["channel"]) == ("confirmed", "paid", "api")
    assert services.shop.counts[ACME, ProductSku("AM90-BLK-10"), "loc_m_acme_1"] == 2


def test_what_a_promotion_took_off_is_told_with_the_receipt_and_the_order(
    api: Api, services: FakeServices
) -> None:
    services.shop.off = Money(500, "USD")
    prepared = api.post("/v1/orders", WISH).get_json()
    address, total = f"/v1/orders/{prepared['order_id']}", prepared["quote"]["total"]
    yes = {"payment_token": "cnon:ok", "agreed_total": total}

    receipt = api.send("PUT", f"{address}/confirm", yes).get_json()
    order = api.get(address).get_json()

    assert prepared["quote"]["discount"]["amount"] == 500
    assert receipt["discount"]["amount"] == order["discount"]["amount"] == 500


def test_a_hold_made_before_is_used(api: Api, services: FakeServices) -> None:
    line = {"sku": "AM90-BLK-10", "quantity": 2, "location_id": "loc_m_acme_1"}
    hold = api.post("/v1/holds", {"lines": [line], "ttl_s": 60})
    wish = WISH | {"hold_id": hold.get_json()["hold_id"]}

    prepared = api.post("/v1/orders", wish).get_json()

    assert hold.status_code == 201
    assert hold.get_json()["expires_at"] == "2026-11-21T09:01:00Z"
    assert prepared["hold_id"] == hold.get_json()["hold_id"]
    assert len(services.shop.holds) == 1


def test_a_hold_is_read_and_given_back_twice_with_one_effect(api: Api) -> None:
    line = {"sku": "AM90-BLK-10", "quantity": 1, "location_id": "loc_m_acme_1"}
    hold_id = api.post("/v1/holds", {"lines": [line]}).get_json()["hold_id"]

    assert api.get(f"/v1/holds/{hold_id}").get_json()["state"] == "live"
    for _ in range(2):
        released = api.send("DELETE", f"/v1/holds/{hold_id}")
        assert (released.status_code, released.get_json()["state"]) == (200, "released")


def test_a_hold_of_more_than_there_is_tells_what_is_left(api: Api) -> None:
    line = {"sku": "AM90-BLK-10", "quantity": 4, "location_id": "loc_m_acme_1"}
    answer = api.post("/v1/holds", {"lines": [line]})

    body = answer.get_json()
    assert answer.status_code == 409
    assert body["type"] == "/problems/out-of-stock"
    assert (body["sku"], body["wanted"], body["left"]) == ("AM90-BLK-10", "4", "3")


def test_an_order_of_more_than_there_is_names_other_stores(api: Api) -> None:
    wish = WISH | {"lines": [{"sku": "AM90-BLK-10", "quantity": 5}]}
    answer = api.post("/v1/orders", wish)

    body = answer.get_json()
    assert answer.status_code == 409
    assert body["left"] == "3"
    assert [store["location_name"] for store in body["alternatives"]] == ["Airport"]


def test_an_order_that_was_canceled_is_not_confirmed_again(api: Api, order_id: str) -> None:
    api.send("PUT", f"/v1/orders/{order_id}/confirm", {}, key="yes")
    again = api.send("PUT", f"/v1/orders/{order_id}/confirm", {}, key="again")
    api.post(f"/v1/orders/{order_id}/cancel", {}, key="no")

    late = api.send("PUT", f"/v1/orders/{order_id}/confirm", {}, key="late")

    assert again.status_code == 200
    assert late.status_code == 409
    assert late.get_json()["type"] == "/problems/illegal-transition"
    assert late.get_json()["state"] == "canceled"


@pytest.mark.parametrize("path", ["/v1/payments", "/v1/orders/{id}/capture"])
def test_an_order_that_was_canceled_is_neither_paid_nor_captured_again(
    api: Api, order_id: str, path: str
) -> None:
    api.send("PUT", f"/v1/orders/{order_id}/confirm", {}, key="yes")
    api.post(f"/v1/orders/{order_id}/cancel", {}, key="no")

    body = {"order_id": order_id, "payment_token": "cnon:ok"} if path == "/v1/payments" else {}
    late = api.post(path.format(id=order_id), body, key="late")

    assert late.status_code == 409
    assert late.get_json()["type"] == "/problems/illegal-transition"
    assert late.get_json()["state"] == "canceled"


def test_a_payment_is_authorized_then_taken_by_confirming(api: Api, order_id: str) -> None:
    payment = api.post("/v1/payments", {"order_id": order_id, "payment_token": "cnon:ok"})
    confirmed = api.send("PUT", f"/v1/orders/{order_id}/confirm", {})

    assert payment.status_code == 201
    assert payment.get_json()["amount"]["amount"] == 16608
    assert payment.get_json()["card_last4"] == "1111"
    assert confirmed.status_code == 200


def test_another_total_than_agreed_stops_before_the_charge(api: Api, order_id: str) -> None:
    agreed = {"amount": 1, "currency": "USD"}
    answer = api.send("PUT", f"/v1/orders/{order_id}/confirm", {"agreed_total": agreed})

    body = answer.get_json()
    assert answer.status_code == 409
    assert body["type"] == "/problems/price-changed"
    assert (body["agreed"]["amount"], body["now"]["amount"]) == (1, 16608)


def test_a_hold_that_ended_is_gone(api: Api, services: FakeServices, order_id: str) -> None:
    services.clock.advance(minutes=11)

    answer = api.send("PUT", f"/v1/orders/{order_id}/confirm", {})

    assert answer.status_code == 410
    assert answer.get_json()["type"] == "/problems/hold-expired"


def _variant(services: FakeServices) -> Any:
    return services.shop.variants[ACME][ProductSku("AM90-BLK-10")]


REFUSALS = [
    (CardDeclined(order_id=ORDER, reason=DeclineReason.EXPIRED), 402, "card-declined"),
    (NoCard(order_id=ORDER), 402, "no-card"),
    (CardUnread(order_id=ORDER), 503, "card-unread"),
    (PayElsewhere(order_id=ORDER, url="https://pay.example.com/1"), 402, "pay-elsewhere"),
    (
        PriceChanged(order_id=ORDER, agreed=Money(1, "USD"), now=Money(2, "USD")),
        409,
        "price-changed",
    ),
    (HoldExpired(order_id=ORDER), 410, "hold-expired"),
    (PosDown(location_name="Downtown"), 503, "pos-unavailable"),
    (NotOrderable(reason="over_limit", detail="Over the limit."), 422, "not-orderable"),
]


@pytest.mark.parametrize(("outcome", "status", "code"), REFUSALS, ids=[row[2] for row in REFUSALS])
def test_each_refusal_has_its_status_and_problem_everywhere(
    api: Api, services: FakeServices, order_id: str, outcome: Any, status: int, code: str
) -> None:
    services.shop.next_place.append(outcome)
    services.shop.next_authorize.append(outcome)

    confirmed = api.send("PUT", f"/v1/orders/{order_id}/confirm", {})
    authorized = api.post("/v1/payments", {"order_id": order_id})

    for answer in (confirmed, authorized):
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["type"] == f"/problems/{code}"
        assert answer.get_json()["status"] == status


def test_a_card_that_wants_its_holder_is_told_with_the_way_to_them(
    api: Api, services: FakeServices, order_id: str
) -> None:
    for reason in (DeclineReason.VERIFICATION_REQUIRED, DeclineReason.EXPIRED):
        services.shop.next_authorize.append(CardDeclined(order_id=ORDER, reason=reason))

    holder, expired = (api.post("/v1/payments", {"order_id": order_id}) for _ in range(2))

    assert f"POST /v1/orders/{ORDER}/payment-link" in holder.get_json()["detail"]
    assert "another card" in holder.get_json()["detail"]
    assert "payment-link" not in expired.get_json()["detail"]


@pytest.mark.parametrize(
    ("trouble", "is_gift", "said", "account"),
    [
        (TokenTrouble.UNKNOWN, False, "payment_token: no token", None),
        (TokenTrouble.UNKNOWN, True, "gift_card_token: no token", None),
        (TokenTrouble.OTHER_ACCOUNT, False, "make one for con_payer", "con_payer"),
    ],
)
def test_a_token_that_charges_nothing_is_told_apart_from_none(
    api: Api,
    services: FakeServices,
    order_id: str,
    trouble: TokenTrouble,
    is_gift: bool,
    said: str,
    account: str | None,
) -> None:
    outcome = NoCard(
        order_id=ORDER, trouble=trouble, payer=ConnectionId("con_payer"), is_gift=is_gift
    )
    services.shop.next_authorize.append(outcome)

    told = api.post("/v1/payments", {"order_id": order_id}).get_json()

    assert told["type"] == "/problems/no-card"
    assert said in told["detail"]
    assert (told["reason"], told.get("connection_id")) == (trouble.value, account)


def test_out_of_stock_while_paying_is_told_as_such(
    api: Api, services: FakeServices, order_id: str
) -> None:
    short = OutOfStock(
        variant=_variant(services), wanted=1, left=Decimal("0.00000"), location_name="Downtown"
    )
    services.shop.next_place.append(short)

    answer = api.send("PUT", f"/v1/orders/{order_id}/confirm", {})

    assert (answer.status_code, answer.get_json()["left"]) == (409, "0")


def test_an_outstanding_answer_is_accepted_and_not_kept(
    api: Api, services: FakeServices, order_id: str
) -> None:
    services.shop.next_place.append(StillWorking(order_id=OrderId(order_id)))
    path = f"/v1/orders/{order_id}/confirm"

    first = api.send("PUT", path, {}, key="confirm-1")
    again = api.send("PUT", path, {}, key="confirm-1")

    assert first.status_code == 202
    assert first.headers["Location"] == f"/v1/orders/{order_id}/status"
    assert int(first.headers["Retry-After"]) > 0
    assert first.get_json()["status"] == "working"
    assert again.status_code == 200


def test_a_pos_that_is_down_may_be_tried_again_with_the_same_key(
    api: Api, services: FakeServices
) -> None:
    services.shop.next_prepare.append(PosDown(location_name="Downtown"))

    first = api.post("/v1/orders", WISH, key="prepare-1")
    again = api.post("/v1/orders", WISH, key="prepare-1")

    assert (first.status_code, again.status_code) == (503, 201)
    assert int(first.headers["Retry-After"]) > 0


def test_an_order_is_canceled_and_the_money_returned(api: Api, order_id: str) -> None:
    api.send("PUT", f"/v1/orders/{order_id}/confirm", {})

    answer = api.post(f"/v1/orders/{order_id}/cancel", {"reason": "changed my mind"})

    assert answer.status_code == 200
    assert answer.get_json()["order"]["state"] == "canceled"
    assert answer.get_json()["refunded"]["amount"] == 16608


def test_a_cancellation_needs_no_body(api: Api, order_id: str) -> None:
    assert api.send("POST", f"/v1/orders/{order_id}/cancel").status_code == 200


def test_a_late_cancellation_says_why_not(api: Api, services: FakeServices, order_id: str) -> None:
    view = services.orders.order(ACME, OrderId(order_id))
    services.shop.next_cancel.append(CancelRefused(order=view, reason="handed_over"))
    services.shop.next_cancel.append(PosDown(location_name="Downtown"))
    services.shop.next_cancel.append(StillWorking(order_id=OrderId(order_id)))

    path = f"/v1/orders/{order_id}/cancel"
    refused, down, working = (api.post(path) for _ in range(3))

    assert (refused.status_code, refused.get_json()["reason"]) == (409, "handed_over")
    assert refused.get_json()["state"] == OrderState.PENDING
    assert (down.status_code, working.status_code) == (503, 202)


def test_the_status_is_asked_of_the_pos_under_the_requests_correlation_id(
    api: Api, services: FakeServices, order_id: str
) -> None:
    headers = {"Authorization": f"Bearer {api.key}", "X-Correlation-Id": "trace-1234567"}
    answer = api.http.get(f"/v1/orders/{order_id}/status", headers=headers)

    assert answer.get_json()["state"] == "pending"
    assert services.shop.calls[-1].correlation_id == "trace-1234567"
    assert 0 < services.shop.calls[-1].deadline.remaining() <= 5


def test_a_customers_orders_page_newest_first(api: Api) -> None:
    wish = WISH | {"shopper": {"name": "Ada", "customer_id": "cus_1"}}
    made = [api.post("/v1/orders", wish).get_json()["order_id"] for _ in range(3)]

    first = api.get("/v1/customers/cus_1/orders", limit="2").get_json()
    second = api.get(
        "/v1/customers/cus_1/orders", limit="2", cursor=first["next_cursor"]
    ).get_json()

    seen = [item["order_id"] for page in (first, second) for item in page["items"]]
    assert seen == made[::-1]
    assert second["next_cursor"] is None


def test_shipping_needs_an_address(api: Api) -> None:
    answer = api.post("/v1/orders", WISH | {"method": "shipping"})

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "#/shopper/address"


TROUBLE = {"platform": "square", "operation": "orders.create"}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (UnavailableError("down", **TROUBLE), 503, "pos-unavailable"),
        (RateLimitedError("slow", **TROUBLE, retry_after=7.2), 503, "pos-unavailable"),
        (AmbiguousOutcomeError("lost", **TROUBLE), 503, "pos-answer-lost"),
        (RejectedError("no", **TROUBLE), 502, "pos-refused"),
        (NotAuthorizedError("revoked", **TROUBLE), 503, "connection-paused"),
        (UnsupportedError("never", **TROUBLE), 422, "pos-unsupported"),
        (ConfigurationError("paused"), 503, "connection-paused"),
        (ReservationExpiredError("hold_9"), 410, "hold-expired"),
        (RuntimeError("secret inside"), 500, "internal-error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_error_has_its_status_and_tells_nothing_of_the_inside(
    api: Api, services: FakeServices, error: Exception, status: int, code: str
) -> None:
    services.shop.next_error.append(error)

    answer = api.post("/v1/orders", WISH)

    assert answer.status_code == status
    assert answer.get_json()["type"] == f"/problems/{code}"
    assert "secret inside" not in answer.get_data(as_text=True)
    assert ("Retry-After" in answer.headers) is (status == 503)


def test_an_amount_may_be_sent_back_as_it_was_given(api: Api) -> None:
    prepared = api.post("/v1/orders", WISH).get_json()
    total = prepared["quote"]["total"]

    answer = api.send(
        "PUT",
        f"/v1/orders/{prepared['order_id']}/confirm",
        {"payment_token": "cnon:ok", "agreed_total": total},
    )

    assert "display" in total
    assert answer.status_code == 200


# --- the list of all -----------------------------------------------------------------------------


def placed(api: Api, times: int) -> list[str]:
    """Orders of the merchant, the oldest first."""
    return [api.post("/v1/orders", WISH).get_json()["order_id"] for _ in range(times)]


def test_all_orders_of_a_merchant_are_listed_page_by_page(api: Api, other: Api) -> None:
    ids = placed(api, 3)

    first = api.get("/v1/orders", limit=2).get_json()
    second = api.get("/v1/orders", limit=2, cursor=first["next_cursor"]).get_json()

    assert [each["order_id"] for each in first["items"] + second["items"]] == ids[::-1]
    assert second["next_cursor"] is None
    assert other.get("/v1/orders").get_json()["items"] == []


def test_a_listed_order_has_the_shape_of_one_that_is_read(api: Api) -> None:
    (order_id,) = placed(api, 1)

    (listed,) = api.get("/v1/orders").get_json()["items"]

    assert listed == api.get(f"/v1/orders/{order_id}").get_json()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "pending"}, 1),
        ({"state": "ready"}, 0),
        ({"channel": "api"}, 1),
        ({"channel": "alexa"}, 0),
        ({"since": "2026-11-21T09:00:00Z"}, 1),
        ({"since": "2026-11-21T10:00:00+01:00"}, 1),
        ({"until": "2026-11-21T09:00:00Z"}, 0),
        ({"number": "77"}, 0),
        ({"pos_order_id": "pos-x"}, 0),
    ],
    ids=str,
)
def test_the_list_of_orders_is_narrowed(api: Api, asked: dict[str, str], found: int) -> None:
    placed(api, 1)

    assert len(api.get("/v1/orders", **asked).get_json()["items"]) == found


def test_a_plus_that_was_not_escaped_is_still_an_offset(api: Api) -> None:
    placed(api, 1)

    found = api.http.get(
        "/v1/orders?since=2026-11-21T10:00:00+01:00",
        headers={"Authorization": f"Bearer {api.key}"},
    )

    assert len(found.get_json()["items"]) == 1


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-11-21T09:00:00"}, "since"),
        ({"until": "2026-02-30T09:00:00Z"}, "until"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "until"),
        ({"since": "2026-11-22T09:00:00Z", "until": "2026-11-21T09:00:00Z"}, "since"),
        ({"state": "sold"}, "state"),
    ],
    ids=str,
)
def test_a_strange_wish_for_orders_is_refused_by_its_field(
    api: Api, asked: dict[str, str], named: str
) -> None:
    answer = api.get("/v1/orders", **asked)

    assert answer.status_code == 422
    assert named in answer.get_data(as_text=True)


def test_a_cursor_of_one_list_of_orders_is_of_no_use_in_another(api: Api) -> None:
    placed(api, 2)
    cursor = api.get("/v1/orders", limit=1).get_json()["next_cursor"]

    answer = api.get("/v1/orders", limit=1, cursor=cursor, channel="api")

    assert answer.status_code == 422


def test_an_order_that_no_till_numbered_has_no_number(api: Api) -> None:
    (order_id,) = placed(api, 1)

    for address in (f"/v1/orders/{order_id}", f"/v1/orders/{order_id}/status"):
        assert api.get(address).get_json()["number"] is None
