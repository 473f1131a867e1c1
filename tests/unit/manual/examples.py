"""What the manual shows to be typed, taken out of its pages and held against what there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

_FENCE = re.compile(r"^( *)```([a-z]*)[^\n]*\n(.*?)^\1```", re.M | re.S)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_STOPS = {"|", "||", "&&", ";", ">", ">>", "<", "&"}
_OPEN_END = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Something to be typed or sent, with where it stands."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: Path, root: Path) -> Iterator[Example]:
    """Fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        yield Example(
            page=str(page.relative_to(root)),
            line=text.count("\n", 0, match.start()) + 1,
            language=match[2],
            text=re.sub(f"^{match[1]}", "", match[3], flags=re.M),
        )


def spans(page: Path, root: Path) -> Iterator[Example]:
    """Code within sentences."""
    for number, line in enumerate(_without_blocks(page.read_text(encoding="utf-8")), start=1):
        for text in filter(str.strip, _SPAN.findall(line)):
            yield Example(page=str(page.relative_to(root)), line=number, language="", text=text)


def _without_blocks(text: str) -> list[str]:
    return _FENCE.sub(lambda match: "\n" * match[0].count("\n"), text).splitlines()


def shell_lines(example: Example) -> Iterator[list[str]]:
    """The commands of a shell block, as words; in a `console` block those behind the prompt."""
    text = example.text.replace("\\\n", " ")
    for line in text.splitlines():
        if example.language == "console":
            if not line.startswith("$ "):
                continue
            line = line[2:]
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise AssertionError(f"{example}: {line!r} is no shell: {error}") from error
        yield from _parted(words)


def _parted(words: list[str]) -> Iterator[list[str]]:
    """Commands of one line, without variables set before them."""
    command: list[str] = []
    for word in [*words, ";"]:
        if word in _STOPS:
            if command:
                yield command
            command = []
        elif word.endswith(";"):
            yield [*command, word[:-1]]
            command = []
        elif command or not re.fullmatch(r"[A-Z_]+=.*", word):
            command.append(word)


def span_words(example: Example) -> list[str]:
    """The words of a span, without brackets around what may be left out."""
    try:
        words = shlex.split(example.text)
    except ValueError:
        words = example.text.split()
    return [each.strip("[]") for each in words]


# --- our commands --------------------------------------------------------------------------------


def fault_of_command(root: click.Group, words: list[str], *, is_whole: bool) -> str | None:
    """What is wrong with `voicetill …`; `is_whole`: it is typed as it stands."""
    command: click.Command = root
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith(("-", _OPEN_END)):
        names = rest[0].split("|")
        unknown = [name for name in names if name not in command.commands]
        if unknown and command.invoke_without_command:
            break
        if unknown:
            return f"no command {' '.join(unknown)!r}"
        command = command.commands[names[0]]
        rest.pop(0)
        if len(names) > 1:
            return None
    if rest[:1] == [_OPEN_END] or command.context_settings.get("ignore_unknown_options"):
        return None
    if isinstance(command, click.Group) and not command.invoke_without_command:
        return "a group is no command" if is_whole and not {*rest} & {"--help"} else None
    return _fault_of_words(command, rest, is_whole=is_whole)


def _fault_of_words(command: click.Command, words: list[str], *, is_whole: bool) -> str | None:
    options = {
        name: each
        for each in command.params
        if isinstance(each, click.Option)
        for name in (*each.opts, *each.secondary_opts)
    }
    given, positional, rest = {"--help", "-h"}, [], list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            positional.append(word)
            continue
        name, equals, value = word.partition("=")
        if name in given:
            continue
        if name not in options:
            return f"no option {name}"
        if not options[name].is_flag:
            if not equals and not rest:
                return f"{name} wants a value" if is_whole else None
            value = value if equals else rest.pop(0)
            if fault := _fault_of_value(options[name], value):
                return fault
    return _fault_of_arguments(command, positional, words, is_whole=is_whole)


def _fault_of_arguments(
    command: click.Command, positional: list[str], words: list[str], *, is_whole: bool
) -> str | None:
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    has_many = any(each.nargs == -1 for each in arguments)
    told = [each for each in positional if not each.startswith(_OPEN_END)]
    if len(told) > len(arguments) and not has_many:
        return f"too much: {' '.join(told[len(arguments) :])}"
    for argument, value in zip(arguments, told, strict=False):
        if fault := _fault_of_value(argument, value):
            return fault
    if not is_whole:
        return None
    if len(positional) < sum(each.required for each in arguments):
        return f"wants {[each.name for each in arguments]}"
    needed = [
        each.opts[0]
        for each in command.params
        if isinstance(each, click.Option) and each.required and not {*each.opts} & {*words}
    ]
    return f"wants {needed}" if needed else None


def _fault_of_value(parameter: click.Parameter, value: str) -> str | None:
    is_placeholder = value.isupper() or value.startswith((_OPEN_END, "$", "<"))
    if isinstance(parameter.type, click.Choice) and not is_placeholder:
        unknown = {*value.split("|")} - {*map(str, parameter.type.choices)}
        return f"{parameter.name} is none of its choices: {unknown}" if unknown else None
    return None


# --- our REST surface ----------------------------------------------------------------------------


def is_operation(paths: Mapping[str, Mapping[str, object]], method: str, path: str) -> bool:
    """Whether the document has such an operation; what stands in a place may be anything."""
    told = path.split("?")[0].rstrip("/").split("/")
    return any(
        method.lower() in operations
        and len(told) == len(parts := template.split("/"))
        and all(
            part == word or part.startswith("{") for part, word in zip(parts, told, strict=True)
        )
        for template, operations in paths.items()
    )


def curl_call(words: list[str]) -> tuple[str, str] | None:
    """Method and path of a `curl` to our REST surface; None for any other address."""
    address = next((each for each in words[1:] if "/v1/" in each), None)
    if address is None or "_sandbox" in address:
        return None
    path = "/v1/" + address.split("/v1/", 1)[1]
    for flag in ("-X", "--request"):
        if flag in words:
            return words[words.index(flag) + 1], path
    sends = {"-d", "--data", "--json"} & {*words} and "-G" not in words
    return ("POST" if sends else "GET"), path
