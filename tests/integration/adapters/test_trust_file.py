"""A merchant's own server, proved by a file of its own: a private authority, or its certificate."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.transport import PlatformLine
from adapters.wire import HttpRequest
from domain.calls import Call
from domain.errors import ConfigurationError, UnavailableError
from domain.ids import ConnectionId
from tests.fakes.dialects import PlainDialect
from tests.integration.adapters.conftest import Bench
from tests.integration.adapters.shops import Authority, shop

WRITE = HttpRequest(method="POST", path="/", operation="write", authenticated=False)


def line(bench: Bench, url: str, trust_file: Path | None) -> PlatformLine:
    """A line to the merchant's own server."""
    return bench.transport.line(
        ConnectionId("con_own"),
        url,
        PlainDialect(),
        None,
        Call.within(60),
        on_premises=True,
        trust_file=trust_file,
    )


def self_signed(folder: Path, host: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """A server certificate as Windows makes one: its own issuer, no authority, one name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pos-server")])
    now = dt.datetime.now(dt.UTC)
    try:
        subject: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        .sign(key, hashes.SHA256())
    )
    own = folder / "own.pem"
    own.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    both = folder / "with-key.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    both.write_bytes(secret + own.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, own


def test_a_self_signed_server_is_called_where_its_certificate_is_the_trust_file(
    bench: Bench, tmp_path: Path
) -> None:
    context, own = self_signed(tmp_path)

    with shop(context) as server:
        for _ in range(2):
            assert line(bench, server.url, own).send(WRITE).status == 200

        assert server.connections == 1


def test_a_server_of_a_private_authority_is_called_where_that_is_the_trust_file(
    bench: Bench, test_authority: Authority
) -> None:
    with shop(test_authority.server_context("127.0.0.1")) as server:
        assert line(bench, server.url, test_authority.file).send(WRITE).status == 200


def test_the_trust_of_one_connection_is_not_that_of_another(bench: Bench, tmp_path: Path) -> None:
    context, own = self_signed(tmp_path)

    with shop(context) as server:
        line(bench, server.url, own).send(WRITE)
        with pytest.raises(UnavailableError, match="could not be reached"):
            line(bench, server.url, None).send(WRITE)

        assert len(server.seen) == 1


def test_with_a_trust_file_nothing_else_is_trusted(
    bench: Bench, tmp_path: Path, test_authority: Authority
) -> None:
    _, own = self_signed(tmp_path)

    with shop(test_authority.server_context("127.0.0.1")) as server:
        with pytest.raises(UnavailableError):
            line(bench, server.url, own).send(WRITE)

        assert not server.seen


def test_a_trusted_certificate_for_another_host_is_refused(bench: Bench, tmp_path: Path) -> None:
    context, own = self_signed(tmp_path, host="pos.northwind.example")

    with shop(context) as server:
        with pytest.raises(UnavailableError):
            line(bench, server.url, own).send(WRITE)

        assert not server.seen


def test_a_renewed_trust_file_is_taken_up_without_a_restart(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    _, own = self_signed(tmp_path)
    renewed, new = self_signed(tmp_path / "new")

    with shop(renewed) as server:
        with pytest.raises(UnavailableError):
            line(bench, server.url, own).send(WRITE)
        own.write_bytes(new.read_bytes())
        os.utime(own, (1, 1))

        assert line(bench, server.url, own).send(WRITE).status == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a certificate", "no certificate that can be read"), (None, "cannot be read")],
    ids=["no PEM", "no file"],
)
def test_a_trust_file_that_proves_nothing_is_named(
    bench: Bench, tmp_path: Path, content: bytes | None, words: str
) -> None:
    given = tmp_path / "shop.pem"
    if content is not None:
        given.write_bytes(content)

    with pytest.raises(ConfigurationError, match=f"shop.pem .*{words}"):
        line(bench, "https://127.0.0.1:1", given).send(WRITE)
