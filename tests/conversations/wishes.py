"""What leads to the questions of an order, and how the goods and stores of the shop are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Value:
    """A size or color as it is said, and the goods that have it."""

    said: str
    sku: str
    says_what: bool = False
    """It says itself that it is a size."""
    is_of_feet: bool = False


Opened = tuple[tuple[str, ...], tuple[Value, ...]]
"""The sentences before the question, and the values that answer it."""


def _feet(last: str, middle: str, named: str) -> tuple[Value, ...]:
    return (
        Value(last, "SHOE-WH-3", is_of_feet=True),
        Value(middle, "SHOE-WH-2", is_of_feet=True),
        Value(named, "SHOE-WH-1", says_what=True, is_of_feet=True),
    )


_EN_SHOES, _ES_SHOES = _feet("eleven", "10", "size nine"), _feet("42", "cuarenta y uno", "talla 40")
_FR_SHOES = _feet("42", "quarante et un", "taille 40")
_DE_SHOES = _feet("42", "einundvierzig", "Größe 40")
SHOES_OF: Final[dict[str, tuple[Opened, ...]]] = {
    "en": (
        (("trail shoes in white please",), _EN_SHOES),
        (("do you have trail shoes in white",), _EN_SHOES),
    ),
    "es": (
        (("quiero pedir zapatillas de trail blancas",), _ES_SHOES),
        (("¿tienen zapatillas de trail blancas?",), _ES_SHOES),
    ),
    "fr": (
        (("je voudrais des chaussures de trail blanches",), _FR_SHOES),
        (("vous avez des chaussures de trail blanches ?",), _FR_SHOES),
    ),
    "de": (
        (("ich möchte Trailrunning Schuhe in weiß bestellen",), _DE_SHOES),
        (("habt ihr Trailrunning Schuhe in weiß",), _DE_SHOES),
    ),
}


def _colors(red: str, blue: str) -> tuple[Value, ...]:
    return Value(red, "JACKET-RD-M"), Value(blue, "JACKET-BL-M")


def _letters(large: str, small: str, word: str, sku: str) -> tuple[Value, ...]:
    return Value(large, "JACKET-RD-L"), Value(small, "JACKET-RD-S"), Value(word, sku)


JACKETS_OF: Final[dict[str, tuple[Opened, ...]]] = {
    "en": (
        (("a rain jacket in medium please",), _colors("red", "blue")),
        (("a red rain jacket please",), _letters("large", "small", "medium", "JACKET-RD-M")),
    ),
    "es": (
        (("quiero una chaqueta impermeable talla M",), _colors("roja", "azul")),
        (("quiero una chaqueta impermeable roja",), _letters("L", "S", "grande", "JACKET-RD-L")),
    ),
    "fr": (
        (("je voudrais une veste imperméable en M",), _colors("rouge", "bleu")),
        (("je voudrais une veste imperméable rouge",), _letters("L", "S", "grande", "JACKET-RD-L")),
    ),
    "de": (
        (("ich möchte eine Regenjacke in M",), _colors("rot", "blau")),
        (("ich möchte eine rote Regenjacke",), _letters("L", "S", "groß", "JACKET-RD-L")),
    ),
}
MUG_ORDERED: Final[dict[str, tuple[str, ...]]] = {
    "en": ("I'd like a camp mug",),
    "es": ("quiero una taza de camping",),
    "fr": ("je voudrais une tasse de camping",),
    "de": ("ich möchte einen Campingbecher",),
}
MUG_READ_BACK: Final[dict[str, tuple[str, ...]]] = {
    "en": (*MUG_ORDERED["en"], "pickup at Downtown"),
    "es": (*MUG_ORDERED["es"], "para recoger en Centro"),
    "fr": (*MUG_ORDERED["fr"], "retrait à République"),
    "de": (*MUG_ORDERED["de"], "Abholung in Mitte"),
}
MUG_OFFERED: Final[dict[str, tuple[str, ...]]] = {
    "en": ("do you have camp mugs",),
    "es": ("¿tienen tazas de camping?",),
    "fr": ("vous avez des tasses de camping ?",),
    "de": ("habt ihr Campingbecher",),
}
MUG_PRICED: Final[dict[str, tuple[str, ...]]] = {
    "en": ("how much is the camp mug",),
    "es": ("¿cuánto cuesta la taza de camping?",),
    "fr": ("combien coûte la tasse de camping ?",),
    "de": ("was kostet der Campingbecher",),
}
WAYS: Final[dict[str, tuple[str, str]]] = {
    "en": ("pickup", "downtown"),
    "es": ("para recoger", "en Centro"),
    "fr": ("retrait", "à République"),
    "de": ("Abholung", "in Mitte"),
}
"""The way and the store, one after the other."""
STORES_CALLED: Final[dict[str, dict[str, str]]] = {
    "en": {"dt": "Downtown", "nb": "Ballard"},
    "es": {"dt": "Centro", "nb": "Norte"},
    "fr": {"dt": "République", "nb": "Bastille"},
    "de": {"dt": "Mitte", "nb": "Altona"},
}
