"""The WSGI application: `granian --interface wsgi wsgi:app`, or any other WSGI server."""

import gc
import os
import sys

# What is loaded here lives as long as the process: looking for garbage among it takes a fifth of
# the start, and again whenever the collector comes by.
gc.disable()
# structlog loads rich for colored tracebacks, which no web process prints: 4 MB, 60 ms.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # importing it fails, as if absent

from app.bootstrap import create_app  # noqa: E402
from config.collector import settle  # noqa: E402
from config.settings import Settings  # noqa: E402

app = create_app(Settings.from_env(os.environ))  # noqa: TID251 - one of the two readers

settle()
