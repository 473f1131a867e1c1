"""Alerts, requests about personal data, and the memory of sent orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        *_owners("alerts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("connection_id", "kind", name=op.f("uq_alerts_connection_id_kind")),
    )
    op.create_index(op.f("ix_alerts_merchant_id_raised_at"), "alerts", ["merchant_id", "raised_at"])
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        *_owners("privacy_requests"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
        sa.UniqueConstraint(
            "connection_id",
            "delivery_id",
            name=op.f("uq_privacy_requests_connection_id_delivery_id"),
        ),
    )
    op.create_index(
        op.f("ix_privacy_requests_merchant_id_received_at"),
        "privacy_requests",
        ["merchant_id", "received_at"],
    )
    op.create_table(
        "sent_orders",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        *_owners("sent_orders"),
        sa.PrimaryKeyConstraint("connection_id", "key", name=op.f("pk_sent_orders")),
    )
    op.create_index(
        op.f("ix_sent_orders_connection_id_reference"),
        "sent_orders",
        ["connection_id", "reference"],
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("sent_orders", "privacy_requests", "alerts"):
        op.drop_table(table)


def _owners(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}s.id"], name=f"fk_{table}_{owner}_id")
        for owner in ("connection", "merchant")
    )
