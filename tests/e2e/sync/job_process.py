"""Works off jobs in a process of its own, to be killed."""

from __future__ import annotations

import json
import sys

from app.bootstrap import build_services
from app.worker_loops import build_handlers, build_runner
from config.settings import Settings


def main() -> None:
    """Do one job with the settings that stand in the first argument as JSON."""
    services = build_services(Settings.from_env(json.loads(sys.argv[1])))
    build_runner(services, build_handlers(services)).run_once()


if __name__ == "__main__":
    main()
