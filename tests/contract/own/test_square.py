"""What is Square's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

import pytest

from adapters.oauth import StateSigner
from adapters.platform import AdapterSettings
from adapters.transport import Transport
from domain.capabilities import Capability, Support
from domain.errors import ConfigurationError, NotAuthorizedError, RejectedError, UnsupportedError
from domain.events import Disconnected
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import Authorized, Declined, DeclineReason, RefundRequest
from domain.ports.cards import KeepsCards
from tests.contract.platforms.square import REDIRECT, SQUARE, STAGE, WITH_LOYALTY, connect, flow_at
from tests.contract.suite.sim import FixedToken, PosSim, draft, in_time, key, receiver, wait_for
from tests.contract.suite.stage import control_at, opener

pytestmark = pytest.mark.stage(STAGE)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("cnon:card-nonce-rejected-cvv", DeclineReason.CVV),
        ("cnon:card-nonce-rejected-postalcode", DeclineReason.ADDRESS),
        ("cnon:card-nonce-rejected-expiration", DeclineReason.EXPIRED),
        ("cnon:card-nonce-declined", DeclineReason.GENERIC),
        ("cnon:card-nonce-already-used", DeclineReason.TOKEN_USED),
        ("cnon:gift-card-nonce-insufficient-funds", DeclineReason.INSUFFICIENT_FUNDS),
        ("ccof:customer-card-id-requires-verification", DeclineReason.VERIFICATION_REQUIRED),
    ],
)
def test_every_documented_test_token_is_declined_for_its_reason(
    sim: PosSim, token: str, reason: DeclineReason
) -> None:
    order = sim.payable()

    outcome = sim.adapter.authorize(sim.payment(order, order.total, token), key=key(token))

    assert isinstance(outcome, Declined)
    assert outcome.reason is reason


def test_the_shoppers_stored_card_is_charged(sim: PosSim) -> None:
    (card,) = sim.adapter.stored_cards(sim.shopper())
    order = sim.payable()

    outcome = sim.adapter.authorize(sim.payment(order, order.total, card.token), key=key("on file"))

    assert isinstance(outcome, Authorized)
    assert (outcome.card_brand, outcome.card_last4) == ("Visa", card.last4)
    assert outcome.expires_at is not None


def test_a_paid_order_tells_how_far_it_has_come(sim: PosSim) -> None:
    order, _ = sim.paid()
    seen = []

    for state in ("RESERVED", "PREPARED", "COMPLETED"):
        sim.control("POST fulfillment", {"order_id": order.platform_id, "state": state})
        found = sim.adapter.order(order.platform_id)
        assert found is not None
        seen.append(found.state)

    assert seen == [OrderState.CONFIRMED, OrderState.READY, OrderState.COMPLETED]


def test_a_shipped_order_tells_its_tracking_number(sim: PosSim) -> None:
    cart = sim.cart(shipping_fee=Money(799, "USD"))
    order = sim.adapter.create_order(draft(cart), key=key("ship"))
    held = sim.adapter.authorize(sim.payment(order, order.total, sim.good_token()), key=key("ship"))
    assert isinstance(held, Authorized)
    sim.adapter.capture(held.payment_id, order.total, order_id=None, key=key("ship"))
    shipped = {
        "order_id": order.platform_id,
        "tracking_number": "1Z999",
        "carrier": "UPS",
        "tracking_url": "https://ups.example/1Z999",
    }
    for state in ("RESERVED", "PREPARED", "COMPLETED"):
        sim.control("POST fulfillment", {**shipped, "state": state})

    found = sim.adapter.order(order.platform_id)

    assert found is not None
    assert found.state is OrderState.SHIPPED
    (parcel,) = found.fulfillments[0].tracking
    assert (parcel.carrier, parcel.number) == ("UPS", "1Z999")


def test_canceling_a_paid_order_cancels_its_fulfillment_and_keeps_the_money(sim: PosSim) -> None:
    order, _ = sim.paid()

    canceled = sim.adapter.cancel_order(
        order.platform_id, reason="changed my mind", key=key("cancel")
    )

    assert canceled.state is OrderState.CANCELED
    assert canceled.payment_state is PaymentState.PAID


def test_canceling_an_order_with_reserved_money_lets_the_money_go(sim: PosSim) -> None:
    order, _ = sim.authorized()

    canceled = sim.adapter.cancel_order(order.platform_id, reason="late", key=key("cancel"))

    assert canceled.state is OrderState.CANCELED
    (row,) = sim.book("vt-1001")
    assert sum(one["authorized"] for one in row["payments"]) == 0


def test_an_order_that_was_not_fully_paid_is_not_confirmed(sim: PosSim) -> None:
    order = sim.payable()

    with pytest.raises(RejectedError):
        sim.adapter.confirm_order(
            order, paid=Money(1, "USD"), external_reference=None, key=key("short")
        )


def test_a_captured_payment_cannot_be_voided(sim: PosSim) -> None:
    order, payment_id = sim.paid()

    with pytest.raises(RejectedError):
        sim.adapter.void(payment_id, order_id=order.platform_id, key=key("late"))


def test_a_refunded_order_says_so(sim: PosSim) -> None:
    order, payment_id = sim.paid()

    sim.adapter.refund(
        RefundRequest(payment_id=payment_id, amount=order.total, reason="returned"),
        key=key("all"),
    )

    found = sim.adapter.order(order.platform_id)
    assert found is not None
    assert found.payment_state is PaymentState.REFUNDED
    assert found.refunded == order.total


def test_a_deleted_item_comes_with_the_delta_as_inactive(sim: PosSim) -> None:
    pages = list(sim.adapter.products())
    gone = next(
        p for page in pages for p in page.records if any(v.sku == sim.sku for v in p.variants)
    )

    sim.control("POST delete", {"sku": sim.sku})
    delta = list(sim.adapter.products(since=pages[-1].high_water))

    (found,) = [one for page in delta for one in page.records]
    assert found.platform_id == gone.platform_id
    assert not found.active
    assert found.revision > gone.revision


def test_a_price_at_one_location_only_is_kept_beside_the_usual_one(sim: PosSim) -> None:
    usual = sim.variant().price

    sim.control("POST price", {"sku": sim.sku, "amount": 999, "location": sim.location_name})

    variant = sim.variant()
    assert variant.price == usual
    assert variant.location_prices == {sim.location(): Money(999, "USD")}


def test_uncounted_goods_are_unknown_and_not_zero(sim: PosSim) -> None:
    uncounted = [v for p in sim.products() for v in p.variants if not v.tracked]

    pages = list(sim.adapter.stock(inventory_ids=[v.platform_id for v in uncounted]))

    assert uncounted
    assert not [level for page in pages for level in page.records]


def test_a_full_read_costs_no_call_per_record(sim: PosSim) -> None:
    before = sim.calls()

    products = sim.products()

    assert len(products) > 30
    assert sim.calls() - before <= 2 + 2 * (1 + len(products) // 100) + 1


def test_a_seller_who_disconnects_is_told_by_webhook(sim: PosSim) -> None:
    with receiver() as (url, received):
        (subscription,) = sim.adapter.subscribe_webhooks(url)
        sim.control("POST revoke", {})
        wait_for(lambda: bool(received))
        headers, body = received[0]

    assert subscription.signing_secret is not None
    delivery = SQUARE.webhooks.verify(
        headers=headers, body=body, secrets=[subscription.signing_secret], url=url
    )
    (event,) = SQUARE.webhooks.parse(delivery.topic, delivery.body)
    assert isinstance(event, Disconnected)


def test_subscribing_needs_the_applications_own_token(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    line = transport.line(
        ConnectionId("con_2"), shop_url, SQUARE.dialect, FixedToken("x"), in_time()
    )

    with pytest.raises(ConfigurationError):
        SQUARE.open(line, AdapterSettings()).subscribe_webhooks("https://x.example/")


def test_a_nonce_is_put_on_file_once_and_taken_off(sim: PosSim) -> None:
    adapter = sim.adapter
    assert isinstance(adapter, KeepsCards)
    token = sim.good_token()
    first, again = (adapter.keep_card(token, sim.shopper(), key=key("card")) for _ in range(2))
    listed = {card.token for card in adapter.stored_cards(sim.shopper())}
    for _ in range(2):
        adapter.drop_card(first.token)
    left = {card.token for card in adapter.stored_cards(sim.shopper())}

    assert again == first
    assert listed - left == {first.token}


def test_tokens_are_granted_renewed_and_withdrawn(shop_url: str, transport: Transport) -> None:
    granted = connect(transport, shop_url)
    flow = flow_at(transport, shop_url)

    renewed = flow.refresh(granted, call=in_time())
    flow.revoke(renewed, call=in_time())
    flow.revoke(renewed, call=in_time())

    assert granted.account_id
    assert set(granted.scopes) == set(SQUARE.scopes)
    assert granted.expires_at is not None
    assert renewed.access != granted.access
    assert renewed.refresh == granted.refresh
    assert (renewed.scopes, renewed.account_id) == (granted.scopes, granted.account_id)
    with pytest.raises(NotAuthorizedError):
        flow.refresh(renewed, call=in_time())


def test_what_a_seller_switched_on_alone_is_asked_for_and_nothing_else_is_sent(
    shop_url: str, transport: Transport
) -> None:
    tokens = connect(transport, shop_url)
    adapter = opener(SQUARE, transport, shop_url, FixedToken(tokens.access), AdapterSettings())()
    before = control_at(shop_url)("GET stats")["total"]

    with pytest.raises(UnsupportedError):
        adapter.loyalty(PlatformId("C1"))
    with pytest.raises(UnsupportedError):
        adapter.subscription_plans()

    with pytest.raises(UnsupportedError):
        adapter.gift_cards(PlatformId("C1"))

    for capability in (
        Capability.LOYALTY,
        Capability.NATIVE_SUBSCRIPTIONS,
        Capability.GIFT_CARDS,
    ):
        assert adapter.capabilities[capability].support is Support.NONE
    assert control_at(shop_url)("GET stats")["total"] == before
    assert not {scope for scope in tokens.scopes if scope.startswith(("LOYALTY", "SUBSC", "GIFT"))}
    assert not adapter.ping().missing_scopes


def test_a_seller_who_switched_loyalty_on_and_did_not_permit_it_is_told(
    shop_url: str, transport: Transport
) -> None:
    tokens = connect(transport, shop_url)
    settings = AdapterSettings(options=WITH_LOYALTY)
    adapter = opener(SQUARE, transport, shop_url, FixedToken(tokens.access), settings)()

    assert adapter.ping().missing_scopes == {"LOYALTY_READ", "LOYALTY_WRITE"}


def test_a_seller_who_says_no_is_not_connected(shop_url: str, transport: Transport) -> None:
    flow = flow_at(transport, shop_url)

    with pytest.raises(NotAuthorizedError) as refused:
        flow.exchange({"error": "access_denied"}, redirect_uri=REDIRECT, call=in_time())

    assert refused.value.platform_code == "access_denied"


def test_a_spent_code_is_not_authorized(shop_url: str, transport: Transport) -> None:
    flow = flow_at(transport, shop_url)

    with pytest.raises(NotAuthorizedError):
        flow.exchange({"code": "spent"}, redirect_uri=REDIRECT, call=in_time())


def test_a_code_with_its_verifier_is_exchanged_without_the_secret(
    shop_url: str, transport: Transport
) -> None:
    pkce = StateSigner(b"k" * 32).verifier_for("s1")

    granted = connect(transport, shop_url, pkce)
    renewed = flow_at(transport, shop_url).refresh(granted, call=in_time())

    assert granted.refresh_expires_at is not None
    assert renewed.refresh != granted.refresh
