"""Labels that were bought for parcels that come back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "return_labels",
        sa.Column("return_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shipment_id", sa.Text(), nullable=True),
        sa.Column("rate_id", sa.Text(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("written_to", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("return_id", name="pk_return_labels"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_return_labels_merchant_id"
        ),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name="fk_return_labels_return_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_return_labels_order_id"),
    )
    op.create_index("ix_return_labels_merchant_id", "return_labels", ["merchant_id"])
    op.create_index("ix_return_labels_order_id", "return_labels", ["order_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("return_labels")
