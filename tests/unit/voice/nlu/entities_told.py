"""What a sentence names, as tests read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.voice.nlu.entities.reader import read_entities
from app.voice.nlu.labels import Label

WEDNESDAY = date(2026, 3, 11)


def told(text: str, lang: str, label: Label = Label.PLACE_ORDER) -> dict[str, Any]:
    """All entities of a sentence said on a Wednesday, in the form of entity files."""
    return read_entities(text, label=label, today=WEDNESDAY, lang=lang).as_json()


def goods(text: str, lang: str, label: Label = Label.PLACE_ORDER) -> list[tuple[Any, Any]]:
    """How many of which goods a sentence names."""
    items = told(text, lang, label).get("items", [])
    return [(item.get("quantity"), item.get("product")) for item in items]
