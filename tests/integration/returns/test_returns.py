"""Returns over a till in memory and real databases: money and goods back once, whatever crashes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

from app.commerce.return_facts import free_of, label_of
from app.commerce.returns import AskReturn
from domain.calls import Call
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import MerchantId
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import Payment, PaymentStatus
from domain.returns import RefundTo, Refused, ReturnReason, ReturnState, Wanted
from storage import merchants, order_money, orders, store_credit, tables
from storage.engine import Database
from storage.returns import StoredReturn
from tests.fakes.pos import MemoryPos
from tests.integration.returns.sold import MERCHANT, Killed, Lame, Penniless, World, sold
from tests.integration.storage.shop import NOW


@pytest.fixture
def world(database: Database) -> World:
    return sold(database)


def test_goods_come_first_and_the_money_after_them(world: World) -> None:
    shelf = world.till.on_shelf
    asked = world.ask((0, 2))
    assert isinstance(asked, StoredReturn)
    assert (asked.state, asked.amount) == (ReturnState.AWAITING_GOODS, Money(667, "USD"))
    assert world.till.given_back == 0

    done = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    assert (done.state, done.restocked) == (ReturnState.DONE, True)
    assert world.till.given_back == 667
    assert world.till.on_shelf == shelf + 2
    assert world.order.refunded == Money(667, "USD")
    assert world.order.payment_state is PaymentState.PARTIALLY_REFUNDED


def test_a_policy_may_give_the_money_back_at_once(world: World) -> None:
    world.policy(refund_at_once=True)

    asked = world.ask((0, 3), (1, 1))

    assert isinstance(asked, StoredReturn)
    assert asked.state is ReturnState.DONE
    assert world.till.given_back == 4000
    assert world.order.state is OrderState.RETURNED
    assert world.order.payment_state is PaymentState.REFUNDED


POINTS_OF_GOODS = (None, "return.received", "return.booked", "return.done")


@pytest.mark.parametrize("point", POINTS_OF_GOODS)
def test_goods_whose_money_went_back_at_once_are_for_sale_when_they_are_here_and_once(
    world: World, point: str | None
) -> None:
    world.policy(refund_at_once=True)
    shelf = world.till.on_shelf
    asked = _taken(world.ask((0, 2)))
    assert (asked.restocked, asked.awaits_goods) == (False, True)
    assert (world.till.given_back, world.till.on_shelf) == (667, shelf)

    world.dies_at = point
    with suppress(Killed):
        world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))
    world.worker()
    again = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    assert (again.state, again.restocked) == (ReturnState.DONE, True)
    assert not again.awaits_goods
    assert (world.till.given_back, world.till.on_shelf) == (667, shelf + 2)
    assert world.order.refunded == Money(667, "USD")


def test_a_refund_left_to_staff_stays_left_to_them_when_the_goods_are_here(world: World) -> None:
    world.policy(refund_at_once=True)
    world.till.kind = Penniless
    asked = _taken(world.ask((1, 1)))
    assert asked.state is ReturnState.NEEDS_STAFF

    here = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    assert (here.state, here.restocked) == (ReturnState.NEEDS_STAFF, True)
    assert here.detail["left"] == asked.detail["left"]


def test_the_same_key_is_the_same_return_and_more_than_was_received_is_refused(
    world: World,
) -> None:
    first, again = world.ask((0, 2)), world.ask((0, 2))
    more = world.ask((0, 2), key="k2")
    rest = world.ask((0, 1), key="k3")

    assert isinstance(first, StoredReturn)
    assert isinstance(again, StoredReturn)
    assert first.id == again.id
    assert more == Refused("more-than-received", "Mug", 3, 2)
    assert isinstance(rest, StoredReturn)
    assert rest.amount == Money(333, "USD")


def test_an_order_placed_here_is_booked_back_by_its_tills_own_lines(world: World) -> None:
    with world.database.write() as tx:  # as it is entered before its till has made it
        tx.execute(tables.order_lines.update().values(platform_id=None))
    shelf = world.till.on_shelf
    asked = world.ask((1, 1), (0, 2))
    assert isinstance(asked, StoredReturn)

    done = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    assert (done.state, done.detail["left"]) == (ReturnState.DONE, [])
    assert world.till.on_shelf == shelf + 3


def test_two_returns_under_way_do_not_plan_the_same_money_twice(world: World) -> None:
    pot, mugs = world.ask((1, 1), key="pot"), world.ask((0, 3), key="mugs")
    assert isinstance(pot, StoredReturn)
    assert isinstance(mugs, StoredReturn)

    for each in (mugs, pot):
        done = world.service.received(MERCHANT, each.id, actor="s", call=Call.within(60))
        assert done.state is ReturnState.DONE
    assert world.till.given_back == 4000


def test_a_canceled_return_can_be_asked_for_again(world: World) -> None:
    asked = world.ask((1, 1))
    assert isinstance(asked, StoredReturn)
    world.service.cancel(MERCHANT, asked.id, actor="shopper")

    assert isinstance(world.ask((1, 1), key="k2"), StoredReturn)
    with pytest.raises(IllegalTransitionError):
        world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))


def test_what_a_person_must_decide_waits_for_the_word(world: World) -> None:
    asked = world.ask((0, 1), reason=ReturnReason.DAMAGED)
    assert isinstance(asked, StoredReturn)
    assert asked.state is ReturnState.NEEDS_PERSON

    said = world.service.decide(MERCHANT, asked.id, approve=True, actor="olga")
    again = world.service.decide(MERCHANT, asked.id, approve=True, actor="ole")

    assert said.state is again.state is ReturnState.AWAITING_GOODS
    with pytest.raises(IllegalTransitionError):
        world.service.decide(MERCHANT, asked.id, approve=False, actor="o")


def test_where_the_till_has_no_call_staff_are_told_what_to_do(world: World) -> None:
    world.till.kind = Lame
    asked = _taken(world.ask((1, 1)))

    here = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    assert here.state is ReturnState.NEEDS_STAFF
    assert here.detail["left"] == [
        "book the goods back: the till has no call for it; 30.00 USD went back to what it was paid "
        "with already, so pay none out there"
    ]
    assert world.till.given_back == 3000


class Bare(Lame, Penniless):
    """A till without a call for returns, which refuses to give money back."""


def test_staff_are_told_that_money_went_back_only_where_it_did(world: World) -> None:
    world.till.kind = Bare
    asked = _taken(world.ask((1, 1)))

    here = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    assert here.detail["left"][-1] == "book the goods back: the till has no call for it"
    assert not any("went back" in each for each in here.detail["left"])
    assert world.till.given_back == 0


def test_an_order_of_another_merchant_does_not_exist(world: World) -> None:
    wish = AskReturn(
        merchant_id=MerchantId("mer_2"),
        order_id=world.order_id,
        lines=(Wanted(position=0, quantity=1),),
        reason=ReturnReason.OTHER,
        channel="api",
        key="k",
    )
    with pytest.raises(NotFoundError):
        world.service.ask(wish, Call.within(60))


POINTS = (
    *("return.stored", "return.received", "return.refund_answered", "return.refund_done"),
    *("return.booked", "return.done"),
)


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_at_any_step_gives_money_and_goods_back_once(world: World, point: str) -> None:
    shelf = world.till.on_shelf
    world.dies_at = point
    asked = None
    try:
        asked = world.ask((0, 3), (1, 1))
        assert isinstance(asked, StoredReturn)
        world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))
    except Killed:
        again = world.ask((0, 3), (1, 1))
        assert isinstance(again, StoredReturn)
        if again.state is ReturnState.AWAITING_GOODS:
            world.service.received(MERCHANT, again.id, actor="staff", call=Call.within(60))
    world.worker()

    (stored,) = world.service.list(MERCHANT, state=None, cursor=None, limit=5).rows
    assert stored.state is ReturnState.DONE
    assert world.till.given_back == 4000
    assert world.till.on_shelf == shelf + 4
    assert world.order.refunded == Money(4000, "USD")


@pytest.mark.parametrize("operation", ["refund", "create_return"])
@pytest.mark.parametrize("kind", ["lose_answer", "fail"])
def test_a_till_that_loses_answers_or_is_down_is_asked_again(
    world: World, operation: str, kind: str
) -> None:
    times = 1 if kind == "lose_answer" else 4
    asked = _taken(world.ask((1, 1)))
    world.till.shop.faults.add({"route": operation, "kind": kind, "status": 503, "times": times})

    here = world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))
    assert here.state is ReturnState.WORKING
    world.worker()

    assert world.service.get(MERCHANT, asked.id).state is ReturnState.DONE
    assert world.till.given_back == 3000


@pytest.mark.parametrize("point", [None, "return.credited", "return.done"])
def test_a_shopper_may_choose_store_credit_and_gets_it_once(
    world: World, point: str | None
) -> None:
    _known_to_us(world)
    world.policy(refund_at_once=True)
    world.dies_at = point

    with suppress(Killed):
        world.ask((1, 1), refund_to=RefundTo.STORE_CREDIT)
    world.worker()

    (done,) = world.service.of_order(MERCHANT, world.order_id)
    assert done.state is ReturnState.DONE
    assert world.till.given_back == 0
    with world.database.read() as tx:
        assert store_credit.balances(tx, MERCHANT, "cus_1") == {"USD": Money(3000, "USD")}
    rest = world.ask((0, 3), key="rest")
    assert isinstance(rest, StoredReturn)
    assert world.till.given_back == 1000


@pytest.mark.parametrize("till", [MemoryPos, Lame, Penniless])
def test_the_history_tells_what_went_back_and_what_was_left_to_staff(
    world: World, till: type[MemoryPos]
) -> None:
    world.till.kind = till
    asked = _taken(world.ask((1, 1)))

    world.service.received(MERCHANT, asked.id, actor="staff", call=Call.within(60))

    assert _told_given(world) == (0 if till is Penniless else 3000, 0)


def test_the_history_tells_credit_apart_from_money(world: World) -> None:
    _known_to_us(world)
    world.policy(refund_at_once=True)

    world.ask((1, 1), refund_to=RefundTo.STORE_CREDIT)

    assert _told_given(world) == (0, 3000)
    assert world.order.refunded == Money(0, "USD")


def _told_given(world: World) -> tuple[int, int]:
    """In money and in credit, by the order's history."""
    with world.database.read() as tx:
        told = orders.events(tx, MERCHANT, world.order_id)
    (detail,) = [each.detail for each in told if each.kind == "returned"]
    return detail["refunded_minor"], detail.get("credited_minor", 0)


