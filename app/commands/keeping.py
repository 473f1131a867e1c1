"""`voicetill backup` and `voicetill restore`: everything in one file, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands import context

if TYPE_CHECKING:
    from storage.backup import Kept

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read the passphrase from the first line of this file instead of asking.",
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--encrypt", is_flag=True, help="Seal it with a passphrase.")
@click.option("--portable", is_flag=True, help="A form that either kind of database takes back.")
@_PASSPHRASE
@_JSON
def backup(
    file: Path, encrypt: bool, portable: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Keep everything in a new FILE, while everything runs, and prove that it can be read.

    Master keys are not in it: keep them elsewhere, or nobody reads its secrets again.
    """
    from importlib.metadata import version

    from storage.backup import make

    wants_seal = encrypt or passphrase_file is not None
    passphrase = _passphrase(passphrase_file, is_new=True) if wants_seal else None
    url = context.settings().database_url.reveal()
    with _told_plainly():
        kept = make(
            url,
            file,
            version=version("voicetill"),
            now=datetime.now(UTC),
            passphrase=passphrase,
            is_portable=portable,
        )
    _tell(kept, as_json=as_json, begins="kept everything in")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="In place of everything that is there now.")
@click.option("--check", is_flag=True, help="Only prove that the file is whole; touch nothing.")
@_PASSPHRASE
@_JSON
def restore(
    file: Path, replace: bool, check: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Put a backup back into the database that the settings name, which must be empty.

    Stop web and worker before. Afterwards `voicetill migrate`, then `voicetill sync`: the tills
    are the truth for what happened since.
    """
    from storage import backup

    with _told_plainly():
        if check:
            _tell(backup.look(file), as_json=as_json, begins="whole:")
            return
        sealed = backup.look(file).header.is_sealed
        passphrase = _passphrase(passphrase_file, is_new=False) if sealed else None
        settings = context.settings()
        url = settings.database_url.reveal()
        kept = backup.restore(file, url, passphrase=passphrase, replaces=replace)
    missing = _missing_keys(kept)
    _tell(kept, as_json=as_json, begins="restored", missing=missing)


def _told_plainly() -> _Plainly:
    return _Plainly()


class _Plainly:
    """What the machine refuses (no room, no right) becomes a line instead of a stack trace."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            raise click.ClickException(f"{error}; look at the path, its rights and the room left")


def _passphrase(file: Path | None, *, is_new: bool) -> str:
    if file is None:
        typed: str = click.prompt(
            "Passphrase", hide_input=True, confirmation_prompt=is_new, err=True
        )
        return typed
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0]:
        raise click.ClickException(f"{file} has no passphrase in its first line")
    return lines[0]


def _missing_keys(kept: Kept) -> tuple[str, ...]:
    """Master keys that what was restored needs and this house does not have."""
    from app.wiring import key_source

    known = key_source(context.settings()).load().keys
    return tuple(each for each in kept.header.master_keys if each not in known)


def _tell(kept: Kept, *, as_json: bool, begins: str, missing: tuple[str, ...] = ()) -> None:
    if as_json:
        context.print_json(_view(kept, missing))
        return
    header = kept.header
    seal = "sealed" if header.is_sealed else "not sealed"
    click.echo(f"{begins} {kept.path} ({kept.size:,} bytes, {header.content}, {seal})")
    click.echo(f"  made at {header.made_at} by {header.version}, schema {header.revision}")
    click.echo(f"  sha256 {kept.sha256}")
    keys = ", ".join(header.master_keys) or "none"
    click.echo(f"  needs master keys: {keys} (they are not in it)")
    if missing:
        names = ", ".join(missing)
        click.echo(f"  MISSING here: {names}; put them back, or secrets stay closed", err=True)


def _view(kept: Kept, missing: tuple[str, ...]) -> dict[str, Any]:
    header = {name: value for name, value in asdict(kept.header).items() if name != "sealed_with"}
    return {
        "file": str(kept.path),
        "bytes": kept.size,
        "sha256": kept.sha256,
        "sealed": kept.header.is_sealed,
        "missing_keys": missing,
        **header,
    }
