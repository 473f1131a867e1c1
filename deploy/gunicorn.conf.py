"""gunicorn in place of granian: `gunicorn --config deploy/gunicorn.conf.py wsgi:app`.

Measured slower than granian (docs/decisions/0005-worker-engine.md names the figures); for houses
that run gunicorn everywhere. gunicorn is not among the pinned requirements: install it beside them.
"""

bind = "127.0.0.1:8080"
workers = 2
threads = 8
worker_class = "gthread"
preload_app = False  # each process opens its own connections
timeout = 30
graceful_timeout = 30
keepalive = 30
max_requests = 0
limit_request_line = 8190
accesslog = None  # the application writes one line for each request
