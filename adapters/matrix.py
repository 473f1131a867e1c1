"""The capability matrix of the README, written from what the adapters declare."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from adapters.platform import Platform
from adapters.registry import BUILT_IN, PLATFORMS
from domain.capabilities import Capability, Support

BEGIN = "<!-- matrix: begin (written by `make matrix`) -->"
END = "<!-- matrix: end -->"
_SIGNS = {Support.NATIVE: "●", Support.EMULATED: "◐", Support.NONE: "–"}
_QUALITY = Path(__file__).with_name("quality.toml")


def render(platforms: Mapping[str, Platform] | None = None) -> str:
    """The matrix of our own platforms (or of these) as a Markdown table with its legend."""
    platforms = platforms or {name: PLATFORMS[name] for name in BUILT_IN}
    quality = tomllib.loads(_QUALITY.read_text(encoding="utf-8"))
    ordered = [platforms[name] for name in sorted(platforms)]
    rows = [
        _row("", [f"**{platform.title}**" for platform in ordered]),
        _row("---", [":---:"] * len(ordered)),
        _row("API version", [platform.api_version.version for platform in ordered]),
        _row("evidence", [quality[platform.name]["evidence"] for platform in ordered]),
    ]
    for capability in Capability:
        cells = [_SIGNS[platform.capabilities[capability].support] for platform in ordered]
        rows.append(_row(capability.value.replace("_", " "), cells))
    legend = "● native · ◐ emulated by the gateway, limits on the platform's page · – none"
    return "\n".join([*rows, "", legend])


def into(text: str, matrix: str) -> str:
    """The README with this matrix between its marks. Raises ValueError if they are missing."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the marks {BEGIN} and {END} are missing")
    return f"{head}{BEGIN}\n{matrix}\n{END}{tail}"


def _row(name: str, cells: list[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"
