"""What a shopper is written in about a subscription."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("subscriptions") as batch:
        batch.add_column(sa.Column("locale", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it away; who began one is written in English again."""
    with op.batch_alter_table("subscriptions") as batch:
        batch.drop_column("locale")
