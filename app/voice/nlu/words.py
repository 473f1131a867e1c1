"""English words behind the rules: tokens, numbers, sizes, closed lists of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.voice.turn import Intent

_WORN: Final = re.compile(r"(\d{1,2})(?:er|s)")
"""Goods called by their size: "die 41er", "the 10s"."""
_TOKEN: Final = re.compile(r"#|[^\W_]+(?:['’.&][^\W_]+)*")


def split_words(text: str) -> tuple[str, ...]:
    """A word list written as one text."""
    return tuple(text.split())


_UNITS: Final = {
    word: value
    for value, word in enumerate(
        split_words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS: Final = {
    word: value * 10
    for value, word in enumerate(
        split_words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
_DIGIT_WORDS: Final = {**{w: str(v) for w, v in _UNITS.items() if v < 10}, "oh": "0", "o": "0"}
_SAME_WORD: Final = {
    "grey": "gray",
    "ounce": "oz",
    "ounces": "oz",
    "pound": "lb",
    "pounds": "lb",
    "lbs": "lb",
    "gram": "g",
    "grams": "g",
    "liter": "l",
    "liters": "l",
    "litre": "l",
    "inch": "in",
    "inches": "in",
}
SIZE_NAMES: Final[dict[tuple[str, ...], str]] = {
    ("extra", "extra", "small"): "2xs",
    ("xxs",): "2xs",
    ("extra", "small"): "xs",
    ("small",): "s",
    ("medium",): "m",
    ("large",): "l",
    ("extra", "large"): "xl",
    ("x", "large"): "xl",
    ("double", "extra", "large"): "2xl",
    ("extra", "extra", "large"): "2xl",
    ("double", "xl"): "2xl",
    ("xxl",): "2xl",
    ("xxxl",): "3xl",
    ("triple", "extra", "large"): "3xl",
}
ORDINALS: Final = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "last": -1,
}  # fmt: skip
FILLERS: Final = frozenset(
    split_words("um uh uhm er erm hmm euh please well like so hey okay ok alexa just kindly thanks")
)
EDGE_WORDS: Final = frozenset(
    split_words(
        "a an the some any of my your in at for from with to on and or i'd i it its "
        "that this them those these one ones me us do does you have is are there be "
        "can could would please stock available left right now today want need like "
        "get order buy still also have got thanks thank pair pairs but will i'll what "
        "what's then sure am i'm sounds good great perfect that's"
    )
)
"""Words that neither begin nor end a product's name."""

ANSWERS: Final[dict[str, Intent]] = {}
for _intent, _phrases in {
    Intent.YES: (
        "yes|yeah|yep|yup|sure|ok|okay|correct|right|that's right|that is right|exactly|"
        "go ahead|do it|please do|yes please|sounds good|of course|absolutely|definitely|"
        "confirm|confirmed|place it|that's correct|fine|yes go ahead|yes do it|"
        "yes that's right|try again|yes please do|yes confirm"
    ),
    Intent.NO: (
        "no|nope|nah|no thanks|no thank you|not really|don't|do not|wrong|that's wrong|"
        "that's not right|not that|no don't|no way|negative|not now"
    ),
    Intent.STOP: (
        "stop|cancel|quit|exit|goodbye|bye|never mind|nevermind|forget it|forget about it|"
        "that's all|that is all|i'm done|leave it|nothing|nothing else|cancel it|cancel that|"
        "no that's all|no that's it|that's it"
    ),
    Intent.HELP: (
        "help|help me|what can i do|what can you do|what can i say|what can i ask|"
        "how does this work|what are my options"
    ),
    Intent.REPEAT: (
        "repeat|repeat that|say that again|again|say it again|come again|pardon|what|"
        "what did you say|one more time|can you repeat that|could you repeat that|sorry what"
    ),
    Intent.START_OVER: "start over|start again|restart|begin again|from the beginning|reset",
    Intent.MORE: (
        "more|say more|next|what else|others|any others|show more|more options|go on|"
        "tell me more|what other ones|continue"
    ),
    Intent.GREETING: "hello|hi|good morning|good afternoon|good evening|hi there|hello there",
}.items():
    for _phrase in _phrases.split("|"):
        ANSWERS[_phrase] = _intent


