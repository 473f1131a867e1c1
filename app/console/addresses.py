"""Where a person goes after signing in."""

from __future__ import annotations

from flask import request, url_for


def onward() -> str:
    """The page they wanted, if it is one of the console; its start otherwise."""
    wanted = request.values.get("then", "")
    is_ours = wanted.startswith("/console/") and "//" not in wanted and "\\" not in wanted
    return wanted if is_ours else url_for("console.start")
