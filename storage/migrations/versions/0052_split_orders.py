"""Orders over several tills, and their parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0058"
branch_labels = None
depends_on = None

_OPEN = sa.text("state in ('preparing', 'priced', 'agreed', 'capturing', 'undoing')")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "split_orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("on_failure", sa.Text(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_split_orders"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_split_orders_merchant_id"
        ),
        sa.UniqueConstraint("merchant_id", "key", name="uq_split_orders_merchant_id_key"),
    )
    op.create_index("ix_split_orders_merchant_id_id", "split_orders", ["merchant_id", "id"])
    op.create_index(
        "ix_split_orders_merchant_id_customer_id", "split_orders", ["merchant_id", "customer_id"]
    )
    op.create_index(
        "ix_split_orders_open",
        "split_orders",
        ["due_at"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    _parts()


def _parts() -> None:
    op.create_table(
        "split_order_parts",
        sa.Column("split_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("location_id", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("total_minor", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("split_id", "position", name="pk_split_order_parts"),
        sa.ForeignKeyConstraint(
            ["split_id"], ["split_orders.id"], name="fk_split_order_parts_split_id"
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_split_order_parts_merchant_id"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_split_order_parts_connection_id"
        ),
    )
    op.create_index(
        "ix_split_order_parts_merchant_id_order_id",
        "split_order_parts",
        ["merchant_id", "order_id"],
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("split_order_parts")
    op.drop_table("split_orders")
