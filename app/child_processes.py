"""What child processes of ours do before their program begins."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """For `preexec_fn`: be asked to end when the parent is gone, even by `kill -9`; Linux only.

    To Linux the parent is the thread that began the child: begin what shall last from one that
    lasts.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
