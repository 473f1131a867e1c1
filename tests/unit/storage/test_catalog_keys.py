"""Unified keys and products follow from the set of claims, not from the order they came in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.catalog_keys import connected, own_sku, unified_keys

CLAIMS = st.dictionaries(
    st.sampled_from(["1", "2", "3", "4"]), st.sampled_from([None, "A", "B"]), max_size=4
)


def test_a_unique_sku_is_the_key() -> None:
    assert unified_keys({"1": "A", "2": "B"}, "square") == {"1": "A", "2": "B"}


def test_a_shared_or_missing_sku_gives_way_to_the_platform_id() -> None:
    keys = unified_keys({"1": "A", "2": "A", "3": None}, "square")

    assert keys == {"1": "square:1", "2": "square:2", "3": "square:3"}


def test_a_sku_that_looks_like_one_of_our_keys_is_not_one() -> None:
    assert own_sku("square:1", "square") is None
    assert own_sku("square:1", "shopify") == "square:1"
    assert own_sku("  A-1 ", "square") == "A-1"


@given(CLAIMS)
def test_no_two_variants_have_one_key(claims: dict[str, str | None]) -> None:
    keys = unified_keys(claims, "square")

    assert keys.keys() == claims.keys()
    assert len(set(keys.values())) == len(keys)


@given(st.dictionaries(st.integers(0, 9), st.lists(st.sampled_from("abcdef"), max_size=3)))
def test_nodes_are_together_exactly_when_keys_lead_from_one_to_the_other(
    keys_of: dict[int, list[str]],
) -> None:
    groups = connected(keys_of)

    assert sorted(node for group in groups for node in group) == sorted(keys_of)
    for group in groups:
        own = {key for node in group for key in keys_of[node]}
        others = {key for node in keys_of.keys() - group for key in keys_of[node]}
        assert not own & others
        assert len(group) == 1 or all(_reaches(node, group, keys_of) for node in group)


def _reaches(start: int, group: set[int], keys_of: dict[int, list[str]]) -> bool:
    met, waiting = {start}, [start]
    while waiting:
        keys = set(keys_of[waiting.pop()])
        for node in group - met:
            if keys & set(keys_of[node]):
                met.add(node)
                waiting.append(node)
    return met == group