@dataclass(frozen=True, slots=True)
class Tokens:
    """An utterance in pieces: as said (lower case), normalized, and where each piece starts."""

    said: tuple[str, ...]
    norm: tuple[str, ...]
    starts: tuple[int, ...]
    joined: str


@lru_cache(maxsize=8192)
def tokenize(text: str) -> Tokens:
    """Lower-case tokens of a text; punctuation between words is dropped."""
    said = tuple(_TOKEN.findall(text.lower().replace("’", "'")))
    starts: list[int] = []
    at = 0
    for token in said:
        starts.append(at)
        at += len(token) + 1
    return Tokens(said, tuple(map(norm_word, said)), tuple(starts), " ".join(said))


def norm_word(word: str) -> str:
    """A word as it is compared: numbers in figures, units and spellings of one kind."""
    if word in _UNITS:
        return str(_UNITS[word])
    if word in _TENS:
        return str(_TENS[word])
    return _SAME_WORD.get(word, word)


@lru_cache(maxsize=8192)
def choice_words(name: str) -> tuple[str, ...]:
    """The name of a choice as it is compared: "Extra Shots" and "extra shot" are the same."""
    return tuple(map(singular, tokenize(name).norm))


def singular(word: str) -> str:
    """A word without its plural s."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word


@lru_cache(maxsize=8192)
def norm_value(value: str) -> tuple[str, ...]:
    """An option value as it is compared: "Extra Large" and "XL", "Ten" and "10" are the same."""
    tokens = tokenize(value)
    named = SIZE_NAMES.get(tokens.said)
    if named:
        return (named,)
    number = size_at(tokens.said, 0)
    if number and number[1] == len(tokens.said):
        return (number[0],)
    worn = _WORN.fullmatch(tokens.joined)
    if worn is not None:
        return (worn[1],)
    if len(tokens.norm) == 2 and tokens.norm[0] in {"us", "size"}:
        return (tokens.norm[1],)
    return tokens.norm


def same_value(one: str, other: str) -> bool:
    """Whether two ways of writing an option value mean the same."""
    return norm_value(one) == norm_value(other)


def number_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The whole number that starts there, in figures or words, and how many words it takes."""
    if at >= len(words):
        return None
    word = words[at]
    if word.isascii() and word.isdecimal() and len(word) <= 9:
        return int(word), 1
    if word in _UNITS:
        return _UNITS[word], 1
    if word in _TENS:
        following = words[at + 1] if at + 1 < len(words) else ""
        ones = _UNITS.get(following, 0)
        return (_TENS[word] + ones, 2) if 1 <= ones <= 9 else (_TENS[word], 1)
    return None


def size_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """A numeric size that starts there ("10", "10.5", "ten and a half") and its word count."""
    if at >= len(words):
        return None
    if re.fullmatch(r"\d{1,3}\.\d", words[at]):
        return words[at].removesuffix(".0"), 1
    number = number_at(words, at)
    if number is None:
        return None
    value, length = number
    rest = tuple(words[at + length : at + length + 3])
    if rest == ("and", "a", "half"):
        return f"{value}.5", length + 3
    if rest[:2] in {("point", "five"), ("point", "5")}:
        return f"{value}.5", length + 2
    return str(value), length


def spoken_code(words: Sequence[str]) -> str:
    """An order number said in figures, digit by digit or in tens ("ten forty two"), or ""."""
    digits: list[str] = []
    at, times = 0, 1
    while at < len(words):
        word = words[at]
        if word in {"double", "triple"}:
            times = 2 if word == "double" else 3
            at += 1
            continue
        if word in _DIGIT_WORDS:
            digits.append(_DIGIT_WORDS[word] * times)
            at += 1
        elif number := number_at(words, at):
            raw = word if word.isdecimal() else str(number[0])
            digits.append(raw * times)
            at += number[1]
        else:
            return ""
        times = 1
    return "".join(digits)
