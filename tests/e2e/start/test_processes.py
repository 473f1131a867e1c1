"""The processes of one start command."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from app.start import processes
from app.start.processes import Family

_STUBBORN = 'trap "" TERM; sleep 600 & echo $! > "$0.new"; mv "$0.new" "$0"; wait'


def test_who_does_not_listen_ends_with_its_own_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_STOP_S", 0.2)
    told = tmp_path / "pid"
    with Family(tmp_path / "log") as family:
        family.start("stubborn", ["sh", "-c", _STUBBORN, str(told)], os.environ)
        ends = time.monotonic() + 60
        while not told.exists():
            assert time.monotonic() < ends
        grandchild = psutil.Process(int(told.read_text()))

    psutil.wait_procs([grandchild], timeout=60)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE
