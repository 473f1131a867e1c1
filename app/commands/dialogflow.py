"""`voicetill dialogflow …`: what an agent on Google's side needs, made from what is understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.alexa import names_of
from app.commands.context import at_work
from domain.errors import InvalidInputError
from domain.ids import MerchantId

if TYPE_CHECKING:
    from app.voice.channels.agent_package import AgentFacts, Package


@click.group()
def dialogflow() -> None:
    """What a Dialogflow agent needs: the agent itself, to be restored there."""


@dialogflow.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--es", is_flag=True, help="For Dialogflow ES.")
@click.option("--cx", is_flag=True, help="For Dialogflow CX.")
@click.option("--locale", "locales", multiple=True, default=("en",), show_default=True)
@click.option("--merchant", default="demo", show_default=True, help="Whose agent.")
@click.option("--check", is_flag=True, help="Only say what of FILE is not of today.")
def export(
    file: Path, es: bool, cx: bool, locales: tuple[str, ...], merchant: str, check: bool
) -> None:
    """Write the agent to FILE, a zip that Dialogflow restores; the first language is its own.

    With --check nothing is written: what differs from an earlier export is listed, and the command
    ends with 1 if anything does.
    """
    from app.voice.channels.agent_package import archive, differences, opened

    if es is cx:
        raise click.UsageError("say --es or --cx")
    try:
        package = _package(_facts(merchant, locales), is_es=es)
        if check:
            stale = differences(opened(file.read_bytes()), package)
            click.echo("\n".join(stale) or f"{file} is what would be exported now.")
            raise SystemExit(1 if stale else 0)
        file.write_bytes(archive(package))
    except (InvalidInputError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {len(package)} files. Enter the channel's secret there:")
    click.echo("Authorization: Bearer … (voicetill channels add dialogflow)")


def _facts(merchant: str, locales: tuple[str, ...]) -> AgentFacts:
    from app.voice.channels.agent_package import AgentFacts, languages_of
    from storage import merchants

    with at_work() as services:
        with services.database.read() as tx:
            known = merchants.merchant(tx, merchant)
        return AgentFacts(
            name=known.name,
            address=f"{services.channel_desk.public_url}/callbacks/dialogflow/{merchant}",
            timezone=known.timezone,
            languages=languages_of(locales),
            shop=names_of(services, MerchantId(merchant)),
        )


def _package(facts: AgentFacts, *, is_es: bool) -> Package:
    """The agent, with what the other side would refuse told on standard error."""
    from app.voice.channels.dialogflow_cx import cx_agent, cx_flaws
    from app.voice.channels.dialogflow_es import es_agent, es_flaws

    make, check = (es_agent, es_flaws) if is_es else (cx_agent, cx_flaws)
    package = make(facts)
    for flaw in check(package):
        click.echo(f"voicetill: Dialogflow will refuse this: {flaw}", err=True)
    return package
