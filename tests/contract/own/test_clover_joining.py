"""How Clover is joined, heard, kept within its limits and given cards: over HTTP."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.clover.errors import CloverDialect
from adapters.clover.webhooks import CloverWebhooks
from adapters.oauth import StateSigner
from adapters.platform import AdapterSettings
from adapters.transport import Transport
from domain.calls import SystemClock
from domain.card_secret import CardSecret
from domain.errors import ConfigurationError, NotAuthorizedError, RejectedError
from domain.events import Disconnected, Refetch
from domain.ids import ConnectionId
from domain.payments import Authorized
from domain.ports.cards import TokenizesCards
from domain.ports.webhooks import KnowsAddressChecks
from mapping.report import MappingReport
from sandbox.clover import create_shop
from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.kit.web import Request
from tests.contract.clover_contract import unknown_fields
from tests.contract.platforms.clover import (
    CLOVER,
    REDIRECT,
    STAGE,
    UNHURRIED,
    connect,
    flow_at,
    settings_for,
)
from tests.contract.suite.hooks import told
from tests.contract.suite.sim import FixedToken, PosSim, draft, in_time, key, receiver, wait_for

pytestmark = pytest.mark.stage(STAGE)


def test_a_missing_permission_is_named_although_clover_says_401(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    kept = [one for one in CLOVER.scopes if one not in ("CUSTOMERS_R", "ORDERS_W")]
    sim.control("POST dashboard", {"permissions": kept})
    granted = connect(transport, shop_url)
    line = transport.line(
        ConnectionId("con_3"), shop_url, UNHURRIED, _token(granted.access), in_time()
    )
    adapter = CLOVER.open(line, settings_for(granted, MappingReport()))

    account = adapter.ping()
    with pytest.raises(NotAuthorizedError) as refused:
        adapter.find_customers(phone=sim.phone)

    assert account.missing_scopes == {"CUSTOMERS_R", "ORDERS_W"}
    assert refused.value.missing_scope == "CUSTOMERS_R"
    assert "install the app again" in str(refused.value)


def test_probing_permissions_changes_nothing(sim: PosSim) -> None:
    before = sim.control("GET orders"), sim.control(f"GET stock?sku={sim.sku}")

    sim.adapter.ping()

    assert (sim.control("GET orders"), sim.control(f"GET stock?sku={sim.sku}")) == before


def test_a_merchants_own_token_opens_the_same_account(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    assert CLOVER.keys is not None
    told = sim.control("POST merchant_token", {})
    flow = CLOVER.keys.open(
        None,
        lambda call: transport.line(ConnectionId("k"), shop_url, UNHURRIED, None, call),
        SystemClock(),
    )
    typed = {"merchant_id": told["merchant_id"], "api_token": told["token"]}
    granted = flow.grant(typed, call=in_time())
    line = transport.line(
        ConnectionId("con_4"), shop_url, UNHURRIED, _token(granted.access), in_time()
    )

    account = CLOVER.open(line, settings_for(granted, MappingReport())).ping()

    assert account.platform_id == told["merchant_id"] == granted.account_id
    assert flow.refresh(granted, call=in_time()) == granted  # it still opens the merchant
    sim.control("POST revoke", {})
    with pytest.raises(NotAuthorizedError):
        flow.refresh(granted, call=in_time())


# Webhooks


def test_the_check_of_a_new_address_tells_the_code_to_paste(sim: PosSim) -> None:
    with receiver() as (url, received):
        code = sim.control("POST dashboard", {"webhook_url": url})["verification_code"]
        wait_for(lambda: bool(received))
        _, body = received[0]

    reader = CLOVER.webhooks
    assert isinstance(reader, KnowsAddressChecks)
    assert code in str(reader.address_check(body))


def test_a_message_about_two_merchants_never_disconnects_the_wrong_one(sim: PosSim) -> None:
    with receiver() as (url, received):
        sim.subscribed(url)
        theirs = sim.control("POST foreign", {"sku": sim.sku})["merchant_id"]
        wait_for(lambda: bool(received))
        headers, body = received[0]

    delivery = CLOVER.webhooks.verify(headers=headers, body=body, secrets=sim.secrets, url=url)
    parts = CloverWebhooks().split(delivery)
    told = {part.account: CLOVER.webhooks.parse(part.topic, part.body) for part in parts}

    assert delivery.account is None
    assert not any(isinstance(event, Refetch) for event in told.pop(theirs))
    (ours,) = told.values()
    assert {type(event) for event in ours} == {Refetch}


def test_an_uninstalled_app_is_told_by_webhook(sim: PosSim) -> None:
    _, events = told(
        sim,
        lambda: sim.control("POST revoke", {}),
        lambda event: isinstance(event, Disconnected),
    )

    assert events


def test_subscribing_needs_the_apps_code(sim: PosSim, shop_url: str, transport: Transport) -> None:
    line = transport.line(ConnectionId("con_2"), shop_url, UNHURRIED, sim.tokens, in_time())

    with pytest.raises(ConfigurationError):
        CLOVER.open(line, AdapterSettings()).subscribe_webhooks("https://x.example/")


def test_a_card_becomes_a_token_that_pays_an_order(sim: PosSim) -> None:
    buffer = bytearray(b'{"number":"4005571702222222","exp_month":2,"exp_year":2030,"cvc":"123"}')
    assert isinstance(sim.adapter, TokenizesCards)
    with CardSecret(buffer) as card:
        made = sim.adapter.tokenize(card)
    order = sim.adapter.create_order(draft(sim.cart()), key=key("card"))
    paid = sim.adapter.authorize(sim.payment(order, order.total, made.token), key=key("pay"))

    assert isinstance(paid, Authorized)
    assert (made.last4, any(buffer)) == ("2222", False)
    assert "2222222" not in repr(made)


def test_a_number_that_is_no_card_of_the_tokenizers_is_rejected(sim: PosSim) -> None:
    buffer = bytearray(b'{"number":"4111111111111111","exp_month":2,"exp_year":2030}')
    assert isinstance(sim.adapter, TokenizesCards)

    with CardSecret(buffer) as card, pytest.raises(RejectedError) as refused:
        sim.adapter.tokenize(card)
    assert "4111" not in str(refused.value)


def _token(access: str) -> FixedToken:
    return FixedToken(access, "clover")


def test_tokens_are_granted_and_each_refresh_token_is_good_once(
    shop_url: str, transport: Transport
) -> None:
    granted = connect(transport, shop_url)
    flow = flow_at(transport, shop_url)

    renewed = flow.refresh(granted, call=in_time())

    assert granted.expires_at is not None
    assert granted.refresh_expires_at is not None
    assert renewed.access != granted.access
    assert renewed.refresh != granted.refresh
    assert (renewed.scopes, renewed.account_id) == (granted.scopes, granted.account_id)
    with pytest.raises(NotAuthorizedError):
        flow.refresh(granted, call=in_time())
    assert flow.refresh(renewed, call=in_time()).access


def test_a_merchant_who_says_no_is_not_connected(shop_url: str, transport: Transport) -> None:
    flow = flow_at(transport, shop_url)

    with pytest.raises(NotAuthorizedError) as refused:
        flow.exchange({"error": "access_denied"}, redirect_uri=REDIRECT, call=in_time())

    assert refused.value.platform_code == "access_denied"


def test_a_spent_code_is_not_authorized(shop_url: str, transport: Transport) -> None:
    flow = flow_at(transport, shop_url)

    with pytest.raises(NotAuthorizedError):
        flow.exchange(
            {"code": "spent", "merchant_id": "M"},
            redirect_uri=REDIRECT,
            call=in_time(),
        )


def test_a_code_with_its_verifier_is_exchanged_without_the_secret(
    shop_url: str, transport: Transport
) -> None:
    pkce = StateSigner(b"k" * 32).verifier_for("s1")

    granted = connect(transport, shop_url, pkce)

    assert granted.access
    assert granted.account_id


def test_the_limits_are_kept_and_no_429_is_provoked(transport: Transport) -> None:
    with create_shop(Options(seed_variants=60)) as shop:
        running = serve(shop)
        granted = connect(transport, running.url)
        settings = settings_for(granted, MappingReport())

        def ask(_: int) -> object:
            line = transport.line(
                ConnectionId("con_limits"),
                running.url,
                CLOVER.dialect,
                _token(granted.access),
                in_time(),
            )
            return list(CLOVER.open(line, settings).locations())

        with ThreadPoolExecutor(12) as pool:
            list(pool.map(ask, range(24)))
        running.stop()
        told = shop.control.statistics.as_json()

    assert told["throttled"] == 0
    assert told["statuses"].get("429") is None


def test_a_charge_goes_to_the_ecommerce_host_and_carries_the_token_there() -> None:
    dialect = CloverDialect()

    roots = [
        dialect.root_of("ecommerce", base)
        for base in (
            "https://api.clover.com",
            "https://apisandbox.dev.clover.com",
            "http://127.0.0.1:8701",
        )
    ]

    assert roots == [
        "https://scl.clover.com",
        "https://scl-sandbox.dev.clover.com",
        "http://127.0.0.1:8701",
    ]


@pytest.mark.parametrize(
    ("kind", "route", "classes"),
    [
        ("items", "items", ("inventory.Item",)),
        ("customers", "customers", ("customers.Customer",)),
        ("orders", "orders", ("order.Order",)),
    ],
)
def test_the_stand_ins_records_have_the_vendors_fields(
    shop: Shop, kind: str, route: str, classes: tuple[str, ...]
) -> None:
    clover = shop.platform
    token = clover.actions()["POST merchant_token"]({}, {})["token"]
    request = Request(
        method="GET",
        path=f"/v3/merchants/{clover.actions()['GET shop']({}, {})['merchant_id']}/{route}",
        headers={"authorization": f"Bearer {token}"},
    )

    answer = json.loads(clover.handle(request).body)

    assert answer["elements"], kind
    assert unknown_fields(answer["elements"], *classes) <= {"deleted"}
