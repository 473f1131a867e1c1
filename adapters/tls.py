"""The one TLS context of the process: certificates and host names are always verified."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi


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
