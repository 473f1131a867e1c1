"""Health of connections, rules and channels of alerts, twins of stores, intake policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None

_BOUNDS_MS = (50, 100, 200, 350, 500, 750, 1_000, 2_000, 5_000, 10_000)
_DEAD = "state = 'dead'"
_OPEN = "resolved_at is null"


def upgrade() -> None:
    """Make the tables, and what the older ones need for them."""
    _health()
    _alerts()
    _twins()
    _intake()
    _indexes()


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_quarantine_open", table_name="quarantine")
    op.drop_index("ix_outbox_dead", table_name="outbox")
    op.drop_column("inbox", "replays")
    op.drop_column("alerts", "announced")
    for name in (
        "intake_counts",
        "intake_policies",
        "location_twins",
        "alert_channels",
        "alert_trials",
        "alert_rules",
        "call_figures",
        "connection_health",
    ):
        op.drop_table(name)


def _health() -> None:
    op.create_table(
        "connection_health",
        _connection(),
        _merchant(),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("last_success_at", sa.BigInteger()),
        sa.Column("last_failure_at", sa.BigInteger()),
        sa.Column("last_error", sa.Text()),
        sa.Column("breaker", sa.Text()),
        sa.Column("budget_used", sa.Integer()),
        sa.PrimaryKeyConstraint("connection_id", name="pk_connection_health"),
        *_owners("connection_health"),
    )
    op.create_index("ix_connection_health_merchant_id", "connection_health", ["merchant_id"])
    op.create_table(
        "call_figures",
        _connection(),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        _merchant(),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("throttled", sa.Integer(), nullable=False),
        *(sa.Column(f"within_{bound}", sa.Integer(), nullable=False) for bound in _BOUNDS_MS),
        sa.Column("beyond", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "slot", name="pk_call_figures"),
        *_owners("call_figures"),
    )
    op.create_index("ix_call_figures_slot", "call_figures", ["slot"])


def _alerts() -> None:
    op.create_table(
        "alert_rules",
        _merchant(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text()),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("raise_after_s", sa.Integer(), nullable=False),
        sa.Column("resolve_after_s", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "name", name="pk_alert_rules"),
        _merchant_key("alert_rules"),
    )
    op.create_table(
        "alert_trials",
        _connection(),
        sa.Column("rule", sa.Text(), nullable=False),
        _merchant(),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "rule", name="pk_alert_trials"),
        *_owners("alert_trials"),
    )
    op.create_table(
        "alert_channels",
        sa.Column("id", sa.Text(), nullable=False),
        _merchant(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("least_severity", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_channels"),
        _merchant_key("alert_channels"),
    )
    op.create_index("ix_alert_channels_merchant_id", "alert_channels", ["merchant_id"])
    op.add_column("alerts", sa.Column("announced", sa.Text(), nullable=True))


def _twins() -> None:
    op.create_table(
        "location_twins",
        sa.Column("location_id", sa.Text(), nullable=False),
        sa.Column("twin_id", sa.Text(), nullable=False),
        _merchant(),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("location_id", name="pk_location_twins"),
        sa.UniqueConstraint("twin_id", name="uq_location_twins_twin_id"),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name="fk_location_twins_location_id"
        ),
        sa.ForeignKeyConstraint(["twin_id"], ["locations.id"], name="fk_location_twins_twin_id"),
        _merchant_key("location_twins"),
    )
    op.create_index("ix_location_twins_merchant_id", "location_twins", ["merchant_id"])


def _intake() -> None:
    op.create_table(
        "intake_policies",
        _merchant(),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "account", "channel", name="pk_intake_policies"),
        _merchant_key("intake_policies"),
    )
    op.create_table(
        "intake_counts",
        _connection(),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        _merchant(),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "connection_id", "channel", "reason", "verdict", name="pk_intake_counts"
        ),
        *_owners("intake_counts"),
    )
    op.create_index("ix_intake_counts_merchant_id", "intake_counts", ["merchant_id"])
    op.add_column("inbox", sa.Column("replays", sa.Integer(), nullable=False, server_default="0"))


def _indexes() -> None:
    for name, table, condition in (
        ("ix_outbox_dead", "outbox", _DEAD),
        ("ix_quarantine_open", "quarantine", _OPEN),
    ):
        op.create_index(
            name,
            table,
            ["merchant_id"],
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def _merchant() -> sa.Column[str]:
    return sa.Column("merchant_id", sa.Text(), nullable=False)


def _connection() -> sa.Column[str]:
    return sa.Column("connection_id", sa.Text(), nullable=False)


def _owners(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return _merchant_key(table), sa.ForeignKeyConstraint(
        ["connection_id"], ["connections.id"], name=f"fk_{table}_connection_id"
    )


def _merchant_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["merchant_id"], ["merchants.id"], name=f"fk_{table}_merchant_id"
    )
