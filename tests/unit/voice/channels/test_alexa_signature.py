"""A request is Amazon's only if chain, host name, validity, signature and moment all say so."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.verification import Store

from app.voice.channels.alexa_signature import (
    AlexaVerifier,
    HttpChainFetcher,
    checked_chain_url,
    trust_roots,
)
from domain.errors import BadSignatureError
from sandbox.alexa.signing import SigningChain
from tests.fakes.clock import FakeClock

URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-14.pem"
BODY = b'{"version": "1.0", "request": {"type": "LaunchRequest"}}'


@pytest.fixture(scope="module")
def chain() -> SigningChain:
    return SigningChain.make()


@dataclass
class Shelf:
    """Serves one chain and counts how often it was fetched."""

    pem: bytes
    fetched: list[str] = field(default_factory=list)

    def __call__(self, url: str, /) -> bytes:
        self.fetched.append(url)
        return self.pem


def verifier(chain: SigningChain, *, shelf: Shelf | None = None, clock: FakeClock | None = None,
             root_pem: bytes | None = None) -> AlexaVerifier:  # fmt: skip
    roots = x509.load_pem_x509_certificates(root_pem or chain.root_pem)
    return AlexaVerifier(
        fetch=shelf or Shelf(chain.chain_pem),
        roots=Store(roots),
        clock=clock or FakeClock(datetime.now(UTC)),
    )


def headers(chain: SigningChain, body: bytes = BODY, *, url: str = URL) -> dict[str, str]:
    return {"SignatureCertChainUrl": url, "Signature-256": chain.sign(body)}


def test_a_request_signed_along_a_trusted_chain_is_accepted(chain: SigningChain) -> None:
    verifier(chain).verify(headers(chain), BODY)


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
    ],
)
def test_every_way_amazon_writes_the_chain_url_is_the_same_url(url: str) -> None:
    assert checked_chain_url(url) == "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "not a url",
        "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://notamazon.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com.evil.example/echo.api/cert.pem",
        "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
        "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../secret/cert.pem",
        "https://s3.amazonaws.com/echo.api/%2e%2e/secret/cert.pem",
        "https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:99999/echo.api/echo-api-cert.pem",
        "https://user@s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/cert.pem?versionId=1",
        "https://[s3.amazonaws.com/echo.api/cert.pem",
        "https://s3.amazonaws.com\\@evil.example/echo.api/cert.pem",
        "https://s3.amazonaws.com/echo.api/cert.pem\r\nHost: evil",
    ],
)
def test_a_chain_url_that_amazon_would_not_use_is_refused_unfetched(
    chain: SigningChain, url: str
) -> None:
    shelf = Shelf(chain.chain_pem)

    with pytest.raises(BadSignatureError):
        verifier(chain, shelf=shelf).verify(headers(chain, url=url), BODY)

    assert shelf.fetched == []


def test_a_flipped_bit_in_the_body_is_noticed(chain: SigningChain) -> None:
    flipped = bytes([BODY[0] ^ 1]) + BODY[1:]

    with pytest.raises(BadSignatureError, match="does not fit"):
        verifier(chain).verify(headers(chain), flipped)


def test_a_body_that_was_decoded_and_encoded_again_is_not_the_body(chain: SigningChain) -> None:
    with pytest.raises(BadSignatureError, match="does not fit"):
        verifier(chain).verify(headers(chain), BODY.replace(b": ", b":"))


def test_a_flipped_bit_in_the_signature_is_noticed(chain: SigningChain) -> None:
    raw = bytearray(base64.b64decode(chain.sign(BODY)))
    raw[7] ^= 1
    forged = {**headers(chain), "Signature-256": base64.b64encode(raw).decode()}

    with pytest.raises(BadSignatureError, match="does not fit"):
        verifier(chain).verify(forged, BODY)


def test_the_old_sha1_header_alone_proves_nothing(chain: SigningChain) -> None:
    signed = chain._key.sign(BODY, padding.PKCS1v15(), hashes.SHA1())
    old = {"SignatureCertChainUrl": URL, "Signature": base64.b64encode(signed).decode()}

    with pytest.raises(BadSignatureError, match="missing"):
        verifier(chain).verify(old, BODY)


def test_a_sha1_signature_in_the_new_header_is_refused(chain: SigningChain) -> None:
    signed = chain._key.sign(BODY, padding.PKCS1v15(), hashes.SHA1())
    posing = {**headers(chain), "Signature-256": base64.b64encode(signed).decode()}

    with pytest.raises(BadSignatureError, match="does not fit"):
        verifier(chain).verify(posing, BODY)


@pytest.mark.parametrize("signature", ["***", "ä", "AAA"])
def test_a_signature_that_is_not_base64_is_refused(chain: SigningChain, signature: str) -> None:
    with pytest.raises(BadSignatureError, match="base64"):
        verifier(chain).verify({**headers(chain), "Signature-256": signature}, BODY)


def test_a_chain_for_another_host_name_is_refused() -> None:
    other = SigningChain.make("echo-api.amazon.com.evil.example")

    with pytest.raises(BadSignatureError, match=r"not for echo-api.amazon.com$"):
        verifier(other).verify(headers(other), BODY)


def test_a_chain_to_a_foreign_root_is_refused(chain: SigningChain) -> None:
    foreign = SigningChain.make()

    with pytest.raises(BadSignatureError, match="no root that is trusted"):
        verifier(foreign, root_pem=chain.root_pem).verify(headers(foreign), BODY)


def test_a_private_chain_is_refused_by_the_public_roots(chain: SigningChain) -> None:
    strict = AlexaVerifier(
        fetch=Shelf(chain.chain_pem), roots=trust_roots(), clock=FakeClock(datetime.now(UTC))
    )

    with pytest.raises(BadSignatureError, match="no root that is trusted"):
        strict.verify(headers(chain), BODY)


@pytest.mark.parametrize(
    ("days", "told"),
    [(-30, "in it begins"), (400, "in it ended")],
    ids=["not yet valid", "expired"],
)
def test_a_certificate_outside_its_validity_is_refused(
    chain: SigningChain, days: int, told: str
) -> None:
    clock = FakeClock(datetime.now(UTC) + timedelta(days=days))

    with pytest.raises(BadSignatureError, match=told):
        verifier(chain, clock=clock).verify(headers(chain), BODY)


def test_a_chain_without_its_intermediate_is_refused(chain: SigningChain) -> None:
    leaf_only = chain.chain_pem.split(b"-----END CERTIFICATE-----")[0]
    shelf = Shelf(leaf_only + b"-----END CERTIFICATE-----\n")

    with pytest.raises(BadSignatureError, match="no root that is trusted"):
        verifier(chain, shelf=shelf).verify(headers(chain), BODY)


@pytest.mark.parametrize(
    "pem", [b"", b"<html>no such key</html>", b"-----BEGIN CERTIFICATE-----\nAAAA\n"]
)
def test_what_is_no_certificate_chain_is_refused(chain: SigningChain, pem: bytes) -> None:
    with pytest.raises(BadSignatureError):
        verifier(chain, shelf=Shelf(pem)).verify(headers(chain), BODY)


def test_a_leaf_is_fetched_once_an_hour(chain: SigningChain) -> None:
    clock, shelf = FakeClock(datetime.now(UTC)), Shelf(chain.chain_pem)
    checking = verifier(chain, shelf=shelf, clock=clock)

    for minutes in (0, 30, 29):
        clock.advance(minutes=minutes)
        checking.verify(headers(chain), BODY)
    assert len(shelf.fetched) == 1

    clock.advance(minutes=2)
    checking.verify(headers(chain), BODY)
    assert len(shelf.fetched) == 2


def test_a_cached_leaf_is_not_used_beyond_its_own_end(chain: SigningChain) -> None:
    leaf = x509.load_pem_x509_certificates(chain.chain_pem)[0]
    clock = FakeClock(leaf.not_valid_after_utc - timedelta(minutes=5))
    checking = verifier(chain, clock=clock)
    checking.verify(headers(chain), BODY)

    clock.advance(minutes=6)

    with pytest.raises(BadSignatureError, match="in it ended"):
        checking.verify(headers(chain), BODY)


def test_strangers_cannot_grow_the_cache(chain: SigningChain) -> None:
    checking = verifier(chain)

    for number in range(40):
        url = f"https://s3.amazonaws.com/echo.api/cert-{number}.pem"
        checking.verify(headers(chain, url=url), BODY)

    assert len(checking._keys) <= 16


def test_a_failed_check_is_not_remembered_as_a_key(chain: SigningChain) -> None:
    shelf = Shelf(b"not yet there")
    checking = verifier(chain, shelf=shelf)
    with pytest.raises(BadSignatureError):
        checking.verify(headers(chain), BODY)

    shelf.pem = chain.chain_pem

    checking.verify(headers(chain), BODY)


class _Misbehaving(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/chain")
            self.end_headers()
            return
        status = 404 if self.path == "/gone" else 200
        body = b"x" * (70_000 if self.path == "/huge" else 10)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def serving() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Misbehaving)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_fetcher_follows_no_redirect_and_reads_no_flood() -> None:
    fetch = HttpChainFetcher()
    fetch.pool.connection_pool_kw["timeout"] = 60  # the machine may pause
    with serving() as base:
        assert fetch(f"{base}/chain") == b"x" * 10
        for path in ("moved", "gone", "huge"):
            with pytest.raises(BadSignatureError):
                fetch(f"{base}/{path}")

    with pytest.raises(BadSignatureError, match="could not be fetched"):
        fetch(f"{base}/chain")
    fetch.pool.clear()
