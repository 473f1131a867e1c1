"""Returns with what they come to and who decides; the table was not in use before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew; nothing ever wrote to the old one."""
    op.drop_table("returns")
    op.create_table(
        "returns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("restocked", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_returns_merchant_id"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_returns_connection_id"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_returns_order_id"),
        sa.UniqueConstraint("merchant_id", "key", name="uq_returns_merchant_id_key"),
    )
    op.create_index("ix_returns_order_id", "returns", ["order_id"])
    op.create_index(
        "ix_returns_merchant_id_customer_id_created_at",
        "returns",
        ["merchant_id", "customer_id", "created_at"],
    )


def downgrade() -> None:
    """The table as it was."""
    op.drop_table("returns")
    op.create_table(
        "returns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("restocked", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_returns_merchant_id"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_returns_connection_id"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_returns_order_id"),
        sa.UniqueConstraint(
            "connection_id", "platform_id", name="uq_returns_connection_id_platform_id"
        ),
    )
    op.create_index("ix_returns_order_id", "returns", ["order_id"])
