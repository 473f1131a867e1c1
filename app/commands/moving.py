"""`voicetill move`: from the embedded default to PostgreSQL and Redis, by one command."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from app.commands import context

if TYPE_CHECKING:
    from storage.moving import Moved


@click.command()
@click.option("--to", "target", required=True, help="An empty postgresql://user@host/name.")
@click.option("--redis", "redis_url", default=None, help="The Redis to use from now on; is asked.")
@click.option("--json", "as_json", is_flag=True, help="Print each table with its digest as JSON.")
def move(target: str, redis_url: str | None, as_json: bool) -> None:
    """Move everything to PostgreSQL, and prove that it arrived.

    Stop web and worker before. The target holds everything afterwards, or nothing; what is here
    stays as it is. A password is best left to the driver (PGPASSWORD, ~/.pgpass).
    """
    from storage.moving import UnequalCopyError, move

    _check_redis(redis_url)
    source = context.settings().database_url.reveal()
    try:
        moved = move(source, target, _quietly if as_json else _tell)
    except UnequalCopyError as error:
        raise click.ClickException(f"nothing was moved: {error}") from error
    if as_json:
        context.print_json({"tables": [asdict(each) for each in moved], "to": _shown(target)})
        return
    _tell_end(moved, target, redis_url)


def _check_redis(url: str | None) -> None:
    if url is None:
        return
    import redis

    from storage.redis_server import redis_client

    client = redis_client(url)
    try:
        client.ping()
    except redis.RedisError as error:
        raise click.ClickException(f"Redis does not answer: {error}") from error
    finally:
        client.close()


def _quietly(_table: str, _rows: int) -> None:
    """Says nothing."""


def _tell(table: str, rows: int) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    click.echo(f"{table:<24}{rows:>12,}{end}", nl=False, err=True)


def _tell_end(moved: tuple[Moved, ...], target: str, redis_url: str | None) -> None:
    rows = sum(each.rows for each in moved)
    click.echo(f"moved {rows:,} rows of {len(moved)} tables; counts and digests agree. Now set")
    click.echo(f"  VOICETILL_DATABASE_URL={_shown(target)}")
    if redis_url is not None:
        click.echo(f"  VOICETILL_REDIS_URL={_shown(redis_url)}")
    click.echo("with the same master keys, and start web and worker again.")


def _shown(url: str) -> str:
    """Without its password."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")))
