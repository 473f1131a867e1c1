"""The MCP server: what it says to each version of the protocol, and that its tools are the REST
operations with the same rights, checks and refusals."""

from __future__ import annotations

import base64
from typing import Any

import jsonschema
import pytest

from app.agents.mcp import MODERN, VERSIONS, WITH_HANDSHAKE
from app.agents.tools import OFFERED
from tests.fakes.rest import FakeServices
from tests.unit.agents.conftest import PUBLIC, Agent

_META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
_SHOPPER = {"name": "Ada", "phone": "+12065550123"}
_LINE = {"sku": "AM90-BLK-10", "quantity": 1}


def _modern(agent: Agent, method: str, params: dict[str, Any], **headers: str) -> Any:
    given = {"MCP-Protocol-Version": MODERN, "Mcp-Method": method}
    given |= {"Mcp-Name": params["name"]} if "name" in params else {}
    return agent.rpc(method, {**params, "_meta": _META}, **{**given, **headers})


@pytest.mark.parametrize("version", WITH_HANDSHAKE)
def test_a_handshake_settles_the_version_and_every_tool_is_listed(
    agent: Agent, version: str
) -> None:
    asked = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "x"}}
    told = agent.rpc("initialize", asked)["result"]
    done = agent.post({"jsonrpc": "2.0", "method": "notifications/initialized"})
    listed = agent.rpc("tools/list", **{"MCP-Protocol-Version": version})["result"]

    assert told["protocolVersion"] == version
    assert told["capabilities"] == {"tools": {}}
    assert (done.status_code, done.data) == (202, b"")
    assert [each["name"] for each in listed["tools"]] == [each.name for each in OFFERED]
    assert agent.rpc("ping")["result"] == {}


def test_an_unknown_version_is_answered_with_one_that_is_spoken(agent: Agent) -> None:
    told = agent.rpc("initialize", {"protocolVersion": "1900-01-01"})["result"]
    refused = agent.rpc("tools/list", **{"MCP-Protocol-Version": "1900-01-01"})["error"]

    assert told["protocolVersion"] == WITH_HANDSHAKE[0]
    assert refused["data"] == {"supported": list(VERSIONS), "requested": "1900-01-01"}


def test_without_a_handshake_each_request_says_its_version_and_repeats_itself_in_headers(
    agent: Agent,
) -> None:
    found = _modern(agent, "server/discover", {})["result"]
    listed = _modern(agent, "tools/list", {})["result"]
    encoded = f"=?base64?{base64.b64encode(b'list_stores').decode()}?="
    called = _modern(agent, "tools/call", {"name": "list_stores"}, **{"Mcp-Name": encoded})

    assert found["resultType"] == "complete"
    assert MODERN in found["supportedVersions"]
    assert listed["cacheScope"] == "private"
    assert called["result"]["structuredContent"]["items"][0]["name"] == "Downtown"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Mcp-Name", "cancel_order"),
        ("Mcp-Name", "=?base64?%%?="),
        ("Mcp-Method", "tools/list"),
        ("MCP-Protocol-Version", WITH_HANDSHAKE[0]),
    ],
)
def test_headers_that_say_something_else_than_the_body_are_refused(
    agent: Agent, header: str, value: str
) -> None:
    told = _modern(agent, "tools/call", {"name": "list_stores"}, **{header: value})

    assert told["error"]["code"] == -32020


def test_an_agent_finds_holds_prices_places_and_follows_an_order(
    agent: Agent, services: FakeServices
) -> None:
    found = agent.call("search_products", query="nike air max")["structuredContent"]["items"]
    stock = agent.call("check_availability", sku="AM90-BLK-10")["structuredContent"]["items"]
    held = agent.call("hold_stock", lines=[{**_LINE, "location_id": "loc_1"}], idempotency_key="a")
    priced = agent.call(
        "price_order",
        lines=[_LINE],
        shopper=_SHOPPER,
        location_id="loc_1",
        hold_id=held["structuredContent"]["hold_id"],
        idempotency_key="b",
    )["structuredContent"]
    total = priced["quote"]["total"]
    placed = agent.call(
        "place_order",
        order_id=priced["order_id"],
        payment_token="tok_visa",
        agreed_total={"amount": total["amount"], "currency": total["currency"]},
        idempotency_key="c",
    )
    status = agent.call("order_status", order_id=priced["order_id"])["structuredContent"]

    assert found[0]["title"] == "Nike Air Max"
    assert stock[0]["stores"][0]["location_name"] == "Downtown"
    assert placed["isError"] is False, placed
    assert placed["structuredContent"]["number"] == status["number"]


