"""Orders of one state, or of one channel, are listed without reading the rest of the book."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_BY_STATE = "ix_orders_merchant_id_state_placed_at"
_BY_CHANNEL = "ix_orders_of_channels"
_OURS = "channel NOT IN ('pos', 'payment')"


def upgrade() -> None:
    """What tills sell by themselves is most of a book, and is in no index by channel."""
    op.create_index(_BY_STATE, "orders", ["merchant_id", "state", "placed_at"])
    op.create_index(
        _BY_CHANNEL,
        "orders",
        ["merchant_id", "channel", "placed_at"],
        sqlite_where=sa.text(_OURS),
        postgresql_where=sa.text(_OURS),
    )


def downgrade() -> None:
    """Back to lists that read the book until a page is full."""
    op.drop_index(_BY_CHANNEL, table_name="orders")
    op.drop_index(_BY_STATE, table_name="orders")
