"""What the README shows is what the code declares."""

from __future__ import annotations

from adapters.matrix import into, render
from tests.contracts_path import PROJECT_ROOT


def test_the_capability_matrix_is_up_to_date() -> None:
    text = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    assert into(text, render()) == text, "run `make matrix`"


def test_every_make_target_the_readme_names_exists() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    text = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    named = {
        word.split("`")[0].split()[0] for word in text.split("`make ")[1:] if word[:1].isalpha()
    }
    assert named
    missing = {name for name in named if f"\n{name}:" not in makefile}
    assert not missing
