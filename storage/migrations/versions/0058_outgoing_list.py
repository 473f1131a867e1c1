"""Messages to endpoints are looked through by merchant, newest first."""

from __future__ import annotations

from alembic import op

revision = "0058"
down_revision = "0051"
branch_labels = None
depends_on = None

_NEW = "ix_webhook_deliveries_merchant_id_id"
_OLD = "ix_webhook_deliveries_merchant_id"


def upgrade() -> None:
    """Let the index of merchants say the order too."""
    op.create_index(_NEW, "webhook_deliveries", ["merchant_id", "id"])
    op.drop_index(_OLD, table_name="webhook_deliveries")


def downgrade() -> None:
    """Back to merchants alone."""
    op.create_index(_OLD, "webhook_deliveries", ["merchant_id"])
    op.drop_index(_NEW, table_name="webhook_deliveries")
