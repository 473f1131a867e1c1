"""Goods that one store sends to another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0056"
branch_labels = None
depends_on = None

_OPEN = sa.text("state in ('requested', 'sent')")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "transfers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("destination_id", sa.Text(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("kept_hold_id", sa.Text(), nullable=True),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("unsent_until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_transfers_merchant_id"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_transfers_connection_id"
        ),
        sa.UniqueConstraint("merchant_id", "key", name="uq_transfers_merchant_id_key"),
    )
    op.create_index("ix_transfers_merchant_id_id", "transfers", ["merchant_id", "id"])
    op.create_index(
        "ix_transfers_merchant_id_customer_id", "transfers", ["merchant_id", "customer_id"]
    )
    op.create_index(
        "ix_transfers_open",
        "transfers",
        ["due_at"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("transfers")
