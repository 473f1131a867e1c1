"""What every command does alike: `--json` for programs, and a word where there is nothing.

A command that has an answer of its own shape brings its own `--json`. Those that only say that
something was done get one here: `{"said": [lines]}`, or the document itself where they print one.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from functools import partial
from typing import IO, Any, Final

import click

_LINE: Final = 62
"""What 80 columns leave beside the longest name."""
_ASIDE: Final = re.compile(r" \([^)]*\)$")
STREAMS: Final = frozenset({"run", "sandbox", "say", "serve", "worker"})
"""Run until they are stopped, talk with a person, or hand on to another program."""

EMPTY: Final[Mapping[str, str]] = {
    "alerts": "No alert stands.",
    "alerts channels list": "Nobody is told yet. voicetill alerts channels add KIND ADDRESS",
    "conflicts": "No conflict: the till and we agree.",
    "connections list": "No connection yet. voicetill connect PLATFORM",
    "dead-letters list": "No dead letter.",
    "handoffs list": "Nobody waits for a person.",
    "intake counts": "No doubtful record was met.",
    "intake list": "No setting of its own: everything is lenient.",
    "jobs list": "No job. voicetill sync asks for everything.",
    "keys list": "No API key. voicetill keys issue",
    "linking list": "No client yet. voicetill linking add NAME",
    "notices list": "Shoppers are told by nothing yet. voicetill notices email",
    "orders queue": "No order waits for its till.",
    "orders split list": "No split order.",
    "privacy list": "No platform has asked about a shopper.",
    "reading show": "No policy of its own: the cache answers, with its age.",
    "rollout differences": "No difference was seen. voicetill rollout shadow on looks for them.",
    "stores list": "No store yet. voicetill connect PLATFORM, then voicetill sync",
    "subscriptions list": "No subscription.",
    "sync": "No connection to bring anything over from. voicetill connect PLATFORM",
    "transfers list": "Nothing travels between stores.",
    "twins list": "No pair. voicetill twins pair STORE TWIN",
    "verify": "No connection to compare with. voicetill connect PLATFORM",
    "webhooks list": "No endpoint yet. voicetill webhooks add URL",
}
"""What a command says where it would print nothing at all, by its name behind `voicetill`."""


def leaves(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its name behind `voicetill`.

    Former names of commands are hidden, and not among them.
    """
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            if not below.hidden:
                yield from leaves(below, (*path, name))
        if command.invoke_without_command:
            yield " ".join(path), command
    else:
        yield " ".join(path), command


def has_json(command: click.Command) -> bool:
    """Whether it brings a `--json` of its own, or was given one."""
    return any("--json" in each.opts for each in command.params)


def teach(root: click.Group) -> None:
    """Give every command what it lacks. Call it once, when the tree is whole."""
    for command in _below(root):
        command.short_help = command.short_help or brief(command.help or "")
    for name, command in leaves(root):
        if name in EMPTY:
            command.callback = partial(_with_word, EMPTY[name], command.callback)
        if name.split(" ")[0] not in STREAMS and not has_json(command):
            command.params.append(_json_option())
            command.callback = partial(_as_json, command.callback)


def _below(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from _below(command)


def brief(text: str) -> str:
    """What a list of commands says of one: its first sentence, or the first thought of a long one.

    What is still too long for a line is wrapped, never cut off.
    """
    sentence = " ".join(text.partition("\n\n")[0].split()).removesuffix(".")
    if len(sentence) > _LINE:
        sentence, cut, _ = _ASIDE.sub("", sentence).partition("; ")
        sentence = sentence.partition(": ")[0] if cut else sentence
    return sentence if sentence.endswith("…") else f"{sentence}."


def _json_option() -> click.Option:
    return click.Option(["--json", "told_as_json"], is_flag=True, help="Print as JSON.")


_Callback = Callable[..., Any] | None


def _as_json(callback: _Callback, *arguments: Any, told_as_json: bool, **options: Any) -> Any:
    """Run it; with `--json`, what it said becomes one document."""
    if callback is None or not told_as_json:
        return callback and callback(*arguments, **options)
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            done = callback(*arguments, **options)
    except SystemExit:
        _print_document(said.getvalue())
        raise
    _print_document(said.getvalue())
    return done


def _print_document(said: str) -> None:
    import orjson

    try:
        document = orjson.loads(said)
    except orjson.JSONDecodeError:
        document = {"said": said.splitlines()}
    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


class _Heard:
    """Standard output, with a note whether anything was written to it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.anything = False

    def write(self, text: str) -> int:
        """Hand it on."""
        self.anything = self.anything or bool(text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _with_word(word: str, callback: _Callback, *arguments: Any, **options: Any) -> Any:
    """Run it; where it said nothing and did not fail, say why."""
    if callback is None:
        return None
    if click.get_current_context().invoked_subcommand is not None:
        return callback(*arguments, **options)
    heard = _Heard(sys.stdout)
    done = None
    with redirect_stdout(heard):
        try:
            done = callback(*arguments, **options)
        except SystemExit as end:
            if end.code:
                raise
    if not heard.anything:
        click.echo(word)
    return done
