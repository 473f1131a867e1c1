"""Opening hours as the platforms tell them, and what a merchant decides per store and stock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column (the next full sync fills it) and both tables."""
    op.add_column("locations", sa.Column("hours", sa.Text(), nullable=True))
    op.create_table(
        "store_rules",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=False),
        sa.Column("pickup_minutes", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_store_rules_merchant_id")
        ),
        sa.PrimaryKeyConstraint("merchant_id", "location_id", name=op.f("pk_store_rules")),
    )
    op.create_table(
        "stock_rules",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("keep_back", sa.BigInteger(), nullable=False),
        sa.Column("backorder_limit", sa.BigInteger(), nullable=False),
        sa.Column("backorder_days", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_stock_rules_merchant_id")
        ),
        sa.PrimaryKeyConstraint(
            "merchant_id", "sku", "location_id", "channel", name=op.f("pk_stock_rules")
        ),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("stock_rules")
    op.drop_table("store_rules")
    op.drop_column("locations", "hours")
