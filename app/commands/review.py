"""`voicetill nlu review`: what was not understood, labeled by a person, becomes training rows."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.context import at_work, print_json
from domain.counting import counted

if TYPE_CHECKING:
    from app.conversations.review import Missed, ReviewDesk
    from domain.ids import MerchantId

_NOTHING = "x"
_LATER = "-"
_STOP = "q"


@click.command()
@click.option("--merchant", default="demo", show_default=True, help="Whose conversations.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Add everything labeled so far to this file of training rows, and ask nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="List as JSON, and ask nothing.")
def review(merchant: str, limit: int, write: Path | None, as_json: bool) -> None:
    """Label turns that were not understood, one by one.

    For each: the number of a reading, the name of a label, `x` for nothing to learn, `-` for
    later, `q` to stop. `--write app/voice/nlu/data/train/reviewed.jsonl`, then
    `voicetill nlu train`, and the classifier has learned it.
    """
    from domain.ids import MerchantId

    of = MerchantId(merchant)
    with at_work() as services:
        if write is not None:
            try:
                click.echo(
                    f"{counted(services.review.write_rows(of, write), 'new row')} in {write}"
                )
            except ValueError as error:
                raise click.ClickException(str(error)) from error
            return
        found = services.review.missed(of, limit=limit).rows
        if as_json:
            print_json([_view(each) for each in found])
            return
        if not found:
            click.echo("nothing waits: every missed turn is labeled")
        _ask_all(services.review, of, found)


def _ask_all(desk: ReviewDesk, merchant_id: MerchantId, found: tuple[Missed, ...]) -> None:
    by, done = f"cli:{getpass.getuser()}", 0
    for each in found:
        answer = _ask(each)
        if answer == _STOP:
            break
        if answer != _LATER:
            desk.label(merchant_id, each.turn.id, "" if answer == _NOTHING else answer, by=by)
            done += 1
    if found:
        click.echo(f"{done} labeled, {desk.waiting(merchant_id)} wait")


def _ask(missed: Missed) -> str:
    """A label's name, or one of the three signs."""
    from app.voice.nlu.labels import Label

    turn = missed.turn
    click.echo(f"\n{turn.channel} {turn.locale}, asked for {turn.expect}: {turn.heard!r}")
    for number, reading in enumerate(missed.readings, start=1):
        click.echo(f"  {number}  {reading.label.value} ({reading.score:.0%})")
    numbered = {str(at): each.label.value for at, each in enumerate(missed.readings, start=1)}
    while True:
        told = click.prompt("label", default=_LATER).strip()
        answer = numbered.get(told, told)
        if answer in {_NOTHING, _LATER, _STOP} or answer in set(Label):
            return answer
        click.echo(f"none of {', '.join(Label)}")


def _view(missed: Missed) -> dict[str, object]:
    turn = missed.turn
    return {
        "id": turn.id,
        "text": turn.heard,
        "said": turn.said,
        "channel": turn.channel,
        "locale": turn.locale,
        "expect": turn.expect,
        "at": turn.at,
        "readings": [
            {"intent": reading.label.value, "score": round(reading.score, 4)}
            for reading in missed.readings
        ],
    }
