"""Routes that work out how their addresses are written when one is asked for.

Werkzeug compiles two functions for every route at once: 60 of 1,150 ms of a start, for several
hundred routes of which a process writes the addresses of few (measured 2026-11-22, Werkzeug 3.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A `Rule` for `Flask.url_rule_class`."""

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:
        name = "_build_unknown" if append_unknown else "_build"

        def build_first(rule: LateRule, /, **values: Any) -> tuple[str, str]:
            build: _Builder = super(LateRule, rule)._compile_builder(append_unknown).__get__(rule)
            setattr(rule, name, build)
            return build(**values)

        return build_first
