"""The pages for operators name commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from app.cli import cli
from tests.contracts_path import PROJECT_ROOT

PAGES = [
    *sorted((PROJECT_ROOT / "docs" / "runbooks").glob("*.md")),
    PROJECT_ROOT / "docs" / "operations.md",
]


def _commands(text: str) -> set[tuple[str, ...]]:
    """What stands after `voicetill`, as far as it can be names of commands."""
    found = re.findall(r"voicetill ((?:[a-z][a-z-]+ ?)+)", text)
    return {tuple(words.split()) for words in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_on_a_page_exists(page: Path) -> None:
    unknown = []
    for words in _commands(page.read_text(encoding="utf-8")):
        command: click.Command = cli
        for word in words:
            if not isinstance(command, click.Group):
                break
            if word not in command.commands:
                unknown.append(" ".join(words))
                break
            command = command.commands[word]

    assert unknown == []
