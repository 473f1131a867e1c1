"""Signatures and tokens by which channels prove who they are."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import orjson
import pytest
from joserfc.jwk import KeySet, RSAKey

from app.voice.channels import proofs
from app.voice.channels.port import Incoming, Settings
from app.voice.channels.proofs import GoogleTokens
from domain.errors import BadSignatureError, StaleMessageError
from tests.contracts_path import contracts_dir
from tests.unit.voice.channels.conftest import AUDIENCE, Lines

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def _incoming(**fields: object) -> Incoming:
    told: dict[str, object] = {"url": "https://x.example/", "headers": {}, "body": b"", "now": NOW}
    return Incoming(**{**told, **fields})  # type: ignore[arg-type]


def test_twilios_own_vectors_hold_and_a_flipped_one_does_not() -> None:
    told = orjson.loads(contracts_dir("voice", "twilio", "signature-vectors.json").read_bytes())
    settings = Settings(channel_id="c", external_id="n", secret=told["token"])
    form = {name: [value] for name, value in told["params"].items()}
    for vector in told["vectors"]:
        signed = {"x-twilio-signature": vector["signature"]}
        proofs.twilio(_incoming(url=vector["url"], headers=signed, form=form), settings)
        for spoiled in (
            _incoming(url=vector["url"] + "x", headers=signed, form=form),
            _incoming(url=vector["url"], headers=signed, form={**form, "Digits": ["9"]}),
            _incoming(url=vector["url"], headers={}, form=form),
        ):
            with pytest.raises(BadSignatureError):
                proofs.twilio(spoiled, settings)


def test_repeated_fields_and_signed_bodies_count(lines: Lines) -> None:
    settings = Settings(channel_id="c", external_id="n", secret="k")
    url = "https://x.example:8443/a"
    both = {"a": ["2", "1", "2"], "b": ["3"]}
    signature = proofs._sha1("k", f"{url}a1a2b3")
    proofs.twilio(
        _incoming(url=url, headers={"x-twilio-signature": signature}, form=both), settings
    )

    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    signed = f"{url}?bodySHA256={digest}"
    headers = {"x-twilio-signature": proofs._sha1("k", signed)}
    query = {"bodySHA256": digest}
    proofs.twilio(_incoming(url=signed, headers=headers, query=query), settings)
    with pytest.raises(BadSignatureError):
        proofs.twilio(_incoming(url=signed, headers=headers, query=query, body=b"x"), settings)
    assert urlsplit(signed).port == 8443


def test_googles_token_for_us_and_of_now_is_taken(lines: Lines) -> None:
    body = {"session": "s/1", "queryResult": {"queryText": "hello", "languageCode": "en"}}

    def ask(**claims: object) -> int:
        bearer = f"Bearer {lines.token(**claims)}"
        return lines.post("dialogflow", body, Authorization=bearer).status_code

    now = int(lines.clock.now().timestamp())
    assert ask() == 200
    assert ask(aud=["another", AUDIENCE]) == 200
    assert ask(aud="https://another.example") == 400
    assert ask(iss="https://evil.example") == 400
    assert ask(exp=now - 1) == 400
    assert ask(exp=None) == 400


def test_a_token_of_another_key_asks_for_keys_once_a_minute(google: RSAKey, lines: Lines) -> None:
    asked: list[float] = []
    moment = [0.0]
    known = KeySet([google]).as_dict(private=False)

    def fetch() -> dict[str, object]:
        asked.append(moment[0])
        return dict(known)

    tokens = GoogleTokens(fetch, timer=lambda: moment[0])
    stranger = RSAKey.generate_key(2048, {"kid": "g2"}, auto_kid=False)
    lines_with = Lines(lines.app, lines.services, lines.clock, stranger)
    incoming = _incoming(now=lines.clock.now())
    for moment[0] in (0.0, 1.0, 30.0, 61.0, 62.0):
        with pytest.raises(BadSignatureError):
            tokens.check(lines_with.token(), incoming, audience=AUDIENCE, email=None)

    assert asked == [0.0, 61.0]
    with pytest.raises(BadSignatureError):
        tokens.check(lines.token(), incoming, audience=AUDIENCE, email="somebody@example.com")


def test_retells_signature_is_over_body_and_time(lines: Lines) -> None:
    body = {"name": "ask", "args": {"text": "hello"}, "call": {"call_id": "c"}}
    old = int(lines.clock.now().timestamp() * 1000) - 400_000

    assert lines.retell(body).status_code == 200
    assert lines.retell(body, sent_ms=old).status_code == 400
    assert lines.post("retell", body, **{"X-Retell-Signature": "v=1,d=00"}).status_code == 400


def test_an_old_message_is_told_apart() -> None:
    settings = Settings(channel_id="c", external_id="n", secret="k")
    import hashlib
    import hmac

    sent = "1000"
    digest = hmac.new(b"k", b"{}" + sent.encode(), hashlib.sha256).hexdigest()
    headers = {"x-retell-signature": f"v={sent},d={digest}"}
    with pytest.raises(StaleMessageError):
        proofs.retell(_incoming(body=b"{}", headers=headers), settings)
