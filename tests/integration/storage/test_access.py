"""API keys, merchants, connections and channels: each belongs to one merchant."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.errors import InvalidInputError, NotFoundError
from domain.ids import ConnectionId
from domain.money import Money
from storage import api_keys, audit, merchants, tables
from storage.api_keys import IssuedKey
from storage.engine import Database
from storage.merchants import Channel, ConnectionStatus
from tests.integration.storage.shop import NOW, Shop, a_connection, a_merchant, after, open_shop


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


def issue(shop: Shop) -> IssuedKey:
    with shop.database.write() as tx:
        return api_keys.issue(
            tx,
            "mer_1",
            environment="test",
            name="till",
            scopes=["orders:write"],
            now=NOW,
            expires_at=after(1000),
        )


def test_a_key_is_verified_by_its_text_alone(shop: Shop) -> None:
    issued = issue(shop)

    with shop.database.read() as tx:
        found = api_keys.verify(tx, issued.text, NOW)
    assert found == issued.key
    assert issued.text.startswith(f"vt_test_{issued.key.prefix}_")
    assert found is not None
    assert (found.merchant_id, found.scopes) == ("mer_1", {"orders:write"})


def test_a_key_that_is_wrong_anywhere_is_refused(shop: Shop) -> None:
    text = issue(shop).text
    _, environment, prefix, secret = text.split("_")
    wrong = [
        "",
        "vt",
        text + "0",
        text[:-1] + ("0" if text[-1] != "0" else "1"),
        f"vt_live_{prefix}_{secret}",
        f"xx_{environment}_{prefix}_{secret}",
        f"vt_{environment}_{'0' * len(prefix)}_{secret}",
    ]

    with shop.database.read() as tx:
        assert [api_keys.verify(tx, each, NOW) for each in wrong] == [None] * len(wrong)


def test_a_key_ends_by_time_and_by_revocation(shop: Shop) -> None:
    issued = issue(shop)
    with shop.database.write() as tx:
        assert api_keys.verify(tx, issued.text, after(999)) is not None
        assert api_keys.verify(tx, issued.text, after(1000)) is None
        assert not api_keys.revoke(tx, "mer_2", issued.key.id, NOW)
        assert api_keys.revoke(tx, "mer_1", issued.key.id, NOW)
        assert api_keys.verify(tx, issued.text, NOW) is None


def test_the_secret_of_a_key_is_not_stored_and_not_shown(shop: Shop) -> None:
    issued = issue(shop)
    secret = issued.text.split("_")[3]

    with shop.database.read() as tx:
        rows = tx.execute(select(tables.api_keys)).all()
    assert secret not in str(rows)
    assert secret not in repr(issued)


def test_the_use_of_a_key_is_noted_now_and_then(shop: Shop) -> None:
    issued = issue(shop)
    with shop.database.write() as tx:
        api_keys.touch(tx, issued.key, after(1))
        (key,) = api_keys.list_keys(tx, "mer_1")
        api_keys.touch(tx, key, after(2))
        (again,) = api_keys.list_keys(tx, "mer_1")
        assert api_keys.list_keys(tx, "mer_2") == []

    assert key.last_used_at == again.last_used_at == after(1)


def test_a_key_is_for_live_or_for_test(shop: Shop) -> None:
    with pytest.raises(InvalidInputError), shop.database.write() as tx:
        api_keys.issue(tx, "mer_1", environment="prod", name="x", scopes=[], now=NOW)


def test_a_merchant_comes_back_as_stored_and_updated(shop: Shop) -> None:
    changed = replace(
        a_merchant(),
        name="Corner",
        safety_stock=Decimal("1.5"),
        order_limit=Money(50_000, "USD"),
        shipping_connection_id=ConnectionId("con_a"),
        settings={"voice": {"name": "Ada"}},
    )
    with shop.database.write() as tx:
        merchants.update_merchant(tx, changed)
        assert merchants.merchant(tx, "mer_1") == changed
        assert merchants.merchants(tx) == [changed]
        with pytest.raises(NotFoundError):
            merchants.merchant(tx, "mer_9")
        with pytest.raises(NotFoundError):
            merchants.update_merchant(tx, a_merchant("mer_9"))


def test_a_connection_is_found_by_id_and_by_account(shop: Shop) -> None:
    changed = replace(
        shop.connection, scopes=frozenset({"b", "a"}), webhook_url="https://x.example"
    )
    with shop.database.write() as tx:
        merchants.update_connection(tx, changed)
        merchants.set_status(tx, changed.id, ConnectionStatus.PAUSED, "token refused")
        found = merchants.connection(tx, changed.id)
        assert merchants.connection_of_account(tx, "square", "account-con_a") == found
        assert merchants.connection_of_account(tx, "shopify", "account-con_a") is None
        assert merchants.connections(tx, "mer_1", platform="square") == [found]
        assert merchants.connections(tx, "mer_2") == []
        with pytest.raises(NotFoundError):
            merchants.connection(tx, changed.id, merchant_id="mer_2")

    assert (found.status, found.status_reason) == (ConnectionStatus.PAUSED, "token refused")
    assert found.scopes == {"a", "b"}


def test_an_account_belongs_to_one_connection(shop: Shop) -> None:
    twin = replace(a_connection("con_b"), account_id=shop.connection.account_id)
    with pytest.raises(IntegrityError), shop.database.write() as tx:
        merchants.add_connection(tx, twin)


def test_a_channel_belongs_to_one_merchant(shop: Shop) -> None:
    skill = Channel(
        id="cha_1",
        merchant_id=shop.connection.merchant_id,
        kind="alexa",
        external_id="amzn1.ask.skill.1",
        created_at=NOW,
        settings={"locale": "en-US"},
    )
    with shop.database.write() as tx:
        merchants.add_channel(tx, skill)
        assert merchants.channel(tx, "alexa", "amzn1.ask.skill.1") == skill
        assert merchants.channel(tx, "phone", "amzn1.ask.skill.1") is None
        assert merchants.channels(tx, "mer_1") == [skill]
        assert merchants.channels(tx, "mer_1", kind="phone") == []

    with pytest.raises(IntegrityError), shop.database.write() as tx:
        merchants.add_channel(tx, replace(skill, id="cha_2"))


def test_the_audit_trail_reads_backwards(shop: Shop) -> None:
    with shop.database.write() as tx:
        for number in range(3):
            audit.record(
                tx, merchant_id="mer_1", actor="ops", action=f"did.{number}", subject="x", at=NOW
            )
        newest = audit.entries(tx, "mer_1", limit=2)
        rest = audit.entries(tx, "mer_1", before_id=newest[-1].id)
        assert audit.entries(tx, "mer_2") == []

    assert [entry.action for entry in [*newest, *rest]] == ["did.2", "did.1", "did.0"]


def test_no_key_ever_looks_like_a_card_number(shop: Shop) -> None:
    texts = [issue(shop).text for _ in range(50)]

    assert not any(char.isdigit() for text in texts for char in text)
