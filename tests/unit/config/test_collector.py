"""What loading leaves behind is let go."""

from __future__ import annotations

import gc
import weakref
from dataclasses import FrozenInstanceError, dataclass
from types import ModuleType
from typing import Any

import pytest

from config.collector import release_first_classes


class _Base:
    """Whose subclasses can be counted."""


def _module() -> tuple[ModuleType, Any]:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Mug(_Base):
        color: str = "blue"

    module = ModuleType("shelf")
    vars(module)["Mug"] = Mug
    return module, Mug


def test_a_slotted_dataclass_is_there_once() -> None:
    module, mug = _module()
    first = weakref.ref(next(each for each in _Base.__subclasses__() if each is not mug))

    release_first_classes([None, module])
    gc.collect()

    assert first() is None
    assert _Base.__subclasses__() == [mug]


def test_it_stays_frozen() -> None:
    module, mug = _module()
    release_first_classes([module])

    with pytest.raises(FrozenInstanceError):
        mug().color = "red"
    with pytest.raises(FrozenInstanceError):
        mug().unknown = "red"
    with pytest.raises(FrozenInstanceError):
        del mug().color
