"""`voicetill lex …`: what a bot on Amazon's side needs, made from what is understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.alexa import names_of
from app.commands.context import at_work
from domain.errors import InvalidInputError
from domain.ids import MerchantId

if TYPE_CHECKING:
    from app.voice.channels.lex_model import BotFacts


@click.group()
def lex() -> None:
    """What an Amazon Lex V2 bot needs: the bot itself, to be imported there."""


@lex.command("model")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--locale", "locales", multiple=True, default=("en-US",), show_default=True)
@click.option("--merchant", default="demo", show_default=True, help="Whose bot.")
@click.option("--check", is_flag=True, help="Only say what of FILE is not of today.")
def model(file: Path, locales: tuple[str, ...], merchant: str, check: bool) -> None:
    """Write the bot to FILE, a zip that Lex V2 imports, with the shop's stores and goods.

    With --check nothing is written: what differs from an earlier export is listed, and the command
    ends with 1 if anything does.
    """
    from app.voice.channels.agent_package import archive, differences, opened
    from app.voice.channels.lex_model import lex_bot, lex_flaws

    try:
        package = lex_bot(_facts(merchant, locales))
        for flaw in lex_flaws(package):
            click.echo(f"voicetill: Lex will refuse this: {flaw}", err=True)
        if check:
            stale = differences(opened(file.read_bytes()), package)
            click.echo("\n".join(stale) or f"{file} is what would be exported now.")
            raise SystemExit(1 if stale else 0)
        file.write_bytes(archive(package))
    except (InvalidInputError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {len(package)} files. Give the alias a function that asks this gateway:")
    click.echo("docs/recipes/lex.md (voicetill channels add lex)")


def _facts(merchant: str, locales: tuple[str, ...]) -> BotFacts:
    from app.voice.channels.lex_model import BotFacts
    from storage import merchants

    with at_work() as services:
        with services.database.read() as tx:
            known = merchants.merchant(tx, merchant)
        shop = names_of(services, MerchantId(merchant))
        return BotFacts(name=known.name, locales=locales, shop=shop)
