"""The web server's own lines: advice that does not fit is left out, all else is shown."""

from __future__ import annotations

import json
import logging
from importlib import import_module
from logging import LogRecord

from granian.log import LOGGING_CONFIG

from config.server_log import FILE, Meant


def line(text: str) -> LogRecord:
    """One line of granian's."""
    return LogRecord("_granian", logging.WARNING, __file__, 1, text, None, None)


def test_advice_about_threads_is_left_out_and_nothing_else() -> None:
    meant = Meant()

    assert not meant.filter(line("Configuration allows spawning up to 8 Python threads, which …"))
    assert meant.filter(line("Unexpected exit from worker-1"))


def test_the_configuration_fits_the_one_that_granian_lays_it_over() -> None:
    ours = json.loads(FILE.read_text(encoding="utf-8"))
    module, _, name = ours["filters"]["meant"]["()"].rpartition(".")

    assert getattr(import_module(module), name) is Meant
    assert ours["handlers"].keys() == LOGGING_CONFIG["handlers"].keys()
    assert {each["formatter"] for each in ours["handlers"].values()} == LOGGING_CONFIG[
        "formatters"
    ].keys()
