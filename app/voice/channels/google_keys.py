"""Google's public keys, under which its identity tokens are signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import certifi
import orjson
import urllib3

from domain.errors import BadSignatureError

_URL: Final = "https://www.googleapis.com/oauth2/v3/certs"
"""Source: developers.google.com/identity "Verify the Google ID token" (read 2026-11-20)."""
_MOST_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class GoogleKeys:
    """Fetches the key set over TLS: no redirects, two seconds, 64 KiB at most."""

    pool: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=1.0, read=1.0, total=2.0),
            retries=False,
            ca_certs=certifi.where(),
        )
    )

    def __call__(self) -> Mapping[str, Any]:
        """The key set. Raises BadSignatureError when it cannot be had: nothing is proven then."""
        try:
            response = self.pool.request("GET", _URL, redirect=False, preload_content=False)
            try:
                body = response.read(_MOST_BYTES)
            finally:
                response.release_conn()
            keys = orjson.loads(body)
        except (urllib3.exceptions.HTTPError, orjson.JSONDecodeError) as error:
            raise BadSignatureError("Google's keys could not be fetched") from error
        if response.status != 200 or not isinstance(keys, dict):
            raise BadSignatureError(f"Google's keys: HTTP {response.status}")
        return keys
