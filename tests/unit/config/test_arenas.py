"""Threads share what the C library allocates from."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_COUNTED = """
import ctypes, sys, threading
from config.arenas import share_arenas

share_arenas()
held, met = [], threading.Barrier(6)

def allocate():
    met.wait()  # all at once, so that each would want its own
    held.append([bytes(2000) for _ in range(50)])
    met.wait()

threads = [threading.Thread(target=allocate) for _ in range(6)]
for each in threads: each.start()
for each in threads: each.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fclose(out)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's own allocator")
def test_six_threads_allocate_from_one_arena() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _COUNTED], capture_output=True, text=True, check=True
    )

    assert told.stdout.count("<heap nr=") == 1
