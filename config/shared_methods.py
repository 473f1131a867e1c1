"""Frozen dataclasses whose methods are not compiled for each class anew.

For a frozen dataclass Python writes the text of six functions and compiles it: for the seven
hundred classes of a web process 0.35 of its start's 1.5 s, and 5 MB (3.11 to 3.13 alike, measured
2026-11-22). What makes records equal, hashable, printable and frozen can be told from their fields,
by one function for all of them. `__init__` is still their own, and so is an order (`order=True`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import FrozenInstanceError, fields
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, Final

_Values = Callable[[Any], tuple[Any, ...]]


def share_methods() -> None:
    """Have dataclasses made from now on share their methods.

    Call it before the first of them is loaded; a second call changes nothing. Does nothing where
    the library's own makers of functions are not those of Python 3.11 to 3.13. What is made behaves
    as ever, but that an unknown attribute of a slotted record is refused with FrozenInstanceError
    like a known one (Python 3.11 and 3.12 raise a TypeError about `super`).
    """
    library = vars(dataclasses)
    create, builder = library.get("_create_fn"), library.get("_FuncBuilder")
    if create is not None and create.__module__ == "dataclasses":  # 3.11, 3.12
        library["_create_fn"] = _sharing_function(create)
    elif builder is not None and builder.__module__ == "dataclasses":  # 3.13
        library["_FuncBuilder"] = _sharing_builder(builder)


def _sharing_function(create: Callable[..., Any]) -> Callable[..., Any]:
    def create_fn(name: str, *args: Any, **options: Any) -> Any:
        return _SHARED.get(name) or create(name, *args, **options)

    return create_fn


def _sharing_builder(builder: type[Any]) -> type[Any]:
    class SharingBuilder(builder):  # type: ignore[misc]  # private, so without a type
        """Leaves the shared functions out of the text, and puts them into the class after it."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.shared: dict[str, dict[str, Any]] = {}

        def add_fn(self, name: str, *args: Any, **options: Any) -> None:
            if name in _SHARED:
                self.shared[name] = options
            else:
                super().add_fn(name, *args, **options)

        def add_fns_to_class(self, cls: type[Any]) -> None:
            super().add_fns_to_class(cls)
            for name, options in self.shared.items():
                if name not in vars(cls) or options.get("unconditional_add"):
                    setattr(cls, name, _SHARED[name])
                elif options.get("overwrite_error"):
                    raise TypeError(f"Cannot overwrite attribute {name} in class {cls.__name__}")

    return SharingBuilder


@cache
def _owner(kind: Any, method: str) -> Any:
    """The dataclass that the shared method was made for, `kind` or a class it derives from."""
    shared = _SHARED[method]
    for each in kind.__mro__:
        found = vars(each).get(method)
        if shared in (found, getattr(found, "__wrapped__", None)):  # 3.11 and 3.12 wrap __repr__
            return each
    raise TypeError(f"{kind.__name__} shares no {method}")


@cache
def _compared(kind: Any) -> _Values:
    return _values(each.name for each in fields(_owner(kind, "__eq__")) if each.compare)


@cache
def _hashed(kind: Any) -> _Values:
    return _values(
        each.name
        for each in fields(_owner(kind, "__hash__"))
        if (each.compare if each.hash is None else each.hash)
    )


@cache
def _shown(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(_owner(kind, "__repr__")) if each.repr)


def _values(of: Iterable[str]) -> _Values:
    names = tuple(of)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _equal(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    kind: Any = self.__class__
    values = _compared(kind)
    return values(self) == values(other)


def _hash(self: Any) -> int:
    kind: Any = self.__class__
    return hash(_hashed(kind)(self))


@recursive_repr()
def _show(self: Any) -> str:
    kind: Any = self.__class__
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in _shown(kind))
    return f"{kind.__qualname__}({shown})"


def _assign(self: Any, name: str, value: object) -> None:
    _refuse_frozen(self, "__setattr__", f"assign to field {name!r}", name)
    object.__setattr__(self, name, value)


def _delete(self: Any, name: str) -> None:
    _refuse_frozen(self, "__delattr__", f"delete field {name!r}", name)
    object.__delattr__(self, name)


def _refuse_frozen(record: object, method: str, wish: str, name: str) -> None:
    """A plain class that derives from a record may have attributes of its own beside its fields."""
    kind: Any = type(record)
    owner = _owner(kind, method)
    if kind is owner or name in owner.__dataclass_fields__:
        raise FrozenInstanceError(f"cannot {wish}")


_SHARED: Final[dict[str, Callable[..., Any]]] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _show,
    "__setattr__": _assign,
    "__delattr__": _delete,
}
for _name, _method in _SHARED.items():
    _method.__name__ = _name  # which the library asks for
