"""TLS contexts: certificates and host names are always verified, against public or given roots."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TypeAlias

import certifi

from domain.errors import ConfigurationError

TrustStamp: TypeAlias = tuple[str, int, int]
"""A trust file as it stands: path, time of change, size; another stamp is another trust."""


def tls_context(*, extra_ca_file: Path | None = None) -> ssl.SSLContext:
    """A client context over the public roots, TLS 1.2 or later, plus one more CA if given.

    Building it parses the whole root bundle (some 20 ms and more), so it is built once and shared:
    a context per call is what makes the official SDKs expensive
    (docs/decisions/0002-one-pooled-client-around-the-sdks.md).
    """
    context = ssl.create_default_context(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    if extra_ca_file is not None:
        context.load_verify_locations(cafile=extra_ca_file)
    return context


def trusting_only(trust_file: Path) -> ssl.SSLContext:
    """A client context for one connection that trusts what stands in that PEM file, and no more.

    The file holds a private authority or a server's own self-signed certificate: with
    `VERIFY_X509_PARTIAL_CHAIN` each certificate in it is an anchor by itself. Host names are
    checked as ever. Raises: ConfigurationError.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        context.load_verify_locations(cafile=trust_file)
    except ssl.SSLError as error:
        raise ConfigurationError(
            f"trust file {trust_file.name} holds no certificate that can be read; "
            "export it as Base-64 X.509 (PEM)"
        ) from error
    except OSError as error:
        raise _unreadable(trust_file) from error
    return context


def trust_stamp(trust_file: Path) -> TrustStamp:
    """What tells one state of a trust file from the next. Raises ConfigurationError."""
    try:
        found = trust_file.stat()
    except OSError as error:
        raise _unreadable(trust_file) from error
    return (str(trust_file), found.st_mtime_ns, found.st_size)


def _unreadable(trust_file: Path) -> ConfigurationError:
    return ConfigurationError(
        f"trust file {trust_file.name} cannot be read; put it back or name another"
    )
