"""P14: a merchant sees only their own, on every route there is. Generated from the route table."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask

from app.api.access import CachedKeys
from app.api.openapi import document_bytes, register_rest
from app.api.services import Scope
from tests.fakes.clock import FakeClock
from tests.fakes.rest import FakeKeys, FakeServices
from tests.unit.api.conftest import ACME, WISH, Api

OPEN_ROUTES = {
    "/",
    "/docs",
    "/openapi.json",
    "/problems",
    "/problems/<code>",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/<path:filename>",
    "/webhooks/<platform>",
    "/webhooks/<platform>/<connection_id>",  # proved by the platform's signature instead
}


def _operations() -> list[tuple[str, str, str]]:
    app = Flask("routes")
    register_rest(app)
    return sorted(
        (method, rule.rule, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = _operations()
IDS = [f"{method} {rule}" for method, rule, _ in OPERATIONS]
BEANS = {
    "customer_id": "cus_1",
    "sku": "AM90-BLK-10",
    "cadence": {"every": 1, "unit": "month"},
}
BODIES: dict[str, Any] = {
    "create_connection": {"platform": "none-of-these"},
    "change_connection": {"options": {"a": "b"}},
    "verify_connection": {},
    "start_sync_job": {"connection_id": "con_m_acme", "kind": "delta"},
    "set_sync_schedule": {"rule": "every 10m"},
    "replay_dead_letters": {"letter_ids": ["in_7"]},
    "discard_dead_letters": {"letter_ids": ["in_7"], "reason": "x"},
    "set_alert_rule": {"threshold": 9},
    "set_intake_policy": {"connection_id": "con_m_acme", "mode": "strict"},
    "set_reading_policy": {"fresh_s": -1},
    "pair_twins": {"twin_id": "loc_m_acme_2"},
    "add_alert_channel": {"kind": "email", "name": "x", "target": "nobody"},
    "prepare_order": WISH,
    "mark_parked_order_entered": {"number": "1047"},
    "merge_customers": {"customer_id": "cus_2", "reason": "same phone"},
    "unmerge_customers": {"customer_id": "cus_2"},
    "claim_handoff": {},
    "release_handoff": {},
    "close_handoff": {},
    "note_handoff": {"note": "x"},
    "take_card": {"nonce": "cnon:x", "connection_id": "con_m_acme"},
    "decide_return": {"approve": True},
    "accept_finding": {"note": "agreed"},
    "look_up_gift_card": {"nonce": "cnon:x", "connection_id": "con_m_acme"},
    "capture_order": {},
    "void_order": {},
    "change_store_credit": {"amount": {"amount": 500, "currency": "USD"}, "reason": "x"},
    "start_subscription": BEANS,
    "preview_subscription": BEANS,
    "change_subscription": {"quantity": 2},
    "pause_subscription": {},
    "answer_subscription": {"approve": True},
    "add_webhook_endpoint": {"url": "http://none", "events": ["order.*"]},
    "change_webhook_endpoint": {"enabled": False},
    "rotate_webhook_endpoint_secret": {},
    "try_webhook_endpoint": {},
    "replay_webhook_deliveries": {},
    "change_store": {"pickup_minutes": 30},
    "change_store_defaults": {"pickup_minutes": -1},
    "set_stock_rule": {"location_id": "loc_m_acme_1"},
    "set_rollout": {"share_percent": "none"},
    "roll_back": {},
    "create_hold": {
        "lines": [{"sku": "AM90-BLK-10", "quantity": 1, "location_id": "loc_m_acme_1"}]
    },
}


OWN_ALONE = {"/v1/alert-rules/<rule_name>", "/v1/alert-channels", "/v1/webhook-endpoints"}
OWN_ALONE |= {"/v1/rollout", "/v1/rollout/rollback", "/v1/store-defaults"}
OWN_ALONE |= {"/v1/sync/reading-policies/<reading_channel>"}
"""Whoever writes there makes something of their own, for which these bodies do not suffice."""


def _ask(api: Api, method: str, rule: str, ids: dict[str, str], **headers: str) -> Any:
    path = re.sub(r"<(\w+)>", lambda name: ids[name[1]], rule)
    endpoint = next(e for m, r, e in OPERATIONS if (m, r) == (method, rule))
    body = BODIES.get(endpoint.rpartition(".")[2], {"order_id": ids["order_id"]})
    if endpoint.endswith("ask_return"):
        body = {"order_id": ids["order_id"], "lines": [{"position": 0}]}
    if endpoint.endswith("ask_exchange"):
        wanted = [{"sku": "AM90-BLK-10", "quantity": 1}]
        body = {"order_id": ids["order_id"], "lines": [{"position": 0}], "wanted": wanted}
    if endpoint.endswith("ask_transfer"):
        body = {"sku": "AM90-BLK-10", "quantity": 1, "destination_id": "loc_m_acme_1"}
    if endpoint.endswith("prepare_split_order"):
        body = {"lines": [{"sku": "AM90-BLK-10", "quantity": 1}], "shopper": {"name": "Ada"}}
    body = {} if rule.rpartition("/")[2] in {"confirm", "cancel", "received", "sent"} else body
    query = {"sku": "AM90-BLK-10"} if rule.startswith("/v1/inventory") else {}
    if rule.endswith("/decision"):
        query = {"channel": "alexa", "shopper": "x"}
    if rule == "/v1/customers":
        query = {"phone": "+12065550123"}
    if rule.endswith("/offer"):
        query = {"sku": "AM90-BLK-10"}
    if rule.endswith(("/alternatives", "/offer")):
        query["location_id"] = "loc_m_acme_1"
    return api.http.open(
        path,
        method=method,
        query_string=query,
        json=body if method in {"POST", "PUT", "PATCH"} else None,
        headers={"Idempotency-Key": "probe"} | headers,
    )


@pytest.fixture
def ids(api: Api) -> dict[str, str]:
    """Things that are Acme's."""
    wish = WISH | {"shopper": {"name": "Ada", "customer_id": "cus_1"}}
    order = api.post("/v1/orders", wish).get_json()
    return {
        "order_id": order["order_id"],
        "hold_id": order["hold_id"],
        "product_id": "prod_nike_air_max",
        "customer_id": "cus_1",
        "connection_id": "con_m_acme",
        "letter_id": "in_7",
        "rule_name": "acmes-own",
        "channel_id": "chn_acme",
        "request_id": "prv_m_acme",
        "job_id": "job_m_acme",
        "duty": "none-of-these",
        "location_id": "loc_m_acme_1",
        "reading_channel": "phone",
        "conflict_id": "cfl_m_acme",
        "return_id": "rtn_m_acme",
        "finding_id": "fnd_m_acme",
        "exchange_id": "exc_m_acme",
        "transfer_id": "trf_m_acme",
        "split_id": "spl_m_acme",
        "subscription_id": "sub_m_acme",
        "handoff_id": "hof_m_acme",
        "card_id": "ptk_m_acme",
        "endpoint_id": "whe_acme",
    }


