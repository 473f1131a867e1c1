"""Subscriptions that a platform keeps itself, and the merchant's plans for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_SEEN_TO = sa.text("look_at IS NOT NULL")


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("subscriptions", sa.Column("connection_id", sa.Text(), nullable=True))
    op.add_column("subscriptions", sa.Column("platform_id", sa.Text(), nullable=True))
    op.add_column("subscriptions", sa.Column("plan_id", sa.Text(), nullable=True))
    op.add_column("subscriptions", sa.Column("look_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_subscriptions_look_at",
        "subscriptions",
        ["look_at"],
        sqlite_where=_SEEN_TO,
        postgresql_where=_SEEN_TO,
    )
    op.create_index(
        "uq_subscriptions_connection_id_platform_id",
        "subscriptions",
        ["connection_id", "platform_id"],
        unique=True,
    )
    op.create_table(
        "subscription_plans",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("all_products", sa.Boolean(), nullable=False),
        sa.Column("product_ids", sa.Text(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "platform_id", name="pk_subscription_plans"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_subscription_plans_connection_id"
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_subscription_plans_merchant_id"
        ),
    )


def downgrade() -> None:
    """Drop what was added; subscriptions that a platform keeps go on there."""
    op.drop_table("subscription_plans")
    op.drop_index("uq_subscriptions_connection_id_platform_id", table_name="subscriptions")
    op.drop_index("ix_subscriptions_look_at", table_name="subscriptions")
    for name in ("look_at", "plan_id", "platform_id", "connection_id"):
        op.drop_column("subscriptions", name)
