"""`voicetill completion SHELL`: the script that lets a shell complete our commands."""

from __future__ import annotations

import click

_HOW = {
    "bash": 'eval "$(voicetill completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(voicetill completion zsh)" in ~/.zshrc',
    "fish": "voicetill completion fish > ~/.config/fish/completions/voicetill.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(tuple(_HOW)))
@click.option("--json", "as_json", is_flag=True, help="Print script and instruction as JSON.")
@click.pass_context
def completion(context: click.Context, shell: str, as_json: bool) -> None:
    """Print the completion script of bash (4.4 or later), zsh or fish.

    bash and zsh: put `eval "$(voicetill completion SHELL)"` into your shell's start file. fish:
    write it to ~/.config/fish/completions/voicetill.fish.
    """
    from click.shell_completion import get_completion_class

    from app.commands.context import print_json

    made = get_completion_class(shell)
    if made is None:
        raise click.ClickException(f"this version of click knows no completion for {shell}")
    script = made(context.find_root().command, {}, "voicetill", "_VOICETILL_COMPLETE").source()
    if as_json:
        print_json({"shell": shell, "script": script, "use": _HOW[shell]})
    else:
        click.echo(script)
