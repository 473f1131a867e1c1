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
        prog="voicetill sandbox",
        description="A vendor's stand-in on this machine, until Ctrl-C. It speaks the vendor's"
        " protocol, keeps a shop and rejects what the vendor rejects.",
        epilog="Faults, sales at the counter, the books: below /_sandbox, see sandbox/README.md.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = command.add_argument
    add("platform", choices=PLATFORMS)
    add("--port", type=_port, default=0, help="0 takes a free one")
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--state", type=Path, help="file that keeps the shop over restarts")
    add("--seed-variants", type=int, default=defaults.seed_variants, help="size of the catalog")
    add("--seed", type=int, default=defaults.seed, help="the same seed makes the same shop")
    add("--latency-ms", type=float, default=0, help="added to every answer")
    add("--no-limits", action="store_true", help="no rate limit")
    add(
        "--plan",
        choices=("standard", "advanced", "plus"),
        default=defaults.plan,
        help="Shopify: how many points a second the shop is allowed (100, 200, 1000)",
    )
    add("--token-seconds", type=int, help="life of an access token, else the vendor's")
    add("--client-id", default=defaults.client_id, help="of the app that may connect")
    add("--client-secret", default=defaults.client_secret, help="of that app")
    add("--app-token", default=defaults.app_token, help="the app's own (Square, Clover)")
    add("--webhook-retry-factor", type=float, default=1.0, help="scales the waits before retries")
    return command


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


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
    except (ValueError, OSError) as error:
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
    try:
        shop.close()
    except OSError as error:
        print(f"cannot save the shop: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
