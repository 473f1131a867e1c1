"""Store credit, exchanges, and how much of an order was paid with what was given back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the column."""
    op.add_column("orders", sa.Column("credit_minor", sa.BigInteger(), nullable=True))
    _store_credit()
    _exchanges()


def _store_credit() -> None:
    op.create_table(
        "store_credit_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_store_credit_entries"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_store_credit_entries_merchant_id"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_store_credit_entries_customer_id"
        ),
        sa.UniqueConstraint("merchant_id", "key", name="uq_store_credit_entries_merchant_id_key"),
    )
    op.create_index(
        "ix_store_credit_entries_merchant_id_customer_id_currency",
        "store_credit_entries",
        ["merchant_id", "customer_id", "currency"],
    )
    op.create_index("ix_store_credit_entries_order_id", "store_credit_entries", ["order_id"])


def _exchanges() -> None:
    op.create_table(
        "exchanges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("return_id", sa.Text(), nullable=False),
        sa.Column("new_order_id", sa.Text(), nullable=True),
        sa.Column("returned_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=True),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchanges"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_exchanges_merchant_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_exchanges_order_id"),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name="fk_exchanges_return_id"),
        sa.UniqueConstraint("merchant_id", "key", name="uq_exchanges_merchant_id_key"),
    )
    op.create_index("ix_exchanges_order_id", "exchanges", ["order_id"])
    op.create_index(
        "ix_exchanges_merchant_id_customer_id", "exchanges", ["merchant_id", "customer_id"]
    )
    op.create_index("ix_exchanges_new_order_id", "exchanges", ["new_order_id"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("exchanges")
    op.drop_table("store_credit_entries")
    op.drop_column("orders", "credit_minor")
