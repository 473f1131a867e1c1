"""Lists on a terminal: columns under their names, as wide as they need and the terminal allows."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence

import click

_GAP = "  "


def print_table(
    heads: Sequence[str], rows: Iterable[Sequence[object]], *, wide: Collection[str] = ()
) -> None:
    """Nothing where there is no row. None is told as `-`.

    On a terminal that is too narrow the columns named in `wide` are left out, and what still
    stands over is cut off the last one; ids stay whole, to be copied. Elsewhere all is told.
    """
    lines = [list(heads), *(["-" if cell is None else str(cell) for cell in row] for row in rows)]
    if len(lines) == 1:
        return
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    kept = list(range(len(heads)))
    if sum(widths) + len(_GAP) * (len(kept) - 1) > room:
        kept = [at for at in kept if heads[at] not in wide]
    for number, line in enumerate(lines):
        text = _GAP.join(line[at].ljust(widths[at]) for at in kept).rstrip()
        shown = text if len(text) <= room else text[: room - 1] + "…"
        click.echo(shown if number else click.style(shown, bold=True))


def plain(value: object) -> str:
    """A value of several parts without brackets and quotes."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {plain(inner)}" for name, inner in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(plain, value))
    return str(value)
