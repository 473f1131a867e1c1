"""Which unified key a variant has, and which platform records are one product. Pure rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from storage.types import storable

Node = TypeVar("Node", bound=Hashable)


def own_sku(sku: str | None, platform: str) -> str | None:
    """The merchant's SKU as it can serve as a key; None for blanks and look-alikes of our keys."""
    text = storable(sku or "").strip()
    return None if not text or text.startswith(f"{platform}:") else text


def unified_keys(own_skus: Mapping[str, str | None], platform: str) -> dict[str, str]:
    """The key of each variant of one connection, by platform id.

    `own_skus` must hold every live variant that has one of the SKUs in it. A SKU that two of
    them claim names neither: the rule looks at the set, so arrival order makes no difference.
    """
    claims = Counter(sku for sku in own_skus.values() if sku is not None)
    return {
        platform_id: sku if sku is not None and claims[sku] == 1 else f"{platform}:{platform_id}"
        for platform_id, sku in own_skus.items()
    }


def connected(keys_of: Mapping[Node, Iterable[str]]) -> list[set[Node]]:
    """Group nodes that share a key, directly or through others."""
    parent: dict[Node, Node] = {node: node for node in keys_of}

    def root(node: Node) -> Node:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    first: dict[str, Node] = {}
    for node, keys in keys_of.items():
        for key in keys:
            parent[root(node)] = root(first.setdefault(key, node))
    groups: dict[Node, set[Node]] = defaultdict(set)
    for node in keys_of:
        groups[root(node)].add(node)
    return list(groups.values())