def test_nobody_unknown_has_store_credit(world: World) -> None:
    assert world.ask((1, 1), refund_to=RefundTo.STORE_CREDIT) == Refused("no-customer")


def _known_to_us(world: World) -> None:
    with world.database.write() as tx:
        tx.execute(
            tables.customers.insert().values(id="cus_1", merchant_id=MERCHANT, created_at=NOW)
        )
        tx.execute(tables.orders.update().values(customer_id="cus_1"))


def test_a_shipped_order_comes_back_under_the_merchants_label(world: World) -> None:
    world.policy(label_url="https://northwind.example/labels/{order}?for={return}")
    with world.database.write() as tx:
        tx.execute(tables.orders.update().values(method="shipping", number="#N 7"))

    asked = world.ask((1, 1))

    assert isinstance(asked, StoredReturn)
    assert label_of(asked) == f"https://northwind.example/labels/%23N%207?for={asked.id}"
    assert asked.detail["instructions"].startswith("Print the label")


def test_two_requests_under_one_key_at_once_are_one_return(world: World) -> None:
    with ThreadPoolExecutor(2) as both:
        asked = list(both.map(lambda _: world.ask((1, 1)), range(2)))

    assert [type(each) for each in asked] == [StoredReturn, StoredReturn]
    assert len(world.service.of_order(MERCHANT, world.order_id)) == 1


