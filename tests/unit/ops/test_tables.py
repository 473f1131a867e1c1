"""Lists on a terminal: aligned, whole ids, no column that the room does not allow."""

from __future__ import annotations

import sys

import pytest

from app.commands.manners import brief
from app.commands.tables import plain, print_table

HEADS = ("order", "state", "channel", "what")
ROWS = [("ord_1", "confirmed", "alexa", None), ("ord_22", "canceled", "rest", "a long story")]


def test_a_list_that_goes_to_a_program_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADS, ROWS, wide={"channel"})

    assert capsys.readouterr().out.splitlines() == [
        "order   state      channel  what",
        "ord_1   confirmed  alexa    -",
        "ord_22  canceled   rest     a long story",
    ]


def test_a_narrow_terminal_is_told_less_and_its_ids_stay_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "25")

    print_table(HEADS, ROWS, wide={"channel"})

    assert capsys.readouterr().out.splitlines()[1:] == [
        "ord_1   confirmed  -",
        "ord_22  canceled   a lon…",
    ]


def test_no_row_is_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADS, [])

    assert capsys.readouterr().out == ""


def test_values_of_several_parts_are_told_without_brackets() -> None:
    assert (
        plain({"loyalty": "off", "scopes": ["READ", "WRITE"]}) == "loyalty off, scopes READ, WRITE"
    )


@pytest.mark.parametrize(
    ("help_text", "told"),
    [
        ("List jobs, the newest first.", "List jobs, the newest first."),
        ("Show the newest balance and what is open; exit code 1 if it is not even.",
         "Show the newest balance and what is open."),
        ("Bring over everything a platform has (all connections, or the one named).\n\nMore.",
         "Bring over everything a platform has."),
        ("Stores on two connections: the twin sells while the first cannot be reached.",
         "Stores on two connections: the twin sells while the first cannot be reached."),
    ],
    ids=["short", "two thoughts", "an aside", "one long thought"],
)  # fmt: skip
def test_a_list_of_commands_says_whole_thoughts(help_text: str, told: str) -> None:
    assert brief(help_text) == told
