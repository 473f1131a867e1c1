"""Records are made without their own `__init__`, and are the same records all the same."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from domain.catalog import Product, Variant
from domain.ids import PlatformId
from domain.money import Money
from mapping.converters import identifier, optional_text, text
from mapping.engine import Field, Map, MappingError
from mapping.making import twin_of

VARIANT = Map(
    Variant,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "name", text),
        Field("sku", "sku", optional_text, default=None),
    ),
)


def test_a_record_is_the_one_its_class_would_have_made() -> None:
    read = VARIANT.read({"id": 7, "name": "Mug", "sku": "MUG"})

    made = Variant(platform_id=PlatformId("7"), name="Mug", sku="MUG")
    assert read == made
    assert type(read) is Variant
    assert pickle.loads(pickle.dumps(read)) == made
    with pytest.raises(FrozenInstanceError):
        read.name = "Cup"  # type: ignore[misc] # that is the point


def test_defaults_that_are_made_are_each_record_s_own() -> None:
    one = VARIANT.read({"id": 1, "name": "Mug"})
    other = VARIANT.read({"id": 2, "name": "Cup"})

    assert one.options == {}
    assert one.options is not other.options


@dataclass(frozen=True, slots=True)
class Checked:
    """Has a rule of its own."""

    amount: int

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("below zero")


@dataclass
class Open:
    """May be changed, and has no slots."""

    name: str
    parts: list[str] = field(default_factory=list)


@pytest.mark.parametrize("target", [Checked, Open, Money, dict, "Variant".upper])
def test_what_is_no_plain_frozen_record_is_made_by_itself(target: object) -> None:
    assert twin_of(target) is None  # type: ignore[arg-type] # a method is hashable and callable


@pytest.mark.parametrize("target", [Variant, Product])
def test_the_records_of_a_catalog_are_made_quickly(target: type) -> None:
    assert twin_of(target) is not None


def test_a_rule_of_the_record_s_own_is_kept() -> None:
    table = Map(Checked, fields=(Field("amount", "amount"),))

    assert table.read({"amount": 3}) == Checked(3)
    with pytest.raises(MappingError, match="below zero"):
        table.read({"amount": -1})


def test_a_table_without_a_needed_attribute_says_so_when_it_reads() -> None:
    table = Map(Variant, fields=(Field("platform_id", "id", identifier),))

    with pytest.raises(MappingError, match="name"):
        table.read({"id": "1"})
