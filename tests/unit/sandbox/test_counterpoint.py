"""The Counterpoint stand-in is no easier than the vendor's server."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import orjson
import pytest

from sandbox.counterpoint import create_shop
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.web import Request

SKU = "NK-AIRMAX90-BLK-10"
USER = base64.b64encode(b"NORTHWIND.VOICE:sandbox-password").decode()
HEADERS = {"authorization": f"Basic {USER}", "apikey": "sandbox-client-secret"}


@pytest.fixture(scope="module")
def shop() -> Any:
    """A shop that tests share; each makes documents of its own."""
    with create_shop(Options(seed_variants=40)) as opened:
        yield opened


def ask(
    shop: Shop,
    method: str,
    where: str,
    body: Any = None,
    headers: dict[str, str] = HEADERS,
) -> tuple[int, dict[str, Any]]:
    """Status and body of one call."""
    path, _, query = where.partition("?")
    sent = orjson.dumps(body) if body is not None else b""
    request = Request(method=method, path=path, query_string=query, headers=headers, body=sent)
    answer = shop.platform.handle(request)
    return answer.status, orjson.loads(answer.body)


def order(**changes: Any) -> dict[str, Any]:
    """An order of one pair of shoes at a price of the caller's."""
    line = {"LIN_TYP": "O", "ITEM_NO": SKU, "PRC": "99.50", "USR_ENTD_PRC": "Y", "QTY_SOLD": "1"}
    header = {
        "STR_ID": "DT",
        "STA_ID": "DT-1",
        "DRW_ID": "DT-1",
        "TKT_TYP": "T",
        "DOC_TYP": "O",
        "USR_ID": "VOICE",
        "PS_DOC_LIN": [line],
    }
    return {"PS_DOC_HDR": {**header, **changes}}


def line(**changes: Any) -> list[dict[str, Any]]:
    """The order's one line, changed."""
    row = order()["PS_DOC_HDR"]["PS_DOC_LIN"][0]
    return [{name: value for name, value in {**row, **changes}.items() if value is not None}]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "ERROR_UNKNOWN"),
        ({"authorization": "Basic ???"}, 401, "ERROR_UNKNOWN"),
        ({**HEADERS, "authorization": f"Bearer {USER}"}, 401, "ERROR_UNKNOWN"),
        ({"authorization": HEADERS["authorization"]}, 403, "ERROR_INVALID_APIKEY"),
        ({**HEADERS, "apikey": "old"}, 403, "ERROR_INVALID_APIKEY"),
    ],
)
def test_user_and_key_are_both_needed(
    shop: Shop, headers: dict[str, str], status: int, code: str
) -> None:
    answered, body = ask(shop, "GET", "/Items", headers=headers)

    assert (answered, body["ErrorCode"]) == (status, code)


@pytest.mark.parametrize(
    "where",
    [
        "/Items?Page=1",
        "/Items?Rows=10",
        "/Items?Page=0&Rows=10",
        "/Items?StartDate=2026-11-21T00:00:00Z",
        "/Items?StartDate=yesterday",
        "/Items?updated_since=2026-11-21",
        "/Inventory/NOWHERE",
        "/Item/NOTHING",
        "/Document/107437162115401",
    ],
)
def test_a_wrong_question_is_refused(shop: Shop, where: str) -> None:
    status, body = ask(shop, "GET", where)

    assert status >= 400
    assert body["ErrorCode"].startswith("ERROR_")


