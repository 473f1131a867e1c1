"""`voicetill dead-letters …`: what no retry will mend, tried anew or discarded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from app.commands.context import at_work, print_json

if TYPE_CHECKING:
    from storage.dead_letters import LetterFilter, LetterGroup
    from sync.letters import Handled

_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_DRY = click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
_SHOWN = 4_000
_FILTERS = (
    click.option("--merchant", default=None, help="Only this merchant's."),
    click.option("--connection", default=None, help="Only this connection's."),
    click.option(
        "--source", type=click.Choice(["inbox", "outbox", "quarantine"]), help="Only from there."
    ),
    click.option("--code", default=None, help="Only what died of this, e.g. RejectedError."),
    click.option("--topic", default=None, help="Only of this topic, kind or entity."),
    click.option(
        "--impact",
        type=click.Choice(["orders", "stock", "catalog", "other"]),
        help="Only what is about this.",
    ),
)


def _narrowed(command: Any) -> Any:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group("dead-letters")
def dead_letters() -> None:
    """What no retry will mend: deliveries, effects, and records that do not map."""


@dead_letters.command("list")
@click.option("--each", is_flag=True, help="Every letter, instead of counts by reason.")
@click.option("--limit", default=50, show_default=True, help="With --each: so many.")
@_narrowed
@_JSON
def list_letters(each: bool, limit: int, as_json: bool, **wanted: Any) -> None:
    """List what died of the same together, the worst first."""
    from app.ops.views import group_view, letter_view

    with at_work() as services:
        desk, narrowed = services.care.letters, _filter(wanted)
        groups = desk.groups(narrowed)
        letters = desk.list(narrowed, limit=limit).rows if each else ()
    if as_json:
        told = [letter_view(one) for one in letters] if each else [group_view(g) for g in groups]
        print_json(told)
    elif each:
        for letter in letters:
            about = f"{letter.impact.name.lower():<8} {letter.connection_id or letter.merchant_id}"
            click.echo(f"{letter.id:<32} {about:<40} {letter.topic}")
            click.echo(f"    {letter.last_seen_at:%Y-%m-%d %H:%M} {letter.reason}")
    else:
        _print_groups(groups)


@dead_letters.command("show")
@click.argument("letter_id")
@_JSON
def show_letter(letter_id: str, as_json: bool) -> None:
    """Show one letter with its raw content."""
    from app.ops.views import letter_view

    with at_work() as services:
        letter, raw = services.care.letters.show(letter_id)
    text = raw.decode("utf-8", "backslashreplace")
    if as_json:
        print_json({**letter_view(letter), "content": text})
        return
    for name, value in letter_view(letter).items():
        click.echo(f"{name:<14} {value}")
    click.echo()
    click.echo(text[:_SHOWN])
    if len(text) > _SHOWN:
        click.echo(f"… {len(text) - _SHOWN} more characters; --json has them all", err=True)


@dead_letters.command("replay")
@click.argument("letter_ids", nargs=-1)
@_narrowed
@click.option("--all", "everything", is_flag=True, help="Every letter that the options leave.")
@click.option("--accept", is_flag=True, help="Take records whatever an intake policy doubts.")
@_DRY
@_JSON
def replay(
    letter_ids: tuple[str, ...],
    everything: bool,
    accept: bool,
    dry_run: bool,
    as_json: bool,
    **wanted: Any,
) -> None:
    """Try letters anew: those named, or those the options leave; fifty a second."""
    narrowed = _chosen(letter_ids, wanted, everything=everything)
    with at_work() as services:
        done = services.care.letters.replay(
            narrowed, actor="command line", accept=accept, dry_run=dry_run
        )
    _tell(done, "tried anew", dry_run=dry_run, as_json=as_json)


@dead_letters.command("discard")
@click.argument("letter_ids", nargs=-1)
@_narrowed
@click.option("--all", "everything", is_flag=True, help="Every letter that the options leave.")
@click.option("--reason", required=True, help="Why they are of no use; kept with them.")
@_DRY
@_JSON
def discard(
    letter_ids: tuple[str, ...],
    everything: bool,
    reason: str,
    dry_run: bool,
    as_json: bool,
    **wanted: Any,
) -> None:
    """Close letters for good, with a reason."""
    narrowed = _chosen(letter_ids, wanted, everything=everything)
    with at_work() as services:
        done = services.care.letters.discard(
            narrowed, reason=reason, actor="command line", dry_run=dry_run
        )
    _tell(done, "discarded", dry_run=dry_run, as_json=as_json)


def _filter(wanted: dict[str, Any], ids: tuple[str, ...] | None = None) -> LetterFilter:
    from storage.dead_letters import Impact, LetterFilter, Source

    source, impact = wanted["source"], wanted["impact"]
    return LetterFilter(
        ids=ids,
        merchant_id=wanted["merchant"],
        connection_id=wanted["connection"],
        source=None if source is None else Source(source),
        code=wanted["code"],
        topic=wanted["topic"],
        impact=None if impact is None else Impact[impact.upper()],
    )


def _chosen(ids: tuple[str, ...], wanted: dict[str, Any], *, everything: bool) -> LetterFilter:
    """What is meant; nothing named and nothing narrowed must be meant in so many words."""
    is_narrowed = any(value is not None for value in wanted.values())
    if not (ids or is_narrowed or everything):
        raise click.UsageError("name letters, narrow them by options, or say --all")
    return _filter(wanted, ids or None)


def _tell(done: Handled, words: str, *, dry_run: bool, as_json: bool) -> None:
    from app.ops.views import handled_view

    if as_json:
        print_json(handled_view(done, dry_run=dry_run))
    else:
        _print_groups(done.groups)
        if dry_run:
            click.echo(f"{done.letters} would be {words}")
        else:
            click.echo(f"{words}: {done.done} of {done.letters}")
        if done.last_due_at is not None:
            click.echo(f"the last of them at {done.last_due_at:%H:%M:%S} UTC")
    sys.exit(0 if dry_run or done.done == done.letters else 1)


def _print_groups(groups: tuple[LetterGroup, ...]) -> None:
    for each in groups:
        since = f"{each.first_seen_at:%Y-%m-%d %H:%M} to {each.last_seen_at:%m-%d %H:%M}"
        about = f"{each.impact.name.lower():<8} {each.source.value:<10}"
        click.echo(f"{each.letters:>7}  {about} {each.topic:<28} {each.code}  ({since})")
