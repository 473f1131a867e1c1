"""A renewal whose answer died with its process, at a platform that gives a refresh token once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from adapters.credentials import TokenCustodian
from app.connections.token_store import VaultTokens
from domain.calls import Call
from domain.errors import NotAuthorizedError
from domain.ids import ConnectionId
from domain.ports.tokens import TokenSet
from storage import alerts, audit, tables
from storage.engine import Database
from storage.keyring import Keyring
from storage.merchants import ConnectionStatus, connection
from storage.vault import Vault
from tests.integration.storage.shop import NOW, Shop, open_shop

HALF_AN_HOUR = timedelta(minutes=30)


@dataclass
class Clock:
    """Stands still until it is moved."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class OnceOnly:
    """A platform that takes each refresh token once; `answers` of those that reach us."""

    spent: set[str] = field(default_factory=set)

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        if tokens.refresh in self.spent:
            raise NotAuthorizedError("spent", platform="clover", operation="oauth.refresh")
        self.spent.add(str(tokens.refresh))
        return replace(tokens, access="access-1", refresh="refresh-1")

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Nothing."""


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


def test_a_person_is_called_at_once_with_the_cause_and_calls_go_on_meanwhile(shop: Shop) -> None:
    clock, platform = Clock(), OnceOnly()
    store = VaultTokens(
        shop.database, Vault(Keyring(current_id="k", keys={"k": os.urandom(32)})), clock
    )
    connection_id = ConnectionId(shop.connection.id)
    pair = TokenSet(
        access="access-0", issued_at=NOW, expires_at=NOW + HALF_AN_HOUR, refresh="refresh-0"
    )
    store.save(connection_id, pair)
    assert store.claim_refresh(connection_id, owner="dead", lease=timedelta(seconds=30))
    platform.refresh(pair, call=Call.within(60))  # and the process is killed
    with shop.database.write() as tx:  # a server's own clock judges leases
        tx.execute(update(tables.refresh_leases).values(lease_until=NOW - timedelta(days=400)))
    clock.moment += timedelta(minutes=16)
    custodian = TokenCustodian(
        connection_id, platform="clover", store=store, flow=platform, clock=clock,
        background=lambda work: work(), sleeper=lambda _: None,
    )  # fmt: skip

    assert custodian.access_token(Call.within(60)) == "access-0"

    with shop.database.read() as tx:
        (alert,) = alerts.standing(tx)
        trail = [one.action for one in audit.entries(tx, shop.connection.merchant_id)]
        status = connection(tx, connection_id).status
    assert (alert.kind, alert.severity) == ("reauthorize", "critical")
    assert alert.due_at == NOW + HALF_AN_HOUR
    assert "a process ended before the answer of a renewal was stored" in alert.message
    assert {"tokens.refresh_broken_off", "tokens.renewal_refused"} <= set(trail)
    assert status is ConnectionStatus.ACTIVE

    clock.moment += timedelta(minutes=15)
    with pytest.raises(NotAuthorizedError):
        custodian.access_token(Call.within(60))
    with shop.database.read() as tx:
        assert connection(tx, connection_id).status is ConnectionStatus.PAUSED


def test_a_renewal_that_ended_leaves_nothing_broken_off(shop: Shop) -> None:
    clock = Clock()
    store = VaultTokens(
        shop.database, Vault(Keyring(current_id="k", keys={"k": os.urandom(32)})), clock
    )
    connection_id = ConnectionId(shop.connection.id)

    for owner in ("first", "second"):
        assert store.claim_refresh(connection_id, owner=owner, lease=timedelta(seconds=30))
        store.release_refresh(connection_id, owner=owner)
        clock.moment += timedelta(minutes=1)

    with shop.database.read() as tx:
        trail = [one.action for one in audit.entries(tx, shop.connection.merchant_id)]
    assert "tokens.refresh_broken_off" not in trail
