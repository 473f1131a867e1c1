"""`voicetill linking …`: skills, actions and apps that may link shoppers' accounts."""

from __future__ import annotations

import getpass
import secrets

import click

from app.commands.context import at_work, print_json

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose shoppers.")


@click.group()
def linking() -> None:
    """Clients of account linking; the addresses to enter on their side."""


@linking.command("add")
@click.argument("name")
@click.option("--redirect", "redirects", multiple=True, required=True, help="Exact; may repeat.")
@click.option("--channel", default="alexa", show_default=True, help="What its tokens speak on.")
@click.option("--public", is_flag=True, help="It cannot keep a secret; PKCE alone protects it.")
@click.option("--without-pkce", is_flag=True, help="Its service sends none; needs a secret.")
@_MERCHANT
def add(  # one parameter for each option
    name: str,
    redirects: tuple[str, ...],
    channel: str,
    public: bool,
    without_pkce: bool,
    merchant: str,
) -> None:
    """Let a client link accounts; its secret is shown this once."""
    if public and without_pkce:
        raise click.UsageError("a client without a secret needs PKCE")
    from storage import audit
    from storage import linking as stored

    for address in redirects:
        if not address.startswith("https://") or "#" in address:
            raise click.BadParameter(f"{address}: https, and without a fragment")
    secret = None if public else secrets.token_urlsafe(32)
    with at_work() as services:
        now = services.clock.now()
        with services.database.write() as tx:
            made = stored.add_client(
                tx,
                merchant,
                name=name,
                channel=channel,
                redirect_uris=redirects,
                secret=secret,
                now=now,
                needs_pkce=not without_pkce,
            )
            audit.record(
                tx,
                merchant_id=merchant,
                actor=f"cli:{getpass.getuser()}",
                action="link_client.added",
                subject=made.id,
                at=now,
            )
        base = f"{services.channel_desk.public_url}/link/{merchant}"
    click.echo(f"client id       {made.id}")
    click.echo(f"client secret   {secret or '(none: PKCE)'}")
    click.echo(f"PKCE            {'never asked for' if without_pkce else 'S256, always'}")
    for what in ("authorize", "token", "revoke"):
        click.echo(f"{what:<15} {base}/{what}")


@linking.command("list")
@_MERCHANT
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_clients(merchant: str, as_json: bool) -> None:
    """List the clients that may link."""
    from storage import linking as stored

    with at_work() as services, services.database.read() as tx:
        found = stored.clients(tx, merchant)
    if as_json:
        print_json(
            [
                {"id": each.id, "name": each.name, "channel": each.channel,
                 "redirect_uris": each.redirect_uris, "public": each.secret_digest is None,
                 "pkce": each.needs_pkce}
                for each in found
            ]
        )  # fmt: skip
        return
    for each in found:
        click.echo(f"{each.id}  {each.channel:<10} {each.name}  {', '.join(each.redirect_uris)}")


@linking.command("remove")
@click.argument("client")
@_MERCHANT
def remove(client: str, merchant: str) -> None:
    """End a client and every linking it made."""
    from storage import audit
    from storage import linking as stored

    with at_work() as services:
        now = services.clock.now()
        with services.database.write() as tx:
            stored.disable_client(tx, merchant, client, now=now)
            audit.record(
                tx,
                merchant_id=merchant,
                actor=f"cli:{getpass.getuser()}",
                action="link_client.removed",
                subject=client,
                at=now,
            )
    click.echo(f"{client} may link no more; its tokens have ended")
