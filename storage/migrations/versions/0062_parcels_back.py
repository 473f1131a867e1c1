"""Parcels that come back under a label of the gateway's are followed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_INDEX = "uq_parcels_return_id"


def upgrade() -> None:
    """Those that are followed so far go to shoppers."""
    op.add_column("parcels", sa.Column("return_id", sa.Text(), nullable=True))
    op.create_index(_INDEX, "parcels", ["return_id"], unique=True)


def downgrade() -> None:
    """Back to parcels that go to shoppers; those that come back are told to nobody as such."""
    op.execute(
        "UPDATE parcels SET state = 'canceled', due_at = NULL, tracker_id = NULL "
        "WHERE return_id IS NOT NULL"
    )
    op.drop_index(_INDEX, table_name="parcels")
    op.drop_column("parcels", "return_id")
