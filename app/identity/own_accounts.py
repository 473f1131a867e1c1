"""Shoppers who are signed in with a merchant's own identity provider (OIDC).

The merchant's setting `identity.oidc` names it: `issuer`, `audience`, `jwks_url`, and
`customer_claim` where the customer's id on the merchant's platform is not the `sub`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Final, Protocol

import orjson
import structlog

from app.identity.own_tokens import Issuer, OwnTokens
from domain.calls import Clock, Deadline
from domain.errors import (
    BadSignatureError,
    ConfigurationError,
    NotFoundError,
    StaleMessageError,
    UnavailableError,
)
from domain.ids import MerchantId
from storage import account_links, customers, merchants
from storage.customers import CustomerView
from storage.engine import Database

_LOG = structlog.get_logger(__name__)
_SETTING_KEPT_S: Final = 60.0
_FETCH_S: Final = 2.0
_PARTS_OF_JWT: Final = 3


class Reader(Protocol):
    """Reads what is published at an address (`adapters.outward.OutwardPoster`)."""

    def get(self, url: str, *, deadline: Deadline) -> bytes:
        """The body of a 200. Raises ConfigurationError, UnavailableError."""
        ...


@dataclass(frozen=True, slots=True)
class _Provider:
    """A merchant's setting, as it was last read."""

    issuer: Issuer
    jwks_url: str


@dataclass(slots=True)
class _Known:
    """What is remembered of a merchant."""

    read_at: float
    provider: _Provider | None
    tokens: OwnTokens | None


@dataclass(slots=True, kw_only=True)
class OwnAccounts:
    """Finds the customer of a provider's token; thread-safe.

    Settings are read at most once a minute, keys as `OwnTokens` has it: a token costs one read of
    the customer, as one of ours does.
    """

    database: Database
    reader: Reader
    clock: Clock
    timer: Callable[[], float] = monotonic
    _known: dict[MerchantId, _Known] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def person(self, merchant_id: MerchantId, token: str) -> CustomerView | None:
        """Whose token it is; None where the merchant has no provider, or it does not vouch."""
        tokens = self._tokens(merchant_id)
        if tokens is None:
            return None
        try:
            named = tokens.customer(token)
            with self.database.read() as tx:
                customer_id = account_links.known_as(tx, merchant_id, named)
                return None if customer_id is None else customers.get(tx, merchant_id, customer_id)
        except (BadSignatureError, StaleMessageError, NotFoundError) as error:
            _LOG.info("identity.own_token_refused", error=type(error).__name__, reason=str(error))
            return None

    def _tokens(self, merchant_id: MerchantId) -> OwnTokens | None:
        with self._lock:
            known = self._known.get(merchant_id)
            if known is None or self.timer() - known.read_at > _SETTING_KEPT_S:
                known = self._known[merchant_id] = self._read(merchant_id, known)
            return known.tokens

    def _read(self, merchant_id: MerchantId, before: _Known | None) -> _Known:
        """The setting as it is now; keys are kept while it stays the same."""
        provider, now = self._provider(merchant_id), self.timer()
        if before is not None and before.provider == provider:
            return _Known(now, provider, before.tokens)
        if provider is None:
            return _Known(now, None, None)
        fetch = partial(self._keys, provider.jwks_url)
        tokens = OwnTokens(issuer=provider.issuer, fetch=fetch, clock=self.clock, timer=self.timer)
        return _Known(now, provider, tokens)

    def _provider(self, merchant_id: MerchantId) -> _Provider | None:
        try:
            with self.database.read() as tx:
                settings = merchants.merchant(tx, merchant_id).settings
        except NotFoundError:
            return None
        told = (settings.get("identity") or {}).get("oidc")
        if not told:
            return None
        try:
            issuer = Issuer(
                issuer=str(told["issuer"]),
                audience=str(told["audience"]),
                customer_claim=str(told.get("customer_claim", "sub")),
            )
            return _Provider(issuer, str(told["jwks_url"]))
        except (KeyError, TypeError, AttributeError) as error:
            _LOG.error("identity.oidc_unreadable", merchant_id=merchant_id, error=repr(error))
            return None

    def _keys(self, url: str) -> Mapping[str, Any]:
        try:
            keys = orjson.loads(self.reader.get(url, deadline=Deadline.after(_FETCH_S)))
        except (ConfigurationError, UnavailableError, orjson.JSONDecodeError) as error:
            raise BadSignatureError("the provider's keys could not be fetched") from error
        if not isinstance(keys, dict):
            raise BadSignatureError("the provider's keys are no key set")
        return keys


def is_own_token(token: str) -> bool:
    """Whether it looks like a JSON Web Token; ours never do."""
    return token.startswith("ey") and token.count(".") == _PARTS_OF_JWT - 1
