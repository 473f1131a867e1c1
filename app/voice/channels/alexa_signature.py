"""Proof that a request comes from Amazon: certificate chain and signature over the raw body.

Source: Alexa documentation "Host a Custom Skill as a Web Service" (read 2026-11-20). Amazon's own
Python verifier does not load beside OpenSSL 3.0.10 and later, hence `cryptography` alone.
"""

from __future__ import annotations

import binascii
import posixpath
import re
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import certifi
import urllib3
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from domain.calls import Clock
from domain.errors import BadSignatureError, ConfigurationError

CHAIN_URL_HEADER: Final = "SignatureCertChainUrl"
SIGNATURE_HEADER: Final = "Signature-256"
"""RSA over SHA-256; the older `Signature` (SHA-1) header proves nothing."""
_HOST: Final = "s3.amazonaws.com"
_PATH: Final = "/echo.api/"
_SUBJECT: Final = "echo-api.amazon.com"
_CACHED_FOR: Final = timedelta(hours=1)
_CACHED_AT_MOST: Final = 16
_MAX_CHAIN_BYTES: Final = 64 * 1024
_MAX_CERTIFICATES: Final = 6
_FETCHES_AT_ONCE: Final = 2
_FETCH_WAIT_S: Final = 1.0
_PADDING: Final = PKCS1v15()
_HASH: Final = SHA256()
_PEM_BLOCK: Final = re.compile(
    rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\s*", re.DOTALL
)


class Headers(Protocol):
    """Request headers, whatever the case of their names."""

    def get(self, key: str, default: str) -> str:
        """One header, or the default."""
        ...


class ChainFetcher(Protocol):
    """Gets the certificate chain that a request names."""

    def __call__(self, url: str, /) -> bytes:
        """The PEM file at this (checked) URL. Raises: BadSignatureError."""
        ...


@dataclass(frozen=True, slots=True)
class HttpChainFetcher:
    """Fetches over TLS: no redirects, two seconds, 64 KiB at most."""

    pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=1.0, read=1.0, total=2.0),
            retries=False,
            ca_certs=certifi.where(),
        )
    )

    def __call__(self, url: str, /) -> bytes:
        """The PEM file at this URL. Raises: BadSignatureError when it cannot be had."""
        try:
            response = self.pool.request("GET", url, redirect=False, preload_content=False)
            try:
                body = response.read(_MAX_CHAIN_BYTES + 1)
            finally:
                response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise BadSignatureError("the Alexa certificate chain could not be fetched") from error
        if response.status != 200 or len(body) > _MAX_CHAIN_BYTES:
            raise BadSignatureError(f"the Alexa certificate chain: HTTP {response.status}")
        return body


def trust_roots(pem_file: str | Path | None = None) -> Store:
    """The roots that a chain may end in: certifi's, or those of a PEM file.

    A root that RFC 5280 forbids (certifi holds one with a serial number of zero) is left out: a
    coming release of `cryptography` refuses to load it. Raises: ConfigurationError when none is
    left.
    """
    path = Path(pem_file or certifi.where())
    roots: list[x509.Certificate] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        for block in _PEM_BLOCK.findall(path.read_bytes()):
            try:
                roots.append(x509.load_pem_x509_certificate(block))
            except (ValueError, CryptographyDeprecationWarning):
                continue
    if not roots:
        raise ConfigurationError(f"{path} holds no certificate; name a PEM file of trusted roots")
    return Store(roots)


