"""What commands share: the settings, the machinery, and how results are printed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

if TYPE_CHECKING:
    from app.services import Services
    from config.settings import Settings

RUNNING = Path("run/environment.json")
"""Where `voicetill run` leaves its settings for commands in another terminal, below its data."""
_VAR_DIR = "VOICETILL_VAR_DIR"

MERCHANT = "merchant"
"""The option of commands that are about one merchant."""
_ANY_MERCHANT = "voicetill.any_merchant"

CONNECT = "VOICETILL_CONNECT_"
"""What stands behind it is the name of a key that `voicetill connect` needs."""


def settings() -> Settings:
    """From the environment; where it names nothing of ours but the folder of the data, from what
    runs there."""
    from config.settings import Settings

    environ = dict(os.environ)  # noqa: TID251 - one of the two readers
    running = Path(environ.get(_VAR_DIR) or "var") / RUNNING
    ours = [name for name in environ if name.startswith("VOICETILL_") and name != _VAR_DIR]
    is_bare = all(name.startswith(CONNECT) for name in ours)
    if is_bare and running.exists():
        environ |= orjson.loads(running.read_bytes())
    keys_given = [name for name in environ if name.startswith(CONNECT)]
    found = Settings.from_env({k: v for k, v in environ.items() if k not in keys_given})
    for name in found.unknown:
        click.echo(f"voicetill: {name} means nothing here; see .env.example", err=True)
    return found


def services(*, quiet: bool = False) -> Services:
    """The machinery; `quiet` keeps its log off a terminal that shows something else, and its
    figures to itself: nobody scrapes a command that ends."""
    from prometheus_client import REGISTRY

    from app.bootstrap import build_services
    from app.wiring import error_reports
    from config.logging import configure_logging

    found = settings()
    configure_logging(
        found.log_format,
        "error" if quiet else found.log_level,
        on_event=None if quiet else error_reports(found),
    )
    return build_services(found, metrics=None if quiet else REGISTRY)


@contextmanager
def at_work() -> Iterator[Services]:
    """The machinery without its log, closed afterwards.

    Raises NotFoundError where the command is about a merchant (`--merchant`) that there is none of:
    "nothing waits" would be said of a slip of the pen as well.
    """
    made = services(quiet=True)
    try:
        _require_merchant(made)
        yield made
    finally:
        made.close()


def _require_merchant(made: Services) -> None:
    from domain.errors import NotFoundError
    from storage import merchants

    at = click.get_current_context(silent=True)
    if at is None or at.meta.get(_ANY_MERCHANT):
        return
    about = [each for each in at.command.params if isinstance(each, click.Option)]
    named = at.params.get(MERCHANT) if MERCHANT in {each.name for each in about} else None
    if named is None:
        return
    with made.database.read() as tx:
        known = [each.id for each in merchants.merchants(tx)]
    if named not in known:
        raise NotFoundError("merchant", f"{named} (there are: {', '.join(known) or 'none'})")


def of_any_merchant() -> None:
    """Let the command that runs go on whatever its `--merchant` is: it is not about one."""
    click.get_current_context().meta[_ANY_MERCHANT] = True


def print_json(told: Any) -> None:
    """A result for programs."""
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2, default=str).decode())
