"""The Revel stand-in refuses what the vendor refuses, and keeps its shop over a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.web import Answer, Request
from sandbox.revel import create_shop

OPTIONS = Options(seed_variants=60, limits=False)
DOWNTOWN, BALLARD = 1, 2
CALCULATE = "POST /specialresources/cart/calculate/"
SUBMIT = "POST /specialresources/cart/submit/"


class Caller:
    """Calls the stand-in with the instance's key and secret."""

    def __init__(self, shop: Shop, options: Options = OPTIONS) -> None:
        self.shop = shop
        self.key = f"{options.client_id}:{options.client_secret}"

    def __call__(self, operation: str, body: Any = None) -> tuple[int, Any]:
        answer = self.raw(operation, body)
        return answer.status, json.loads(answer.body) if answer.body else None

    def raw(self, operation: str, body: Any = None, **headers: str) -> Answer:
        method, _, target = operation.partition(" ")
        path, _, query = target.partition("?")
        return self.shop.platform.handle(
            Request(
                method=method,
                path=path,
                query_string=query,
                headers=headers or {"api-authentication": self.key},
                body=body if isinstance(body, bytes) else json.dumps(body or {}).encode(),
            )
        )


@pytest.fixture
def shop() -> Iterator[Shop]:
    with create_shop(OPTIONS) as made:
        yield made


@pytest.fixture
def call(shop: Shop) -> Caller:
    return Caller(shop)


def goods(call: Caller, **wanted: Any) -> dict[str, Any]:
    """The first product of Downtown with these values."""
    rows = call(f"GET /resources/Product/?limit=250&establishment={DOWNTOWN}")[1]["objects"]
    return next(row for row in rows if all(row[name] == wanted[name] for name in wanted))


def a_cart(call: Caller, **more: Any) -> dict[str, Any]:
    """A cart that is taken, but for what is said otherwise."""
    product = next(
        row
        for row in call(f"GET /resources/Product/?limit=250&establishment={DOWNTOWN}")[1]["objects"]
        if row["attribute_type"] != 1 and stock_of(call, row["id"]) > 1
    )
    items = [{"product": product["id"], "quantity": 1}]
    return {"skin": "weborder", "establishmentId": DOWNTOWN, "items": items, **more}


def stock_of(call: Caller, product: int) -> int:
    rows = call(f"GET /resources/Inventory/?product={product}")[1]["objects"]
    return int(rows[0]["quantity_in_hand"]) if rows else 0


def test_a_cart_is_priced_and_then_taken_without_payment(call: Caller) -> None:
    cart = a_cart(call, paymentInfo={"type": 4})

    priced = call(CALCULATE, cart)[1]
    taken = call(SUBMIT, cart)[1]

    row = call(f"GET /resources/OrderAllInOne/?id={taken['data']['orderId']}")[1]["objects"][0]
    assert (priced["status"], taken["status"]) == ("OK", "OK")
    assert float(row["final_total"]) == priced["data"]["final_total"]
    assert (row["web_order"], row["closed"], row["payments"]) == (True, False, [])


def test_pricing_a_cart_leaves_no_order(call: Caller) -> None:
    before = call.shop.control.call("GET shop")["orders"]

    call(CALCULATE, a_cart(call))

    assert call.shop.control.call("GET shop")["orders"] == before


