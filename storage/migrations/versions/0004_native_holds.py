"""Holds that a platform keeps beside ours, and checkouts that need a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NATIVE_LIVE = "state = 'live' and native_revision is not null"
_NEEDS_PERSON = "state = 'needs-person'"


def upgrade() -> None:
    """Add the columns and their indexes."""
    op.add_column("holds", sa.Column("native_revision", sa.BigInteger(), nullable=True))
    op.add_column("holds", sa.Column("native_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_holds_native_live",
        "holds",
        ["merchant_id"],
        sqlite_where=sa.text(_NATIVE_LIVE),
        postgresql_where=sa.text(_NATIVE_LIVE),
    )
    op.create_index(
        "ix_checkouts_needs_person",
        "checkouts",
        ["updated_at"],
        sqlite_where=sa.text(_NEEDS_PERSON),
        postgresql_where=sa.text(_NEEDS_PERSON),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_checkouts_needs_person", table_name="checkouts")
    op.drop_index("ix_holds_native_live", table_name="holds")
    op.drop_column("holds", "native_at")
    op.drop_column("holds", "native_revision")