def _taken(asked: StoredReturn | Refused) -> StoredReturn:
    assert isinstance(asked, StoredReturn), asked
    return asked


def test_a_return_that_is_given_up_leaves_no_cent_behind(world: World) -> None:
    first, second = _taken(world.ask((0, 1), key="a")), _taken(world.ask((0, 1), key="b"))
    world.service.cancel(MERCHANT, first.id, actor="shopper")

    rest = _taken(world.ask((0, 2), key="c"))

    assert first.amount == Money(334, "USD")
    assert second.amount + rest.amount == Money(1000, "USD")


def test_an_order_is_not_returned_while_some_of_it_is_still_on_its_way(world: World) -> None:
    pot, mugs = _taken(world.ask((1, 1), key="pot")), _taken(world.ask((0, 3), key="mugs"))

    world.service.received(MERCHANT, pot.id, actor="staff", call=Call.within(60))
    assert world.order.state is OrderState.PARTLY_RETURNED
    world.service.received(MERCHANT, mugs.id, actor="staff", call=Call.within(60))

    assert world.order.state is OrderState.RETURNED


def _told_refunded(world: World, asked: StoredReturn, minor: int) -> None:
    """The platform tells that so much of the return's payment was given back, by whomever."""
    (name,) = [each["payment"] for each in asked.detail["plan"]]
    with world.database.write() as tx:
        payments = order_money.payments_of(tx, MERCHANT, world.order_id)
        (known,) = [each for each in payments if each.id == name]
        told = Payment(
            platform_id=known.platform_id,
            status=PaymentStatus.CAPTURED,
            amount=known.amount,
            refunded=Money(minor, "USD"),
            updated_at=world.clock.now(),
        )
        order_money.save_payment(
            tx, MERCHANT, known.connection_id, world.order_id, told, now=world.clock.now()
        )


