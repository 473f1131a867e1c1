"""The correlation id: one name for a request, from its arrival to the call at the POS."""

from __future__ import annotations

import re
from random import getrandbits

from flask import g, has_request_context, request

from domain.cards import holds_card_number

HEADER = "X-Correlation-Id"
NONE = "-"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{7,63}")


def correlation_id_from(given: str) -> str:
    """The caller's id if it is well formed (8 to 64 of `A-Za-z0-9_.-`), else a new one."""
    usable = given and _WELL_FORMED.fullmatch(given) and not holds_card_number(given)
    # It is no secret; the system's random source costs a system call. Forks are seeded anew.
    return given if usable else f"{getrandbits(128):032x}"


def accept_correlation_id() -> str:
    """Give the request in hand its id."""
    g.correlation_id = correlation_id_from(request.headers.get(HEADER, ""))
    return str(g.correlation_id)


def current_correlation_id() -> str:
    """The id of the request in hand; `-` outside of one."""
    return str(g.get("correlation_id", NONE)) if has_request_context() else NONE
