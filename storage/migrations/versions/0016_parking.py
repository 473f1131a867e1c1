"""Orders that wait for a till, and the ways in which shoppers are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "parked_orders",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_authorized", sa.Boolean(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("location_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("parked_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", name="pk_parked_orders"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_parked_orders_order_id"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_parked_orders_merchant_id"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_parked_orders_connection_id"
        ),
    )
    op.create_index(
        "ix_parked_orders_merchant_id_state_parked_at",
        "parked_orders",
        ["merchant_id", "state", "parked_at"],
    )
    op.create_index(
        "ix_parked_orders_connection_id_state_due_at",
        "parked_orders",
        ["connection_id", "state", "due_at"],
    )
    op.create_table(
        "shopper_channels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shopper_channels"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_shopper_channels_merchant_id"
        ),
        sa.UniqueConstraint("merchant_id", "kind", name="uq_shopper_channels_merchant_id_kind"),
    )


def downgrade() -> None:
    """Remove both tables; orders still parked are lost to the queue, not to the journal."""
    op.drop_table("shopper_channels")
    op.drop_table("parked_orders")
