"""P14: a merchant sees only their own, over every route and channel of a running gateway."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.api.services import Scope
from app.voice.services import HandoffAsked
from app.voice.turn import Turn
from domain.balance import Finding, FindingKind, FindingState
from domain.events import PrivacyKind, PrivacyRequest
from domain.handover import HandoverReason
from domain.ids import ConnectionId, CustomerId, HoldId, MerchantId, PlatformId
from domain.money import Money
from domain.owners import OwnedField
from domain.returns import ReturnReason, ReturnState
from domain.splits import OnFailure
from storage import (
    api_keys,
    balance,
    card_tokens,
    conflicts,
    exchanges,
    merchants,
    orders,
    privacy,
    returns,
    split_orders,
    sync_jobs,
    transfers,
)
from storage.sync_jobs import JobKind
from tests.security.gateway import OTHER, OTHER_SECRET, OTHER_SKILL, Gateway, issue
from tests.security.shop import MERCHANT, PHONE
from tests.security.test_card_numbers import REST

pytestmark = pytest.mark.integration
IDS = [f"{method} {rule}" for method, rule in REST]


@dataclass(frozen=True, slots=True)
class Owned:
    """Things that are Northwind's, by the name of the path parameter, and a body for each write."""

    ids: dict[str, str]
    bodies: dict[str, Any]
    queries: dict[str, str]
    marks: tuple[str, ...]
    """What may be in no answer to anybody else."""


@pytest.fixture(scope="module")
def keys(gateway: Gateway) -> dict[Any, str]:
    """Another merchant's keys: for each scope one with it alone and one with all the others."""
    alone = {scope: issue(gateway.shop, OTHER, scope) for scope in Scope}
    rest = {
        ("all but", scope): issue(gateway.shop, OTHER, *(each for each in Scope if each != scope))
        for scope in Scope
    }
    return {**alone, **rest}


