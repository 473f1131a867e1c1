"""The web application over a shop in memory, and a client that knows how to ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.api.services import EXTENSION
from app.web import WebOptions, create_app
from domain.ids import MerchantId
from tests.fakes.rest import FakeServices
from tests.told import CheckedClient

ACME = MerchantId("m_acme")
OTHER = MerchantId("m_other")


@dataclass(slots=True)
class Api:
    """A REST client of one merchant."""

    http: FlaskClient
    key: str
    count: int = field(default=0)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.http.get(path, query_string=query, headers=self._headers())

    def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
    ) -> TestResponse:
        self.count += 1
        named = {"Idempotency-Key": key or f"test-key-{self.count}", **headers}
        return self.http.open(path, method=method, json=body, headers=self._headers() | named)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        return self.send("POST", path, {} if body is None else body, key=key)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@pytest.fixture
def services() -> FakeServices:
    services = FakeServices()
    shop = services.shop
    for merchant in (ACME, OTHER):
        shop.add_store(merchant, f"loc_{merchant}_1", "Downtown")
        shop.add_store(merchant, f"loc_{merchant}_2", "Airport")
    shop.add_variant(
        ACME,
        "AM90-BLK-10",
        "Nike Air Max",
        price=15099,
        options={"size": "10", "color": "Black"},
        stock={"loc_m_acme_1": 3, "loc_m_acme_2": 8},
    )
    shop.add_variant(
        ACME,
        "AM90-RED-9",
        "Nike Air Max",
        price=14999,
        options={"size": "9", "color": "Red"},
        stock={"loc_m_acme_1": None},
    )
    for number in range(4):
        shop.add_variant(ACME, f"MUG-{number}", f"Mug {number}", stock={"loc_m_acme_1": 5})
    shop.add_variant(OTHER, "SECRET-1", "Other thing", stock={"loc_m_other_1": 5})
    return services


@pytest.fixture(scope="session")
def served() -> Flask:
    """The REST surface; compiling its routes costs more than asking all of them."""
    app = create_app(FakeServices(), WebOptions())
    app.test_client_class = CheckedClient
    return app


@pytest.fixture
def http(served: Flask, services: FakeServices) -> FlaskClient:
    served.extensions[EXTENSION] = services
    return served.test_client()


@pytest.fixture
def api(http: FlaskClient, services: FakeServices) -> Api:
    return Api(http, services.keys.issue(ACME))


@pytest.fixture
def other(http: FlaskClient, services: FakeServices) -> Api:
    return Api(http, services.keys.issue(OTHER))


WISH = {
    "lines": [{"sku": "AM90-BLK-10", "quantity": 1}],
    "location_id": "loc_m_acme_1",
    "shopper": {"name": "Ada Park", "reference": "shopper-7"},
}


@pytest.fixture
def order_id(api: Api) -> str:
    """A prepared order of Acme's."""
    return str(api.post("/v1/orders", WISH).get_json()["order_id"])
