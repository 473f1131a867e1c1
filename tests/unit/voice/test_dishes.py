"""Dishes by voice: choices asked for one at a time, what is named, what is out, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from domain.catalog import Modifier, ModifierList, WeeklyHours
from domain.ids import LocationId, PlatformId, ProductSku
from domain.money import Money
from tests.fakes.voice import NORTHWIND, TalkingShop, talking_shop


def choice(name: str, cents: int = 0, **more: object) -> Modifier:
    key = name.lower().replace(" ", "-")
    return Modifier(platform_id=PlatformId(key), name=name, price=Money(cents, "USD"), **more)  # type: ignore[arg-type]  # a test's shorthand


def choices(name: str, *modifiers: Modifier, least: int = 0, most: int | None = None):
    return ModifierList(
        platform_id=PlatformId(name.lower()),
        name=name,
        modifiers=modifiers,
        minimum=least,
        maximum=most,
    )


MILK = choices(
    "Milk",
    *(choice("Whole milk"), choice("Oat milk", 75), choice("Almond milk", 75, active=False)),
    least=1,
    most=1,
)
EXTRAS = choices(
    "Extras",
    *(choice("Extra shot", 100, repeatable=True), choice("Cinnamon"), choice("Whipped cream", 50)),
    most=3,
)
DRESSING = choices("Dressing", choice("Ranch"), choice("Vinaigrette"), least=1, most=1)
SIDES = choices(
    "Sides",
    choice("Side salad", 150, modifier_lists=(DRESSING,)),
    *(choice("French fries"), choice("Roasted vegetables"), choice("Mashed potatoes")),
    least=2,
    most=2,
)
TOPPINGS = choices(
    "Toppings",
    choice("Lettuce", chosen_by_default=True),
    choice("Tomato", chosen_by_default=True),
    choice("Bacon", 200),
)
DIPS = choices("Dips", choice("Aioli"), choice("Barbecue"), choice("Chipotle"), least=1, most=2)
SIZE = choices("Size", choice("Small"), choice("Large", 100), least=1, most=1)
MORNING = WeeklyHours(days=frozenset({1, 2, 3, 4, 5}), start=time(7), end=time(11))


@pytest.fixture
def shop() -> TalkingShop:
    talking = talking_shop()
    menu = (
        ("FLAT", "Flat White", (MILK, EXTRAS)),
        ("STEAK", "Steak Plate", (SIDES,)),
        ("BURG", "Burger", (TOPPINGS, DIPS)),
        ("CHAI", "Chai", (SIZE,)),
        ("DRIPS", "Drip Coffee Small", ()),
        ("DRIPL", "Drip Coffee Large", ()),
    )
    for sku, title, lists in menu:
        talking.shop.add_variant(NORTHWIND, sku, title, stock={"dt": 9}, modifier_lists=lists)
    talking.shop.add_variant(NORTHWIND, "PANC", "Pancakes", stock={"dt": 9}, hours=(MORNING,))
    return talking


def talk(shop: TalkingShop, *sentences: str) -> list[str]:
    terminal = shop.terminal()
    return [terminal.say(each).text for each in sentences]


def ordered(shop: TalkingShop) -> tuple[str, ...]:
    (order,) = shop.shop.orders.values()
    (wish,) = order.command.lines
    return wish.modifiers


def test_a_required_choice_is_asked_for_and_read_back(shop: TalkingShop) -> None:
    asked, read_back, done = talk(
        shop, "order a flat white for pickup at downtown", "whole milk", "yes"
    )

    assert "Which milk would you like? Whole milk or Oat milk?" in asked
    assert "1 Flat White with Whole milk, for pickup at Downtown" in read_back
    assert "I ordered 1 Flat White with Whole milk" in done
    assert ordered(shop) == ("whole-milk",)


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("the second one", "oat-milk"),
        ("the first one", "whole-milk"),
        ("i'd like oat milk please", "oat-milk"),
        ("whole", "whole-milk"),
        ("number two", "oat-milk"),
        ("i'll take the oat milk", "oat-milk"),
    ],
)
def test_an_answer_may_be_worded_freely(shop: TalkingShop, answer: str, taken: str) -> None:
    talk(shop, "order a flat white for pickup at downtown", answer)

    assert ordered(shop) == (taken,)


def test_what_is_named_at_once_is_not_asked_for(shop: TalkingShop) -> None:
    (read_back,) = talk(
        shop,
        "order two flat white with oat milk and two extra shots for pickup at downtown",
    )

    assert "2 Flat White with Oat milk and 2 times Extra shot" in read_back
    assert ordered(shop) == ("oat-milk", "extra-shot", "extra-shot")


def test_an_optional_list_is_not_read_out_but_heard_at_the_read_back(shop: TalkingShop) -> None:
    _, read_back, changed = talk(
        shop,
        "order a flat white for pickup at downtown",
        "oat milk",
        "with an extra shot",
    )

    assert "Extra" not in read_back
    assert "with Oat milk and Extra shot" in changed


def test_a_choice_may_be_corrected_at_the_read_back(shop: TalkingShop) -> None:
    *_, changed = talk(
        shop, "order a flat white for pickup at downtown", "oat milk", "make it whole milk"
    )

    assert "with Whole milk," in changed


def test_a_choice_that_ran_out_is_said_and_skipped(shop: TalkingShop) -> None:
    (asked,) = talk(shop, "order a flat white with almond milk for pickup at downtown")

    assert asked.startswith("Sorry, Almond milk is out. Which milk would you like?")
    assert "Almond milk or" not in asked


def test_no_to_a_required_choice_asks_again(shop: TalkingShop) -> None:
    _, again = talk(shop, "order a flat white for pickup at downtown", "no")

    assert again.startswith("It needs one to go on. Which milk would you like?")


def test_an_unknown_choice_is_said_and_asked_for_again(shop: TalkingShop) -> None:
    _, again = talk(shop, "order a flat white for pickup at downtown", "soy milk")

    assert again.startswith("I can't offer soy milk with it. Which milk would you like?")


def test_several_of_a_list_are_asked_one_by_one_and_lists_below_them_too(
    shop: TalkingShop,
) -> None:
    asked, other, dressing, read_back = talk(
        shop,
        "order a steak plate for pickup at downtown",
        "side salad",
        "french fries",
        "ranch",
    )

    assert "Which sides would you like?" in asked
    assert "which other sides" in other
    assert "Which dressing would you like? Ranch or Vinaigrette?" in dressing
    assert "with Side salad, French fries and Ranch" in read_back


def test_what_belongs_to_a_dish_is_taken_silently_and_may_be_left_out(shop: TalkingShop) -> None:
    _, _, read_back, without = talk(
        shop,
        "order a burger for pickup at downtown",
        "barbecue",
        "nothing else",
        "without tomato",
    )

    assert "with Lettuce, Tomato and Barbecue" in read_back
    assert "with Lettuce and Barbecue" in without


def test_no_before_a_choice_leaves_it_out(shop: TalkingShop) -> None:
    *_, without = talk(shop, "order a burger for pickup at downtown", "barbecue", "no", "no tomato")

    assert "with Lettuce and Barbecue" in without


def test_a_list_with_room_asks_for_more_until_it_is_full(shop: TalkingShop) -> None:
    asked, more, read_back = talk(
        shop, "order a burger for pickup at downtown", "aioli", "chipotle"
    )

    assert "Which dips would you like? Aioli, Barbecue or Chipotle?" in asked
    assert "Anything else? Barbecue or Chipotle, or nothing else." in more
    assert "Aioli and Chipotle" in read_back


def test_more_than_the_maximum_is_left_out_and_said(shop: TalkingShop) -> None:
    (read_back,) = talk(
        shop, "order a burger with aioli and barbecue and chipotle for pickup at downtown"
    )

    assert "It takes 2 choices there at most, so I left out Chipotle." in read_back
    assert "Aioli and Barbecue," in read_back


def test_a_size_is_asked_for_alike_as_a_choice_and_as_an_item(shop: TalkingShop) -> None:
    (as_choice,) = talk(shop, "order a chai for pickup at downtown")
    as_item, taken = talk(shop, "order drip coffee for pickup at downtown", "large")

    assert as_choice == "Which size would you like? It comes in Small or Large."
    assert as_item == "Which size would you like? It comes in small or large."
    assert "1 Drip Coffee Large" in taken


def test_a_named_size_is_taken(shop: TalkingShop) -> None:
    (read_back,) = talk(shop, "order a large chai for pickup at downtown")

    assert "1 Chai with Large" in read_back


def test_a_dish_out_of_its_hours_is_refused_with_when_it_is_on(shop: TalkingShop) -> None:
    at_noon(shop, 2026, 11, 23)

    refused, other = talk(shop, "order pancakes for pickup at downtown", "chai")

    assert refused == (
        "Pancakes is on the menu from 7 AM to 11 AM, Monday to Friday. What else would you like?"
    )
    assert "Which size" in other


def test_the_hours_are_those_of_the_stores_own_clock(shop: TalkingShop) -> None:
    at_noon(shop, 2026, 11, 23)
    stores = shop.shop.stores[NORTHWIND]
    seattle = replace(stores[LocationId("dt")], timezone="Pacific/Honolulu")
    stores[LocationId("dt")] = seattle
    shop.clock.advance(hours=6)  # eight in the morning there

    (read_back,) = talk(shop, "order pancakes for pickup at downtown")

    assert "1 Pancakes" in read_back


def test_what_a_dish_does_not_come_with_is_said(shop: TalkingShop) -> None:
    (asked,) = talk(shop, "order a chai with whipped cream for pickup at downtown")

    assert asked.startswith("I can't offer whipped cream with it. Which size")


def test_required_choices_that_all_ran_out_end_the_dish(shop: TalkingShop) -> None:
    view = shop.shop.variants[NORTHWIND][ProductSku("FLAT")]
    gone = replace(MILK, modifiers=tuple(replace(one, active=False) for one in MILK.modifiers))
    shop.shop.variants[NORTHWIND][view.sku] = replace(view, modifier_lists=(gone,))

    (refused,) = talk(shop, "order a flat white for pickup at downtown")

    assert refused.startswith("Sorry, Flat White can't be made right now:")


def at_noon(shop: TalkingShop, *day: int) -> None:
    """A Monday's noon in UTC."""
    noon = datetime(*day, 12, tzinfo=UTC)
    shop.clock.advance(seconds=(noon - shop.clock.now()).total_seconds())
