"""A console over two merchants with a product each, on a database of the test's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from app.bootstrap import build_console, build_services
from app.console.blueprint import Console, console_blueprint
from app.services import Services
from app.web import WebOptions, create_app
from config.settings import Settings
from storage import merchants, operators
from storage.engine import open_database
from storage.operators import Role
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_count, a_merchant, a_product, a_variant, open_shop

PASSWORD = "correct horse battery"


@dataclass
class House:
    """The console and what the tests do with it."""

    app: Flask
    services: Services
    console: Console
    clock: FakeClock
    people: dict[str, str] = field(default_factory=dict)

    def add(self, login: str, role: Role, *, only: list[str] | None = None) -> None:
        with self.services.database.write() as tx:
            operators.add(
                tx,
                login=login,
                name=login,
                role=role,
                password=PASSWORD,
                merchant_ids=only,
                now=self.clock.now(),
            )

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

    def signed_in(self, login: str = "olga", role: Role = Role.ADMIN, **options: Any) -> Browser:
        self.add(login, role, **options)
        browser = self.browser()
        assert browser.sign_in(login).status_code == 302
        return browser


@dataclass
class Browser:
    """One person's browser: keeps cookies and sends a form's hidden token along."""

    client: Client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.client.post("/console/-/sign-in", data={"login": login, "password": password})

    def post(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        page = self.client.get("/console/-/me").get_data(as_text=True)
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        token = {"csrf": found[1]} if found else {}
        return self.client.post(path, data={**token, **(form or {})}, headers=headers)


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    clock = FakeClock()
    database = open_database(sqlite_url)
    for number in ("1", "2"):
        with database.write() as tx:
            merchants.add_merchant(tx, a_merchant(f"mer_{number}"))
        shop = open_shop(
            database,
            merchant_id=f"mer_{number}",
            connection_id=f"con_{number}",
            new_merchant=False,
        )
        shop.sell(a_product(f"p{number}", a_variant(f"v{number}", f"MUG-{number}")))
        shop.count(a_count(f"v{number}", "P1", 5))
    database.close()
    environ = {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    settings = Settings.from_env(environ)
    services = build_services(settings, clock=clock)
    console = build_console(settings, services)
    app = create_app(services, WebOptions(), more=(console_blueprint(console),))
    app.config.update(console.cookie_settings)
    yield House(app=app, services=services, console=console, clock=clock)
    services.close()
