"""`voicetill mapping …`: what maps to what, and a merchant's own fields."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from app.commands.context import at_work, print_json
from domain.counting import counted

if TYPE_CHECKING:
    from app.mapping_tools.overriding import DryRun

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_MOST_SHOWN = 20


@click.group()
def mapping() -> None:
    """What a platform's fields become."""


@mapping.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--platform", required=True, help="Whose payload it is.")
@click.option("--kind", default=None, help="What is in it; default: found by its fields.")
@click.option("--currency", default="USD", show_default=True, help="The account's currency.")
@_JSON
def check(file: Path, platform: str, kind: str | None, currency: str, as_json: bool) -> None:
    """Show what each field of a vendor's payload becomes (FILE, or - for standard input).

    Exit code 1 if a field is unknown or cannot be mapped.
    """
    from app.mapping_tools import checking

    checked = checking.check(_payload(file), platform, kind=kind, currency=currency)
    faults = sum(one.faults for one in checked)
    if as_json:
        print_json({"platform": platform, "faults": faults, "records": checking.as_json(checked)})
    else:
        for line in checking.lines(checked):
            click.echo(line)
        click.echo(checking.LEGEND)
        click.echo(
            f"{counted(len(checked), 'record')}, {counted(faults, 'unknown or unmappable field')}"
        )
    sys.exit(1 if faults else 0)


@mapping.command()
@click.argument("connection")
@click.argument("field")
@click.option("--path", required=True, help="Where this merchant keeps it: item_data.tags[]")
@click.option("--convert", default=None, help="A converter's name; default: the table's own.")
@click.option("--sample", type=click.Path(path_type=Path), help="Try it on this payload.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@_JSON
def override(connection: str, field: str, **told: Any) -> None:
    """Fill FIELD (product.brand) of one CONNECTION from another path or by another converter.

    Shows first what changes, in --sample or else in the first page of the connection's catalog.
    Not switched on if a sample record could not be mapped any more (exit code 1).
    """
    from app.mapping_tools import overriding
    from mapping.overrides import Override, stored

    kind, _, attribute = field.partition(".")
    new = Override(kind=kind, attribute=attribute, path=told["path"], convert=told["convert"])
    with at_work() as services:
        row = overriding.connection_of(services, connection)
        wanted = [*(one for one in stored(row.settings) if one.name != new.name), new]
        if told["sample"] is not None:
            payload = _payload(told["sample"])
            run = overriding.over_samples(row.platform, wanted, payload)
        else:
            run = overriding.over_live(services, row, wanted)
        switched_on = not told["dry_run"] and run.faults == 0
        if switched_on:
            overriding.switch_on(services, row, new)
    _tell(run, connection, switched_on=switched_on, as_json=told["as_json"])
    sys.exit(1 if run.faults else 0)


@mapping.command()
@click.argument("connection")
@click.option("--remove", default=None, metavar="FIELD", help="Take this one away.")
@_JSON
def overrides(connection: str, remove: str | None, as_json: bool) -> None:
    """List the fields that one CONNECTION fills its own way."""
    from app.mapping_tools import overriding
    from mapping.overrides import stored

    with at_work() as services:
        row = overriding.connection_of(services, connection)
        if remove is not None:
            overriding.remove(services, row, remove)
            row = overriding.connection_of(services, connection)
    kept = stored(row.settings)
    if as_json:
        print_json({one.name: one.as_setting() for one in kept})
        return
    for one in kept:
        click.echo(f"{one.name:<28} {one.path:<40} {one.convert or 'the usual converter'}")
    if not kept:
        click.echo("none")


def _tell(run: DryRun, connection: str, *, switched_on: bool, as_json: bool) -> None:
    if as_json:
        shown = [
            {"record": one.record, "attribute": one.attribute, "before": one.before,
             "after": one.after, "is_fault": one.is_fault}
            for one in run.differences
        ]  # fmt: skip
        print_json({"samples": run.samples, "switched_on": switched_on, "differences": shown})
        return
    for one in run.differences[:_MOST_SHOWN]:
        click.echo(f"{one.record}  {one.attribute}: {one.before} → {one.after}")
    if len(run.differences) > _MOST_SHOWN:
        click.echo(f"… and {len(run.differences) - _MOST_SHOWN} more")
    click.echo(
        f"{counted(len(run.differences), 'change')} in {counted(run.samples, 'sample record')}"
    )
    if switched_on:
        click.echo(f"switched on; `voicetill sync {connection}` brings everything over anew")
    elif run.faults:
        click.echo("not switched on: records could not be mapped any more", err=True)


def _payload(file: Path) -> Any:
    """The JSON in a file. Raises click.UsageError."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return orjson.loads(content)
    except FileNotFoundError:
        raise click.UsageError(f"there is no file {file}") from None
    except orjson.JSONDecodeError as error:
        raise click.UsageError(f"{file} holds no JSON: {error}") from None
