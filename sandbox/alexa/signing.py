"""A certificate chain of the shape Amazon uses, and signatures made with it.

Source: Alexa Skills Kit, "Host a custom skill as a web service" (read 2026-11-20): the leaf names
echo-api.amazon.com, `Signature-256` is RSA PKCS#1 v1.5 over SHA-256 of the raw body, in base64.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ECHO_HOST = "echo-api.amazon.com"
_VALID = timedelta(days=365)


class SigningChain:
    """Root, intermediate and leaf; the root is what a skill under test must be told to trust."""

    def __init__(self, root: x509.Certificate, chain_pem: bytes, key: rsa.RSAPrivateKey) -> None:
        self.root_pem = root.public_bytes(serialization.Encoding.PEM)
        self.chain_pem = chain_pem
        self._key = key

    @classmethod
    def make(cls, host: str = ECHO_HOST) -> SigningChain:
        """A fresh chain whose leaf names `host`, valid for a year from yesterday."""
        root_key, root = _authority("Stand-in Root", None, None)
        middle_key, middle = _authority("Stand-in Issuing CA", root, root_key)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        leaf = _leaf(host, key, middle, middle_key)
        pem = b"".join(
            certificate.public_bytes(serialization.Encoding.PEM) for certificate in (leaf, middle)
        )
        return cls(root, pem, key)

    @classmethod
    def load_or_make(cls, folder: Path) -> SigningChain:
        """The chain kept in `folder`, made on first use, so that trust survives a restart."""
        root_file, chain_file, key_file = (
            folder / name for name in ("root.pem", "chain.pem", "leaf.key")
        )
        if key_file.exists():
            key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
            root = x509.load_pem_x509_certificate(root_file.read_bytes())
            if isinstance(key, rsa.RSAPrivateKey) and root.not_valid_after_utc > datetime.now(UTC):
                return cls(root, chain_file.read_bytes(), key)
        made = cls.make()
        folder.mkdir(parents=True, exist_ok=True)
        root_file.write_bytes(made.root_pem)
        chain_file.write_bytes(made.chain_pem)
        key_file.touch(mode=0o600)
        key_file.write_bytes(
            made._key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return made

    def sign(self, body: bytes) -> str:
        """The value of `Signature-256` for this body."""
        signature = self._key.sign(body, padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(signature).decode()


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(subject: str, issuer: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )


def _authority(
    name: str, issuer: x509.Certificate | None, issuer_key: rsa.RSAPrivateKey | None
) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signer = issuer_key or key
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _builder(name, issuer.subject if issuer else _name(name), key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(usage, True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
        )
        .sign(signer, hashes.SHA256())
    )
    return key, certificate


def _leaf(
    host: str,
    key: rsa.RSAPrivateKey,
    issuer: x509.Certificate,
    issuer_key: rsa.RSAPrivateKey,
) -> x509.Certificate:
    return (
        _builder(host, issuer.subject, key)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False
        )
        .sign(issuer_key, hashes.SHA256())
    )
