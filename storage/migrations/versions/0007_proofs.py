"""Proofs of completeness, spot checks, conflicts, counts of ours, and when a channel reads live."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and mark orders that a platform tells no longer."""
    _create_proofs()
    _create_conflicts()
    _create_writes()
    op.create_table(
        "reading_policies",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("fresh_s", sa.Integer(), nullable=False),
        sa.Column("live_below", sa.BigInteger()),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_reading_policies_merchant_id")
        ),
        sa.PrimaryKeyConstraint("merchant_id", "channel", name=op.f("pk_reading_policies")),
    )
    op.add_column("orders", sa.Column("vanished_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("orders", "vanished_at")
    for name in ("reading_policies", "stock_writes", "conflicts", "spot_checks", "sync_proofs"):
        op.drop_table(name)


def _tenancy(table: str) -> tuple[sa.Column[str], sa.Constraint, sa.Column[str], sa.Constraint]:
    return (
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f(f"fk_{table}_merchant_id")
        ),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name=op.f(f"fk_{table}_connection_id")
        ),
    )


def _create_proofs() -> None:
    op.create_table(
        "sync_proofs",
        sa.Column("id", sa.Text(), nullable=False),
        *_tenancy("sync_proofs"),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("alarms", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_proofs")),
    )
    op.create_index(op.f("ix_sync_proofs_merchant_id_id"), "sync_proofs", ["merchant_id", "id"])
    op.create_index(
        op.f("ix_sync_proofs_connection_id_entity_started_at"),
        "sync_proofs",
        ["connection_id", "entity", "started_at"],
    )
    op.create_table(
        "spot_checks",
        sa.Column("id", sa.Text(), nullable=False),
        *_tenancy("spot_checks"),
        sa.Column("stock_asked", sa.Integer(), nullable=False),
        sa.Column("stock_drifted", sa.Integer(), nullable=False),
        sa.Column("price_asked", sa.Integer(), nullable=False),
        sa.Column("price_drifted", sa.Integer(), nullable=False),
        sa.Column("drifts", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
    )
    op.create_index(op.f("ix_spot_checks_merchant_id_id"), "spot_checks", ["merchant_id", "id"])
    op.create_index(op.f("ix_spot_checks_connection_id_at"), "spot_checks", ["connection_id", "at"])


def _create_conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("winner", sa.Text(), nullable=False),
        sa.Column("winner_value", sa.Text(), nullable=False),
        sa.Column("loser", sa.Text(), nullable=False),
        sa.Column("loser_value", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_conflicts_merchant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint(
            "merchant_id",
            "kind",
            "subject",
            "field",
            "loser",
            name=op.f("uq_conflicts_merchant_id_kind_subject_field_loser"),
        ),
    )
    op.create_index(
        "ix_conflicts_open",
        "conflicts",
        ["merchant_id", "id"],
        sqlite_where=sa.text("resolved_at is null"),
        postgresql_where=sa.text("resolved_at is null"),
    )


def _create_writes() -> None:
    op.create_table(
        "stock_writes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_tenancy("stock_writes"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("inventory_platform_id", sa.Text(), nullable=False),
        sa.Column("location_platform_id", sa.Text(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actual", sa.BigInteger()),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("echoed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_writes")),
        sa.UniqueConstraint("connection_id", "key", name=op.f("uq_stock_writes_connection_id_key")),
    )
    op.create_index(
        "ix_stock_writes_awaiting",
        "stock_writes",
        ["connection_id", "inventory_platform_id"],
        sqlite_where=sa.text("state = 'written'"),
        postgresql_where=sa.text("state = 'written'"),
    )
