"""`voicetill console …`: who may come in at `/console`."""

from __future__ import annotations

import click

from app.commands.context import at_work, print_json
from domain.errors import InvalidInputError, NotFoundError

_ROLES = click.Choice(("viewer", "operator", "admin"))
_PASSWORD = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="At least 12 characters; asked for when it is not given.",
)


@click.group()
def console() -> None:
    """Who may come in at the console."""


@console.command()
def code() -> None:
    """Print the code that opens the first set-up."""
    from app.console.signing_in import code_for_setup

    with at_work() as services:
        found = code_for_setup(services)
    if found is None:
        raise click.ClickException("somebody is let in already; voicetill console operators")
    click.echo(found)


@console.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def operators(as_json: bool) -> None:
    """List everybody who may come in."""
    from storage import operators as people

    with at_work() as services, services.database.read() as tx:
        listed = people.listed(tx)
    if as_json:
        print_json(
            [
                {
                    "login": each.login,
                    "name": each.name,
                    "role": each.role.value,
                    "merchant_ids": sorted(each.merchant_ids) if each.merchant_ids else None,
                    "second_factor": each.has_second_factor,
                    "last_login_at": each.last_login_at,
                    "disabled_at": each.disabled_at,
                }
                for each in listed
            ]
        )
        return
    if not listed:
        click.echo("Nobody yet. voicetill console add LOGIN")
    for each in listed:
        state = "shut out" if each.disabled_at else "may come in"
        click.echo(f"{each.login:<32} {each.role.value:<9} {state}")


@console.command()
@click.argument("login")
@click.option("--name", default="", help="How the person is called.")
@click.option("--role", type=_ROLES, default="viewer", show_default=True)
@click.option("--merchant", "merchants", multiple=True, help="Only these; repeat. Default: all.")
@_PASSWORD
def add(login: str, name: str, role: str, merchants: tuple[str, ...], password: str) -> None:
    """Let LOGIN in."""
    from storage import operators as people

    with at_work() as services, services.database.write() as tx:
        try:
            made = people.add(
                tx,
                login=login,
                name=name,
                role=people.Role(role),
                password=password,
                merchant_ids=merchants or None,
                now=services.clock.now(),
            )
        except InvalidInputError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{made.login} may come in as {made.role.value}")


@console.command("password")
@click.argument("login")
@_PASSWORD
def set_password(login: str, password: str) -> None:
    """Give LOGIN a new password, and take a lost second factor away."""
    from storage import operators as people

    with at_work() as services, services.database.write() as tx:
        try:
            found = people.set_password(tx, login, password)
        except (InvalidInputError, NotFoundError) as error:
            raise click.ClickException(str(error)) from error
        people.set_second_factor(tx, found.id, None, services.keyring)
    click.echo(f"{found.login} has a new password and is signed out everywhere")
