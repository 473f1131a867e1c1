"""What was said and what came of it, consents, and for how long things are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "turn_facts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_turn_facts"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_turn_facts_merchant_id"
        ),
    )
    op.create_index("ix_turn_facts_merchant_id_at", "turn_facts", ["merchant_id", "at"])
    op.create_table(
        "turn_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("expect", sa.Text(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("labeled_by", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turn_texts"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_turn_texts_merchant_id"
        ),
    )
    op.create_index("ix_turn_texts_merchant_id_at", "turn_texts", ["merchant_id", "at"])
    op.create_index(
        "ix_turn_texts_merchant_id_customer_id", "turn_texts", ["merchant_id", "customer_id"]
    )
    op.create_index("ix_turn_texts_merchant_id_session", "turn_texts", ["merchant_id", "session"])
    op.create_index(
        "ix_turn_texts_unlabeled",
        "turn_texts",
        ["merchant_id", "id"],
        sqlite_where=sa.text("missed and label is null"),
        postgresql_where=sa.text("missed and label is null"),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_ratings_merchant_id"),
        sa.UniqueConstraint(
            "merchant_id", "kind", "subject", name="uq_ratings_merchant_id_kind_subject"
        ),
    )
    op.create_index("ix_ratings_merchant_id_at", "ratings", ["merchant_id", "at"])
    op.create_table(
        "consents",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "subject", "purpose", name="pk_consents"),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name="fk_consents_merchant_id"),
    )
    op.create_table(
        "retention_rules",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "kind", name="pk_retention_rules"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_retention_rules_merchant_id"
        ),
    )
    op.create_table(
        "contact_costs",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("machine_minor", sa.BigInteger(), nullable=False),
        sa.Column("person_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "channel", name="pk_contact_costs"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name="fk_contact_costs_merchant_id"
        ),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("contact_costs")
    op.drop_table("retention_rules")
    op.drop_table("consents")
    op.drop_table("ratings")
    op.drop_table("turn_texts")
    op.drop_table("turn_facts")
