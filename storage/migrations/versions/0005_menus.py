"""When variants are on the menu, and the choices that order lines were ordered with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the next full sync fills them."""
    op.add_column("listings", sa.Column("schedule", sa.Text(), nullable=True))
    op.add_column("order_lines", sa.Column("modifiers", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("order_lines", "modifiers")
    op.drop_column("listings", "schedule")
