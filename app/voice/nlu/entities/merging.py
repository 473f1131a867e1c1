"""Items of a sentence put together that are one: "we're out of diapers, send two boxes"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.voice.nlu.entities.item import Item
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.plain import unaccented

_NO_UNIT: Final = frozenset({"glass", "glas", "set", "topf", "verre", "vaso", "taza", "tasse"})
"""Units that are goods as often: two glasses may be just that."""


def merged(
    items: Sequence[Item], words: Lexicon, langs: Sequence[str], *, wanted: bool = False
) -> list[Item]:
    """The items, where a bare number of units counts the goods named right before it.

    `wanted`: they are goods to be had, so that "and a bucket" is one more of them.
    """
    found: list[Item] = []
    for item in items:
        unit = item.unit if item.product is None else unit_named(item, words, langs)
        before = found[-1] if found else None
        if before is not None and _repeats(before, item):
            found[-1] = item
        elif before is not None and _takes(before, item, unit) and not (wanted and item.joined):
            found[-1] = replace(before, quantity=item.quantity, unit=unit, counted=True)
        else:
            found.append(item)
    named = [
        item
        for item in found
        if item.counted
        or item.attributes
        or unit_named(item, words, langs) is None
        or (wanted and (item.joined or item.quantity is not None))
    ]
    return named or found  # "I opened the box and the vase was broken"


def _repeats(before: Item, item: Item) -> bool:
    """Whether goods are named again, with what was not told: "I forgot butter, add a pack of "
    "it"."""
    bare = not (before.counted or before.attributes or before.parts)
    return bare and before.product is not None and before.product == item.product


def _takes(before: Item, item: Item, unit: str | None) -> bool:
    """Whether the quantity of the later item is that of the earlier, which was told none."""
    if before.product is None or before.counted or not item.counted or item.listed:
        return False
    bare = not item.attributes and not item.parts
    return bare and (item.product is None or unit is not None)


def unit_named(item: Item, words: Lexicon, langs: Sequence[str]) -> str | None:
    """The unit that was taken for goods, as nothing stood behind it: "two boxes"."""
    plain = unaccented(item.product or "")
    for lang in (*langs, *words.units):
        unit = words.units[lang].get(plain)
        if unit is not None and unit not in _NO_UNIT:
            return unit
    return None
