"""Records that share their methods behave as those that the library compiles for each."""

from __future__ import annotations

import dataclasses
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any, Final

import pytest

from config.shared_methods import share_methods

_MAKERS: Final = ("_create_fn", "_FuncBuilder")


@pytest.fixture(params=["shared", "compiled"])
def mug(request: pytest.FixtureRequest) -> type[Any]:
    """A class made with shared methods, and the same as the library makes it."""
    before = {name: made for name, made in vars(dataclasses).items() if name in _MAKERS}
    if request.param == "shared":
        share_methods()

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Mug:
        color: str
        size: int = 1
        price: int = field(default=0, compare=False)
        secret: str = field(default="", repr=False)
        note: list[object] = field(default_factory=list, hash=False)

    vars(dataclasses).update(before)
    return Mug


def test_records_are_equal_by_what_is_compared(mug: type[Any]) -> None:
    assert mug(color="blue", price=1) == mug(color="blue", price=2)
    assert mug(color="blue") != mug(color="red")
    assert mug(color="blue") != ("blue", 1, "", [])


def test_equal_records_have_one_hash(mug: type[Any]) -> None:
    assert hash(mug(color="blue", note=[1])) == hash(mug(color="blue", note=[1], price=3))
    assert hash(mug(color="blue")) == hash(("blue", 1, ""))


def test_a_record_shows_its_fields_but_not_its_secrets(mug: type[Any]) -> None:
    shown = repr(mug(color="blue", secret="hush"))

    assert shown.endswith("Mug(color='blue', size=1, price=0, note=[])")


def test_a_record_that_holds_itself_can_be_shown(mug: type[Any]) -> None:
    made = mug(color="blue")
    made.note.append(made)

    assert repr(made).endswith("note=[...])")


def test_a_record_stays_frozen(mug: type[Any]) -> None:
    made = mug(color="blue")

    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'color'"):
        made.color = "red"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'color'"):
        del made.color


def test_an_unknown_attribute_is_refused_too() -> None:
    share_methods()

    @dataclass(frozen=True, slots=True)
    class Cup:
        color: str

    with pytest.raises(FrozenInstanceError):
        Cup("blue").unknown = 1  # type: ignore[attr-defined]  # what is tried here


def test_a_method_that_a_record_writes_itself_is_kept() -> None:
    share_methods()

    @dataclass(frozen=True, slots=True)
    class Cup:
        color: str

        def __repr__(self) -> str:
            return "a cup"

        def __hash__(self) -> int:
            return 7

    assert (repr(Cup("blue")), hash(Cup("blue"))) == ("a cup", 7)


def test_a_plain_class_that_derives_from_a_record_may_have_more() -> None:
    share_methods()

    @dataclass(frozen=True)
    class Cup:
        color: str

    class Painted(Cup):
        pass

    cup = Painted("blue")
    cup.painter = "Ann"  # type: ignore[attr-defined]  # what is tried here

    assert cup == Painted("blue")
    with pytest.raises(FrozenInstanceError):
        cup.color = "red"  # type: ignore[misc]  # what is tried here


def test_a_record_that_derives_from_a_record_compares_what_it_adds() -> None:
    share_methods()

    @dataclass(frozen=True, slots=True)
    class Cup:
        color: str

    @dataclass(frozen=True, slots=True)
    class Mug(Cup):
        handle: bool

    assert Mug("blue", handle=True) != Mug("blue", handle=False)
    assert Cup("blue") == Cup("blue")


def test_a_record_with_a_guard_of_its_own_is_refused() -> None:
    share_methods()

    with pytest.raises(TypeError, match="Cannot overwrite attribute __setattr__"):

        @dataclass(frozen=True)
        class Cup:
            color: str

            def __setattr__(self, name: str, value: object) -> None: ...