@dataclass(slots=True)
class AlexaVerifier:
    """Verifies requests; keeps at most sixteen leaf keys, each for at most an hour."""

    fetch: ChainFetcher
    roots: Store
    clock: Clock
    _keys: dict[str, tuple[RSAPublicKey, datetime]] = field(default_factory=dict)
    _fetches: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_FETCHES_AT_ONCE)
    )

    def verify(self, headers: Headers, body: bytes) -> None:
        """Return if the body is signed by Amazon. Raises: BadSignatureError."""
        url = checked_chain_url(headers.get(CHAIN_URL_HEADER, ""))
        try:
            signature = binascii.a2b_base64(headers.get(SIGNATURE_HEADER, ""), strict_mode=True)
        except (binascii.Error, ValueError):
            raise BadSignatureError("the Signature-256 header is not base64") from None
        if not signature:
            raise BadSignatureError("the Signature-256 header is missing")
        try:
            self._key(url).verify(signature, body, _PADDING, _HASH)
        except InvalidSignature:
            raise BadSignatureError("the Alexa signature does not fit the body") from None

    def _key(self, url: str) -> RSAPublicKey:
        now = self.clock.now()
        kept = self._keys.get(url)
        if kept is not None and now < kept[1]:
            return kept[0]
        # Strangers can make us fetch; they must not be able to tie up every thread with it.
        if not self._fetches.acquire(timeout=_FETCH_WAIT_S):
            raise BadSignatureError("too many certificate chains are being fetched")
        try:
            leaf = _checked_leaf(self.fetch(url), self.roots, now)
        finally:
            self._fetches.release()
        key = leaf.public_key()
        if not isinstance(key, RSAPublicKey):
            raise BadSignatureError("the Alexa certificate holds no RSA key")
        self._remember(url, key, min(leaf.not_valid_after_utc, now + _CACHED_FOR))
        return key

    def _remember(self, url: str, key: RSAPublicKey, until: datetime) -> None:
        kept = dict(self._keys)
        kept.pop(url, None)
        while len(kept) >= _CACHED_AT_MOST:
            del kept[min(kept, key=lambda known: kept[known][1])]
        kept[url] = (key, until)
        self._keys = kept


@lru_cache(maxsize=_CACHED_AT_MOST)
def checked_chain_url(url: str) -> str:
    """The URL in its normal form, if Amazon would use it. Raises: BadSignatureError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadSignatureError("the certificate chain URL cannot be read") from None
    path = posixpath.normpath(parts.path)
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if (
        parts.scheme.lower() != "https"
        or (parts.hostname or "").lower() != _HOST
        or port not in (None, 443)
        or not path.startswith(_PATH)
        or "%" in path
        or "\\" in url
        or not plain
        or not url.isprintable()
    ):
        raise BadSignatureError("the certificate chain URL is not one of Amazon's")
    return f"https://{_HOST}{path}"


def _checked_leaf(pem: bytes, roots: Store, now: datetime) -> x509.Certificate:
    chain = _certificates(pem)
    verifier = (
        PolicyBuilder()
        .store(roots)
        .time(now.astimezone(UTC).replace(tzinfo=None))
        .build_server_verifier(x509.DNSName(_SUBJECT))
    )
    try:
        verifier.verify(chain[0], list(chain[1:]))
    except VerificationError as error:
        why = _defect(chain, now)
        raise BadSignatureError(f"the Alexa certificate chain is not trusted: {why}") from error
    return chain[0]


def _defect(chain: Sequence[x509.Certificate], now: datetime) -> str:
    """What is wrong with a refused chain, for whoever has to find out: the verifier's own words
    name one candidate for an issuer after the other."""
    for certificate in chain:
        if now > certificate.not_valid_after_utc:
            return f"a certificate in it ended {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC"
        if now < certificate.not_valid_before_utc:
            begins = certificate.not_valid_before_utc
            return f"a certificate in it begins {begins:%Y-%m-%d %H:%M} UTC, our clock is before"
    if _SUBJECT not in _names(chain[0]):
        return f"it is not for {_SUBJECT}"
    return "it leads to no root that is trusted here"


def _names(leaf: x509.Certificate) -> Sequence[str]:
    try:
        told = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):  # none, or not to be read
        return ()
    return told.value.get_values_for_type(x509.DNSName)


def _certificates(pem: bytes) -> Sequence[x509.Certificate]:
    try:
        chain = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise BadSignatureError("the Alexa certificate chain is not PEM") from None
    if not 1 <= len(chain) <= _MAX_CERTIFICATES:
        raise BadSignatureError("the Alexa certificate chain has an odd length")
    return chain
