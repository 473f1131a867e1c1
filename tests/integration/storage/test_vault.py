"""The vault: credentials sealed under rotating keys, one refresh at a time."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from domain.errors import ConfigurationError
from domain.ports.tokens import TokenSet
from storage import audit, tables
from storage.engine import Database, open_database
from storage.keyring import Keyring
from storage.vault import Vault
from tests.integration.storage.shop import NOW, Shop, after, open_shop

OLD, NEW = os.urandom(32), os.urandom(32)
VAULT = Vault(Keyring(current_id="k1", keys={"k1": OLD}))
LEASE = timedelta(seconds=30)


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


def tokens(access: str = "secret-access", expires: float = 3600) -> TokenSet:
    return TokenSet(
        access=access,
        issued_at=NOW,
        expires_at=after(expires),
        refresh=f"refresh of {access}",
        refresh_expires_at=after(90 * 86400),
        scopes=("ITEMS_READ", "ORDERS_WRITE"),
        account_id="account",
    )


def put(shop: Shop, stored: TokenSet, vault: Vault = VAULT) -> None:
    with shop.database.write() as tx:
        vault.put_tokens(tx, shop.connection, stored, now=NOW, actor="test")


def test_tokens_come_back_as_they_were_put(shop: Shop) -> None:
    put(shop, tokens())

    with shop.database.read() as tx:
        assert VAULT.tokens(tx, shop.connection.id) == tokens()
        assert VAULT.tokens(tx, "con_other") is None


def test_the_pair_before_is_kept_and_older_ones_are_not(shop: Shop) -> None:
    for access in ("first", "second", "third"):
        put(shop, tokens(access))

    with shop.database.read() as tx:
        kept = [VAULT.tokens(tx, shop.connection.id, age=age) for age in range(3)]
    assert [each and each.access for each in kept] == ["third", "second", None]


def test_nothing_readable_is_stored(shop: Shop, database_url: str) -> None:
    put(shop, tokens())
    with shop.database.write() as tx:
        VAULT.add_webhook_secret(tx, shop.connection, "hook-secret", now=NOW)
        rows = tx.execute(select(tables.secrets)).all()
        trail = audit.entries(tx, "mer_1")

    stored = b"".join(bytes(row.ciphertext) + bytes(row.wrapped_key) for row in rows)
    assert b"secret" not in stored
    assert [entry.action for entry in trail] == ["tokens.stored"]
    assert "secret" not in str(trail)
    if database_url.startswith("sqlite"):
        shop.database.close()
        path = database_url.removeprefix("sqlite:///")
        with open(path, "rb") as file:
            assert b"secret-access" not in file.read()


def test_a_row_moved_to_another_connection_cannot_be_opened(shop: Shop) -> None:
    other = open_shop(shop.database, connection_id="con_b", new_merchant=False)
    put(shop, tokens())
    with shop.database.write() as tx:
        tx.execute(update(tables.secrets).values(connection_id=other.connection.id))

    with (
        pytest.raises(ConfigurationError, match="cannot be opened"),
        shop.database.read() as tx,
    ):
        VAULT.tokens(tx, other.connection.id)


def test_another_key_under_the_same_id_is_told_in_words(shop: Shop) -> None:
    put(shop, tokens())
    mistaken = Vault(Keyring(current_id="k1", keys={"k1": b"x" * 32}))

    with (
        pytest.raises(ConfigurationError, match="another one under this id"),
        shop.database.read() as tx,
    ):
        mistaken.tokens(tx, shop.connection.id)


def test_rotating_wraps_anew_and_needs_the_old_key_no_more(shop: Shop) -> None:
    put(shop, tokens("first"))
    put(shop, tokens("second"))
    both = Vault(Keyring(current_id="k2", keys={"k1": OLD, "k2": NEW}))

    with shop.database.write() as tx:
        first = both.rewrap(tx, limit=1)
        assert (first.done, first.unreadable) == (1, 0)
        assert both.key_usage(tx) == {"k1": 1, "k2": 1}
        second = both.rewrap(tx, after_id=first.last_id, limit=2)
        assert (second.done, second.last_id) == (1, None)
        assert both.rewrap(tx).done == 0

    only_new = Vault(Keyring(current_id="k2", keys={"k2": NEW}))
    with shop.database.read() as tx:
        found = only_new.tokens(tx, shop.connection.id)
        assert found is not None
        assert found.access == "second"
        with pytest.raises(ConfigurationError, match="needed to read"):
            Vault(Keyring(current_id="k3", keys={"k3": OLD})).tokens(tx, shop.connection.id)


def test_a_secret_that_cannot_be_opened_does_not_stop_the_others(shop: Shop) -> None:
    lost = Vault(Keyring(current_id="k0", keys={"k0": os.urandom(32)}))
    put(shop, tokens("first"), vault=lost)
    put(shop, tokens("second"))
    both = Vault(Keyring(current_id="k2", keys={"k1": OLD, "k2": NEW}))

    with shop.database.write() as tx:
        step = both.rewrap(tx)

    assert (step.done, step.unreadable, step.last_id) == (1, 1, None)


@pytest.mark.parametrize(
    "keys", [{}, {"k1": b"short"}, {"k2": OLD}], ids=["none", "short", "not the current one"]
)
def test_a_keyring_that_cannot_work_is_refused(keys: dict[str, bytes]) -> None:
    with pytest.raises(ConfigurationError):
        Keyring(current_id="k1", keys=keys)


def test_a_webhook_secret_stays_valid_for_the_overlap(shop: Shop) -> None:
    with shop.database.write() as tx:
        VAULT.add_webhook_secret(tx, shop.connection, "old", now=NOW)
        VAULT.add_webhook_secret(tx, shop.connection, "new", now=NOW, overlap=timedelta(seconds=60))

    with shop.database.read() as tx:
        assert VAULT.webhook_secrets(tx, shop.connection.id, after(59)) == ("new", "old")
        assert VAULT.webhook_secrets(tx, shop.connection.id, after(60)) == ("new",)


def test_connections_whose_token_ends_soon_are_named(shop: Shop) -> None:
    put(shop, tokens("first", expires=10))
    put(shop, tokens("second", expires=1000))

    with shop.database.read() as tx:
        assert VAULT.expiring(tx, after(999)) == []
        assert VAULT.expiring(tx, after(1001)) == [shop.connection.id]


def let_leases_end(tx: Connection) -> None:
    """Move every lease into the past of whichever clock judges it."""
    tx.execute(update(tables.refresh_leases).values(lease_until=after(-400 * 86400)))


@pytest.mark.integration
def test_two_hosts_whose_clocks_differ_do_not_both_refresh(postgres_url: str) -> None:
    database = open_database(postgres_url)
    shop = open_shop(database)

    with database.write() as tx:
        assert VAULT.claim_refresh(tx, shop.connection, owner="slow", now=after(-600), lease=LEASE)
        assert not VAULT.claim_refresh(
            tx, shop.connection, owner="fast", now=after(600), lease=LEASE
        )
    database.close()


def test_one_of_many_refreshes_and_the_next_after_its_lease(shop: Shop) -> None:
    won: list[str] = []

    def claim(owner: str) -> None:
        with shop.database.write() as tx:
            if VAULT.claim_refresh(tx, shop.connection, owner=owner, now=NOW, lease=LEASE):
                won.append(owner)

    threads = [threading.Thread(target=claim, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    with shop.database.write() as tx:
        late = {"now": after(30), "lease": LEASE}
        let_leases_end(tx)
        assert VAULT.claim_refresh(tx, shop.connection, owner="next", **late)
        VAULT.release_refresh(tx, shop.connection.id, owner=won[0])
        assert not VAULT.claim_refresh(tx, shop.connection, owner="third", **late)
        VAULT.release_refresh(tx, shop.connection.id, owner="next")
        assert VAULT.claim_refresh(tx, shop.connection, owner="third", **late)


def test_tokens_of_a_connection_taken_away_are_gone(shop: Shop) -> None:
    put(shop, tokens())
    with shop.database.write() as tx:
        VAULT.forget_tokens(tx, shop.connection.id)
        assert VAULT.tokens(tx, shop.connection.id) is None