@pytest.fixture(scope="module")
def owned(gateway: Gateway) -> Owned:
    """A prepared order, its hold, its product and its customer."""
    wish = gateway.shop.wish()
    order = gateway.send("POST", "/v1/orders", body=wish).json()
    line = wish["lines"][0] | {"location_id": wish["location_id"]}
    product = order["lines"][0]["variant"]
    return Owned(
        ids={
            "order_id": order["order_id"],
            "hold_id": order["hold_id"],
            "product_id": product["product_id"],
            "customer_id": gateway.shop.jordan,
            "connection_id": gateway.shop.connection,
            "letter_id": "in_1",
            "rule_name": "northwinds-own",
            "channel_id": "chn_1",
            "request_id": _asked_for(gateway),
            "job_id": _a_job(gateway),
            "duty": "none-of-these",
            "location_id": wish["location_id"],
            "reading_channel": "phone",
            "conflict_id": _a_conflict(gateway),
            "card_id": _a_card(gateway),
            "return_id": _given_back(gateway, order["order_id"]),
            "finding_id": _found(gateway),
            "exchange_id": _exchanged(gateway, order["order_id"]),
            "transfer_id": _sent(gateway, line),
            "split_id": _parted(gateway, line),
            "subscription_id": _subscribed(gateway, product["sku"]),
            "handoff_id": _handed_over(gateway),
            "endpoint_id": _told(gateway),
        },
        bodies={
            "/v1/orders": wish,
            "/v1/holds": {"lines": [line]},
            "/v1/connections": {"platform": "none-of-these"},
            "/v1/connections/<connection_id>": {"options": {"a": "b"}},
            "/v1/sync/jobs": {"connection_id": gateway.shop.connection, "kind": "probe"},
            "/v1/sync/schedules/<duty>": {"rule": "every 10m"},
            "/v1/handoffs/<handoff_id>/claim": {},
            "/v1/handoffs/<handoff_id>/release": {},
            "/v1/handoffs/<handoff_id>/close": {},
            "/v1/handoffs/<handoff_id>/notes": {"note": "x"},
            "/v1/returns": {"order_id": order["order_id"], "lines": [{"position": 0}]},
            "/v1/returns/<return_id>/decide": {"approve": True},
            "/v1/balance/<finding_id>/accept": {"note": "x"},
            "/v1/exchanges": {
                "order_id": order["order_id"],
                "lines": [{"position": 0}],
                "wanted": [{"sku": product["sku"], "quantity": 1}],
            },
            "/v1/transfers": {
                "sku": product["sku"],
                "quantity": 1,
                "destination_id": wish["location_id"],
            },
            "/v1/split-orders": wish,
            "/v1/customers/<customer_id>/store-credit": {
                "amount": {"amount": 500, "currency": "USD"},
                "reason": "x",
            },
            "/v1/subscriptions": _monthly(gateway, product["sku"]),
            "/v1/subscriptions/preview": _monthly(gateway, product["sku"]),
            "/v1/subscriptions/<subscription_id>": {"quantity": 2},
            "/v1/subscriptions/<subscription_id>/answer": {"approve": True},
            "/v1/orders/queue/<order_id>/entered": {"number": "1047"},
            "/v1/customers/<customer_id>/merge": {"customer_id": "cus_2", "reason": "same"},
            "/v1/customers/<customer_id>/unmerge": {"customer_id": "cus_2"},
            "/v1/dead-letters/replay": {"letter_ids": ["in_1"]},
            "/v1/dead-letters/discard": {"letter_ids": ["in_1"], "reason": "x"},
            "/v1/alert-rules/<rule_name>": {"threshold": 9},
            "/v1/sync/intake-policies": {
                "connection_id": gateway.shop.connection,
                "mode": "strict",
            },
            "/v1/sync/reading-policies/<reading_channel>": {"fresh_s": -1},
            "/v1/sync/twins/<location_id>": {"twin_id": wish["location_id"]},
            "/v1/stores/<location_id>": {"pickup_minutes": 30},
            "/v1/store-defaults": {"pickup_minutes": -1},
            "/v1/stock-rules": {"sku": product["sku"], "keep_back": "1"},
            "/v1/rollout": {"share_percent": "none"},
            "/v1/webhook-endpoints": {"url": "http://none", "events": ["order.*"]},
            "/v1/payment-tokens": {"nonce": "cnon:x", "connection_id": gateway.shop.connection},
            "/v1/gift-cards": {"nonce": "cnon:x", "connection_id": gateway.shop.connection},
            "/v1/payments": {"order_id": order["order_id"], "payment_token": "cnon:x"},
        },
        queries={
            "/v1/inventory": f"?sku={product['sku']}",
            "/v1/inventory/explanation": f"?sku={product['sku']}",
            "/v1/inventory/alternatives": (
                f"?sku={product['sku']}&location_id={wish['location_id']}"
            ),
            "/v1/transfers/offer": (f"?sku={product['sku']}&location_id={wish['location_id']}"),
            "/v1/products": "?limit=100",
            "/v1/customers": f"?phone=%2B{PHONE[1:]}",
            "/v1/stock-rules": f"?location_id={wish['location_id']}",
            "/v1/rollout/decision": "?channel=alexa&shopper=x",
        },
        marks=(
            order["order_id"],
            order["hold_id"],
            product["sku"],
            wish["location_id"],
            "Rivera",
            gateway.shop.connection,
            gateway.shop.jordan,
        ),
    )


def _asked_for(gateway: Gateway) -> str:
    """A report about Northwind's shopper."""
    services = gateway.shop.services
    connection = services.directory.connection(gateway.shop.connection)
    with services.database.write() as tx:
        privacy.carry_out(
            tx,
            connection,
            PrivacyRequest(kind=PrivacyKind.DATA_REQUEST, customer_id=PlatformId("C1")),
            delivery_id="security-data-request",
            now=services.clock.now(),
        )
        return privacy.requests(tx, MERCHANT)[0].id


def _told(gateway: Gateway) -> str:
    """A webhook endpoint of Northwind's."""
    desk = gateway.shop.services.outward.desk
    made = desk.add(
        MERCHANT,
        url="https://northwind.example/hook",
        events=["order.*"],
        description="Rivera's",
        actor="test",
    )
    return made.id


def _handed_over(gateway: Gateway) -> str:
    """A conversation that waits for somebody of Northwind's."""
    services = gateway.shop.services
    turn = Turn(
        channel="phone", merchant_id=MERCHANT, session_id="CA1", user_id="+12065550123", text="help"
    )
    services.handovers.open(HandoffAsked(turn=turn, reason=HandoverReason.REQUESTED))
    return services.handovers.queue(MERCHANT).rows[0].id


