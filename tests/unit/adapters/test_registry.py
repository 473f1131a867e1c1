"""Platforms of our own and of other people's packages: loaded late, and never in the way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from adapters.registry import BUILT_IN, GROUP, PLATFORMS, Registry, WebhookReaders
from adapters.square import PLATFORM as SQUARE

ABACUS = replace(SQUARE, name="abacus", title="Abacus")
MUTE = replace(ABACUS, capabilities={})


@pytest.fixture(autouse=True)
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    """An importable module of somebody else's."""
    module = ModuleType("abacus_package")
    module.ABACUS, module.MUTE, module.NUMBER = ABACUS, MUTE, 17  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "abacus_package", module)


def registry(*found: tuple[str, str]) -> Registry:
    """Our platforms, and what is installed beside them as (name, value)."""
    entries = [EntryPoint(name=name, value=value, group=GROUP) for name, value in found]
    return Registry(BUILT_IN, installed=lambda: entries)


def test_our_own_platforms_need_no_look_at_what_is_installed() -> None:
    def never() -> list[EntryPoint]:
        raise AssertionError("looked through the installed packages")

    assert Registry(BUILT_IN, installed=never)["square"] is SQUARE


def test_a_platform_is_added_by_entry_point() -> None:
    platforms = registry(("abacus", "abacus_package:ABACUS"))

    assert platforms["abacus"] is ABACUS
    assert list(platforms)[-1] == "abacus"
    assert len(platforms) == len(BUILT_IN) + 1
    assert platforms.faults() == ()


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([("abacus", "no_such_package:ABACUS")], "ModuleNotFoundError"),
        ([("abacus", "abacus_package:NONE")], "AttributeError"),
        ([("abacus", "abacus_package:NUMBER")], "must lead to"),
        ([("counter", "abacus_package:ABACUS")], "calls itself 'abacus'"),
        ([("abacus", "abacus_package:MUTE")], "declares nothing about"),
        ([("square", "abacus_package:ABACUS")], "has a platform of that name"),
        ([("abacus", "abacus_package:ABACUS")] * 2, "several packages"),
    ],
    ids=["no module", "no attribute", "no platform", "other name", "mute", "our name", "twice"],
)
def test_a_broken_one_is_told_by_name_and_left_out(
    found: list[tuple[str, str]], reason: str
) -> None:
    platforms = registry(*found)

    assert set(platforms) == set(BUILT_IN)
    faults = platforms.faults()
    assert len(faults) == len(found)
    assert all(repr(found[0][0]) in str(one) and reason in str(one) for one in faults)
    assert platforms["square"] is SQUARE


def test_a_broken_one_does_no_harm_to_the_next() -> None:
    platforms = registry(("broken", "no_such_package:X"), ("abacus", "abacus_package:ABACUS"))

    assert platforms["abacus"] is ABACUS
    assert len(platforms.faults()) == 1


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_every_line_of_ours_leads_to_the_platform_it_names(name: str) -> None:
    assert PLATFORMS[name].name == name


def test_an_unknown_name_is_a_key_error() -> None:
    lookup: Callable[[str], object] = registry().__getitem__

    with pytest.raises(KeyError):
        lookup("abacus")


def test_webhooks_are_read_by_platforms_that_are_loaded_when_one_comes() -> None:
    readers = WebhookReaders(registry(("abacus", "abacus_package:ABACUS")))

    assert readers["square"] is SQUARE.webhooks
    assert readers.get("nobody") is None
    assert "abacus" in set(readers)
    assert len(readers) == len(BUILT_IN) + 1
