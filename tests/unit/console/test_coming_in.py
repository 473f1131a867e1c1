"""Who comes in at the console, and who does not."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from storage import operators, sealing
from storage.keyring import Keyring
from storage.operators import Role
from tests.unit.console.conftest import PASSWORD, House

FIRST = {"login": "Olga", "name": "Olga", "password": PASSWORD, "again": PASSWORD}


def test_the_first_visit_leads_to_the_set_up_which_makes_an_admin(house: House) -> None:
    browser = house.browser()
    assert browser.get("/console/").headers["Location"].startswith("/console/-/sign-in")
    assert browser.get("/console/-/sign-in").headers["Location"] == "/console/-/setup"

    done = browser.post("/console/-/setup", {**FIRST, "code": house.console.code()})

    assert done.status_code == 302
    assert browser.get("/console/").status_code == 200
    with house.services.database.read() as tx:
        (made,) = operators.listed(tx)
    assert (made.login, made.role, made.merchant_ids) == ("olga", Role.ADMIN, None)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code": "guessed"}, "voicetill console code"),
        ({"again": "another one, by mistake"}, "same password twice"),
        ({"password": "short", "again": "short"}, "12 to 256 characters"),
        ({"login": "two words"}, "without spaces"),
    ],
)
def test_a_set_up_that_cannot_be_says_what_is_wrong(
    house: House, change: dict[str, str], told: str
) -> None:
    form = {**FIRST, "code": house.console.code(), **change}

    answer = house.browser().post("/console/-/setup", form)

    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    with house.services.database.read() as tx:
        assert not operators.any_exists(tx)


def test_the_set_up_is_over_once_somebody_is_in(house: House) -> None:
    house.signed_in()
    form = {**FIRST, "login": "eve", "code": house.console.code()}

    assert house.browser().post("/console/-/setup", form).status_code == 403


def test_unknown_wrong_and_locked_are_told_in_the_same_words(house: House) -> None:
    house.add("olga", Role.VIEWER)
    browser = house.browser()
    pages = [browser.sign_in("nobody"), *(browser.sign_in("olga", "wrong") for _ in range(5))]
    locked = browser.sign_in("olga")

    assert {each.status_code for each in (*pages, locked)} == {401}
    assert len({each.get_data() for each in (*pages, locked)}) == 1

    house.clock.advance(minutes=16)
    assert browser.sign_in("olga").status_code == 302


def test_a_session_ends_when_it_is_not_used_and_at_the_latest_after_half_a_day(
    house: House,
) -> None:
    browser = house.signed_in()
    for _ in range(12):
        house.clock.advance(minutes=55)
        assert browser.get("/console/").status_code == 200
    house.clock.advance(minutes=61)
    assert browser.get("/console/").status_code == 302

    again = house.browser()
    again.sign_in("olga")
    for _ in range(14):
        house.clock.advance(minutes=55)
        again.get("/console/")
    assert again.get("/console/").status_code == 302


def test_signing_out_ends_the_session_also_for_a_copied_cookie(house: House) -> None:
    browser = house.signed_in()
    copied = browser.client.get_cookie("voicetill_console", path="/console")
    assert copied is not None

    browser.post("/console/-/sign-out")

    thief = house.app.test_client()
    thief.set_cookie("voicetill_console", copied.value, path="/console")
    assert thief.get("/console/").status_code == 302


def test_a_second_factor_is_asked_for_and_its_code_works_once(house: House) -> None:
    browser = house.signed_in()
    page = browser.get("/console/-/me").get_data(as_text=True)
    found = re.search(r'name="totp" value="([0-9a-f]+)"', page)
    assert found is not None
    totp = TOTP(bytes.fromhex(found[1]), 6, SHA1(), 30)

    def code() -> str:
        return totp.generate(int(house.clock.now().timestamp())).decode()

    wrong = browser.post("/console/-/me/second-factor", {"totp": found[1], "code": "000000"})
    assert wrong.status_code == 422
    browser.post("/console/-/me/second-factor", {"totp": found[1], "code": code()})

    other = house.browser()
    assert other.sign_in("olga").headers["Location"].startswith("/console/-/code")
    assert other.get("/console/mer_1/orders").headers["Location"].startswith("/console/-/code")
    page = other.get("/console/-/code").get_data(as_text=True)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    form = {"csrf": csrf[1], "code": code()}
    assert other.client.post("/console/-/code", data=form).status_code == 302
    assert other.get("/console/mer_1/orders").status_code == 200

    third = house.browser()
    third.sign_in("olga")
    page = third.get("/console/-/code").get_data(as_text=True)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    assert (
        third.client.post("/console/-/code", data={"csrf": csrf[1], "code": code()}).status_code
        == 401
    )


def test_a_form_without_its_token_or_from_another_site_is_refused(house: House) -> None:
    browser = house.signed_in()
    path = "/console/mer_1/keys"
    form = {"scope": "orders:read"}

    assert browser.client.post(path, data=form).status_code == 403
    crossing = browser.post(path, form, **{"Sec-Fetch-Site": "cross-site"})
    assert crossing.status_code == 403
    assert browser.post(path, form).status_code == 200


def test_after_signing_in_nobody_is_led_to_another_site(house: House) -> None:
    house.add("olga", Role.VIEWER)
    for wanted in ("https://evil.example/", "//evil.example/", "/console//evil.example", "/v1/"):
        answer = house.browser().client.post(
            "/console/-/sign-in", data={"login": "olga", "password": PASSWORD, "then": wanted}
        )
        assert answer.headers["Location"] == "/console/"


def test_the_last_admin_cannot_be_shut_out(house: House) -> None:
    browser = house.signed_in()

    answer = browser.post("/console/mer_1/operators/olga", {"action": "disable"})

    assert answer.status_code == 422
    assert "the last admin" in answer.get_data(as_text=True)


def test_who_is_shut_out_is_out_at_once(house: House) -> None:
    admin = house.signed_in()
    viewer = house.signed_in("vera", Role.VIEWER)

    admin.post("/console/mer_1/operators/vera", {"action": "disable"})

    assert viewer.get("/console/mer_1/orders").status_code == 302
    assert house.browser().sign_in("vera").status_code == 401


def test_a_second_factor_survives_the_exchange_of_master_keys(house: House) -> None:
    secret = operators.new_second_factor()
    house.add("olga", Role.VIEWER)
    before = Keyring(current_id="a", keys={"a": b"a" * 32})
    beside = Keyring(current_id="b", keys={"a": b"a" * 32, "b": b"b" * 32})
    after = Keyring(current_id="b", keys={"b": b"b" * 32})
    totp = TOTP(secret, 6, SHA1(), 30)
    with house.services.database.write() as tx:
        (who,) = operators.listed(tx)
        operators.set_second_factor(tx, who.id, secret, before)
        assert sealing.usage(tx) == {"a": 1}
        assert sealing.rewrap(tx, beside) == (1, 0)
        assert sealing.usage(tx) == {"b": 1}
        for keyring in (beside, after):
            house.clock.advance(seconds=60)
            now = house.clock.now()
            told = totp.generate(int(now.timestamp())).decode()
            assert operators.check_second_factor(tx, who.id, told, keyring, now=now)
