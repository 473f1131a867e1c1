"""The manual's pictures that are made of the code: `python -m tools.drawings` (`make drawings`).

What is drawn changes seldom: which folder there is and who imports whom, not how often.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

from domain.orders import TRANSITIONS

FOLDER: Final = Path("docs/images")
_LAYERS: Final = (
    ("app",),
    ("sync",),
    ("storage", "adapters"),
    ("mapping",),
    ("domain",),
)
"""As `pyproject.toml` has them for import-linter; `config` and `sandbox` stand aside."""
_ASIDE: Final = ("config", "sandbox")
_WORDS: Final = {
    "app": "use cases, channels, REST, console",
    "sync": "inbox, clocks, jobs, proofs",
    "storage": "SQL and Redis",
    "adapters": "one folder per platform",
    "mapping": "tables between vendors and the schema",
    "domain": "schema, rules, ports",
    "config": "settings, secrets, logging",
    "sandbox": "stand-ins of the vendors",
}
_IMPORT: Final = re.compile(r"^[ \t]*(?:from|import)[ \t]+([a-z_]+)(?:\.([a-z_]+))?", re.M)
_INK, _PALE, _LINE, _FILL = "#1b2733", "#5b6b7a", "#9fb0c0", "#eef3f7"
_DOT: Final = "#1f6f8b"
_CELL: Final = 26
_LEFT: Final = 170
"""Of a matrix: the side of a cell, and the room for names, beside it and above it."""
_FONT: Final = "font-family='system-ui,-apple-system,Segoe UI,Roboto,sans-serif'"


def drawings(root: Path) -> Mapping[str, str]:
    """Every picture by its file's name, from the code below `root`."""
    houses = _houses_used(root)
    rooms = _rooms_used(root)
    states = {str(each.value): {to.value for to in TRANSITIONS[each]} for each in TRANSITIONS}
    return {
        "drawn-house.svg": _house(root, houses),
        "drawn-rooms.svg": _matrix(
            rooms, _calm_order(rooms), "Rooms of app: who imports whom", "imports"
        ),
        "drawn-order-states.svg": _matrix(
            states, list(states), "States of an order: what may follow what", "may become"
        ),
    }


# --- what the code says --------------------------------------------------------------------------


def _folders(root: Path, below: str) -> list[str]:
    """Packages of ours below a folder, by name."""
    return sorted(each.parent.name for each in (root / below).glob("*/__init__.py"))


def _imports(folder: Path) -> Iterable[tuple[str, str]]:
    for file in folder.rglob("*.py"):
        yield from _IMPORT.findall(file.read_text(encoding="utf-8"))


def _houses_used(root: Path) -> dict[str, set[str]]:
    names = {each for layer in _LAYERS for each in layer} | {*_ASIDE}
    return {name: {first for first, _ in _imports(root / name)} & names - {name} for name in names}


def _rooms_used(root: Path) -> dict[str, set[str]]:
    rooms = _folders(root, "app")
    return {
        room: {second for first, second in _imports(root / "app" / room) if first == "app"}
        & {*rooms} - {room}
        for room in rooms
    }


def _calm_order(used: Mapping[str, set[str]]) -> list[str]:
    """Who imports many and is imported by few first: arrows then mostly point one way."""

    def height(name: str) -> tuple[int, str]:
        users = sum(name in each for each in used.values())
        return users - len(used[name]), name

    return sorted(used, key=height)


# --- drawing -------------------------------------------------------------------------------------


def _text(x: float, y: float, words: str, *, size: int = 14, more: str = "") -> str:
    fill = "" if "fill=" in more else f" fill='{_INK}'"
    return f"<text x='{x:g}' y='{y:g}' font-size='{size}'{fill} {more}>{escape(words)}</text>"


def _box(x: float, y: float, wide: float, high: float, *, fill: str = _FILL) -> str:
    return (
        f"<rect x='{x:g}' y='{y:g}' width='{wide:g}' height='{high:g}' rx='8' fill='{fill}' "
        f"stroke='{_LINE}'/>"
    )


def _sheet(wide: float, high: float, title: str, parts: Iterable[str]) -> str:
    inner = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {wide:g} {high:g}' "
        f"width='{wide:g}' height='{high:g}' role='img' {_FONT}>\n"
        f"<title>{escape(title)}</title>\n"
        f"<rect width='{wide:g}' height='{high:g}' rx='10' fill='#ffffff'/>\n{inner}\n</svg>\n"
    )


