"""`voicetill channels …`: the ways shoppers speak to a merchant."""

from __future__ import annotations

from typing import Any

import click

from app.commands.context import at_work, print_json
from app.commands.tables import print_table
from domain.errors import InvalidInputError, NotFoundError
from domain.ids import MerchantId

_MERCHANT = click.option("--merchant", default="demo", show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_ACTOR = "command line"


@click.group()
def channels() -> None:
    """The ways shoppers speak to a merchant: Dialogflow, telephone, Lex, Vapi …"""


@channels.command("kinds")
@_JSON
def kinds(as_json: bool) -> None:
    """List the kinds of channels and their options."""
    from app.voice.channel_desk import OPTIONS

    with at_work() as services:
        known = {name: each.title for name, each in services.channel_desk.known.items()}
    if as_json:
        print_json({"kinds": known, "options": dict(OPTIONS)})
        return
    for name, title in known.items():
        click.echo(f"{name:<12} {title}")
    click.echo("\nOptions (--set name=value):")
    for name, words in OPTIONS.items():
        click.echo(f"  {name:<16} {words}")


@channels.command("list")
@_MERCHANT
@_JSON
def list_channels(merchant: str, as_json: bool) -> None:
    """List the merchant's channels with the address each is to call."""
    with at_work() as services:
        views = services.channel_desk.list(MerchantId(merchant))
    if as_json:
        print_json([_told(view) for view in views])
        return
    if not views:
        click.echo("No channel yet. voicetill channels add KIND")
    print_table(
        ("channel", "kind", "its own id", "address"),
        ((view.id, view.title, view.external_id, view.address) for view in views),
        wide={"its own id"},
    )


@channels.command("add")
@click.argument("kind")
@_MERCHANT
@click.option("--id", "external_id", help="The project, the number: as the channel knows itself.")
@click.option(
    "--secret", help="The channel's own (Twilio's auth token, Retell's API key). Default: made."
)
@click.option("--set", "options", multiple=True, help="name=value; repeat. See: channels kinds.")
@_JSON
def add(
    kind: str,
    merchant: str,
    external_id: str | None,
    secret: str | None,
    options: tuple[str, ...],
    as_json: bool,
) -> None:
    """Open a channel of this KIND and print what to set on the other side."""
    pairs = dict(each.split("=", 1) for each in options if "=" in each)
    if len(pairs) != len(options):
        raise click.UsageError("--set wants name=value")
    with at_work() as services:
        try:
            added = services.channel_desk.add(
                MerchantId(merchant),
                kind,
                external_id=external_id,
                secret=secret,
                options=pairs,
                actor=_ACTOR,
            )
        except (InvalidInputError, NotFoundError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        print_json({**_told(added.view), "secret": added.secret})
        return
    click.echo(f"Address: {added.view.address}")
    if secret is None:
        click.echo(f"Secret:  {added.secret}")
        click.echo("Send it as Authorization: Bearer, or as the password of HTTP Basic.")


@channels.command("remove")
@click.argument("channel_id")
@_MERCHANT
def remove(channel_id: str, merchant: str) -> None:
    """Close a channel; its calls are refused from then on."""
    with at_work() as services:
        try:
            services.channel_desk.remove(MerchantId(merchant), channel_id, actor=_ACTOR)
        except NotFoundError as error:
            raise click.ClickException(str(error)) from error
    click.echo("Removed.")


def _told(view: Any) -> dict[str, Any]:
    return {
        "channel_id": view.id,
        "kind": view.kind,
        "external_id": view.external_id,
        "address": view.address,
        "options": dict(view.options),
        "created_at": view.created_at,
    }
