"""How the ids of a Toast order are written as one: an order names the item and the group it stands
in, a sized item its size as a modifier, and a modifier the group it was chosen from.

A variant is `item.group`, or `item.group.sizegroup.size` where the size is a modifier; a choice is
`group.option`, behind `parent/` where it belongs to another choice. GUIDs are per restaurant.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.ids import PlatformId


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of one modifier group."""

    group: str
    option: str

    def __str__(self) -> str:
        return f"{self.group}.{self.option}"


@dataclass(frozen=True, slots=True)
class Sellable:
    """What a variant's id says."""

    item: str
    group: str
    size: Choice | None = None


def variant_id(item: str, group: str, size: Choice | None = None) -> PlatformId:
    """The id of an item in a menu group, in a size where it has one."""
    return PlatformId(f"{item}.{group}.{size}" if size else f"{item}.{group}")


def read_variant(platform_id: PlatformId) -> Sellable:
    """What the id names. Raises ValueError for an id of another shape."""
    match platform_id.split("."):
        case [item, group]:
            return Sellable(item, group)
        case [item, group, size_group, size]:
            return Sellable(item, group, Choice(size_group, size))
        case _:
            raise ValueError(f"{platform_id!r} is not the id of an item in a menu group")


def choice_id(path: str, choice: Choice) -> PlatformId:
    """The id of a choice; `path` is the parent's id, or empty."""
    return PlatformId(f"{path}/{choice}" if path else str(choice))


def read_choices(platform_id: PlatformId) -> tuple[Choice, ...]:
    """The choice and those it lies under, outermost first. Raises ValueError."""
    found = []
    for part in platform_id.split("/"):
        group, dot, option = part.partition(".")
        if not (dot and group and option) or "." in option:
            raise ValueError(f"{platform_id!r} is not the id of a choice")
        found.append(Choice(group, option))
    return tuple(found)