def test_pages_follow_each_other_without_a_total(shop: Shop) -> None:
    everything = ask(shop, "GET", "/Items")[1]["Items"]

    first = ask(shop, "GET", "/Items?Page=1&Rows=25")[1]
    second = ask(shop, "GET", "/items?page=2&rows=25")[1]

    assert first["Items"] + second["Items"] == everything
    assert set(first) == {"Items", "ErrorCode"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PO_NO": "vt-1"}, "ERROR_UNKNOWN"),
        ({"STA_ID": "BAL-1"}, "ERROR_INVALID_CONFIGURATION"),
        ({"STR_ID": "MAIN"}, "ERROR_INVALID_CONFIGURATION"),
        ({"USR_ID": "NOBODY"}, "ERROR_INVALID_CONFIGURATION"),
        ({"DRW_ID": None}, "ERROR_MISSING_REQUIRED_DATA"),
        ({"CUST_NO": "999"}, "ERROR_INVALID_CONFIGURATION"),
        ({"TAX_COD": "MEMTN"}, "ERROR_INVALID_CONFIGURATION"),
        ({"PS_DOC_LIN": []}, "ERROR_UNKNOWN"),
        ({"PS_DOC_LIN": line(LIN_TYP="S")}, "ERROR_NOT_PURE_ORDER"),
        ({"PS_DOC_LIN": line(LIN_TYP="X")}, "ERROR_INVALID_LIN_TYP"),
        ({"PS_DOC_LIN": line(ITEM_NO="NOTHING")}, "ERROR_RECORD_NOT_FOUND"),
        ({"PS_DOC_LIN": line(QTY_SOLD="many")}, "ERROR_UNKNOWN"),
        ({"PS_DOC_LIN": line(ITEM_NO="GPS-66")}, "ERROR_UNKNOWN"),
        ({"PS_DOC_TAX": [{"AUTH_COD": "TN"}]}, "ERROR_MISSING_REQUIRED_DATA"),
        ({"PS_DOC_PMT": [{"PAY_COD": "BITCOIN", "AMT": "1"}]}, "ERROR_INVALID_CONFIGURATION"),
        ({"PS_DOC_PMT": [{"PAY_COD": "VISA", "AMT": "1"}]}, "ERROR_CARD_PAYMENT_FAILED"),
        ({"DOC_TYP": "T", "PS_DOC_LIN": line(LIN_TYP="S")}, "ERROR_DOCUMENT_NOT_FULLY_PAID"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_and_not_made(
    shop: Shop, changes: dict[str, Any], code: str
) -> None:
    before = len(shop.control.call("GET orders")["orders"])

    status, body = ask(shop, "POST", "/Document", order(**changes))

    assert status >= 400
    assert body["ErrorCode"] == code
    assert len(shop.control.call("GET orders")["orders"]) == before


def test_a_price_counts_only_where_it_says_that_a_person_entered_it(shop: Shop) -> None:
    totals = []
    for entered in ("Y", "N"):
        made = ask(shop, "POST", "/Document", order(PS_DOC_LIN=line(USR_ENTD_PRC=entered)))[1]
        number = made["Documents"][0]["DOC_ID"]
        header = ask(shop, "GET", f"/Document/{number}")[1]["PS_DOC_HDR"]
        totals.append(header["PS_DOC_HDR_TOT"][0]["TOT"])

    assert totals == [99.5, 130.0]


def test_an_order_commits_stock_until_it_is_posted(shop: Shop) -> None:
    before = int(ask(shop, "GET", f"/Item/{SKU}/Inventory/DOWNTOWN")[1]["IM_INV"][0]["QTY_AVAIL"])
    made = ask(shop, "POST", "/Document", order())[1]["Documents"][0]["DOC_ID"]
    row = ask(shop, "GET", f"/Item/{SKU}/Inventory/DOWNTOWN")[1]["IM_INV"][0]
    shop.control.call("POST post", {"order_id": made})
    after = ask(shop, "GET", f"/Item/{SKU}/Inventory/DOWNTOWN")[1]["IM_INV"][0]

    assert row["QTY_AVAIL"] == before - 1
    assert (after["QTY_AVAIL"], after["QTY_COMMIT"]) == (before - 1, row["QTY_COMMIT"] - 1)
    assert ask(shop, "GET", f"/Document/{made}")[0] == 404


def test_a_grid_item_is_sold_by_its_cell_alone() -> None:
    with create_shop(Options(seed_variants=120)) as shop:
        bare, _ = ask(shop, "POST", "/Document", order(PS_DOC_LIN=line(ITEM_NO="DT-HIKER")))
        cell = line(ITEM_NO="DT-HIKER", DIM_1_UPR="GRAY", DIM_2_UPR="L")
        made, _ = ask(shop, "POST", "/Document", order(PS_DOC_LIN=cell))

    assert (bare, made) == (500, 200)


def test_an_order_that_is_paid_as_it_is_made_becomes_two_documents(shop: Shop) -> None:
    paid = order(PS_DOC_PMT=[{"PAY_COD": "VOICE", "AMT": "99.50", "FINAL_PMT": "N"}])

    made = ask(shop, "POST", "/Document", paid)[1]["Documents"]

    assert [one["reference"] for one in made] == ["Ticket", "Order"]
    assert made[0]["PaymentResponses"] == [{"PMT_SEQ_NO": 1, "Response": "ACCEPTED"}]
    assert all(one["DOC_ID"] > 2**46 for one in made)


def test_a_paid_document_takes_no_more(shop: Shop) -> None:
    number = ask(shop, "POST", "/Document", order())[1]["Documents"][0]["DOC_ID"]
    payment = {"PS_DOC_PMT": [{"PAY_COD": "VOICE", "AMT": "99.50", "FINAL_PMT": "N"}]}

    first, _ = ask(shop, "POST", f"/Document/{number}/Payments", payment)
    second, refused = ask(shop, "POST", f"/Document/{number}/Payments", payment)

    assert (first, second) == (200, 400)
    assert refused["ErrorCode"] == "ERROR_DOCUMENT_ALREADY_COMPLETED"


def test_the_shop_is_the_same_after_a_restart(tmp_path: Path) -> None:
    options = Options(seed_variants=40, state_file=tmp_path / "counterpoint.json")
    with create_shop(options) as first:
        made = ask(first, "POST", "/Document", order())[1]["Documents"][0]["DOC_ID"]
        first.control.call("POST price", {"sku": SKU, "amount": 4321})
        books = first.control.call("GET orders")

    with create_shop(options) as second:
        assert second.control.call("GET orders") == books
        assert ask(second, "GET", f"/Item/{SKU}")[1]["IM_ITEM"]["PRC_1"] == 43.21
        again = ask(second, "POST", "/Document", order())[1]["Documents"][0]["DOC_ID"]
        assert again > made
