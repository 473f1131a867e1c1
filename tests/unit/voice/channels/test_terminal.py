"""The terminal is a channel like any other: text in, words and cards out."""

from __future__ import annotations

from tests.fakes.voice import talking_shop


def test_it_greets_converses_and_closes() -> None:
    shop = talking_shop()
    terminal = shop.terminal()

    assert terminal.open().text.startswith("Hi.")
    assert terminal.say("order a camp mug for pickup at downtown").text.startswith("1 Camp Mug")
    terminal.close()

    assert [key for key in shop.sessions.kept if key.channel == "terminal"] == []


def test_a_receipt_comes_with_its_card() -> None:
    terminal = talking_shop().terminal()
    terminal.say("order a camp mug for pickup at downtown")

    line = terminal.say("yes")

    assert line.card == (
        "Your order\nOrder number 0001\n1 × Camp Mug: $12.50\nThe total is $13.75.\n"
        "for pickup at Downtown"
    )
    assert line.end


def test_a_command_line_can_pick_a_conversation_up_again() -> None:
    shop = talking_shop()
    shop.terminal("kept").say("order a camp mug for pickup at downtown")

    assert shop.terminal("kept").say("yes").text.startswith("Done.")
