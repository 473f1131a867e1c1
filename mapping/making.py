"""Making unified records at a third of the cost of their own `__init__`.

The `__init__` of a frozen dataclass sets each attribute through `object.__setattr__`: three
microseconds for a variant, a sixth of reading one (docs/performance.md). A twin class with the same
slots takes plain assignments, and becomes the frozen class once all of them are made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any


@cache
def twin_of(target: Callable[..., Any]) -> type[Any] | None:
    """A mutable class of the same layout; None where the target is not a plain frozen record.

    A `__post_init__` or a default that is worked out has a right to be run, so those have none.
    """
    if not isinstance(target, type) or not _is_plain(target):
        return None
    twin = type(
        f"{target.__name__}Twin", target.__bases__, {"__slots__": vars(target)["__slots__"]}
    )
    made = twin()
    try:
        made.__class__ = target
    except TypeError:  # another layout, for instance of a class that has weak references
        return None
    return twin


def constant_defaults(target: type[Any]) -> dict[str, Any]:
    """What attributes are where nothing is said of them; mutable ones are not among them."""
    return {each.name: each.default for each in _fields(target) if each.default is not MISSING}


def made_defaults(target: type[Any]) -> dict[str, Callable[[], Any]]:
    """What makes the attributes that every record has of its own."""
    return {
        each.name: each.default_factory
        for each in _fields(target)
        if each.default_factory is not MISSING
    }


def _is_plain(target: type[Any]) -> bool:
    own = vars(target)
    return (
        is_dataclass(target)
        and target.__dataclass_params__.frozen  # type: ignore[attr-defined] # dataclasses' own
        and "__slots__" in own
        and target.__bases__ == (object,)
        and not hasattr(target, "__post_init__")
        and tuple(own["__slots__"]) == tuple(each.name for each in _fields(target))
        and all(each.init for each in _fields(target))
    )


def _fields(target: type[Any]) -> tuple[Field[Any], ...]:
    return fields(target)
