"""The Toast stand-in is no easier than the vendor, and survives a restart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.toast import create_shop
from sandbox.toast.restaurant import GUID, TAKE_OUT, VOICE_TENDER

OPTIONS = Options(seed_variants=40, limits=False)
Caller = Callable[..., tuple[int, Any]]


def caller_of(url: str, scopes: bool = True) -> Caller:
    """Calls as a logged-in client; `headers` replace the usual ones."""
    pool = urllib3.PoolManager()

    def call(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {"content-type": "application/json", **usual, **headers}
        content = (
            body if isinstance(body, bytes) else json.dumps(body) if body is not None else None
        )
        answer = pool.request(method, f"{url}{path}", body=content, headers=sent, retries=False)
        return answer.status, answer.json()

    usual: dict[str, str] = {}
    _, answer = call("POST", "/authentication/v1/authentication/login", login())
    token = answer["token"]["accessToken"] if scopes else "none"
    usual |= {"Authorization": f"Bearer {token}", "Toast-Restaurant-External-ID": GUID}
    return call


def login(**changed: str) -> dict[str, str]:
    """A login's body."""
    return {
        "clientId": OPTIONS.client_id,
        "clientSecret": OPTIONS.client_secret,
        "userAccessType": "TOAST_MACHINE_CLIENT",
        **changed,
    }


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A freshly seeded café."""
    with create_shop(OPTIONS) as opened:
        yield opened


@pytest.fixture
def call(shop: Shop) -> Iterator[Caller]:
    """A client that has logged in."""
    running = serve(shop)
    yield caller_of(running.url)
    running.stop()


def order(shop: Shop, sku: str = "CF-ESP", **changed: Any) -> dict[str, Any]:
    """An order that Toast takes."""
    menus = shop.platform.menus  # type: ignore[attr-defined]
    item = menus.skus[sku]
    check = {
        "entityType": "Check",
        "customer": {
            "firstName": "Ana",
            "lastName": "Lee",
            "phone": "2065550123",
            "email": "ana@example.com",
        },
        "selections": [
            {
                "entityType": "MenuItemSelection",
                "item": {"guid": item, "entityType": "MenuItem"},
                "itemGroup": {"guid": next(iter(menus.items[item])), "entityType": "MenuGroup"},
                "quantity": 1,
                "modifiers": [],
            }
        ],
    }
    return {
        "entityType": "Order",
        "diningOption": {"guid": TAKE_OUT, "entityType": "DiningOption"},
        "checks": [check],
        **changed,
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (login(clientSecret="wrong"), 401),
        (login(userAccessType="PERSON"), 400),
        (login(grant="x"), 400),
    ],
)
def test_a_login_is_refused_for_its_reason(call: Caller, body: Any, status: int) -> None:
    assert call("POST", "/authentication/v1/authentication/login", body)[0] == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer a.b.c"}, 401),
        ({"Authorization": ""}, 401),
        ({"Toast-Restaurant-External-ID": "11111111-2222-3333-4444-555555555555"}, 403),
    ],
)
def test_a_call_without_token_or_for_another_restaurant_is_refused(
    call: Caller, headers: dict[str, str], status: int
) -> None:
    found, body = call("GET", "/menus/v2/metadata", **headers)

    assert found == status
    assert body["status"] == status
    assert body["requestId"]


def test_a_token_ends_with_its_time_and_a_scope_with_the_agreement(
    shop: Shop, call: Caller
) -> None:
    shop.platform.access.scopes = ("stock:read",)  # type: ignore[attr-defined]
    lacking, _ = call("GET", "/menus/v2/metadata")
    shop.platform.clock.advance(86_401)
    ended, _ = call("GET", "/stock/v1/inventory")

    assert (lacking, ended) == (403, 401)


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda one: one.update(approvalStatus="APPROVED"), 400),
        (lambda one: one.update(unknown=1), 400),
        (lambda one: one["checks"][0].update(totalAmount=1), 400),
        (lambda one: one.update(checks=[]), 400),
        (lambda one: one.update(checks=one["checks"] * 11), 413),
        (lambda one: one.update(diningOption={"guid": "x"}), 404),
        (lambda one: one["checks"][0].pop("customer"), 400),
        (lambda one: one["checks"][0]["customer"].update(email="a" * 50 + "@b.example"), 400),
        (lambda one: one["checks"][0]["customer"].update(email="ä@b.example"), 400),
        (lambda one: one["checks"][0]["selections"][0].update(quantity=0), 400),
        (lambda one: one["checks"][0]["selections"][0].update(quantity=1.5), 400),
        (lambda one: one["checks"][0]["selections"][0].update(openPriceAmount=1), 400),
        (lambda one: one["checks"][0]["selections"][0]["item"].update(guid="x"), 404),
        (lambda one: one["checks"][0]["selections"][0].pop("itemGroup"), 404),
        (lambda one: one.update(promisedDate="tomorrow"), 400),
        (lambda one: one.update(promisedDate="2020-01-01T00:00:00.000+0000"), 400),
        (lambda one: one["checks"][0].update(payments=[{"type": "CASH", "amount": 1}]), 400),
    ],
)
def test_an_order_is_refused_as_toast_refuses_it(
    shop: Shop, call: Caller, spoil: Callable[[Any], object], status: int
) -> None:
    body = order(shop)
    spoil(body)

    assert call("POST", "/orders/v2/orders", body)[0] == status


def test_a_price_keeps_nothing_and_an_external_id_is_used_once(shop: Shop, call: Caller) -> None:
    body = order(shop, externalId="VT:1")

    priced = call("POST", "/orders/v2/prices", body)
    first = call("POST", "/orders/v2/orders", body)
    again = call("POST", "/orders/v2/orders", body)

    assert (priced[0], first[0], again[0]) == (200, 200, 400)
    assert priced[1]["guid"] is None
    assert priced[1]["checks"][0]["totalAmount"] == first[1]["checks"][0]["totalAmount"]


@pytest.mark.parametrize("path", ["/orders/v2/orders/x", "/orders/v2/ordersBulk?startDate=1"])
def test_what_is_written_wrongly_is_a_bad_request(call: Caller, path: str) -> None:
    assert call("GET", path)[0] == 400


def test_a_body_that_is_no_json_is_refused(call: Caller) -> None:
    assert call("POST", "/orders/v2/prices", b"{")[0] == 400
    assert call("POST", "/orders/v2/prices", b"{}", **{"content-type": "text/plain"})[0] == 415


def test_an_order_paid_by_others_is_voided_once(shop: Shop, call: Caller) -> None:
    _, made = call("POST", "/orders/v2/orders", order(shop))
    path = f"/orders/v2/orders/{made['guid']}"
    payment = {
        "type": "OTHER",
        "amount": 3.59,
        "tipAmount": 0,
        "otherPayment": {"guid": VOICE_TENDER},
    }
    everything = {"selections": {"voidAll": True}, "payments": {"voidAll": True}}

    paid, _ = call("POST", f"{path}/checks/{made['checks'][0]['guid']}/payments", [payment])
    half, _ = call("POST", f"{path}/void", {"selections": {"voidAll": True}})
    voided, body = call("POST", f"{path}/void", everything)
    again, _ = call("POST", f"{path}/void", everything)

    assert (paid, half, voided, again) == (200, 400, 200, 400)
    assert body["checks"][0]["payments"][0]["paymentStatus"] == "VOIDED"


def test_every_answer_tells_how_near_the_limit_is() -> None:
    with create_shop(Options(seed_variants=40)) as shop:
        running = serve(shop)
        call = caller_of(running.url)
        answers = [call("GET", "/menus/v2/metadata")[0] for _ in range(60)]
        told = shop.control.recorder.listed(last=1)[0]["answer_headers"]
        running.stop()

    assert answers[0] == 200
    assert set(answers) <= {200, 429}
    assert {"X-Toast-RateLimit-By", "X-Toast-RateLimit-Remaining"} <= set(told)
    assert ("Retry-After" in told) == (answers[-1] == 429)


def test_a_saved_shop_is_taken_up_with_its_orders_menus_and_stock(tmp_path: Path) -> None:
    options = Options(seed_variants=40, limits=False, state_file=tmp_path / "toast.json")
    with create_shop(options) as shop:
        running = serve(shop)
        call = caller_of(running.url)
        _, made = call("POST", "/orders/v2/orders", order(shop, "CF-BURGER"))
        assert made["status"] == 400  # the burger wants its temperature
        _, made = call("POST", "/orders/v2/orders", order(shop))
        running.stop()
        shop.platform.stock.put(shop.platform.menus.skus["CF-ESP"], None)  # type: ignore[attr-defined]

    with create_shop(options) as shop:
        orders: Any = shop.platform.orders  # type: ignore[attr-defined]
        assert orders.get(made["guid"])["checks"][0]["totalAmount"] == 3.59
        assert shop.platform.menus.count() > 20  # type: ignore[attr-defined]
