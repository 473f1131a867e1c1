"""Names that can be listened to, and what tells one product from the others just named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.commerce.model import ProductMatch
from app.commerce.words import names_something, root, tokens_of

MOST_WORDS: Final = 6
_TELLING: Final = 4
_ASIDE: Final = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\]|\{[^}]*\})")
_TAIL: Final = re.compile(r"\s+(?:[-–—|•/]|::)\s+.*$")
_MARKS: Final = re.compile(r"[™®©℠*_#]+")
_ARTICLE_NUMBER: Final = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)+$")


def short_name(title: str) -> str:
    """A product's title as one says it: no asides, marks or article numbers, six words at most."""
    plain = _MARKS.sub("", _ASIDE.sub("", title))
    plain = _TAIL.sub("", plain) or plain
    words = [word for word in plain.split() if not _ARTICLE_NUMBER.match(word)] or plain.split()
    return " ".join(words[:MOST_WORDS]).rstrip(",;:-–—|/") or title


def differences(matches: Sequence[ProductMatch]) -> list[str | None]:
    """For each product what tells it apart from the others: the words of its title that not all
    of them have, else its category, else its colors; None where nothing does."""
    if len(matches) < 2:
        return [None] * len(matches)
    titles = [_roots(match.title) for match in matches]
    shared = set(titles[0]).intersection(*titles[1:])
    return [
        _words(match.title, shared) or _category(match, matches) or _colors(match, matches)
        for match in matches
    ]


def _roots(title: str) -> frozenset[str]:
    return frozenset(root(word) for word in tokens_of(title))


def _words(title: str, shared: set[str]) -> str | None:
    told = []
    for word in _MARKS.sub("", title).replace(",", " ").split():
        tokens = tokens_of(word)
        if any(names_something(token) and root(token) not in shared for token in tokens):
            told.append(word)
    return " ".join(told[:_TELLING]) or None


def _category(match: ProductMatch, matches: Sequence[ProductMatch]) -> str | None:
    return match.category if len({each.category for each in matches}) > 1 else None


def _colors(match: ProductMatch, matches: Sequence[ProductMatch]) -> str | None:
    def colors(of: ProductMatch) -> list[str]:
        return sorted({each.options["color"] for each in of.variants if "color" in each.options})

    ours = colors(match)
    return ", ".join(ours) if any(colors(each) != ours for each in matches) and ours else None
