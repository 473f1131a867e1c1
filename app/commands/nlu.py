"""`voicetill nlu …`: try, measure and train the understanding of sentences, without a database."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from app.commands.context import print_json
from app.commands.review import review


@click.group()
def nlu() -> None:
    """What sentences mean: intent, products, numbers, dates."""


def _day(_context: click.Context, _option: click.Parameter, told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise click.BadParameter(f"not a day as in 2026-03-11: {told}") from error


nlu.add_command(review)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@nlu.command()
@click.argument("text")
@click.option("--lang", default=None, help="en, es, fr, de or en-es; default: told from the words.")
@click.option("--state", default="nothing", show_default=True, help="What was just asked for.")
@click.option("--channel-intent", default=None, help="What the channel took it for: order_status.")
@click.option("--today", callback=_day, help="Day that dates are relative to; default: today.")
@_JSON
def parse(
    text: str,
    lang: str | None,
    state: str,
    channel_intent: str | None,
    today: date | None,
    as_json: bool,
) -> None:
    """What TEXT means: likeliest readings with scores, and everything it names."""
    from app.voice.nlu.labels import Label
    from app.voice.nlu.parsing import SentenceParser
    from app.voice.nlu.understanding import Expect

    parsed = SentenceParser().parse(
        text,
        today=today or datetime.now(UTC).date(),
        lang=lang,
        expect=_one_of(Expect, state, "--state"),
        channel=_one_of(Label, channel_intent, "--channel-intent") if channel_intent else None,
    )
    told = parsed.as_json()
    if as_json:
        print_json(told)
        return
    for reading in parsed.readings:
        click.echo(f"{reading.score:6.1%}  {reading.label.value}")
    if not parsed.sure:
        one, other = parsed.either
        click.echo(f"not sure: ask whether {one.value} or {other.value} was meant")
    for name in told.keys() - {"text", "lang", "intent", "score", "sure", "readings"}:
        click.echo(f"{name}: {told[name]}")


def _one_of(kind: Any, told: str, option: str) -> Any:
    try:
        return kind(told)
    except ValueError as error:
        known = ", ".join(each.value for each in kind)
        raise click.BadParameter(f"{told} is none of {known}", param_hint=option) from error


@nlu.command("eval")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--today", callback=_day, help="Day of an entities file; default: 2026-03-11.")
@_JSON
def eval_(file: Path, today: date | None, as_json: bool) -> None:
    """How well the utterances of FILE (JSON Lines, intents or entities) are understood."""
    from app.voice.nlu.evaluation import ENTITY_DAY, evaluate
    from app.voice.nlu.parsing import SentenceParser

    try:
        figures = evaluate(file, SentenceParser(), today=today or ENTITY_DAY)
    except ValueError as error:
        raise click.ClickException(f"{error}; nothing was measured") from error
    if as_json:
        print_json(figures)
    else:
        _show(figures)


def _show(figures: dict[str, Any]) -> None:
    """Single figures line by line, groups as tables."""
    for name, value in figures.items():
        if name == "wrong":
            continue
        if not isinstance(value, dict):
            click.echo(f"{name.replace('_', ' '):22} {value}")
            continue
        click.echo(name.replace("_", " "))
        for key, group in value.items():
            share = group.get("accuracy_lenient", group.get("accuracy"))
            click.echo(f"  {key:24} {share:7.1%}  of {group['rows']}")


def _put(path: Path, made: bytes) -> None:
    """In one step: running processes have the old file in memory, and keep it."""
    beside = path.with_suffix(".new")
    beside.write_bytes(made)
    beside.replace(path)


@nlu.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the weights would change.")
def train(check: bool) -> None:
    """Make the weights of the intent classifier from the files of the project.

    The same files give the same bytes. Needs scikit-learn (requirements-dev.txt).
    """
    try:
        from app.voice.nlu.training.fit import train as fitted
    except ImportError as error:
        raise click.ClickException(
            "training needs scikit-learn: pip install -r requirements-dev.txt"
        ) from error
    from app.voice.nlu.classifier import WEIGHTS_FILE
    from app.voice.nlu.training.rows import digest_of, training_rows

    began = datetime.now(UTC)
    rows = training_rows()
    made = fitted(rows, digest=digest_of(), processes=os.cpu_count() or 1)
    took = (datetime.now(UTC) - began).total_seconds()
    same = WEIGHTS_FILE.exists() and WEIGHTS_FILE.read_bytes() == made
    if not check:
        _put(WEIGHTS_FILE, made)
    click.echo(
        f"{len(rows)} rows, {len(made)} bytes, {took:.1f} s, {'same' if same else 'changed'}"
    )
    if check and not same:
        raise click.exceptions.Exit(1)
