"""A merchant who switched Square Loyalty on: rewards when ordering, points after, both undone."""

from __future__ import annotations

from app.commerce.loyalty import Membership
from app.commerce.model import Canceled, NotOrderable, Placed, Prepared
from app.commerce.points import KIND, LOOK_AGAIN
from domain.money import Money
from domain.orders import OrderState
from storage import orders, tables
from tests.integration.commerce.acts import assert_sold_once, place, settle
from tests.integration.commerce.house import MERCHANT, SQUARE_STORE, House, new_call


def stars(house: House, balance: int | None = None) -> int:
    """Jordan's points by the till's books; or set them."""
    (member,) = house.mall.square.control("GET loyalty")
    if balance is not None:
        body = {"customer_id": member, "points": balance}
        house.mall.square.control("POST loyalty", body)
    found: int = house.mall.square.control("GET loyalty")[member]
    return found


def membership(house: House) -> Membership:
    (found,) = house.services.loyalty.memberships(MERCHANT, house.jordan, new_call())
    return found


def cheapest(house: House) -> str:
    rewards = membership(house).standing.program.rewards
    return min(rewards, key=lambda each: each.points).platform_id


def hand_over(house: House, prepared: Prepared) -> None:
    """Staff hand it over, and the gateway hears of it."""
    with house.services.database.read() as tx:
        stored = orders.get(tx, MERCHANT, prepared.order_id)
    for state in ("RESERVED", "PREPARED", "COMPLETED"):
        body = {"order_id": stored.pos_order_id, "state": state}
        house.mall.square.control("POST fulfillment", body)
    seen = house.services.orders.order(MERCHANT, prepared.order_id, call=new_call())
    assert seen.state is OrderState.COMPLETED


def effects(house: House, order_id: str) -> list[str]:
    """The states of the order's effects about points."""
    table = tables.outbox
    with house.services.database.read() as tx:
        rows = tx.execute(table.select().where(table.c.kind == KIND, table.c.key == order_id))
        return [row.state for row in rows]


def test_an_order_earns_its_points_once_it_is_handed_over(member_house: House) -> None:
    house, shelf = member_house, member_house.shelf()
    before = stars(house, 0)
    prepared = shelf.prepare(2)
    assert isinstance(place(house, prepared), Placed)

    settle(house, ahead_s=LOOK_AGAIN.total_seconds() + 1)
    too_early = stars(house)
    hand_over(house, prepared)
    settle(house, ahead_s=LOOK_AGAIN.total_seconds() + 1)
    given = stars(house)
    settle(house, ahead_s=LOOK_AGAIN.total_seconds() + 1)

    before_tax = prepared.total - prepared.quote.tax
    assert (before, too_early) == (0, 0)
    assert given == stars(house) == before_tax.amount // 100
    assert effects(house, prepared.order_id) == ["done"]


def test_a_reward_lowers_the_price_and_a_canceled_order_gives_its_points_back(
    member_house: House,
) -> None:
    house, shelf = member_house, member_house.shelf()
    stars(house, 100)
    plain = shelf.prepare(1, key="plain")

    prepared = shelf.prepare(1, key="with", reward_id=cheapest(house))
    placed = place(house, prepared)
    locked = stars(house)
    canceled = house.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="no", call=new_call()
    )
    settle(house, ahead_s=1)

    assert prepared.total < plain.total
    assert isinstance(placed, Placed)
    assert placed.receipt.total == prepared.total
    assert locked == 90
    assert isinstance(canceled, Canceled)
    assert canceled.refunded == prepared.total
    assert stars(house) == 100


def test_a_reward_that_pays_for_everything_needs_no_card(member_house: House) -> None:
    house, shelf = member_house, member_house.shelf()
    stars(house, 100)
    shelf.till.control("POST price", {"sku": shelf.sku, "amount": 300})
    prepared = shelf.prepare(1, reward_id=cheapest(house))

    placed = place(house, prepared, token=None)
    canceled = house.services.checkout.cancel(
        MERCHANT, prepared.order_id, reason="no", call=new_call()
    )
    settle(house, ahead_s=1)

    assert prepared.total.amount == 0
    assert isinstance(placed, Placed)
    assert placed.receipt.payment_id is None
    assert isinstance(canceled, Canceled)
    assert stars(house) == 100


def test_a_declined_order_that_is_undone_leaves_the_points_alone(member_house: House) -> None:
    house, shelf = member_house, member_house.shelf()
    stars(house, 100)
    prepared = shelf.prepare(1, reward_id=cheapest(house))

    place(house, prepared, token="cnon:card-nonce-declined")
    locked = stars(house)
    house.services.checkout.cancel(MERCHANT, prepared.order_id, reason="no", call=new_call())

    assert locked == 90
    assert stars(house) == 100


def test_the_total_agreed_to_is_the_one_with_the_reward(member_house: House) -> None:
    house, shelf = member_house, member_house.shelf()
    stars(house, 100)
    prepared = shelf.prepare(1, reward_id=cheapest(house))

    other = place(house, prepared, agreed=prepared.total + Money(1, "USD"))

    assert type(other).__name__ == "PriceChanged"
    assert stars(house) == 100


def test_too_few_points_buy_nothing_and_hold_nothing(member_house: House) -> None:
    house, shelf = member_house, member_house.shelf()
    wanted = cheapest(house)
    stars(house, 3)

    refused = house.services.checkout.prepare(shelf.wish(1, reward_id=wanted), new_call())

    assert isinstance(refused, NotOrderable)
    assert refused.reason == "too-few-points"
    assert shelf.level().held == 0


def test_where_the_program_is_off_nothing_is_asked_for_and_nothing_stored(
    sqlite_house: House,
) -> None:
    house, shelf = sqlite_house, sqlite_house.shelf(SQUARE_STORE)
    prepared = shelf.prepare(1)

    assert isinstance(place(house, prepared), Placed)

    wish = shelf.wish(1, key="reward", reward_id="any")
    refused = house.services.checkout.prepare(wish, new_call())
    assert isinstance(refused, NotOrderable)
    assert refused.reason == "no-loyalty"
    assert effects(house, prepared.order_id) == []
    assert house.services.loyalty.memberships(MERCHANT, house.jordan, new_call()) == ()
    assert_sold_once(house, shelf, prepared, 1)
