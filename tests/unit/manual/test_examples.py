"""What the manual tells a reader to type works: commands, options, addresses, documents."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from app.cli import cli
from tests.contracts_path import PROJECT_ROOT
from tests.unit.manual.examples import (
    Example,
    blocks,
    curl_call,
    fault_of_command,
    is_operation,
    shell_lines,
    span_words,
    spans,
)

PAGES = [
    *(each for each in sorted((PROJECT_ROOT / "docs").rglob("*.md")) if each.name != "cli.md"),
    PROJECT_ROOT / "README.md",
    PROJECT_ROOT / "CHANGELOG.md",
    PROJECT_ROOT / "adapters" / "README.md",
    PROJECT_ROOT / "clients" / "python" / "README.md",
    PROJECT_ROOT / "sandbox" / "README.md",
]
_READERS = {
    "json": json.loads,
    "python": ast.parse,
    "toml": tomllib.loads,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
}
_PLAIN = {"text", "nginx", "http", "ini"}
_SHELL = {"sh", "console"}
_OPERATION = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/v1/\S+)")


@cache
def _all_blocks() -> tuple[Example, ...]:
    return tuple(each for page in PAGES for each in blocks(page, PROJECT_ROOT))


@cache
def _all_spans() -> tuple[Example, ...]:
    return tuple(each for page in PAGES for each in spans(page, PROJECT_ROOT))


def _typed() -> Iterator[tuple[Example, list[str]]]:
    """Every command of every shell block."""
    for each in _all_blocks():
        if each.language in _SHELL:
            for words in shell_lines(each):
                yield each, words


def _paths() -> dict[str, dict[str, object]]:
    document = json.loads((PROJECT_ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    return dict(document["paths"])


def test_every_block_says_what_it_is_and_can_be_read_as_that() -> None:
    faults = []
    for each in _all_blocks():
        if each.language in _READERS:
            try:
                _READERS[each.language](each.text)
            except (ValueError, SyntaxError, yaml.YAMLError) as error:
                faults.append(f"{each}: {each.language}: {error}")
        elif each.language not in _PLAIN | _SHELL:
            faults.append(f"{each}: no language, or one nobody checks: {each.language!r}")

    assert not faults, "\n".join(faults)


def test_every_command_that_is_shown_exists_with_its_options() -> None:
    shown = [
        (each, words, fault_of_command(cli, words[1:], is_whole=True))
        for each, words in _typed()
        if words[0].endswith("voicetill")
    ]
    shown += [
        (each, words, fault_of_command(cli, words[1:], is_whole=False))
        for each in _all_spans()
        if len(words := span_words(each)) > 1 and words[0] == "voicetill"
    ]
    faults = [f"{each}: {' '.join(words)}: {fault}" for each, words, fault in shown if fault]

    assert len(shown) > 200
    assert not faults, "\n".join(faults)


def test_every_make_target_that_is_shown_exists() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {*re.findall(r"^([a-z-]+):", makefile, re.M)}
    lines = [*(words for _, words in _typed()), *map(span_words, _all_spans())]
    named = {words[1] for words in lines if words[0] == "make" and len(words) > 1}

    assert named
    assert {name for name in named if name[0].isalpha()} <= targets


def test_every_rest_operation_that_is_shown_is_in_the_document() -> None:
    paths = _paths()
    typed = [(each, words) for each, words in _typed() if words[0] == "curl"]
    calls = [(each, *call) for each, words in typed if (call := curl_call(words))]
    calls += [
        (each, match[1], match[2])
        for each in _all_spans()
        if (match := _OPERATION.match(each.text)) and "…" not in match[2]
        if not each.page.startswith("docs/platforms/")  # the platforms' own
    ]
    faults = [
        f"{each}: {method} {path}"
        for each, method, path in calls
        if not is_operation(paths, method, path)
    ]

    assert len(calls) > 30
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("dead-letters replay --code X --dry-run", None),
        ("dead-letters reply", "no command 'reply'"),
        ("sync --fast", "no option --fast"),
        ("connect", "wants ['platform']"),
        ("connections mark con_1 maybe", "what is none of its choices: {'maybe'}"),
        ("alerts --json", None),
        ("merchants add northwind --name N", "wants ['--currency', '--country', '--timezone']"),
        ("openapi petstore", "too much: petstore"),
    ],
)
def test_a_wrong_command_is_noticed(typed: str, fault: str | None) -> None:
    assert fault_of_command(cli, typed.split(), is_whole=True) == fault


def test_a_wrong_operation_is_noticed() -> None:
    paths = {"/v1/orders/{order_id}": {"get": {}}, "/v1/orders": {"post": {}}}

    assert is_operation(paths, "GET", "/v1/orders/ord_1?x=1")
    assert not is_operation(paths, "DELETE", "/v1/orders/ord_1")
    assert not is_operation(paths, "GET", "/v1/order/ord_1")
    assert curl_call(["curl", "-d", "{}", "$HOST/v1/orders"]) == ("POST", "/v1/orders")
