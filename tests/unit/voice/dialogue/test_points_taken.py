"""Points pay what they can of an order when its shopper says so; that is told before the yes."""

from __future__ import annotations

import pytest

from app.commerce.loyalty import Membership
from app.commerce.model import NotOrderable
from app.voice.nlu.wishes import balance_in, points_in
from domain.ids import ConnectionId, PlatformId
from domain.loyalty import LoyaltyAccount, LoyaltyProgram, LoyaltyStanding, RewardTier
from tests.fakes.voice import TOKEN, TalkingShop, said, talking_shop

ORDER = "order a camp mug for pickup at downtown"


def membership(points: int) -> Membership:
    """A member of a program with two rewards."""
    rewards = (
        RewardTier(platform_id=PlatformId("five"), name="$5 off", points=10),
        RewardTier(platform_id=PlatformId("ten"), name="10% off", points=40),
    )
    program = LoyaltyProgram(
        platform_id=PlatformId("prog"), active=True, point="Star", points="Stars", rewards=rewards
    )
    account = LoyaltyAccount(platform_id=PlatformId("acc"), balance=points, lifetime=points)
    return Membership(
        connection_id=ConnectionId("con_1"),
        platform="square",
        standing=LoyaltyStanding(program=program, account=account),
    )


def talk(points: int, *sentences: str) -> tuple[TalkingShop, str]:
    shop = talking_shop()
    shop.loyalty.known = (membership(points),)
    terminal = shop.terminal(token=TOKEN)
    return shop, said([terminal.say(sentence) for sentence in sentences])[-1]


def rewards(shop: TalkingShop) -> list[str | None]:
    """The reward of each order that was priced, the first first."""
    return [each.command.reward_id for each in shop.shop.orders.values()]


@pytest.mark.parametrize(
    ("points", "reward", "told"),
    [
        (25, "five", "With 10 Stars you get: $5 off."),
        (90, "ten", "With 40 Stars you get: 10% off."),
        (4, None, "Your 4 Stars are not enough for a reward here."),
    ],
)
def test_an_order_in_hand_is_read_back_anew_with_what_its_points_buy(
    points: int, reward: str | None, told: str
) -> None:
    shop, answer = talk(points, ORDER, "use my points")

    assert told in answer
    assert "Shall I go ahead?" in answer
    assert rewards(shop) == [None, reward]


def test_a_yes_places_the_order_that_the_points_pay_for() -> None:
    shop, answer = talk(25, ORDER, "redeem my stars", "yes")

    assert "Done." in answer
    assert rewards(shop)[-1] == "five"
    assert len(shop.shop.placed) == 1


def test_points_that_shall_be_kept_after_all_pay_nothing() -> None:
    shop, answer = talk(25, ORDER, "use my points", "no, don't use my points")

    assert "Stars" not in answer
    assert rewards(shop) == [None, "five", None]


def test_a_till_that_takes_no_points_sells_without_them_and_that_is_said() -> None:
    shop = talking_shop()
    shop.loyalty.known = (membership(25),)
    terminal = shop.terminal(token=TOKEN)
    terminal.say(ORDER)
    shop.shop.next_prepare.append(
        NotOrderable(reason="no-loyalty", detail="no membership is known")
    )

    answer = said([terminal.say("use my points")])[-1]

    assert "This order cannot be paid with Stars." in answer
    assert rewards(shop) == [None, None]


def test_without_an_order_a_wish_to_spend_points_is_told_how_many_there_are() -> None:
    shop, answer = talk(25, "i want to use my points")

    assert "You have 25 Stars." in answer
    assert rewards(shop) == []


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("use my points", True),
        ("can i pay with my stars", True),
        ("redeem my reward points please", True),
        ("quiero usar mis puntos", True),
        ("canjea mis puntos", True),
        ("je voudrais utiliser mes points", True),
        ("payez avec mes points", True),
        ("ich möchte meine punkte einlösen", True),
        ("bezahl mit meinen treuepunkten", True),
        ("don't use my points", False),
        ("keep my points", False),
        ("sin mis puntos", False),
        ("sans mes points", False),
        ("nicht mit meinen punkten", False),
        ("how many points do i have", None),
        ("what points of sale do you have", None),
        ("two of the pointed ones", None),
        ("order the star lantern", None),
        ("a blanket with stars", None),
        ("cuántos son los puntos", None),
    ],
)
def test_a_wish_about_points_is_heard_in_four_languages(text: str, wish: bool | None) -> None:
    assert points_in(text) is wish
    assert wish is None or balance_in(text) is None
