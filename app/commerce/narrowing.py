"""One variant out of many, step by step: size first, then color, only what exists.

Where a value does not exist beside what was chosen before, the nearest ones that do are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from app.commerce.model import VariantView
from app.commerce.words import fold
from domain.errors import InvalidInputError

_FIRST: Final = ("size", "color")
_LADDER: Final = ("2xs", "xs", "s", "m", "l", "xl", "2xl", "3xl", "4xl", "5xl")
_SAME_RUNG: Final = {
    "xxs": "2xs", "xxl": "2xl", "xxxl": "3xl", "extra small": "xs", "small": "s", "medium": "m",
    "large": "l", "extra large": "xl", "x-large": "xl", "x-small": "xs", "xx-large": "2xl",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMade:
    """A value that no variant has beside the others chosen."""

    option: str
    value: str
    near: tuple[str, ...]
    """The nearest values that there are, smaller first; empty where none is nearer than others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What is left of a product's variants."""

    variants: tuple[VariantView, ...]
    option: str | None
    """What to ask for next; None: one variant is left, or none differs any more."""
    values: tuple[str, ...]
    """The values of that option that exist, smallest first."""
    not_made: tuple[NotMade, ...]
    """What was chosen and does not exist; it was left aside."""


def require_options(variants: Sequence[VariantView], chosen: Mapping[str, str]) -> None:
    """Raises InvalidInputError for a choice of something that this product has no choice of."""
    known = sorted({option for each in variants for option in each.options})
    for option in chosen:
        if option not in known:
            remedy = f"use {' or '.join(known)}" if known else "this product has nothing to choose"
            raise InvalidInputError("query/chosen", option[:40], remedy)


def narrow(variants: Sequence[VariantView], chosen: Mapping[str, str]) -> Narrowed:
    """The variants with everything chosen, and the next question."""
    left, missing = list(variants), []
    for option in sorted(chosen, key=_order):
        value = chosen[option]
        if not any(option in each.options for each in left):
            continue
        fitting = [each for each in left if _same(each.options.get(option), value)]
        if fitting:
            left = fitting
            continue
        near = near_misses(value, values_of(left, option))
        missing.append(NotMade(option=option, value=value, near=near))
    asked = _next_option(left)
    return Narrowed(
        variants=tuple(left),
        option=asked,
        values=() if asked is None else values_of(left, asked),
        not_made=tuple(missing),
    )


def values_of(variants: Sequence[VariantView], option: str) -> tuple[str, ...]:
    """The values of an option, smallest first where they can be compared."""
    values = list(
        dict.fromkeys(each.options[option] for each in variants if option in each.options)
    )
    sizes = {value: _measure(value) for value in values}
    if len({size and size.kind for size in sizes.values()}) == 1:
        return tuple(sorted(values, key=lambda value: sizes[value] or _Size("", Decimal(0))))
    return tuple(values)


def near_misses(wanted: str, values: Sequence[str]) -> tuple[str, ...]:
    """The next smaller and the next larger value; none where sizes cannot be compared."""
    size = _measure(wanted)
    sizes = [(measure, value) for value in values if (measure := _measure(value)) is not None]
    if size is None or any(each.kind != size.kind for each, _ in sizes):
        return ()
    smaller = max((each for each in sizes if each[0] < size), default=None)
    larger = min((each for each in sizes if each[0] > size), default=None)
    return tuple(each[1] for each in (smaller, larger) if each is not None)


class _Size(NamedTuple):
    """Something that can be compared with others of its kind."""

    kind: str
    measure: Decimal


def _measure(value: str) -> _Size | None:
    """A size as its figure, or its place among S, M, L; None: it is neither."""
    said = fold(value).strip()
    said = _SAME_RUNG.get(said, said)
    if said in _LADDER:
        return _Size("letters", Decimal(_LADDER.index(said)))
    try:
        return _Size("figures", Decimal(said.replace(",", ".")))
    except InvalidOperation:
        return None


def _same(one: str | None, other: str) -> bool:
    if one is None:
        return False
    measured = _measure(one)
    return fold(one) == fold(other) or (measured is not None and measured == _measure(other))


def _order(option: str) -> tuple[int, str]:
    return (_FIRST.index(option) if option in _FIRST else len(_FIRST), option)


def _next_option(variants: Sequence[VariantView]) -> str | None:
    names = dict.fromkeys(name for each in variants for name in each.options)
    differing = [name for name in names if len({each.options.get(name) for each in variants}) > 1]
    return min(differing, key=_order, default=None)
