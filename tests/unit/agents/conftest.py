"""The surfaces for agents over the shop in memory that the REST tests use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.agents.mcp import mcp_blueprint
from app.api.services import Scope
from app.web import WebOptions, create_app
from domain.ids import MerchantId
from tests.fakes.rest import FakeServices
from tests.unit.agents.published import check_mcp

ACME = MerchantId("m_acme")
OTHER = MerchantId("m_other")
PUBLIC = "https://shop.example"


@dataclass(slots=True)
class Agent:
    """An MCP client with a key."""

    http: FlaskClient
    key: str
    count: int = field(default=0)

    def post(self, body: Any, **headers: str) -> TestResponse:
        given = {"Authorization": f"Bearer {self.key}", **headers}
        answer = self.http.post("/mcp", json=body, headers=given)
        told = answer.get_json(silent=True)
        if isinstance(body, dict) and isinstance(told, dict) and "jsonrpc" in told:
            is_modern = "_meta" in (body.get("params") or {})
            check_mcp(str(body.get("method")), told, modern=is_modern)
        return answer

    def rpc(self, method: str, params: Any = None, **headers: str) -> Any:
        self.count += 1
        body = {"jsonrpc": "2.0", "id": self.count, "method": method, "params": params or {}}
        return self.post(body, **headers).get_json()

    def call(self, tool: str, **arguments: Any) -> Any:
        return self.rpc("tools/call", {"name": tool, "arguments": arguments})["result"]


@pytest.fixture
def services() -> FakeServices:
    services = FakeServices()
    services.shop.add_store(ACME, "loc_1", "Downtown")
    services.shop.add_variant(
        ACME,
        "AM90-BLK-10",
        "Nike Air Max",
        price=15099,
        options={"size": "10", "color": "Black"},
        stock={"loc_1": 3},
    )
    services.shop.add_store(OTHER, "loc_2", "Elsewhere")
    return services


@pytest.fixture
def agent(services: FakeServices) -> Agent:
    app = create_app(services, WebOptions(public_url=PUBLIC), more=(mcp_blueprint(PUBLIC),))
    return Agent(app.test_client(), services.rest.keys.issue(ACME))


@pytest.fixture
def reader(agent: Agent, services: FakeServices) -> Agent:
    """One who may only look at the catalog."""
    return Agent(agent.http, services.rest.keys.issue(ACME, Scope.CATALOG_READ))
