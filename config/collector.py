"""Python's garbage collector in a process that lives long."""

from __future__ import annotations

import gc
from typing import Final

_YOUNG: Final = 5_000
_MIDDLE: Final = 20
_OLD: Final = 100


def settle() -> None:
    """Leave what is there now alone for good, and look through the rest seldom.

    Call it when everything is loaded and built. A look through all objects stops every thread, one
    that holds SQLite's writer among them: for 10 to 35 ms in a web process and 60 to 170 ms in a
    worker (measured at 20 orders a second, several times a minute). What a turn or a delivery drops
    dies without it: such a look found 0 to 340 objects, once 10,800.

    What loading left behind stays too: 1 MB of a web process, for which such a look took a tenth of
    its start (measured 2026-11-22).
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.enable()
