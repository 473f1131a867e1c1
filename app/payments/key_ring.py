"""The gateway's own keys for cards: published, exchanged every month, old ones taken for a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from domain.calls import Clock
from storage import card_keys
from storage.engine import Database
from storage.ids import new_id
from storage.keyring import KeyProvider

if TYPE_CHECKING:  # loaded with the first card: 1.5 MB
    from joserfc.jwk import ECKey, RSAKey

log = structlog.get_logger(__name__)

CURRENT_FOR = timedelta(days=30)
OVERLAP = timedelta(days=1)
"""How long envelopes to a key are opened after the next one is published."""
CACHE_FOR = timedelta(hours=1)
"""How long a client may keep the published keys; far below `OVERLAP`."""
DEFAULT_ALGORITHM = "ECDH-ES"
_CURVE = "P-256"
_RSA_BITS = 3072


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """One key as anybody may see it."""

    kid: str
    algorithm: str
    jwk: Mapping[str, Any]
    created_at: datetime
    ends_at: datetime | None
    """None: the current one, which envelopes should be made for."""


class CardKeys:
    """Publishes and exchanges the keys; safe in many processes, which may each make one at once."""

    def __init__(self, database: Database, keyring: KeyProvider, clock: Clock) -> None:
        self._db = database
        self._keyring = keyring
        self._clock = clock

    def published(self) -> tuple[PublishedKey, ...]:
        """Every key that envelopes are opened with, the current one first; made if there is
        none."""
        found = self._living()
        if not found or found[0].ends_at is not None:
            self.rotate()
            found = self._living()
        return tuple(_published(key) for key in found)

    def find(self, kid: str) -> tuple[str, RSAKey | ECKey] | None:
        """A key's algorithm and its private half; None if it is unknown or has ended."""
        from joserfc.jwk import ECKey, RSAKey

        key = next((one for one in self._living() if one.kid == kid), None)
        if key is None:
            return None
        private = card_keys.private_half(self._keyring, key)
        kind = ECKey if private["kty"] == "EC" else RSAKey
        return key.algorithm, kind.import_key(private)

    def rotate(self, algorithm: str = DEFAULT_ALGORITHM) -> str:
        """Publish a new key as the current one; its id."""
        now = self._clock.now()
        key = _new_key(algorithm)
        kid = new_id("cdk", now)
        named = {"kid": kid, "use": "enc", "alg": algorithm}
        with self._db.write() as tx:
            card_keys.add(
                tx,
                self._keyring,
                kid=kid,
                algorithm=algorithm,
                public={**key.as_dict(private=False), **named},
                private={**key.as_dict(private=True), **named},
                ends_before=now + OVERLAP,
                now=now,
            )
        log.info("card_key.published", kid=kid, algorithm=algorithm)
        return kid

    def keep_fresh(self) -> None:
        """Exchange the current key when its month is over, and delete what has ended."""
        now = self._clock.now()
        with self._db.write() as tx:
            card_keys.forget(tx, now=now)
        found = self._living()
        if found and found[0].ends_at is None and found[0].created_at <= now - CURRENT_FOR:
            self.rotate(found[0].algorithm)

    def _living(self) -> list[card_keys.CardKey]:
        with self._db.read() as tx:
            return card_keys.living(tx, now=self._clock.now())


def _new_key(algorithm: str) -> RSAKey | ECKey:
    from joserfc.jwk import ECKey, RSAKey

    if algorithm == "ECDH-ES":
        return ECKey.generate_key(_CURVE)
    return RSAKey.generate_key(_RSA_BITS)


def _published(key: card_keys.CardKey) -> PublishedKey:
    return PublishedKey(
        kid=key.kid,
        algorithm=key.algorithm,
        jwk=key.public,
        created_at=key.created_at,
        ends_at=key.ends_at,
    )
