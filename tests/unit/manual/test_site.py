"""The manual as a whole: every link leads somewhere, nothing comes from elsewhere, pictures fit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.contracts_path import PROJECT_ROOT
from tools.drawings import FOLDER, drawings

_LOADED = re.compile(
    r"<(?:script|img|iframe|source)[^>]+src=\"?(https?:)?//"
    r"|<link[^>]+rel=\"?(?:stylesheet|preconnect|preload)\"?[^>]+href=\"?(https?:)?//"
)

_LED = re.compile(r"url=([^\"]+)")


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed: make setup")
def test_the_manual_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = subprocess.run(
        # Without --quiet: it drops the warnings that --strict counts.
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=PROJECT_ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    pages = {
        str(each.relative_to(site)): each.read_text(encoding="utf-8")
        for each in site.rglob("*.html")
    }

    assert done.returncode == 0, done.stderr
    assert {"index.html", "connect/square.html", "project/CHANGELOG.html"} <= pages.keys()
    assert (site / "project" / "deploy" / "compose.yaml").is_file()
    assert "<li>" in pages["platforms/counterpoint.html"]
    told = "docs/runbooks/drift.md/index.html"  # as an alert tells it, below the site's address
    assert (site / told).parent.joinpath(_LED.findall(pages[told])[0]).is_file()
    assert not [name for name, text in pages.items() if _LOADED.search(text)]


def test_every_page_stands_in_the_menu_once() -> None:
    menu = (PROJECT_ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    named = [each for each in re.findall(r"(\S+\.md)$", menu, re.M) if "project/" not in each]
    docs = PROJECT_ROOT / "docs"

    assert sorted(named) == sorted(str(each.relative_to(docs)) for each in docs.rglob("*.md"))


def test_the_drawn_pictures_are_what_the_code_is() -> None:
    for name, drawn in drawings(PROJECT_ROOT).items():
        kept = (PROJECT_ROOT / FOLDER / name).read_text(encoding="utf-8")
        assert kept == drawn, f"{name} is stale: make drawings"
