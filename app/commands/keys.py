"""`voicetill keys …`: API keys, and the master keys that wrap merchants' credentials."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from app.commands import context
from app.commands.context import at_work, print_json
from app.commands.tables import print_table
from domain.counting import counted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.services import Services

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.group()
def keys() -> None:
    """API keys, and the master keys that wrap merchants' credentials."""


@keys.command("issue")
@click.option("--merchant", default="demo", show_default=True)
@click.option("--name", default="from the command line", show_default=True)
@click.option("--scope", "scopes", multiple=True, help="Repeat for each; default: all.")
@click.option("--live", is_flag=True, help="A live key instead of a test key.")
@click.option("--per-minute", type=int, default=None, help="Requests it may make (default: all).")
def issue_key(
    merchant: str, name: str, scopes: tuple[str, ...], live: bool, per_minute: int | None
) -> None:
    """Make an API key and print it; it cannot be shown again.

    A test key reaches merchants whose connections are all sandboxes.
    """
    from app.api.services import Scope
    from storage import api_keys

    known = {scope.value for scope in Scope}
    unknown = set(scopes) - known
    if unknown:
        raise click.UsageError(
            f"no scope {', '.join(sorted(unknown))}; there are: {', '.join(sorted(known))}"
        )
    with at_work() as services, services.database.write() as tx:
        issued = api_keys.issue(
            tx,
            merchant,
            environment="live" if live else "test",
            name=name,
            scopes=scopes or known,
            now=services.clock.now(),
            per_minute=per_minute,
        )
    click.echo(issued.text)


@keys.command("list")
@click.option("--merchant", default="demo", show_default=True)
@_JSON
def list_keys(merchant: str, as_json: bool) -> None:
    """List a merchant's API keys; their texts are nowhere."""
    from dataclasses import asdict

    from storage import api_keys

    with at_work() as services, services.database.read() as tx:
        found = api_keys.list_keys(tx, merchant)
    if as_json:
        print_json([{**asdict(each), "scopes": sorted(each.scopes)} for each in found])
        return
    print_table(
        ("key", "begins with", "state", "limit", "name"),
        (
            (
                each.id,
                each.prefix,
                "revoked" if each.revoked_at else each.environment,
                f"{each.per_minute}/min" if each.per_minute else "as every key",
                each.name,
            )
            for each in found
        ),
        wide={"begins with", "limit"},
    )


@keys.command("limit")
@click.argument("key_id")
@click.argument("per_minute", type=int, required=False)
@click.option("--merchant", default="demo", show_default=True)
def limit_key(key_id: str, per_minute: int | None, merchant: str) -> None:
    """Let a key make PER_MINUTE requests a minute; without a number: as many as every key."""
    from domain.errors import NotFoundError
    from storage import api_keys, audit

    with at_work() as services, services.database.write() as tx:
        if not api_keys.limit(tx, merchant, key_id, per_minute):
            raise NotFoundError("key", key_id)
        audit.record(
            tx,
            merchant_id=merchant,
            actor="command line",
            action="key.limited",
            subject=key_id,
            detail={"per_minute": per_minute},
            at=services.clock.now(),
        )


@keys.command("revoke")
@click.argument("key_id")
@click.option("--merchant", default="demo", show_default=True)
def revoke_key(key_id: str, merchant: str) -> None:
    """End an API key: within five seconds nobody gets in with it."""
    from domain.errors import NotFoundError
    from storage import api_keys, audit

    with at_work() as services, services.database.write() as tx:
        now = services.clock.now()
        if not api_keys.revoke(tx, merchant, key_id, now):
            raise NotFoundError("living key", key_id)
        audit.record(
            tx,
            merchant_id=merchant,
            actor="command line",
            action="key.revoked",
            subject=key_id,
            at=now,
        )
    click.echo(f"{key_id} is revoked")


