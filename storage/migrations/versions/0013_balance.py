"""The closing balance: its runs, and what did not add up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables."""
    op.create_table(
        "balance_runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_balance_runs"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_balance_runs_merchant_id"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_balance_runs_connection_id"
        ),
    )
    op.create_index(
        "ix_balance_runs_connection_id_until", "balance_runs", ["connection_id", "until"]
    )
    op.create_table(
        "balance_findings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_balance_findings"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_balance_findings_merchant_id"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_balance_findings_connection_id"
        ),
        sa.UniqueConstraint(
            "connection_id",
            "kind",
            "subject",
            name="uq_balance_findings_connection_id_kind_subject",
        ),
    )
    op.create_index(
        "ix_balance_findings_merchant_id_state", "balance_findings", ["merchant_id", "state"]
    )


def downgrade() -> None:
    """The proofs are gone; payments and orders stay."""
    op.drop_table("balance_findings")
    op.drop_table("balance_runs")
