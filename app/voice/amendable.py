"""Frozen records that a turn changes a dozen times."""

from __future__ import annotations

from typing import Any, ClassVar, Self


class Amendable:
    """Gives a frozen dataclass without slots `but`: a copy of it with other values.

    Copying its dictionary costs a tenth of `dataclasses.replace`, which runs `__init__` anew.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def but(self, **changes: Any) -> Self:
        """A copy with other values. Raises TypeError for what is no field."""
        kind = type(self)
        if not changes.keys() <= kind.__dataclass_fields__.keys():
            unknown = ", ".join(sorted(changes.keys() - kind.__dataclass_fields__.keys()))
            raise TypeError(f"{kind.__name__} has no {unknown}")
        copy = object.__new__(kind)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(changes)
        return copy
