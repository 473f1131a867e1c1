"""A merchant with a connection and two stores, for storage tests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def merchant_values(merchant_id: str) -> dict[str, Any]:
    """A row of `merchants` with values that are hard to keep."""
    return {
        "id": merchant_id,
        "name": "caf\u00e9 \u0000",
        "currency": "USD",
        "timezone": "America/New_York",
        "country": "US",
        "safety_stock": Decimal("0.5"),
        "settings": {"note": "a\u0000b"},
        "created_at": NOW,
    }