@keys.command("generate")
@click.argument("key_id")
def generate_key(key_id: str) -> None:
    """Print a new master key, to be put first where the others are (environment, Vault)."""
    from config.master_keys import MasterKeys, generate

    text = generate(key_id)
    try:
        MasterKeys.parse(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(text)


@keys.command("status")
@_JSON
def key_status(as_json: bool) -> None:
    """Show which master key wraps how many secrets; exit code 1 if one cannot be opened."""
    with at_work() as services:
        with services.database.read() as tx:
            usage = _usage(services, tx)
        ring = services.keyring
        known, current = ring.ids, ring.current_id
    ids = (*known, *sorted(usage.keys() - set(known)))
    if as_json:
        listed = [
            {"id": each, "secrets": usage.get(each, 0), "known": each in known} for each in ids
        ]
        left = sum(count for each, count in usage.items() if each != current)
        print_json({"current": current, "keys": listed, "to_rotate": left})
    else:
        for each in ids:
            words = "current" if each == current else "old" if each in known else "MISSING"
            click.echo(f"{each:<24} {words:<8} {usage.get(each, 0):>8} secrets")
    sys.exit(0 if usage.keys() <= set(known) else 1)


@keys.command("rotate")
@click.option("--new", "new_id", default=None, metavar="ID", help="Make a key first (file only).")
@_JSON
def rotate_keys(new_id: str | None, as_json: bool) -> None:
    """Wrap every secret under the current master key, while everything runs.

    May be broken off and repeated. Take an old key away only when `voicetill keys status` shows
    no secrets under it; every process learns of the new key by itself (environment: restart).
    """
    from rich.console import Console
    from rich.progress import Progress

    from app.master_key_rotation import rotate
    from app.wiring import key_source
    from config.key_sources import KeyFile
    from domain.errors import ConfigurationError

    if new_id is not None:
        source = key_source(context.settings())
        if not isinstance(source, KeyFile):
            raise ConfigurationError(
                f"{source.place} is not ours to write; put the line of "
                f"`voicetill keys generate {new_id}` first there, then rotate"
            )
        source.add(new_id)
    with at_work() as services, Progress(console=Console(stderr=True, quiet=as_json)) as bar:
        with services.database.read() as tx:
            usage = _usage(services, tx)
        current = services.keyring.current_id
        left = sum(count for each, count in usage.items() if each != current)
        task = bar.add_task(f"wrapping under {current}", total=left)
        done = rotate(
            services.database,
            services.vault,
            services.keyring,
            lambda step: bar.advance(task, step),
        )
    told = {"current": current, "rotated": done.done, "unreadable": done.unreadable}
    if as_json:
        print_json(told)
    else:
        click.echo(f"{counted(done.done, 'secret is', 'secrets are')} wrapped under {current} now")
        if done.unreadable:
            click.echo(f"{done.unreadable} cannot be opened; see `voicetill keys status`", err=True)
    sys.exit(1 if done.unreadable else 0)


@keys.group("cards")
def card_keys() -> None:
    """The published keys that cards are encrypted to."""


@card_keys.command("status")
@_JSON
def card_key_status(as_json: bool) -> None:
    """Show the keys whose envelopes are opened, the current one first."""
    with at_work() as services:
        published = services.cards.published_keys()
    if as_json:
        print_json([dict(key.jwk) for key in published])
        return
    for key in published:
        words = "current" if key.ends_at is None else f"until {key.ends_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{key.kid:<32} {key.algorithm:<14} {words}")


@card_keys.command("rotate")
@click.option("--algorithm", default="ECDH-ES", show_default=True)
def rotate_card_keys(algorithm: str) -> None:
    """Publish a new key; envelopes to the one before are opened for another day."""
    from app.payments.envelope import ALGORITHMS

    if algorithm not in ALGORITHMS:
        raise click.UsageError(f"no algorithm {algorithm}; there are: {', '.join(ALGORITHMS)}")
    with at_work() as services:
        kid = services.cards.rotate_keys(algorithm)
    click.echo(f"{kid} is the current key now")


def _usage(services: Services, tx: Connection) -> Counter[str]:
    """How many secrets each master key keeps, wherever they are."""
    from storage import sealing

    return Counter(services.vault.key_usage(tx)) + sealing.usage(tx)
