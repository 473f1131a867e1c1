"""What is Vend's own, beside the suite: over HTTP against its stand-in."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from adapters.keys import pack_keys
from adapters.platform import AdapterSettings
from adapters.transport import Transport
from domain.errors import (
    AmbiguousOutcomeError,
    BadSignatureError,
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    UnsupportedError,
)
from domain.ids import ConnectionId, PlatformId
from domain.money import Money
from domain.orders import (
    FulfillmentMethod,
    FulfillmentState,
    OrderState,
    PaymentState,
    PosOrder,
    ReturnLine,
    ReturnRequest,
)
from mapping.report import MappingReport
from sandbox.kit.server import serve
from sandbox.vend import create_shop
from tests.contract.platforms.vend import (
    OPTIONS,
    REDIRECT,
    STAGE,
    VEND,
    connect,
    flow_at,
    opener_at,
)
from tests.contract.suite.sim import FixedToken, PosSim, draft, in_time, key
from tests.contract.suite.stage import control_at

pytestmark = pytest.mark.stage(STAGE)


def test_a_paid_order_waits_for_pickup_and_is_complete_when_it_was_fetched(sim: PosSim) -> None:
    order = sim.settled()
    waiting = order.fulfillments[0]

    sim.control("POST fulfillment", {"order_id": order.platform_id})
    done = sim.adapter.order(order.platform_id)

    assert order.state is OrderState.CONFIRMED
    assert (waiting.method, waiting.state) == (
        FulfillmentMethod.PICKUP,
        FulfillmentState.ACCEPTED,
    )
    assert done is not None
    assert done.state is OrderState.COMPLETED
    assert done.fulfillments[0].state is FulfillmentState.COMPLETED


def test_an_order_to_be_shipped_keeps_its_method_from_the_park_to_the_parcel(sim: PosSim) -> None:
    cart = sim.cart(shipping_fee=Money(799, "USD"))
    made = sim.adapter.create_order(draft(cart), key=key("ship"))
    read = sim.reopen().order(made.platform_id)
    assert read is not None

    paid = sim.reopen().confirm_order(
        replace(read, fulfillments=()),
        paid=made.total,
        external_reference="pi_1",
        key=key("ship"),
    )
    sim.control("POST fulfillment", {"order_id": made.platform_id})
    shipped = sim.adapter.order(made.platform_id)

    methods = {one.fulfillments[0].method for one in (made, read, paid)}
    assert methods == {FulfillmentMethod.SHIPPING}
    assert shipped is not None
    assert shipped.state is OrderState.SHIPPED
    (row,) = sim.book("vt-1001")
    assert "814 E Pike St" in row["note"]


def test_stock_falls_when_the_money_is_booked(sim: PosSim) -> None:
    before = sim.on_shelf()

    sim.settled()

    assert sim.on_shelf() == before - 1


def test_a_sale_can_be_closed_as_soon_as_it_is_paid(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    assert sim.tokens is not None
    reopen = opener_at(transport, shop_url, sim.tokens, sim.report, paid_state="closed")
    order = reopen().create_order(draft(sim.cart()), key=key("closed"))

    done = reopen().confirm_order(
        order, paid=order.total, external_reference="pi_1", key=key("closed")
    )
    canceled = reopen().cancel_order(order.platform_id, reason="test", key=key("cancel"))

    assert (done.state, done.payment_state) == (OrderState.COMPLETED, PaymentState.PAID)
    assert canceled.state is OrderState.CANCELED


def test_a_booking_whose_answer_was_lost_is_booked_once(sim: PosSim) -> None:
    order = sim.payable()
    sim.fault("lose_answer", "confirm")

    done = sim.adapter.confirm_order(
        order, paid=order.total, external_reference="pi_1", key=key("lost")
    )

    assert done.payment_state is PaymentState.PAID
    (row,) = sim.book("vt-1001")
    assert [one["charged"] for one in row["payments"]] == [order.total.amount]


def test_a_booking_that_broke_off_is_ambiguous_and_can_be_repeated(sim: PosSim) -> None:
    order = sim.payable()
    sim.fault("drop", "confirm")

    with pytest.raises(AmbiguousOutcomeError):
        sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_1", key=key("drop")
        )
    done = sim.adapter.confirm_order(
        order, paid=order.total, external_reference="pi_1", key=key("drop")
    )

    assert done.payment_state is PaymentState.PAID


def test_a_closed_register_takes_no_payment_and_says_so(sim: PosSim) -> None:
    order = sim.payable()
    sim.control("POST register", {"location": sim.location_name, "open": False})

    with pytest.raises(RejectedError, match="not open") as refused:
        sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_1", key=key("late")
        )

    assert (refused.value.status, refused.value.platform_code) == (409, "1001")


def test_money_needs_the_name_of_the_payment_that_was_taken_elsewhere(sim: PosSim) -> None:
    order = sim.payable()

    with pytest.raises(RejectedError, match="elsewhere"):
        sim.adapter.confirm_order(order, paid=order.total, external_reference=None, key=key("none"))


def test_a_missing_payment_type_is_a_matter_of_configuration(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    assert sim.tokens is not None
    reopen = opener_at(transport, shop_url, sim.tokens, sim.report, payment_type="Gold")
    order = sim.payable()

    with pytest.raises(ConfigurationError, match="Gold"):
        reopen().confirm_order(order, paid=order.total, external_reference="pi_1", key=key("gold"))


def test_without_a_product_for_it_a_delivery_fee_is_refused(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    assert sim.tokens is not None
    reopen = opener_at(transport, shop_url, sim.tokens, sim.report)

    with pytest.raises(UnsupportedError, match="delivery fee"):
        reopen().quote(sim.cart(shipping_fee=Money(799, "USD")))


def test_what_is_tax_free_at_the_till_is_quoted_without_tax(sim: PosSim) -> None:
    beans = sim.cart(quantity=1, more=[("SV-PROLOGUE-12OZ-WHOLEBEAN", 2)])

    quote = sim.adapter.quote(beans)

    shoe, coffee = quote.lines
    assert shoe.tax.amount > 0
    assert coffee.tax.amount == 0
    assert coffee.total == Money(2 * 1995, "USD")


def test_another_outlets_tax_is_another_tax(sim: PosSim) -> None:
    seattle = sim.adapter.quote(sim.cart())
    bellevue = sim.adapter.quote(replace(sim.cart(), location_platform_id=sim.location("Bellevue")))

    assert (seattle.tax, bellevue.tax) == (Money(1346, "USD"), Money(1326, "USD"))


def test_what_is_priced_at_the_till_cannot_be_ordered(sim: PosSim) -> None:
    with pytest.raises(RejectedError, match="priced at the store"):
        sim.adapter.quote(sim.cart(more=[("SVC-REPAIR", 1)]))


def test_goods_that_were_handed_over_are_not_canceled(sim: PosSim) -> None:
    order, _ = sim.paid()

    with pytest.raises(RejectedError, match="handed over"):
        sim.adapter.cancel_order(order.platform_id, reason="late", key=key("late"))


def test_canceling_a_paid_order_brings_its_stock_back(sim: PosSim) -> None:
    before = sim.on_shelf()
    order = sim.settled()

    canceled = sim.adapter.cancel_order(order.platform_id, reason="x", key=key("x"))

    assert (canceled.state, canceled.payment_state) == (
        OrderState.CANCELED,
        PaymentState.VOIDED,
    )
    assert sim.on_shelf() == before


def test_a_part_is_returned_and_the_rest_later_but_never_more(sim: PosSim) -> None:
    made = sim.adapter.create_order(draft(sim.cart(quantity=3)), key=key("three"))
    paid = sim.adapter.confirm_order(
        made, paid=made.total, external_reference="pi_1", key=key("three")
    )
    sim.control("POST fulfillment", {"order_id": paid.platform_id})
    before = sim.on_shelf()

    told = []
    for number, quantity in enumerate((1, 2)):
        sim.adapter.create_return(_return_of(paid, quantity), key=key(f"part {number}"))
        order = sim.adapter.order(paid.platform_id)
        assert order is not None
        told.append((order.payment_state, order.refunded))
    with pytest.raises(RejectedError):
        sim.adapter.create_return(_return_of(paid, 1), key=key("too much"))

    assert told == [
        (PaymentState.PARTIALLY_REFUNDED, Money(14346, "USD")),
        (PaymentState.REFUNDED, Money(43037, "USD")),
    ]
    assert sim.on_shelf() == before + 3
    (row,) = sim.book("vt-1001")
    assert abs(sum(one["refunded"] for one in row["payments"]) - made.total.amount) <= 1


def test_a_return_that_broke_off_is_taken_up_again_and_done_once(sim: PosSim) -> None:
    order, _ = sim.paid()
    before = sim.on_shelf()
    sim.fault("drop", "confirm")

    with pytest.raises(AmbiguousOutcomeError):
        sim.adapter.create_return(_return_of(order, 1), key=key("return"))
    done = sim.adapter.create_return(_return_of(order, 1), key=key("return"))

    assert done.restocked
    assert sim.on_shelf() == before + 1


def test_a_return_is_no_order_of_its_own(sim: PosSim) -> None:
    order, _ = sim.paid()
    back = sim.adapter.create_return(_return_of(order, 1), key=key("return"))

    told = [one.platform_id for page in sim.adapter.orders() for one in page.records]

    assert order.platform_id in told
    assert back.platform_id not in told


def test_goods_that_stay_off_the_shelf_cannot_be_expressed(sim: PosSim) -> None:
    order, _ = sim.paid()
    request = _return_of(order, 1)
    broken = replace(request, lines=(replace(request.lines[0], restock=False),))
    before = sim.calls()

    with pytest.raises(UnsupportedError):
        sim.adapter.create_return(broken, key=key("broken"))

    assert sim.calls() == before


def test_a_personal_token_opens_the_same_store(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    keys = {"domain_prefix": "northwind", "token": sim.control("POST personal_token")["token"]}
    source = FixedToken(pack_keys(keys))

    account = opener_at(transport, shop_url, source, MappingReport())().ping()

    assert account.platform_id == "northwind"
    assert not account.missing_scopes


def test_what_the_retailer_did_not_grant_is_named(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    some = ("retailer:read", "payment_types:read", "outlets:read", "users:read")
    source = FixedToken(connect(transport, shop_url, some).access)

    account = opener_at(transport, shop_url, source, sim.report)().ping()

    assert account.missing_scopes == set(VEND.scopes) - set(some)


def test_permissions_of_transfers_are_asked_for_where_they_are_written_alone(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    source = FixedToken(connect(transport, shop_url, tuple(VEND.scopes)).access)

    plain, writing = (
        opener_at(transport, shop_url, source, sim.report, **options)()
        for options in ({}, {"transfers": "on"})
    )

    assert not plain.ping().missing_scopes
    assert writing.ping().missing_scopes == set(VEND.optional_scopes["transfers"])
    before = sim.calls()
    with pytest.raises(UnsupportedError):
        plain.transfer(PlatformId(str(UUID(int=0))))
    assert sim.calls() == before


def test_scopes_that_the_token_answer_named_are_not_tried_again(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    assert sim.tokens is not None
    name = ConnectionId("con_known")
    line = transport.line(name, shop_url, VEND.dialect, sim.tokens, in_time())
    granted = tuple(sorted(set(VEND.scopes) - {"webhooks"}))
    before = sim.calls()

    account = VEND.open(line, AdapterSettings(granted_scopes=granted)).ping()

    assert account.missing_scopes == {"webhooks"}
    assert sim.calls() == before + 1


def test_a_missing_permission_is_named_in_the_error(
    sim: PosSim, shop_url: str, transport: Transport
) -> None:
    source = FixedToken(connect(transport, shop_url, ("retailer:read",)).access)
    reopen = opener_at(transport, shop_url, source, sim.report)

    with pytest.raises(NotAuthorizedError) as refused:
        list(reopen().locations())

    assert refused.value.missing_scope == "outlets:read"


def test_a_whole_walk_costs_no_call_per_product(sim: PosSim) -> None:
    before = sim.calls()

    assert len(sim.products()) > 30
    assert sim.calls() - before <= 3


def _return_of(order: PosOrder, quantity: int) -> ReturnRequest:
    line = ReturnLine(order_line_platform_id=order.lines[0].platform_id, quantity=quantity)
    return ReturnRequest(order_platform_id=order.platform_id, lines=(line,), reason="too small")


def test_tokens_are_granted_and_rotated_and_the_old_pair_is_dead(
    shop_url: str, transport: Transport
) -> None:
    granted = connect(transport, shop_url)
    flow = flow_at(transport, shop_url)

    renewed = flow.refresh(granted, call=in_time())

    assert granted.account_id == renewed.account_id == "northwind"
    assert set(granted.scopes) == set(renewed.scopes) == set(VEND.every_scope)
    assert renewed.expires_at is not None
    assert (renewed.access, renewed.refresh) != (granted.access, granted.refresh)
    reopen = opener_at(transport, shop_url, FixedToken(granted.access), MappingReport())
    with pytest.raises(NotAuthorizedError):
        list(reopen().locations())
    with pytest.raises(NotAuthorizedError) as refused:
        flow.refresh(granted, call=in_time())
    assert refused.value.platform_code == "invalid_grant"


def test_a_retailer_who_says_no_is_not_connected(shop_url: str, transport: Transport) -> None:
    flow = flow_at(transport, shop_url)

    with pytest.raises(NotAuthorizedError):
        flow.exchange({"error": "access_denied"}, redirect_uri=REDIRECT, call=in_time())


def test_a_spent_code_is_not_authorized(shop_url: str, transport: Transport) -> None:
    flow = flow_at(transport, shop_url)

    with pytest.raises(NotAuthorizedError):
        flow.exchange({"code": "spent"}, redirect_uri=REDIRECT, call=in_time())


def test_another_stores_answer_is_not_taken_for_the_one_that_was_asked(
    transport: Transport,
) -> None:
    flow = flow_at(transport, "https://northwind.retail.lightspeed.app")

    with pytest.raises(BadSignatureError):
        flow.exchange(
            {"code": "c", "domain_prefix": "southwind"}, redirect_uri=REDIRECT, call=in_time()
        )


def test_the_budget_of_a_window_is_never_overrun(transport: Transport) -> None:
    with create_shop(replace(OPTIONS, limits=True)) as shop:
        running = serve(shop)
        source = FixedToken(connect(transport, running.url).access)
        adapter = opener_at(transport, running.url, source, MappingReport())()

        for _ in range(60):
            next(iter(adapter.locations()))

        assert control_at(running.url)("GET stats")["throttled"] == 0
        running.stop()
