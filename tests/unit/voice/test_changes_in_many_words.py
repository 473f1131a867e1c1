"""An order that was read back is changed, swapped and added to in some 240 ways of saying it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from app.voice.dialogue.state import State
from tests.conversations.talk import Talk

_TOLD: Final = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "voice" / "changes.json").read_text("utf-8")
)
_WISHES: Final = _TOLD["wishes"]
_CASES: Final = [(language, kind) for language, kinds in _TOLD["changes"].items() for kind in kinds]
_SIZED: Final = frozenset({"color", "size"})


def _changed(language: str, kind: str, words: str) -> State:
    talk = Talk(language)
    wish = "pickup_in_medium" if kind in _SIZED else "delivery" if kind == "pick" else "pickup"
    talk.say(_WISHES[language][wish], words)
    return talk._state()


def _is_right(kind: str, state: State) -> bool:
    lines = sorted((str(each.sku), each.quantity) for each in state.lines)
    way = state.method.value if state.method is not None else None
    match kind:
        case "count":
            return lines == [("MUG", 3)]
        case "ship":
            return lines == [("MUG", 1)] and way == "shipping"
        case "pick":
            return lines == [("MUG", 1)] and way == "pickup"
        case "store":
            return lines == [("MUG", 1)] and state.place == "nb"
        case "color":
            return lines == [("JACKET-RD-M", 1)]
        case "size":
            return lines == [("JACKET-BL-L", 1)]
        case "swap":
            return lines == [("LAMP", 1)]
        case _:
            return lines == [("LAMP", 1), ("MUG", 1)]


@pytest.mark.parametrize(("language", "kind"), _CASES)
def test_what_was_read_back_is_changed_in_many_words(language: str, kind: str) -> None:
    said = _TOLD["changes"][language][kind]

    assert [each for each in said if not _is_right(kind, _changed(language, kind, each))] == []
