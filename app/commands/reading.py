"""`voicetill reading`: when a channel asks the till instead of the projection."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import click

from app.commands import context

_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose shop.")


@click.group()
def reading() -> None:
    """When a channel reads stock from the till itself."""


@reading.command("show")
@_MERCHANT
def show(merchant: str) -> None:
    """List channels whose policy is not the default."""
    from domain.ids import MerchantId

    with context.at_work() as services:
        found = services.care.policies.reading(MerchantId(merchant))
    for channel, policy in sorted(found.items()):
        below = "any stock" if policy.live_below is None else f"fewer than {policy.live_below} left"
        when = f"older than {policy.fresh.total_seconds():.0f} s and {below}"
        click.echo(f"{channel:<12} {when if policy.live else 'never'}")


@reading.command("set")
@click.argument("channel")
@click.option("--fresh", default=60, show_default=True, help="Seconds a figure is good enough.")
@click.option("--live-below", type=int, default=None, help="Ask only if fewer were left.")
@click.option("--never", is_flag=True, help="Answer from the projection always, with its age.")
@_MERCHANT
def set_policy(
    channel: str, fresh: int, live_below: int | None, never: bool, merchant: str
) -> None:
    """Say when CHANNEL (alexa, phone, rest ...) asks the till."""
    from domain.ids import MerchantId
    from storage.reading_policies import ReadingPolicy

    policy = ReadingPolicy(
        fresh=timedelta(seconds=fresh),
        live_below=None if live_below is None else Decimal(live_below),
        live=not never,
    )
    with context.at_work() as services:
        services.care.policies.set_reading(
            MerchantId(merchant), channel, policy, actor="command line"
        )


@reading.command("unset")
@click.argument("channel")
@_MERCHANT
def unset(channel: str, merchant: str) -> None:
    """Take the default again."""
    from domain.ids import MerchantId

    with context.at_work() as services:
        services.care.policies.drop_reading(MerchantId(merchant), channel, actor="command line")