def _a_card(gateway: Gateway) -> str:
    """A card of Northwind's shopper, on file."""
    services = gateway.shop.services
    new = card_tokens.NewToken(
        merchant_id=MerchantId(MERCHANT),
        connection_id=ConnectionId(gateway.shop.connection),
        customer_id=CustomerId(gateway.shop.jordan),
        customer_platform_id=None,
        key="security-card",
        token="ccof:northwind",
        brand="Visa",
        last4="1111",
        exp_month=12,
        exp_year=2030,
        reusable=True,
        expires_at=None,
    )
    with services.database.write() as tx:
        return card_tokens.add(tx, services.keyring, new, now=services.clock.now()).id


def _a_conflict(gateway: Gateway) -> str:
    """A title that somebody else told differently."""
    services = gateway.shop.services
    found = conflicts.Contradiction(
        kind=conflicts.ConflictKind.UNIFIED_FIELD,
        subject="MUG",
        field=OwnedField.TITLE,
        winner=gateway.shop.connection,
        winner_value="White mug",
        loser="con_other",
        loser_value="Mug, white",
    )
    with services.database.write() as tx:
        conflicts.note(tx, MERCHANT, [found], now=services.clock.now())
        return conflicts.page(tx, MERCHANT).rows[0].id


def _given_back(gateway: Gateway, order_id: str) -> str:
    """A return of Northwind's that waits for a person."""
    services = gateway.shop.services
    with services.database.write() as tx:
        order = orders.get(tx, MERCHANT, order_id)
        new = returns.NewReturn(
            merchant_id=order.merchant_id,
            connection_id=order.connection_id,
            order_id=order.id,
            key="security-return",
            state=ReturnState.NEEDS_PERSON,
            reason=ReturnReason.DAMAGED,
            note=None,
            lines=((0, 1),),
            amount=order.total,
            channel="api",
            customer_id=order.customer_id,
            detail={},
        )
        return returns.add(tx, new, now=services.clock.now()).id


def _found(gateway: Gateway) -> str:
    """Something of Northwind's payments that does not add up."""
    services, connection = gateway.shop.services, ConnectionId(gateway.shop.connection)
    now = services.clock.now()
    finding = Finding(
        kind=FindingKind.CAPTURE_WITHOUT_ORDER,
        subject="pay_security",
        order_id=None,
        amount=Money(1999, "USD"),
        detail="the POS has no order",
    )
    run = balance.BalanceRun(
        id="bal_security",
        connection_id=connection,
        since=now,
        until=now,
        orders=1,
        undone=0,
        told=1,
        found=1,
        ended_at=now,
    )
    with services.database.write() as tx:
        balance.save(tx, MERCHANT, run, [(finding, FindingState.OPEN)], now=now)
        (kept,) = balance.open_findings(tx, connection)
    return kept.id


def _exchanged(gateway: Gateway, order_id: str) -> str:
    """An exchange of Northwind's that waits for its shopper."""
    services = gateway.shop.services
    with services.database.write() as tx:
        order = orders.get(tx, MERCHANT, order_id)
        (back,) = returns.of_order(tx, MERCHANT, order_id)
        new = exchanges.NewExchange(
            merchant_id=order.merchant_id,
            key="security-exchange",
            order_id=order.id,
            return_id=back.id,
            returned=order.total,
            channel="api",
            customer_id=order.customer_id,
        )
        return exchanges.add(tx, new, now=services.clock.now()).id


def _sent(gateway: Gateway, line: dict[str, Any]) -> str:
    """Goods of Northwind's that staff send from a store to itself."""
    services, place = gateway.shop.services, line["location_id"]
    now = services.clock.now()
    with services.database.write() as tx:
        new = transfers.NewTransfer(
            merchant_id=MERCHANT,
            connection_id=gateway.shop.connection,
            key="security-transfer",
            made_by=transfers.MadeBy.STAFF,
            sku=line["sku"],
            name="x",
            quantity=1,
            source_id=place,
            destination_id=place,
            expected_on=now.date(),
            hold_id=HoldId("hold_none"),
            caller="x",
            customer_id=None,
            channel="api",
            locale=None,
            unsent_until=now,
        )
        made = transfers.fresh_id(now)
        return transfers.add(tx, new, transfer_id=made, now=now, due_at=now).id


def _parted(gateway: Gateway, line: dict[str, Any]) -> str:
    """An order of Northwind's over two tills."""
    services = gateway.shop.services
    now = services.clock.now()
    part = split_orders.PlannedPart(
        connection_id=gateway.shop.connection,
        location_id=line["location_id"],
        lines=(0,),
    )
    new = split_orders.NewSplit(
        merchant_id=MERCHANT,
        key="security-split",
        on_failure=OnFailure.ALL,
        channel="api",
        customer_id=None,
        parts=(part, part),
    )
    with services.database.write() as tx:
        return split_orders.add(tx, new, now=now, due_at=now + timedelta(days=9)).id