def test_no_route_was_forgotten(http: Any) -> None:
    served = {rule.rule for rule in http.application.url_map.iter_rules()}

    assert {rule for rule in served if not rule.startswith("/v1/")} == OPEN_ROUTES
    told = json.loads(document_bytes())["paths"].values()
    assert len(OPERATIONS) == sum(method in item for item in told for method in METHODS)


@pytest.mark.parametrize(("method", "rule", "endpoint"), OPERATIONS, ids=IDS)
@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer vt_wrong", "Basic dXNlcjpwYXNz", "Bearer " + "x" * 5000],
    ids=["none", "no key", "blank", "wrong", "basic", "huge"],
)
def test_without_a_valid_key_nothing_is_told(
    api: Api, ids: dict[str, str], method: str, rule: str, endpoint: str, authorization: str
) -> None:
    answer = _ask(api, method, rule, ids, Authorization=authorization)

    assert answer.status_code == 401
    assert answer.get_json()["type"] == "/problems/unauthenticated"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "rule", "endpoint"), OPERATIONS, ids=IDS)
def test_a_key_without_the_scope_is_refused(
    api: Api,
    ids: dict[str, str],
    services: FakeServices,
    method: str,
    rule: str,
    endpoint: str,
) -> None:
    granted = []
    for scope in Scope:
        key = services.keys.issue(ACME, scope)
        answer = _ask(api, method, rule, ids, Authorization=f"Bearer {key}")
        if answer.status_code == 403:
            assert answer.get_json()["scope"] not in {scope}
        else:
            granted.append(scope)

    assert len(granted) == 1


@pytest.mark.parametrize(("method", "rule", "endpoint"), OPERATIONS, ids=IDS)
def test_another_merchants_key_sees_and_changes_nothing(
    api: Api,
    other: Api,
    ids: dict[str, str],
    services: FakeServices,
    method: str,
    rule: str,
    endpoint: str,
) -> None:
    effects = services.shop.effects
    answer = _ask(other, method, rule, ids, Authorization=f"Bearer {other.key}")

    told = answer.get_data(as_text=True)
    assert services.shop.effects == effects
    refused = {404} | ({422} if rule in OWN_ALONE else set())
    assert answer.status_code in refused or (method == "GET" and answer.status_code == 200)
    if answer.status_code == 200:
        assert not re.search(r"AM90|Air Max|m_acme|ord_1|hold_1", told)


def test_unknown_and_foreign_ids_get_the_same_answer(api: Api, other: Api, order_id: str) -> None:
    def told(answer: Any, name: str) -> Any:
        body = answer.get_json()
        return {k: str(v).replace(name, "ID") for k, v in body.items() if "cor" not in k} | {
            "instance": ""
        }

    foreign = told(other.get(f"/v1/orders/{order_id}"), order_id)
    unknown = told(other.get("/v1/orders/ord_nope"), "ord_nope")

    assert foreign == unknown


@pytest.mark.parametrize(
    "name", ["%00", "a%00b", "..%2f..", "x" * 200, "%ff%fe", "' or 1=1", "-", "%F0%9F%92%A9"]
)
def test_an_ill_formed_id_is_one_that_nobody_has(api: Api, name: str) -> None:
    assert api.get(f"/v1/orders/{name}").status_code == 404


def test_a_found_key_is_remembered_for_a_while_and_a_wrong_one_is_not() -> None:
    register, clock = FakeKeys(), FakeClock()
    moment = [0.0]
    keys = CachedKeys(register, ttl_s=5, size=2, timer=lambda: moment[0])
    good = register.issue("m")

    for _ in range(3):
        assert keys.find(good, now=clock.now()) is not None
        assert keys.find("wrong", now=clock.now()) is None
    assert register.looked_up == 1 + 3

    register.grants.clear()
    moment[0] = 5.0
    assert keys.find(good, now=clock.now()) is None


def test_the_memory_of_keys_is_bounded() -> None:
    register, clock = FakeKeys(), FakeClock()
    keys = CachedKeys(register, size=2, timer=lambda: 0.0)
    issued = [register.issue("m", key=f"vt_{n}") for n in range(3)]

    for key in [*issued, issued[0]]:
        keys.find(key, now=clock.now())

    assert register.looked_up == 4