def _matrix(used: Mapping[str, set[str]], order: Sequence[str], title: str, verb: str) -> str:
    side = _LEFT + _CELL * len(order)
    legend = f"A dot: the row's name {verb} the column's."
    parts = [
        _text(20, 32, title, size=18, more="font-weight='600'"),
        *_matrix_names(order),
        *_matrix_dots(used, order, verb),
        _text(20, side + 32, legend, size=13, more=f"fill='{_PALE}'"),
    ]
    return _sheet(max(side + 60, 480), side + 50, title, parts)


def _matrix_names(order: Sequence[str]) -> Iterable[str]:
    """Rows with a band behind every second, and turned heads of columns."""
    for i, name in enumerate(order):
        at = _LEFT + _CELL * i
        band = _FILL if i % 2 == 0 else "#ffffff"
        yield (
            f"<rect x='20' y='{at}' width='{_LEFT - 20 + _CELL * len(order)}' height='{_CELL}' "
            f"fill='{band}'/>"
        )
        yield _text(_LEFT - 10, at + 18, name, more="text-anchor='end'")
        turned = f"transform='rotate(-50 {at + 14} {_LEFT - 10})'"
        yield _text(at + 14, _LEFT - 10, name, more=turned)


def _matrix_dots(used: Mapping[str, set[str]], order: Sequence[str], verb: str) -> Iterable[str]:
    for i, name in enumerate(order):
        for j, other in enumerate(order):
            x, y = _LEFT + _CELL * (j + 0.5), _LEFT + _CELL * (i + 0.5)
            if i == j:
                yield f"<circle cx='{x:g}' cy='{y:g}' r='2' fill='{_LINE}'/>"
            elif other in used[name]:
                words = escape(f"{name} {verb} {other}")
                yield (
                    f"<circle cx='{x:g}' cy='{y:g}' r='7' fill='{_DOT}'>"
                    f"<title>{words}</title></circle>"
                )


def _house(root: Path, used: Mapping[str, set[str]]) -> str:
    wide, left, inner = 965, 20, 690
    parts = [
        _text(left, 32, "Who imports whom: arrows run downwards", size=18, more="font-weight='600'")
    ]
    y = 56.0
    for layer in _LAYERS:
        each_wide = (inner - 16 * (len(layer) - 1)) / len(layer)
        tallest = 0.0
        for i, name in enumerate(layer):
            drawn, high = _story(root, name, left + i * (each_wide + 16), y, each_wide, used)
            parts += drawn
            tallest = max(tallest, high)
        y += tallest + 30
        if layer != _LAYERS[-1]:
            parts.append(_arrow(left + inner / 2, y - 26))
    aside_y = 56.0
    for name in _ASIDE:
        drawn, high = _story(root, name, left + inner + 20, aside_y, 215, used)
        parts += drawn
        aside_y += high + 20
    return _sheet(wide, y, "The house", parts)


def _arrow(x: float, y: float) -> str:
    return (
        f"<path d='M{x:g} {y:g} v14 m-6 -6 l6 8 l6 -8' fill='none' stroke='{_PALE}' "
        "stroke-width='2'/>"
    )


def _story(
    root: Path, name: str, x: float, y: float, wide: float, used: Mapping[str, set[str]]
) -> tuple[list[str], float]:
    """A package as a box with its folders as chips; the parts and the height."""
    parts = [
        _text(x + 14, y + 26, name, size=16, more="font-weight='600'"),
        _text(x + 14, y + 46, _WORDS[name], size=12, more=f"fill='{_PALE}'"),
    ]
    at_x, at_y = x + 14, y + 60
    folders = _folders(root, name)
    for folder in folders:
        chip = 18 + 7.8 * len(folder)
        if at_x + chip > x + wide - 10:
            at_x, at_y = x + 14, at_y + 28
        parts.append(
            f"<rect x='{at_x:g}' y='{at_y:g}' width='{chip:g}' height='22' rx='11' "
            f"fill='#ffffff' stroke='{_LINE}'/>"
        )
        parts.append(_text(at_x + 8, at_y + 15, folder, size=12))
        at_x += chip + 6
    below = at_y + (50 if folders else 18)
    who = ", ".join(sorted(used[name])) or "nothing of ours"
    parts.append(_text(x + 14, below, f"imports {who}", size=12, more=f"fill='{_DOT}'"))
    high = below + 14 - y
    return [_box(x, y, wide, high), *parts], high


def main() -> None:
    """Write every picture."""
    for name, drawn in drawings(Path()).items():
        (FOLDER / name).write_text(drawn, encoding="utf-8")
        sys.stdout.write(f"{FOLDER / name}\n")


if __name__ == "__main__":
    main()
