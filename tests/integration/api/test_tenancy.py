"""P14 over the house as it is built: nothing of one merchant answers to another's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.api.services import Scope
from app.bootstrap import build_services
from app.web import WebOptions, create_app
from config.settings import Settings
from storage import api_keys, merchants
from storage.engine import Database
from tests.integration.storage.shop import a_count, a_merchant, a_product, a_variant, open_shop

Ask = Callable[..., TestResponse]


@pytest.fixture
def app(database: Database, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    for number, sku in (("1", "MUG-ONE"), ("2", "MUG-TWO")):
        with database.write() as tx:
            merchants.add_merchant(tx, a_merchant(f"mer_{number}"))
        shop = open_shop(
            database,
            merchant_id=f"mer_{number}",
            connection_id=f"con_{number}",
            new_merchant=False,
        )
        shop.sell(a_product(f"p{number}", a_variant(f"v{number}", sku)))
        shop.count(a_count(f"v{number}", "P1", 5))
    environ = {"VOICETILL_DATABASE_URL": database_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    services = build_services(Settings.from_env(environ))
    yield create_app(services, WebOptions())
    services.close()


@pytest.fixture
def asks(app: Flask, database: Database) -> tuple[Ask, Ask]:
    return _client(app, database, "mer_1"), _client(app, database, "mer_2")


def _client(app: Flask, database: Database, merchant_id: str) -> Ask:
    with database.write() as tx:
        issued = api_keys.issue(
            tx,
            merchant_id,
            environment="live",
            name="test",
            scopes=[str(scope) for scope in Scope],
            now=datetime.now(UTC),
        )
    count = iter(range(1000))

    def ask(method: str, path: str, body: Any = None) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {issued.text}",
            "Idempotency-Key": f"{merchant_id}-{next(count)}",
        }
        return app.test_client().open(path, method=method, json=body, headers=headers)

    return ask


def test_catalog_and_stores_are_each_merchants_own(asks: tuple[Ask, Ask]) -> None:
    for ask, own, foreign in zip(asks, ("MUG-ONE", "MUG-TWO"), ("MUG-TWO", "MUG-ONE"), strict=True):
        listed = ask("GET", "/v1/products").get_data(as_text=True)
        assert own in listed
        assert foreign not in listed
        assert ask("GET", f"/v1/inventory?sku={own}").status_code == 200
        assert ask("GET", f"/v1/inventory?sku={foreign}").status_code == 404

    mine, theirs = (
        {item["location_id"] for item in ask("GET", "/v1/locations").get_json()["items"]}
        for ask in asks
    )
    assert mine
    assert theirs
    assert not mine & theirs


def test_products_holds_and_orders_of_another_merchant_do_not_exist(
    asks: tuple[Ask, Ask],
) -> None:
    mine, theirs = asks
    product = mine("GET", "/v1/products").get_json()["items"][0]["product_id"]
    place = mine("GET", "/v1/locations").get_json()["items"][0]["location_id"]
    line = {"sku": "MUG-ONE", "quantity": 1, "location_id": place}
    held = mine("POST", "/v1/holds", {"lines": [line]})
    hold = held.get_json()["hold_id"]

    assert held.status_code == 201
    assert theirs("GET", f"/v1/products/{product}").status_code == 404
    assert theirs("GET", f"/v1/inventory?product_id={product}").status_code == 404
    assert theirs("GET", f"/v1/holds/{hold}").status_code == 404
    assert theirs("DELETE", f"/v1/holds/{hold}").status_code == 404
    assert theirs("POST", "/v1/holds", {"lines": [line]}).status_code in {404, 409}
    for path in ("", "/status"):
        assert theirs("GET", f"/v1/orders/ord_unknown{path}").status_code == 404
    assert theirs("PUT", "/v1/orders/ord_unknown/confirm", {}).status_code == 404
    assert theirs("POST", "/v1/orders/ord_unknown/cancel", {}).status_code == 404
    assert theirs("POST", "/v1/payments", {"order_id": "ord_unknown"}).status_code == 404
    assert mine("GET", f"/v1/holds/{hold}").get_json()["state"] == held.get_json()["state"]


def test_another_merchants_hold_cannot_be_used_for_an_order(asks: tuple[Ask, Ask]) -> None:
    mine, theirs = asks
    place = mine("GET", "/v1/locations").get_json()["items"][0]["location_id"]
    line = {"sku": "MUG-ONE", "quantity": 1, "location_id": place}
    hold = mine("POST", "/v1/holds", {"lines": [line]}).get_json()["hold_id"]
    wish = {
        "lines": [{"sku": "MUG-TWO", "quantity": 1}],
        "shopper": {"name": "Eve"},
        "hold_id": hold,
    }

    answer = theirs("POST", "/v1/orders", wish)

    assert answer.status_code >= 400
    assert mine("GET", f"/v1/holds/{hold}").get_json()["state"] == "live"
