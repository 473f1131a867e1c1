"""Who comes to the console through another sign-in service, and what its lists go by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    with op.batch_alter_table("operators") as batch:
        batch.add_column(sa.Column("external_id", sa.Text(), nullable=True))
        batch.create_unique_constraint("uq_operators_external_id", ["external_id"])
    op.create_index("ix_inbox_merchant_id_id", "inbox", ["merchant_id", "id"])


def downgrade() -> None:
    """Take them away; who came that way cannot any more."""
    op.drop_index("ix_inbox_merchant_id_id", "inbox")
    with op.batch_alter_table("operators") as batch:
        batch.drop_constraint("uq_operators_external_id", type_="unique")
        batch.drop_column("external_id")
