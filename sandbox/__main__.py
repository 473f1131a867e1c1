"""Command: `python -m sandbox square --port 9001`, one vendor's stand-in until Ctrl-C."""

from __future__ import annotations

import argparse
import gc
import importlib
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import serve

PLATFORMS = ("square", "shopify", "counterpoint", "revel", "vend", "toast", "clover", "lightspeed")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    defaults = Options()
    command = argparse.ArgumentParser(
        prog="python -m sandbox", description="A vendor's stand-in on this machine."
    )
    command.add_argument("platform", choices=PLATFORMS)
    command.add_argument("--port", type=int, default=0, help="0 takes a free one")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--state", type=Path, help="file that keeps the shop over restarts")
    command.add_argument("--seed-variants", type=int, default=defaults.seed_variants)
    command.add_argument("--seed", type=int, default=defaults.seed)
    command.add_argument("--latency-ms", type=float, default=0, help="added to every answer")
    command.add_argument("--no-limits", action="store_true", help="no rate limit")
    command.add_argument(
        "--plan",
        choices=("standard", "advanced", "plus"),
        default=defaults.plan,
        help="Shopify: how many points a second the shop is allowed (100, 200, 1000)",
    )
    command.add_argument("--token-seconds", type=int, help="life of an access token")
    command.add_argument("--client-id", default=defaults.client_id)
    command.add_argument("--client-secret", default=defaults.client_secret)
    command.add_argument("--app-token", default=defaults.app_token)
    command.add_argument(
        "--webhook-retry-factor", type=float, default=1.0, help="scales the waits before retries"
    )
    return command


def options_from(given: argparse.Namespace) -> Options:
    """Start options from parsed arguments."""
    return Options(
        seed_variants=given.seed_variants,
        seed=given.seed,
        state_file=given.state,
        latency_ms=given.latency_ms,
        limits=not given.no_limits,
        plan=given.plan,
        token_seconds=given.token_seconds,
        client_id=given.client_id,
        client_secret=given.client_secret,
        app_token=given.app_token,
        webhook_retry_factor=given.webhook_retry_factor,
    )


def open_shop(platform: str, options: Options) -> Shop:
    """The shop of a platform; only that platform's code is loaded."""
    shop = importlib.import_module(f"sandbox.{platform}").create_shop(options)
    if not isinstance(shop, Shop):
        raise TypeError(f"sandbox.{platform}.create_shop must give a Shop")
    return shop


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 1 when the port is taken."""
    given = parser().parse_args(argv)
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    try:
        shop = open_shop(given.platform, options_from(given))
    except ValueError as error:
        print(f"cannot take up {given.state}: {error}", file=sys.stderr)
        return 1
    try:
        running = serve(shop, host=given.host, port=given.port)
    except OSError as error:
        shop.close()
        print(f"cannot serve on {given.host}:{given.port}: {error}", file=sys.stderr)
        return 1
    gc.collect()
    gc.freeze()  # what was seeded stays: collecting it again and again costs tens of milliseconds
    print(f"sandbox {given.platform} at {running.url}", flush=True)
    ended.wait()
    running.stop()
    shop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
