"""The start command says which port stands in its way before it starts anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.start.run import RunOptions, run_all
from domain.errors import ConfigurationError

OPTIONS = RunOptions(
    once=True, port=1, square_port=2, shopify_port=3, variants=300, var_dir=Path("nowhere")
)


def test_two_parts_on_one_port_are_refused_by_name(tmp_path: Path) -> None:
    options = replace(OPTIONS, port=0, square_port=0, var_dir=tmp_path / "var")

    with pytest.raises(ConfigurationError, match="the gateway and the square sandbox cannot share"):
        run_all(options, {})

    assert not options.var_dir.exists()
