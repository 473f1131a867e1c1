"""Keeps the memory of our processes, with keys and tokens in it, out of core files."""

from __future__ import annotations

import resource


def forbid_core_dumps() -> None:
    """Let this process and those it starts leave no core file, however they end."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
