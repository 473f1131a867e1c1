"""The stand-in refuses what Lightspeed refuses, in its words and shapes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox_lightspeed.caller import ACCOUNT, Caller

LINE = {"itemID": "4", "unitQuantity": "1"}
SALE: dict[str, Any] = {"employeeID": "1", "registerID": "1", "shopID": "1"}
RESERVED = {"customerID": "1", "employeeID": "1", "shopID": "1", **LINE}


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("Item.json", {"bogus": "1"}, "bogus is not a valid parameter"),
        ("Item.json", {"limit": "101"}, "between 0 and 100"),
        ("Item.json", {"offset": "100"}, "removed in V3"),
        ("Item.json", {"orderby": "itemID"}, "removed in V3"),
        ("Item.json", {"sort": "customSku"}, "Allowed sort parameters"),
        ("Item.json", {"load_relations": "ItemShops"}, "JSON encoded array"),
        ("Item.json", {"load_relations": '["Nothing"]'}, "has no relation"),
        ("Item.json", {"itemID": f"IN,[{','.join(map(str, range(1, 102)))}]"}, "at most 100"),
        ("Item.json", {"itemID": "IN,[0001]"}, "IN needs a list"),
        ("Item.json", {"timeStamp": ">=,2026-11-41T00:00:00+00:00"}, "not a time"),
        ("Item.json", {"after": "nonsense"}, "not a valid cursor"),
        ("Item.json", {"archived": "maybe"}, "archived must be"),
        ("Item.json", {"count": "1", "limit": "5"}, "cannot be combined"),
        ("Customer.json", {"Contact.email": "x@example.com"}, "must be loaded"),
    ],
)
def test_bad_queries_are_refused_with_the_reason(
    shared: Caller, path: str, query: dict[str, str], words: str
) -> None:
    status, answer = shared.call("GET", path, **query)

    assert (status, answer["httpCode"]) == (400, "400")
    assert words in answer["message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "valid shopID"),
        ({**SALE, "registerID": "2"}, "does not belong"),
        ({**SALE, "employeeID": "9"}, "valid employeeID"),
        ({**SALE, "customerID": "999"}, "valid customerID"),
        ({**SALE, "color": "red"}, "color is not a field"),
        ({**SALE, "SaleLines": {"SaleLine": {"itemID": "9999", "unitQuantity": "1"}}}, "not found"),
        ({**SALE, "SaleLines": {"SaleLine": {**LINE, "unitQuantity": "1.5"}}}, "an integer"),
        ({**SALE, "SaleLines": {"SaleLine": {**LINE, "unitQuantity": "0"}}}, "positive"),
        ({**SALE, "SaleLines": {"SaleLine": {**LINE, "size": "1"}}}, "size is not a field"),
        ({**SALE, "SaleLines": {"SaleLine": "x"}}, "must be an object"),
        ({**SALE, "SaleLines": {"SaleLine": LINE}, "completed": "true"}, "do not equal"),
        ({**SALE, "SalePayments": {"SalePayment": {"amount": "1", "paymentTypeID": "99"}}},
         "valid paymentTypeID"),
        ({**SALE, "completed": "perhaps"}, "true or false"),
    ],
)  # fmt: skip
def test_bad_sales_are_refused_and_leave_nothing(
    shared: Caller, body: dict[str, Any], words: str
) -> None:
    before = len(shared.control("GET orders")["orders"])

    status, answer = shared.call("POST", "Sale.json", body)

    assert (status, words in answer["message"]) == (400, True), answer
    assert len(shared.control("GET orders")["orders"]) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (RESERVED, 400),
        ({**RESERVED, "isLayaway": "true", "isSpecialOrder": "true"}, 400),
        ({**RESERVED, "isLayaway": "true", "customerID": "0"}, 400),
        ({**RESERVED, "isLayaway": "true", "unitQuantity": "-1"}, 400),
        ({**RESERVED, "isLayaway": "true", "unitQuantity": "9999",
          "requireFullReservation": "true"}, 422),
    ],
)  # fmt: skip
def test_bad_reservations_are_refused(shared: Caller, body: dict[str, Any], status: int) -> None:
    before = shared.control("GET holds")["holds"]

    assert shared.call("POST", "SaleLine.json", body)[0] == status
    assert shared.control("GET holds")["holds"] == before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "Nothing.json", 404),
        ("GET", "Item/99999.json", 404),
        ("POST", "Item.json", 405),
        ("DELETE", "Sale.json", 405),
        ("GET", "Item", 404),
    ],
)
def test_what_is_not_there_and_what_is_not_allowed(
    shared: Caller, method: str, path: str, status: int
) -> None:
    body: dict[str, Any] | None = {} if method == "POST" else None
    assert shared.call(method, path, body)[0] == status


def test_a_wrong_token_is_told_in_the_oauth_servers_shape(shared: Caller) -> None:
    stranger = Caller(shared.url, shared.options, access="eyJ")

    answer = stranger.raw("GET", f"{ACCOUNT}/Item.json")

    assert answer.status == 401
    assert answer.json()["hint"] == "Access token could not be verified"


def test_errors_come_as_json_labeled_as_html(shared: Caller) -> None:
    answer = shared.raw("GET", f"{ACCOUNT}/Item.json", bogus="1")

    assert answer.headers["content-type"].startswith("text/html")
    assert set(answer.json()) == {"httpCode", "httpMessage", "message", "errorClass"}


@pytest.mark.parametrize(
    ("lacking", "method", "path", "body"),
    [
        ("product_cost", "GET", "ItemMatrix.json", None),
        ("register_layaway", "POST", "SaleLine.json", {**RESERVED, "isLayaway": "true"}),
        ("register_refund", "POST", "Sale.json",
         {**SALE, "SaleLines": {"SaleLine": {**LINE, "unitQuantity": "-1"}}}),
        ("customers_read", "GET", "Customer.json", None),
    ],
)  # fmt: skip
def test_a_missing_right_is_403(
    shared: Caller, lacking: str, method: str, path: str, body: dict[str, Any] | None
) -> None:
    limited = Caller(shared.url, shared.options)
    rights = ["inventory_read", "product_cost", "register", "register_layaway", "register_refund"]
    granted = [one for one in rights if one != lacking]
    if lacking == "customers_read":
        granted = ["inventory_read"]
    limited.connect(granted)

    assert limited.call(method, path, body)[0] == 403


def test_a_completed_sale_is_final(caller: Caller) -> None:
    _, made = caller.call("POST", "Sale.json", {**SALE, "SaleLines": {"SaleLine": LINE}})
    path = f"Sale/{made['Sale']['saleID']}.json"
    payment = {"amount": made["Sale"]["calcTotal"], "paymentTypeID": "8"}
    caller.call("PUT", path, {"completed": True, "SalePayments": {"SalePayment": payment}})

    assert caller.call("PUT", path, {"referenceNumber": "x"})[0] == 400
    assert caller.call("DELETE", path)[0] == 400
    assert caller.call("PUT", path, {"voided": "true"})[0] == 403
