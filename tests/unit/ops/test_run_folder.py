"""`VOICETILL_VAR_DIR` is where `voicetill run` keeps everything, and where others find it."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from app import cli
from app.commands import context
from app.start import run


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A terminal with nothing of ours in its environment."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("VOICETILL_")]:
        monkeypatch.delenv(name)


def left_by_a_run(var_dir: Path) -> None:
    (var_dir / "run").mkdir(parents=True)
    run.keep_environment(
        var_dir, {"VOICETILL_PORT": "8090", "VOICETILL_VAR_DIR": str(var_dir), "HOME": "/"}
    )


def test_a_run_keeps_everything_in_the_folder_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[run.RunOptions] = []
    monkeypatch.setattr(run, "run_all", lambda options, _: started.append(options))

    plain = CliRunner().invoke(cli.cli, ["run"])
    named = CliRunner().invoke(cli.cli, ["run"], env={"VOICETILL_VAR_DIR": str(tmp_path / "own")})
    told = CliRunner().invoke(
        cli.cli, ["run", "--var", "told"], env={"VOICETILL_VAR_DIR": str(tmp_path / "own")}
    )

    assert (plain.exit_code, named.exit_code, told.exit_code) == (0, 0, 0)
    folders = [each.var_dir for each in started]
    assert folders == [Path("var"), tmp_path / "own", Path("told")]


@pytest.mark.parametrize("folder", [None, "elsewhere"], ids=["the usual one", "a named one"])
def test_another_terminal_finds_what_runs_in_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str | None
) -> None:
    left_by_a_run(tmp_path / (folder or "var"))
    if folder is not None:
        monkeypatch.setenv("VOICETILL_VAR_DIR", folder)

    assert context.settings().port == 8090


def test_a_key_for_a_till_in_the_environment_hides_nothing_of_what_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    left_by_a_run(tmp_path / "var")
    monkeypatch.setenv("VOICETILL_CONNECT_API_TOKEN", "secret")

    assert context.settings().port == 8090


def test_who_configures_more_than_the_folder_is_left_to_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    left_by_a_run(tmp_path / "var")
    monkeypatch.setenv("VOICETILL_PORT", "8101")

    assert context.settings().port == 8101
    assert orjson.loads((tmp_path / "var/run/environment.json").read_bytes()).keys() == {
        "VOICETILL_PORT", "VOICETILL_VAR_DIR",
    }  # fmt: skip
