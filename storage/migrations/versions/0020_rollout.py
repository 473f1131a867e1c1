"""Which share of shoppers is served, its history, and what shadows saw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0013"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "rollout_plans",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("shadow", sa.Boolean(), nullable=False),
        sa.Column("fallback", sa.Text(), nullable=True),
        sa.Column("transfer", sa.Boolean(), nullable=False),
        sa.Column("halt_percent", sa.Integer(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "channel", name="pk_rollout_plans"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_rollout_plans_merchant_id"
        ),
    )
    op.create_table(
        "rollout_changes",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("shadow", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rollout_changes"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_rollout_changes_merchant_id"
        ),
    )
    op.create_index("ix_rollout_changes_merchant_id_id", "rollout_changes", ["merchant_id", "id"])
    op.create_table(
        "rollout_differences",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.Column("live", sa.Text(), nullable=True),
        sa.Column("shadow", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rollout_differences"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_rollout_differences_merchant_id"
        ),
    )
    op.create_index(
        "ix_rollout_differences_merchant_id_id", "rollout_differences", ["merchant_id", "id"]
    )
    op.create_index("ix_rollout_differences_at", "rollout_differences", ["at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("rollout_differences")
    op.drop_table("rollout_changes")
    op.drop_table("rollout_plans")