def _monthly(gateway: Gateway, sku: str) -> dict[str, Any]:
    """A wish of Northwind's shopper that comes every month."""
    return {
        "customer_id": gateway.shop.jordan,
        "sku": sku,
        "cadence": {"every": 1, "unit": "month"},
    }


def _subscribed(gateway: Gateway, sku: str) -> str:
    """A subscription of Northwind's shopper."""
    begun = gateway.send("POST", "/v1/subscriptions", body=_monthly(gateway, sku)).json()
    return str(begun["subscription_id"])


def _a_job(gateway: Gateway) -> str:
    """Something asked of Northwind's platform, due when nobody runs any more."""
    services = gateway.shop.services
    now = services.clock.now()
    with services.database.write() as tx:
        return sync_jobs.enqueue(
            tx,
            services.directory.connection(gateway.shop.connection),
            kind=JobKind.VERIFY,
            due_at=now + timedelta(days=9),
            requested_by="northwind",
            now=now,
        ).id


def _ask(gateway: Gateway, owned: Owned, method: str, rule: str, key: str) -> Any:
    target = re.sub(r"<(\w+)>", lambda name: owned.ids[name[1]], rule) + owned.queries.get(rule, "")
    body = owned.bodies.get(rule, {}) if method in {"POST", "PUT", "PATCH"} else None
    return gateway.send(method, target, body=body, key=key)


def _effects(gateway: Gateway) -> list[Any]:
    """Northwind's order and hold as they stand."""
    with gateway.shop.services.database.read() as tx:
        return [
            tuple(row)
            for table in ("orders", "holds", "order_history")
            if tx.dialect.has_table(tx, table)
            for row in tx.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        ]


@pytest.mark.parametrize(("method", "rule"), REST, ids=IDS)
def test_no_malformed_revoked_or_expired_key_opens_a_route(
    gateway: Gateway, owned: Owned, method: str, rule: str
) -> None:
    services = gateway.shop.services
    now = services.clock.now()
    revoked = issue(gateway.shop, MERCHANT)
    with services.database.write() as tx:
        (key_id,) = [key.id for key in api_keys.list_keys(tx, MERCHANT) if key.prefix in revoked]
        assert api_keys.revoke(tx, MERCHANT, key_id, now)
    expired = issue(gateway.shop, MERCHANT, expires_at=now - timedelta(seconds=1))
    good = gateway.key
    for key in ("", "x", revoked, expired, good[:-1], good + "0", good.upper(), f"{good} {good}"):
        answer = _ask(gateway, owned, method, rule, key)
        assert answer.status == 401, key
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["type"] == "/problems/unauthenticated"


@pytest.mark.parametrize(("method", "rule"), REST, ids=IDS)
def test_a_key_opens_only_the_routes_of_its_scope(
    gateway: Gateway, owned: Owned, keys: dict[Any, str], method: str, rule: str
) -> None:
    with_one = _ask(gateway, owned, method, rule, keys[Scope.CATALOG_READ])
    needed = Scope(with_one.json()["scope"]) if with_one.status == 403 else Scope.CATALOG_READ

    assert _ask(gateway, owned, method, rule, keys[needed]).status != 403
    answer = _ask(gateway, owned, method, rule, keys["all but", needed])
    assert (answer.status, answer.json()["scope"]) == (403, needed)


@pytest.mark.parametrize(("method", "rule"), REST, ids=IDS)
def test_another_merchant_sees_and_changes_nothing(
    gateway: Gateway, owned: Owned, method: str, rule: str
) -> None:
    before = _effects(gateway)
    answer = _ask(gateway, owned, method, rule, gateway.other_key)

    assert answer.status in {404, 409, 422} or (method == "GET" and answer.status == 200)
    told = answer.data.decode()
    if answer.status == 200:
        assert not [mark for mark in owned.marks if mark in told]
    assert _effects(gateway) == before


def test_a_cursor_of_one_merchant_is_of_no_use_to_another(gateway: Gateway) -> None:
    for target in ("/v1/products?limit=1", "/v1/products?query=nike&limit=1"):
        cursor = gateway.send("GET", target).json()["next_cursor"]
        assert cursor
        assert gateway.send("GET", f"{target}&cursor={cursor}").status == 200
        answer = gateway.send("GET", f"{target}&cursor={cursor}", key=gateway.other_key)
        assert answer.status == 422
        swapped = ("A" if cursor[0] != "A" else "B") + cursor[1:]
        assert gateway.send("GET", f"{target}&cursor={swapped}").status == 422


