"""The command line: `voicetill …`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import orjson

from config.shared_methods import share_methods

share_methods()  # a third of what loading ours costs, so before all of it

from app.commands import context, manners
from app.commands.alerts import alerts
from app.commands.alexa import alexa
from app.commands.analytics import analytics
from app.commands.balance import balance
from app.commands.carriers import carriers
from app.commands.catalog import catalog
from app.commands.channels import channels
from app.commands.completing import completion
from app.commands.connections import connect, connections
from app.commands.console import console
from app.commands.customers import customers
from app.commands.dead_letters import dead_letters
from app.commands.dialogflow import dialogflow
from app.commands.doctor import doctor
from app.commands.explain import conflicts, explain, recount
from app.commands.exporting import export
from app.commands.handoffs import handoffs
from app.commands.intake import intake, twins
from app.commands.jobs import jobs, schedules
from app.commands.keeping import backup, restore
from app.commands.keys import keys
from app.commands.lex import lex
from app.commands.linking import linking
from app.commands.mapping import mapping
from app.commands.merchants import merchants
from app.commands.moving import move
from app.commands.nlu import nlu
from app.commands.order_reading import list_orders, list_refused, show_order
from app.commands.orders import notices, orders
from app.commands.platforms import platforms
from app.commands.privacy import privacy
from app.commands.reading import reading
from app.commands.reconcile import reconcile
from app.commands.returns import returns
from app.commands.rollout import rollout
from app.commands.split_orders import parts, split
from app.commands.status import status
from app.commands.stores import stores
from app.commands.subscriptions import subscriptions
from app.commands.transfers import transfers
from app.commands.verify import verify
from app.commands.versions import versions
from app.commands.webhooks import webhooks
from app.commands.working import worker
from config.core_dumps import forbid_core_dumps
from domain.errors import VoicetillError

# What needs a moment to import is imported by the command that needs it.

_PORT = click.IntRange(1, 65_535)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="voicetill", message="voicetill %(version)s")
def cli() -> None:
    """Voicetill joins the tills of retailers to the voices of their customers."""


def main() -> None:
    """Run a command; a fault is one line on standard error and exit code 1."""
    forbid_core_dumps()
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except VoicetillError as error:
        click.echo(f"voicetill: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        from app.commands.storage_faults import words_of

        told = words_of(error)
        if told is None:
            raise
        click.echo(f"voicetill: {told}", err=True)
        sys.exit(1)


# --- running ---------------------------------------------------------------------------------


@cli.command()
@click.option("--once", is_flag=True, help="Stop after the first order and print it as JSON.")
@click.option(
    "--port", default=8080, show_default=True, type=_PORT, envvar="VOICETILL_PORT",
    show_envvar=True, help="The gateway's port.",
)  # fmt: skip
@click.option(
    "--square-port", default=8701, show_default=True, type=_PORT, help="The Square sandbox's port."
)
@click.option(
    "--shopify-port", default=8702, show_default=True, type=_PORT,
    help="The Shopify sandbox's port.",
)  # fmt: skip
@click.option("--variants", default=1000, show_default=True, help="Size of the sandbox catalog.")
@click.option(
    "--var", "var_dir", default="var", show_default=True, type=click.Path(path_type=Path),
    envvar="VOICETILL_VAR_DIR", show_envvar=True,
    help="Where everything that runs keeps its data.",
)  # fmt: skip
def run(
    once: bool, port: int, square_port: int, shopify_port: int, variants: int, var_dir: Path
) -> None:
    """Start everything on this machine and place a first voice order."""
    from app.start.run import RunOptions, run_all

    options = RunOptions(
        once=once,
        port=port,
        square_port=square_port,
        shopify_port=shopify_port,
        variants=variants,
        var_dir=var_dir,
    )
    run_all(options, os.environ)  # noqa: TID251 - handed on to the child processes


@cli.command()
def serve() -> None:
    """Serve the web surfaces (granian over wsgi:app), as configured by VOICETILL_ variables."""
    from config.server_log import FILE

    settings = context.settings()
    os.execv(  # noqa: S606 - our own interpreter, no shell
        sys.executable,
        [
            sys.executable,
            "-m",
            "granian",
            "--interface=wsgi",
            f"--host={settings.host}",
            f"--port={settings.port}",
            f"--workers={settings.web_workers}",
            f"--blocking-threads={settings.web_threads}",
            "--no-ws",
            "--log-level=warning",
            f"--log-config={FILE}",
            "wsgi:app",
        ],
    )


cli.add_command(worker)


@cli.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox(arguments: tuple[str, ...]) -> None:
    """Run a stand-in shop: `voicetill sandbox square --port 8701` (`--help` for the rest)."""
    os.execv(  # noqa: S606 - our own interpreter; a parent that is killed would leave it behind
        sys.executable, [sys.executable, "-m", "sandbox", *arguments]
    )


@cli.command()
@click.option("--down-to", metavar="REVISION", help="Take the schema back instead; see the manual.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def migrate(down_to: str | None, yes: bool) -> None:
    """Bring the database's schema to what this code expects.

    With --down-to, back to an older version's; what only the newer schema holds is lost.
    """
    from storage import migrate as migrations

    url = context.settings().database_url.reveal()
    if down_to is None:
        migrations.upgrade(url)
    else:
        if not yes:
            click.confirm("Lose what only the newer schema holds?", abort=True, err=True)
        migrations.downgrade(url, down_to)
    click.echo(f"the schema is at {migrations.current(url)}")


# --- connections and synchronization -----------------------------------------------------------


@cli.command()
@click.argument("connection", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print what came over as JSON.")
@click.option("--progress", is_flag=True, help="With --json: a line of JSON after every page too.")
def sync(connection: str | None, as_json: bool, progress: bool) -> None:
    """Bring over everything a platform has (all connections, or the one named).

    Stop it whenever you like: the next one goes on behind the last page.
    """
    from rich.console import Console

    from app.start.syncing import sync_connections
    from config.collector import settle

    def tell(line: dict[str, object]) -> None:
        click.echo(orjson.dumps(line).decode())

    services = context.services(quiet=True)
    settle()
    summary = sync_connections(
        services,
        only=connection,
        console=Console(quiet=True) if as_json else None,
        tell=tell if as_json and progress else None,
    )
    if as_json:
        option = 0 if progress else orjson.OPT_INDENT_2
        click.echo(orjson.dumps(summary, option=option).decode())
    services.close()


# --- voice -------------------------------------------------------------------------------------


@cli.command()
@click.argument("sentences", nargs=-1)
@click.option("--merchant", default="demo", show_default=True, help="Whose shop to talk to.")
@click.option("--token", default=None, help="The account-linking token of a shopper.")
@click.option("--session", default="terminal", show_default=True, help="Go on with this session.")
@click.option("--locale", default=None, help="Such as de-DE; the merchant's own unless told.")
def say(
    sentences: tuple[str, ...], merchant: str, token: str | None, session: str, locale: str | None
) -> None:
    """Talk to a shop as a shopper would; without SENTENCES, as a conversation until `bye`."""
    from app.start.talking import talk

    services = context.services(quiet=True)
    talk(services, sentences, merchant_id=merchant, token=token, session_id=session, locale=locale)
    services.close()


# --- keys and documents ------------------------------------------------------------------------


@cli.command()
@click.option("--write", type=click.Path(path_type=Path), help="Put it into this file instead.")
def matrix(write: Path | None) -> None:
    """Print what each platform can do, as the README shows it."""
    from adapters.matrix import into, render

    if write is None:
        click.echo(render())
    else:
        write.write_text(into(write.read_text(encoding="utf-8"), render()), encoding="utf-8")


@cli.command()
def openapi() -> None:
    """Print the REST API's OpenAPI document."""
    from app.api.openapi import document_bytes

    click.echo(document_bytes().decode(), nl=False)


for _command in (
    carriers,
    catalog,
    channels,
    completion,
    connect,
    conflicts,
    connections,
    console,
    explain,
    export,
    recount,
    alerts,
    alexa,
    balance,
    analytics,
    backup,
    customers,
    dead_letters,
    dialogflow,
    doctor,
    handoffs,
    lex,
    linking,
    intake,
    jobs,
    keys,
    mapping,
    merchants,
    move,
    nlu,
    notices,
    orders,
    platforms,
    privacy,
    reading,
    reconcile,
    restore,
    returns,
    rollout,
    schedules,
    status,
    stores,
    subscriptions,
    transfers,
    twins,
    verify,
    versions,
    webhooks,
):
    cli.add_command(_command)
orders.add_command(list_orders)
orders.add_command(list_refused)
orders.add_command(show_order)
orders.add_command(split)
orders.add_command(parts)
manners.teach(cli)


if __name__ == "__main__":
    main()
