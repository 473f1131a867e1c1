"""`voicetill doctor`: what is wrong, what to do about it, and how far the integration has come."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands import context
from domain.counting import counted

if TYPE_CHECKING:
    from app.ops.doctor.findings import Diagnosis
    from app.ops.doctor.house import HouseFacts
    from app.services import Services
    from config.settings import Settings

_MARKS = {"ok": "ok", "warning": "WARNING", "error": "ERROR"}


@click.command()
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--offline", is_flag=True, help="Call no platform.")
@click.option("--quiet", is_flag=True, help="Leave out what is well.")
@click.option("--timeline", is_flag=True, help="Show how far the five weeks' checklist has come.")
@click.option("--merchant", default="demo", show_default=True, help="With --timeline: whose.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def doctor(
    strict: bool, offline: bool, quiet: bool, timeline: bool, merchant: str, as_json: bool
) -> None:
    """Examine everything at once: stores, keys, disk, clocks, permissions, webhooks, versions.

    Exit code 0: healthy; 1: warnings, with --strict; 2: errors. With --timeline, 0: all is done.
    """
    settings = context.settings()
    if not timeline:
        context.of_any_merchant()
    with context.at_work() as services:
        if timeline:
            sys.exit(_show_timeline(services, merchant, as_json=as_json))
        diagnosis = _examine(services, settings, is_offline=offline)
    if as_json:
        context.print_json({**diagnosis.view(), "exit_code": diagnosis.exit_code(strict=strict)})
    else:
        _print(diagnosis, quiet=quiet)
    sys.exit(diagnosis.exit_code(strict=strict))


def _examine(services: Services, settings: Settings, *, is_offline: bool) -> Diagnosis:
    from sqlalchemy.exc import SQLAlchemyError

    from app.ops.doctor.examination import examine
    from app.ops.doctor.house import House
    from app.ops.doctor.tills import Tills

    house = House(
        database=services.database,
        vault=services.vault,
        keyring=services.keyring,
        clock=services.clock,
        checks=services.checks,
        platforms=services.directory.platforms,
        facts=_facts(settings),
    )
    tills = Tills(
        database=services.database,
        vault=services.vault,
        directory=services.directory,
        platforms=services.directory.platforms,
        calls=services.care.calls,
        clock=services.clock,
        is_offline=is_offline,
    )
    try:
        of_tills = tills.probes()
    except SQLAlchemyError:  # the house's own probe of the database tells it
        return examine(house.probes(is_database_away=True))
    return examine([*house.probes(), *of_tills])


def _facts(settings: Settings) -> HouseFacts:
    from app.ops.doctor.house import HouseFacts
    from app.wiring import key_source, weaknesses
    from config.key_sources import DevelopmentKeys, KeyFile

    source = key_source(settings)
    changed = None
    if isinstance(source, KeyFile) and source.path.exists():
        changed = datetime.fromtimestamp(source.path.stat().st_mtime, UTC)
    return HouseFacts(
        is_production=settings.is_production,
        public_url=settings.public_url,
        database_url=settings.database_url.reveal(),
        folder=_written_to(settings).absolute(),
        weaknesses=weaknesses(settings) if settings.is_production else (),
        unknown=settings.unknown,
        keys_changed_at=changed,
        has_made_up_keys=isinstance(source, DevelopmentKeys),
    )


def _written_to(settings: Settings) -> Path:
    """Where a full disk would hurt: beside the embedded database, else where we keep files."""
    from storage.engine import engine_url

    url = engine_url(settings.database_url.reveal())
    is_file = url.get_backend_name() == "sqlite"
    return Path(str(url.database)).parent if is_file else settings.var_dir


def _print(diagnosis: Diagnosis, *, quiet: bool) -> None:
    shown = [each for each in diagnosis.findings if each.remedy or not quiet]
    for each in shown:
        about = each.check if each.subject == "house" else f"{each.check} {each.subject}"
        colour = {"ok": "green", "warning": "yellow", "error": "red"}[each.severity]
        mark = click.style(f"{_MARKS[each.severity]:<8}", fg=colour)
        click.echo(f"{mark} {about}: {each.message}")
        if each.remedy:
            click.echo(f"         → {each.remedy} ({each.page})")
    bad = sum(bool(each.remedy) for each in diagnosis.findings)
    words = "healthy" if not bad else f"{counted(bad, 'finding')} to see to"
    click.echo(f"{counted(len(diagnosis.findings), 'check')} in {diagnosis.took_s:.1f} s: {words}")


def _show_timeline(services: Services, merchant: str, *, as_json: bool) -> int:
    from dataclasses import asdict

    from app.ops.doctor.timeline import Timeline
    from domain.capabilities import Capability, Support
    from domain.ids import MerchantId

    polled = [
        name
        for name, each in services.directory.platforms.items()
        if each.capabilities[Capability.WEBHOOKS].support is Support.NONE
    ]
    lines = Timeline(services.database, polled=polled).milestones(MerchantId(merchant))
    done = sum(each.done for each in lines)
    if as_json:
        told = [asdict(each) for each in lines]
        context.print_json({"merchant": merchant, "done": done, "milestones": told})
        return 0 if done == len(lines) else 1
    week = 0
    for each in lines:
        if each.week != week:
            week = each.week
            click.echo(f"Week {week}")
        click.echo(f"  [{'x' if each.done else ' '}] {each.title} ({each.evidence})")
        if each.how:
            click.echo(f"      → {each.how}")
    click.echo(f"{done} of {len(lines)} done")
    return 0 if done == len(lines) else 1