def test_an_idempotency_key_is_a_merchants_own(gateway: Gateway, owned: Owned) -> None:
    body = owned.bodies["/v1/holds"]
    named = {"Idempotency-Key": "the-same-name"}
    first = gateway.send("POST", "/v1/holds", body=body, headers=named)
    other = gateway.send("POST", "/v1/holds", body=body, headers=named, key=gateway.other_key)
    again = gateway.send("POST", "/v1/holds", body=body, headers=named)

    assert first.status == again.status == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.status in {404, 422}
    assert first.json()["hold_id"] not in other.data.decode()


def test_a_skill_speaks_for_its_own_merchant_only(gateway: Gateway) -> None:
    for merchant, skill in ((MERCHANT, OTHER_SKILL), (OTHER, "amzn1.ask.skill.northwind")):
        heard = gateway.device(merchant=merchant, skill=skill).launch()
        assert heard.status == 400
    assert gateway.device().launch().status == 200


def test_an_account_link_of_one_merchant_is_nobody_at_another(gateway: Gateway) -> None:
    device = gateway.device(merchant=OTHER, skill=OTHER_SKILL)
    device.launch()
    heard = device.intent("OrderStatusIntent", {})

    assert heard.status == 200
    assert "Jordan" not in heard.ssml
    assert heard.body["response"].get("card") == {"type": "LinkAccount"}


def test_a_session_id_is_a_merchants_own(gateway: Gateway) -> None:
    ours, theirs = gateway.device(), gateway.device(merchant=OTHER, skill=OTHER_SKILL)
    ours.start("amzn1.echo-api.session.shared")
    ours.intent("OrderProductIntent", {"query": f"one {_title(gateway)} for pickup downtown"})
    theirs.start("amzn1.echo-api.session.shared")
    before = _effects(gateway)
    heard = theirs.intent("AMAZON.YesIntent", {})
    theirs.hang_up()

    assert heard.status == 200
    assert "Northwind" not in heard.ssml
    assert _effects(gateway) == before


def _title(gateway: Gateway) -> str:
    found = gateway.send("GET", "/v1/products?limit=1").json()
    return str(found["items"][0]["title"])


def test_a_webhook_counts_only_for_the_connection_that_signed_it(gateway: Gateway) -> None:
    services = gateway.shop.services
    account = services.directory.connection(gateway.shop.connection).account_id

    def event(name: str, merchant: str) -> bytes:
        told = {"type": "inventory.count.updated", "event_id": name, "merchant_id": merchant}
        return json.dumps(told | {"data": {"object": {"inventory_counts": []}}}).encode()

    own = gateway.webhook_secret()
    theirs = gateway.other_connection
    assert gateway.webhook(event("t-1", account), secret=OTHER_SECRET).status == 401
    assert gateway.webhook(event("t-2", account), secret=own, connection=theirs).status == 401
    assert gateway.webhook(event("t-3", account), connection="con_of_nobody").status == 404
    foreign = gateway.webhook(event("t-4", account), secret=OTHER_SECRET, connection=theirs)
    accepted = gateway.webhook(event("t-5", account))

    assert (foreign.status, accepted.status) == (200, 200)
    assert _stored(gateway, "t-") == [("t-5", gateway.shop.connection)]


def _stored(gateway: Gateway, prefix: str) -> list[tuple[str, str]]:
    with gateway.shop.services.database.read() as tx:
        rows = tx.exec_driver_sql(
            f"SELECT delivery_id, connection_id FROM inbox WHERE delivery_id LIKE '{prefix}%%'"
            if tx.dialect.name == "postgresql"
            else f"SELECT delivery_id, connection_id FROM inbox WHERE delivery_id LIKE '{prefix}%'"
        )
        return [tuple(row) for row in rows]


def test_an_account_belongs_to_one_merchant(gateway: Gateway) -> None:
    services = gateway.shop.services
    with services.database.read() as tx:
        mine = merchants.connections(tx, MERCHANT)
        theirs = merchants.connections(tx, OTHER)

    assert {each.merchant_id for each in mine} == {MERCHANT}
    assert {each.merchant_id for each in theirs} == {OTHER}
