"""Spoken queries with what a shopper meant by them, over a catalog of 5,000 products.

A line of `spoken_queries.tsv` is language, kind, words, and what the right product says: parts of
its title, brand, category or tags (`|` parts those of which one is enough), and bounds of its
price in cents. Every other line was held out
while the search was built; a change is tried on the others only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.commerce.search_index import IndexEntry, PriceRange, SearchIndex
from app.commerce.sought import sought
from benchmarks.goods import Ware, wares

CATALOG = 5000
_FILE = Path(__file__).with_name("spoken_queries.tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One query and its label."""

    language: str
    kind: str
    words: str
    label: tuple[str, ...]
    is_held_out: bool

    def means(self, ware: Ware) -> bool:
        """Whether a product is right."""
        return all(_holds(part, ware) for part in self.label)


def _holds(part: str, ware: Ware) -> bool:
    if part.startswith("<="):
        return ware.price <= int(part[2:])
    if part.startswith(">="):
        return ware.price >= int(part[2:])
    return any(each in ware.told for each in part.lower().split("|"))


def queries() -> list[Spoken]:
    """All labeled queries."""
    return [
        _spoken(number, line)
        for number, line in enumerate(_FILE.read_text(encoding="utf-8").splitlines())
    ]


def _spoken(number: int, line: str) -> Spoken:
    language, kind, words, label = line.split("\t")
    return Spoken(
        language=language,
        kind=kind,
        words=words,
        label=tuple(label.split(" & ")),
        is_held_out=number % 2 == 1,
    )


def entries(of: Iterable[Ware]) -> Iterator[IndexEntry]:
    """Products as the gateway puts them into its index."""
    for ware in of:
        values = {value for options in ware.options for value in options.values()}
        yield IndexEntry(
            product_id=ware.product_id,
            title=ware.title,
            brand=ware.brand,
            category=ware.category,
            keywords=(ware.category, *ware.tags, *sorted(values)),
            low=ware.price,
            high=ware.price,
            sold=ware.sold,
        )


def ask(index: SearchIndex, words: str, limit: int) -> list[str]:
    """The ids found for a sentence, as the gateway reads it: price and words apart."""
    said = sought(words)
    price = None
    if said.least is not None or said.most is not None:
        price = PriceRange(least=_cents(said.least), most=_cents(said.most))
    return [product_id for product_id, _ in index.find(said.words, limit, price)]


def _cents(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * 100)


def judged() -> list[tuple[Spoken, bool]]:
    """Every query, and whether a right product is among its first three."""
    shop = {ware.product_id: ware for ware in wares(CATALOG)}
    index = SearchIndex(entries(shop.values()))
    return [
        (spoken, any(spoken.means(shop[each]) for each in ask(index, spoken.words, 3)))
        for spoken in queries()
    ]
