"""Orders that were refused can be listed without reading those that were taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_INDEX = "ix_order_intakes_refused"
_REFUSED = "verdict = 'rejected'"


def upgrade() -> None:
    """They are few; what is taken costs nothing more."""
    op.create_index(
        _INDEX,
        "order_intakes",
        ["merchant_id", "at"],
        sqlite_where=sa.text(_REFUSED),
        postgresql_where=sa.text(_REFUSED),
    )


def downgrade() -> None:
    """Back to a list that reads everything that came in."""
    op.drop_index(_INDEX, table_name="order_intakes")
