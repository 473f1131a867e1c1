"""How ready each product is for being sold by voice, and what would mend it.

Nothing is changed here: names, categories and prices are the merchant's, in the POS.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

from rapidfuzz import fuzz

from app.commerce.model import ProductMatch
from app.commerce.phonetics import LANGUAGES, sounds
from app.commerce.ports import Discovery
from app.commerce.speakable import MOST_WORDS, short_name
from app.commerce.words import fold, tokens_of
from domain.ids import MerchantId

_KEPT_S: Final = 60.0
_TWINS: Final = 75.0
"""Percent of letters that names share which can be mistaken for each other."""
_BY_RULES: Final = 2
"""Languages by whose spelling rules they sound the same; by one alone it is too often chance, but
for words that are spelled much alike."""
_SPELLED_ALIKE: Final = 70.0
_NAMED: Final = 3
_ODD: Final = re.compile(
    r"[^\w\s.,'’&%°+\-/()\"”!?:;$€£]|_|\b\w*(?:[A-Za-z]\d[A-Za-z]|\d[A-Za-z]\d)\w*"
)
_ABBREVIATED: Final = re.compile(
    r"(?=.*[A-Z]{2})[A-Z]{3,}|[A-Za-z]{1,3}/[A-Za-z]{1,3}|.*\b[BCDFGHJ-NP-TV-Z]{3,}\b.*"
)
_SIZES: Final = re.compile(r"(?:\d?X{0,4}[SL]|M|OS|XX+[SL]|\d+X?L?)", re.IGNORECASE)


class Grade(StrEnum):
    """How ready a product is, A the most."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    F = "F"


class Flaw(StrEnum):
    """What stands in the way."""

    NO_PRICE = "no-price"
    VARIANTS_ALIKE = "variants-alike"
    SAME_NAME = "same-name"
    SOUNDS_LIKE = "sounds-like"
    NO_CATEGORY = "no-category"
    NAME_TOO_LONG = "name-too-long"
    ODD_CHARACTERS = "odd-characters"
    ABBREVIATED_VALUES = "abbreviated-values"
    FEW_WORDS = "few-words"


_COSTS: Final[Mapping[Flaw, int]] = {
    Flaw.NO_PRICE: 30,
    Flaw.VARIANTS_ALIKE: 30,
    Flaw.SAME_NAME: 25,
    Flaw.SOUNDS_LIKE: 15,
    Flaw.NO_CATEGORY: 15,
    Flaw.NAME_TOO_LONG: 15,
    Flaw.ODD_CHARACTERS: 10,
    Flaw.ABBREVIATED_VALUES: 10,
    Flaw.FEW_WORDS: 5,
}
_LEAST: Final = ((90, Grade.A), (75, Grade.B), (60, Grade.C), (40, Grade.D), (0, Grade.F))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One flaw of one product."""

    flaw: Flaw
    detail: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """One product's grade."""

    product_id: str
    title: str
    speech_name: str
    """What a shopper would hear."""
    score: int
    """0 to 100."""
    grade: Grade
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """A merchant's catalog, the least ready products first."""

    products: int
    grades: Mapping[str, int]
    """Products per grade."""
    flaws: Mapping[str, int]
    """Products per flaw."""
    flawed: tuple[Readiness, ...]
    """Products with at least one finding."""


class CatalogAudit:
    """Grades catalogs; a report is kept for a minute."""

    def __init__(self, discovery: Discovery) -> None:
        self._discovery = discovery
        self._kept: dict[MerchantId, tuple[float, AuditReport]] = {}

    def report(self, merchant_id: MerchantId) -> AuditReport:
        """How ready the merchant's catalog is."""
        kept = self._kept.get(merchant_id)
        if kept is not None and monotonic() - kept[0] < _KEPT_S:
            return kept[1]
        products = list(self._discovery.products(merchant_id))
        tags = {
            each.product_id: self._discovery.tags(merchant_id, each.product_id) for each in products
        }
        report = audit(products, tags)
        self._kept[merchant_id] = (monotonic(), report)
        return report


def audit(products: Sequence[ProductMatch], tags: Mapping[str, Sequence[str]]) -> AuditReport:
    """Grade every product; `tags` by product id."""
    twins = _Twins(products)
    graded = [_graded(each, tags.get(each.product_id, ()), twins) for each in products]
    flawed = sorted((each for each in graded if each.findings), key=_worst_first)
    grades = Counter(each.grade for each in graded)
    flaws = Counter(finding.flaw for each in flawed for finding in each.findings)
    return AuditReport(
        products=len(products),
        grades={grade.value: grades[grade] for grade in Grade},
        flaws={flaw.value: flaws[flaw] for flaw in Flaw if flaws[flaw]},
        flawed=tuple(flawed),
    )


def _worst_first(graded: Readiness) -> tuple[int, str]:
    return graded.score, graded.title


def _graded(product: ProductMatch, tags: Sequence[str], twins: _Twins) -> Readiness:
    findings = tuple(_findings(product, tags, twins))
    score = max(0, 100 - sum(_COSTS[finding.flaw] for finding in findings))
    return Readiness(
        product_id=product.product_id,
        title=product.title,
        speech_name=short_name(product.title),
        score=score,
        grade=next(grade for least, grade in _LEAST if score >= least),
        findings=findings,
    )


