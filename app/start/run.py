"""`make run`: two sandbox shops, the gateway, the first full sync, and one order said aloud."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from app.bootstrap import build_services
from app.console.signing_in import code_for_setup
from app.services import Services
from app.start.demo_merchant import (
    DEMO,
    LINK_TOKEN,
    OWN_PLATFORMS,
    SKILL_ID,
    ensure_merchant,
    ensure_shopper,
    newest_order,
    own_shops,
    prefer_square,
)
from app.start.processes import Family, require_free_port
from app.start.sandboxes import SandboxShop, ShopApp, registrations, say_yes, start_shop
from app.start.story import Told, tell, till_view
from app.start.syncing import sync_connections
from config.logging import configure_logging
from config.settings import Settings
from domain.errors import ConfigurationError
from domain.ids import OrderId
from sandbox.alexa.device import Device
from sandbox.alexa.signing import SigningChain
from storage import journal, migrate
from storage.redis_server import EmbeddedRedis, embedded_redis

ENVIRONMENT_FILE = "run/environment.json"
_USUAL_VAR = Path("var")
"""Where commands look for it unless they are told."""
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the start command was asked for."""

    once: bool
    port: int
    square_port: int
    shopify_port: int
    variants: int
    var_dir: Path

    @property
    def url(self) -> str:
        """Where the gateway will be."""
        return f"http://{_HOST}:{self.port}"

    def port_of(self, platform: str) -> int:
        """The sandbox's port."""
        return self.square_port if platform == "square" else self.shopify_port


def keep_environment(var_dir: Path, environ: Mapping[str, str]) -> None:
    """Let commands in another terminal find what runs (`app.cli` reads it)."""
    file = var_dir / ENVIRONMENT_FILE
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    ours = {name: value for name, value in environ.items() if name.startswith("VOICETILL_")}
    file.write_bytes(orjson.dumps(ours))


def run_all(options: RunOptions, environ: Mapping[str, str]) -> None:
    """Start everything, play the first order, and stay until Ctrl-C (or not, with `once`).

    Raises ConfigurationError: a port is taken, a part did not come up, the order did not stand.
    """
    console = Console(stderr=options.once, highlight=False)
    _require_free_ports(options)
    signal.signal(signal.SIGTERM, _interrupt)
    valkey = embedded_redis(options.var_dir / "run")
    try:
        with Family(options.var_dir / "log") as family:
            house = _House(options, environ, console, family, valkey)
            told = house.open()
            if options.once:
                sys.stdout.write(orjson.dumps(told).decode() + "\n")
                return
            _stay(family, console, options, house.setup_code)
    finally:
        valkey.close()


def _require_free_ports(options: RunOptions) -> None:
    """Raises ConfigurationError if something listens there, or two of ours would."""
    wanted = {"--port": (options.port, "the gateway")}
    for platform in OWN_PLATFORMS:
        wanted[f"--{platform}-port"] = (options.port_of(platform), f"the {platform} sandbox")
    users: dict[int, str] = {}
    for option, (port, user) in wanted.items():
        if port in users:
            raise ConfigurationError(
                f"{users[port]} and {user} cannot share port {port}; choose another by {option}"
            )
        users[port] = user
        require_free_port(_HOST, port, user, option)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _stay(family: Family, console: Console, options: RunOptions, setup: str | None) -> None:
    console.print(f"\nRunning at [bold]{options.url}[/] (REST: /docs, health: /readyz). ")
    where = "" if options.var_dir == _USUAL_VAR else f"VOICETILL_VAR_DIR={options.var_dir} "
    console.print(
        f"Talk to it: [bold]{where}.venv/bin/voicetill say[/] in another terminal. Ctrl-C ends."
    )
    console.print(f"Or in a browser: [bold]{options.url}/talk/{DEMO}#account={LINK_TOKEN}[/]")
    if setup is not None:
        console.print(f"Console: [bold]{options.url}/console/-/setup?code={setup}[/]")
    else:
        console.print(f"Console: [bold]{options.url}/console/[/]")
    try:
        while True:
            time.sleep(0.5)
            dead = family.the_dead()
            if dead is not None:
                raise ConfigurationError(
                    f"{dead.name} ended by itself; the end of {dead.log}:\n{dead.last_words()}"
                )
    except KeyboardInterrupt:
        console.print("\nStopping; everything is kept.")


