"""Accounts with carriers, and the parcels followed there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "carrier_accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_accounts"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_carrier_accounts_merchant_id"
        ),
        sa.UniqueConstraint("merchant_id", "kind", name="uq_carrier_accounts_merchant_id_kind"),
    )
    op.create_table(
        "parcels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("tracker_id", sa.Text(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shipped_at", sa.BigInteger(), nullable=True),
        sa.Column("expected_on", sa.Text(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_parcels"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_parcels_merchant_id"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["carrier_accounts.id"], name="fk_parcels_account_id"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_parcels_order_id"),
        sa.UniqueConstraint("order_id", "number", name="uq_parcels_order_id_number"),
    )
    op.create_index("ix_parcels_account_id_tracker_id", "parcels", ["account_id", "tracker_id"])
    op.create_index("ix_parcels_merchant_id", "parcels", ["merchant_id"])
    op.create_index("ix_parcels_due_at", "parcels", ["due_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("parcels")
    op.drop_table("carrier_accounts")