def _findings(product: ProductMatch, tags: Sequence[str], twins: _Twins) -> Iterator[Finding]:
    yield from _of_name(product)
    yield from _of_variants(product)
    yield from twins.findings(product)
    if product.category is None:
        yield Finding(
            flaw=Flaw.NO_CATEGORY,
            detail="it is in no category",
            fix="put it into a category: shoppers ask for kinds of things",
        )
    if not tags and product.brand is None and product.category is None:
        yield Finding(
            flaw=Flaw.FEW_WORDS,
            detail="it has no brand, category or tags to be found by",
            fix="add tags for what it is, what it is made of and what it is used for",
        )


def _of_name(product: ProductMatch) -> Iterator[Finding]:
    words = product.title.split()
    if len(words) > MOST_WORDS:
        yield Finding(
            flaw=Flaw.NAME_TOO_LONG,
            detail=f"{len(words)} words; shoppers hear “{short_name(product.title)}”",
            fix=f"say what it is within {MOST_WORDS} words; move the rest to tags or options",
        )
    odd = sorted({each.group() for each in _ODD.finditer(product.title)})
    if odd:
        yield Finding(
            flaw=Flaw.ODD_CHARACTERS,
            detail=f"cannot be said: {' '.join(odd)}",
            fix="take marks, emoji and article numbers out of the title",
        )


def _of_variants(product: ProductMatch) -> Iterator[Finding]:
    unpriced = [each.sku for each in product.variants if each.price is None]
    if unpriced:
        yield Finding(
            flaw=Flaw.NO_PRICE,
            detail=f"no price: {_some(unpriced)}",
            fix="give it a price in the POS; what is priced at the till cannot be sold by voice",
        )
    told = Counter(tuple(sorted(each.options.items())) for each in product.variants)
    alike = [each.sku for each in product.variants if told[tuple(sorted(each.options.items()))] > 1]
    if alike:
        yield Finding(
            flaw=Flaw.VARIANTS_ALIKE,
            detail=f"nothing tells these apart: {_some(alike)}",
            fix="give each variant options such as size and color, with values of its own",
        )
    values = {value for each in product.variants for value in each.options.values()}
    short = sorted(
        value for value in values if _ABBREVIATED.fullmatch(value) and not _SIZES.fullmatch(value)
    )
    if short:
        yield Finding(
            flaw=Flaw.ABBREVIATED_VALUES,
            detail=f"cannot be said as written: {_some(short)}",
            fix="write option values out: “Black and White” for “BLK/WHT”",
        )


def _some(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = len(listed) - _NAMED
    return ", ".join(listed[:_NAMED]) + (f" and {more} more" if more > 0 else "")


class _Twins:
    """Products that are heard as one another."""

    def __init__(self, products: Iterable[ProductMatch]) -> None:
        self._by_name: defaultdict[str, list[ProductMatch]] = defaultdict(list)
        self._by_sound: defaultdict[str, set[str]] = defaultdict(set)
        for product in products:
            name = _heard(product)
            self._by_name[name].append(product)
        for name in self._by_name:
            for key in _keys(name):
                self._by_sound[key].add(name)

    def findings(self, product: ProductMatch) -> Iterator[Finding]:
        """Whom a product is mistaken for."""
        name = _heard(product)
        same = [each for each in self._by_name[name] if each.product_id != product.product_id]
        if same:
            yield Finding(
                flaw=Flaw.SAME_NAME,
                detail=f"heard like {_some(f'{each.title} ({each.product_id})' for each in same)}",
                fix="begin the title with what tells it from the other",
            )
        shared = Counter(other for key in _keys(name) for other in self._by_sound[key])
        twins = sorted(
            other
            for other, keys in shared.items()
            if other != name
            and fuzz.ratio(name, other) >= _TWINS
            and (keys >= _BY_RULES or _differ_little(name, other))
        )
        if twins:
            titles = [self._by_name[other][0].title for other in twins]
            yield Finding(
                flaw=Flaw.SOUNDS_LIKE,
                detail=f"sounds like {_some(titles)}",
                fix="add a word to one of the titles that sounds different",
            )


def _differ_little(one: str, other: str) -> bool:
    """Whether the words that two names do not share are spelled much alike."""
    ours, theirs = one.split(), other.split()
    left = " ".join(word for word in ours if word not in theirs)
    right = " ".join(word for word in theirs if word not in ours)
    return fuzz.ratio(left, right) >= _SPELLED_ALIKE


def _heard(product: ProductMatch) -> str:
    return " ".join(tokens_of(fold(short_name(product.title))))


def _keys(name: str) -> set[str]:
    """How a name sounds as a whole, by the spelling rules of each language."""
    words = name.split()
    made = {}
    for word in words:
        made[word] = {key[:2]: key[3:] for key in sounds(word)}
    return {
        f"{language}:{' '.join(made[word].get(language, word) for word in words)}"
        for language in LANGUAGES
    }
