"""Words that mean one value: "verde", "verdes" and "grün"; of a shade also its plain color."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.voice.nlu.plain import unaccented

_TABLES: Final = ("colors", "sizes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Values by each of the words for them, plainly written."""

    alike: Mapping[str, tuple[str, ...]]
    """To a word all that mean the same."""
    shades: Mapping[str, tuple[str, ...]]
    """To what makes a shade all words for it."""
    bases: Mapping[str, tuple[str, ...]]
    """To a plain color its names in four languages, one each."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Values:
        """The values of `data/entities.toml`."""
        named = [line.split() for line in told["same"]["values"].strip().splitlines()]
        forms: dict[str, list[str]] = {}
        for table in _TABLES:
            for words in told[table].values():
                for name, others in words.items():
                    forms.setdefault(_plain(name), []).extend((name, *others.split()))
        alike: dict[str, tuple[str, ...]] = {}
        for group in named:
            whole = tuple(
                dict.fromkeys(
                    [*group, *(form for word in group for form in forms.get(_plain(word), ()))]
                )
            )
            alike |= {_plain(word): whole for word in reversed(whole)}
        for written in forms.values():
            for word in written:
                alike.setdefault(_plain(word), tuple(dict.fromkeys(written)))
        shaded = [line.split() for line in told["same_shades"]["values"].strip().splitlines()]
        own = (name for words in told["shades"].values() for name in words)
        shades = {_plain(name): (name,) for name in own}
        shades |= {_plain(word): tuple(group) for group in shaded for word in group}
        colors = {_plain(name) for words in told["colors"].values() for name in words}
        bases = {
            _plain(word): tuple(group)
            for group in named
            for word in group
            if _plain(word) in colors
        }
        return cls(
            alike=alike, shades=shades, bases={**{name: (name,) for name in colors}, **bases}
        )

    def same_as(self, word: str) -> tuple[str, ...]:
        """The word and all that mean the same, itself first; of a shade the plain color last."""
        plain = _plain(word)
        found = self.alike.get(plain)
        if found is None:
            shade, base = self._parts(plain)
            found = (*self._shaded(shade, base), *self.alike.get(base, ())) if base else ()
        return (word, *(other for other in found if other != word))

    def _parts(self, plain: str) -> tuple[str, str]:
        """What makes the shade and its plain color: "dark green", "vert foncé", "hellblau"."""
        one, _, other = plain.partition(" ")
        if other in self.bases and one in self.shades:
            return one, other
        if one in self.bases and other in self.shades:
            return other, one
        for base in self.bases:
            shade = plain.removesuffix(base)
            if shade != plain and shade in self.shades:
                return shade, base
        return "", ""

    def _shaded(self, shade: str, base: str) -> list[str]:
        """All ways to say the shade of a color."""
        return [
            way
            for word in self.shades[shade]
            for color in self.bases[base]
            for way in (f"{word} {color}", f"{color} {word}", f"{word}{color}")
        ] + list(self.shades[shade] if shade in _OWN else ())


_OWN: Final = frozenset({"navy", "marino", "marine"})
"""Shades that are called so by themselves: a navy jacket."""


def _plain(text: str) -> str:
    return unaccented(text.lower())
