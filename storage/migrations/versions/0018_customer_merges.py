"""Two customers who are one person, as somebody decided, and what that moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kept_id", sa.Text(), nullable=False),
        sa.Column("merged_id", sa.Text(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merges"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_customer_merges_merchant_id"
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["customers.id"], name="fk_customer_merges_kept_id"),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["customers.id"], name="fk_customer_merges_merged_id"
        ),
    )
    op.create_index(
        "ix_customer_merges_merchant_id_merged_id",
        "customer_merges",
        ["merchant_id", "merged_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index(
        "ix_customer_merges_merchant_id_kept_id", "customer_merges", ["merchant_id", "kept_id"]
    )


def downgrade() -> None:
    """Remove the table; what was merged stays together."""
    op.drop_table("customer_merges")
