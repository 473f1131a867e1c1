"""What tells one request from another without keeping it: keyed, as a body may carry secrets."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Takes them. `keys` gives the keys in use, the current first, the same in every process.

    A plain digest of a request that joins an account by a short key would let whoever reads the
    table try keys against it.
    """

    keys: Callable[[], Sequence[bytes]] = field(repr=False)

    def of(self, request: bytes) -> tuple[str, ...]:
        """The request's fingerprint by each key: the first to be kept, any to be recognized."""
        return tuple(hmac.digest(key, request, hashlib.sha256).hex() for key in self.keys())