@pytest.mark.parametrize(
    "change",
    [
        {"establishment": 1},
        {"establishmentId": "1"},
        {"items": []},
        {"items": {}},
        {"items": ["x"]},
        {"items": [{"product": 1, "quantity": 1}]},
        {"items": [{"product": None}]},
        {"orderInfo": "x"},
        {"orderInfo": {"dining_option": 8}},
        {"orderInfo": {"call_name": "x" * 129}},
        {"paymentInfo": "cash"},
    ],
    ids=str,
)
@pytest.mark.parametrize("operation", [CALCULATE, SUBMIT], ids=["calculate", "submit"])
def test_a_cart_that_cannot_be_understood_is_refused(
    call: Caller, operation: str, change: dict[str, Any]
) -> None:
    before = call.shop.control.call("GET shop")["orders"]

    status, answer = call(operation, a_cart(call, **change))

    assert status == 400
    assert answer["error"]["details"]["message"]
    assert call.shop.control.call("GET shop")["orders"] == before


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 0},
        {"quantity": 1.5},
        {"amount": 3},
        {"modifieritems": ["large"]},
        {"modifieritems": [{"modifier": 999_999, "qty": 1}]},
    ],
    ids=str,
)
def test_a_line_that_cannot_be_understood_is_refused(call: Caller, change: dict[str, Any]) -> None:
    cart = a_cart(call)
    (item,) = cart["items"]

    assert call(CALCULATE, {**cart, "items": [{**item, **change}]})[0] == 400


def test_a_refusal_of_the_store_comes_with_status_200(call: Caller) -> None:
    cart = a_cart(call)
    (item,) = cart["items"]
    shipped = {"dining_option": 7}

    def refusal(**more: Any) -> str:
        status, answer = call(SUBMIT, {**cart, **more})
        assert status == 200
        return str(answer["status"])

    assert refusal(paymentInfo={"type": 2}) == "PAYMENT_INFO_REQUIRED"
    assert refusal(paymentInfo={"type": 3}) == "ERROR"
    assert refusal(orderInfo=shipped) == "DELIVERY_ADDRESS_ERROR"
    assert refusal(items=[{**item, "quantity": 100_000}]) == "INSUFFICIENT_STOCK"


def test_a_parent_a_stranger_and_what_left_the_range_cannot_be_sold(call: Caller) -> None:
    cart = a_cart(call)
    (item,) = cart["items"]
    parent = goods(call, attribute_type=1)
    row = call(f"GET /resources/Product/{item['product']}/")[1]

    def answer(product: int, place: int = DOWNTOWN) -> tuple[int, str]:
        asked = {**cart, "establishmentId": place, "items": [{**item, "product": product}]}
        status, body = call(SUBMIT, asked)
        return status, body.get("status", "")

    assert answer(parent["id"]) == (200, "ERROR")
    assert answer(row["id"], BALLARD) == (400, "")
    call.shop.control.call("POST delete", {"sku": row["sku"]})
    assert answer(row["id"]) == (200, "ERROR")


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        ("GET /resources/Product/?limit=x", "limit"),
        ("GET /resources/Product/?limit=-1", "limit"),
        ("GET /resources/Product/?offset=x", "offset"),
        ("GET /resources/Product/?order_by=colour", "colour"),
        ("GET /resources/Product/?order_by=updated_date", "updated_date"),
        ("GET /resources/Product/?updated_date__after=2026", "after"),
        ("GET /resources/Product/?id__gte=x", "id__gte"),
    ],
)
def test_a_list_refuses_what_it_does_not_know(call: Caller, operation: str, word: str) -> None:
    status, answer = call(operation)

    assert status == 400
    assert word in answer["error"]


def test_a_page_has_250_rows_at_most_and_tells_of_the_next() -> None:
    with create_shop(Options(seed_variants=300, limits=False)) as shop:
        page = Caller(shop)("GET /resources/Product/?limit=1000&active=true")[1]

        rest = Caller(shop)(f"GET {page['meta']['next']}")[1]

    assert (page["meta"]["limit"], len(page["objects"])) == (250, 250)
    assert rest["meta"]["offset"] == 250
    assert not {row["id"] for row in page["objects"]} & {row["id"] for row in rest["objects"]}


