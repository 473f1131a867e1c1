"""Deliveries that name a shopper who was erased lose their body once they are worked off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0053"
branch_labels = None
depends_on = None

_INDEX = "ix_inbox_to_forget"
_MARKED = "erasure_asked_at IS NOT NULL"


def upgrade() -> None:
    """Mark none of those that are there."""
    op.add_column("inbox", sa.Column("erasure_asked_at", sa.BigInteger))
    op.create_index(
        _INDEX,
        "inbox",
        ["id"],
        sqlite_where=sa.text(_MARKED),
        postgresql_where=sa.text(_MARKED),
    )


def downgrade() -> None:
    """Back to bodies that are kept as long as their rows."""
    op.drop_index(_INDEX, table_name="inbox")
    op.drop_column("inbox", "erasure_asked_at")
