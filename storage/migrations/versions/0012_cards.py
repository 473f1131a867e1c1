"""Cards by token: keys they are encrypted to, envelopes that were opened, what they became."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three new tables."""
    op.create_table(
        "card_keys",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kid", name="pk_card_keys"),
    )
    op.create_table(
        "card_envelopes",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_card_envelopes"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_card_envelopes_merchant_id"
        ),
    )
    op.create_index("ix_card_envelopes_expires_at", "card_envelopes", ["expires_at"])
    op.create_table(
        "card_tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reusable", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_card_tokens"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_card_tokens_merchant_id"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_card_tokens_connection_id"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_card_tokens_customer_id"
        ),
        sa.UniqueConstraint("merchant_id", "key", name="uq_card_tokens_merchant_id_key"),
    )
    op.create_index(
        "ix_card_tokens_merchant_id_customer_id", "card_tokens", ["merchant_id", "customer_id"]
    )
    op.create_index("ix_card_tokens_expires_at", "card_tokens", ["expires_at"])


def downgrade() -> None:
    """The tokens are gone with their tables."""
    op.drop_table("card_tokens")
    op.drop_table("card_envelopes")
    op.drop_table("card_keys")
