"""What a merchant's catalog can be narrowed down by, and which of it a shopper's words name.

Nothing is configured: categories, brands, tags and option values are those of the catalog itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.commerce.lexicon import Phrase, Sense, lexicon, phrase_of
from app.commerce.model import ProductMatch
from app.commerce.words import names_something, tokens_of
from domain.money import Money

_VALUES = 50
"""Values told per facet, the most frequent ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Counts of products by what tells them apart, the most frequent first."""

    products: int
    """How many were counted."""
    is_complete: bool = True
    """Whether those were all that fit."""
    categories: Mapping[str, int]
    brands: Mapping[str, int]
    tags: Mapping[str, int]
    options: Mapping[str, Mapping[str, int]]
    price_from: Money | None
    price_to: Money | None
    """Cheapest and dearest variant, in the currency that most of them are priced in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a shopper's words name in this catalog."""

    category: str | None = None
    brand: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Option name to value as the catalog writes it."""
    features: tuple[str, ...] = ()
    """Words for what it must be able to do or be made of."""
    uses: tuple[str, ...] = ()
    """Words for what it is wanted for."""


def facets_of(products: Iterable[ProductMatch], tags: Mapping[str, Sequence[str]]) -> Facets:
    """The facets of some products; `tags` by product id."""
    categories: Counter[str] = Counter()
    brands: Counter[str] = Counter()
    tagged: Counter[str] = Counter()
    options: defaultdict[str, Counter[str]] = defaultdict(Counter)
    prices: defaultdict[str, list[Money]] = defaultdict(list)
    count = 0
    for product in products:
        count += 1
        categories.update([product.category] if product.category else [])
        brands.update([product.brand] if product.brand else [])
        tagged.update(tags.get(product.product_id, ()))
        for name, value in {pair for each in product.variants for pair in each.options.items()}:
            options[name][value] += 1
        for each in product.variants:
            if each.price is not None:
                prices[each.price.currency].append(each.price)
    usual = max(prices.values(), key=len, default=[])
    return Facets(
        products=count,
        categories=_most(categories),
        brands=_most(brands),
        tags=_most(tagged),
        options={name: _most(values) for name, values in sorted(options.items())},
        price_from=min(usual, key=_amount, default=None),
        price_to=max(usual, key=_amount, default=None),
    )


def _amount(price: Money) -> int:
    return price.amount


def _most(counted: Counter[str]) -> Mapping[str, int]:
    return dict(sorted(counted.most_common(_VALUES), key=lambda each: (-each[1], each[0])))


class Names:
    """The catalog's own names, to be recognized in what is said; immutable once built."""

    def __init__(
        self,
        *,
        categories: Iterable[str],
        brands: Iterable[str],
        options: Mapping[str, Iterable[str]],
    ) -> None:
        self._named: dict[Phrase, tuple[str, str]] = {}
        for option in sorted(options):
            self._learn(options[option], f"option:{option}")
        self._learn(categories, "category")
        self._learn(brands, "brand")
        self._longest = max(map(len, self._named), default=1)

    def _learn(self, values: Iterable[str], kind: str) -> None:
        for value in sorted(values):
            phrase = phrase_of(value)
            if phrase and any(map(names_something, tokens_of(value))):
                self._named[phrase] = (kind, value)

    def understood(self, words: str) -> Understood:
        """Which categories, brands, options, features and uses the words name."""
        tokens = tokens_of(words)
        phrase = phrase_of(words)
        found: dict[str, str] = {}
        told: defaultdict[Sense, list[str]] = defaultdict(list)
        at = 0
        while at < len(phrase):
            at += self._take(phrase, tokens, at, found, told)
        attributes = {
            kind.removeprefix("option:"): value
            for kind, value in found.items()
            if kind.startswith("option:")
        }
        return Understood(
            category=found.get("category"),
            brand=found.get("brand"),
            attributes=attributes,
            features=tuple(told[Sense.FEATURE] + told[Sense.MATERIAL] + told[Sense.COLOR]),
            uses=tuple(told[Sense.USE]),
        )

    def _take(
        self,
        phrase: Phrase,
        tokens: Sequence[str],
        at: int,
        found: dict[str, str],
        told: Mapping[Sense, list[str]],
    ) -> int:
        """Note what the longest phrase from there means; how many words it has."""
        for count in range(min(len(phrase) - at, max(self._longest, lexicon().longest)), 0, -1):
            part = phrase[at : at + count]
            named = self._named.get(part) or self._by_synonym(part)
            if named is not None:
                found.setdefault(*named)
                return count
            sense = lexicon().senses.get(part)
            if sense is not None and sense is not Sense.GOODS:
                told[sense].append(" ".join(tokens[at : at + count]))
                return count
        return 1

    def _by_synonym(self, part: Phrase) -> tuple[str, str] | None:
        """The catalog's name for it, where another word was said for a category or a color."""
        for other in sorted(lexicon().alike.get(part, ())):
            if other in self._named:
                return self._named[other]
        return None
