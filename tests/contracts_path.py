"""Where the vendors' own schemas and samples lie, when they lie beside the project."""

from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).resolve().parents[1]


def contracts_dir(*parts: str) -> Path:
    """The vendors' contracts folder (or a path below it); skips the calling check, or
    the module that asks while it is loaded, if absent."""
    path = PROJECT_ROOT.parent / "shared" / "contracts" / Path(*parts)
    if not path.exists():
        pytest.skip(
            f"vendor contracts are not beside the project: {'/'.join(parts) or 'contracts'}",
            allow_module_level=True,
        )
    return path
