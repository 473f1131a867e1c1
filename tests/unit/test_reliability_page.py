"""The page of promises names tests that exist."""

from __future__ import annotations

import re

from tests.contracts_path import PROJECT_ROOT


def test_every_test_that_shows_a_promise_exists() -> None:
    page = (PROJECT_ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    code = "\n".join(
        file.read_text(encoding="utf-8") for file in (PROJECT_ROOT / "tests").rglob("*.py")
    )
    missing = {name for name in named if f"def {name}(" not in code}
    assert named
    assert not missing


def test_every_folder_and_file_it_names_exists() -> None:
    page = (PROJECT_ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    for path in re.findall(r"`(tests/[\w/.]+)`", page):
        assert (PROJECT_ROOT / path).exists(), path