class _House:
    """One run of the start command."""

    def __init__(
        self,
        options: RunOptions,
        environ: Mapping[str, str],
        console: Console,
        family: Family,
        valkey: EmbeddedRedis,
    ) -> None:
        self._options = options
        self._console = console
        self._family = family
        self.setup_code: str | None = None
        """Opens the console's first set-up; None once it is over."""
        self._apps = registrations(options.var_dir / "sandbox")
        self._chain = SigningChain.load_or_make(options.var_dir / "alexa")
        self._environ = self._environment(environ, valkey)
        keep_environment(options.var_dir, self._environ)

    def _environment(self, given: Mapping[str, str], valkey: EmbeddedRedis) -> dict[str, str]:
        """The settings of every process; what the user has set already goes first."""
        options = self._options
        alexa = options.var_dir.resolve() / "alexa"
        metrics = options.var_dir.resolve() / "run" / "metrics"
        metrics.mkdir(parents=True, exist_ok=True)
        for stale in metrics.glob("*.db"):
            stale.unlink()
        made = {
            "VOICETILL_HOST": _HOST,
            "VOICETILL_PORT": str(options.port),
            "VOICETILL_PUBLIC_URL": options.url,
            "VOICETILL_VAR_DIR": str(options.var_dir.resolve()),
            "VOICETILL_DATABASE_URL": f"sqlite:///{options.var_dir.resolve() / 'voicetill.db'}",
            "VOICETILL_REDIS_URL": valkey.url,
            "VOICETILL_LOG_FORMAT": "json",
            "VOICETILL_WEB_WORKERS": "1",
            "VOICETILL_WEB_THREADS": "8",
            "VOICETILL_METRICS_DIR": str(metrics),
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
            "VOICETILL_ALEXA_TRUST_ROOTS": str(alexa / "root.pem"),
            "VOICETILL_ALEXA_CHAIN_FILE": str(alexa / "chain.pem"),
            "VOICETILL_SQUARE_CLIENT_ID": self._apps["square"].client_id,
            "VOICETILL_SQUARE_CLIENT_SECRET": self._apps["square"].client_secret,
            "VOICETILL_SQUARE_ACCESS_TOKEN": self._apps["square"].app_token,
            "VOICETILL_SQUARE_BASE_URL": f"http://{_HOST}:{options.square_port}",
            "VOICETILL_SHOPIFY_CLIENT_ID": self._apps["shopify"].client_id,
            "VOICETILL_SHOPIFY_CLIENT_SECRET": self._apps["shopify"].client_secret,
            "VOICETILL_SHOPIFY_BASE_URL": f"http://{_HOST}:{options.shopify_port}",
        }
        chosen = {name: value for name, value in given.items() if value}
        decided = ("VOICETILL_PORT", "VOICETILL_VAR_DIR")  # by the options, which know these too
        return {**made, **chosen, **{name: made[name] for name in decided}}

    def open(self) -> dict[str, Any]:
        """Bring everything up and play the story; the figures of the first order."""
        self._say("Sandbox shops", "a retailer on two platforms")
        shops = {platform: self._shop(platform, self._apps[platform]) for platform in OWN_PLATFORMS}
        settings = Settings.from_env(self._environ)
        configure_logging("json", "error")
        migrate.upgrade(settings.database_url.reveal())
        self._say("Gateway", f"at {self._options.url}")
        services = build_services(settings)
        try:
            ensure_merchant(services)
            self._start_gateway()
            synced = self._connect_and_sync(services)
            token = ensure_shopper(services)
            self.setup_code = code_for_setup(services)
            return self._first_order(services, shops, synced, token)
        finally:
            services.close()

    def _say(self, what: str, detail: str) -> None:
        self._console.print(f"[bold green]✓[/] [bold]{what}[/] {detail}")

    def _shop(self, platform: str, app: ShopApp) -> SandboxShop:
        return start_shop(
            self._family,
            platform,
            self._options.port_of(platform),
            folder=self._options.var_dir / "sandbox",
            app=app,
            environ=self._environ,
            options=(f"--seed-variants={self._options.variants}", "--plan=plus"),
        )

    def _start_gateway(self) -> None:
        command = [sys.executable, "-m", "app.cli"]
        web = self._family.start("web", [*command, "serve"], self._environ)
        self._family.start("worker", [*command, "worker"], self._environ)
        self._family.wait_until_up(web, f"{self._options.url}/healthz")

    def _connect_and_sync(self, services: Services) -> int:
        """Both shops connected, synchronized and subscribed; what is done already is left. One that
        was disconnected is connected again: no run could begin otherwise."""
        with services.database.read() as tx:
            known = {each.platform for each in own_shops(tx)}
        for platform in OWN_PLATFORMS:
            if platform not in known:
                answer = say_yes(services.connector.begin(DEMO, platform))
                if answer.status != 200:
                    raise ConfigurationError(
                        f"connecting {platform}: {answer.status} {answer.data[:300]!r}"
                    )
                self._say("Connected", f"{platform}, through its OAuth flow")
        with services.database.read() as tx:
            shops = own_shops(tx)
        variants = 0
        for shop in shops:
            brought = sync_connections(services, only=shop.id, console=self._console)
            variants += sum(each["variants"] for each in brought.values())
        prefer_square(services)
        for shop in shops:
            services.connector.subscribe(shop.id)
        self._say("Synchronized", f"{variants:,} variants; webhooks subscribed")
        return variants

    def _first_order(
        self,
        services: Services,
        shops: Mapping[str, SandboxShop],
        synced: int,
        token: str,
    ) -> dict[str, Any]:
        before = newest_order(services)
        device = Device(
            endpoint=f"{self._options.url}/callbacks/alexa/{DEMO}",
            skill_id=SKILL_ID,
            chain=self._chain,
            access_token=token,
        )
        self._console.print()

        def placed() -> bool:
            return newest_order(services) != before

        told = tell(device, self._line, placed)
        order_id = newest_order(services)
        if order_id is None:
            raise ConfigurationError("the order is not in the book")
        return self._show_order(services, shops, order_id, told, synced)

    def _line(self, who: str, words: str) -> None:
        color = "cyan" if who == "Shopper" else "magenta"
        self._console.print(f"  [{color}]{who:>9}[/]  {words}")

    def _show_order(
        self,
        services: Services,
        shops: Mapping[str, SandboxShop],
        order_id: OrderId,
        told: Told,
        synced: int,
    ) -> dict[str, Any]:
        order = services.orders.order(DEMO, order_id)
        seen = shops[order.platform].control(f"orders/{order.pos_order_id}")
        table = Table(title=f"As the {order.platform} till shows it", show_header=False)
        for name, value in till_view(seen):
            table.add_row(name, value)
        self._console.print()
        self._console.print(table)
        return {
            "order_id": order.order_id,
            "pos_order_id": order.pos_order_id,
            "platform": order.platform,
            "total": {"amount": order.total.amount, "currency": order.total.currency},
            "held_ms": held_ms(services, order_id),
            "turn_ms": round(told.turns_ms[-1], 1),
            "synced_variants": synced,
        }


def held_ms(services: Services, order_id: OrderId) -> float:
    """How long taking the hold took."""
    with services.database.read() as tx:
        row = journal.load(tx, DEMO, order_id)
    return float(row.context["held_ms"]) if row is not None else 0.0
