"""Snapshots: saved when something changed, replaced as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.__main__ import parser
from sandbox.kit.state import Snapshots, read_snapshot, write_atomically


def test_only_a_change_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    revision = [0]
    snapshots = Snapshots(path, dump=lambda: b'{"n": 1}', revision=lambda: revision[0])

    assert snapshots.save() is True  # there was no file yet
    assert snapshots.save() is False
    revision[0] += 1
    assert snapshots.save() is True
    assert read_snapshot(path) == {"n": 1}


def test_the_last_change_is_saved_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    content = [b'{"n": 1}']
    revision = [0]
    snapshots = Snapshots(path, dump=lambda: content[0], revision=lambda: revision[0])
    snapshots.start()
    content[0], revision[0] = b'{"n": 2}', 1
    snapshots.stop()

    assert read_snapshot(path) == {"n": 2}


def test_a_write_leaves_no_half_file_behind(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_atomically(path, b"{}")
    write_atomically(path, b'{"a": 1}')

    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


def test_no_file_is_no_state_and_a_list_is_not_one(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    assert read_snapshot(path) is None
    path.write_text("[]")
    with pytest.raises(ValueError):
        read_snapshot(path)


def test_a_place_where_nothing_can_be_saved_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    snapshots = Snapshots(tmp_path / "file" / "shop.json", dump=lambda: b"{}", revision=lambda: 0)

    with pytest.raises(OSError, match="file"):
        snapshots.start()


def test_a_port_that_cannot_be_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["square", "--port", "65536"])

    assert "a port is a number from 0 to 65535" in capsys.readouterr().err
