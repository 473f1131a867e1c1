"""No token, secret or key is in a file, dump, log or metric in clear; only the vault has them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.contracts_path import PROJECT_ROOT
from tests.security.gateway import LINK_TOKEN, METRICS_TOKEN, OTHER_SECRET, Gateway, hits
from tests.security.shop import APP_TOKEN, CLIENT_SECRET, MASTER_KEY, SHOPIFY_SECRET

pytestmark = pytest.mark.integration


def _secrets(gateway: Gateway) -> dict[str, str]:
    """The real values, as the vault and the settings hold them."""
    services, connection = gateway.shop.services, gateway.shop.connection
    with services.database.read() as tx:
        tokens = services.vault.tokens(tx, connection)
        signing = services.vault.webhook_secrets(tx, connection, services.clock.now())
    assert tokens is not None
    assert tokens.refresh
    assert signing
    return {
        "access token": tokens.access,
        "refresh token": tokens.refresh,
        **{f"webhook secret {number}": secret for number, secret in enumerate(signing)},
        "other webhook secret": OTHER_SECRET,
        "API key": gateway.key.rpartition("_")[2],
        "other API key": gateway.other_key.rpartition("_")[2],
        "account link": LINK_TOKEN,
        "client secret": CLIENT_SECRET,
        "Shopify client secret": SHOPIFY_SECRET,
        "application token": APP_TOKEN,
        "master key": MASTER_KEY,
        "metrics token": METRICS_TOKEN,
    }


def test_no_secret_is_written_in_clear(gateway: Gateway) -> None:
    wish = gateway.shop.wish()
    order = gateway.send("POST", "/v1/orders", body=wish).json()
    paid = {"payment_token": "cnon:card-nonce-ok"}
    done = gateway.send("PUT", f"/v1/orders/{order['order_id']}/confirm", body=paid)
    device = gateway.device()
    device.launch()
    device.intent("OrderStatusIntent", {})
    gateway.webhook(b'{"type": "x", "event_id": "secret-1"}', secret="wrong")
    gateway.send("GET", "/v1/products", key=gateway.key + "x")

    assert done.status == 200, done.data
    written = gateway.written()
    assert hits(written, {"order": order["order_id"]})
    assert hits(written, _secrets(gateway)) == []


def test_no_object_shows_a_secret_when_printed(gateway: Gateway) -> None:
    services = gateway.shop.services
    with services.database.read() as tx:
        tokens = services.vault.tokens(tx, gateway.shop.connection)
    endpoint = services.webhooks.directory.find("square", gateway.shop.connection)
    registration = services.directory.registration("square")
    printed = "\n".join(
        map(repr, (services, tokens, endpoint, registration, services.rest, services.vault))
    )

    assert hits({"repr": printed.encode()}, _secrets(gateway)) == []


def test_our_processes_leave_no_core_file() -> None:
    script = (
        "import resource, sys; sys.argv = ['voicetill', '--help']\n"
        "from app.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout.splitlines()[-1] == "(0, 0)"
