"""`docs/cli.md`, made of the commands themselves: `python -m app.commands.reference`."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Final

import click

from app.commands.manners import leaves

PAGE: Final = Path("docs/cli.md")
_HEAD: Final = (
    "# The command line",
    "",
    "Made of the commands themselves by `make cli-docs`; a test fails when it is stale. "
    "`voicetill COMMAND --help` says the same.",
    "",
    "Exit codes: 0 done or healthy; 1 refused, or something is to be seen to; 2 used wrongly "
    "(`doctor`: errors found); 130 broken off. Faults are one line on standard error that says "
    "what to do. `--json` prints JSON on standard output: records of their own shape, or "
    '`{"said": […]}` where a command only says what it did.',
    "",
    'Completion: `eval "$(voicetill completion bash)"` (or zsh) in the shell\'s start file; fish: '
    "`voicetill completion fish > ~/.config/fish/completions/voicetill.fish`.",
    "",
    "| Command | Does |",
    "|---|---|",
)


def page(root: click.Group) -> str:
    """The whole page."""
    found = list(leaves(root))
    lines = [*_HEAD]
    lines += [f"| [`{name}`](#{_anchor(name)}) | {_first(command)} |" for name, command in found]
    for name, command in found:
        lines += ["", *_entry(name, command)]
    return "\n".join(lines) + "\n"


def _entry(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"voicetill {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {name}"
    yield f"`voicetill {name} {usage}`".replace(" `", "`")
    yield ""
    yield cleandoc((command.help or "").replace("\b\n", ""))
    rows = [row for each in command.params if (row := _option(context, each)) is not None]
    if rows:
        yield ""
        yield "| Option | |"
        yield "|---|---|"
        yield from rows


def _option(context: click.Context, parameter: click.Parameter) -> str | None:
    record = parameter.get_help_record(context)
    if record is None or not isinstance(parameter, click.Option):
        return None
    names, words = (" ".join(each.split()).replace("|", "\\|") for each in record)
    return f"| `{names}` | {words} |"


def _first(command: click.Command) -> str:
    return (command.help or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|").strip()


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


if __name__ == "__main__":
    from app.cli import cli

    PAGE.write_text(page(cli), encoding="utf-8")