def test_a_parameter_that_names_no_field_is_passed_over(call: Caller) -> None:
    every = call("GET /resources/Customer/?limit=0")[1]["meta"]["total_count"]

    assert call("GET /resources/Customer/?colour=red")[1]["meta"]["total_count"] == every
    assert call("GET /resources/Customer/?id=0")[1]["meta"]["total_count"] == 0


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        ("POST /resources/Product/", 405),
        ("DELETE /resources/Order/1/", 405),
        ("GET /specialresources/cart/submit/", 405),
        ("POST /weborders/products/?establishment=1", 405),
        ("GET /resources/Product/999999/", 404),
        ("GET /resources/Payment/", 404),
        ("GET /resources/Establishment/1/", 404),
    ],
)
def test_what_is_not_served_is_refused(call: Caller, operation: str, status: int) -> None:
    assert call.raw(operation).status == status


def test_an_address_without_its_last_slash_is_sent_on(call: Caller) -> None:
    answer = call.raw("GET /resources/Product")

    assert (answer.status, answer.headers["Location"]) == (301, "/resources/Product/")


@pytest.mark.parametrize(
    "query", ["", "?establishment=x", "?establishment=9", "?establishment=1&page=x"]
)
def test_the_online_store_words_its_errors_in_the_answer(call: Caller, query: str) -> None:
    status, answer = call(f"GET /weborders/products/{query}")

    assert (status, answer["status"]) == (200, "ERROR")
    assert answer["errorMsg"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"call_name": "Jordan"}, 200),
        ({"final_total": 0}, 400),
        ({"id": 5}, 400),
        ({"call_name": "x" * 129}, 400),
        (b"{", 400),
        (b"[]", 400),
    ],
    ids=str,
)
def test_only_plain_fields_of_an_order_can_be_changed(
    call: Caller, change: Any, status: int
) -> None:
    number = call(SUBMIT, a_cart(call))[1]["data"]["orderId"]

    assert call(f"PATCH /resources/Order/{number}/", change)[0] == status


def test_a_wrong_key_is_refused_by_either_surface(call: Caller) -> None:
    wrong = {"api-authentication": "else:where"}

    assert call.raw("GET /resources/Product/", **wrong).status == 401
    assert call.raw("GET /weborders/products/?establishment=1", **wrong).status == 403
    call.shop.control.call("POST permissions", {"withhold": ["weborders"]})
    assert call.raw("GET /weborders/products/?establishment=1").status == 403
    assert call.raw("GET /resources/Product/").status == 200
    call.shop.control.call("POST revoke")
    assert call.raw("GET /resources/Product/").status == 401


def test_a_hasty_caller_is_told_to_wait() -> None:
    with create_shop(Options(seed_variants=20)) as shop:
        call = Caller(shop)
        answers = [call.raw("GET /resources/Establishment/") for _ in range(60)]

    refused = next(answer for answer in answers if answer.status == 429)
    assert (refused.headers["Retry-After"], refused.throttled) == ("1", True)


def test_a_shop_survives_a_restart(tmp_path: Path) -> None:
    options = Options(seed_variants=20, state_file=tmp_path / "revel.json", limits=False)
    with create_shop(options) as shop:
        call = Caller(shop)
        number = call(SUBMIT, a_cart(call))[1]["data"]["orderId"]
        call.shop.control.call("POST permissions", {"withhold": ["weborders"]})

    with create_shop(options) as again:
        later = Caller(again)

        assert later(f"GET /resources/Order/{number}/")[1]["web_order"] is True
        assert later.raw("GET /weborders/products/?establishment=1").status == 403
        again.platform.reset()
        assert later(f"GET /resources/Order/{number}/")[0] == 404
        assert later.raw("GET /weborders/products/?establishment=1").status == 200


def test_another_shops_file_is_not_taken_up(tmp_path: Path) -> None:
    kept = tmp_path / "revel.json"
    with create_shop(Options(seed_variants=20, state_file=kept)):
        pass

    with pytest.raises(ValueError, match="another seed"):
        create_shop(Options(seed_variants=30, state_file=kept))
