"""Goods brought from another store: offered to who would not go there, and asked for on a yes."""

from __future__ import annotations

import pytest

from storage.transfers import MadeBy
from tests.fakes.voice import TOKEN, TalkingShop, said, talking_shop


@pytest.fixture
def shop() -> TalkingShop:
    """A merchant whose stores send each other goods."""
    shop = talking_shop()
    shop.transfers.offered = True
    return shop


def talk(shop: TalkingShop, *sentences: str, token: str | None = TOKEN) -> str:
    terminal = shop.terminal(token=token)
    return said([terminal.say(sentence) for sentence in sentences])[-1]


def test_who_does_not_go_to_the_other_store_is_offered_that_it_comes(shop: TalkingShop) -> None:
    offered = talk(shop, "do you have a camp mug at ballard", "no")

    assert "Shall I have one sent from Downtown to Ballard?" in offered
    assert not shop.transfers.kept


def test_a_yes_has_it_sent_once_and_says_what_is_paid_when(shop: TalkingShop) -> None:
    done = talk(shop, "do you have a camp mug at ballard", "no thanks", "yes please")

    assert "Downtown sends 1 Camp Mug to Ballard" in done
    assert "Nothing was charged" in done
    (made,) = shop.transfers.kept.values()
    assert (made.sku, made.source_id, made.destination_id) == ("MUG", "dt", "bl")
    assert made.customer_id is not None


def test_staff_who_are_asked_are_named_as_asked(shop: TalkingShop) -> None:
    shop.transfers.made_by = MadeBy.STAFF

    done = talk(shop, "do you have a camp mug at ballard", "no", "yes")

    assert "I asked Downtown to send" in done


def test_a_no_moves_nothing_and_goes_on(shop: TalkingShop) -> None:
    asked = talk(shop, "do you have a camp mug at ballard", "no", "no")

    assert "change" in asked
    assert not shop.transfers.kept


def test_nobody_is_sent_anything_before_it_is_known_who_asks(shop: TalkingShop) -> None:
    talk(shop, "do you have a camp mug at ballard", "no", "yes", token=None)

    assert not shop.transfers.kept


def test_what_is_gone_meanwhile_is_told(shop: TalkingShop) -> None:
    terminal = shop.terminal()
    for sentence in ("do you have a camp mug at ballard", "no"):
        terminal.say(sentence)
    shop.transfers.offered = False

    (told,) = said([terminal.say("yes")])

    assert "somebody was quicker" in told


def test_where_nothing_is_sent_a_no_is_a_no(shop: TalkingShop) -> None:
    shop.transfers.offered = False

    with_it = talk(shop, "do you have a camp mug at ballard", "no")

    assert "sent from" not in with_it
