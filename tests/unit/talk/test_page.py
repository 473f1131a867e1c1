"""The page to talk to the store: who has one, what it shows, and what its script gets back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.api.rates import Rates
from app.bootstrap import build_services
from app.services import Services
from app.talk.pages import TalkPages, talk_blueprint
from app.voice.channels.browser import TICKET_LIFE, ticket
from app.web import WebOptions, create_app
from config.settings import Settings
from domain.ids import ConnectionId, MerchantId
from storage import sandboxes
from storage.engine import open_database
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_product, a_variant, open_shop
from tests.markup import faults_of

MERCHANT = MerchantId("mer_1")


@dataclass(repr=False)
class Page:
    """A shop's page and its script."""

    app: Flask
    services: Services
    clock: FakeClock
    connection: ConnectionId

    def sell(self) -> None:
        """The shop's till is a real one."""
        with self.services.database.write() as tx:
            sandboxes.mark(tx, self.connection, value=False)

    def get(self, merchant: str = MERCHANT) -> TestResponse:
        return self.app.test_client().get(f"/talk/{merchant}")

    def opened(self) -> str:
        """The ticket of a page that was just loaded."""
        found = re.search(r'data-ticket="([^"]+)"', self.get().get_data(as_text=True))
        assert found is not None
        return found[1]

    def turn(self, held: str, text: str = "", kind: str = "say", **more: Any) -> TestResponse:
        body = {"ticket": held, "kind": kind, "text": text, "number": 1, **more}
        return self.app.test_client().post(f"/talk/{MERCHANT}/turns", json=body)


@pytest.fixture
def page(sqlite_template: Path, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "voicetill.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{tmp_path}/voicetill.db"
    clock = FakeClock()
    database = open_database(url)
    shop = open_shop(database, merchant_id=MERCHANT)
    shop.sell(replace(a_product("p1", a_variant("v1", "MUG-1")), title="Mug <b>&</b>"))
    with database.write() as tx:
        sandboxes.mark(tx, shop.connection.id, value=True)
    database.close()
    environ = {"VOICETILL_DATABASE_URL": url, "VOICETILL_VAR_DIR": str(tmp_path)}
    services = build_services(Settings.from_env(environ), clock=clock)
    pages = TalkPages(
        services=services,
        database=services.database,
        keys_for=lambda purpose: [purpose.encode() * 8],
        rates=Rates(12, timer=lambda: clock.now().timestamp()),
    )
    app = create_app(services, WebOptions(), more=(talk_blueprint(pages),))
    yield Page(app=app, services=services, clock=clock, connection=shop.connection.id)
    services.close()


def test_a_shop_that_only_tries_has_the_page_and_may_load_nothing_from_elsewhere(
    page: Page,
) -> None:
    answer = page.get()

    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    sources = re.findall(r'(?:src|href)="([^"]+)"', answer.get_data(as_text=True))
    assert sources
    for source in sources:
        with page.app.test_client().get(source) as served:
            assert served.status_code == 200


def test_the_greeting_is_followed_by_a_conversation(page: Page) -> None:
    held = page.opened()

    greeted = page.turn(held, kind="open").get_json()
    said = page.turn(held, "do you have the mug").get_json()
    again = page.turn(held, "repeat that").get_json()

    assert greeted["say"]
    assert "Mug <b>&</b>" in said["say"]  # as text: the script writes it as text
    assert again["say"] == said["say"]
    assert page.turn(held, kind="close").get_json()["say"] == ""


def test_the_page_speaks_the_language_it_is_set_to(page: Page) -> None:
    held = page.opened()

    said = page.turn(held, kind="open", locale="de-DE").get_json()

    assert said["locale"] == "de-DE"
    assert said["say"] != page.turn(page.opened(), kind="open", locale="en-US").get_json()["say"]
    assert page.turn(held, kind="open", locale="xx-XX").get_json()["locale"] == "en-US"


def test_a_shop_that_sells_has_no_page_until_it_opens_one(page: Page) -> None:
    held = page.opened()
    page.sell()

    assert page.get().status_code == 404
    assert "Nobody to talk to here" in page.get().get_data(as_text=True)
    assert page.turn(held, "hello").status_code == 404

    added = page.services.channel_desk.add(
        MERCHANT, "web", external_id=None, secret=None, options={}, actor="test"
    )
    assert added.view.address.endswith(f"/talk/{MERCHANT}")
    assert page.turn(held, "hello").status_code == 400  # a ticket of the trial
    assert page.turn(page.opened(), "hello").status_code == 200


def test_nobody_speaks_without_a_ticket_or_with_one_of_another_shop_or_of_yesterday(
    page: Page,
) -> None:
    held = page.opened()
    issued, session, seal = held.split(".")

    for wrong in (
        "",
        "x",
        ticket("another secret", page.clock.now()),
        f"{int(issued) + 1}.{session}.{seal}",
        f"{issued}.{session[::-1]}.{seal}",
    ):
        assert page.turn(wrong, "hello").status_code == 400
    page.clock.advance(seconds=TICKET_LIFE.total_seconds() + 1)
    assert page.turn(held, "hello").status_code == 400
    assert page.get("nobody").status_code == 404


def test_what_no_page_sends_is_refused(page: Page) -> None:
    held = page.opened()

    assert page.turn(held, "a" * 501).status_code == 400
    assert page.turn(held, kind="shout").status_code == 400
    assert page.turn(held, ["no", "text"]).status_code == 200  # heard as silence


def test_an_address_that_talks_on_end_is_told_to_wait(page: Page) -> None:
    held = page.opened()

    statuses = [page.turn(held, kind="close").status_code for _ in range(13)]

    assert statuses == [200] * 12 + [429]
    assert int(page.turn(held, kind="close").headers["Retry-After"]) > 0
    page.clock.advance(seconds=10)
    assert page.turn(held, kind="close").status_code == 200


def test_the_page_is_sound_open_and_closed(page: Page) -> None:
    opened = page.get()
    page.sell()
    closed = page.get()

    assert (opened.status_code, closed.status_code) == (200, 404)
    for each in (opened, closed):
        assert faults_of(each.get_data(as_text=True)) == []
