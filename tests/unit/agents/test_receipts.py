"""No receipt, no order: no agent is told of an order that does not stand."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.agents.acp import acp_blueprint
from app.agents.mcp import mcp_blueprint
from app.agents.ucp import ucp_blueprint
from app.web import WebOptions, create_app
from tests.effort import examples
from tests.fakes.rest import FakeServices
from tests.fakes.voice import MemorySeenIds, MemorySessions
from tests.property.voice.test_receipts import OUTCOMES
from tests.unit.agents.conftest import ACME, PUBLIC, Agent
from tests.unit.agents.test_acp import _PAY as ACP_PAY
from tests.unit.agents.test_acp import Buying
from tests.unit.agents.test_ucp import _PAY as UCP_PAY
from tests.unit.agents.test_ucp import Platform

FAULTS = [(queue, n) for queue in ("next_prepare", "next_place", "next_error")
          for n in range(len(OUTCOMES[queue]))]  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.sampled_from(["create", "complete", "complete", "read", "cancel"]),
        st.sampled_from(FAULTS),
    ),
    max_size=8,
).map(lambda steps: ["create", *steps])


class Acp:
    """A checkout session, and what is told of it."""

    def __init__(self, services: FakeServices) -> None:
        sessions = MemorySessions(clock=services.clock, seen=MemorySeenIds())
        more = (acp_blueprint(PUBLIC, sessions),)
        app = create_app(services, WebOptions(public_url=PUBLIC), more=more)
        self.agent = Buying(app.test_client(), services.rest.keys.issue(ACME))
        self.id = "none"

    def do(self, step: str) -> Any:
        if step == "create":
            told = self.agent.create(fulfillment_details={})
            self.id = told.get("id", self.id)
            return told
        if step == "read":
            return self.agent.get(self.id).get_json()
        return self.agent.post(f"/{self.id}/{step}", ACP_PAY).get_json()

    @staticmethod
    def told(answer: Any) -> str | None:
        """The number of the order that the answer speaks of as placed."""
        if answer.get("status") == "completed" or "order" in answer:
            return str(answer["order"]["order_number"])
        return None


class Ucp:
    """A checkout, likewise."""

    def __init__(self, services: FakeServices) -> None:
        sessions = MemorySessions(clock=services.clock, seen=MemorySeenIds())
        more = (ucp_blueprint(PUBLIC, sessions),)
        app = create_app(services, WebOptions(public_url=PUBLIC), more=more)
        self.agent = Platform(app.test_client(), services.rest.keys.issue(ACME), "2026-08-25")
        self.id = "none"

    def do(self, step: str) -> Any:
        if step == "create":
            told = self.agent.create()
            self.id = told.get("id", self.id)
            return told
        if step == "read":
            return self.agent.send("GET", f"/{self.id}").get_json()
        return self.agent.send("POST", f"/{self.id}/{step}", UCP_PAY).get_json()

    @staticmethod
    def told(answer: Any) -> str | None:
        if answer.get("status") == "completed" or "order" in answer:
            return str(answer["order"]["label"])
        return None


class Mcp:
    """Tools, called in the order in which an agent buys."""

    def __init__(self, services: FakeServices) -> None:
        app = create_app(services, WebOptions(public_url=PUBLIC), more=(mcp_blueprint(PUBLIC),))
        self.agent = Agent(app.test_client(), services.rest.keys.issue(ACME))
        self.id, self.keys = "ord_none", 0

    def do(self, step: str) -> Any:
        self.keys += 1
        tool, wish = {
            "create": (
                "price_order",
                {
                    "lines": [{"sku": "AM90-BLK-10", "quantity": 1}],
                    "shopper": {"name": "Ada Park"},
                },
            ),
            "complete": ("place_order", {"order_id": self.id, "payment_token": "tok_visa"}),
            "cancel": ("cancel_order", {"order_id": self.id}),
            "read": ("order_status", {"order_id": self.id}),
        }[step]
        key = {} if step == "read" else {"idempotency_key": f"k{self.keys}"}
        told = self.agent.call(tool, **wish, **key)
        self.id = told["structuredContent"].get("order_id") or self.id
        return {**told, "step": step}

    @staticmethod
    def told(answer: Any) -> str | None:
        body = answer["structuredContent"]
        if answer["step"] != "complete" or answer["isError"] or "number" not in body:
            return None
        return str(body["number"])


Surface: TypeAlias = Acp | Ucp | Mcp


def shop() -> FakeServices:
    services = FakeServices()
    services.shop.add_store(ACME, "loc_1", "Downtown")
    services.shop.add_variant(
        ACME, "AM90-BLK-10", "Nike Air Max", price=15099, options={}, stock={"loc_1": 99_999}
    )
    return services


def all_is_well(services: FakeServices) -> None:
    """Faults that an earlier example left are taken away."""
    for queue in OUTCOMES:
        getattr(services.shop, queue).clear()


def receipts(services: FakeServices) -> set[str]:
    orders = services.shop.orders.values()
    return {order.receipt.number for order in orders if order.receipt is not None}


@pytest.fixture(scope="module", params=[Acp, Ucp, Mcp])
def open_house(request: pytest.FixtureRequest) -> tuple[FakeServices, Surface]:
    """One surface over one shop, built once: orders of earlier examples may stand."""
    services = shop()
    return services, request.param(services)


def test_what_went_well_is_told_with_its_number(
    open_house: tuple[FakeServices, Surface],
) -> None:
    services, buying = open_house
    all_is_well(services)

    buying.do("create")
    told = buying.told(buying.do("complete"))

    assert told in receipts(services)


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_agent_is_told_of_an_order_without_a_receipt(
    open_house: tuple[FakeServices, Surface], steps: list[str | tuple[str, int]]
) -> None:
    services, buying = open_house
    all_is_well(services)

    for step in steps:
        if isinstance(step, tuple):
            getattr(services.shop, step[0]).append(OUTCOMES[step[0]][step[1]])
            continue
        told = buying.told(buying.do(step))
        assert told is None or told in receipts(services), (step, told)
