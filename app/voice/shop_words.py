"""The words and the timezone of a merchant's shop, looked at anew once a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from time import monotonic
from typing import Final, TypeAlias

from app.commerce.ports import Discovery, Stock
from app.commerce.speakable import short_name
from app.voice.nlu.vocabulary import Vocabulary
from domain.catalog import Location
from domain.ids import LocationId, MerchantId
from domain.zones import zone_named

_FRESH_S: Final = 60.0
_BEST: Final = 60

_Sources: TypeAlias = tuple[
    Mapping[str, frozenset[str]],
    Sequence[tuple[LocationId, Location]],
    frozenset[str],
    frozenset[str],
    frozenset[str],
]
"""Option values, stores, choices, words of titles and brands, of which the words are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopWords:
    """What the understanding needs to know of one shop."""

    vocabulary: Vocabulary
    timezone: tzinfo = UTC
    country: str = "US"
    """Where its stores are (ISO 3166-1 alpha-2); addresses that shoppers tell are there."""
    best: tuple[str, ...] = ()
    """What sells best, as one says it."""

    def day_of(self, moment: datetime) -> datetime:
        """The moment on the shop's own clock."""
        return moment.astimezone(self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    looked_at: float
    sources: _Sources
    words: ShopWords


@dataclass(slots=True)
class ShopWordsCache:
    """Vocabularies by merchant; a stale one is replaced by whichever thread comes first."""

    discovery: Discovery
    stock: Stock
    _kept: dict[MerchantId, _Kept] = field(default_factory=dict)

    def of(self, merchant_id: MerchantId) -> ShopWords:
        """The words of this merchant, at most a minute old; the same while nothing changes."""
        kept = self._kept.get(merchant_id)
        if kept is not None and monotonic() - kept.looked_at < _FRESH_S:
            return kept.words
        sources = (
            self.discovery.option_values(merchant_id),
            self.stock.locations(merchant_id),
            self.discovery.choice_names(merchant_id),
            self.discovery.title_words(merchant_id),
            self.discovery.brand_names(merchant_id),
        )
        is_same = kept is not None and kept.sources == sources
        words = kept.words if kept is not None and is_same else _made_of(sources)
        best = self._best(merchant_id)
        words = words if words.best == best else replace(words, best=best)
        self._kept[merchant_id] = _Kept(looked_at=monotonic(), sources=sources, words=words)
        return words

    def _best(self, merchant_id: MerchantId) -> tuple[str, ...]:
        best = self.discovery.best_selling(merchant_id, limit=_BEST)
        return tuple(dict.fromkeys(short_name(each.title) for each in best))


def _made_of(sources: _Sources) -> ShopWords:
    options, stores, choices, titles, brands = sources
    names = [(location_id, location.name) for location_id, location in stores]
    zone = _timezone([location for _, location in stores])
    return ShopWords(
        vocabulary=Vocabulary.of(options, names, choices, titles, brands, zone),
        timezone=zone,
        country=_country([location for _, location in stores]),
    )


def _timezone(stores: list[Location]) -> tzinfo:
    for store in stores:
        zone = zone_named(store.timezone) if store.timezone else None
        if zone is not None:
            return zone
    return UTC


def _country(stores: list[Location]) -> str:
    """The country of most stores that tell one."""
    told = Counter(store.address.country for store in stores if store.address is not None)
    return told.most_common(1)[0][0] if told else "US"
