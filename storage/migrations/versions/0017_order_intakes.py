"""What came in as an order, from whatever source, and what was said to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "order_intakes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("phone_digest", sa.Text(), nullable=True),
        sa.Column("card_digest", sa.Text(), nullable=True),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_order_intakes"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_order_intakes_merchant_id"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_order_intakes_connection_id"
        ),
    )
    for name in ("customer_id", "phone_digest", "card_digest"):
        op.create_index(
            f"ix_order_intakes_merchant_id_{name}_at", "order_intakes", ["merchant_id", name, "at"]
        )
    op.create_index("ix_order_intakes_merchant_id_at", "order_intakes", ["merchant_id", "at"])
    op.create_index("ix_order_intakes_order_id", "order_intakes", ["order_id"])


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("order_intakes")
