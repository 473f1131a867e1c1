"""`voicetill intake …` and `voicetill twins …`: how strictly to judge, and who stands in."""

from __future__ import annotations

from dataclasses import asdict

import click

from app.commands.context import at_work, print_json

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_MERCHANT = click.option("--merchant", default="demo", show_default=True, help="Whose.")


@click.group()
def intake() -> None:
    """How strictly what platforms tell is judged."""


@intake.command("list")
@_MERCHANT
@_JSON
def list_policies(merchant: str, as_json: bool) -> None:
    """List what is set; where nothing is, doubts are let through and counted."""
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.care.intake.policies(MerchantId(merchant))
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        click.echo(f"{each.account:<32} {each.channel:<8} {each.mode}")


@intake.command("set")
@click.argument("mode", type=click.Choice(["strict", "quarantine", "lenient", "default"]))
@_MERCHANT
@click.option("--account", default="*", show_default=True, help="A connection; * is all.")
@click.option("--channel", default="*", show_default=True, help="webhook, poll, or * for both.")
def set_policy(mode: str, merchant: str, account: str, channel: str) -> None:
    """Let doubtful records through, keep them back, or refuse their whole delivery.

    `default` takes the more general setting again.
    """
    from domain.ids import MerchantId
    from storage.intake import Mode

    with at_work() as services:
        services.care.intake.set(
            MerchantId(merchant),
            None if mode == "default" else Mode(mode),
            account=account,
            channel=channel,
            actor="command line",
        )


@intake.command("counts")
@_MERCHANT
@_JSON
def show_counts(merchant: str, as_json: bool) -> None:
    """Show how often which doubt led to what; `false_reject` was good after all."""
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.care.intake.counts(MerchantId(merchant))
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        about = f"{each.connection_id:<32} {each.channel:<8} {each.reason:<28}"
        click.echo(f"{about} {each.verdict.value:<12} {each.times:>8}")


@click.group()
def twins() -> None:
    """Stores on two connections: the twin sells while the first cannot be reached."""


@twins.command("list")
@_MERCHANT
@_JSON
def list_twins(merchant: str, as_json: bool) -> None:
    """List the pairs of stores."""
    from domain.ids import MerchantId

    with at_work() as services:
        found = services.care.policies.twins(MerchantId(merchant))
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        click.echo(f"{each.location_id}  stands in: {each.twin_id}")


@twins.command("pair")
@click.argument("store")
@click.argument("twin")
@_MERCHANT
def pair(store: str, twin: str, merchant: str) -> None:
    """Let TWIN (a location on another connection) stand in for STORE; it is not offered itself."""
    from domain.ids import MerchantId

    with at_work() as services:
        services.care.policies.pair(MerchantId(merchant), store, twin, actor="command line")


@twins.command("part")
@click.argument("store")
@_MERCHANT
def part(store: str, merchant: str) -> None:
    """End a pair by its first store; both are offered again."""
    from domain.ids import MerchantId

    with at_work() as services:
        services.care.policies.part(MerchantId(merchant), store, actor="command line")
