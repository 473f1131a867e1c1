"""`voicetill handoffs …`: conversations that wait for a person."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from app.commands.context import at_work, print_json

if TYPE_CHECKING:
    from storage.handovers import Ticket

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose shoppers.")
_STATES = ("open", "claimed", "closed", "all")


@click.group()
def handoffs() -> None:
    """Conversations that a person takes over."""


@handoffs.command("list")
@_MERCHANT
@click.option("--state", type=click.Choice(_STATES), default="open", show_default=True)
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_handoffs(merchant: str, state: str, limit: int, as_json: bool) -> None:
    """List tickets, the most urgent and longest waiting first."""
    from app.api.handoffs import ticket_view
    from domain.handover import TicketState
    from domain.ids import MerchantId

    wanted = None if state == "all" else TicketState(state)
    with at_work() as services:
        page = services.handovers.queue(MerchantId(merchant), state=wanted, limit=limit)
    if as_json:
        print_json([ticket_view(each) for each in page.rows])
        return
    for each in page.rows:
        by = f"  by {each.claimed_by}" if each.claimed_by else ""
        click.echo(
            f"{each.number}  {each.created_at:%Y-%m-%d %H:%M}  {each.state.value:<7} "
            f"{each.reason.value:<17} {each.channel} {each.locale}{by}"
        )


@handoffs.command("show")
@click.argument("number")
@_MERCHANT
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def show(number: str, merchant: str, as_json: bool) -> None:
    """Print a ticket with its transcript and notes."""
    from app.api.handoffs import ticket_view
    from domain.ids import MerchantId

    with at_work() as services:
        ticket = services.handovers.ticket(MerchantId(merchant), number)
    if as_json:
        print_json(ticket_view(ticket))
        return
    _tell(ticket)
    _tell_more(ticket)
    for line in ticket.transcript:
        if line.heard:
            click.echo(f"  > {line.heard}")
        if line.said:
            click.echo(f"    {line.said}")
    for note in ticket.notes:
        click.echo(f"  [{note.at:%Y-%m-%d %H:%M}] {note.by}: {note.text}")


@handoffs.command("claim")
@click.argument("number")
@_MERCHANT
def claim(number: str, merchant: str) -> None:
    """Take a ticket on."""
    from domain.ids import MerchantId

    with at_work() as services:
        _tell(services.handovers.claim(MerchantId(merchant), number, by=_me()))


@handoffs.command("release")
@click.argument("number")
@_MERCHANT
def release(number: str, merchant: str) -> None:
    """Give a ticket back to the queue, or reopen it."""
    from domain.ids import MerchantId

    with at_work() as services:
        _tell(services.handovers.release(MerchantId(merchant), number, by=_me()))


@handoffs.command("close")
@click.argument("number")
@click.option("--note", default="", help="How it ended.")
@_MERCHANT
def close(number: str, note: str, merchant: str) -> None:
    """Say that it is settled."""
    from domain.ids import MerchantId

    with at_work() as services:
        _tell(services.handovers.close(MerchantId(merchant), number, by=_me(), note=note))


def _me() -> str:
    return f"cli:{getpass.getuser()}"


def _tell_more(ticket: Ticket) -> None:
    """Who it is, what it is about, and what was tried."""
    told = {
        "level": f"{ticket.identity_level} of 2",
        "customer": ticket.customer_id,
        "call back": ticket.callback,
        "order": ticket.order_id,
        "cart": ", ".join(f"{each['quantity']} × {each['name']}" for each in ticket.cart),
        "tried": ", ".join(ticket.tried),
    }
    for name, value in told.items():
        if value:
            click.echo(f"  {name:<10}{value}")


def _tell(ticket: Ticket) -> None:
    reason = ticket.reason.value.replace("_", " ")
    click.echo(f"{ticket.number}: {ticket.state.value}, {reason}, {ticket.channel}")
