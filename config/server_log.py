"""What the web server's own lines leave out: advice that does not fit this house."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_suffix(".json")
"""The logging configuration that granian is started with; it names `Meant`."""
_THREADS: Final = "Configuration allows spawning up to"


class Meant(logging.Filter):
    """Leaves out granian's advice (2.8.7) to have no more threads than twice the processors and
    one: ours wait for tills, and fewer of them would let one slow till keep shoppers waiting."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is shown."""
        return not record.getMessage().startswith(_THREADS)
