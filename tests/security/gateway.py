"""A gateway in processes of its own, and a search through every byte that it wrote."""

from __future__ import annotations

import base64
import hmac
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis
import urllib3

from app.api.services import Scope
from domain.ids import MerchantId
from sandbox.alexa.device import Device
from sandbox.alexa.signing import SigningChain
from storage import account_links, api_keys, merchants
from storage.merchants import Channel, PosConnection
from tests.contracts_path import PROJECT_ROOT
from tests.e2e.start.test_first_order import free_ports
from tests.security.shop import MERCHANT, Retailer, add_merchant
from tests.servers import Postgres

OTHER = MerchantId("other-shop")
SKILL, OTHER_SKILL = "amzn1.ask.skill.northwind", "amzn1.ask.skill.other"
LINK_TOKEN = "link-token-of-jordan-7f3a9c"
METRICS_TOKEN = "metrics-token-5d1e8b"
OTHER_SECRET = "webhook-secret-of-the-other-shop"
_UP_S = 120.0
_ONCE_MORE = urllib3.Retry(connect=0, read=1, redirect=False, status=0, allowed_methods=None)
"""A connection that lay idle may be closed by the server just as it is used again."""


@dataclass(slots=True, kw_only=True)
class Gateway:
    """Web and worker processes; `shop` is the same machinery inside the test's process."""

    shop: Retailer
    url: str
    folder: Path
    valkey_url: str
    cluster: Postgres | None
    chain: SigningChain
    key: str
    other_key: str
    other_connection: str
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(retries=_ONCE_MORE, timeout=60.0, maxsize=8)
    )
    count: int = 0

    def send(
        self,
        method: str,
        target: str,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """One request, with the merchant's key unless told else."""
        self.count += 1
        sent = {"Authorization": f"Bearer {self.key if key is None else key}"}
        if method in {"POST", "PUT", "PATCH", "DELETE"}:
            sent["Idempotency-Key"] = f"security-{self.count}"
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        if raw is not None:
            sent["Content-Type"] = "application/json"
        return self.http.request(
            method, f"{self.url}{target}", body=raw, headers={**sent, **(headers or {})}
        )

    def device(self, *, merchant: str = MERCHANT, skill: str = SKILL) -> Device:
        """A speaker in Jordan's kitchen."""
        return Device(
            endpoint=f"{self.url}/callbacks/alexa/{merchant}",
            skill_id=skill,
            chain=self.chain,
            access_token=LINK_TOKEN,
        )

    def webhook(
        self, body: bytes, *, secret: str | None = None, connection: str | None = None
    ) -> urllib3.BaseHTTPResponse:
        """A Square delivery, signed as Square signs."""
        target = f"/webhooks/square/{connection or self.shop.connection}"
        signing = secret or self.webhook_secret()
        proof = hmac.digest(signing.encode(), f"{self.url}{target}".encode() + body, "sha256")
        return self.http.request(
            "POST",
            f"{self.url}{target}",
            body=body,
            headers={
                "Content-Type": "application/json",
                "X-Square-HmacSha256-Signature": base64.b64encode(proof).decode(),
            },
        )

    def webhook_secret(self) -> str:
        """The living secret of the Square connection."""
        services = self.shop.services
        with services.database.read() as tx:
            return services.vault.webhook_secrets(tx, self.shop.connection, services.clock.now())[0]

    def written(self) -> dict[str, bytes]:
        """Everything that was written anywhere, by where it lies; the sandbox's books excluded."""
        found = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.parent.name != "alexa"
        }
        found["valkey"] = _valkey_content(self.valkey_url)
        if self.cluster is not None:
            found |= _postgres_content(self.cluster, self.shop.env["VOICETILL_DATABASE_URL"])
        metrics = self.http.request(
            "GET", f"{self.url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
        )
        assert metrics.status == 200
        found["/metrics"] = metrics.data
        return found

    def log(self) -> str:
        """What the processes printed."""
        return "".join((self.folder / f"{name}.log").read_text() for name in ("web", "worker"))


