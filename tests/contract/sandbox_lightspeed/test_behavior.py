"""What the stand-in remembers and works out, beside what the adapter's suite shows."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sandbox.kit.server import serve
from sandbox.lightspeed import create_shop
from sandbox.lightspeed.limits import Limiter
from tests.contract.sandbox_lightspeed.caller import ACCOUNT, Caller
from tests.contract.sandbox_lightspeed.conftest import OPTIONS

SKU = "NK-AIRMAX90-BLK-10"
SALE: dict[str, Any] = {"employeeID": "1", "registerID": "1", "shopID": "1"}


def sold(caller: Caller, quantity: int, payment_type: str = "8") -> dict[str, Any]:
    line = {"itemID": "4", "unitQuantity": str(quantity)}
    _, made = caller.call("POST", "Sale.json", {**SALE, "SaleLines": {"SaleLine": line}})
    payment = {"amount": made["Sale"]["calcTotal"], "paymentTypeID": payment_type}
    status, done = caller.call(
        "PUT",
        f"Sale/{made['Sale']['saleID']}.json",
        {"completed": "true", "SalePayments": {"SalePayment": payment}},
    )
    assert status == 200
    sale: dict[str, Any] = done["Sale"]
    return sale


def shelf(caller: Caller) -> int:
    count: int = caller.control(f"GET stock?sku={SKU}")["stock"]["Downtown"]
    return count


def test_pages_go_forward_without_loss_or_repetition(shared: Caller) -> None:
    seen: list[str] = []
    path, query = f"{ACCOUNT}/Item.json", {"limit": "50", "sort": "-timeStamp"}
    answer = shared.raw("GET", path, **query).json()
    while True:
        seen += [one["itemID"] for one in answer["Item"]]
        following = answer["@attributes"]["next"]
        if not following:
            break
        answer = shared.raw("GET", following.removeprefix(shared.url)).json()

    assert len(seen) == len(set(seen)) == 120


def test_one_record_stands_alone_and_none_is_missing(shared: Caller) -> None:
    _, alone = shared.call("GET", "Item.json", itemID="4")
    _, none = shared.call("GET", "Item.json", itemID="99999")
    _, counted = shared.call("GET", "Item.json", count="1")

    assert alone["Item"]["itemID"] == "4"
    assert "Item" not in none
    assert counted == {"@attributes": {"count": "120"}}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"itemID": "><,1,10"}, 10),
        ({"itemID": "IN,[1,2,500]"}, 2),
        ({"itemID": "!=,1"}, 119),
        ({"description": "~,Nike%"}, 24),
        ({"description": "!~,Nike%"}, 96),
        ({"or": "itemID=1|itemID=2"}, 2),
        ({"archived": "only"}, 0),
    ],
)
def test_operators_filter_as_documented(shared: Caller, query: dict[str, str], count: int) -> None:
    _, answer = shared.call("GET", "Item.json", count="1", **query)

    assert answer["@attributes"]["count"] == str(count)


def test_a_layaway_leaves_the_shelf_and_changes_with_its_quantity(caller: Caller) -> None:
    before = shelf(caller)
    body = {"customerID": "1", "employeeID": "1", "shopID": "1", "itemID": "4",
            "isLayaway": "true", "unitQuantity": "3"}  # fmt: skip
    _, made = caller.call("POST", "SaleLine.json", body, load_relations='["InventorySales"]')
    line = f"SaleLine/{made['SaleLine']['saleLineID']}.json"
    held = shelf(caller)

    caller.call("PUT", line, {"unitQuantity": "5"})
    more = shelf(caller)
    caller.call("DELETE", line)

    assert made["SaleLine"]["InventorySales"]["InventorySale"]["quantity"] == "3"
    assert (before - held, before - more, shelf(caller)) == (3, 5, before)
    assert caller.call("GET", line)[0] == 404


def test_a_special_order_holds_nothing(caller: Caller) -> None:
    before = shelf(caller)
    body = {"customerID": "1", "employeeID": "1", "shopID": "1", "itemID": "4",
            "isSpecialOrder": "true", "unitQuantity": "3"}  # fmt: skip

    status, _ = caller.call("POST", "SaleLine.json", body)
    _, orders = caller.call("GET", "SpecialOrder.json")

    assert (status, shelf(caller)) == (200, before)
    assert orders["SpecialOrder"]["status"] == "Not Ordered"


def test_a_whole_refund_puts_everything_back_once(caller: Caller) -> None:
    before = shelf(caller)
    sale = sold(caller, 2)
    path = f"Sale/{sale['ticketNumber']}/refund.json"
    body = {**SALE, "SalePayments": {"SalePayment": {"paymentTypeID": "8"}}}

    first, again = (caller.call("POST", path, body) for _ in range(2))

    assert first[0] == 200
    assert first[1]["Sale"]["calcTotal"] == f"-{sale['calcTotal']}"
    assert again[0] == 400
    assert shelf(caller) == before


def test_too_much_cash_is_change(caller: Caller) -> None:
    line = {"itemID": "4", "unitQuantity": "1"}
    payment = {"amount": "500", "paymentTypeID": "1"}
    _, done = caller.call(
        "POST",
        "Sale.json",
        {**SALE, "completed": True, "SaleLines": {"SaleLine": line},
         "SalePayments": {"SalePayment": payment}},
    )  # fmt: skip

    sale = done["Sale"]
    assert (sale["balance"], sale["calcPayments"]) == ("0", sale["calcTotal"])
    assert float(sale["change"]) == pytest.approx(500 - float(sale["calcTotal"]))


def test_stock_may_fall_below_zero_and_nothing_is_sellable_then(caller: Caller) -> None:
    sold(caller, shelf(caller) + 2)

    _, rows = caller.call("GET", "ItemShop.json", itemID="4", shopID="1")

    assert (rows["ItemShop"]["qoh"], rows["ItemShop"]["sellable"]) == ("-2", "0")


def test_a_shop_survives_a_restart(tmp_path: Path) -> None:
    options = replace(OPTIONS, state_file=tmp_path / "shop.json")
    with create_shop(options) as shop:
        running = serve(shop)
        caller = Caller(running.url, options)
        caller.connect()
        sale, left = sold(caller, 1), shelf(caller)
        running.stop()

    with create_shop(options) as shop:
        running = serve(shop)
        again = Caller(running.url, options, access=caller.access)
        status, found = again.call("GET", f"Sale/{sale['saleID']}.json")
        kept = shelf(again)
        again.control("POST reset", {})
        fresh = shelf(again)
        running.stop()

    assert (status, found["Sale"]["completed"], kept) == (200, "true", left)
    assert fresh == left + 1


def test_a_code_is_good_once_for_a_minute_and_with_its_verifier(caller: Caller) -> None:
    challenge = urlsafe_b64encode(sha256(b"v" * 43).digest()).decode().rstrip("=")
    code = caller.consent(code_challenge=challenge)
    exchange = {"grant_type": "authorization_code", "code": code}

    wrong = caller.token(**exchange, code_verifier="w" * 43)
    right = caller.token(**exchange, code_verifier="v" * 43)
    spent = caller.token(**exchange, code_verifier="v" * 43)
    late = caller.consent()
    caller.control("POST clock", {"advance_s": 61})

    assert (wrong["error"], spent["error"]) == ("invalid_grant", "invalid_grant")
    assert right["token_type"] == "Bearer"
    assert caller.token(grant_type="authorization_code", code=late)["error"] == "invalid_grant"


def test_an_access_token_ends_and_an_unused_refresh_token_too(caller: Caller) -> None:
    caller.control("POST clock", {"advance_s": 1801})
    over = caller.call("GET", "Item.json")[0]
    renewed = caller.token(grant_type="refresh_token", refresh_token=caller.refresh_token)
    well = caller.call("GET", "Item.json")[0]

    caller.control("POST clock", {"advance_s": 31 * 86400})
    dead = caller.token(grant_type="refresh_token", refresh_token=caller.refresh_token)

    assert (over, well) == (401, 200)
    assert renewed["expires_in"] == 1800
    assert dead["error"] == "invalid_grant"


def test_one_request_may_overrun_the_bucket_and_the_next_waits() -> None:
    now = [100.0]
    limiter = Limiter(1, enforced=True, timer=lambda: now[0])

    taken = [limiter.take(30.0)[1] for _ in range(4)]
    now[0] += 1.0
    headers, refused = limiter.take(1.0)
    now[0] += 30.0
    _, later = limiter.take(1.0)

    assert taken == [None, None, None, None]
    assert refused == "api-leaky-bucket"
    assert headers["X-LS-Api-Bucket-Level"] == "119/90"
    assert headers["Retry-After"] == "29"
    assert later is None


def test_the_burst_limiter_counts_requests_of_one_second() -> None:
    now = [100.2]
    limiter = Limiter(1, enforced=True, timer=lambda: now[0])

    refused = [limiter.take(1.0)[1] for _ in range(21)]
    now[0] = 101.0

    assert refused[:20] == [None] * 20
    assert refused[20] == "api-burst-limiter"
    assert limiter.take(1.0)[1] is None


def test_more_registers_make_a_larger_bucket_that_drains_faster() -> None:
    headers, _ = Limiter(3, enforced=True).take(1.0)

    assert headers["X-LS-Api-Bucket-Level"].endswith("/110")
    assert headers["X-LS-Api-Drip-Rate"] == "2"
