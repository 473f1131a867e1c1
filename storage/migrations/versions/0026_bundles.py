"""What bundles are put together from, and lines of holds that claim their parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add table and columns; the next full sync fills them."""
    op.create_table(
        "bundle_components",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("variant_platform_id", sa.Text(), nullable=False),
        sa.Column("component_platform_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "connection_id",
            "variant_platform_id",
            "component_platform_id",
            name="pk_bundle_components",
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_bundle_components_connection_id"
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_bundle_components_merchant_id"
        ),
    )
    op.add_column("listings", sa.Column("bundle", sa.Text(), nullable=True))
    op.add_column("hold_lines", sa.Column("part_of", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take them away; claims for parts stay claims."""
    op.drop_column("hold_lines", "part_of")
    op.drop_column("listings", "bundle")
    op.drop_table("bundle_components")
