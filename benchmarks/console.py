"""How long the console's pages take with 100,000 products and orders and a million deliveries.

Each page is asked for in process, so what is measured is the server's time. The wall clock says
what a person waits; the processor's time stands beside it, since the machine is seldom quiet.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from werkzeug.test import Client

from app.bootstrap import build_console, build_services
from app.console.blueprint import NAVIGATION, console_blueprint
from app.web import WebOptions, create_app
from benchmarks.console_rows import MERCHANT, SMALL, fill
from benchmarks.figures import Figure, Result
from config.logging import configure_logging
from config.settings import Settings
from domain.calls import SystemClock
from storage import migrate, operators
from storage.engine import open_database
from storage.operators import Role

_ROUNDS = 20
_PASSWORD = "only for this measure"
_ASKED = (
    "orders?state=confirmed",
    "orders?channel=alexa",
    "orders?q=004711",
    "orders?q=no+such+order",
    "orders?limit=100&sort=-placed_at",
    "catalog?q=model+47110",
    "catalog?q=no+such+thing",
    "catalog?sort=-id",
    "stock?location_id=Downtown",
    "stock?q=00047110",
    "stock?q=no+such+sku",
    "stock?sort=-sku",
    "deliveries?state=dead",
    "deliveries?state=pending",
    "deliveries?connection_id=con_large",
    "deliveries?sort=-id",
    "dead-letters?code=MalformedResponseError",
    "live",
)
_FILES = (
    "console.css",
    "console.js",
    "htmx-2.0.11.min.js",
    "uplot-1.6.32.iife.min.js",
    "uplot-1.6.32.min.css",
    "icon.svg",
)
_NEXT = re.compile(r'href="([^"]+)" rel="next"')


def console(products: int, orders: int, deliveries: int) -> Result:
    """p95 over every page of the menu, filtered lists, deep pages and single records."""
    with _stage(products, orders, deliveries) as browser:
        addresses = list(_addresses(browser))
        took = {path: _times(browser, path) for path in addresses}
        first_page = _transferred(browser)
    walls = sorted(wall for times in took.values() for wall, _, _ in times)
    spent = sorted(cpu for times in took.values() for _, cpu, _ in times)
    slowest = sorted(took, key=lambda path: -_median([cpu for _, cpu, _ in took[path]]))
    return Result(
        figures=(
            Figure(name="p95_cpu", measured=_at(spent, 0.95), unit="ms", at_most=100),
            Figure(name="p95_wall", measured=_at(walls, 0.95), unit="ms", at_most=100),
            Figure(name="first_page", measured=first_page, unit="kB", at_most=150),
        ),
        failures=sum(status != 200 for times in took.values() for _, _, status in times),
        about={
            "pages": len(addresses),
            "p50_cpu_ms": _at(spent, 0.5),
            "p99_cpu_ms": _at(spent, 0.99),
            "slowest_cpu_ms": {
                path: round(_median([cpu for _, cpu, _ in took[path]]), 1) for path in slowest[:8]
            },
        },
    )


@contextmanager
def _stage(products: int, orders: int, deliveries: int) -> Iterator[Client]:
    """A browser that is signed in at a console over that many rows."""
    with tempfile.TemporaryDirectory(prefix="vt-console-") as folder:
        url = f"sqlite:///{Path(folder) / 'voicetill.db'}"
        migrate.upgrade(url)
        now = SystemClock().now()
        database = open_database(url)
        with database.write() as tx:
            fill(tx, products=products, orders=orders, deliveries=deliveries, now=now)
            operators.add(
                tx,
                login="measure",
                name="Measure",
                role=Role.ADMIN,
                password=_PASSWORD,
                merchant_ids=None,
                now=now,
            )
        database.close()
        environ = {"VOICETILL_DATABASE_URL": url, "VOICETILL_VAR_DIR": folder}
        settings = Settings.from_env(environ)
        configure_logging("json", "error")
        services = build_services(settings)
        pages = build_console(settings, services)
        app = create_app(services, WebOptions(), more=(console_blueprint(pages),))
        app.config.update(pages.cookie_settings)
        browser = app.test_client()
        form = {"login": "measure", "password": _PASSWORD}
        browser.post("/console/-/sign-in", data=form)
        try:
            yield browser
        finally:
            services.close()


def _addresses(browser: Client) -> Iterator[str]:
    """What is measured; deep pages and records are found by following links."""
    for merchant in (MERCHANT, SMALL):
        for _, pages in NAVIGATION:
            yield from (f"/console/{merchant}/{name}" for name, _ in pages)
    yield from (f"/console/{MERCHANT}/{path}" for path in _ASKED)
    for name in ("orders", "catalog", "stock", "deliveries"):
        first = _text(browser, f"/console/{MERCHANT}/{name}?limit=100")
        yield _after(browser, first, pages=30)
        turned = {"orders": "-placed_at", "stock": "-sku"}.get(name, "-id")
        last = _text(browser, f"/console/{MERCHANT}/{name}?limit=100&sort={turned}")
        yield _after(browser, last, pages=5)
    yield f"/console/{MERCHANT}/catalog/prd_00047110"
    yield f"/console/{MERCHANT}/orders/ord_{47110:026d}"
    yield f"/console/{MERCHANT}/ledger?sku=SKU-00047110&at=Downtown"
    yield f"/console/{MERCHANT}/deliveries/471100"
    yield f"/console/{MERCHANT}/dead-letters/in_8"


def _after(browser: Client, page: str, *, pages: int) -> str:
    """The address so many pages on."""
    address = ""
    for _ in range(pages):
        found = _NEXT.search(page)
        if found is None:
            break
        address = found[1].replace("&amp;", "&")
        page = _text(browser, address)
    return address


def _text(browser: Client, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def _times(browser: Client, path: str) -> list[tuple[float, float, int]]:
    """Milliseconds by wall clock and by processor, and the status, of each try but the first."""
    found = []
    for _ in range(_ROUNDS + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        status = browser.get(path).status_code
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        found.append((wall * 1000, cpu * 1000, status))
    return found[1:]


def _transferred(browser: Client) -> float:
    """Kilobytes of a first visit to the overview, not compressed."""
    parts = [browser.get(f"/console/{MERCHANT}/overview").get_data()]
    parts += [browser.get(f"/console/-/static/{name}").get_data() for name in _FILES]
    return round(sum(map(len, parts)) / 1000, 1)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _at(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)
