"""The WSGI application: `granian --interface wsgi wsgi:app`, or any other WSGI server."""

import gc
import os
import sys

from config.lazy_packages import load_later
from config.shared_methods import share_methods

# What is loaded here lives as long as the process: looking for garbage among it takes a fifth of
# the start, and again whenever the collector comes by.
gc.disable()
share_methods()
# What libraries load where it is installed, for what no web process does: structlog rich and
# colorama to print tracebacks in color, flask-smorest yaml to write its document so: 6 MB, 80 ms.
for _absent in ("rich", "colorama", "yaml"):
    sys.modules.setdefault(_absent, None)  # type: ignore[arg-type]  # importing it fails
# redis-py's client for asyncio: 1.2 MB that nobody here asks for.
load_later("redis.asyncio")

from app.bootstrap import create_app  # noqa: E402
from config.arenas import share_arenas  # noqa: E402
from config.collector import settle  # noqa: E402
from config.settings import Settings  # noqa: E402

share_arenas()
app = create_app(Settings.from_env(os.environ))  # noqa: TID251 - one of the two readers

settle()
