"""Who comes to the console through an OpenID Connect provider, and who does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import build_console
from app.console.blueprint import console_blueprint
from app.web import WebOptions, create_app
from config.settings import Settings
from domain.errors import ConfigurationError
from storage import operators
from storage.operators import Operator, Role
from tests.fakes.oidc_server import CLIENT, SECRET, OidcServer, oidc_server
from tests.unit.console.conftest import Browser, House

ROLES = "admin=till-admins,operator=till-staff"


@pytest.fixture
def provider(house: House, sqlite_url: str, tmp_path: Path) -> Iterator[OidcServer]:
    """A provider that the house's console trusts."""
    with oidc_server(house.clock.now()) as server:
        environ = {
            "VOICETILL_DATABASE_URL": sqlite_url,
            "VOICETILL_VAR_DIR": str(tmp_path),
            "VOICETILL_OIDC_ISSUER": server.issuer,
            "VOICETILL_OIDC_CLIENT_ID": CLIENT,
            "VOICETILL_OIDC_CLIENT_SECRET": SECRET,
            "VOICETILL_OIDC_ROLES": ROLES,
        }
        house.console = build_console(Settings.from_env(environ), house.services)
        house.app = create_app(
            house.services, WebOptions(), more=(console_blueprint(house.console),)
        )
        house.app.config.update(house.console.cookie_settings)
        yield server


def come(house: House, provider: OidcServer, browser: Browser | None = None) -> Any:
    """Out to the provider and back."""
    browser = browser or house.browser()
    out = browser.get("/console/-/oidc?then=/console/mer_1/audit")
    return browser.get(provider.agree(str(out.location)))


def people(house: House) -> list[Operator]:
    with house.services.database.read() as tx:
        return operators.listed(tx)


def test_a_person_of_a_group_comes_in_with_its_role_to_the_page_they_wanted(
    house: House, provider: OidcServer
) -> None:
    browser = house.browser()

    back = come(house, provider, browser)

    assert back.location == "/console/mer_1/audit"
    assert browser.get("/console/mer_1/audit").status_code == 200
    assert browser.get("/console/mer_1/keys").status_code == 403
    (ada,) = people(house)
    assert (ada.login, ada.name, ada.role) == ("ada@example.com", "Ada", Role.OPERATOR)


def test_the_provider_decides_the_role_at_every_visit_and_the_account_stays_one(
    house: House, provider: OidcServer
) -> None:
    come(house, provider)
    provider.claims = {"groups": ["till-staff", "till-admins"], "email": "ada@new.example"}

    come(house, provider)

    (ada,) = people(house)
    assert (ada.login, ada.role) == ("ada@example.com", Role.ADMIN)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody else"},
        {"iss": "https://other.example"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    house: House, provider: OidcServer, claims: dict[str, Any]
) -> None:
    provider.claims = claims

    assert come(house, provider).status_code == 401
    assert people(house) == []


def test_a_token_of_another_key_lets_nobody_in(house: House, provider: OidcServer) -> None:
    provider.signs_with = "second"

    assert come(house, provider).status_code == 401
    assert people(house) == []


@pytest.mark.parametrize("groups", [["strangers"], [], None, [7]], ids=str)
def test_who_is_in_no_group_with_a_role_is_told_so(
    house: House, provider: OidcServer, groups: object
) -> None:
    provider.claims = {"groups": groups}

    answer = come(house, provider)

    assert answer.status_code == 403
    assert "none of your groups" in answer.get_data(as_text=True)
    assert people(house) == []


def test_a_sign_in_ends_in_the_browser_that_began_it_and_once(
    house: House, provider: OidcServer
) -> None:
    browser = house.browser()
    back = provider.agree(str(browser.get("/console/-/oidc").location))

    assert house.browser().get(back).status_code == 401
    assert browser.get(back.replace("state=", "state=x")).status_code == 401
    assert browser.get(back).status_code == 401
    assert people(house) == []


def test_a_login_that_has_a_password_is_not_taken_over(house: House, provider: OidcServer) -> None:
    house.add("ada@example.com", Role.VIEWER)

    answer = come(house, provider)

    assert answer.status_code == 403
    assert [each.role for each in people(house)] == [Role.VIEWER]


def test_who_was_shut_out_stays_out_and_no_password_opens_the_account(
    house: House, provider: OidcServer
) -> None:
    come(house, provider)
    house.add("olga", Role.ADMIN)
    with house.services.database.write() as tx:
        operators.change(tx, "ada@example.com", now=house.clock.now(), disabled=True)

    assert come(house, provider).status_code == 403
    assert house.browser().sign_in("ada@example.com", "").status_code == 401


def test_nobody_comes_first_by_this_way_while_settings_are_not_fit(
    house: House, provider: OidcServer
) -> None:
    weak = replace(house.console, weaknesses=("the metrics are open",))
    app = create_app(house.services, WebOptions(), more=(console_blueprint(weak),))
    app.config.update(weak.cookie_settings)

    assert app.test_client().get("/console/-/oidc").status_code == 403


def test_a_provider_that_is_away_leaves_the_password(house: House, provider: OidcServer) -> None:
    house.add("olga", Role.ADMIN)
    page = house.browser().get("/console/-/sign-in").get_data(as_text=True)
    provider.answer = lambda *_told: (500, {})  # type: ignore[method-assign]

    assert "Sign in with single sign-on" in page
    assert house.browser().get("/console/-/oidc").status_code == 503
    assert house.browser().sign_in("olga").status_code == 302


def test_without_a_provider_there_is_no_such_way(house: House) -> None:
    house.add("olga", Role.ADMIN)

    assert house.browser().get("/console/-/oidc").status_code == 404
    page = house.browser().get("/console/-/sign-in").get_data(as_text=True)
    assert "Sign in with" not in page


@pytest.mark.parametrize("roles", ["", "boss=all", "admin"])
def test_settings_that_let_nobody_in_are_named(roles: str) -> None:
    environ = {"VOICETILL_OIDC_ISSUER": "https://id.example", "VOICETILL_OIDC_ROLES": roles}

    with pytest.raises(ConfigurationError) as refused:
        Settings.from_env(environ)

    assert "VOICETILL_OIDC_ROLES" in str(refused.value)
    assert "VOICETILL_OIDC_CLIENT_ID" in str(refused.value)
