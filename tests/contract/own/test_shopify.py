"""What is Shopify's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.transport import Transport
from domain.capabilities import Capability, Support
from domain.catalog import Product
from domain.errors import (
    AmbiguousOutcomeError,
    BadSignatureError,
    NotAuthorizedError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from domain.events import Disconnected, Entity, Ignored, Refetch
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import Authorized, Declined, DeclineReason
from domain.transfers import PosTransfer, TransferState, TransferWish
from sandbox.shopify.options import SHOP_DOMAIN
from tests.contract.platforms.shopify import (
    OPTIONS,
    REDIRECT,
    SHOPIFY,
    STAGE,
    ShopifySim,
    answered,
    connect,
    flow_at,
    graphql_at,
    suite_control_at,
)
from tests.contract.suite.sim import draft, in_time, key, receiver, stock_id, wait_for
from tests.fakes.clock import FakeClock

LATER = datetime(2100, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.stage(STAGE)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("INSUFFICIENT_FUNDS", DeclineReason.INSUFFICIENT_FUNDS),
        ("EXPIRED_CARD", DeclineReason.EXPIRED),
        ("INCORRECT_CVC", DeclineReason.CVV),
        ("CARD_DECLINED", DeclineReason.GENERIC),
    ],
)
def test_a_decline_is_told_for_its_reason(
    sim: ShopifySim, code: str, reason: DeclineReason
) -> None:
    order = sim.adapter.create_order(draft(sim.cart()), key=key("payable"))

    outcome = sim.adapter.authorize(
        sim.payment(order, order.total, sim.card_says(code)), key=key(code)
    )

    assert isinstance(outcome, Declined)
    assert outcome.reason is reason


def test_a_card_token_of_another_processor_is_refused_without_a_call(sim: ShopifySim) -> None:
    order = sim.adapter.create_order(draft(sim.cart()), key=key("payable"))
    before = sim.calls()

    with pytest.raises(UnsupportedError):
        sim.adapter.authorize(
            sim.payment(order, order.total, "ccof:uIbfJXhXETSP197M3GB"), key=key("x")
        )
    assert sim.calls() == before


class TestSelling:
    """A sale is one sale, whatever is lost on the way."""

    @pytest.mark.parametrize("what", ["draftOrderCreate", "draftOrderComplete"])
    def test_a_lost_answer_at_either_step_leaves_one_order(
        self, sim: ShopifySim, what: str
    ) -> None:
        cart = sim.cart()
        sim.control("POST faults", {"kind": "lose_answer", "route": what})

        order = sim.adapter.create_order(draft(cart), key=key("lost"))

        assert order.reference == "vt-1001"
        assert len(sim.book("vt-1001")) == 1

    def test_an_order_is_found_before_the_search_index_knows_it(self, sim: ShopifySim) -> None:
        sim.control("POST delays", {"search_lag_s": 3600})
        cart = sim.cart()

        made = sim.adapter.create_order(draft(cart), key=key("once"))
        again = sim.reopen().create_order(draft(cart), key=key("once"))
        found = sim.adapter.find_order(
            "vt-1001",
            location_id=cart.location_platform_id,
            created_after=datetime.now(UTC) - timedelta(minutes=5),
        )

        assert found is not None
        assert made.platform_id == again.platform_id == found.platform_id
        assert len(sim.book("vt-1001")) == 1
        assert len(sim.drafts("vt-1001")) == 1, "the superfluous draft was deleted"

    def test_a_draft_that_needs_time_is_waited_for(self, sim: ShopifySim) -> None:
        sim.control("POST delays", {"draft_delay_s": 0.2})

        order = sim.adapter.create_order(draft(sim.cart()), key=key("slow"))

        assert order.state is OrderState.PENDING

    @pytest.mark.parametrize("place", ["Capitol Hill", "Tacoma Warehouse"])
    def test_the_stock_leaves_the_wished_location(self, sim: ShopifySim, place: str) -> None:
        sim.location_name = place
        before = sim.control(f"GET stock?sku={sim.sku}")["stock"]

        order = sim.adapter.create_order(draft(sim.cart()), key=key("routed"))

        after = sim.control(f"GET stock?sku={sim.sku}")["stock"]
        assert order.location_platform_id == sim.location()
        assert {
            name: before[name] - after[name] for name in before if before[name] != after[name]
        } == {place: 1}
        (row,) = sim.book("vt-1001")
        assert row["locations"][-1] == place

    def test_a_mandate_whose_charge_is_slow_is_waited_for(self, sim: ShopifySim) -> None:
        sim.control("POST delays", {"job_delay_s": 0.5})
        order = sim.adapter.create_order(draft(sim.cart()), key=key("slow"))

        held = sim.adapter.authorize(
            sim.payment(order, order.total, sim.good_token()), key=key("slow")
        )

        assert isinstance(held, Authorized)
        assert held.card_last4

    def test_a_charge_that_outlasts_the_deadline_is_unknown_and_can_be_undone(
        self, sim: ShopifySim
    ) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("late"))
        request = sim.payment(order, order.total, sim.good_token())
        sim.control("POST delays", {"job_delay_s": 600})

        def is_in_doubt() -> bool:
            with suppress(UnavailableError):  # the time was up before anything was sent
                with pytest.raises(AmbiguousOutcomeError):
                    sim.reopen(within=0.4).authorize(request, key=key("late"))
                return True
            return False

        wait_for(is_in_doubt)
        sim.control("POST clock", {"advance_s": 600})
        wait_for(lambda: sim.book("vt-1001")[0]["payments"][0]["authorized"] > 0)
        sim.adapter.void_lost(key("late"), order_id=order.platform_id)

        assert sim.book("vt-1001")[0]["payments"][0]["authorized"] == 0

    def test_the_same_key_reserves_the_money_once(self, sim: ShopifySim) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("once"))
        request = sim.payment(order, order.total, sim.good_token())

        first = sim.adapter.authorize(request, key=key("once"))
        again = sim.adapter.authorize(request, key=key("once"))

        assert first == again
        assert sim.book("vt-1001")[0]["payments"][0]["authorized"] == order.total.amount

    def test_a_pending_order_has_a_page_to_pay_on(self, sim: ShopifySim) -> None:
        order = sim.adapter.create_order(draft(sim.cart()), key=key("link"))

        assert sim.adapter.payment_link(order).startswith("http")

    def test_a_canceled_order_puts_its_stock_back(self, sim: ShopifySim) -> None:
        before = sim.control(f"GET stock?sku={sim.sku}")["stock"]
        order = sim.adapter.create_order(draft(sim.cart()), key=key("doomed"))

        sim.adapter.cancel_order(order.platform_id, reason="customer", key=key("cancel"))

        assert sim.control(f"GET stock?sku={sim.sku}")["stock"] == before

    def test_tracking_is_told_when_staff_ship(self, sim: ShopifySim) -> None:
        cart = sim.cart(shipping_fee=Money(799, "USD"))
        order = sim.adapter.create_order(draft(cart), key=key("ship"))
        sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_1", key=key("ship")
        )
        sim.hand_over(order)

        shipped = sim.adapter.order(order.platform_id)

        assert shipped is not None
        assert shipped.state is OrderState.SHIPPED
        assert shipped.payment_state is PaymentState.PAID

    def test_goods_that_were_not_handed_over_cannot_come_back(self, sim: ShopifySim) -> None:
        from domain.orders import ReturnLine, ReturnRequest

        order = sim.adapter.create_order(draft(sim.cart()), key=key("early"))

        with pytest.raises(RejectedError, match="cannot come back"):
            sim.adapter.create_return(
                ReturnRequest(
                    order_platform_id=order.platform_id,
                    lines=(
                        ReturnLine(order_line_platform_id=order.lines[0].platform_id, quantity=1),
                    ),
                    reason="test",
                ),
                key=key("return"),
            )


def shelf(sim: ShopifySim) -> tuple[int, int]:
    """How many are available and reserved at the usual store."""
    level = sim.control(f"GET stock?sku={sim.sku}")["locations"][sim.location_name]
    return level["available"], level["reserved"]


class TestHolding:
    """Goods are reserved at the one store, and never for good, whatever is lost on the way."""

    def test_a_hold_that_was_noted_but_never_answered_is_taken_up_and_ends(
        self, sim: ShopifySim
    ) -> None:
        before, cart = shelf(sim), sim.cart(quantity=2)
        sim.control("POST faults", {"kind": "lose_answer", "route": "metafieldsSet"})
        with pytest.raises(AmbiguousOutcomeError):
            sim.adapter.hold_stock(cart, reference="vt-h1", key=key("hold"))

        (found,) = sim.adapter.native_holds(created_before=LATER)
        held = sim.adapter.hold_stock(cart, reference="vt-h1", key=key("hold"))
        while_held = shelf(sim)
        sim.adapter.release_hold(found.platform_id, key=key("release"))

        assert found.platform_id == held.platform_id
        assert while_held == (before[0] - 2, before[1] + 2)
        assert shelf(sim) == before

    def test_a_move_whose_answer_is_lost_happens_once_there_and_back(self, sim: ShopifySim) -> None:
        before = shelf(sim)
        lost = {"kind": "lose_answer", "route": "inventoryMoveQuantities"}
        sim.control("POST faults", lost)
        hold = sim.adapter.hold_stock(sim.cart(quantity=2), reference="vt-h1", key=key("hold"))
        while_held = shelf(sim)
        sim.control("POST faults", lost)

        sim.adapter.release_hold(hold.platform_id, key=key("release"))

        assert while_held == (before[0] - 2, before[1] + 2)
        assert shelf(sim) == before
        assert sim.adapter.native_holds(created_before=LATER) == ()

    def test_what_no_key_can_tell_any_more_is_left_to_a_person(self, sim: ShopifySim) -> None:
        before = shelf(sim)
        sim.control("POST faults", {"kind": "lose_answer", "route": "metafieldsSet"})
        with pytest.raises(AmbiguousOutcomeError):
            sim.adapter.hold_stock(sim.cart(), reference="vt-h1", key=key("hold"))
        (found,) = sim.adapter.native_holds(created_before=LATER)
        a_day_later = sim.reopen(clock=FakeClock(datetime.now(UTC) + timedelta(days=1)))

        with pytest.raises(RejectedError, match="cannot be told any more"):
            a_day_later.release_hold(found.platform_id, key=key("release"))

        assert shelf(sim) == before
        assert sim.adapter.native_holds(created_before=LATER) == (found,)

    def test_an_order_takes_over_what_is_held_for_it(self, sim: ShopifySim) -> None:
        available, reserved = shelf(sim)
        cart = sim.cart(quantity=available)
        hold = sim.adapter.hold_stock(cart, reference="vt-1001", key=key("hold"))

        order = sim.adapter.create_order(draft(cart), key=key("sale"))
        sold = shelf(sim)
        sim.adapter.release_hold(hold.platform_id, key=key("release"))

        assert order.location_platform_id == cart.location_platform_id
        assert sold == shelf(sim) == (0, reserved)
        assert sim.adapter.native_holds(created_before=LATER) == ()

    def test_a_guests_goods_are_held_and_the_next_count_is_told_by_its_revision(
        self, sim: ShopifySim
    ) -> None:
        available, _ = shelf(sim)
        cart = replace(sim.cart(), recipient=None)

        hold = sim.adapter.hold_stock(cart, reference="vt-h1", key=key("hold"))
        item = sim.variant().inventory_platform_id
        assert item is not None
        (page,) = sim.adapter.stock(inventory_ids=[item])

        places = {each.location_platform_id: each for each in page.records}
        count = places[cart.location_platform_id]
        assert count.available == available - 1
        assert hold.revision is not None
        assert count.revision >= hold.revision

    def test_a_shop_that_wants_none_is_left_alone_and_freed_of_the_old_ones(
        self, sim: ShopifySim
    ) -> None:
        before = shelf(sim)
        hold = sim.adapter.hold_stock(sim.cart(), reference="vt-h1", key=key("hold"))
        plain = sim.reopen(options={"native_hold": "off"})

        with pytest.raises(UnsupportedError):
            plain.hold_stock(sim.cart(), reference="vt-h2", key=key("no"))
        plain.release_hold(hold.platform_id, key=key("release"))

        assert plain.capabilities[Capability.NATIVE_HOLD].support is Support.NONE
        assert shelf(sim) == before


class TestTransfers:
    """Goods asked for from another location."""

    def asked(self, sim: ShopifySim) -> PosTransfer:
        wish = TransferWish(
            reference="trf_1",
            source_id=sim.location(),
            destination_id=sim.location("Tacoma Warehouse"),
            inventory_id=stock_id(sim.variant()),
            quantity=1,
            expected_on=date(2026, 12, 1),
            note="For a shopper",
        )
        return sim.adapter.create_transfer(wish, key=key("transfer"))

    def test_what_is_packed_is_still_at_its_store_and_can_be_called_off(
        self, sim: ShopifySim
    ) -> None:
        before, made = shelf(sim), self.asked(sim)
        sim.control("POST transfer", {"id": made.platform_id, "do": "pack"})

        packed = sim.adapter.transfer(made.platform_id)
        off = sim.adapter.cancel_transfer(made.platform_id, key=key("off"))

        assert packed is not None
        assert (packed.state, packed.number) == (TransferState.REQUESTED, made.number)
        assert off.state is TransferState.CANCELED
        assert shelf(sim) == before

    def test_a_merchant_who_switched_them_off_is_left_alone(self, sim: ShopifySim) -> None:
        plain, before = sim.reopen(options={"native_hold": "on"}), sim.calls()

        with pytest.raises(UnsupportedError):
            plain.transfer(PlatformId("gid://shopify/InventoryTransfer/1"))

        assert plain.capabilities[Capability.TRANSFERS].support is Support.NONE
        assert sim.calls() == before


class TestBulk:
    """A full listing as one export tells the same as its pages."""

    def test_the_catalog_is_the_same_either_way(self, sim: ShopifySim) -> None:
        paged = {one.platform_id: one for one in sim.products()}
        pages = list(sim.reopen(bulk_export=True).products())

        exported = {one.platform_id: one for page in pages for one in page.records}
        assert exported == paged
        assert pages[-1].high_water is not None
        assert not sim.report.unknown

    def test_the_stock_is_the_same_either_way(self, sim: ShopifySim) -> None:
        paged = {_place(one): one for page in sim.adapter.stock() for one in page.records}
        pages = sim.reopen(bulk_export=True).stock()

        assert {_place(one): one for page in pages for one in page.records} == paged

    def test_an_export_is_taken_up_by_another_process(self, sim: ShopifySim) -> None:
        first = next(iter(sim.reopen(bulk_export=True).products()))

        rest = list(sim.reopen(bulk_export=True).products(cursor=first.cursor))

        found: list[Product] = [one for page in rest for one in page.records]
        assert len(found) == len(sim.products())


def _place(level: Any) -> tuple[str, str]:
    return level.inventory_platform_id, level.location_platform_id


class TestLimits:
    """The cost bucket, with the limits of a Standard plan."""

    def test_a_throttled_query_is_repeated_when_the_bucket_is_full_enough(
        self, sim: ShopifySim
    ) -> None:
        sim.control("POST faults", {"kind": "throttle", "route": "Products"})

        assert next(iter(sim.reopen().products())).records


class TestConnecting:
    """OAuth with expiring, rotating tokens."""

    def test_tokens_expire_and_are_rotated(self, shop_url: str, transport: Transport) -> None:
        tokens = connect(transport, shop_url)
        flow = flow_at(transport, shop_url)

        renewed = flow.refresh(tokens, call=in_time())

        assert tokens.account_id == renewed.account_id == SHOP_DOMAIN
        assert tokens.expires_at is not None
        assert tokens.refresh_expires_at is not None
        assert renewed.access != tokens.access
        assert renewed.refresh != tokens.refresh
        assert renewed.scopes == tokens.scopes

    def test_a_refresh_whose_answer_was_lost_is_repeated_with_the_old_token(
        self, shop_url: str, transport: Transport
    ) -> None:
        tokens = connect(transport, shop_url)
        control = suite_control_at(shop_url, graphql_at(shop_url, tokens.access))
        control("POST faults", {"kind": "lose_answer", "route": "POST /admin/oauth/access_token"})

        renewed = flow_at(transport, shop_url).refresh(tokens, call=in_time())

        assert graphql_at(shop_url, renewed.access)("{ shop { name } }", {})

    def test_a_merchant_who_says_no_is_not_connected(
        self, shop_url: str, transport: Transport
    ) -> None:
        params = answered(transport, shop_url, decision="deny")

        with pytest.raises(NotAuthorizedError):
            flow_at(transport, shop_url).exchange(params, redirect_uri=REDIRECT, call=in_time())

    def test_a_code_is_good_once_and_only_signed(self, shop_url: str, transport: Transport) -> None:
        params = answered(transport, shop_url)
        flow = flow_at(transport, shop_url)

        with pytest.raises(BadSignatureError):
            flow.exchange(params | {"code": "stolen"}, redirect_uri=REDIRECT, call=in_time())
        flow.exchange(params, redirect_uri=REDIRECT, call=in_time())
        with pytest.raises(NotAuthorizedError):
            flow.exchange(params, redirect_uri=REDIRECT, call=in_time())

    def test_a_revoked_grant_is_dead(self, shop_url: str, transport: Transport) -> None:
        tokens = connect(transport, shop_url)
        flow = flow_at(transport, shop_url)

        flow.revoke(tokens, call=in_time())
        flow.revoke(tokens, call=in_time())

        with pytest.raises(NotAuthorizedError):
            flow.refresh(tokens, call=in_time())


class TestWebhooks:
    """Messages as the stand-in really signs and words them."""

    def test_everything_that_happens_is_told_in_words_we_read(self, sim: ShopifySim) -> None:
        reader = SHOPIFY.webhooks
        with receiver() as (url, received):
            sim.adapter.subscribe_webhooks(url)
            sim.control("POST price", {"sku": sim.sku, "amount": 4321})
            order = sim.adapter.create_order(draft(sim.cart()), key=key("told"))
            sim.adapter.confirm_order(
                order, paid=order.total, external_reference="pi_1", key=key("told")
            )
            sim.hand_over(order)
            sim.control("POST uninstall", {})
            wanted = {
                "products/update",
                "inventory_levels/update",
                "orders/create",
                "orders/paid",
                "fulfillments/create",
                "app/uninstalled",
            }
            wait_for(lambda: wanted <= {headers["x-shopify-topic"] for headers, _ in received})

        events = {}
        for headers, body in received:
            delivery = reader.verify(
                headers=headers, body=body, secrets=[OPTIONS.client_secret], url=url
            )
            events[delivery.topic] = reader.parse(delivery.topic, body)
            assert delivery.account == SHOP_DOMAIN
            assert delivery.occurred_at is not None
            assert delivery.api_version == SHOPIFY.api_version.version
        ours = Refetch(entity=Entity.ORDER, platform_id=order.platform_id)
        assert events["orders/create"] == events["fulfillments/create"] == [ours]
        assert isinstance(events["app/uninstalled"][0], Disconnected)
        assert not [topic for topic, found in events.items() if isinstance(found[0], Ignored)]
