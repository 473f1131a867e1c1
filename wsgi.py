"""The WSGI application: `granian --interface wsgi wsgi:app`, or any other WSGI server."""

import os

from app.bootstrap import create_app
from config.settings import Settings

app = create_app(Settings.from_env(os.environ))  # noqa: TID251 - one of the two readers
