"""Choices on Alexa's screens: shown as a list, and understood when one is touched.

Source: Alexa documentation "Alexa.Presentation.APL Interface Reference" and "Display Interface
Reference" (fact sheet §1.1, read 2026-11-20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.voice.channels.port import Json, text_of
from app.voice.ssml import clean
from app.voice.turn import Intent, Slot

_TOUCH: Final = "choose"
_MOST: Final = 9
_TOKEN: Final = "choices"  # noqa: S105 - the name of a document, no secret
_USER_EVENT: Final = "Alexa.Presentation.APL.UserEvent"
_ELEMENT: Final = "Display.ElementSelected"
_LONGEST: Final = 80


def touch_list(choices: Sequence[str]) -> dict[str, Any]:
    """The directive that shows what was read out; a touch says which one."""
    items = [_row(at, clean(words)[:_LONGEST]) for at, words in enumerate(choices[:_MOST], start=1)]
    return {
        "type": "Alexa.Presentation.APL.RenderDocument",
        "token": _TOKEN,
        "document": {
            "type": "APL",
            "version": "2024.1",
            "mainTemplate": {
                "items": [
                    {
                        "type": "Sequence",
                        "width": "100vw",
                        "height": "100vh",
                        "paddingLeft": "5vw",
                        "paddingTop": "5vh",
                        "items": items,
                    }
                ]
            },
        },
    }


def chosen(request: Json) -> tuple[Intent | None, Mapping[Slot, str]]:
    """What a touch means; nothing for any other request."""
    number = _number(request)
    return (Intent.INFORM, {Slot.ORDINAL: number}) if number else (None, {})


def _number(request: Json) -> str:
    kind = text_of(request, "type")
    if kind == _USER_EVENT:
        told = request.get("arguments")
        parts = told if isinstance(told, list) else []
    elif kind == _ELEMENT:
        parts = list(text_of(request, "token").split(":"))
    else:
        return ""
    if len(parts) != 2 or parts[0] != _TOUCH or not str(parts[1]).isdecimal():
        return ""
    return str(parts[1])[:1].strip("0")


def _row(at: int, words: str) -> dict[str, Any]:
    return {
        "type": "TouchWrapper",
        "onPress": {"type": "SendEvent", "arguments": [_TOUCH, at]},
        "items": [{"type": "Text", "text": f"{at}. {words}", "fontSize": "32dp"}],
    }
