"""API versions on 2026-11-20 and the falling forward of retired ones (fact sheet §1)."""

from __future__ import annotations

import re

STABLE = "2026-10"
SUPPORTED = ("2026-01", "2026-04", "2026-07", "2026-10")
CANDIDATE = "2027-01"
UNSTABLE = "unstable"
SERVED: tuple[tuple[str, bool], ...] = (
    *((handle, True) for handle in SUPPORTED),
    (CANDIDATE, False),
    (UNSTABLE, False),
)
"""(handle, whether it is supported)."""

_HANDLE = re.compile(r"(\d{4})-(01|04|07|10)")


def served_version(wanted: str) -> str | None:
    """The version that answers a request: retired ones fall forward to the oldest served one.

    None = there never was such a version, or it is not out yet: the vendor answers 404.
    """
    if wanted in SUPPORTED or wanted in (CANDIDATE, UNSTABLE):
        return wanted
    if _HANDLE.fullmatch(wanted) and wanted < SUPPORTED[0]:
        return SUPPORTED[0]
    return None


def display_name(handle: str) -> str:
    """`2026-10 (Latest)` as the vendor shows it."""
    if handle == STABLE:
        return f"{handle} (Latest)"
    if handle == CANDIDATE:
        return f"{handle} (Release candidate)"
    return handle
