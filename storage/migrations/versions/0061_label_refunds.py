"""What carriers decide about labels that were given back is looked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Have refunds looked for that were asked for before."""
    op.add_column("return_labels", sa.Column("refund_asked_at", sa.BigInteger(), nullable=True))
    op.add_column("return_labels", sa.Column("look_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_return_labels_look_at", "return_labels", ["look_at"])
    op.execute(
        "UPDATE return_labels SET refund_asked_at = updated_at, look_at = updated_at "
        "WHERE state = 'refund_asked' AND shipment_id IS NOT NULL"
    )


def downgrade() -> None:
    """Back to refunds that nobody looks for."""
    op.drop_index("ix_return_labels_look_at", table_name="return_labels")
    op.drop_column("return_labels", "look_at")
    op.drop_column("return_labels", "refund_asked_at")