@contextmanager
def open_gateway(
    shop: Retailer, folder: Path, valkey_url: str, *, cluster: Postgres | None = None
) -> Iterator[Gateway]:
    """Start web and worker over the shop's database."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    chain = SigningChain.load_or_make(folder / "alexa")
    environ = {name: value for name, value in os.environ.items() if "VOICETILL" not in name}
    environ |= dict(shop.env) | {
        "VOICETILL_PORT": str(port),
        "VOICETILL_PUBLIC_URL": url,
        "VOICETILL_REDIS_URL": valkey_url,
        "VOICETILL_LOG_FORMAT": "json",
        "VOICETILL_LOG_LEVEL": "debug",
        "VOICETILL_WEB_WORKERS": "1",
        "VOICETILL_WEB_THREADS": "4",
        "VOICETILL_DATABASE_POOL": "8",
        "VOICETILL_METRICS_TOKEN": METRICS_TOKEN,
        "VOICETILL_ALEXA_TRUST_ROOTS": str(folder / "alexa" / "root.pem"),
        "VOICETILL_ALEXA_CHAIN_FILE": str(folder / "alexa" / "chain.pem"),
    }
    key, other_key, other_connection = _furnish(shop, url)
    with ExitStack() as processes:
        for name, command in (("web", "serve"), ("worker", "worker")):
            processes.enter_context(_process(command, environ, folder / f"{name}.log"))
        _wait_until_up(url, folder)
        yield Gateway(
            shop=shop,
            url=url,
            folder=folder,
            valkey_url=valkey_url,
            cluster=cluster,
            chain=chain,
            key=key,
            other_key=other_key,
            other_connection=other_connection,
        )


def _furnish(shop: Retailer, url: str) -> tuple[str, str, str]:
    """Keys, skills, a linked shopper, webhooks; and another shop with a connection of its own."""
    services, now = shop.services, shop.services.clock.now()
    square = services.directory.connection(shop.connection)
    theirs = PosConnection(
        id=square.id[:4] + "0other0shop0000000000000",
        merchant_id=OTHER,
        platform="square",
        account_id="ML_OTHER",
        account_name="Other shop",
        base_url=square.base_url,
        created_at=now,
    )
    made = services.directory.open(square.id, shop.call()).subscribe_webhooks(
        f"{url}/webhooks/square/{square.id}"
    )
    add_merchant(services, OTHER)
    with services.database.write() as tx:
        merchants.add_connection(tx, theirs)
        for connection, secret in ((theirs, OTHER_SECRET), (square, made[0].signing_secret)):
            assert secret
            services.vault.add_webhook_secret(tx, connection, secret, now=now)
        for merchant, skill in ((MERCHANT, SKILL), (OTHER, OTHER_SKILL)):
            merchants.add_channel(
                tx,
                Channel(
                    id=f"chn-{merchant}",
                    merchant_id=merchant,
                    kind="alexa",
                    external_id=skill,
                    created_at=now,
                ),
            )
        account_links.link(
            tx,
            MERCHANT,
            token=LINK_TOKEN,
            customer_id=shop.jordan,
            channel="alexa",
            scopes=("orders",),
            now=now,
        )
        for connection in (theirs, square):
            address = f"{url}/webhooks/square/{connection.id}"
            merchants.update_connection(tx, replace(connection, webhook_url=address))
    return issue(shop, MERCHANT), issue(shop, OTHER), theirs.id


def issue(shop: Retailer, merchant: MerchantId, *scopes: Scope, **options: Any) -> str:
    """An API key of a merchant with these scopes (none: all)."""
    with shop.services.database.write() as tx:
        issued = api_keys.issue(
            tx,
            merchant,
            environment="test",
            name="security",
            scopes=scopes or tuple(Scope),
            now=shop.services.clock.now(),
            **options,
        )
    return issued.text


@contextmanager
def _process(command: str, environ: Mapping[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", command],
            cwd=PROJECT_ROOT,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_up(url: str, folder: Path) -> None:
    http = urllib3.PoolManager(retries=False, timeout=2.0)
    ends = time.monotonic() + _UP_S
    while True:
        try:
            if http.request("GET", f"{url}/healthz").status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass
        assert time.monotonic() < ends, (folder / "web.log").read_text()[-3000:]
        time.sleep(0.05)


def _valkey_content(url: str) -> bytes:
    readers = {
        b"string": "GET",
        b"hash": "HGETALL",
        b"list": "LRANGE {} 0 -1",
        b"set": "SMEMBERS",
        b"zset": "ZRANGE {} 0 -1",
        b"stream": "XRANGE {} - +",
    }
    parts = []
    with redis.Redis.from_url(url) as client:
        for name in client.scan_iter(count=1000):
            kind = client.type(name)
            if kind == b"none":
                continue  # its time was over since it was listed
            words = readers[kind].split()
            rest = words[2:] if len(words) > 1 else []
            parts += [name, repr(client.execute_command(words[0], name, *rest)).encode()]
    return b"\n".join(parts)


def _postgres_content(cluster: Postgres, url: str) -> dict[str, bytes]:
    """Every row, and every file of the cluster with its write-ahead log."""
    database = urlsplit(url).path.lstrip("/")
    found: dict[str, bytes] = {}
    with psycopg.connect(
        f"host={cluster.folder} user=postgres dbname={database}", autocommit=True
    ) as connection:
        connection.execute("CHECKPOINT")
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # type: ignore[call-overload]
            found[f"table {table}"] = "\n".join(
                " ".join(_cell(value) for value in row) for row in rows
            ).encode("utf-8", "surrogateescape")
        (number,) = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    for folder in (f"base/{number}", "pg_wal"):
        for path in (cluster.folder / "data" / folder).iterdir():
            if path.is_file():
                found[f"{folder}/{path.name}"] = path.read_bytes()
    return found


def _cell(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "surrogateescape")
    return str(value)


def hits(written: Mapping[str, bytes], secrets: Mapping[str, str]) -> list[str]:
    """Where which of the named secrets stands, in clear, in base64 or in hexadecimal."""
    found = []
    for name, secret in secrets.items():
        for form in _forms(secret):
            for place, content in written.items():
                at = content.find(form)
                if at >= 0:
                    found.append(f"{name} in {place}: {content[max(0, at - 60) : at + 40]!r}")
    return found


def _forms(secret: str) -> list[bytes]:
    raw = secret.encode()
    encoded = [base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)]
    return [raw, raw.hex().encode(), *(form for form in encoded if len(form) > 12)]
