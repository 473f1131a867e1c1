"""Stock of the Square stand-in: counts, changes in the shapes of 2026-07-15, the till."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.sandbox_square.caller import LATTE, MUG, Caller

COUNTS = "/v2/inventory/counts/batch-retrieve"
CHANGES = "/v2/inventory/changes/batch-create"


def now(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).isoformat()


def count(square: Caller, quantity: str = "7", **fields: Any) -> dict[str, Any]:
    detail = {
        "catalog_object_id": MUG,
        "location_id": square.location,
        "state": "IN_STOCK",
        "quantity": quantity,
        "occurred_at": now(),
        **fields,
    }
    return {"type": "PHYSICAL_COUNT", "physical_count": detail}


def adjustment(square: Caller, **fields: Any) -> dict[str, Any]:
    detail = {
        "catalog_object_id": MUG,
        "from_state": "IN_STOCK",
        "to_state": "SOLD",
        "from_location_id": square.location,
        "to_location_id": square.location,
        "quantity": "2",
        "occurred_at": now(),
        **fields,
    }
    return {"type": "ADJUSTMENT", "adjustment": detail}


def change(square: Caller, *changes: dict[str, Any], key: str = "c1") -> Any:
    return square.post(CHANGES, {"idempotency_key": key, "changes": list(changes)})


def test_counts_come_in_pages_and_cover_every_tracked_variation(square: Caller) -> None:
    found: list[dict[str, Any]] = []
    body: dict[str, Any] = {"location_ids": [square.location], "limit": 100}
    while True:
        page = square.post(COUNTS, body)
        found += page.get("counts", [])
        if "cursor" not in page:
            break
        body["cursor"] = page["cursor"]

    assert 200 < len(found) < 300
    assert len({each["catalog_object_id"] for each in found}) == len(found)
    assert all(each["state"] == "IN_STOCK" for each in found)


def test_what_is_not_tracked_has_no_count_at_all(square: Caller) -> None:
    assert square.post(COUNTS, {"catalog_object_ids": [LATTE]}) == {}
    assert square.get(f"/v2/inventory/{LATTE}") == {}


def test_counts_changed_after_a_time_are_only_the_changed_ones(square: Caller) -> None:
    before = now()
    square.control("POST sell", {"sku": "NW-MUG-WHT", "location": "Ballard", "quantity": 2})
    found = square.post(COUNTS, {"updated_after": before})["counts"]

    assert [(c["catalog_object_id"], c["location_id"]) for c in found] == [
        (MUG, square.location_named("Ballard"))
    ]


def test_a_physical_count_sets_the_stock(square: Caller) -> None:
    answer = change(square, count(square, "7.5"))

    assert answer["counts"][0]["quantity"] == "7.5"
    assert answer["changes"][0]["physical_count"]["id"]
    assert square.stock("NW-MUG-WHT") == "7.5"


def test_an_adjustment_moves_stock_between_states_and_places(square: Caller) -> None:
    change(square, count(square, "10"))
    ballard = square.location_named("Ballard")
    there = int(square.stock("NW-MUG-WHT", "Ballard") or 0)
    change(square, adjustment(square), key="c2")
    move = {"to_state": "IN_STOCK", "to_location_id": ballard, "quantity": "3"}
    change(square, adjustment(square, **move), key="c3")

    assert square.stock("NW-MUG-WHT") == "5"
    assert square.stock("NW-MUG-WHT", "Ballard") == str(there + 3)


def test_returned_goods_are_put_back(square: Caller) -> None:
    change(square, count(square, "1"))
    change(square, adjustment(square, from_state="UNLINKED_RETURN", to_state="IN_STOCK"), key="c2")
    assert square.stock("NW-MUG-WHT") == "3"


def test_an_unchanged_count_is_ignored(square: Caller) -> None:
    change(square, count(square, "4"))
    assert "changes" not in change(square, count(square, "4"), key="c2")


def test_stock_may_fall_below_zero_as_tills_work_offline(square: Caller) -> None:
    change(square, count(square, "1"))
    square.control("POST sell", {"sku": "NW-MUG-WHT", "location": "Downtown", "quantity": 3})
    assert square.stock("NW-MUG-WHT") == "-2"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"from_state": "RESERVED_FOR_SALE", "to_state": "IN_STOCK"}, "BAD_REQUEST"),
        ({"to_state": "SOLD_ONLINE"}, "BAD_REQUEST"),
        ({"to_state": "GONE"}, "INVALID_ENUM_VALUE"),
        ({"from_location_id": None}, "MISSING_REQUIRED_PARAMETER"),
        ({"location_id": "X"}, "BAD_REQUEST"),
        ({"quantity": 2}, "EXPECTED_STRING"),
        ({"quantity": "-2"}, "INVALID_VALUE"),
        ({"quantity": "0.123456"}, "INVALID_VALUE"),
        ({"catalog_object_id": "NONE"}, "NOT_FOUND"),
        ({"to_location_id": "NONE"}, "NOT_FOUND"),
        ({"occurred_at": now(hours=25)}, "INVALID_TIME"),
        ({"occurred_at": now(hours=-1)}, "INVALID_TIME"),
        ({"occurred_at": "yesterday"}, "INVALID_TIME"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_an_adjustment_that_square_refuses_is_refused(
    square: Caller, fields: dict[str, Any], code: str
) -> None:
    body = {"idempotency_key": "c", "changes": [adjustment(square, **fields)]}
    before = square.stock("NW-MUG-WHT")

    assert square.call("POST", CHANGES, body).code == code
    assert square.stock("NW-MUG-WHT") == before


def test_the_retired_transfer_and_a_missing_key_are_refused(square: Caller) -> None:
    transfer = {"type": "TRANSFER", "transfer": {}}
    retired = {"idempotency_key": "c", "changes": [transfer]}
    without = {"changes": [count(square)]}

    assert square.call("POST", CHANGES, retired).status == 400
    assert square.call("POST", CHANGES, without).code == "MISSING_REQUIRED_PARAMETER"


def test_one_bad_change_keeps_the_whole_batch_out(square: Caller) -> None:
    before = square.stock("NW-MUG-WHT")
    bad = adjustment(square, catalog_object_id="NONE")
    square.call("POST", CHANGES, {"idempotency_key": "c", "changes": [count(square), bad]})
    assert square.stock("NW-MUG-WHT") == before


def test_a_key_counts_once(square: Caller) -> None:
    change(square, count(square, "10"))
    sold = adjustment(square)
    assert change(square, sold, key="k") == change(square, sold, key="k")
    assert square.stock("NW-MUG-WHT") == "8"


def test_restocking_and_counting_at_the_till(square: Caller) -> None:
    where = {"sku": "NW-MUG-WHT", "location": "Downtown"}
    square.control("POST count", {**where, "quantity": 3})
    assert square.control("POST restock", {**where, "quantity": 4}) == {"left": "7"}


def test_more_than_1000_counts_a_page_are_refused(square: Caller) -> None:
    assert square.call("POST", COUNTS, {"limit": 1001}).code == "VALUE_TOO_HIGH"
