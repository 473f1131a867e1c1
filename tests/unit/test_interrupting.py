"""How the suite itself was started does not decide what its tests see."""

from __future__ import annotations

import signal
import subprocess
import sys

WAITS = "import time; print('up', flush=True); time.sleep(60)"


def test_a_process_of_a_test_ends_by_ctrl_c_even_where_the_suite_runs_in_the_background() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)

    assert process.returncode == -signal.SIGINT
