"""`voicetill worker`: one worker process, or several under one parent."""

from __future__ import annotations

import os
import signal
import sys

import click

from app.commands import context

_MOST_PROCESSES = 64


@click.command()
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, _MOST_PROCESSES),
    help="How many to run under this one; one that dies is begun anew.",
)
@click.option(
    "--part",
    default="all",
    show_default=True,
    type=click.Choice(["all", "work", "clocks"]),
    help="Everything, all but the clocks, or the clocks alone.",
)
@click.option(
    "--port",
    default=None,
    type=click.IntRange(0, 65535),
    help="Answer /healthz and /metrics there (one process only).",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where that port listens.",
)  # fmt: skip
def worker(processes: int, part: str, port: int | None, host: str) -> None:
    """Work off webhooks, end holds, settle checkouts, keep the clocks."""
    if processes == 1:
        _work(part, host, port)
    elif port is not None:
        raise click.UsageError("--port belongs to one process; leave out --processes")
    else:
        _supervise(processes, part)


def _work(part: str, host: str, port: int | None) -> None:
    from app.ops.worker_port import serve_worker_port
    from app.worker_assembly import build_worker
    from app.worker_processes import Part, part_of
    from config.collector import settle

    services = context.services()
    running = part_of(build_worker(services), Part(part))
    settle()
    signal.signal(signal.SIGTERM, lambda *_: running.ask_to_stop())
    signal.signal(signal.SIGINT, lambda *_: running.ask_to_stop())
    running.start()
    server = None if port is None else serve_worker_port(host, port, lambda: running.is_alive)
    running.wait()
    running.stop()
    if server is not None:
        server.shutdown()
    services.close()


def _supervise(processes: int, part: str) -> None:
    from app.worker_processes import Supervisor
    from config.logging import configure_logging

    settings = context.settings()
    configure_logging(settings.log_format, settings.log_level)
    supervisor = Supervisor(
        command=[sys.executable, "-m", "app.cli", "worker", f"--part={part}"],
        environ=os.environ,  # noqa: TID251 - handed on to the child processes
        processes=processes,
    )
    signal.signal(signal.SIGTERM, lambda *_: supervisor.ask_to_stop())
    signal.signal(signal.SIGINT, lambda *_: supervisor.ask_to_stop())
    supervisor.run()
