"""Test keys reach sandboxes only: what counts as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.bindings import StoredKeys
from domain.ids import ConnectionId, MerchantId
from storage import api_keys, merchants, sandboxes
from storage.engine import open_database
from tests.integration.storage.shop import NOW, a_connection, open_shop


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("http://127.0.0.1:8701", True),
        ("http://[::1]:9", True),
        ("https://connect.squareupsandbox.com", True),
        ("https://connect.squareup.com", False),
        ("https://sandbox.myshopify.com", False),
        ("https://127.0.0.1.example.com", False),
    ],
)
def test_the_address_tells_unless_a_person_said(url: str, is_one: bool) -> None:
    connection = replace(a_connection(), base_url=url)

    assert sandboxes.is_sandbox(connection) is is_one
    assert sandboxes.is_sandbox(replace(connection, settings={"sandbox": not is_one})) is not is_one


@pytest.mark.parametrize("environment", api_keys.ENVIRONMENTS)
def test_a_test_key_is_shut_out_until_every_connection_is_a_sandbox(
    sqlite_url: str, environment: str
) -> None:
    database = open_database(sqlite_url)
    open_shop(database)
    merchant_id = MerchantId("mer_1")
    with database.write() as tx:
        key = api_keys.issue(
            tx, merchant_id, environment=environment, name="x", scopes=["a"], now=NOW, per_minute=7
        )
        ids = [each.id for each in merchants.connections(tx, merchant_id)]
    keys = StoredKeys(database)

    first = keys.find(key.text, now=NOW)
    assert first is not None
    assert (first.is_shut_out, first.per_minute) == (environment == "test", 7)

    with database.write() as tx:
        for each in ids:
            sandboxes.mark(tx, ConnectionId(each), value=True)
    again = keys.find(key.text, now=NOW)
    assert again is not None
    assert not again.is_shut_out
    database.close()
