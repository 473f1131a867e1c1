"""Clients with a secret whose service cannot do PKCE."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every client there is keeps needing PKCE."""
    with op.batch_alter_table("oauth_clients") as batch:
        batch.add_column(
            sa.Column("needs_pkce", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    """Take it away: everybody needs PKCE again."""
    with op.batch_alter_table("oauth_clients") as batch:
        batch.drop_column("needs_pkce")
