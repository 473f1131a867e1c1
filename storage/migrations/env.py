"""What Alembic runs: the migrations, in the transaction that `storage.migrate` has opened."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    transactional_ddl=True,  # Alembic doubts SQLite's, which our explicit BEGIN gives back
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
)
context.run_migrations()
