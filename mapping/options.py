"""One vocabulary for what makes variants differ: `size` is `size`, whatever a platform calls it.

Merchants name options freely ("Shoe size", "Taille", "Colour") and write values freely ("US 10",
"Size 10", "grey"). A product sold through two platforms must end up with the same options, so
both adapters read options through `normalize_option`. Sizes on another scale keep it ("EU 43"):
converting scales is not exact and would promise a fit nobody checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_KEYS: Mapping[str, frozenset[str]] = {
    "size": frozenset(
        {"size", "sizes", "sz", "taille", "grosse", "größe", "groesse", "talla", "tamano"}
        | {"tamaño", "tamanho", "misura", "taglia", "maat", "storlek", "størrelse", "pointure"}
    ),
    "color": frozenset(
        {"color", "colors", "colour", "colours", "couleur", "farbe", "colore", "cor", "kleur"}
        | {"farg", "färg", "colorway", "colourway", "shade"}
    ),
    "material": frozenset({"material", "materials", "fabric", "matiere", "matière", "tejido"}),
    "flavor": frozenset({"flavor", "flavour", "flavors", "flavours", "taste", "gout", "goût"}),
    "scent": frozenset({"scent", "fragrance"}),
    "style": frozenset({"style", "styles", "stil", "estilo"}),
    "width": frozenset({"width", "fit width", "shoe width"}),
    "grind": frozenset({"grind", "grind size", "ground"}),
}
_KEY_OF = {word.casefold(): key for key, words in _KEYS.items() for word in words}
_SCALE_IN_NAME = re.compile(r"\b(eu|uk|jp|it|fr|cm)\b")

_LETTER_SIZES = {
    "extra small": "XS", "x-small": "XS", "xsmall": "XS", "small": "S", "medium": "M",
    "large": "L", "extra large": "XL", "x-large": "XL", "xlarge": "XL", "xxl": "2XL",
    "2x-large": "2XL", "2x": "2XL", "xx-large": "2XL", "xxxl": "3XL", "3x-large": "3XL",
    "3x": "3XL", "xx-small": "2XS", "xxs": "2XS", "one size": "One Size", "os": "One Size",
    "onesize": "One Size", "one size fits all": "One Size", "osfa": "One Size",
}  # fmt: skip
_LETTERS = frozenset({"2XS", "XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL", "5XL", "One Size"})
_NUMBER = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")
_US = re.compile(r"^(?:us|u\.s\.|size|sz)[\s:.\-]*|[\s\-]*(?:us|u\.s\.)$", re.IGNORECASE)
_SCALED = re.compile(r"^(eu|uk|jp|it|fr)[\s:.\-]*(\d{1,3}(?:[.,]\d{1,2})?)$", re.IGNORECASE)
_MEASURE = re.compile(
    r"^(\d{1,4}(?:[.,]\d{1,2})?)\s*(fl oz|oz|lb|lbs|g|kg|ml|cl|l|in|cm|mm|ct|pack)\.?$",
    re.IGNORECASE,
)
_MEASURED = frozenset({"weight", "volume", "capacity"})
_MEASURE_WORDS = {"lbs": "lb"}
_COLOR_WORDS = frozenset(
    {"black", "white", "gray", "red", "blue", "green", "yellow", "orange", "purple", "pink"}
    | {"brown", "beige", "navy", "teal", "olive", "tan", "cream", "ivory", "gold", "silver"}
    | {"charcoal", "burgundy", "maroon", "khaki", "turquoise", "rust", "sand", "slate", "coral"}
    | {"mint", "lavender", "indigo", "forest", "stone", "oat", "clay", "sage", "mustard"}
    | {"natural", "graphite", "heather", "multicolor"}
)
_COLOR_SPELLINGS = {"grey": "gray", "multi": "multicolor", "multicolour": "multicolor"}
_MODIFIERS = frozenset({"light", "dark", "deep", "pale", "bright", "royal", "sky", "heather"})
_PARTS = re.compile(r"\s*[/|,;]\s*|\s+[-–—]\s+")


@lru_cache(maxsize=65536)
def normalize_option(name: str, value: str) -> tuple[str, str]:
    """The unified key and value of one option: ("Shoe size", "US 10") is ("size", "10").

    Normalizing twice changes nothing. An unknown name becomes its lower-case words joined by
    underscores, an unknown value keeps its spelling with single blanks.
    """
    key, scale = _key(name)
    plain = " ".join(value.split())
    if key == "size":
        return key, _size(plain, scale)
    if key == "color":
        return key, _color(plain)
    return key, _measure(plain) or plain if key in _MEASURED else plain


@lru_cache(maxsize=65536)
def options_from_name(variant_name: str) -> Mapping[str, str]:
    """Size and color told only by a variant's name: "Black / 10" is {"color": …, "size": …}.

    Only what is surely a size or a color is read; anything else stays in the name alone.
    """
    found: dict[str, str] = {}
    for part in _PARTS.split(variant_name.strip()):
        plain = " ".join(part.split())
        if _is_size(plain):
            found.setdefault("size", _size(plain, None))
        elif _is_color(plain):
            found.setdefault("color", _color(plain))
    return found


def _key(name: str) -> tuple[str, str | None]:
    words = re.sub(r"[^\w]+|_", " ", name.casefold()).split()
    plain = " ".join(words)
    if plain in _KEY_OF:
        return _KEY_OF[plain], None
    last = _KEY_OF.get(words[-1]) if words else None
    first = _KEY_OF.get(words[0]) if words else None
    if last in ("size", "color") or first in ("size", "color"):
        scale = _SCALE_IN_NAME.search(plain)
        return (last or first or ""), scale.group(1).upper() if scale else None
    return "_".join(words) or "option", None


def _size(value: str, scale: str | None) -> str:
    letter = _LETTER_SIZES.get(value.casefold())
    if letter is not None:
        return letter
    if value.upper() in _LETTERS:
        return value.upper()
    bare = _US.sub("", value).strip()
    number = _NUMBER.fullmatch(bare)
    if number is not None:
        return f"{scale} {_number(number)}" if scale else _number(number)
    if bare.upper() in _LETTERS or bare.casefold() in _LETTER_SIZES:
        return _size(bare, None)
    return _scaled(value) or _measure(value) or value


def _number(match: re.Match[str]) -> str:
    whole = match.group(1).lstrip("0") or "0"
    fraction = (match.group(2) or "").rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _scaled(value: str) -> str | None:
    match = _SCALED.match(value)
    if match is None:
        return None
    number = _NUMBER.fullmatch(match.group(2))
    return f"{match.group(1).upper()} {_number(number)}" if number else None


def _measure(value: str) -> str | None:
    match = _MEASURE.match(value)
    if match is None:
        return None
    unit = match.group(2).lower()
    return f"{match.group(1).replace(',', '.')} {_MEASURE_WORDS.get(unit, unit)}"


def _color(value: str) -> str:
    words = [_COLOR_SPELLINGS.get(word, word) for word in value.casefold().split()]
    if words and all(word in _COLOR_WORDS or word in _MODIFIERS for word in words):
        return " ".join(word.capitalize() for word in words)
    return value


def _is_size(value: str) -> bool:
    folded = value.casefold()
    if folded in _LETTER_SIZES or value.upper() in _LETTERS:
        return True
    bare = _US.sub("", value).strip()
    number = _NUMBER.fullmatch(bare)
    if number is not None:
        return int(number.group(1)) <= 60
    return _scaled(value) is not None or _measure(value) is not None


def _is_color(value: str) -> bool:
    words = [_COLOR_SPELLINGS.get(word, word) for word in value.casefold().split()]
    return (
        0 < len(words) <= 3
        and words[-1] in _COLOR_WORDS
        and all(word in _COLOR_WORDS or word in _MODIFIERS for word in words)
    )
