"""One round of an inbox worker in a process of its own, to be killed."""

from __future__ import annotations

import json
import sys

from app.bootstrap import build_services
from config.settings import Settings
from sync.inbox_worker import InboxWorker


def main() -> None:
    """Run one round with the settings that stand in the first argument as JSON."""
    services = build_services(Settings.from_env(json.loads(sys.argv[1])))
    directory = services.directory
    InboxWorker(
        services.database,
        directory,
        lambda platform: directory.platform(platform).webhooks,
        services.clock,
    ).run_once()


if __name__ == "__main__":
    main()
