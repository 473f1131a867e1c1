"""A shop with one mug that every channel can ask for, over the house as it is built."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.test import TestResponse

from app.bootstrap import build_services
from app.callbacks import voice
from app.services import Services
from app.voice.channels.proofs import GoogleTokens
from app.voice.channels.registry import channels
from app.web import WebOptions, create_app
from config.settings import Settings
from domain.ids import MerchantId
from storage.engine import open_database
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_count, a_product, a_variant, open_shop

MERCHANT = MerchantId("mer_1")
PUBLIC = "https://shop.example"
SECRET = "a secret of both sides"
AUDIENCE = f"{PUBLIC}/callbacks/dialogflow/{MERCHANT}"


@dataclass(repr=False)
class Lines:
    """The channels of one shop, opened with one secret."""

    app: Flask
    services: Services
    clock: FakeClock
    google: RSAKey

    def post(self, kind: str, body: Any, *, path: str = "", **headers: str) -> TestResponse:
        """A JSON body with the secret, unless other headers say who sends it."""
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        given = headers or {"Authorization": f"Bearer {SECRET}"}
        return self.app.test_client().post(
            f"/callbacks/{kind}/{MERCHANT}{path}",
            data=raw,
            headers={"Content-Type": "application/json", **given},
        )

    def call(self, form: Mapping[str, str], query: str = "", **headers: str) -> TestResponse:
        """A signed TwiML request."""
        path = f"/callbacks/phone/{MERCHANT}{query}"
        text = PUBLIC + path + "".join(name + form[name] for name in sorted(form))
        digest = hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).digest()
        signed = {"X-Twilio-Signature": base64.b64encode(digest).decode(), **headers}
        return self.app.test_client().post(path, data=dict(form), headers=signed)

    def page(self, form: Mapping[str, str]) -> TestResponse:
        """A VoiceXML page's submit."""
        basic = base64.b64encode(f"ivr:{SECRET}".encode()).decode()
        return self.app.test_client().post(
            f"/callbacks/vxml/{MERCHANT}",
            data=dict(form),
            headers={"Authorization": f"Basic {basic}"},
        )

    def retell(self, body: Any, *, sent_ms: int | None = None) -> TestResponse:
        """A signed Retell request."""
        raw = orjson.dumps(body)
        at = str(sent_ms or int(self.clock.now().timestamp() * 1000))
        digest = hmac.new(SECRET.encode(), raw + at.encode(), hashlib.sha256).hexdigest()
        return self.post("retell", raw, **{"X-Retell-Signature": f"v={at},d={digest}"})

    def token(self, **claims: Any) -> str:
        """An identity token that Google would sign."""
        told = {
            "iss": "https://accounts.google.com",
            "aud": AUDIENCE,
            "exp": int(self.clock.now().timestamp()) + 600,
            **claims,
        }
        return jwt.encode({"alg": "RS256", "kid": self.google.kid}, told, self.google)


@pytest.fixture(scope="session")
def google() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "g1"}, auto_kid=False)


@pytest.fixture(scope="module")
def opened(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, google: RSAKey
) -> Iterator[Lines]:
    folder = tmp_path_factory.mktemp("channels")
    url = f"sqlite:///{folder}/voicetill.db"
    (folder / "voicetill.db").write_bytes(sqlite_template.read_bytes())
    clock = FakeClock()
    database = open_database(url)
    shop = open_shop(database, merchant_id=MERCHANT)
    shop.sell(replace(a_product("p1", a_variant("v1", "MUG-1")), title="Mug <Tom & Jerry>"))
    shop.count(a_count("v1", "P1", 5))
    database.close()
    environ = {
        "VOICETILL_DATABASE_URL": url,
        "VOICETILL_VAR_DIR": str(folder),
        "VOICETILL_PUBLIC_URL": PUBLIC,
    }
    services = build_services(Settings.from_env(environ), clock=clock)
    keys = KeySet([google]).as_dict(private=False)
    services.channel_desk.known = channels(GoogleTokens(lambda: keys))
    for kind in services.channel_desk.known:
        options = {"audience": AUDIENCE} if kind == "dialogflow" else {}
        services.channel_desk.add(
            MERCHANT, kind, external_id=None, secret=SECRET, options=options, actor="test"
        )
    app = create_app(services, WebOptions(public_url=PUBLIC), more=(voice.blueprint,))
    yield Lines(app=app, services=services, clock=clock, google=google)
    services.close()


@pytest.fixture
def lines(opened: Lines) -> Lines:
    return opened


Speak = Callable[[Lines, str, str], str]
"""Says a sentence in a session on a channel; the words that come back."""
