"""Lines that Clover, Revel and Counterpoint told before tax get it, as those that come now have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_SHORT_OF_TAX = sa.text("""
    SELECT l.order_id, l.position, l.tax_minor, l.total_minor, o.tax_minor AS whole_tax
    FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE o.id IN (
        SELECT o.id
        FROM orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.channel = 'pos' AND o.tax_minor > 0
        GROUP BY o.id, o.total_minor, o.tax_minor
        HAVING o.tax_minor > COUNT(*)
           AND MIN(l.total_minor) >= 0
           AND SUM(l.total_minor) > 0
           AND ABS(o.total_minor - o.tax_minor - SUM(l.total_minor)) <= COUNT(*)
    )
    ORDER BY l.order_id, l.position
""")
"""Lines of tills' orders that come to what the order cost before tax; a cent for each line is the
till's rounding. What is unchanged at its till is not read anew by any run."""
_WITH_TAX = sa.text("""
    UPDATE order_lines SET total_minor = total_minor + :tax, tax_minor = :tax
    WHERE order_id = :order_id AND position = :position
""")


def upgrade() -> None:
    """A line that comes back is worth what was paid for it."""
    tx = op.get_bind()
    rows = tx.execute(_SHORT_OF_TAX).all()
    for _, found in groupby(rows, key=lambda row: row.order_id):
        lines = list(found)
        told = [line.tax_minor for line in lines]
        weights = told if sum(told) > 0 else [line.total_minor for line in lines]
        shares = _shares(lines[0].whole_tax, weights)
        for line, tax in zip(lines, shares, strict=True):
            tx.execute(_WITH_TAX, _named(line, tax))


def _named(line: Any, tax: int) -> dict[str, Any]:
    return {"tax": tax, "order_id": line.order_id, "position": line.position}


def _shares(whole: int, weights: Sequence[int]) -> list[int]:
    """Parts by weight that add up to the whole (largest remainder)."""
    sum_of = sum(weights)
    parts = [whole * weight // sum_of for weight in weights]
    first = sorted(range(len(parts)), key=lambda at: (-(whole * weights[at] % sum_of), at))
    for at in first[: whole - sum(parts)]:
        parts[at] += 1
    return parts


def downgrade() -> None:
    """What a line came to stays as it is."""