def test_the_same_name_of_an_intention_acts_once(agent: Agent) -> None:
    wish = {"lines": [{**_LINE, "location_id": "loc_1"}], "idempotency_key": "once"}

    first = agent.call("hold_stock", **wish)
    again = agent.call("hold_stock", **wish)

    assert again == first


def test_an_order_that_an_agent_asks_for_is_counted_as_mcp_and_no_other(
    agent: Agent, services: FakeServices
) -> None:
    wish = {"lines": [{"sku": "AM90-BLK-10", "quantity": 1}], "shopper": {"name": "Ada Park"}}
    agent.call("price_order", **wish, idempotency_key="by-mcp")
    headers = {"Authorization": f"Bearer {agent.key}", "Idempotency-Key": "by-rest"}
    forged = {**headers, "voicetill.channel": "alexa"}
    agent.http.post("/v1/orders", json=wish, headers=forged)

    channels = [order.command.channel for order in services.shop.orders.values()]

    assert sorted(channels) == ["api", "mcp"]


def test_a_refusal_is_told_in_words_and_as_data(agent: Agent) -> None:
    none = agent.call("get_order", order_id="ord_none")
    many = agent.call(
        "hold_stock",
        lines=[{"sku": "AM90-BLK-10", "quantity": 50, "location_id": "loc_1"}],
        idempotency_key="many",
    )
    odd = agent.call("check_availability", sku="AM90-BLK-10", quantity="lots", strange=1)
    unnamed = agent.call("hold_stock", lines=[{**_LINE, "location_id": "loc_1"}])

    assert [each["isError"] for each in (none, many, odd, unnamed)] == [True] * 4
    assert many["structuredContent"]["type"] == "/problems/out-of-stock"
    assert "left" in many["content"][0]["text"].lower()
    assert "quantity" in odd["content"][0]["text"]
    assert "Idempotency-Key" in unnamed["content"][0]["text"]


def test_a_key_sees_and_does_only_what_its_scopes_allow(reader: Agent) -> None:
    listed = [each["name"] for each in reader.rpc("tools/list")["result"]["tools"]]
    refused = reader.call("hold_stock", lines=[], idempotency_key="a")

    assert listed == ["search_products", "get_product"]
    assert refused["isError"] is True
    assert refused["structuredContent"]["status"] == 403


def test_nobody_comes_in_without_a_key_or_from_a_foreign_page(agent: Agent) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}

    assert agent.post(ping, Authorization="Bearer nothing").status_code == 401
    assert agent.post(ping, Origin="https://evil.example").status_code == 403
    assert agent.post(ping, Origin=PUBLIC).status_code == 200
    assert agent.http.get("/mcp").status_code == 405


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], -32600),
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/fetch"}, -32601),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {}}, -32602),
        (
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {
                    "name": "place_order",
                    "arguments": {"payment_token": "4111111111111111"},
                },
            },
            -32602,
        ),
    ],
)
def test_what_is_no_request_gets_an_error_of_the_protocol(
    agent: Agent, body: Any, code: int
) -> None:
    told = agent.post(body).get_json()

    assert told["jsonrpc"] == "2.0"
    assert told["error"]["code"] == code
    assert "4111" not in told["error"]["message"]


def test_what_is_no_json_is_a_parse_error(agent: Agent) -> None:
    headers = {"Authorization": f"Bearer {agent.key}", "Content-Type": "application/json"}
    answer = agent.http.post("/mcp", data=b"{", headers=headers)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, -32700)


def test_every_tools_schema_is_one_and_takes_what_the_tool_takes(agent: Agent) -> None:
    tools = {each["name"]: each for each in agent.rpc("tools/list")["result"]["tools"]}

    for tool in tools.values():
        jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
        assert "$ref" not in str(tool["inputSchema"])
        assert "\\A" not in str(tool["inputSchema"])
    wish = {"lines": [_LINE], "shopper": _SHOPPER, "idempotency_key": "a"}
    jsonschema.validate(wish, tools["price_order"]["inputSchema"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**wish, "card": "x"}, tools["price_order"]["inputSchema"])
