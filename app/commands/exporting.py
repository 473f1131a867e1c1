"""`voicetill export`: a merchant's orders, products, stock and customers as a file."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from app.commands.context import at_work, print_json

if TYPE_CHECKING:
    from app.services import Services
    from storage.sheets import Sheet

_SHEETS = ("orders", "products", "stock", "customers")
_FORMS = ("csv", "jsonl")
_HIDDEN = "***"


@click.command()
@click.argument("sheet", type=click.Choice(_SHEETS))
@click.option("--merchant", default="demo", show_default=True, help="Whose.")
@click.option("--format", "form", type=click.Choice(_FORMS), default="csv", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Into this new file.")
@click.option("--personal", is_flag=True, help="With names and addresses; is put on record.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines; with --out, a summary as JSON.")
def export(
    sheet: str, merchant: str, form: str, out: Path | None, personal: bool, as_json: bool
) -> None:
    """Write orders, products, stock or customers as CSV or JSON lines.

    Who a shopper is stays hidden unless --personal is said. Money is in minor units.
    """
    from storage import sheets

    form = "jsonl" if as_json and out is None else form
    chosen = sheets.SHEETS[sheet]
    with at_work() as services, _target(out) as target:
        if personal and chosen.personal:
            _put_on_record(services, merchant, sheet)
        with services.database.read() as tx:
            shown = _shown(sheets.rows(tx, chosen, merchant), chosen, personal=personal)
            count = _write(shown, chosen.columns, form, target)
    if out is not None and as_json:
        print_json({"sheet": sheet, "rows": count, "file": str(out), "format": form})
    elif out is not None or not count:
        where = "" if out is None else f" in {out}"
        hint = "" if count else "; `voicetill sync` brings over what the tills have"
        click.echo(f"{count} {sheet}{where}{hint}", err=True)


@contextmanager
def _target(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            yield file
    except FileExistsError as error:
        raise click.ClickException(f"{out} is there already; name another file") from error


def _shown(
    found: Iterable[Mapping[str, Any]], sheet: Sheet, *, personal: bool
) -> Iterator[dict[str, Any]]:
    from app.ops.spreadsheet import plain

    hidden = frozenset() if personal else sheet.personal
    for row in found:
        yield {
            name: _HIDDEN if name in hidden and row[name] is not None else plain(row[name])
            for name in sheet.columns
        }


def _write(
    rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], form: str, target: TextIO
) -> int:
    import orjson

    from app.ops.spreadsheet import csv_line

    if form == "csv":
        target.write(csv_line(columns))
    count = 0
    for row in rows:
        if form == "csv":
            target.write(csv_line([row[name] for name in columns]))
        else:
            target.write(orjson.dumps(row).decode() + "\n")
        count += 1
    return count


def _put_on_record(services: Services, merchant: str, sheet: str) -> None:
    from storage import audit

    with services.database.write() as tx:
        audit.record(
            tx,
            merchant_id=merchant,
            actor=f"cli:{getpass.getuser()}",
            action="export.personal",
            subject=sheet,
            detail={},
            at=services.clock.now(),
        )
