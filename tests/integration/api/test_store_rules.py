"""Rules that a program sets over REST hold where stock is told, and are written down."""

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
from storage import api_keys, audit
from storage.engine import Database
from tests.integration.storage.shop import Shop, a_count, a_product, a_variant, open_shop

pytestmark = pytest.mark.integration
Ask = Callable[..., TestResponse]


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = open_shop(database)
    shop.sell(a_product("p1", a_variant("v1", "RULED-MUG")))
    shop.count(a_count("v1", "P1", 5))
    return shop


@pytest.fixture
def app(shop: Shop, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    environ = {"VOICETILL_DATABASE_URL": database_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    services = build_services(Settings.from_env(environ))
    yield create_app(services, WebOptions())
    services.close()


@pytest.fixture
def ask(app: Flask, database: Database) -> Ask:
    with database.write() as tx:
        issued = api_keys.issue(
            tx,
            "mer_1",
            environment="live",
            name="test",
            scopes=[str(scope) for scope in Scope],
            now=datetime.now(UTC),
        )
    count = iter(range(1000))

    def asked(method: str, path: str, body: Any = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {issued.text}", "Idempotency-Key": f"k{next(count)}"}
        return app.test_client().open(path, method=method, json=body, headers=headers)

    return asked


def test_what_is_kept_back_over_rest_is_not_told_to_that_channel(shop: Shop, ask: Ask) -> None:
    place = shop.stores[0]
    rule = {"sku": "RULED-MUG", "location_id": place, "channel": "api", "keep_back": "3"}

    made = ask("PUT", "/v1/stock-rules", rule)
    (told,) = ask("GET", "/v1/inventory?sku=RULED-MUG").get_json()["items"]

    assert made.status_code == 200, made.get_json()
    assert {each["location_id"]: each["available"] for each in told["stores"]}[place] == "2"


def test_a_store_set_over_rest_stands_in_the_audit_log_under_the_key(
    shop: Shop, ask: Ask, database: Database
) -> None:
    place = shop.stores[1]

    changed = ask("PATCH", f"/v1/stores/{place}", {"pickup_minutes": 30}).get_json()

    assert changed["pickup_minutes"] == 30
    assert ask("GET", f"/v1/stores/{place}").get_json() == changed
    with database.read() as tx:
        (entry,) = [row for row in audit.entries(tx, "mer_1") if row.action == "store.rule_set"]
    assert entry.actor.startswith("api:")
    assert entry.subject == place
