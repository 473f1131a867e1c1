"""A ninth platform comes from a package of its own, in few lines, and passes the suite."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.contract.platforms.abacus import PACKAGE, STAGE
from tests.contract.pos_contract import PosAdapterContract
from tests.contracts_path import PROJECT_ROOT

MOST_LINES = 600


class TestAbacus(PosAdapterContract):
    stage = STAGE


def test_it_fits_in_six_hundred_lines_with_its_stand_in() -> None:
    kept = (one for one in PACKAGE.rglob("*") if one.is_file() and one.suffix != ".pyc")

    assert sum(len(one.read_text().splitlines()) for one in kept) <= MOST_LINES


def test_the_command_line_lists_it_once_it_is_installed() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "app.cli", "platforms"],
        env={"PYTHONPATH": f"{PROJECT_ROOT}{os.pathsep}{PACKAGE}"},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    (line,) = [one for one in told.stdout.splitlines() if one.startswith("abacus")]
    assert "installed" in line.split()
