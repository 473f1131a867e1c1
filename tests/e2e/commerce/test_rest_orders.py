"""REST in, sandbox POS out: an order over `/v1`, from the wish to the cancellation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.api.services import Scope
from app.web import WebOptions, create_app
from storage import api_keys
from tests.integration.commerce.checker import gather, violations
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    open_house,
    open_mall,
)

pytestmark = pytest.mark.e2e
STORES = pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE], ids=["square", "shopify"])


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A gateway over both shops."""
    folder = tmp_path_factory.mktemp("house")
    path = folder / "voicetill.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_mall(40) as mall, open_house(mall, f"sqlite:///{path}", folder) as opened:
        yield opened


class Caller:
    """Somebody who calls the REST API with a key of the merchant."""

    def __init__(self, house: House) -> None:
        with house.services.database.write() as tx:
            issued = api_keys.issue(
                tx,
                MERCHANT,
                environment="test",
                name="e2e",
                scopes=[scope.value for scope in Scope],
                now=house.clock.now(),
            )
        self._client = create_app(house.services, WebOptions()).test_client()
        self._key = issued.text

    def send(self, method: str, path: str, body: Any = None, *, key: str = "k") -> TestResponse:
        """One request; writes carry an Idempotency-Key."""
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": key}
        return self._client.open(path, method=method, json=body, headers=headers)


@pytest.fixture
def caller(house: House) -> Caller:
    return Caller(house)


def wish(shelf: Shelf, quantity: int = 2) -> dict[str, Any]:
    return {
        "lines": [{"sku": shelf.sku, "quantity": quantity}],
        "location_id": shelf.house.store(shelf.store),
        "shopper": {"name": "Jordan Rivera", "customer_id": shelf.house.jordan},
    }


@STORES
def test_an_order_goes_from_the_wish_to_the_till_and_back(
    house: House, caller: Caller, store: str
) -> None:
    shelf = house.shelf(store)

    prepared = caller.send("POST", "/v1/orders", wish(shelf), key=f"{shelf.till.platform}-wish")
    assert prepared.status_code == 201, prepared.json
    order_id = prepared.json["order_id"]
    total = prepared.json["quote"]["total"]
    agreed = {"amount": total["amount"], "currency": total["currency"]}
    confirm = {"payment_token": GOOD_CARD, "agreed_total": agreed}
    path = f"/v1/orders/{order_id}"
    placed = caller.send("PUT", f"{path}/confirm", confirm, key=f"{shelf.till.platform}-yes")
    again = caller.send("PUT", f"{path}/confirm", confirm, key=f"{shelf.till.platform}-yes-again")

    assert placed.status_code == 200, placed.text
    assert again.json == placed.json
    shelf.learn()
    assert violations(gather(house, shelf, order_id, 2)) == []

    canceled = caller.send("POST", f"{path}/cancel", {}, key=f"{shelf.till.platform}-no")
    shown = caller.send("GET", path)

    assert canceled.status_code == 200, canceled.json
    assert shown.json["state"] == "canceled"
    shelf.learn()
    assert violations(gather(house, shelf, order_id, 2, canceled_later=True)) == []


def test_a_declined_card_is_a_402_and_another_card_is_tried(house: House, caller: Caller) -> None:
    shelf = house.shelf()
    order_id = caller.send("POST", "/v1/orders", wish(shelf), key="d-wish").json["order_id"]
    path = f"/v1/orders/{order_id}/confirm"

    declined = caller.send("PUT", path, {"payment_token": "cnon:card-nonce-declined"}, key="d-1")
    placed = caller.send("PUT", path, {"payment_token": GOOD_CARD}, key="d-2")

    assert (declined.status_code, placed.status_code) == (402, 200), placed.json
    shelf.learn()
    assert violations(gather(house, shelf, order_id, 2)) == []


def test_more_than_there_is_left_is_refused_in_words(house: House, caller: Caller) -> None:
    shelf = house.shelf(units=1)

    refused = caller.send("POST", "/v1/orders", wish(shelf), key="o-wish")

    assert refused.status_code == 409, refused.json
    assert refused.content_type == "application/problem+json"
    assert shelf.level().held == 0
