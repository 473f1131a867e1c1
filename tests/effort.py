"""How thorough a run is: the suite tries a little of everything, `make chaos` very much of it."""

from __future__ import annotations

import os

KILLS = int(os.environ.get("VOICETILL_TEST_KILLS", "3"))
"""How many kills must hit their moment."""
AT_ONCE = int(os.environ.get("VOICETILL_TEST_AT_ONCE", "100"))
"""Of a thousand calls over an expiry, how many begin at the same moment."""
FIRST_GOODS = float(os.environ.get("VOICETILL_TEST_FIRST_GOODS", "0"))
"""Where in the catalog tests begin to take goods, from 0 to 1: what holds of some shall hold of
all, and which test gets which depends on the machine."""
_TIMES = int(os.environ.get("VOICETILL_TEST_TIMES", "1"))


def examples(usual: int) -> int:
    """How many examples of a property are tried: so many, or a campaign's multiple of them."""
    return usual * _TIMES
