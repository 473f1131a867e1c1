"""Tags: lists or comma-separated texts, without repeats."""

from __future__ import annotations

from collections.abc import Iterable


def read_tags(given: Iterable[str] | None) -> list[str]:
    """Tags as kept: split at commas, trimmed, each once (ignoring case), sorted as Shopify does."""
    kept: dict[str, str] = {}
    for entry in given or ():
        for tag in entry.split(","):
            if tag.strip():
                kept.setdefault(tag.strip().lower(), tag.strip())
    return sorted(kept.values(), key=str.lower)
