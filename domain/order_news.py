"""What shoppers are told of an order that the store goes on with at its till."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.errors import InvalidInputError


class OrderNews(StrEnum):
    """What became of an order placed here, at its till and without anybody's word here."""

    CANCELED = "canceled"
    READY = "ready"
    """To be picked up."""
    SHIPPED = "shipped"
    REFUNDED = "refunded"
    """In part or in full; the order is not canceled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNewsPolicy:
    """What a merchant has shoppers told (`settings.order_news`)."""

    tell: frozenset[OrderNews] = frozenset({OrderNews.CANCELED})
    """The rest is off by default: many platforms write to shoppers about it themselves."""

    @classmethod
    def from_settings(cls, told: Any) -> OrderNewsPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        if not isinstance(told, Mapping) or told.keys() - {"tell"}:
            raise InvalidInputError("order_news", str(told)[:80], "a table with tell")
        if "tell" not in told:
            return cls()
        wished = told["tell"]
        known = [each.value for each in OrderNews]
        if not isinstance(wished, list) or any(each not in known for each in wished):
            raise InvalidInputError(
                "order_news.tell", str(wished)[:80], f"a list of {', '.join(known)}"
            )
        return cls(tell=frozenset(map(OrderNews, wished)))
