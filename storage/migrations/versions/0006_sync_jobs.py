"""Jobs, schedules and clocks, paces of stock, watches over webhooks, and who leads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = "state in ('pending', 'running')"


def upgrade() -> None:
    """Create the tables."""
    _create_jobs()
    _create_clocks()
    _create_paces()
    _create_watches()
    op.create_table(
        "leaders",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leaders")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "leaders",
        "refetches",
        "webhook_watches",
        "stock_pace",
        "sync_clocks",
        "sync_schedules",
        "sync_jobs",
    ):
        op.drop_table(table)


def _create_jobs() -> None:
    op.create_table(
        "sync_jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("again_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("heartbeat_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        *_owners("sync_jobs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_jobs")),
    )
    _index("ix_sync_jobs_open", ["connection_id", "kind", "entity"], _OPEN, unique=True)
    _index("ix_sync_jobs_due", ["due_at"], _OPEN)
    _index("ix_sync_jobs_ended", ["kind", "finished_at"], "finished_at is not null")
    for columns in (["merchant_id", "id"], ["connection_id", "id"]):
        op.create_index(op.f(f"ix_sync_jobs_{'_'.join(columns)}"), "sync_jobs", columns)


def _index(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(
        name,
        "sync_jobs",
        columns,
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _create_clocks() -> None:
    op.create_table(
        "sync_schedules",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        _owners("sync_schedules")[1],
        sa.PrimaryKeyConstraint("merchant_id", "kind", "entity", name=op.f("pk_sync_schedules")),
    )
    op.create_table(
        "sync_clocks",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        *_owners("sync_clocks"),
        sa.PrimaryKeyConstraint("connection_id", "kind", "entity", name=op.f("pk_sync_clocks")),
    )
    op.create_index(op.f("ix_sync_clocks_next_at"), "sync_clocks", ["next_at"])
    op.create_index(op.f("ix_sync_clocks_merchant_id"), "sync_clocks", ["merchant_id"])


def _create_paces() -> None:
    op.create_table(
        "stock_pace",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("inventory_platform_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("interval_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("moved_at", sa.BigInteger(), nullable=True),
        *_owners("stock_pace"),
        sa.PrimaryKeyConstraint(
            "connection_id", "inventory_platform_id", name=op.f("pk_stock_pace")
        ),
    )
    op.create_index(
        op.f("ix_stock_pace_connection_id_due_at"), "stock_pace", ["connection_id", "due_at"]
    )


def _create_watches() -> None:
    op.create_table(
        "webhook_watches",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("subscriptions", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("recreated_at", sa.BigInteger(), nullable=True),
        sa.Column("last_event_at", sa.BigInteger(), nullable=True),
        sa.Column("gap_ms", sa.BigInteger(), nullable=True),
        sa.Column("gap_deviation_ms", sa.BigInteger(), nullable=True),
        sa.Column("silent_since", sa.BigInteger(), nullable=True),
        sa.Column("backfilled_at", sa.BigInteger(), nullable=True),
        *_owners("webhook_watches"),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("pk_webhook_watches")),
    )
    op.create_table(
        "refetches",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        *_owners("refetches"),
        sa.PrimaryKeyConstraint(
            "connection_id", "entity", "platform_id", name=op.f("pk_refetches")
        ),
    )
    op.create_index(op.f("ix_refetches_asked_at"), "refetches", ["asked_at"])


def _owners(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}s.id"], name=f"fk_{table}_{owner}_id")
        for owner in ("connection", "merchant")
    )
