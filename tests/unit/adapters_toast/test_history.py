"""Orders by windows of time: halved where full, newest first, resumable, honest about faults."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.toast.adapter import ToastAdapter
from adapters.wire import HttpRequest
from domain.errors import MalformedResponseError
from mapping.platforms.toast_words import moment, moment_request
from tests.unit.adapters_toast.conftest import NOW
from tests.unit.adapters_toast.lines import ScriptedLine, refusal


def order(number: int, at: datetime, guest: str = "guest-1") -> dict[str, Any]:
    """A paid order as Toast sends it, no more than is needed."""
    stamp = moment_request(at)
    return {
        "guid": f"order-{number:04d}",
        "externalId": f"VOICETILL:vt-{number}",
        "approvalStatus": "APPROVED",
        "createdDate": stamp,
        "modifiedDate": stamp,
        "checks": [
            {
                "guid": f"check-{number}",
                "totalAmount": 11.04,
                "taxAmount": 1.04,
                "paymentStatus": "CLOSED",
                "customer": {"guid": guest, "firstName": "Ana", "email": "ana@example.com"},
            }
        ],
    }


def restaurant(orders: list[dict[str, Any]]) -> Any:
    """`GET /ordersBulk` over these orders."""

    def answer(request: HttpRequest) -> list[dict[str, Any]]:
        start, end = moment(request.params["startDate"]), moment(request.params["endDate"])
        assert end - start <= timedelta(days=31)
        found = [one for one in orders if start <= moment(one["modifiedDate"]) < end]
        return found[: int(request.params["pageSize"])]

    return answer


def test_a_window_that_is_full_is_halved_and_every_order_comes_once_newest_first(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    orders = [order(n, NOW - timedelta(minutes=7 * n)) for n in range(450)]
    line.on("orders.bulk", restaurant(orders))

    pages = list(adapter.orders())

    found = [one for page in pages for one in page.records]
    assert [one.platform_id for one in found] == [one["guid"] for one in orders]
    assert pages[-1].high_water == moment_request(NOW)
    assert all(request.params["page"] == "1" for request in line.sent if request.params)


def test_a_walk_that_broke_off_goes_on_where_it_stopped(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    orders = [order(n, NOW - timedelta(days=n)) for n in range(40)]
    line.on("orders.bulk", restaurant(orders))
    whole = [one.platform_id for page in adapter.orders() for one in page.records]

    first = next(iter(adapter.orders()))
    rest = [one for page in adapter.orders(cursor=first.cursor) for one in page.records]

    assert [
        *(one.platform_id for one in first.records),
        *(one.platform_id for one in rest),
    ] == whole


def test_a_delta_begins_where_the_last_one_ended_and_keeps_its_place(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    orders = [order(n, NOW - timedelta(hours=n)) for n in range(5)]
    line.on("orders.bulk", restaurant(orders))
    since = moment_request(NOW - timedelta(hours=2))

    pages = list(adapter.orders(since=since))

    assert [one.platform_id for page in pages for one in page.records] == [
        "order-0000",
        "order-0001",
        "order-0002",
    ]
    assert pages[-1].high_water == moment_request(NOW)


def test_the_orders_of_one_guest_are_picked_out(line: ScriptedLine, adapter: ToastAdapter) -> None:
    orders = [order(n, NOW - timedelta(hours=n), f"guest-{n % 2}") for n in range(6)]
    line.on("orders.bulk", restaurant(orders))

    pages = adapter.orders(customer_id=adapter_id("guest-1"))

    found = [one for page in pages for one in page.records]
    assert {one.customer_platform_id for one in found} == {"guest-1"}
    assert len(found) == 3


def test_guests_are_told_once_each(line: ScriptedLine, adapter: ToastAdapter) -> None:
    orders = [order(n, NOW - timedelta(days=n), f"guest-{n % 3}") for n in range(30)]
    line.on("orders.bulk", restaurant(orders))

    found = [one.platform_id for page in adapter.customers() for one in page.records]

    assert sorted(found) == ["guest-0", "guest-1", "guest-2"]


def test_an_order_that_cannot_be_mapped_is_set_aside_without_its_guest_in_the_message(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    bad = order(1, NOW - timedelta(hours=1))
    bad["checks"][0]["totalAmount"] = "much"
    line.on("orders.bulk", restaurant([order(0, NOW), bad]))

    pages = list(adapter.orders(since=moment_request(NOW - timedelta(days=1))))

    (fault,) = [one for page in pages for one in page.quarantined]
    assert [one.platform_id for page in pages for one in page.records] == ["order-0000"]
    assert (fault.platform_id, fault.path) == ("order-0001", "checks[0].totalAmount")
    assert "personal" in fault.value


def test_a_page_that_tells_one_order_twice_is_malformed(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    line.on("orders.bulk", [order(1, NOW), order(1, NOW)])

    with pytest.raises(MalformedResponseError, match="twice"):
        list(adapter.orders())


def test_a_window_that_repeats_a_full_page_ends_in_a_named_error(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    line.on("orders.bulk", [order(n, NOW) for n in range(100)])

    with pytest.raises(MalformedResponseError, match="within a second"):
        list(adapter.orders())

    assert len(line.sent) < 40


@pytest.mark.parametrize("answer", [None, {}, {"orders": []}, [1], [[]], b"{", b"<html>"])
def test_an_answer_that_is_no_list_of_orders_is_malformed(
    line: ScriptedLine, adapter: ToastAdapter, answer: Any
) -> None:
    line.on("orders.bulk", answer)

    with pytest.raises(MalformedResponseError):
        list(adapter.orders())


def test_an_order_is_found_by_reading_through_where_its_name_is_not_known(
    line: ScriptedLine, adapter: ToastAdapter
) -> None:
    wanted = order(7, NOW - timedelta(seconds=30))
    line.on("orders.find", refusal(400, "The GUID was malformed"))
    line.on("orders.bulk", restaurant([order(6, NOW), wanted]))

    found = adapter.find_order(
        "vt-7", location_id=adapter_id("r"), created_after=NOW - timedelta(minutes=5)
    )

    assert found is not None
    assert (found.platform_id, found.reference) == ("order-0007", "vt-7")


def adapter_id(value: str) -> Any:
    """A platform id."""
    return value
