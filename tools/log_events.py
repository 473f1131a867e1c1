"""Writes the table of log events into docs/logging.md, read from the code that logs them.

`make log-events` runs it. Only names that stand in the code as they are logged can be read; the
few that are handed through a variable are named below with the place that logs them.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools import contract

PAGE: Final = contract.ROOT / "docs" / "logging.md"
EVENT: Final = re.compile(r"[a-z][a-z_-]*\.[a-z][a-z_]*")
_BEGIN, _END = "<!-- events: begin (written by `make log-events`) -->", "<!-- events: end -->"
_FOLDERS: Final = ("adapters", "app", "config", "mapping", "storage", "sync")
_LEVELS: Final = {"exception": "error", "warn": "warning"}
_METHODS: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
_LOGGERS: Final = frozenset({"log", "_log", "_LOG", "get_logger"})
_CHOSEN: Final = "log"
"""The name under which a module calls the method of a logger that it has chosen before."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One place that logs an event."""

    event: str
    level: str
    fields: tuple[str, ...]
    module: str


_ELSEWHERE: Final = (
    Logged("breaker.closed", "warning", ("platform", "connection_id"), "adapters.breaker"),
    Logged("breaker.opened", "warning", ("platform", "connection_id"), "adapters.breaker"),
    Logged("customer.merged", "info", ("kept_id", "merged_id"), "app.commerce.persons"),
    Logged("customer.unmerged", "info", ("kept_id", "merged_id"), "app.commerce.persons"),
    Logged("dead-letters.discarded", "info", ("letters", "actor"), "sync.letters"),
    Logged("dead-letters.replayed", "info", ("letters", "actor"), "sync.letters"),
    Logged(
        "platform.called",
        "info, warning",
        (
            "platform",
            "operation",
            "connection_id",
            "correlation_id",
            "lane",
            "outcome",
            "status",
            "attempts",
            "elapsed_ms",
            "platform_ms",
            "waited_ms",
            "error",
            "platform_code",
            "request_id",
        ),
        "adapters.call_record",
    ),
)


def found() -> Iterator[Logged]:
    """Every place that logs, as far as the code names its event."""
    yield from _ELSEWHERE
    for folder in _FOLDERS:
        for path in sorted((contract.ROOT / folder).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            if "structlog" in source:
                yield from _in_module(path, source)


def _in_module(path: Path, source: str) -> Iterator[Logged]:
    module = ".".join(path.relative_to(contract.ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (level := _level(node.func)) is not None:
            fields = tuple(word.arg if word.arg else "…" for word in node.keywords)
            for event in _names(node):
                yield Logged(event, level, fields, module)


def _level(called: ast.expr) -> str | None:
    """At which level a call logs; None: it is none that logs."""
    if isinstance(called, ast.Name):
        return "info" if called.id == _CHOSEN else None
    if not isinstance(called, ast.Attribute) or called.attr not in _METHODS:
        return None
    owner = called.value
    if isinstance(owner, ast.Call):
        owner = owner.func
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", None)
    return _LEVELS.get(called.attr, called.attr) if name in _LOGGERS else None


def _names(call: ast.Call) -> Iterator[str]:
    """The events that a call may log: its first text, or both of a choice."""
    for argument in call.args:
        texts = [argument]
        if isinstance(argument, ast.IfExp):
            texts = [argument.body, argument.orelse]
        for each in texts:
            if isinstance(each, ast.Constant) and EVENT.fullmatch(str(each.value)):
                yield str(each.value)


def page() -> str:
    """docs/logging.md with the table as the code is now."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    return f"{before}{_BEGIN}\n{_table()}\n{_END}{rest.partition(_END)[2]}"


def _table() -> str:
    places: dict[str, list[Logged]] = defaultdict(list)
    for each in found():
        places[each.event].append(each)
    lines = ["| event | level | fields | logged by |", "|---|---|---|---|"]
    for event, where in sorted(places.items()):
        levels = ", ".join(dict.fromkeys(each.level for each in where))
        fields = dict.fromkeys(field for each in where for field in each.fields)
        named = " ".join(f"`{field}`" for field in fields if field != "exc_info")
        modules = ", ".join(dict.fromkeys(f"`{each.module}`" for each in where))
        lines.append(f"| `{event}` | {levels} | {named} | {modules} |")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
