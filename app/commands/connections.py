"""`voicetill connect` and `voicetill connections …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import plain, print_table

if TYPE_CHECKING:
    from datetime import datetime

    from app.connections.desk import ConnectionView

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose account.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.command()
@click.argument("platform")
@_MERCHANT
@click.option("--shop", default=None, metavar="HOST", help="The shop's domain, or its server.")
@click.option(
    "--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A key or a setting; repeat."
)
@click.option("--keys-from", type=click.File(), help="Read NAME=VALUE lines; - is standard input.")
@click.option("--on-premises", is_flag=True, help="The merchant's own server; may be private.")
@click.option(
    "--trust-file",
    type=click.Path(path_type=Path),
    help="PEM certificates that alone prove that server.",
)
@click.option(
    "--wait/--no-wait",
    "waits",
    default=None,
    help="Wait for the merchant to agree, or print the address to open, and leave. Default: wait "
    "where there is a terminal; else end with an error, since nothing is connected yet.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@_JSON
def connect(platform: str, merchant: str, as_json: bool, **told: Any) -> None:
    """Connect a merchant's account on PLATFORM (`voicetill connections platforms` lists them).

    Asks for keys that were not given by --set, --keys-from or VOICETILL_CONNECT_<NAME>; secret
    ones are not echoed. Where the merchant agrees on the platform's own page, that page opens.
    """
    from app.commands.connecting import Wishes, connect_account

    wishes = Wishes(
        platform=platform,
        merchant=merchant,
        shop=told["shop"],
        given=_pairs((*told["pairs"], *_lines(told["keys_from"]))),
        on_premises=told["on_premises"],
        trust_file=told["trust_file"],
        waits=told["waits"],
        opens_browser=not (told["no_browser"] or as_json),
        as_json=as_json,
    )
    with at_work() as services:
        connect_account(services, wishes)


def _lines(file: Any) -> list[str]:
    lines = [] if file is None else file.read().splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"write NAME=VALUE; {name[:40]!r} has no value")
        found[name.strip()] = value.strip()
    return found


@click.group()
def connections() -> None:
    """Merchants' accounts on platforms."""


@connections.command("platforms")
@_JSON
def list_platforms(as_json: bool) -> None:
    """List the platforms, how each is joined, and what is asked for."""
    from adapters.registry import PLATFORMS
    from app.connections.views import platform_view

    told = [platform_view(platform) for platform in PLATFORMS.values()]
    if as_json:
        print_json(told)
        return
    for each in told:
        ways = " or ".join(each["ways"])
        click.echo(f"{each['name']:<14} {each['title']:<28} by {ways}")
        for name, why in each["scopes"].items():
            click.echo(f"    {name}: {why}")
        for field in (*each["keys"], *each["options"]):
            click.echo(f"    {field['name']}: {field['help']}")


@connections.command("webhooks")
@_JSON
def list_webhook_addresses(as_json: bool) -> None:
    """List the addresses that a person sets at platforms, and what platforms checking them ask."""
    from app.webhook_addresses import asked_by_checks

    with at_work() as services:
        addresses = services.connector.addresses_to_set()
        with services.database.read() as tx:
            asked = asked_by_checks(tx)
    if as_json:
        print_json({"addresses": addresses, "to_do": asked})
        return
    for words in (*addresses.values(), *asked):
        click.echo(words)


@connections.command("list")
@_MERCHANT
@_JSON
def list_connections(merchant: str, as_json: bool) -> None:
    """List a merchant's connections with their state."""
    from app.connections.views import connection_view
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.connections.list(MerchantId(merchant))
        now = services.clock.now()
    if as_json:
        print_json([connection_view(each, now) for each in found])
        return
    rows = [each.connection for each in found]
    print_table(
        ("connection", "platform", "state", "account"),
        ((row.id, row.platform, row.status, row.account_name) for row in rows),
    )
    for row in rows:
        if row.status_reason:
            click.echo(f"{row.id}: {row.status_reason}")


@connections.command("show")
@click.argument("connection")
@_MERCHANT
@_JSON
def show_connection(connection: str, merchant: str, as_json: bool) -> None:
    """Show a connection: its state, what was granted, and when a person is needed."""
    from domain.ids import MerchantId

    with at_work() as services:
        view = services.connections.view(MerchantId(merchant), connection)
        _show(view, services.clock.now(), as_json=as_json)


@connections.command("set")
@click.argument("connection")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=VALUE...")
@_MERCHANT
@_JSON
def set_options(connection: str, pairs: tuple[str, ...], merchant: str, as_json: bool) -> None:
    """Change settings of a connection; NAME= takes the default again."""
    from domain.ids import MerchantId

    with at_work() as services:
        view = services.connections.change_options(MerchantId(merchant), connection, _pairs(pairs))
        _show(view, services.clock.now(), as_json=as_json)


@connections.command("verify")
@click.argument("connection")
@_MERCHANT
@_JSON
def verify_connection(connection: str, merchant: str, as_json: bool) -> None:
    """Prove a connection by a first call; one that was paused works again then."""
    from domain.ids import MerchantId

    with at_work() as services:
        view = services.connections.verify(MerchantId(merchant), connection)
        _show(view, services.clock.now(), as_json=as_json)


@connections.command("secret")
@click.argument("connection")
@_MERCHANT
@click.password_option("--secret", prompt="The webhook's signing secret", help="Else it is asked.")
def add_secret(connection: str, merchant: str, secret: str) -> None:
    """Tell what signs webhooks that were set up in a platform's back office; repeat for each."""
    from domain.ids import MerchantId

    with at_work() as services:
        row = services.connections.view(MerchantId(merchant), connection).connection
        services.connector.add_webhook_secret(row.id, secret.strip())
    click.echo(f"{row.webhook_url or row.id}: the secret is stored")


@connections.command("mark")
@click.argument("connection")
@click.argument("what", type=click.Choice(["sandbox", "live", "by-address"]))
@_MERCHANT
def mark_connection(connection: str, what: str, merchant: str) -> None:
    """Say that a connection is a SANDBOX or LIVE, or let its address tell.

    Test keys of REST reach only merchants all of whose connections are sandboxes.
    """
    from domain.errors import NotFoundError
    from domain.ids import ConnectionId
    from storage import audit, sandboxes
    from storage import merchants as kept

    value = {"sandbox": True, "live": False}.get(what)
    with at_work() as services, services.database.write() as tx:
        if kept.connection(tx, ConnectionId(connection)).merchant_id != merchant:
            raise NotFoundError("connection", connection)
        marked = sandboxes.mark(tx, ConnectionId(connection), value=value)
        audit.record(
            tx,
            merchant_id=merchant,
            connection_id=connection,
            actor="command line",
            action="connection.marked",
            subject=what,
            at=services.clock.now(),
        )
    click.echo("sandbox" if sandboxes.is_sandbox(marked) else "live")


@connections.command("disconnect")
@click.argument("connection")
@_MERCHANT
@_JSON
def disconnect(connection: str, merchant: str, as_json: bool) -> None:
    """Withdraw the access and stop all work; what was learned stays, and it can be repeated."""
    from domain.ids import MerchantId

    with at_work() as services:
        view = services.connections.disconnect(
            MerchantId(merchant), connection, actor="command line"
        )
        _show(view, services.clock.now(), as_json=as_json)


def _show(view: ConnectionView, now: datetime, *, as_json: bool) -> None:
    from app.connections.views import connection_view

    told = connection_view(view, now)
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if value not in (None, "", [], {}):
            click.echo(f"{name:<16} {plain(value)}")
