"""PostgreSQL's own `pg_dump` and `pg_restore`, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final

from sqlalchemy import make_url

from domain.errors import ConfigurationError

_PIECE: Final = 1 << 20


def is_installed() -> bool:
    """Whether both programs are to be found."""
    return all(shutil.which(name) is not None for name in ("pg_dump", "pg_restore"))


def dump(url: str, out: BinaryIO) -> None:
    """Write the database in pg_dump's own form, in one snapshot, while everything runs.

    Raises ConfigurationError with what pg_dump says; a server newer than it is refused.
    """
    with _address(url) as address:
        command = ["pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
        _run([*command, f"--dbname={address}"], out=out)


def restore(url: str, content: IO[bytes]) -> None:
    """Put a dump back in one transaction, in place of what is there. Raises ConfigurationError."""
    with _address(url) as address, tempfile.NamedTemporaryFile(prefix="voicetill-") as dumped:
        shutil.copyfileobj(content, dumped, _PIECE)
        dumped.flush()
        command = ["pg_restore", "--single-transaction", "--clean", "--if-exists"]
        command += ["--no-owner", "--no-privileges", f"--dbname={address}", dumped.name]
        _run(command)


def _run(command: Sequence[str], *, out: BinaryIO | None = None) -> None:
    """Run it to its end, its output into `out`; its errors are kept in a file, not in a pipe."""
    with tempfile.TemporaryFile() as said:
        kept = subprocess.DEVNULL if out is None else subprocess.PIPE
        with subprocess.Popen(command, stdout=kept, stderr=said) as process:
            if out is not None and process.stdout is not None:
                shutil.copyfileobj(process.stdout, out, _PIECE)
            code = process.wait()
        said.seek(0)
        words = said.read(2000).decode(errors="replace").strip()
    if code:
        raise ConfigurationError(
            f"{command[0]} failed: {words}; with `--portable` it is not needed"
        )


@contextmanager
def _address(url: str) -> Iterator[str]:
    """The database's address for libpq, its password in a file: others see our arguments."""
    parts = make_url(url).set(drivername="postgresql")
    if parts.password is None:
        yield parts.render_as_string(hide_password=False)
        return
    with tempfile.TemporaryDirectory(prefix="voicetill-") as folder:
        kept = Path(folder, "pass")
        kept.touch(mode=0o600)
        word = str(parts.password).replace("\\", "\\\\").replace(":", "\\:")
        kept.write_text(f"*:*:*:*:{word}\n", encoding="utf-8")
        told = parts.set(password=None).update_query_dict({"passfile": str(kept)})
        yield told.render_as_string(hide_password=False)
