"""Why a listing is sold at the counter only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the next full sync fills it."""
    op.add_column("listings", sa.Column("counter_only", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("listings", "counter_only")