def _free(world: World) -> int:
    with world.database.read() as tx:
        return sum(left for _, left in free_of(tx, world.order))


def test_what_staff_gave_back_is_not_planned_again_beside_a_return_under_way(world: World) -> None:
    mugs = _taken(world.ask((0, 3), key="mugs"))
    assert _free(world) == 3000

    _told_refunded(world, mugs, 400)  # for some reason of their own

    assert _free(world) == 2600


def test_a_refund_that_was_left_to_staff_is_not_counted_twice_once_they_made_it(
    world: World,
) -> None:
    world.policy(refund_at_once=True)
    world.till.kind = Penniless
    left = _taken(world.ask((0, 3), key="mugs"))
    _told_refunded(world, left, 1000)

    assert left.state is ReturnState.NEEDS_STAFF
    assert _free(world) == 3000


def test_two_who_ask_for_the_same_unit_at_once_get_it_once(world: World) -> None:
    with ThreadPoolExecutor(2) as pool:
        asked = list(pool.map(lambda key: world.ask((1, 1), key=key), ("one", "other")))

    assert [isinstance(each, StoredReturn) for each in asked].count(True) == 1
    assert Refused("already-returned", "Pot", 1, 1) in asked


@pytest.mark.parametrize("told", [["window"], {"window_days": "soon"}, {"category_windows": 3}])
def test_while_the_policy_cannot_be_read_every_return_waits_for_a_person(
    world: World, told: object
) -> None:
    with world.database.write() as tx:
        row = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(tx, replace(row, settings={**row.settings, "returns": told}))

    asked = _taken(world.ask((1, 1)))

    assert asked.state is ReturnState.NEEDS_PERSON
    assert asked.detail["person"] == "policy-unreadable"
