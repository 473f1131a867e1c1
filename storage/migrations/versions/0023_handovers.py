"""Tickets of conversations that a person takes over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "handovers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("identity_level", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("callback", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("cart", sa.Text(), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_handovers_merchant_id"),
        sa.UniqueConstraint("merchant_id", "key", name="uq_handovers_merchant_id_key"),
        sa.UniqueConstraint("merchant_id", "number", name="uq_handovers_merchant_id_number"),
    )
    op.create_index(
        "ix_handovers_merchant_id_state_urgency_created_at",
        "handovers",
        ["merchant_id", "state", "urgency", "created_at"],
    )
    op.create_index(
        "ix_handovers_merchant_id_created_at", "handovers", ["merchant_id", "created_at"]
    )
    op.create_index(
        "ix_handovers_merchant_id_customer_id", "handovers", ["merchant_id", "customer_id"]
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("handovers")
