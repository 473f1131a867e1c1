"""A request of ours goes nowhere but to the platform, whatever a merchant or a platform writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.bootstrap import build_services
from app.services import Services
from config.settings import Settings
from domain.calls import Call
from domain.errors import ConfigurationError, InvalidInputError, PlatformError
from domain.ids import ConnectionId, MerchantId
from domain.ports.tokens import TokenSet
from storage import merchants
from storage.merchants import PosConnection
from tests.security.shop import MASTER_KEY, add_merchant

MERCHANT = MerchantId("m")
CONNECTION = ConnectionId("con_1")
PRODUCTION = {
    "VOICETILL_ENVIRONMENT": "production",
    "VOICETILL_PUBLIC_URL": "https://gateway.example",
    "VOICETILL_MASTER_KEYS": f"test:{MASTER_KEY}=",
    "VOICETILL_SQUARE_CLIENT_ID": "client",
    "VOICETILL_SQUARE_CLIENT_SECRET": "secret",
    "VOICETILL_SHOPIFY_CLIENT_ID": "client",
    "VOICETILL_SHOPIFY_CLIENT_SECRET": "secret",
}


@pytest.fixture
def services(sqlite_url: str, tmp_path: Path) -> Iterator[Services]:
    """A gateway as in production, which reaches no loopback."""
    env = PRODUCTION | {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    built = build_services(Settings.from_env(env))
    add_merchant(built, MERCHANT)
    yield built
    built.close()


def _connect(services: Services, base_url: str, **settings: Any) -> None:
    connection = PosConnection(
        id=CONNECTION,
        merchant_id=MERCHANT,
        platform="square",
        account_id="ML",
        account_name="shop",
        base_url=base_url,
        settings=settings,
        created_at=services.clock.now(),
    )
    with services.database.write() as tx:
        merchants.add_connection(tx, connection)
        services.vault.put_tokens(
            tx,
            connection,
            TokenSet(access="t", issued_at=services.clock.now(), account_id="ML"),
            now=services.clock.now(),
            actor="test",
        )


def _ping(services: Services) -> object:
    return services.directory.open(CONNECTION, Call.within(60, correlation_id="test")).ping()


@pytest.mark.parametrize(
    "shop",
    [
        None,
        "",
        "2130706433",
        "127.0.0.1",
        "0x7f.1",
        "[::1]",
        "::1",
        "localhost",
        "metadata.google.internal",
        "evil.example",
        "shop.myshopify.com.evil.example",
        "shop.myshopify.com.",
        "shop.myshopify.com@evil.example",
        "user:pass@shop.myshopify.com",
        "shop.myshopify.com:8443",
        "shop.myshopify.com/admin",
        "shop.myshopify.com?x=evil.example",
        "shop.myshopify.com#x",
        "shop.myshopify.com\\@evil.example",
        "shop.myshopify.com\nevil.example",
        "evil.example/.myshopify.com",
        "evil.example%2f.myshopify.com",
        "ѕhop.myshopify.com",
        ".myshopify.com",
        "-.myshopify.com",
        "a.b.myshopify.com",
        "https://shop.myshopify.com",
    ],
)
def test_a_shop_that_is_no_shop_of_the_platform_gets_no_grant(
    services: Services, shop: str | None
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        services.connector.begin(MERCHANT, "shopify", shop=shop)

    assert refused.value.field == "shop"


def test_a_shops_own_domain_is_taken_in_any_case(services: Services) -> None:
    url = services.connector.begin(MERCHANT, "shopify", shop=" Some-Shop.myshopify.com ")

    assert url.startswith("https://some-shop.myshopify.com/admin/oauth/authorize?")


@pytest.mark.parametrize(
    "base_url",
    [
        "http://shop.example",
        "https://user:pass@shop.example",
        "https://localhost",
        "https://127.0.0.1",
        "http://127.0.0.1:1",
        "https://[::1]",
        "ftp://shop.example",
        "file:///etc/passwd",
        "https://",
        "//shop.example",
        "https://shop.example:port",
        "https://sh op.example",
    ],
)
def test_a_base_url_that_may_not_be_called_is_named_at_once(
    services: Services, base_url: str
) -> None:
    _connect(services, base_url)

    with pytest.raises(ConfigurationError):
        _ping(services)


@pytest.mark.parametrize(
    "base_url",
    [
        "https://2130706433",
        "https://0x7f000001",
        "https://127.1",
        "https://10.0.0.1",
        "https://169.254.169.254",
        "https://[fd00::1]",
        "https://[::ffff:10.0.0.1]",
        "https://0.0.0.0",
        "https://100.64.0.1",
    ],
)
def test_a_private_address_is_refused_however_it_is_written(
    services: Services, base_url: str
) -> None:
    _connect(services, base_url)

    with pytest.raises((ConfigurationError, PlatformError), match=r"address|machine"):
        _ping(services)


@pytest.mark.parametrize("mark", [False, "true", 1, None])
def test_only_a_true_mark_makes_a_connection_on_premises(services: Services, mark: object) -> None:
    _connect(services, "https://10.255.255.1", on_premises=mark)

    with pytest.raises((ConfigurationError, PlatformError), match="address"):
        _ping(services)


def test_a_marked_connection_may_be_private_but_not_this_machine(services: Services) -> None:
    _connect(services, "https://2130706433", on_premises=True)
    with pytest.raises((ConfigurationError, PlatformError), match=r"address|machine"):
        _ping(services)

    with services.database.write() as tx:
        row = merchants.connection(tx, CONNECTION)
        merchants.update_connection(tx, replace(row, base_url="https://10.255.255.1:9"))
    services.directory.forget(CONNECTION)
    with pytest.raises(PlatformError) as failed:
        _ping(services)
    assert "may not" not in str(failed.value)


class _Redirecting(BaseHTTPRequestHandler):
    """Sends every caller to a private address."""

    asked: list[str] = []  # noqa: RUF012 - one server, one list

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(307)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/secret")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - http.server's own naming

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def test_a_redirect_is_not_followed(sqlite_url: str, tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Redirecting)
    Thread(target=server.serve_forever, daemon=True).start()
    env = {name: value for name, value in PRODUCTION.items() if "ENVIR" not in name}
    env |= {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    services = build_services(Settings.from_env(env))
    try:
        add_merchant(services, MERCHANT)
        _connect(services, f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(PlatformError):
            _ping(services)
    finally:
        services.close()
        server.shutdown()
        server.server_close()

    assert _Redirecting.asked
    assert "/secret" not in _Redirecting.asked
