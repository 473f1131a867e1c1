"""What a recognizer may make of a sentence: sound-alikes, words torn apart, dropped letters.

Written from how recognizers err, and from nothing that the search knows: neither its sounds nor
its spellings are used here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Final

_ALIKE: Final = {
    "en": (
        ("ough", "off"), ("ight", "ite"), ("tion", "shun"), ("ph", "f"), ("ck", "k"), ("qu", "kw"),
        ("ee", "ea"), ("ea", "ee"), ("ie", "y"), ("ai", "ay"), ("ou", "ow"), ("wh", "w"),
        ("mb", "m"), ("kn", "n"), ("ll", "l"), ("tt", "t"), ("y", "ie"), ("c", "k"), ("s", "z"),
    ),
    "es": (("v", "b"), ("b", "v"), ("ll", "y"), ("z", "s"), ("qu", "k"), ("h", ""), ("ñ", "ni")),
    "fr": (("eau", "o"), ("au", "o"), ("ph", "f"), ("ai", "é"), ("ç", "s"), ("è", "ai")),
    "de": (("v", "f"), ("ck", "k"), ("tz", "z"), ("ß", "ss"), ("ä", "e"), ("ie", "i")),
}  # fmt: skip
_WHOLE: Final = {
    "kettle": "cattle", "flour": "flower", "tea": "tee", "pot": "pod", "mat": "matt",
    "jacket": "jackets", "knife": "nife", "puzzle": "puzzel", "beans": "beings", "bed": "bet",
    "stove": "stow", "boots": "boats", "leash": "leesh", "serum": "sirum",
}  # fmt: skip
_KEEP: Final = re.compile(r"[\d.]")
_LONG: Final = 6


def misheard(words: Sequence[str], language: str, rng: random.Random) -> list[str]:
    """The words with one of them heard wrongly; figures are heard right."""
    open_to_it = [at for at, word in enumerate(words) if len(word) > 3 and not _KEEP.search(word)]
    if not open_to_it:
        return list(words)
    at = rng.choice(open_to_it)
    return [*words[:at], *_slip(words[at], language, rng).split(), *words[at + 1 :]]


def _slip(word: str, language: str, rng: random.Random) -> str:
    how = rng.random()
    if how < 0.15 and language == "en" and word in _WHOLE:
        return _WHOLE[word]
    if how < 0.6:
        fitting = [(old, new) for old, new in _ALIKE[language] if old in word[1:]]
        if fitting:
            old, new = rng.choice(fitting)
            return word[0] + word[1:].replace(old, new, 1)
    if how < 0.8 and len(word) > _LONG:
        cut = rng.randint(3, len(word) - 3)
        return f"{word[:cut]} {word[cut:]}"
    cut = rng.randint(1, len(word) - 2)
    return word[:cut] + word[cut + 1 :]
