"""Account linking from the first page to the last token, and everything that must not work."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app.identity.factors import FactorDesk
from app.identity.pages import LinkPages, link_blueprint
from app.voice.channels.alexa_manifest import account_linking
from domain.errors import InvalidInputError
from domain.ids import CustomerId, MerchantId
from storage import account_links, linking, merchants, tables
from storage.customers import CustomerView
from storage.engine import Database, open_database
from storage.linking import LinkClient
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_connection, a_merchant
from tests.markup import faults_of

MERCHANT, ADA = MerchantId("mer_1"), CustomerId("cus_1")
BACK = "https://pitangui.amazon.com/api/skill/link/M1"
VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)


@dataclass
class Post:
    """Codes as they were sent."""

    sent: list[str] = field(default_factory=list)

    def send(self, merchant_id: MerchantId, person: CustomerView, code: str, locale: str) -> bool:
        self.sent.append(code)
        return True


@dataclass
class Linking:
    """The pages, and what the tests do with them."""

    http: FlaskClient
    database: Database
    clock: FakeClock
    post: Post
    client: LinkClient
    secret: str | None
    challenge: dict[str, str] = field(
        default_factory=lambda: {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    )

    def ask(self, **changes: str | None) -> str:
        wanted: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client.id,
            "redirect_uri": BACK,
            "state": "xyz",
            "scope": "orders",
            **self.challenge,
        } | changes
        told = urlencode({name: value for name, value in wanted.items() if value is not None})
        return f"/link/mer_1/authorize?{told}"

    def sign_in(self, contact: str = "ada@example.com", code: str | None = None) -> Any:
        page = self.http.post(self.ask(), data={"contact": contact}).get_data(as_text=True)
        (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', page)
        told = code if code is not None else (self.post.sent or ["000000"])[-1]
        return self.http.post(self.ask(), data={"ticket": ticket, "code": told})

    def without_pkce(self) -> Linking:
        """The same pages, for a client whose service sends no challenge."""
        with self.database.write() as tx:
            client = linking.add_client(
                tx, MERCHANT, name="Older", channel="google", redirect_uris=[BACK],
                secret="t" * 40, now=self.clock.now(), needs_pkce=False,
            )  # fmt: skip
        return replace(self, client=client, secret="t" * 40, challenge={})

    def granted(self) -> str:
        answer = self.sign_in()
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def token(self, **form: str) -> Any:
        told = {"client_id": self.client.id, "redirect_uri": BACK, **form}
        if self.secret is not None:
            told["client_secret"] = self.secret
        return self.http.post("/link/mer_1/token", data=told)

    def redeem(self, code: str, verifier: str | None = VERIFIER) -> Any:
        told = {} if verifier is None else {"code_verifier": verifier}
        return self.token(grant_type="authorization_code", code=code, **told)

    def refresh(self, token: str) -> Any:
        return self.token(grant_type="refresh_token", refresh_token=token)

    def speaks_for(self, token: str) -> CustomerId | None:
        with self.database.read() as tx:
            return account_links.resolve(tx, MERCHANT, token, now=self.clock.now())


@pytest.fixture(params=["public", "confidential"])
def link(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Linking]:
    clock, post = FakeClock(), Post()
    database, now = open_database(sqlite_url), clock.now()
    secret = None if request.param == "public" else "s" * 40
    with database.write() as tx:
        for name in (MERCHANT, "mer_2"):
            merchants.add_merchant(tx, a_merchant(name))
        merchants.add_connection(tx, a_connection("con_a"))
        tx.execute(insert(tables.customers).values(id=ADA, merchant_id=MERCHANT, created_at=now))
        tx.execute(
            insert(tables.customer_records).values(
                merchant_id=MERCHANT, connection_id="con_a", platform_id="C1", customer_id=ADA,
                given_name="Ada", email="ada@example.com", active=True, revision=1, as_of=now,
            )
        )  # fmt: skip
        client = linking.add_client(
            tx, MERCHANT, name="Alexa", channel="alexa", redirect_uris=[BACK], secret=secret,
            now=now,
        )  # fmt: skip
    numbers = iter(f"{each:06}" for each in range(123_456, 999_999))
    factors = FactorDesk(
        database=database, clock=clock, sender=post, make_code=lambda: next(numbers)
    )
    pages = LinkPages(
        database=database, clock=clock, factors=factors, keys_for=lambda _purpose: [b"k" * 32]
    )
    app = Flask("linking")
    app.config["PREFERRED_URL_SCHEME"] = "https"
    app.register_blueprint(link_blueprint(pages))
    yield Linking(
        http=app.test_client(), database=database, clock=clock,
        post=post, client=client, secret=secret,
    )  # fmt: skip
    database.close()


def test_a_shopper_links_by_a_code_and_the_token_speaks_for_them(link: Linking) -> None:
    assert "phone number or e-mail" in link.http.get(link.ask()).get_data(as_text=True)
    answer = link.sign_in()

    assert answer.headers["Location"].startswith(f"{BACK}?")
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["state"] == ["xyz"]
    (code,) = parse_qs(urlsplit(answer.headers["Location"]).query)["code"]
    tokens = link.redeem(code).get_json()
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert link.speaks_for(tokens["access_token"]) == ADA
    link.clock.advance(hours=2)
    assert link.speaks_for(tokens["access_token"]) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}?x=1"},
        {"redirect_uri": None},
        {"client_id": "lnk_nobody"},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"response_type": "token"},
    ],
    ids=str,
)
def test_a_request_that_is_not_exact_is_refused_here_and_goes_nowhere(
    link: Linking, changes: dict[str, str | None]
) -> None:
    for answer in (
        link.http.get(link.ask(**changes)),
        link.http.post(link.ask(**changes), data={"contact": "ada@example.com"}),
    ):
        assert answer.status_code == 400
        assert "Location" not in answer.headers
    assert link.post.sent == []


def test_nobody_learns_whether_the_shop_knows_an_address(link: Linking) -> None:
    known = link.http.post(link.ask(), data={"contact": "ada@example.com"})
    unknown = link.http.post(link.ask(), data={"contact": "nobody@example.com"})

    def without_ticket(answer: Any) -> str:
        return re.sub(r'name="ticket" value="[^"]+"', "", answer.get_data(as_text=True))

    assert without_ticket(known) == without_ticket(unknown)
    assert len(link.post.sent) == 1


def test_wrong_codes_lock_and_a_ticket_of_another_request_serves_none(link: Linking) -> None:
    page = link.http.post(link.ask(), data={"contact": "ada@example.com"}).get_data(as_text=True)
    (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', page)
    right = link.post.sent[-1]

    elsewhere = link.http.post(link.ask(state="other"), data={"ticket": ticket, "code": right})
    assert elsewhere.status_code == 400
    for _ in range(3):
        answer = link.http.post(link.ask(), data={"ticket": ticket, "code": "000000"})
    assert "Too many wrong codes" in answer.get_data(as_text=True)
    assert link.http.post(link.ask(), data={"ticket": ticket, "code": right}).status_code == 400


def test_a_code_needs_its_verifier_and_its_address_and_ends_in_two_minutes(link: Linking) -> None:
    code = link.granted()

    assert link.redeem(code, "w" * 64).status_code == 400
    assert link.token(
        grant_type="authorization_code", code=code, code_verifier=VERIFIER,
        redirect_uri="https://evil.example",
    ).status_code == 400  # fmt: skip
    link.clock.advance(minutes=3)
    assert link.redeem(code).get_json()["error"] == "invalid_grant"


def test_a_code_redeemed_twice_ends_what_came_of_it(link: Linking) -> None:
    code = link.granted()
    tokens = link.redeem(code).get_json()

    assert link.redeem(code).status_code == 400
    assert link.speaks_for(tokens["access_token"]) is None
    assert link.refresh(tokens["refresh_token"]).status_code == 400


def test_refresh_tokens_rotate_and_a_used_one_ends_the_family(link: Linking) -> None:
    first = link.redeem(link.granted()).get_json()
    second = link.refresh(first["refresh_token"]).get_json()

    assert second["refresh_token"] != first["refresh_token"]
    assert link.speaks_for(second["access_token"]) == ADA
    assert link.refresh(first["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert link.speaks_for(second["access_token"]) is None
    assert link.refresh(second["refresh_token"]).status_code == 400


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_any_token_ends_the_linking(link: Linking, kind: str) -> None:
    tokens = link.redeem(link.granted()).get_json()
    told = {"client_id": link.client.id, "token": tokens[kind]}
    if link.secret is not None:
        told["client_secret"] = link.secret

    assert link.http.post("/link/mer_1/revoke", data=told).status_code == 200

    assert link.speaks_for(tokens["access_token"]) is None
    assert link.refresh(tokens["refresh_token"]).status_code == 400


def test_another_merchants_address_knows_no_such_client(link: Linking) -> None:
    assert link.http.get(link.ask().replace("mer_1", "mer_2")).status_code == 400


def test_nothing_that_opens_anything_is_stored(link: Linking) -> None:
    code = link.granted()
    tokens = link.redeem(code).get_json()

    with link.database.read() as tx:
        stored = "".join(
            repr(tx.execute(select(table)).all())
            for table in (tables.oauth_codes, tables.oauth_tokens, tables.account_links,
                          tables.one_time_codes, tables.oauth_clients, tables.audit_entries)
        )  # fmt: skip
    for secret in (code, tokens["access_token"], tokens["refresh_token"], link.post.sent[-1]):
        assert secret not in stored


def test_a_client_whose_service_has_no_pkce_links_by_its_secret(link: Linking) -> None:
    older = link.without_pkce()

    tokens = older.redeem(older.granted(), None).get_json()

    assert older.speaks_for(tokens["access_token"]) == ADA
    wrong = older.http.post(
        "/link/mer_1/token",
        data={"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
              "client_id": older.client.id, "client_secret": "wrong"},
    )  # fmt: skip
    assert wrong.status_code == 401


def test_who_begins_with_pkce_ends_with_it_and_the_other_way_round(link: Linking) -> None:
    older = link.without_pkce()

    assert older.redeem(older.granted(), VERIFIER).status_code == 400
    older.challenge.update(code_challenge=CHALLENGE, code_challenge_method="S256")
    assert older.redeem(older.granted(), None).status_code == 400
    assert older.redeem(older.granted(), VERIFIER).status_code == 200


def test_no_client_is_protected_by_nothing(link: Linking) -> None:
    with link.database.write() as tx, pytest.raises(InvalidInputError):
        linking.add_client(
            tx, MERCHANT, name="Open", channel="google", redirect_uris=[BACK], secret=None,
            now=link.clock.now(), needs_pkce=False,
        )  # fmt: skip


def test_the_linking_that_alexa_is_told_is_one_that_the_server_takes(link: Linking) -> None:
    base = "https://shop.example/link/mer_1"
    told = account_linking(base, client_id=link.client.id, scopes=["orders"])
    linked = told["accountLinkingRequest"]

    asked = link.ask(client_id=linked["clientId"], scope=" ".join(linked["scopes"]))
    answer = link.http.get(asked)

    assert answer.status_code == 200
    assert urlsplit(linked["authorizationUrl"]).path == urlsplit(link.ask()).path


def test_the_pages_on_which_accounts_are_linked_are_sound(link: Linking) -> None:
    first = link.http.get(link.ask())
    second = link.http.post(link.ask(), data={"contact": "ada@example.com"})
    wrong = link.sign_in(code="000000")
    refused = link.http.get(link.ask(redirect_uri="https://elsewhere.example"))

    assert refused.status_code == 400
    for each in (first, second, wrong, refused):
        assert faults_of(each.get_data(as_text=True)) == []
